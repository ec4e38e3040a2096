//! Watching a selector: a witness while it matches, and what an event touched while it doesn't.

use super::{Untold, Watcher};
use crate::dom::select::{Reach, Selector};
use crate::dom::{ChangeKind, Node, NodeKey, Tree};
use crate::event::{Data, NodeId};
use crate::recording::replay::State;
use std::collections::HashSet;

pub(super) struct Watch<'q> {
    selector: &'q Selector,
    reach: Reach,
    /// An element that matched after the last event. Its slot may be another's by now: it is asked again.
    witness: Option<NodeKey>,
}

impl<'q> Watch<'q> {
    pub(super) fn new(selector: &'q Selector) -> Self {
        Self { selector, reach: selector.reach(), witness: None }
    }

    fn matches(&self, tree: &Tree, node: Node<'_>) -> bool {
        node.is_element() && self.selector.matches(node) && tree.is_attached(node)
    }

    /// An element that matches and didn't before, if any does.
    fn newcomer(&self, state: &State<'_>, untold: &Untold) -> Option<NodeKey> {
        let tree = state.tree;
        let anywhere = untold.all
            || self.reach.anywhere
            || self.reach.pointer
            || (self.reach.state && matches!(state.event.data, Data::Input(_)));
        if anywhere {
            return self.selector.first(tree).map(Node::key);
        }
        let mut seen = HashSet::<NodeKey, foldhash::fast::RandomState>::default();
        let mut waiting = self.touched(state, untold);
        while let Some(node) = waiting.pop() {
            if !seen.insert(node.key()) {
                continue;
            }
            if self.matches(tree, node) {
                return Some(node.key());
            }
            waiting.extend(node.children());
        }
        None
    }

    /// The tops of what an event touched: matches can only have begun below them.
    fn touched<'t>(&self, state: &State<'t>, untold: &Untold) -> Vec<Node<'t>> {
        let get = |id: NodeId| state.tree.get(id);
        let mut tops = Vec::new();
        for change in &state.applied.changes {
            let matters = match &change.what {
                ChangeKind::Added | ChangeKind::Moved | ChangeKind::Removed => true,
                ChangeKind::Attribute(name) => self.reach.asks(name) || &**name == "_cssText",
                ChangeKind::Text => self.reach.siblings,
                ChangeKind::Value | ChangeKind::Checked => self.reach.state,
                _ => false,
            };
            if matters && let Some(node) = get(change.id) {
                let top = if self.reach.siblings { node.parent().unwrap_or(node) } else { node };
                tops.push(top);
            }
        }
        if let Data::Mutation(mutation) = &state.event.data {
            tops.extend(mutation.parents_of_unnamed().filter_map(get));
            if self.reach.siblings {
                tops.extend(mutation.removes.iter().filter_map(|remove| get(remove.parent_id?)));
                tops.extend(untold.left.iter().filter_map(|key| state.tree.by_key(*key)));
            }
        }
        tops
    }
}

impl Watcher for Watch<'_> {
    fn look(&mut self, state: &State<'_>, untold: &Untold) -> Option<NodeKey> {
        let tree = state.tree;
        let still = self.witness.filter(|&key| tree.by_key(key).is_some_and(|node| self.matches(tree, node)));
        self.witness = match (self.witness, still) {
            (_, Some(key)) => Some(key),
            // The witness is gone; others may match that nothing touched.
            (Some(_), None) => self.selector.first(tree).map(Node::key),
            (None, None) => self.newcomer(state, untold),
        };
        self.witness
    }
}
