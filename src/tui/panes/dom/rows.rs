//! The tree as rows: which nodes show, how deep, folded or not.
//!
//! Rows are laid when the tree or a fold changes, never while drawing, and only of what is unfolded. White space between
//! elements is left out, as source readers do.

use crate::dom::{Node, NodeKey, NodeKind, Tree};
use crate::event::NodeId;
use std::collections::{HashMap, HashSet};

/// Rows that the tree opens into at first: a screen or two.
const ROWS_AT_FIRST: usize = 120;

/// The levels that are open at first however wide a page is: document, html, body.
const LEAST_LEVELS: u32 = 3;

/// A node as it is known from event to event: by its id, or its host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A node that its id leads to.
    Id(NodeId),
    /// The shadow root of a host.
    Shadow(NodeId),
    /// A node without an id of its own; known within one tree only.
    Loose(NodeKey),
}

impl Key {
    /// The key of a node.
    pub(super) fn of(node: Node<'_>) -> Self {
        if node.kind() == NodeKind::ShadowRoot
            && let Some(host) = node.host().and_then(Node::id)
        {
            return Self::Shadow(host);
        }
        match node.id() {
            Some(id) if node.tree().get(id).is_some_and(|found| found == node) => Self::Id(id),
            _ => Self::Loose(node.key()),
        }
    }

    /// The node a key leads to in a tree.
    pub(super) fn find(self, tree: &Tree) -> Option<Node<'_>> {
        match self {
            Self::Id(id) => tree.get(id),
            Self::Shadow(host) => tree.get(host)?.shadow_root(),
            Self::Loose(key) => tree.by_key(key),
        }
    }
}

/// Whether a row's node is unfolded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// It has nothing inside.
    Leaf,
    /// What is inside follows.
    Open,
    /// What is inside is folded away.
    Folded,
}

/// A node on a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The node, in the tree that the rows were laid for.
    pub(super) node: NodeKey,
    /// 0 for the top document.
    pub(super) depth: u32,
    /// Whether it is unfolded.
    pub(super) fold: Fold,
}

/// What is folded.
#[derive(Debug, Default)]
pub(super) struct Folds {
    /// What the user folded and unfolded.
    own: HashMap<Key, bool>,
    /// The levels that are open where the user said nothing; `None` until a page is seen.
    levels: Option<u32>,
}

impl Folds {
    /// Forgets what was folded: another page is shown, whose ids mean other nodes.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Finds out how many levels a page opens into, unless that is known.
    pub(super) fn settle(&mut self, tree: &Tree) {
        if self.levels.is_none() {
            self.levels = Some(levels_that_fit(tree));
        }
    }

    /// Folds or unfolds a node.
    pub(super) fn set(&mut self, key: Key, open: bool) {
        self.own.insert(key, open);
    }

    /// Opens so many levels, and nothing else.
    pub(super) fn open_levels(&mut self, levels: u32) {
        self.own.clear();
        self.levels = Some(levels);
    }

    /// Opens everything, or goes back to what is open at first.
    pub(super) fn toggle_all(&mut self, tree: &Tree) {
        self.own.clear();
        let all = self.levels == Some(u32::MAX);
        self.levels = Some(if all { levels_that_fit(tree) } else { u32::MAX });
    }

    fn is_open(&self, node: Node<'_>, depth: u32) -> bool {
        if let Some(own) = self.own.get(&Key::of(node)) {
            return *own;
        }
        match self.levels {
            Some(u32::MAX) => true,
            levels => depth < levels.unwrap_or(LEAST_LEVELS) && !is_quiet(node),
        }
    }
}

/// What is folded at first wherever it stands: what a page is not about, and what one line says as well.
fn is_quiet(node: Node<'_>) -> bool {
    matches!(node.tag(), "head" | "script" | "style" | "svg" | "noscript" | "template" | "select" | "canvas")
        || only_text(node).is_some()
}

/// The text of an element that has nothing else inside.
pub(super) fn only_text(node: Node<'_>) -> Option<&str> {
    let mut inside = inside(node);
    let only = inside.next().filter(|child| child.kind() == NodeKind::Text)?;
    (node.is_element() && inside.next().is_none()).then(|| only.text())
}

/// What shows inside a node: everything but white space between elements.
pub(super) fn inside(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.all_children().filter(|child| child.kind() != NodeKind::Text || !is_blank(child.text()))
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// The deepest level at which a page still makes [`ROWS_AT_FIRST`] rows.
fn levels_that_fit(tree: &Tree) -> u32 {
    let mut level: Vec<Node<'_>> = tree.root().into_iter().collect();
    let (mut rows, mut levels) = (level.len(), 0);
    while !level.is_empty() {
        let open = level.iter().filter(|node| !is_quiet(**node));
        let next: Vec<Node<'_>> = open.flat_map(|node| inside(*node)).take(ROWS_AT_FIRST * 4).collect();
        rows += next.len();
        if rows > ROWS_AT_FIRST && levels >= LEAST_LEVELS {
            break;
        }
        levels += 1;
        level = next;
    }
    levels.max(LEAST_LEVELS)
}

/// Lays the rows of a tree. What stands on `paths` is open whatever the folds say, except where the user folded it.
pub(super) fn lay(tree: &Tree, folds: &Folds, paths: &HashSet<NodeKey>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut stack: Vec<(Node<'_>, u32)> = tree.root().map(|root| (root, 0)).into_iter().collect();
    while let Some((node, depth)) = stack.pop() {
        let key = node.key();
        let leaf = inside(node).next().is_none();
        let by_path = paths.contains(&key) && folds.own.get(&Key::of(node)) != Some(&false);
        let fold = match leaf {
            true => Fold::Leaf,
            false if by_path || folds.is_open(node, depth) => Fold::Open,
            false => Fold::Folded,
        };
        rows.push(Row { node: key, depth, fold });
        if fold == Fold::Open {
            let from = stack.len();
            stack.extend(inside(node).map(|child| (child, depth + 1)));
            stack[from..].reverse();
        }
    }
    rows
}
