//! The only place where the state changes: messages in, effects out; no I/O, no clock.

mod jump;
mod keys;
mod lanes;
mod line;
mod list;
mod mouse;
mod notes;
mod pane;
mod play;
mod search;
mod shape;
mod take;
mod targets;
mod zoom;

#[cfg(test)]
mod tests;

pub(crate) use keys::contexts;

use super::command::{Call, Command};
use super::effect::{Effect, Work};
use super::keymap::Chord;
use super::panes::{PaneId, PaneMsg};
use super::state::{Focus, Layout, Overlay, Purpose, State};
use super::widgets;
use crate::clock::{Moment, Span};
use crate::event::Kind;
use crate::recording::View;
use crate::timeline::WindowIx;
use crossterm::event::MouseEvent;
use std::sync::Arc;
use std::time::Duration;

/// What happens to the screen.
pub(crate) enum Msg {
    /// The time since the start; comes before anything else that happens.
    Clock(Duration),
    /// A key.
    Key(Chord),
    /// The mouse.
    Mouse(MouseEvent),
    /// A text was pasted.
    Paste(String),
    /// The terminal has another size: columns and lines.
    Resize(u16, u16),
    /// There is a new view of the recording.
    Grown(Arc<View>),
    /// A worker is done; never an outdated result.
    Work(Box<Work>),
    /// A moment is to be gone to.
    Go(Moment),
    /// Something is to be said, such as a thread's panic.
    Say(String),
}

/// Takes a message in; tells what is to be done outside.
pub(crate) fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    match msg {
        Msg::Clock(now) => play::clock(state, now, &mut effects),
        Msg::Key(chord) => {
            state.status.opening = false;
            keys::key(state, chord, &mut effects);
        }
        Msg::Mouse(event) => {
            state.status.opening = false;
            mouse::mouse(state, event, &mut effects);
        }
        Msg::Paste(text) => line::paste(state, &text, &mut effects),
        Msg::Resize(width, height) => {
            state.layout.size = (width, height);
            settle(state, &mut effects);
        }
        Msg::Grown(view) => grown(state, view, &mut effects),
        Msg::Work(work) => pane::work(state, *work, &mut effects),
        Msg::Go(moment) => keys::go_to_moment(state, moment, &mut effects),
        Msg::Say(words) => state.say(words),
    }
    effects
}

/// What follows from any change of moment, layout or view: rows in sight, lanes of the right width, panes told.
fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    zoom::follow(state);
    state.pair_windows();
    let areas = state.layout.areas();
    let lines = usize::from(areas.rows.body.height);
    list::keep_in_sight(state, lines);
    widgets::lanes::fit(state, usize::from(areas.graph_width()));
    list::want_labels(state, lines, effects);
    pane::refresh(state, effects);
}

/// Does what a key or a line asks for; `count` is 1 when none was typed.
pub(crate) fn command(state: &mut State, call: &Call, count: Option<u32>, effects: &mut Vec<Effect>) {
    let times = count.unwrap_or(1).max(1);
    match (call.command, call.argument.as_deref()) {
        (Command::Go, Some(moment)) => match moment.parse() {
            Ok(moment) => keys::go_to_moment(state, moment, effects),
            Err(error) => state.say(error.to_string()),
        },
        (Command::Go, None) => line::open(state, Purpose::Palette, "go ".to_owned()),
        (Command::Mark, Some(name)) => keys::set_mark(state, name, effects),
        (Command::GoMark, Some(name)) => keys::go_mark(state, name, effects),
        (Command::Mark | Command::GoMark, None) => keys::await_letter(state, call.command),
        (Command::Search, Some(what)) => search::search(state, what, effects),
        (Command::Search, None) => line::open(state, Purpose::Search, state.places.hits.what.clone()),
        (Command::Note, Some(text)) => notes::write(state, text, effects),
        (Command::Note, None) => {
            let text = state.places.notes.get(&state.playhead.seq).cloned().unwrap_or_default();
            line::open(state, Purpose::Note, text);
        }
        (Command::Theme, Some(name)) => effects.push(Effect::Theme(name.to_owned())),
        (Command::Theme, None) => line::open(state, Purpose::Palette, "theme ".to_owned()),
        (Command::Window, argument) => window(state, argument, count, effects),
        (Command::Repeat | Command::RepeatBack, _) => {
            match jump::again(state, call.command == Command::Repeat, count) {
                Some((jump, times)) => plain(state, jump, times, effects),
                None => state.say("no jump to repeat yet: e, c, f, ], 10L, … are jumps"),
            }
        }
        (command, _) => {
            jump::note(state, command, times);
            plain(state, command, times, effects);
        }
    }
}

