//! One node kept as it was, without the page it was in.

use super::store::{Body, Ix, NIL, Slot};
use super::{Node, NodeKind, Tree};
use crate::event::NodeId;
use std::collections::HashMap;
use std::sync::Arc;

/// A node as it was at one moment: all that [`describe`](super::diff::describe) compares, and none of the page around it.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// The node, and below it what its value hangs on.
    tree: Tree,
    parent: Option<NodeId>,
}

impl Portrait {
    /// Keeps a node.
    #[must_use]
    pub fn of(node: Node<'_>) -> Self {
        let mut tree = Tree::new();
        let source = &node.tree.store;
        let mut places: HashMap<Ix, Ix, foldhash::fast::RandomState> = HashMap::default();
        let depth = if has_lower_value(node) { usize::MAX } else { 1 };
        for (ix, slot) in source.light(node.ix).take(depth).filter_map(|ix| Some((ix, source.get(ix)?))) {
            let copy = Slot { body: slot.body.clone(), state: slot.state.clone(), ..Slot::new(slot.id, Body::Free) };
            let place = tree.store.insert(copy);
            if let Some(parent) = places.get(&slot.parent) {
                tree.store.attach(*parent, place, NIL);
            }
            places.insert(ix, place);
        }
        tree.root = places.get(&node.ix).copied().unwrap_or(NIL);
        Self { tree, parent: node.parent_or_host().and_then(Node::id) }
    }

    /// The node as it was. It has no parent and no siblings.
    #[must_use]
    pub fn node(&self) -> Option<Node<'_>> {
        self.tree.root()
    }

    /// The id of the parent, or of the host, that it had.
    #[must_use]
    pub fn parent(&self) -> Option<NodeId> {
        self.parent
    }

    /// Whether nothing about the node itself can have changed since. Quick: what is shared is the same.
    #[must_use]
    pub fn is_still(&self, node: Node<'_>) -> bool {
        let same = self.node().is_some_and(|kept| is_same(kept.slot, node.slot));
        same && self.parent == node.parent_or_host().and_then(Node::id) && !has_lower_value(node)
    }
}

/// Whether a node's value is made of nodes below it.
fn has_lower_value(node: Node<'_>) -> bool {
    node.kind() == NodeKind::Element && matches!(node.tag(), "select" | "textarea")
}

fn is_same(one: &Slot, other: &Slot) -> bool {
    let same_state = match (&one.state, &other.state) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    };
    same_state
        && match (&one.body, &other.body) {
            (Body::Element { recorded: one, changed: None }, Body::Element { recorded: other, changed: None }) => {
                Arc::ptr_eq(one, other)
            }
            (
                Body::Element { recorded: one, changed: Some(after) },
                Body::Element { recorded: other, changed: Some(later) },
            ) => Arc::ptr_eq(one, other) && Arc::ptr_eq(after, later),
            (Body::Text { text: one, .. }, Body::Text { text: other, .. }) => Arc::ptr_eq(one, other),
            (Body::Document { quirks: one }, Body::Document { quirks: other }) => one == other,
            _ => false,
        }
}
