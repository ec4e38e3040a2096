//! The mouse: drags the scrubber, chooses rows and lines, turns pages. Nothing needs it.

use super::{jump, lanes, list, pane, settle};
use crate::clock::{Span, Time};
use crate::tui::areas::Hit;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::panes::{PaneId, PaneMsg, tabs};
use crate::tui::state::{Focus, Overlay, State};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use std::time::Duration;

/// Two presses on a cell within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(400);
/// The lines that a turn of the wheel moves.
const WHEEL: i32 = 3;

/// Takes an event of the mouse in.
pub(super) fn mouse(state: &mut State, event: MouseEvent, effects: &mut Vec<Effect>) {
    if state.overlay != Overlay::None {
        if matches!(event.kind, MouseEventKind::Down(_)) {
            state.overlay = Overlay::None;
        }
        return;
    }
    let hit = state.layout.areas().hit(event.column, event.row);
    let zooms = event.modifiers.contains(KeyModifiers::CONTROL);
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => press(state, event, hit, effects),
        MouseEventKind::Drag(MouseButton::Left) if state.layout.mouse.dragging => {
            let column = state.layout.areas().graph_column(event.column);
            scrub(state, column, effects);
        }
        MouseEventKind::Up(_) => state.layout.mouse.dragging = false,
        MouseEventKind::ScrollDown => wheel(state, hit, (WHEEL, zooms), effects),
        MouseEventKind::ScrollUp => wheel(state, hit, (-WHEEL, zooms), effects),
        _ => {}
    }
}

fn press(state: &mut State, event: MouseEvent, hit: Hit, effects: &mut Vec<Effect>) {
    let (x, y, now) = (event.column, event.row, state.status.now);
    let double =
        state.layout.mouse.pressed.is_some_and(|(px, py, at)| (px, py) == (x, y) && now.saturating_sub(at) < DOUBLE);
    state.layout.mouse.pressed = if double { None } else { Some((x, y, now)) };
    match hit {
        Hit::Time(column) => {
            let seq = state.playhead.seq;
            state.layout.mouse.dragging = true;
            jump::jump(state, seq); // remembers where the drag began
            scrub(state, column, effects);
        }
        Hit::Lane(line, column) => {
            press(state, event, Hit::Time(column), effects);
            lanes::point_at(state, line);
        }
        Hit::Rows(line) => {
            state.layout.focus = Focus::Rows;
            state.play.on = None;
            let line = state.rows.first + usize::from(line);
            if let Some(place) = state.rows.place(line).filter(|place| *place < state.view.rows.len()) {
                jump::jump_to_row(state, place);
            }
            settle(state, effects);
        }
        Hit::Pane(x, y) => {
            state.layout.focus = Focus::Pane;
            state.layout.windows.second = false;
            pane::send(state, state.layout.pane, PaneMsg::Click { x, y, double }, effects);
        }
        Hit::Detail(x, y) if state.layout.shows_two() => {
            state.layout.focus = Focus::Pane;
            state.layout.windows.second = true;
            pane::send(state, state.layout.detail(), PaneMsg::Click { x, y, double }, effects);
        }
        Hit::Detail(x, y) => pane::send(state, state.layout.detail(), PaneMsg::Click { x, y, double }, effects),
        Hit::Tabs(x) => {
            if let Some(pane) = tab_at(state, x) {
                state.layout.pane = pane;
                state.layout.focus = Focus::Pane;
                settle(state, effects);
            }
        }
        Hit::Nothing => {}
    }
}

/// The tab under a column of the pane's rule.
fn tab_at(state: &State, x: u16) -> Option<PaneId> {
    if state.layout.shows_two() {
        return None; // a window's head stands there
    }
    let width = state.layout.areas().pane.rule.width;
    tabs(width).find(|tab| tab.columns.contains(&x)).map(|tab| tab.pane)
}

/// Moves the playhead to a column of the lanes.
fn scrub(state: &mut State, column: u16, effects: &mut Vec<Effect>) {
    let width = i64::from(state.layout.areas().graph_width()).max(1);
    let (from, to) = state.shown_time();
    let span = (to - from).0;
    // The last column is the end itself, every other its middle.
    let at = if i64::from(column) + 1 >= width { span } else { span / width * i64::from(column) + span / width / 2 };
    state.play.on = None;
    jump::go_to_time(state, Time(from.0.saturating_add(Span(at).0)));
    settle(state, effects);
}

/// The wheel turns: it scrolls lists, steps over the lanes, and with control zooms them.
fn wheel(state: &mut State, hit: Hit, (by, zooms): (i32, bool), effects: &mut Vec<Effect>) {
    match hit {
        Hit::Rows(_) => {
            list::walk(state, i64::from(by), false);
            settle(state, effects);
        }
        Hit::Pane(..) => pane::send(state, state.layout.pane, PaneMsg::Scroll(by), effects),
        Hit::Detail(..) => pane::send(state, state.layout.detail(), PaneMsg::Scroll(by), effects),
        Hit::Time(_) | Hit::Lane(..) if zooms => {
            let zoom = if by > 0 { Command::ZoomOut } else { Command::ZoomIn };
            jump::command(state, zoom, 1);
            settle(state, effects);
        }
        Hit::Time(_) | Hit::Lane(..) => {
            jump::command(state, wheel_step(by), 1);
            settle(state, effects);
        }
        Hit::Tabs(_) | Hit::Nothing => {}
    }
}

fn wheel_step(by: i32) -> Command {
    if by > 0 { Command::StepForward } else { Command::StepBack }
}
