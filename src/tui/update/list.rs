//! The timeline's rows: keeping the chosen one in sight, filtering, walking, labels.

use super::{jump, line, settle};
use crate::query::Query;
use crate::timeline::What;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::panes::lines::page_to;
use crate::tui::state::{Focus, Purpose, State};

/// Scrolls by pages so that the playhead's row is in sight.
pub(super) fn keep_in_sight(state: &mut State, lines: usize) {
    let chosen = state.rows.line_of(state.playhead.row);
    let len = state.rows.len(&state.view);
    state.rows.first = page_to(state.rows.first, chosen, lines, len);
}

/// Asks for the labels of the rows in sight that a worker can better: those about a node.
pub(super) fn want_labels(state: &mut State, lines: usize, effects: &mut Vec<Effect>) {
    let in_sight = state.rows.first..(state.rows.first + lines).min(state.rows.len(&state.view));
    let places = in_sight.filter_map(|line| state.rows.place(line));
    let missing: Vec<u32> = places
        .filter(|place| {
            let row = state.view.row(*place);
            let about_a_node = |seq| state.view.index.node(seq).is_some();
            row.is_some_and(|row| row.what == What::Event && about_a_node(row.seq))
        })
        .filter_map(|place| u32::try_from(place).ok())
        .filter(|place| !state.rows.labels.contains_key(place))
        .collect();
    if missing.is_empty() || state.rows.asked == missing {
        return;
    }
    state.rows.asked.clone_from(&missing);
    effects.push(Effect::Labels(missing));
}

/// Opens the filter's line with what it was.
pub(super) fn open_filter(state: &mut State) {
    state.layout.focus = Focus::Rows;
    let pattern = state.rows.pattern.clone();
    line::open(state, Purpose::Filter, pattern);
}

/// Has the rows found that the pattern and the range leave.
pub(super) fn filter(state: &mut State, effects: &mut Vec<Effect>) {
    let scope = state.places.scope();
    match Query::parse(&state.rows.pattern) {
        Ok(query) => {
            let nothing = query.is_empty() && scope.is_all();
            state.rows.error = None;
            state.rows.query = Some(query).filter(|query| !query.is_empty());
            if nothing {
                state.rows.matches = None;
                return;
            }
        }
        // What was found before stays until the rest is typed.
        Err(error) => {
            state.rows.error = Some(error);
            return;
        }
    }
    effects.push(Effect::Filter { pattern: state.rows.pattern.clone(), scope });
}

/// The filter is typed: the nearest row that it leaves is chosen.
pub(super) fn accept_filter(state: &mut State, effects: &mut Vec<Effect>) {
    if state.rows.matches.is_some() {
        let line = state.rows.line_at_or_after(state.playhead.row);
        if let Some(place) = state.rows.place(line)
            && place != state.playhead.row
        {
            jump::jump_to_row(state, place);
        }
    }
    settle(state, effects);
}

/// A command for the rows, which have the focus.
pub(super) fn command(state: &mut State, command: Command, times: u32, effects: &mut Vec<Effect>) {
    let page = i64::from(state.layout.areas().rows.body.height).max(1);
    let times = i64::from(times);
    let len = i64::try_from(state.rows.len(&state.view)).unwrap_or(i64::MAX);
    let by = match command {
        Command::Up | Command::PrevHit => -times,
        Command::Down | Command::NextHit => times,
        Command::PageUp => -page * times,
        Command::PageDown => page * times,
        Command::Top => -len,
        Command::Bottom => len,
        _ => 0,
    };
    walk(state, by, matches!(command, Command::Top | Command::Bottom));
    state.play.on = None;
    settle(state, effects);
}

/// Moves the playhead by lines of the list.
pub(super) fn walk(state: &mut State, by: i64, far: bool) {
    let len = state.rows.len(&state.view);
    if len == 0 || by == 0 {
        return;
    }
    let here = state.playhead.row;
    let line = if by > 0 { state.rows.line_of(here) } else { state.rows.line_at_or_after(here) };
    // Before the first match a step down must reach it, not skip it.
    let outside = by > 0 && state.rows.place(line).is_some_and(|place| place > here);
    let by = if outside { by - 1 } else { by };
    let line = i64::try_from(line).unwrap_or(0).saturating_add(by).clamp(0, i64::try_from(len - 1).unwrap_or(0));
    let Some(place) = usize::try_from(line).ok().and_then(|line| state.rows.place(line)) else { return };
    if far {
        jump::jump_to_row(state, place);
    } else {
        jump::go_to_row(state, place);
    }
}
