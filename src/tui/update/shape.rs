//! How much room the regions have, and two windows beside each other.

use crate::tui::command::Command;
use crate::tui::panes::PaneId;
use crate::tui::state::{Focus, State};

/// Gives a region a step more or less room, unless that is as much or as little as it can have.
pub(super) fn shape(state: &mut State, command: Command) {
    let (areas, before) = (state.layout.areas(), state.layout.shape);
    let shape = &mut state.layout.shape;
    let more: i8 = if matches!(command, Command::Grow | Command::MoreLanes) { 1 } else { -1 };
    let of_lanes = matches!(command, Command::MoreLanes | Command::FewerLanes) || state.layout.focus == Focus::Lanes;
    let (steps, by) = match state.layout.focus {
        _ if of_lanes => (&mut shape.lanes, more),
        Focus::Pane => (&mut shape.split, -more),
        Focus::Rows | Focus::Lanes => (&mut shape.split, more),
    };
    *steps = steps.saturating_add(by);
    if state.layout.areas() == areas {
        state.layout.shape = before;
        let (way, what) = (if more > 0 { "larger" } else { "smaller" }, if of_lanes { "the lanes" } else { "it" });
        let whole = if state.layout.maximised && !of_lanes { "; \\ gives the others their room back" } else { "" };
        state.say(format!("{what} cannot become {way} here{whole}"));
    } else if of_lanes && state.layout.areas().lanes.is_empty() {
        state.say("the lanes are out of sight");
    }
}

/// Shows two windows beside each other, or one again.
pub(super) fn two_windows(state: &mut State) {
    let count = state.view.windows.len();
    if count < 2 {
        return state.say(match count {
            1 => "there is one window in this recording",
            _ => "no window is known yet",
        });
    }
    let before = state.layout.clone();
    state.layout.windows.two = !before.windows.two;
    state.layout.windows.second = false;
    state.pair_windows();
    if before.windows.two {
        return state.say("one window, the one under the playhead");
    }
    if state.layout.pane.of_the_other_window().is_none() {
        state.layout.pane = PaneId::Page;
    }
    let Some(pair) = state.layout.windows.pair.filter(|_| state.layout.shows_two()) else {
        state.layout = before;
        return state.say("two windows need more room: \\ gives the pane the whole screen");
    };
    let [first, second] = pair.map(|seq| state.view.index.window(seq) + 1);
    state.say(format!("windows {first} and {second} at this moment; x goes from one to the other"));
}
