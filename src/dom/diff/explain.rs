//! From paired nodes to a list of changes, in document order.

use super::change::{Change, Handle, Spot, What};
use super::compare;
use super::matching::Pairs;
use super::order::stayed;
use crate::dom::select::Namer;
use crate::dom::store::Ix;
use crate::dom::{Node, NodeKey, NodeKind, Tree};
use crate::event::NodeId;
use foldhash::{HashMap, HashMapExt, HashSet};

/// What is still to be told, the next on top.
enum Work<'t> {
    /// A pair that stayed where it was.
    Pair(Node<'t>, Node<'t>),
    /// A pair that is elsewhere now.
    Moved(Node<'t>, Node<'t>, Gap),
    /// A node that came, as the root of what came with it.
    Inserted(Node<'t>, Gap),
    /// A node below one that came.
    Fresh(Node<'t>),
    /// A node that went, as the root of what went with it.
    Removed(Node<'t>, Gap),
}

/// Siblings that stayed, around one that didn't.
#[derive(Clone, Copy, Default)]
struct Gap {
    /// Before it, since the change before.
    before: usize,
    /// After it, for the last change among the siblings.
    after: usize,
}

/// The changes, and what `apply` must know about the nodes they speak of.
#[derive(Default)]
pub(super) struct Told {
    pub(super) changes: Vec<Change>,
    /// What the nodes that changed became.
    pub(super) later: HashMap<NodeKey, NodeKey>,
    /// Later keys of the nodes that moved.
    pub(super) moved: HashSet<NodeKey>,
    /// Earlier keys of the same nodes.
    pub(super) moved_from: HashSet<NodeKey>,
    /// Earlier keys of the nodes that were recognised by shape, with their later ids.
    pub(super) renamed: Vec<(NodeKey, Option<NodeId>)>,
}

/// Tells all changes below two paired roots, after those of the page.
pub(super) fn tell(old: &Tree, new: &Tree, pairs: &Pairs) -> Told {
    let mut teller = Teller::new(old, new, pairs);
    for what in compare::pages(old, new) {
        let change = Change { node: None, selector: ":root".into(), what, seq: None, at: Handle::Page };
        teller.told.changes.push(change);
    }
    let mut waiting = Vec::new();
    if let (Some(old), Some(new)) = (old.root(), new.root()) {
        waiting.push(Work::Pair(old, new));
    }
    while let Some(work) = waiting.pop() {
        let from = waiting.len();
        teller.take(&work, &mut waiting);
        waiting[from..].reverse();
    }
    teller.told
}

/// Tells the changes between two trees, one after the other.
struct Teller<'t> {
    old: &'t Tree,
    pairs: &'t Pairs,
    old_names: Namer<'t>,
    new_names: Namer<'t>,
    /// Places among the children of a parent, for the parents that were asked about.
    places: HashMap<(bool, Ix), HashMap<Ix, usize>>,
    told: Told,
}

impl<'t> Teller<'t> {
    fn new(old: &'t Tree, new: &'t Tree, pairs: &'t Pairs) -> Self {
        Self {
            old,
            pairs,
            old_names: Namer::new(old),
            new_names: Namer::new(new),
            places: HashMap::new(),
            told: Told::default(),
        }
    }

    /// Tells one piece of work and lists what follows from it, in document order.
    fn take(&mut self, work: &Work<'t>, next: &mut Vec<Work<'t>>) {
        match *work {
            Work::Pair(old, new) => self.pair(old, new, next),
            Work::Moved(old, new, gap) => {
                let what = What::Moved { from: self.old_spot(old, Gap::default()), to: self.new_spot(new, gap) };
                self.told.moved.insert(new.key());
                self.told.moved_from.insert(old.key());
                self.push_old(old, new, what);
                self.pair(old, new, next);
            }
            Work::Inserted(node, gap) => {
                let what = What::Inserted { to: self.new_spot(node, gap), nodes: self.fresh_nodes(node) };
                let selector = self.new_names.name(node);
                let at = Handle::New(node.key());
                self.told.changes.push(Change { node: node.id(), selector, what, seq: None, at });
                self.fresh(node, next);
            }
            Work::Fresh(node) => self.fresh(node, next),
            Work::Removed(node, gap) => {
                let what = What::Removed { from: self.old_spot(node, gap), nodes: self.gone_nodes(node) };
                let selector = self.old_names.name(node);
                let at = Handle::Old(node.key());
                self.told.changes.push(Change { node: node.id(), selector, what, seq: None, at });
            }
        }
    }

    fn push_old(&mut self, old: Node<'t>, new: Node<'t>, what: What) {
        let selector = self.new_names.name(new);
        self.told.later.insert(old.key(), new.key());
        self.told.changes.push(Change { node: new.id(), selector, what, seq: None, at: Handle::Old(old.key()) });
    }

    fn pair(&mut self, old: Node<'t>, new: Node<'t>, next: &mut Vec<Work<'t>>) {
        if !std::ptr::eq(old.slot, new.slot) {
            for what in compare::nodes(old, new) {
                self.push_old(old, new, what);
            }
            if old.id() != new.id() {
                self.told.renamed.push((old.key(), new.id()));
            }
        }
        for what in compare::adopted(old, new) {
            self.push_old(old, new, what);
        }
        self.merge(old.shadow_root(), new.shadow_root(), next);
        self.merge(old.content_document(), new.content_document(), next);
        self.merge(old.first_child(), new.first_child(), next);
    }

    /// Merges two lists of siblings, given their first members.
    fn merge(&self, old: Option<Node<'t>>, new: Option<Node<'t>>, next: &mut Vec<Work<'t>>) {
        let siblings = |first| std::iter::successors(first, |node: &Node<'t>| node.next_sibling());
        let start = next.len();
        let (mut olds, mut news) = (siblings(old), siblings(new));
        loop {
            match (olds.next(), news.next()) {
                (None, None) => return,
                (Some(a), Some(b)) if self.pairs.earlier(b) == Some(a.ix) => next.push(Work::Pair(a, b)),
                _ => break,
            }
        }
        next.truncate(start);
        self.reorder(&siblings(old).collect::<Vec<_>>(), &siblings(new).collect::<Vec<_>>(), next);
    }

    fn reorder(&self, olds: &[Node<'t>], news: &[Node<'t>], next: &mut Vec<Work<'t>>) {
        let places: HashMap<Ix, u32> = olds.iter().zip(0..).map(|(node, place)| (node.ix, place)).collect();
        let place = |node: &Node<'t>| self.pairs.earlier(*node).and_then(|ix| places.get(&ix)).copied();
        let common: Vec<u32> = news.iter().filter_map(place).collect();
        let mut kept = stayed(&common).into_iter();
        let mut gone = olds.iter().zip(0u32..).peekable();
        let mut stayed = 0;
        let start = next.len();
        for &node in news {
            let stays = place(&node).filter(|_| kept.next() == Some(true));
            match (stays, self.pairs.earlier(node).and_then(|ix| self.old.node(ix))) {
                (Some(place), Some(old)) => {
                    while let Some((&before, _)) = gone.next_if(|&(_, at)| at < place) {
                        self.remove(before, &mut stayed, next);
                    }
                    gone.next();
                    stayed += 1;
                    next.push(Work::Pair(old, node));
                }
                (_, Some(old)) => next.push(Work::Moved(old, node, take_gap(&mut stayed))),
                (_, None) => next.push(Work::Inserted(node, take_gap(&mut stayed))),
            }
        }
        gone.for_each(|(&node, _)| self.remove(node, &mut stayed, next));
        let last = next[start..].iter_mut().rev().find_map(Work::gap);
        if let Some(gap) = last {
            gap.after = stayed;
        }
    }

    fn remove(&self, node: Node<'t>, stayed: &mut usize, next: &mut Vec<Work<'t>>) {
        if self.pairs.later(node).is_none() {
            next.push(Work::Removed(node, take_gap(stayed)));
        }
    }

    /// Below a node that came: what was elsewhere before moved here.
    fn fresh(&self, node: Node<'t>, next: &mut Vec<Work<'t>>) {
        for child in node.all_children() {
            match self.pairs.earlier(child).and_then(|ix| self.old.node(ix)) {
                Some(old) => next.push(Work::Moved(old, child, Gap::default())),
                None => next.push(Work::Fresh(child)),
            }
        }
    }

    /// How many nodes came with this one; those that moved into it, and all below them, are not among them.
    fn fresh_nodes(&self, node: Node<'t>) -> usize {
        count(node, |child| self.pairs.earlier(child).is_none())
    }

    fn gone_nodes(&self, node: Node<'t>) -> usize {
        count(node, |child| self.pairs.later(child).is_none())
    }

    fn old_spot(&mut self, node: Node<'t>, gap: Gap) -> Spot {
        let parent = node.parent_or_host();
        Spot {
            parent: id_of(parent),
            selector: parent.map_or_else(|| ":root".into(), |parent| self.old_names.name(parent)),
            index: self.place(false, node),
            skipped: gap.before,
            rest: gap.after,
            into: parent.map_or(Handle::Page, |parent| Handle::Old(parent.key())),
            after: node.prev_sibling().map(|before| Handle::Old(before.key())),
        }
    }

    fn new_spot(&mut self, node: Node<'t>, gap: Gap) -> Spot {
        let parent = node.parent_or_host();
        Spot {
            parent: id_of(parent),
            selector: parent.map_or_else(|| ":root".into(), |parent| self.new_names.name(parent)),
            index: self.place(true, node),
            skipped: gap.before,
            rest: gap.after,
            into: parent.map_or(Handle::Page, |parent| self.handle(parent)),
            after: node.prev_sibling().map(|before| self.handle(before)),
        }
    }

    /// How `apply` finds a node of the later tree.
    fn handle(&self, node: Node<'t>) -> Handle {
        match self.pairs.earlier(node).and_then(|ix| self.old.node(ix)) {
            Some(old) => Handle::Old(old.key()),
            None => Handle::New(node.key()),
        }
    }

    fn place(&mut self, later: bool, node: Node<'t>) -> usize {
        let Some(parent) = node.parent() else { return 0 };
        let places = self
            .places
            .entry((later, parent.ix))
            .or_insert_with(|| parent.children().enumerate().map(|(place, child)| (child.ix, place)).collect());
        places.get(&node.ix).copied().unwrap_or(0)
    }
}

impl Work<'_> {
    fn gap(&mut self) -> Option<&mut Gap> {
        match self {
            Work::Moved(_, _, gap) | Work::Inserted(_, gap) | Work::Removed(_, gap) => Some(gap),
            Work::Pair(..) | Work::Fresh(_) => None,
        }
    }
}

fn take_gap(stayed: &mut usize) -> Gap {
    Gap { before: std::mem::take(stayed), after: 0 }
}

/// The parent's id as recordings give it: a shadow root has none, its host stands for it.
fn id_of(parent: Option<Node<'_>>) -> Option<NodeId> {
    let parent = parent?;
    if parent.kind() == NodeKind::ShadowRoot { parent.host()?.id() } else { parent.id() }
}

/// Nodes of a subtree, leaving out those that don't belong and all below them.
fn count<'t>(root: Node<'t>, belongs: impl Fn(Node<'t>) -> bool) -> usize {
    let (mut waiting, mut nodes) = (vec![root], 0);
    while let Some(node) = waiting.pop() {
        nodes += 1;
        waiting.extend(node.all_children().filter(|&child| belongs(child)));
    }
    nodes
}
