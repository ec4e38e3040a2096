//! Findings are sentences: how they name times, windows and numbers.

use super::View;
use super::check::Case;
use crate::event::Seq;
use crate::timeline::WindowIx;
use std::collections::BTreeSet;

/// An event's time in the recording: `01:20.345`.
pub(super) fn time(view: &View, seq: Seq) -> String {
    view.offset(seq).stamp(false)
}

/// `from 01:20.000 to 01:41.000 in window 1`, the window only where there are several.
pub(super) fn stretch(view: &View, window: WindowIx, (from, to): (Seq, Seq)) -> String {
    let span = if from == to {
        format!("at {}", time(view, from))
    } else {
        format!("from {} to {}", time(view, from), time(view, to))
    };
    format!("{span}{}", within(view, window))
}

/// ` in window 1`, where there are several.
pub(super) fn within(view: &View, window: WindowIx) -> String {
    if view.windows.len() > 1 { format!(" in window {window}") } else { String::new() }
}

/// `1 event`, `3 events`.
pub(super) fn many(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// The full snapshots of every window: what an event spoilt is whole again at the next.
#[derive(Default)]
pub(super) struct Snapshots(BTreeSet<(WindowIx, Seq)>);

impl Snapshots {
    /// Notes the event if it is one.
    pub(super) fn see(&mut self, case: &Case<'_>) {
        if case.is_snapshot() {
            self.0.insert((case.window, case.seq));
        }
    }

    /// The window's next full snapshot.
    pub(super) fn after(&self, window: WindowIx, seq: Seq) -> Option<Seq> {
        self.0.range((window, seq.saturating_add(1))..=(window, Seq::MAX)).next().map(|(_, seq)| *seq)
    }

    /// The last event that shows what an event spoilt: the next full snapshot, or the window's end.
    pub(super) fn spoilt_until(&self, view: &View, window: WindowIx, seq: Seq) -> Seq {
        let last = || view.windows.get(usize::from(window)).map_or(seq, |window| window.last);
        self.after(window, seq).unwrap_or_else(last)
    }
}
