//! Moving the playhead: steps, jumps to what matters, marks, the list of jumps.

use super::show_beside;
use crate::clock::{Span, Time};
use crate::event::{Kind, Seq};
use crate::extract::is_action;
use crate::recording::View;
use crate::timeline::What;
use crate::tui::command::Command;
use crate::tui::panes::PaneId;
use crate::tui::state::State;

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
        Command::ZoomIn => zoom(state, 0.5),
        Command::ZoomOut => zoom(state, 2.0),
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
        Command::NextClick => (Target::Click, true),
        Command::PrevClick => (Target::Click, false),
        Command::NextFailed => (Target::Failed, true),
        Command::PrevFailed => (Target::Failed, false),
        Command::NextPage => (Target::Page, true),
        Command::PrevPage => (Target::Page, false),
        Command::NextAction => (Target::Action, true),
        Command::PrevAction => (Target::Action, false),
        _ => return false,
    };
    state.play.on = None;
    let mut places = target.places(&state.view);
    let here = (state.playhead.time, state.playhead.row);
    places.sort_unstable();
    let nth = times as usize - 1;
    let found = if ahead {
        places.get(places.partition_point(|place| *place <= here) + nth)
    } else {
        places.partition_point(|place| *place < here).checked_sub(1 + nth).and_then(|place| places.get(place))
    };
    if let Some((_, row)) = found.copied() {
        if let Some(pane) = target.pane() {
            show_beside(&mut state.layout, pane);
        }
        jump_to_row(state, row);
    } else {
        let so_far = if state.view.progress.done { "" } else { "; still reading" };
        state.say(target.none(places.len(), ahead) + so_far);
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
    const PAIRS: [(Command, Command); 8] = [
        (C::NextError, C::PrevError),
        (C::NextWarning, C::PrevWarning),
        (C::NextClick, C::PrevClick),
        (C::NextFailed, C::PrevFailed),
        (C::NextPage, C::PrevPage),
        (C::NextAction, C::PrevAction),
        (C::SecondForward, C::SecondBack),
        (C::NextHit, C::PrevHit),
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

/// What can be jumped to.
#[derive(Clone, Copy)]
enum Target {
    Error,
    Warning,
    Click,
    Failed,
    Page,
    Action,
}

impl Target {
    /// Where they are: instant and row.
    fn places(self, view: &View) -> Vec<(Time, usize)> {
        let of = |seq: Seq| (view.index.time(seq), view.rows.of(&view.index, seq));
        match self {
            Self::Error => view.console.iter().filter(|row| row.level.is_error()).map(|row| of(row.seq)).collect(),
            Self::Warning => view.console.iter().filter(|row| row.level.is_warning()).map(|row| of(row.seq)).collect(),
            Self::Page => view.pages.iter().map(|page| of(page.seq)).collect(),
            Self::Click | Self::Action => {
                let is_one = |kind| kind == Kind::Click || (matches!(self, Self::Action) && is_action(kind));
                let kinds = view.index.kinds().iter().zip(0..);
                kinds.filter(|(kind, _)| is_one(**kind)).map(|(_, seq)| of(seq)).collect()
            }
            Self::Failed => {
                let failed = view.network.iter().zip(0..).filter(|(row, _)| row.request.failed);
                failed.filter_map(|(row, ix)| Some((row.at, request_row(view, row.at, ix)?))).collect()
            }
        }
    }

    /// The pane that shows it.
    fn pane(self) -> Option<PaneId> {
        match self {
            Self::Error | Self::Warning => Some(PaneId::Console),
            Self::Failed => Some(PaneId::Network),
            Self::Click | Self::Page | Self::Action => None,
        }
    }

    fn none(self, all: usize, ahead: bool) -> String {
        let name = match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Click => "click",
            Self::Failed => "failed request",
            Self::Page => "page",
            Self::Action => "action",
        };
        let side = if ahead { "after" } else { "before" };
        match all {
            0 => format!("no {name} was recorded"),
            _ => format!("no {name} {side} this moment; {all} in all"),
        }
    }
}

/// The place of a request's row.
pub(super) fn request_row(view: &View, at: Time, request: u32) -> Option<usize> {
    derived_row(view, at, What::Request(request))
}

/// The place of a row that is no event.
fn derived_row(view: &View, at: Time, what: What) -> Option<usize> {
    let last = view.rows.at_or_before(&view.index, at)?;
    let same = (0..=last).rev().map_while(|place| view.row(place).filter(|row| row.at == at).map(|row| (place, row)));
    let mut same = same;
    same.find(|(_, row)| row.what == what).map(|(place, _)| place)
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
        Some((from, None)) if from != here => Some((from, Some(here))),
        Some(_) => None,
    };
}

/// The least stretch of time that the lanes show.
const CLOSEST: i64 = 10_000;

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // microseconds of a recording fit f64
fn zoom(state: &mut State, factor: f64) {
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
    let from = state.playhead.time.0.saturating_sub((span as f64 * share) as i64);
    let from = from.clamp(index.start().0, index.end().0.saturating_sub(span).max(index.start().0));
    state.layout.zoom = Some((Time(from), Time(from.saturating_add(span))));
}
