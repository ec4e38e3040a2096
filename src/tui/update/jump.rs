//! Moving the playhead: steps, jumps to what matters, marks, the list of jumps.

use super::targets::{self, Target, derived_row};
use super::{show_beside, zoom};
use crate::clock::{Span, Time};
use crate::event::{Kind, Seq};
use crate::recording::View;
use crate::timeline::What;
use crate::tui::command::Command;
use crate::tui::panes::PaneId;
use crate::tui::state::{Hits, State};

/// The jumps that are remembered.
const MOST_JUMPS: usize = 100;

/// The commands that move the playhead, set marks or change the shown time; whether it was one of them.
pub(super) fn command(state: &mut State, command: Command, times: u32) -> bool {
    match command {
        Command::StepForward => step(state, i64::from(times)),
        Command::StepBack => step(state, -i64::from(times)),
        Command::SecondForward => seconds(state, i64::from(times)),
        Command::SecondBack => seconds(state, -i64::from(times)),
        Command::Start => jump(state, 0),
        Command::End => end(state),
        Command::MarkA | Command::MarkB => mark_end(state, command == Command::MarkA),
        Command::JumpBack => back(state),
        Command::JumpForward => forward(state),
        Command::ZoomIn | Command::ZoomOut | Command::ZoomRange => return zoom::command(state, command, times),
        _ => return targets(state, command, times),
    }
    // Who moves the playhead by hand no longer wants it to move by itself.
    state.play.on = None;
    true
}

/// The jumps to the next or previous of something.
fn targets(state: &mut State, command: Command, times: u32) -> bool {
    let (target, ahead) = match command {
        Command::NextError => (Target::Error, true),
        Command::PrevError => (Target::Error, false),
        Command::NextWarning => (Target::Warning, true),
        Command::PrevWarning => (Target::Warning, false),
        Command::NextClick => (Target::Kind(Kind::Click), true),
        Command::PrevClick => (Target::Kind(Kind::Click), false),
        Command::NextFailed => (Target::Failed, true),
        Command::PrevFailed => (Target::Failed, false),
        Command::NextSignal => (Target::Signal, true),
        Command::PrevSignal => (Target::Signal, false),
        Command::NextPage => (Target::Page, true),
        Command::PrevPage => (Target::Page, false),
        Command::NextAction => (Target::Action, true),
        Command::PrevAction => (Target::Action, false),
        _ => return false,
    };
    state.play.on = None;
    match targets::find(state, target, ahead, times as usize) {
        Ok(row) => {
            if let Some(pane) = target.pane() {
                show_beside(&mut state.layout, pane);
            }
            jump_to_row(state, row);
        }
        Err(why) => state.say(why),
    }
    true
}

/// Remembers a jump that may be repeated.
pub(super) fn note(state: &mut State, command: Command, times: u32) {
    if opposite(command).is_some() {
        state.keys.jump = Some((command, times));
    }
}

/// The last jump and how often, again or the other way.
pub(super) fn again(state: &State, same: bool, count: Option<u32>) -> Option<(Command, u32)> {
    let (command, times) = state.keys.jump?;
    let command = if same { Some(command) } else { opposite(command) }?;
    Some((command, count.unwrap_or(times)))
}

/// The jump the other way, of the commands that can be repeated.
fn opposite(command: Command) -> Option<Command> {
    use Command as C;
    const PAIRS: [(Command, Command); 10] = [
        (C::NextError, C::PrevError),
        (C::NextWarning, C::PrevWarning),
        (C::NextClick, C::PrevClick),
        (C::NextFailed, C::PrevFailed),
        (C::NextSignal, C::PrevSignal),
        (C::NextPage, C::PrevPage),
        (C::NextAction, C::PrevAction),
        (C::SecondForward, C::SecondBack),
        (C::NextHit, C::PrevHit),
        (C::NextFound, C::PrevFound),
    ];
    let one = |(a, b): (Command, Command)| if a == command { Some(b) } else { (b == command).then_some(a) };
    PAIRS.into_iter().find_map(one)
}

/// The pane in which who jumps so wants to read what is found.
pub(super) fn unfolds(command: Command) -> Option<PaneId> {
    match command {
        Command::NextError | Command::PrevError | Command::NextWarning | Command::PrevWarning => Some(PaneId::Console),
        Command::NextFailed | Command::PrevFailed => Some(PaneId::Network),
        _ => None,
    }
}

/// Puts the playhead on an event.
pub(super) fn go(state: &mut State, seq: Seq) {
    let seq = seq.min(state.view.index.last().unwrap_or(0));
    state.playhead.seq = seq;
    state.playhead.time = state.view.index.time(seq);
    state.playhead.row = state.view.rows.of(&state.view.index, seq);
}

/// Puts the playhead on an event and remembers where it came from.
pub(super) fn jump(state: &mut State, seq: Seq) {
    remember(state);
    go(state, seq);
}

