//! Which node of the earlier tree is which of the later one.

use super::Identity;
use crate::dom::store::{Ix, NIL};
use crate::dom::{Node, NodeKind, Tree, walk};
use crate::event::NodeId;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash, Hasher};

/// Nodes of two trees, paired where they are the same.
#[derive(Debug)]
pub(super) struct Pairs {
    /// For each slot of the earlier tree, the slot of the later one.
    forward: Vec<Ix>,
    /// For each slot of the later tree, the slot of the earlier one.
    backward: Vec<Ix>,
    count: usize,
}

impl Pairs {
    fn new(old: &Tree, new: &Tree) -> Self {
        Self { forward: vec![NIL; old.store.capacity()], backward: vec![NIL; new.store.capacity()], count: 0 }
    }

    fn pair(&mut self, old: Ix, new: Ix) {
        if let (Some(forward), Some(backward)) =
            (self.forward.get_mut(old as usize), self.backward.get_mut(new as usize))
        {
            (*forward, *backward) = (new, old);
            self.count += 1;
        }
    }

    /// What the node of the earlier tree became.
    pub(super) fn later(&self, old: Node<'_>) -> Option<Ix> {
        self.forward.get(old.ix as usize).copied().filter(|&ix| ix != NIL)
    }

    /// What the node of the later tree was.
    pub(super) fn earlier(&self, new: Node<'_>) -> Option<Ix> {
        self.backward.get(new.ix as usize).copied().filter(|&ix| ix != NIL)
    }
}

/// Pairs the nodes of two states of one window.
pub(super) fn pairs(old: &Tree, new: &Tree) -> (Identity, Pairs) {
    let mut pairs = Pairs::new(old, new);
    let (Some(old_root), Some(new_root)) = (old.root(), new.root()) else { return (Identity::Replaced, pairs) };
    if ids_agree(old, new) {
        by_id(old, new, &mut pairs);
        return (Identity::Ids, pairs);
    }
    let (old_size, new_size) = by_shape(old_root, new_root, &mut pairs);
    let alike = pairs.count * 4 >= old_size + new_size;
    (if alike { Identity::Shape } else { Identity::Replaced }, pairs)
}

/// Whether ids mean the same in both trees: no full snapshot lies between, or it was a checkout, which repeats ids.
///
/// A new page numbers its nodes from 1 again, so some ids will agree by chance, above all in the head.
fn ids_agree(old: &Tree, new: &Tree) -> bool {
    let (mut common, mut equal) = (0usize, 0usize);
    for node in walk::preorder(new) {
        let Some(other) = node.id().and_then(|id| old.get(id)) else { continue };
        common += 1;
        equal += usize::from(std::ptr::eq(other.slot, node.slot) || is_same_thing(other, node));
    }
    equal * 10 >= common * 9
}

fn is_same_thing(old: Node<'_>, new: Node<'_>) -> bool {
    let named = |node: Node<'_>| node.parent_or_host().and_then(Node::id);
    is_same_kind(old, new) && (new.is_element() || old.text() == new.text() || named(old) == named(new))
}

fn is_same_kind(old: Node<'_>, new: Node<'_>) -> bool {
    old.kind() == new.kind() && old.tag() == new.tag() && old.is_svg() == new.is_svg() && old.doctype() == new.doctype()
}

/// Pairs nodes with the same id and kind; those without an id, or with an id that leads elsewhere, by their place among
/// the same children of the same parent.
fn by_id(old: &Tree, new: &Tree, pairs: &mut Pairs) {
    let attached = attached(old);
    let is_free =
        |pairs: &Pairs, node: Node<'_>| attached.get(node.ix as usize) == Some(&true) && pairs.later(node).is_none();
    if let (Some(old), Some(new)) = (old.root(), new.root()) {
        pairs.pair(old.ix, new.ix);
    }
    let mut nameless = Vec::new();
    for node in walk::preorder(new) {
        if pairs.earlier(node).is_some() {
            continue;
        }
        let named = node.id().filter(|&id| new.get(id) == Some(node)).and_then(|id| old.get(id));
        match named {
            Some(other) if is_same_kind(other, node) && is_free(pairs, other) => pairs.pair(other.ix, node.ix),
            Some(_) => {}
            None => nameless.push(node),
        }
    }
    pair_nameless(old, nameless, &is_free, pairs);
}

