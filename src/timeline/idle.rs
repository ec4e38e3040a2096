//! Stretches in which the user did nothing.
//!
//! PostHog's activity set (`segmenter`): full snapshots, Meta, and the incremental sources a user causes; a stretch of
//! more than 5 s without any is idle.

use super::Index;
use crate::clock::{Span, Time};
use crate::event::Kind;

/// The user is idle after so long without activity (PostHog: 5 s).
pub const IDLE_AFTER: Span = Span(5_000_000);

/// A stretch without user activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// The last activity before it.
    pub from: Time,
    /// The first activity after it.
    pub to: Time,
}

/// Whether an event of this kind shows that somebody was there.
fn is_activity(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Page
            | Kind::Snapshot
            | Kind::Move
            | Kind::Click
            | Kind::Pointer
            | Kind::Focus
            | Kind::Touch
            | Kind::Scroll
            | Kind::Viewport
            | Kind::Input
            | Kind::Media
    )
}

/// All stretches of more than `after` without activity, in order, the recording's start and end included.
#[must_use]
pub fn idle_spans(index: &Index, after: Span) -> Vec<Idle> {
    let mut spans = Vec::new();
    if index.is_empty() {
        return spans;
    }
    let mut last = index.start();
    let active = index.times().iter().zip(index.kinds()).filter(|(_, kind)| is_activity(**kind)).map(|(at, _)| *at);
    for at in active.chain([index.end()]) {
        if at - last > after {
            spans.push(Idle { from: last, to: at });
        }
        last = at;
    }
    spans
}
