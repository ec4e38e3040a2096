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
    let layout = &mut state.layout;
    if layout.windows.two {
        layout.windows.two = false;
        return state.say("one window, the one under the playhead");
    }
    let before = (layout.pane, layout.focus);
    layout.windows.two = true;
    layout.windows.second = false;
    if layout.pane.of_the_other_window().is_none() {
        layout.pane = PaneId::Page;
    }
    if !layout.shows_two() {
        layout.windows.two = false;
        (layout.pane, layout.focus) = before;
        return state
            .say("two windows need more room: \\ in the pane gives it the whole screen, or make the terminal larger");
    }
    state.pair_windows();
    let [first, second] = state.layout.windows.pair.map(|seq| state.view.index.window(seq) + 1);
    state.say(format!("windows {first} and {second} at this moment; x goes from one to the other"));
}