/// Parents come first, so a nameless parent is paired before its children are looked at.
fn pair_nameless<'t>(
    old: &'t Tree,
    nameless: Vec<Node<'_>>,
    is_free: &impl Fn(&Pairs, Node<'_>) -> bool,
    pairs: &mut Pairs,
) {
    let mut seen = HashSet::new();
    let mut candidates: HashMap<(Ix, Option<NodeId>, NodeKind), VecDeque<Node<'t>>> = HashMap::new();
    for node in nameless {
        let Some(parent) = node.parent_or_host().and_then(|p| pairs.earlier(p)).and_then(|ix| old.node(ix)) else {
            continue;
        };
        if seen.insert(parent.ix) {
            for child in parent.all_children().filter(|&child| is_free(pairs, child)) {
                candidates.entry((parent.ix, child.id(), child.kind())).or_default().push_back(child);
            }
        }
        let found = candidates.get_mut(&(parent.ix, node.id(), node.kind())).and_then(VecDeque::pop_front);
        if let Some(other) = found.filter(|&other| is_same_kind(other, node)) {
            pairs.pair(other.ix, node.ix);
        }
    }
}

fn attached(tree: &Tree) -> Vec<bool> {
    let mut attached = vec![false; tree.store.capacity()];
    for node in walk::preorder(tree) {
        if let Some(flag) = attached.get_mut(node.ix as usize) {
            *flag = true;
        }
    }
    attached
}

/// Pairs from the top down: among the children of a pair, first those whose whole subtrees are equal, then those with
/// the same tag, id and class, then those of the same kind, each in order. Returns the sizes of both trees.
fn by_shape<'t>(old: Node<'t>, new: Node<'t>, pairs: &mut Pairs) -> (usize, usize) {
    let seed = foldhash::fast::FixedState::default();
    let (old_prints, new_prints) = (prints(old, &seed), prints(new, &seed));
    let mut waiting = vec![(old, new)];
    while let Some((old, new)) = waiting.pop() {
        pairs.pair(old.ix, new.ix);
        let mut fresh: Vec<Node<'t>> = new.all_children().collect();
        let mut gone: Vec<Node<'t>> = old.all_children().collect();
        let whole = |prints: &HashMap<Ix, u64>, node: Node<'_>| prints.get(&node.ix).copied().unwrap_or_default();
        let looks = |node: Node<'_>| {
            seed.hash_one((
                kind(node),
                node.tag(),
                node.attribute("id"),
                node.attribute("class"),
                node.attribute("name"),
            ))
        };
        take(&mut gone, &mut fresh, &mut waiting, |n| whole(&old_prints, n), |n| whole(&new_prints, n));
        take(&mut gone, &mut fresh, &mut waiting, looks, looks);
        take(
            &mut gone,
            &mut fresh,
            &mut waiting,
            |n| seed.hash_one((kind(n), n.tag())),
            |n| seed.hash_one((kind(n), n.tag())),
        );
    }
    (old_prints.len(), new_prints.len())
}

fn kind(node: Node<'_>) -> (NodeKind, bool, Option<[&str; 3]>) {
    let doctype = node.doctype().map(|doctype| [&*doctype.name, &*doctype.public_id, &*doctype.system_id]);
    (node.kind(), node.is_svg(), doctype)
}

/// Takes pairs of nodes with equal keys out of both lists, in order.
fn take<'t>(
    gone: &mut Vec<Node<'t>>,
    fresh: &mut Vec<Node<'t>>,
    waiting: &mut Vec<(Node<'t>, Node<'t>)>,
    old_key: impl Fn(Node<'t>) -> u64,
    new_key: impl Fn(Node<'t>) -> u64,
) {
    let mut places: HashMap<u64, VecDeque<Node<'t>>> = HashMap::new();
    for &node in gone.iter() {
        places.entry(old_key(node)).or_default().push_back(node);
    }
    let mut taken = Vec::new();
    fresh.retain(|&node| {
        let Some(other) = places.get_mut(&new_key(node)).and_then(VecDeque::pop_front) else { return true };
        taken.push(other.ix);
        waiting.push((other, node));
        false
    });
    taken.sort_unstable();
    gone.retain(|node| taken.binary_search(&node.ix).is_err());
}

/// A hash of each subtree: its nodes' kinds, tags, attributes and texts, ids left out.
fn prints(root: Node<'_>, seed: &foldhash::fast::FixedState) -> HashMap<Ix, u64> {
    let nodes: Vec<Node<'_>> = walk::subtree(root).collect();
    let mut prints = HashMap::with_capacity(nodes.len());
    for node in nodes.into_iter().rev() {
        let mut hasher = seed.build_hasher();
        (kind(node), node.tag(), node.text()).hash(&mut hasher);
        node.attributes().for_each(|attribute| attribute.hash(&mut hasher));
        for child in node.all_children() {
            prints.get(&child.ix).hash(&mut hasher);
        }
        prints.insert(node.ix, hasher.finish());
    }
    prints
}
