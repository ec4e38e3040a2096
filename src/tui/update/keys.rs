//! Keys: counts, letters that name marks, lines that are typed, and what the key map says.

use super::{command, jump, list, pane, settle};
use crate::clock::Moment;
use crate::tui::command::{COMMANDS, Command, Context, Spec};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Chord, Keymap};
use crate::tui::overlays::palette;
use crate::tui::panes::PaneId;
use crate::tui::state::{Focus, Overlay, Pending, State};
use crossterm::event::{KeyCode, KeyModifiers};

/// The largest count.
const MOST: u32 = 1_000_000;
/// The longest line that is typed, in characters.
const LONGEST_LINE: usize = 200;

/// Takes a key in.
pub(super) fn key(state: &mut State, keymap: &Keymap, chord: Chord, effects: &mut Vec<Effect>) {
    match &state.overlay {
        Overlay::None => {}
        Overlay::Help { .. } => return help(state, chord),
        Overlay::Filter | Overlay::Find(_) | Overlay::Palette { .. } => return typed(state, chord, effects),
    }
    match std::mem::take(&mut state.pending) {
        Pending::Mark => return set_mark(state, chord),
        Pending::GoMark => return go_mark(state, chord, effects),
        Pending::Count { count, before, .. } => {
            if let Some(digit) = digit(chord) {
                return count_on(state, count, digit, before);
            }
            let Some(found) = keymap.lookup(&contexts(state), chord) else { return };
            if takes_a_count(found) {
                // It was a count after all: the pane that its first digit chose goes away again.
                state.layout = *before;
                return command(state, found, Some(count), effects);
            }
            return command(state, found, None, effects);
        }
        Pending::Nothing => {}
    }
    if let Some(digit) = digit(chord).filter(|digit| *digit > 0) {
        let before = Box::new(state.layout.clone());
        state.pending = Pending::Count { count: digit, at: state.status.now, before };
    }
    if let Some(found) = keymap.lookup(&contexts(state), chord) {
        command(state, found, None, effects);
    }
}

/// Where keys are looked up: the focused region, then what all lists share, then everywhere.
pub(crate) fn contexts(state: &State) -> [Context; 3] {
    let region = match (state.layout.focus, state.layout.pane) {
        (Focus::Rows, _) => Context::Rows,
        (Focus::Pane, PaneId::Dom) => Context::Dom,
        (Focus::Pane, PaneId::Diff) => Context::Diff,
        (Focus::Pane, PaneId::Event) => Context::Event,
        (Focus::Pane, PaneId::Console) => Context::Console,
        (Focus::Pane, PaneId::Network) => Context::Network,
    };
    [region, Context::List, Context::Global]
}

fn digit(chord: Chord) -> Option<u32> {
    chord.typed().and_then(|c| c.to_digit(10))
}

fn count_on(state: &mut State, count: u32, digit: u32, before: Box<super::Layout>) {
    let count = count.saturating_mul(10).saturating_add(digit).min(MOST);
    state.layout.clone_from(&before);
    state.pending = Pending::Count { count, at: state.status.now, before };
}

/// Whether a digit before the command is its count. Jumps take none: `5` `e` is the console, then the next error.
fn takes_a_count(command: Command) -> bool {
    use Command as C;
    let steps = [C::StepBack, C::StepForward, C::SecondBack, C::SecondForward, C::Up, C::Down, C::PageUp, C::PageDown];
    steps.contains(&command)
}

fn set_mark(state: &mut State, chord: Chord) {
    match chord.typed().filter(char::is_ascii_lowercase) {
        Some(name) => {
            state.places.marks.insert(name, state.playhead.seq);
            let seq = state.playhead.seq;
            state.say(format!("mark {name} is #{seq}; '{name} comes back to it"));
        }
        None => state.say("a mark's name is a letter from a to z"),
    }
}