/// Looks at one window alone, or at all: the one that was named, else the next in turn.
fn window(state: &mut State, argument: Option<&str>, count: Option<u32>, effects: &mut Vec<Effect>) {
    let windows = state.view.windows.len();
    let asked = argument.map(str::to_owned).or(count.map(|count| count.to_string()));
    let next = state.places.window.map_or(1, |window| usize::from(window) + 2);
    let number = match asked.as_deref() {
        Some("all") => None,
        Some(number) => match number.parse::<usize>() {
            Ok(number @ 1..) if number <= windows => Some(number),
            _ => return state.say(format!("there is no window {number}; there {}", are(windows, "window"))),
        },
        None => Some(next).filter(|next| *next <= windows),
    };
    state.places.window = number.and_then(|number| WindowIx::try_from(number - 1).ok());
    state.say(match number {
        _ if windows < 2 => "there is one window in this recording".to_owned(),
        Some(number) => format!("window {number} of {windows} alone; T goes on to the next, then to all"),
        None => "all windows".to_owned(),
    });
    if windows < 2 {
        state.places.window = None;
    }
    list::filter(state, effects);
    settle(state, effects);
}

/// `is 1 window`, `are 2 windows`.
fn are(count: usize, word: &str) -> String {
    format!("{} {count} {}", if count == 1 { "is" } else { "are" }, plural(count, word))
}

/// Does a command that takes no argument.
fn plain(state: &mut State, command: Command, times: u32, effects: &mut Vec<Effect>) {
    match command {
        Command::Quit => effects.push(Effect::Quit),
        Command::Open => effects.push(Effect::Open),
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Help => state.overlay = Overlay::Help { first: 0 },
        Command::Palette => line::open(state, Purpose::Palette, String::new()),
        Command::Filter => list::open_filter(state),
        Command::Find => line::open(state, Purpose::Find, String::new()),
        Command::Clear => clear(state, effects),
        Command::Play | Command::Pause | Command::Slower | Command::Faster | Command::SkipIdle => {
            play::command(state, command);
        }
        Command::Copy | Command::Print => take::open(state, command == Command::Print),
        Command::Mouse => {
            state.layout.mouse.on = !state.layout.mouse.on;
            effects.push(Effect::Mouse(state.layout.mouse.on));
            state.say(if state.layout.mouse.on { "the mouse is on" } else { "the mouse is off: select text as usual" });
        }
        Command::Finder => line::open_finder(state, effects),
        Command::NextFound | Command::PrevFound => search::walk(state, command == Command::NextFound, times, effects),
        Command::Lanes => lanes::focus(state, effects),
        Command::Why => {
            show(&mut state.layout, PaneId::Signals);
            pane::send(state, PaneId::Signals, PaneMsg::Command(command, 1), effects);
            settle(state, effects);
        }
        Command::Blame => {
            pane::blame(state);
            settle(state, effects);
        }
        Command::Range => {
            jump::range(state);
            list::filter(state, effects);
            settle(state, effects);
        }
        _ => moving(state, command, times, effects),
    }
}

/// The commands that move the playhead or the regions; what is none of them is for the focused region.
fn moving(state: &mut State, command: Command, times: u32, effects: &mut Vec<Effect>) {
    // A jump that leads nowhere says so: what was said before does not count.
    let said = state.status.message.take();
    let moved = jump::command(state, command, times) || arrange(state, command);
    let failed = state.status.message.is_some();
    if !failed {
        state.status.message = said;
    }
    if !moved {
        return pane::command(state, command, times, effects);
    }
    if matches!(command, Command::MarkA | Command::MarkB) {
        notes::keep(state, effects);
    }
    settle(state, effects);
    if let Some(pane) = jump::unfolds(command).filter(|_| !failed) {
        pane::send(state, pane, PaneMsg::Command(command, 1), effects);
    }
}

/// The commands that move regions about; whether it was one of them.
fn arrange(state: &mut State, command: Command) -> bool {
    let layout = &mut state.layout;
    match command {
        Command::Rows => layout.focus = Focus::Rows,
        Command::Page => show(layout, PaneId::Page),
        Command::Dom => show(layout, PaneId::Dom),
        Command::DiffPane | Command::Diff => show(layout, PaneId::Diff),
        Command::Event => show(layout, PaneId::Event),
        Command::Console => show(layout, PaneId::Console),
        Command::Network => show(layout, PaneId::Network),
        Command::Signals => show(layout, PaneId::Signals),
        Command::Info => show(layout, PaneId::Info),
        Command::Swap => swap(layout),
        Command::NextPane => turn(layout, 1),
        Command::PrevPane => turn(layout, -1),
        Command::Maximise => layout.maximised = !layout.maximised,
        Command::Grow | Command::Shrink | Command::MoreLanes | Command::FewerLanes => shape::shape(state, command),
        Command::TwoWindows => shape::two_windows(state),
        _ => return false,
    }
    true
}

