//! What was wrong with an event, and what an event changed.

use crate::event::{NodeId, Seq};

/// What applying one event did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// The nodes it touched, in order; at most one entry for each node and kind.
    pub changes: Vec<Change>,
    /// What could not be applied as recorded.
    pub anomalies: Vec<Anomaly>,
}

impl Applied {
    /// Whether the event may have given a node's id to another, or, of no node in particular, any node's.
    #[must_use]
    pub fn may_double(&self, id: Option<NodeId>) -> bool {
        let is_meant = |anomaly: &Anomaly| id.is_none() || anomaly.id == id;
        let doubles = |anomaly: &Anomaly| anomaly.reason == AnomalyKind::DuplicateId && is_meant(anomaly);
        self.anomalies.len() >= MOST_ANOMALIES || self.anomalies.iter().any(doubles)
    }
}

/// Anomalies kept of one event: a hostile event has a million of the same.
pub(super) const MOST_ANOMALIES: usize = 10_000;

/// One change of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The node.
    pub id: NodeId,
    /// What happened to it.
    pub what: ChangeKind,
}

/// What happened to a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It was built and put in, alone or as the root of a subtree (a full snapshot names only the document).
    Added,
    /// It was taken out; its descendants are not listed.
    Removed,
    /// It was taken out and put in elsewhere by the same event.
    Moved,
    /// An attribute changed.
    Attribute(crate::event::node::Name),
    /// Its text changed.
    Text,
    /// The value of a form control changed.
    Value,
    /// The checkedness of a form control changed.
    Checked,
    /// It scrolled.
    Scroll,
    /// Its style sheet, or its adopted sheets, changed.
    Style,
    /// It played, paused or seeked.
    Media,
    /// It was drawn on.
    Canvas,
    /// It became or stopped being the fullscreen element.
    Fullscreen,
}

/// Something that could not be applied as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Anomaly {
    /// The event.
    pub seq: Seq,
    /// The node it is about, where there is one.
    pub id: Option<NodeId>,
    /// Why, in plain words (`Display`).
    pub reason: AnomalyKind,
}

/// Why something could not be applied as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnomalyKind {
    /// Before the first full snapshot.
    #[error("there is no page yet: the recording has no full snapshot before this event")]
    NoPage,
    /// An id that leads to no node.
    #[error("no node has this id: it was never recorded, or it was removed before")]
    UnknownNode,
    /// The parent of a removal is unknown.
    #[error("its recorded parent #{0} is unknown, so it was not removed")]
    UnknownParentOfRemoval(NodeId),
    /// The parent of an add never appeared.
    #[error("its parent #{0} never appeared, so it could not be put in")]
    ParentNeverAppeared(NodeId),
    /// The next sibling of an add never appeared.
    #[error("its next sibling #{0} never appeared, so it could not be placed")]
    NextNeverAppeared(NodeId),
    /// The document an add belongs to is unknown.
    #[error("its document #{0} is unknown, so it was dropped")]
    UnknownDocument(NodeId),
    /// An exception in the player: the rest of the event is lost.
    #[error("{0}; the rest of this event was not applied")]
    Aborted(&'static str),
    /// A field of the event was wrong.
    #[error("{field}: {problem}")]
    Odd {
        /// The field.
        field: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// Two nodes share one id: the newer takes it, the older stays in the tree without.
    #[error("another node has this id already; the older one can no longer be addressed")]
    DuplicateId,
    /// Anything else, in plain words.
    #[error("{0}")]
    Other(&'static str),
}
