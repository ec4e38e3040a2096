//! The lanes as a region: choosing one, walking what it shows, saying it in words.

use super::targets::Target;
use super::{jump, settle, show, targets};
use crate::event::Kind;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::panes::PaneId;
use crate::tui::state::{Focus, State};
use crate::tui::widgets::lanes::words::words;
use crate::tui::widgets::lanes::{Lane, at_line, shown};

/// Gives the lanes the focus.
pub(super) fn focus(state: &mut State, effects: &mut Vec<Effect>) {
    let before = state.layout.focus;
    state.layout.focus = Focus::Lanes;
    if state.layout.areas().lanes.is_empty() {
        state.layout.focus = before;
        state.say("the lanes need a screen of 60x15");
    }
    settle(state, effects);
}

/// A command for the lanes, which have the focus.
pub(super) fn command(state: &mut State, command: Command, times: u32, effects: &mut Vec<Effect>) {
    let times = isize::try_from(times).unwrap_or(isize::MAX);
    match command {
        Command::Up => choose(state, -times),
        Command::Down => choose(state, times),
        Command::Top => choose(state, isize::MIN),
        Command::Bottom => choose(state, isize::MAX),
        Command::NextHit | Command::PrevHit => walk(state, command == Command::NextHit, times),
        Command::Choose => {
            if let Some(pane) = pane(state.layout.lane) {
                show(&mut state.layout, pane);
            }
        }
        _ => return,
    }
    settle(state, effects);
}

/// Chooses the lane at a line of their area, and tells it in words.
pub(super) fn point_at(state: &mut State, line: u16) {
    let height = state.layout.areas().lanes.height;
    if let Some(lane) = at_line(&state.view, (height, state.layout.shows_two()), line) {
        state.layout.lane = lane;
        state.say(words(state));
    }
}

fn choose(state: &mut State, by: isize) {
    let lanes = shown(&state.view, state.layout.areas().lanes.height, state.layout.shows_two());
    let at = lanes.iter().position(|(lane, _)| *lane == state.layout.lane).unwrap_or(0);
    let at = at.saturating_add_signed(by).min(lanes.len().saturating_sub(1));
    if let Some((lane, _)) = lanes.get(at) {
        state.layout.lane = *lane;
    }
}

/// To the next thing that the chosen lane shows.
fn walk(state: &mut State, ahead: bool, times: isize) {
    let target = match state.layout.lane {
        Lane::Page => Target::Page,
        Lane::Snapshot => Target::Kind(Kind::Snapshot),
        Lane::Mutation => Target::Kind(Kind::Mutation),
        Lane::Action => Target::Action,
        Lane::Input => Target::Kind(Kind::Input),
        Lane::Scroll => Target::Kind(Kind::Scroll),
        Lane::Console => Target::Line,
        Lane::Network => Target::Request,
        Lane::Signal => Target::Signal,
        Lane::Window => Target::Window,
        Lane::Idle => Target::Idle,
        Lane::Damage => Target::Damage,
    };
    match targets::find(state, target, ahead, times.unsigned_abs()) {
        Ok(row) => {
            jump::jump_to_row(state, row);
            state.play.on = None;
        }
        Err(why) => state.say(why),
    }
}

/// The pane that shows what a lane is about.
fn pane(lane: Lane) -> Option<PaneId> {
    match lane {
        Lane::Console => Some(PaneId::Console),
        Lane::Network => Some(PaneId::Network),
        Lane::Signal => Some(PaneId::Signals),
        Lane::Damage => Some(PaneId::Info),
        Lane::Mutation | Lane::Snapshot => Some(PaneId::Diff),
        Lane::Action | Lane::Input | Lane::Scroll => Some(PaneId::Event),
        Lane::Page => Some(PaneId::Page),
        Lane::Window => Some(PaneId::Dom),
        Lane::Idle => None,
    }
}
