//! What the event under the playhead changed, and what was changed lately: bars at the left edge of the DOM and the page.
//!
//! Made on the worker from the two states around the event; the keys are those of the later tree.

use crate::dom::{Change, ChangeKind, Node, NodeKey, Tree};
use crate::event::NodeId;
use std::collections::{HashMap, HashSet};

/// Changed nodes whose ancestors are unfolded; the bars of others show on the folded node that holds them.
const MOST_PATHS: usize = 40;

/// Changed nodes that are looked at, of an event with very many.
const MOST_MARKS: usize = 20_000;

/// What happened to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It came.
    Added,
    /// It, or its state, changed.
    Changed,
    /// It is elsewhere.
    Moved,
    /// Something below it went.
    Lost,
}

/// A row's bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    /// The event changed this node.
    Now(Mark),
    /// The event changed something inside.
    Inside,
    /// It was changed a moment ago.
    Lately,
}

/// The bars of a tree, and what should be unfolded to see them.
#[derive(Debug, Default)]
pub(super) struct Marks {
    now: HashMap<NodeKey, Mark>,
    inside: HashSet<NodeKey>,
    lately: HashSet<NodeKey>,
    /// The nodes to unfold.
    pub(super) paths: HashSet<NodeKey>,
}

impl Marks {
    /// The bars for the step from one tree to the next.
    pub(super) fn new(before: &Tree, after: &Tree, changes: &[Change], lately: &[NodeId]) -> Self {
        let mut marks = Self::default();
        for change in changes.iter().take(MOST_MARKS) {
            if let Some((node, mark)) = place(before, after, change) {
                marks.add_now(node, mark);
            }
        }
        for id in lately.iter().take(MOST_MARKS) {
            let Some(node) = after.get(*id).filter(|node| after.is_attached(*node)) else { continue };
            if !marks.now.contains_key(&node.key()) && marks.lately.insert(node.key()) {
                marks.open_path(node);
            }
        }
        marks
    }

    fn add_now(&mut self, node: Node<'_>, mark: Mark) {
        let mark = match (self.now.get(&node.key()), mark) {
            (Some(Mark::Added), _) | (None, Mark::Added) => Mark::Added,
            (Some(Mark::Moved), _) => Mark::Moved,
            (Some(Mark::Changed), Mark::Lost) => Mark::Changed,
            (_, mark) => mark,
        };
        if self.now.insert(node.key(), mark).is_none() {
            self.open_path(node);
        }
        // An ancestor that is known has all of its own ancestors known.
        for above in ancestors(node) {
            if !self.inside.insert(above.key()) {
                break;
            }
        }
    }

    fn open_path(&mut self, node: Node<'_>) {
        if self.now.len() + self.lately.len() <= MOST_PATHS {
            self.paths.extend(ancestors(node).map(Node::key));
        }
    }

    /// The bar of a node's row; what is inside counts when the row is folded.
    pub(super) fn bar(&self, key: NodeKey, folded: bool) -> Option<Bar> {
        if let Some(mark) = self.now.get(&key) {
            return Some(Bar::Now(*mark));
        }
        if folded && self.inside.contains(&key) {
            return Some(Bar::Inside);
        }
        self.lately.contains(&key).then_some(Bar::Lately)
    }

    /// The nodes that stayed where something below them went.
    pub(super) fn losses(&self) -> impl Iterator<Item = NodeKey> {
        self.now.iter().filter(|(_, mark)| **mark == Mark::Lost).map(|(key, _)| *key)
    }

    /// The nodes that the event changed, in document order.
    pub(super) fn in_order(&self, tree: &Tree) -> Vec<NodeKey> {
        let mut found = Vec::with_capacity(self.now.len());
        let mut stack: Vec<Node<'_>> = tree.root().into_iter().collect();
        while let Some(node) = stack.pop() {
            let key = node.key();
            if self.now.contains_key(&key) {
                found.push(key);
            }
            if self.inside.contains(&key) {
                let from = stack.len();
                stack.extend(node.all_children());
                stack[from..].reverse();
            }
        }
        found
    }
}

/// The way up from a node, through every boundary.
pub(super) fn ancestors(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.parent_or_host(), |node| node.parent_or_host())
}

/// Where in the later tree a change shows. What went shows on the nearest ancestor that stayed.
fn place<'t>(before: &Tree, after: &'t Tree, change: &Change) -> Option<(Node<'t>, Mark)> {
    let mark = match change.what {
        ChangeKind::Added => Mark::Added,
        ChangeKind::Moved => Mark::Moved,
        ChangeKind::Removed => {
            let gone = before.get(change.id)?;
            let stayed = ancestors(gone).filter_map(Node::id).find_map(|id| after.get(id))?;
            return after.is_attached(stayed).then_some((stayed, Mark::Lost));
        }
        _ => Mark::Changed,
    };
    let node = after.get(change.id)?;
    after.is_attached(node).then_some((node, mark))
}