/// Puts the playhead on a row.
pub(super) fn go_to_row(state: &mut State, place: usize) {
    let Some(row) = state.view.row(place) else { return };
    let seq = match row.what {
        What::Event | What::Gap(_) | What::Signal(_) => row.seq,
        What::Request(_) => state.view.index.at_or_before(row.at).unwrap_or(0),
    };
    state.playhead = crate::tui::state::Playhead { seq, time: row.at, row: place };
}

/// Puts the playhead on a row and remembers where it came from.
pub(super) fn jump_to_row(state: &mut State, place: usize) {
    remember(state);
    go_to_row(state, place);
}

/// Puts the playhead on an instant, within the recording.
pub(super) fn go_to_time(state: &mut State, time: Time) {
    let index = &state.view.index;
    let time = time.clamp(index.start(), index.end().max(index.start()));
    let seq = index.at_or_before(time).unwrap_or(0);
    state.playhead.seq = seq;
    state.playhead.row = state.view.rows.of(index, seq);
    state.playhead.time = time;
}

/// After the view has grown: the playhead on the same instant, and on the same derived row.
pub(super) fn place(state: &mut State, time: Time, what: Option<What>) {
    let derived = match what {
        Some(what @ (What::Request(_) | What::Signal(_))) => derived_row(&state.view, time, what),
        _ => None,
    };
    match derived {
        Some(row) => go_to_row(state, row),
        None if state.view.index.time(state.playhead.seq) == time => {
            let seq = state.playhead.seq;
            go(state, seq);
        }
        None => go_to_time(state, time),
    }
}

/// Gives every remembered event its new number, for a view that differs from `from` on.
pub(super) fn renumber(state: &mut State, before: &View, from: Seq) {
    let index = &state.view.index;
    let renew = |seq: &mut Seq| {
        if *seq < from {
            return;
        }
        let (time, loc) = (before.index.time(*seq), before.index.loc(*seq));
        let mut same = (index.at_or_after(time)..).take_while(|new| *new < index.last().map_or(0, |last| last + 1));
        let found = same.by_ref().take_while(|new| index.time(*new) == time).find(|new| index.loc(*new) == loc);
        *seq = found.or_else(|| index.at_or_before(time)).unwrap_or(0);
    };
    let places = &mut state.places;
    places.marks.values_mut().for_each(renew);
    places.back.iter_mut().chain(&mut places.forward).for_each(renew);
    places.a.iter_mut().chain(&mut places.b).for_each(renew);
    let notes = std::mem::take(&mut places.notes);
    let renewed = |(mut seq, text)| {
        renew(&mut seq);
        (seq, text)
    };
    places.notes = notes.into_iter().map(renewed).collect();
    // Where it was on the page must be looked for again.
    places.hits = Hits::default();
    renew(&mut state.playhead.seq);
}

fn remember(state: &mut State) {
    let places = &mut state.places;
    if places.back.last() != Some(&state.playhead.seq) {
        places.back.push(state.playhead.seq);
    }
    if places.back.len() > MOST_JUMPS {
        places.back.remove(0);
    }
    places.forward.clear();
}

fn step(state: &mut State, by: i64) {
    let last = i64::from(state.view.index.last().unwrap_or(0));
    let next = (i64::from(state.playhead.seq) + by).clamp(0, last);
    go(state, Seq::try_from(next).unwrap_or(0));
}

fn seconds(state: &mut State, by: i64) {
    let time = state.playhead.time + Span(by.saturating_mul(1_000_000));
    go_to_time(state, time);
}

fn end(state: &mut State) {
    let last = state.view.index.last().unwrap_or(0);
    jump(state, last);
}

fn mark_end(state: &mut State, first: bool) {
    let seq = state.playhead.seq;
    let end = if first { &mut state.places.a } else { &mut state.places.b };
    *end = if *end == Some(seq) { None } else { Some(seq) };
    let name = if first { 'A' } else { 'B' };
    let set = end.is_some();
    let both = state.places.a.is_some() && state.places.b.is_some();
    state.say(match (set, both) {
        (false, _) => format!("{name} is taken away"),
        (true, true) => format!("{name} is #{seq}; D shows what changed from A to B"),
        (true, false) if first => format!("A is #{seq}; go on and press B, or D for what changed up to there"),
        (true, false) => format!("B is #{seq}; A sets the other end"),
    });
}

fn back(state: &mut State) {
    match state.places.back.pop() {
        Some(seq) => {
            state.places.forward.push(state.playhead.seq);
            go(state, seq);
        }
        None => state.say("no jump before this one"),
    }
}

fn forward(state: &mut State) {
    match state.places.forward.pop() {
        Some(seq) => {
            state.places.back.push(state.playhead.seq);
            go(state, seq);
        }
        None => state.say("no jump after this one"),
    }
}

/// Sets one end of the range, then the other, then none; the caller filters the rows.
pub(super) fn range(state: &mut State) {
    let here = state.playhead.time;
    state.places.range = match state.places.range {
        None => {
            state.say("the range begins here; v again where it ends");
            Some((here, None))
        }
        Some((from, None)) if from != here => {
            let words = (here - from).human();
            state.say(format!("{words} are chosen: every list and count is of them; V zooms to them, Esc drops them"));
            Some((from, Some(here)))
        }
        Some(_) => None,
    };
}
