//! Watching a text: which containers hold it.
//!
//! Every text belongs to one container. The set of containers that hold the needle is kept a little too large: what left
//! the page, or lost the text, is found out when it is asked; what gains it is always looked at, because some change
//! touched it.

use super::{Untold, Watcher};
use crate::dom::text::{Needle, container, is_container, is_shown};
use crate::dom::{Change, ChangeKind, Node, NodeKey, NodeKind, Tree, walk};
use crate::event::mutation::Mutation;
use crate::event::{Data, NodeId};
use crate::recording::replay::State;
use std::collections::{BTreeSet, HashSet};

pub(super) struct Watch<'q> {
    needle: &'q Needle,
    /// Containers that may hold the text; all that do are among them. In order: of several that begin to hold it at once,
    /// the same is named every time.
    hits: BTreeSet<NodeKey>,
}

/// What one event touched.
#[derive(Default)]
struct Touched {
    containers: HashSet<NodeKey, foldhash::fast::RandomState>,
    seen: HashSet<NodeKey, foldhash::fast::RandomState>,
}

impl<'q> Watch<'q> {
    pub(super) fn new(needle: &'q Needle) -> Self {
        Self { needle, hits: BTreeSet::new() }
    }

    fn look_at(&mut self, node: Node<'_>) {
        if self.needle.is_in(node) {
            self.hits.insert(node.key());
        }
    }
}

impl Watcher for Watch<'_> {
    fn look(&mut self, state: &State<'_>, untold: &Untold) -> Option<NodeKey> {
        let tree = state.tree;
        if untold.all {
            self.hits.clear();
            walk::preorder(tree).filter(|&node| is_container(node)).for_each(|node| self.look_at(node));
        } else {
            let mut touched = Touched::default();
            if let Data::Mutation(mutation) = &state.event.data {
                touched.by_mutation(tree, mutation);
            }
            untold.left.iter().filter_map(|key| tree.by_key(*key)).for_each(|parent| touched.around(parent));
            state.applied.changes.iter().for_each(|change| touched.by(tree, change));
            touched.containers.iter().filter_map(|&key| tree.by_key(key)).for_each(|node| self.look_at(node));
        }
        let mut found = None;
        self.hits.retain(|&key| {
            // Only one that shows is wanted, so what comes after it may stay unproved.
            if found.is_some() {
                return true;
            }
            let Some(node) = tree.by_key(key).filter(|&node| is_container(node) && self.needle.is_in(node)) else {
                return false;
            };
            if is_shown(node) {
                found = Some(key);
            }
            true
        });
        found
    }
}

/// Whether an attribute has no say in what is shown and as which text.
fn never_tells(name: &str) -> bool {
    matches!(name, "class" | "id" | "role" | "tabindex") || name.starts_with("aria-") || name.starts_with("data-")
}

impl Touched {
    /// What no change tells: a removal joins what stood on both sides of it, and a node may come without an id.
    fn by_mutation(&mut self, tree: &Tree, mutation: &Mutation) {
        for parent in mutation.parents_of_unnamed().filter_map(|parent| tree.get(parent)) {
            self.below(parent);
            self.around(parent);
        }
        for parent in mutation.removes.iter().filter_map(|remove| tree.get(remove.parent_id?)) {
            self.around(parent);
            self.containers.extend(parent.shadow_root().map(Node::key));
        }
    }

    fn by(&mut self, tree: &Tree, change: &Change) {
        let id: NodeId = change.id;
        let Some(node) = tree.get(id) else { return };
        match &change.what {
            // It came with what was looked at already: nothing around it is left to look at.
            ChangeKind::Added | ChangeKind::Moved if self.seen.contains(&node.key()) => return,
            ChangeKind::Added | ChangeKind::Moved => self.below(node),
            ChangeKind::Attribute(name) if never_tells(name) => return,
            ChangeKind::Attribute(_) | ChangeKind::Text | ChangeKind::Value | ChangeKind::Checked => {}
            _ => return,
        }
        self.around(node);
    }

    /// The container a node is, the one it stands in, and those around a root that just came to be.
    fn around(&mut self, node: Node<'_>) {
        self.containers.extend(container(node).map(Node::key));
        let Some(parent) = node.parent() else { return };
        self.containers.extend(container(parent).map(Node::key));
        if parent.kind() == NodeKind::ShadowRoot
            && let Some(host) = parent.host()
        {
            self.containers.insert(host.key());
            self.containers.extend(host.parent().and_then(container).map(Node::key));
        }
    }

    /// Every container below a node that came, each node once an event.
    fn below(&mut self, node: Node<'_>) {
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            if self.seen.insert(node.key()) {
                if is_container(node) {
                    self.containers.insert(node.key());
                }
                waiting.extend(node.all_children());
            }
        }
    }
}
