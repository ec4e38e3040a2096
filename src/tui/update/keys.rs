//! Keys: counts, sequences, letters that name marks, and what the key map says.

use super::{command, jump, line, notes, settle, take};
use crate::clock::Moment;
use crate::tui::command::{COMMANDS, Call, Command, Context};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Chord, Lookup, written};
use crate::tui::panes::PaneId;
use crate::tui::state::{Count, Focus, Layout, Overlay, State};
use crossterm::event::KeyCode;

/// The largest count.
const MOST: u32 = 1_000_000;

/// Takes a key in.
pub(super) fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    match &state.overlay {
        Overlay::None => {}
        Overlay::Help { .. } => return help(state, chord),
        Overlay::Line(_) => return line::key(state, chord, effects),
        Overlay::Take(_) => return take::key(state, chord, effects),
    }
    if let Some(command) = state.keys.letter.take() {
        return letter(state, command, chord, effects);
    }
    if state.keys.typed.is_empty() && takes_as_digit(state, chord) {
        return;
    }
    state.keys.typed.push(chord);
    state.keys.since = state.status.now;
    let typed = std::mem::take(&mut state.keys.typed);
    match state.keys.map.lookup(&contexts(state), &typed) {
        Lookup::Call(call) => {
            let call = call.clone();
            let before = digit(chord).map(|_| Box::new(state.layout.clone()));
            let count = state.keys.count.take().and_then(|count| counted(state, &call, count));
            command(state, &call, count, effects);
            note_digit(state, chord, before);
        }
        Lookup::More => state.keys.typed = typed,
        Lookup::Nothing => {
            state.keys.count = None;
            if typed.len() > 1 && chord.code != KeyCode::Esc {
                state.say(format!("{} means nothing here", written(&typed)));
            }
        }
    }
}

/// Where keys are looked up: the focused region, then what all lists share, then everywhere.
pub(crate) fn contexts(state: &State) -> [Context; 3] {
    let region = match (state.layout.focus, state.layout.pane) {
        (Focus::Rows, _) => Context::Rows,
        (Focus::Pane, PaneId::Page | PaneId::OtherPage) => Context::Page,
        (Focus::Lanes, _) => Context::Lanes,
        (Focus::Pane, PaneId::Dom | PaneId::OtherDom) => Context::Dom,
        (Focus::Pane, PaneId::Diff) => Context::Diff,
        (Focus::Pane, PaneId::Event) => Context::Event,
        (Focus::Pane, PaneId::Console) => Context::Console,
        (Focus::Pane, PaneId::Network) => Context::Network,
        (Focus::Pane, PaneId::Signals) => Context::Signals,
        (Focus::Pane, PaneId::Node) => Context::Node,
        (Focus::Pane, PaneId::Info) => Context::Info,
    };
    [region, Context::List, Context::Global]
}

fn digit(chord: Chord) -> Option<u32> {
    chord.typed().and_then(|c| c.to_digit(10))
}

/// A digit after another one goes on with the count; the pane that the first one chose goes away again.
fn takes_as_digit(state: &mut State, chord: Chord) -> bool {
    let Some((digit, count)) = digit(chord).zip(state.keys.count.as_mut()) else { return false };
    count.number = count.number.saturating_mul(10).saturating_add(digit).min(MOST);
    count.at = state.status.now;
    state.layout = (*count.before).clone();
    true
}

/// The first digit does what it is bound to, and may turn out to begin a count.
fn note_digit(state: &mut State, chord: Chord, before: Option<Box<Layout>>) {
    let digit = digit(chord).filter(|digit| *digit > 0 && state.overlay == Overlay::None);
    let Some((digit, before)) = digit.zip(before) else { return };
    state.keys.count = Some(Count { number: digit, at: state.status.now, before });
}

/// The count of a command that takes one: what its first digit chose goes away again. Others leave it a pane's number.
fn counted(state: &mut State, call: &Call, count: Count) -> Option<u32> {
    if !call.command.spec().takes.counts() {
        return None;
    }
    state.layout = *count.before;
    Some(count.number)
}

/// The letter that a command waited for.
fn letter(state: &mut State, waiting: Command, chord: Chord, effects: &mut Vec<Effect>) {
    if chord.code == KeyCode::Esc {
        return;
    }
    let argument = Some(chord.to_string());
    command(state, &Call { command: waiting, argument }, None, effects);
}

/// A command that takes a letter and has none yet waits for it.
pub(super) fn await_letter(state: &mut State, command: Command) {
    state.keys.letter = Some(command);
    state.keys.since = state.status.now;
}

/// Sets the mark of that name here.
pub(super) fn set_mark(state: &mut State, name: &str, effects: &mut Vec<Effect>) {
    match one_letter(name).filter(char::is_ascii_lowercase) {
        Some(name) => {
            state.places.marks.insert(name, state.playhead.seq);
            let seq = state.playhead.seq;
            state.say(format!("mark {name} is #{seq}; '{name} comes back to it"));
            notes::keep(state, effects);
        }
        None => state.say("a mark's name is a letter from a to z"),
    }
}

/// Goes to the mark of that name.
pub(super) fn go_mark(state: &mut State, name: &str, effects: &mut Vec<Effect>) {
    let seq = match one_letter(name) {
        Some('\'') => state.places.back.last().copied(),
        Some('A') => state.places.a,
        Some('B') => state.places.b,
        Some(name) => state.places.marks.get(&name).copied(),
        None => None,
    };
    match seq {
        Some(seq) => {
            state.play.on = None;
            jump::jump(state, seq);
            settle(state, effects);
        }
        None => state.say("there is no such mark"),
    }
}

fn one_letter(name: &str) -> Option<char> {
    let mut chars = name.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn help(state: &mut State, chord: Chord) {
    let Overlay::Help { first } = &mut state.overlay else { return };
    match chord.code {
        KeyCode::Char('j') | KeyCode::Down => *first += 1,
        KeyCode::Char('k') | KeyCode::Up => *first = first.saturating_sub(1),
        KeyCode::PageDown | KeyCode::Char(' ') => *first += 10,
        KeyCode::PageUp => *first = first.saturating_sub(10),
        _ => state.overlay = Overlay::None,
    }
    if let Overlay::Help { first } = &mut state.overlay {
        *first = (*first).min(COMMANDS.len().saturating_sub(1));
    }
}

/// Goes to a moment, as people write it.
pub(super) fn go_to_moment(state: &mut State, moment: Moment, effects: &mut Vec<Effect>) {
    state.play.on = None;
    match state.view.resolve(moment) {
        Ok(seq) => {
            jump::jump(state, seq);
            settle(state, effects);
        }
        Err(error) => state.say(error.to_string()),
    }
}
