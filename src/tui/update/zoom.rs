//! The stretch of time that lanes and scrubber show: closer, wider, a chosen range, and along with the playhead.

use crate::clock::{Span, Time};
use crate::tui::command::Command;
use crate::tui::state::State;

/// The least stretch of time that the lanes show.
const CLOSEST: i64 = 10_000;

/// The commands that zoom; always one of them.
pub(super) fn command(state: &mut State, command: Command, times: u32) -> bool {
    let times = i32::try_from(times).unwrap_or(i32::MAX);
    match command {
        Command::ZoomIn => around(state, 0.5_f64.powi(times)),
        Command::ZoomOut => around(state, 2.0_f64.powi(times)),
        _ => to_range(state),
    }
    true
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // microseconds of a recording fit f64
fn around(state: &mut State, factor: f64) {
    let index = &state.view.index;
    let (from, to) = state.shown_time();
    let whole = index.duration().0;
    let span = (((to - from).0 as f64) * factor) as i64;
    if span >= whole {
        state.layout.zoom = None;
        return;
    }
    let span = span.max(CLOSEST.min(whole));
    // The playhead keeps its column as far as the recording's ends allow.
    let share = ((state.playhead.time - from).0 as f64 / ((to - from).0.max(1) as f64)).clamp(0.0, 1.0);
    show(state, state.playhead.time.0.saturating_sub((span as f64 * share) as i64), span);
}

/// Shows a stretch of that length, as near to `from` as the recording's ends allow.
fn show(state: &mut State, from: i64, span: i64) {
    let index = &state.view.index;
    let from = from.clamp(index.start().0, index.end().0.saturating_sub(span).max(index.start().0));
    state.layout.zoom = Some((Time(from), Time(from.saturating_add(span))));
}

/// Shows the chosen range, else what lies between A and B; when it is shown already, everything again.
fn to_range(state: &mut State) {
    let index = &state.view.index;
    let time = |seq: Option<_>| seq.map(|seq| index.time(seq));
    let ends = time(state.places.a).zip(time(state.places.b));
    let wanted = state.places.chosen().or(ends.map(|(a, b)| (a.min(b), a.max(b)))).filter(|(from, to)| from < to);
    let back = state.layout.zoom.is_some();
    match wanted {
        Some((from, to)) if state.layout.zoomed_to != Some((from, to)) || !back => {
            show(state, from.0, (to - from).0.max(CLOSEST.min(index.duration().0)));
            state.layout.zoomed_to = Some((from, to));
        }
        _ if back => state.layout.zoom = None,
        _ => state.say("v here and v there chooses a range to zoom to; z zooms in around the playhead"),
    }
}

/// Turns a page when the playhead has left the stretch that is shown.
pub(super) fn follow(state: &mut State) {
    let Some((from, to)) = state.layout.zoom else { return };
    let here = state.playhead.time;
    let Span(span) = to - from;
    if here > to {
        show(state, here.0.saturating_sub(span / 10), span);
    } else if here < from {
        show(state, here.0.saturating_sub(span / 10 * 9), span);
    }
}
