//! Findings are sentences: how they name times, windows and numbers.

use super::View;
use crate::event::{Kind, Seq};
use crate::timeline::WindowIx;

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

/// The event at which what an event spoilt is whole again: the window's next full snapshot.
pub(super) fn healed(view: &View, window: WindowIx, seq: Seq) -> Option<Seq> {
    let last = view.windows.get(usize::from(window)).map_or(seq, |window| window.last);
    (seq + 1..=last).find(|seq| view.index.window(*seq) == window && view.index.kind(*seq) == Kind::Snapshot)
}

/// The last event that shows what an event spoilt: the next full snapshot, or the window's end.
pub(super) fn spoilt_until(view: &View, window: WindowIx, seq: Seq) -> Seq {
    let last = || view.windows.get(usize::from(window)).map_or(seq, |window| window.last);
    healed(view, window, seq).unwrap_or_else(last)
}
