//! What the user did: clicks, keys, scrolls, touches.

use crate::clock::Time;
use crate::event::{Kind, NodeId, Seq};
use crate::timeline::{Index, WindowIx};

/// Something the user did, as the index knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// The event.
    pub seq: Seq,
    /// When.
    pub at: Time,
    /// The window.
    pub window: WindowIx,
    /// Which sort of action.
    pub kind: Kind,
    /// The node it was done to.
    pub node: Option<NodeId>,
}

/// Whether events of this kind are something the user does on purpose: the lane of actions shows them, and an error is
/// explained by the last of them. Moving the mouse is not, nor what follows from other actions.
#[must_use]
pub fn is_action(kind: Kind) -> bool {
    matches!(kind, Kind::Click | Kind::Pointer | Kind::Input | Kind::Touch | Kind::Scroll)
}

/// Whether events of this kind make a page do something: what an error is said to have followed on.
#[must_use]
pub fn is_cause(kind: Kind) -> bool {
    matches!(kind, Kind::Click | Kind::Touch | Kind::Input)
}

/// The action an event is, if it is one.
#[must_use]
pub fn action(index: &Index, seq: Seq) -> Option<Action> {
    let kind = index.kind(seq);
    let of = |kind| Action { seq, at: index.time(seq), window: index.window(seq), kind, node: index.node(seq) };
    is_action(kind).then(|| of(kind))
}
