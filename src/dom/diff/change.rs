//! The words of a diff: what can change between two states of a page.

use crate::dom::NodeKey;
use crate::event::{NodeId, Seq};
use std::sync::Arc;

/// How nodes of the two states were recognised as the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// By rrweb id: no full snapshot lies between, or a checkout repeated the page's ids.
    Ids,
    /// By shape: a full snapshot with ids of its own lies between, of a page much like the first.
    Shape,
    /// Not at all: one page gave way to another.
    Replaced,
}

/// One change, seen from the later state: where it is, what it is, and which event made it.
#[derive(Clone, Debug)]
pub struct Change {
    /// The node's rrweb id: the later state's, or the earlier state's for what was removed. Absent where the page
    /// itself changed, and for nodes without an id (text that a `texts` entry or a sheet's inlining made).
    pub node: Option<NodeId>,
    /// A short CSS selector that finds the element in the state `node` belongs to. For texts and comments, the parent's.
    pub selector: Arc<str>,
    /// What changed.
    pub what: What,
    /// The last event that made this change, where the caller of the diff knows it; two trees alone don't tell.
    pub seq: Option<Seq>,
    /// Where `apply` finds it.
    pub(super) at: Handle,
}

/// A node that a change speaks of, without help of ids (which need not be unique, nor be there).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Handle {
    /// A node of the earlier state.
    Old(NodeKey),
    /// A node that only the later state has.
    New(NodeKey),
    /// The page itself.
    Page,
}

/// A place among the nodes: under a parent, after a sibling.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The parent's id: the host, for a child of a shadow root.
    pub parent: Option<NodeId>,
    /// The parent's selector.
    pub selector: Arc<str>,
    /// The 0-based place among the parent's children.
    pub index: usize,
    /// Siblings that stayed, since the change before among the same siblings.
    pub skipped: usize,
    /// Siblings that stayed after this change, where it is the last among them.
    pub rest: usize,
    pub(super) into: Handle,
    pub(super) after: Option<Handle>,
}

/// What can change.
#[derive(Clone, Debug)]
pub enum What {
    /// The whole page gave way to another, which is not taken apart any further.
    Replaced {
        /// Nodes before.
        before: usize,
        /// Nodes after.
        after: usize,
    },
    /// The page's own facts: `href`, `viewport`, `pointer`, `focus`, `selection`.
    Page {
        /// Which.
        name: &'static str,
        /// As text.
        before: Option<String>,
        /// As text.
        after: Option<String>,
    },
    /// A subtree came. Nodes in it that were elsewhere before are [`What::Moved`] by themselves.
    Inserted {
        /// Where.
        to: Spot,
        /// How many nodes came.
        nodes: usize,
    },
    /// A subtree went.
    Removed {
        /// From where.
        from: Spot,
        /// How many nodes went.
        nodes: usize,
    },
    /// A node, with all below it, is elsewhere.
    Moved {
        /// From where.
        from: Spot,
        /// To where.
        to: Spot,
    },
    /// An attribute was set, changed or removed.
    Attribute {
        /// Its name.
        name: Arc<str>,
        /// `None`: it was absent.
        before: Option<Arc<str>>,
        /// `None`: it is absent.
        after: Option<Arc<str>>,
    },
    /// The text of a text node, comment or CDATA section.
    Text {
        /// Before.
        before: Arc<str>,
        /// After.
        after: Arc<str>,
    },
    /// Live state beside the attributes: `value`, `checked`, `selected`, `scroll`, `media`, `canvas`, …
    State {
        /// Which.
        name: &'static str,
        /// As text; `None`: not set.
        before: Option<String>,
        /// As text; `None`: not set.
        after: Option<String>,
    },
    /// Rules of a style sheet: of a `<style>` or `<link>`, or of one adopted by a document or shadow root.
    Rules {
        /// `None` for the node's own sheet, else the adopted sheet's recorded id.
        sheet: Option<i64>,
        /// What was done to them, in the order of the sheet.
        edits: Vec<RuleEdit>,
    },
    /// The list of adopted sheets of a document or shadow root.
    Adopted {
        /// Recorded sheet ids in order.
        before: Vec<i64>,
        /// Recorded sheet ids in order.
        after: Vec<i64>,
    },
}

/// One rule that came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleEdit {
    /// A rule came: its place in the later sheet, its text.
    Added(usize, Arc<str>),
    /// A rule went: its place in the earlier sheet, its text.
    Removed(usize, Arc<str>),
}