fn go_mark(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let seq = match chord.typed() {
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

/// A text is pasted into the line that is typed; elsewhere it is no keys.
pub(super) fn paste(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    if matches!(state.overlay, Overlay::Filter | Overlay::Find(_) | Overlay::Palette { .. }) {
        let line: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_LINE).collect();
        edit(state, |typed| typed.push_str(&line), effects);
    }
}

/// A key while a line is typed.
fn typed(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let control = chord.modifiers.contains(KeyModifiers::CONTROL);
    match chord.code {
        KeyCode::Esc => leave_line(state, effects),
        KeyCode::Char('c' | 'g') if control => leave_line(state, effects),
        KeyCode::Enter => enter_line(state, effects),
        KeyCode::Backspace => edit(state, drop_letter, effects),
        KeyCode::Char('h') if control => edit(state, drop_letter, effects),
        KeyCode::Char('u') if control => edit(state, String::clear, effects),
        KeyCode::Char('w') if control => edit(state, drop_word, effects),
        KeyCode::Down | KeyCode::Tab => choose(state, 1, effects),
        KeyCode::Up => choose(state, -1, effects),
        KeyCode::Char('n') if control => choose(state, 1, effects),
        KeyCode::Char('p') if control => choose(state, -1, effects),
        KeyCode::Char(c) if chord.modifiers.is_empty() => edit(state, |typed| typed.push(c), effects),
        _ => {}
    }
}

fn drop_letter(typed: &mut String) {
    typed.pop();
}

fn drop_word(typed: &mut String) {
    let kept = typed.trim_end().rfind(' ').map_or(0, |space| space + 1);
    typed.truncate(kept);
}

/// Changes the line that is typed; the filter follows at once.
fn edit(state: &mut State, change: impl FnOnce(&mut String), effects: &mut Vec<Effect>) {
    match &mut state.overlay {
        Overlay::Palette { typed, chosen } => {
            change(typed);
            limit(typed);
            *chosen = 0;
        }
        Overlay::Find(typed) => {
            change(typed);
            limit(typed);
            let pattern = typed.clone();
            pane::find(state, pattern, effects);
        }
        Overlay::Filter => {
            change(&mut state.rows.pattern);
            limit(&mut state.rows.pattern);
            list::filter(state, effects);
            settle(state, effects);
        }
        _ => {}
    }
}

fn limit(typed: &mut String) {
    if let Some((end, _)) = typed.char_indices().nth(LONGEST_LINE) {
        typed.truncate(end);
    }
}

/// Up and down while a line is typed: the palette's choice, or the filtered rows.
fn choose(state: &mut State, by: i64, effects: &mut Vec<Effect>) {
    if let Overlay::Palette { typed, chosen } = &mut state.overlay {
        let last = palette::found(typed).len().saturating_sub(1);
        *chosen = chosen.saturating_add_signed(isize::try_from(by).unwrap_or(0)).min(last);
    } else if matches!(state.overlay, Overlay::Find(_)) {
        pane::command(state, if by > 0 { Command::NextHit } else { Command::PrevHit }, 1, effects);
    } else {
        list::walk(state, by, false);
        settle(state, effects);
    }
}

fn leave_line(state: &mut State, effects: &mut Vec<Effect>) {
    if matches!(state.overlay, Overlay::Find(_)) {
        pane::find(state, String::new(), effects);
    }
    if state.overlay == Overlay::Filter {
        state.rows.pattern.clear();
        list::filter(state, effects);
    }
    state.overlay = Overlay::None;
    settle(state, effects);
}

fn enter_line(state: &mut State, effects: &mut Vec<Effect>) {
    let (typed, chosen) = match std::mem::take(&mut state.overlay) {
        Overlay::Palette { typed, chosen } => (typed, chosen),
        Overlay::Find(_) => return,
        _ => return list::accept_filter(state, effects),
    };
    if let Ok(moment) = typed.parse::<Moment>() {
        return go_to_moment(state, moment, effects);
    }
    let found: Vec<&Spec> = palette::found(&typed);
    match found.get(chosen) {
        Some(spec) => command(state, spec.command, None, effects),
        None => state.say(format!("no command and no moment is called {typed:?}")),
    }
}

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
