//! What changed between two states of a page: found, explained, and applied.
//!
//! [`diff`] matches the nodes of two trees of one window and lists what is different, in document order. The list is
//! complete: [`apply`] turns the earlier tree into the later one with nothing else (`apply(diff(a, b), a) == b`, by
//! digest). Nodes are the same where their rrweb ids say so and no full snapshot lies between, or where a checkout
//! repeated the ids; otherwise by shape. A move is a move, told once: siblings that kept their order (a longest
//! increasing subsequence) are not mentioned.

mod change;
mod compare;
mod explain;
mod hunks;
pub mod json;
mod lines;
mod matching;
mod order;
mod patch;
mod tags;
pub mod unified;
mod words;

pub use change::{Change, Identity, RuleEdit, Spot, What};
pub use hunks::lines;
pub use lines::{DiffLine, Role, Span, Tone};
pub use patch::apply;

use super::{Node, NodeKey, Tree, walk};
use crate::event::NodeId;
use change::Handle;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

/// What changed from one tree to another.
#[derive(Clone, Debug)]
pub struct Diff {
    /// How nodes were recognised.
    pub identity: Identity,
    /// The changes, in document order of the later tree; what went stands where it was.
    pub changes: Vec<Change>,
    before: Tree,
    after: Tree,
    /// What the nodes that changed became: earlier key to later key.
    later: HashMap<NodeKey, NodeKey>,
    /// Later keys of the nodes that moved.
    moved: HashSet<NodeKey>,
    /// Earlier keys of the same nodes.
    moved_from: HashSet<NodeKey>,
    /// Earlier keys of the nodes that were recognised by shape, with their later ids.
    renamed: Vec<(NodeKey, Option<NodeId>)>,
}

impl Diff {
    /// The earlier state.
    #[must_use]
    pub fn before(&self) -> &Tree {
        &self.before
    }

    /// The later state.
    #[must_use]
    pub fn after(&self) -> &Tree {
        &self.after
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// What changed from `before` to `after`, two states of one window.
#[must_use]
pub fn diff(before: &Tree, after: &Tree) -> Diff {
    let (identity, pairs) = matching::pairs(before, after);
    let mut diff = Diff {
        identity,
        changes: Vec::new(),
        before: before.clone(),
        after: after.clone(),
        later: HashMap::new(),
        moved: HashSet::new(),
        moved_from: HashSet::new(),
        renamed: Vec::new(),
    };
    match identity {
        Identity::Replaced => diff.changes = replaced(before, after),
        Identity::Ids | Identity::Shape => {
            let told = explain::tell(before, after, &pairs);
            (diff.changes, diff.later, diff.renamed) = (told.changes, told.later, told.renamed);
            (diff.moved, diff.moved_from) = (told.moved, told.moved_from);
        }
    }
    diff
}

/// One page gave way to another: said as such, not taken apart.
fn replaced(before: &Tree, after: &Tree) -> Vec<Change> {
    let page = |what| Change { node: None, selector: ":root".into(), what, seq: None, at: Handle::Page };
    let sizes = [before, after].map(|tree| walk::preorder(tree).count());
    let mut changes: Vec<Change> = compare::pages(before, after).into_iter().map(page).collect();
    if sizes != [0, 0] {
        changes.push(page(What::Replaced { before: sizes[0], after: sizes[1] }));
    }
    changes
}

/// What differs between two states of one node itself, one line each: `disabled: absent → ""`. Recorded text is
/// neutralised.
#[must_use]
pub fn describe(before: Node<'_>, after: Node<'_>) -> Vec<String> {
    if std::ptr::eq(before.slot, after.slot) {
        return Vec::new();
    }
    compare::nodes(before, after).iter().map(unified::sentence).collect()
}