/// From the rows to the pane, of two windows from the first to the second, and back to the rows.
fn swap(layout: &mut Layout) {
    match layout.focus {
        Focus::Pane if layout.shows_two() && !layout.windows.second => layout.windows.second = true,
        Focus::Pane => layout.focus = Focus::Rows,
        Focus::Rows | Focus::Lanes => (layout.focus, layout.windows.second) = (Focus::Pane, false),
    }
}

fn show(layout: &mut Layout, pane: PaneId) {
    layout.pane = pane;
    layout.focus = Focus::Pane;
}

/// Shows a pane for what was jumped to; the rows keep the focus when they have it and there is room for both.
fn show_beside(layout: &mut Layout, pane: PaneId) {
    layout.pane = pane;
    if layout.areas().pane.body.is_empty() {
        layout.focus = Focus::Pane;
    }
}

/// To the next region of the ring: the rows, then the panes in the order of their numbers. (`swap` goes to the pane in sight.)
fn turn(layout: &mut Layout, step: isize) {
    let panes = PaneId::ALL.len();
    let at = PaneId::ALL.iter().position(|pane| *pane == layout.pane).unwrap_or(0);
    let next = match (layout.focus, step) {
        (Focus::Rows | Focus::Lanes, 1..) => Some(0),
        (Focus::Rows | Focus::Lanes, _) => Some(panes - 1),
        (Focus::Pane, _) => at.checked_add_signed(step).filter(|next| *next < panes),
    };
    match next {
        Some(next) => show(layout, PaneId::ALL[next]),
        None => layout.focus = Focus::Rows,
    }
}

/// Drops what is in the way, one thing a press: a message, the range, the filter, the one window, the diff's ends, the zoom.
fn clear(state: &mut State, effects: &mut Vec<Effect>) {
    if state.status.message.take().is_some() {
        return;
    }
    if state.places.range.take().is_some() {
        list::filter(state, effects);
    } else if !state.rows.pattern.is_empty() {
        state.rows.pattern.clear();
        list::filter(state, effects);
    } else if state.places.window.take().is_some() {
        list::filter(state, effects);
    } else if state.places.a.is_some() || state.places.b.is_some() {
        (state.places.a, state.places.b) = (None, None);
    } else if state.layout.maximised {
        state.layout.maximised = false;
    } else {
        state.layout.zoom = None;
    }
    settle(state, effects);
}

/// Goes on with a newer view: the playhead and every mark stay on their instants.
fn grown(state: &mut State, view: Arc<View>, effects: &mut Vec<Effect>) {
    let before = std::mem::replace(&mut state.view, view);
    let at_end = before.index.last().is_none_or(|last| state.playhead.seq >= last);
    let first = before.index.is_empty();
    if let Some(from) = before.index.diverges(&state.view.index) {
        jump::renumber(state, &before, from);
        state.rows.labels.clear();
    }
    let time = if first { state.view.index.start() } else { state.playhead.time };
    let what = before.row(state.playhead.row).map(|row| row.what);
    jump::place(state, time, what);
    match state.view.index.last() {
        Some(last) if at_end && state.view.progress.follow.is_some() => jump::go(state, last),
        _ if state.status.opening => opening(state),
        _ => {}
    }
    if !state.rows.pattern.is_empty() || !state.places.scope().is_all() {
        list::filter(state, effects);
    }
    if state.view.progress.done {
        notes::place(state);
    }
    tell_end(state);
    settle(state, effects);
}

/// Until the user moves it, the playhead waits for the first snapshot: before it there is no page to show.
fn opening(state: &mut State) {
    /// How far into the recording the first snapshot is looked for.
    const SOON: Span = Span(2_000_000);
    let index = &state.view.index;
    let soon = index.seqs().take_while(|seq| index.time(*seq) - index.start() <= SOON);
    let first = soon.into_iter().find(|seq| index.kind(*seq) == Kind::Snapshot);
    if let Some(seq) = first {
        jump::go(state, seq);
    }
    state.status.opening = first.is_none() && !state.view.progress.done;
}

/// Says once how the reading ended.
fn tell_end(state: &mut State) {
    let progress = &state.view.progress;
    if !progress.done || state.status.told_end {
        return;
    }
    state.status.told_end = true;
    if let Some(reason) = &progress.failed {
        let words = reason.lines().next().unwrap_or("it cannot be read").to_owned();
        state.say(words);
    } else if let Some(damage) = state.view.damage.first() {
        let words = format!(
            "{} damaged {}: {}",
            state.view.damage.len(),
            plural(state.view.damage.len(), "place"),
            damage.reason
        );
        state.say(words);
    }
}

/// `place`, or `places` for more than one.
fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
