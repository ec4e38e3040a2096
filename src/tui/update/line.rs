//! Lines that are typed: the filter, what to find, the palette. What is typed takes effect at once where it can.

use super::{command, jump, keys, list, notes, pane, search, settle, show_beside};
use crate::clock::Moment;
use crate::query::Completion;
use crate::tui::command::{Call, Command, Takes};
use crate::tui::effect::Effect;
use crate::tui::finder::{Goal, Item, Sort};
use crate::tui::keymap::Chord;
use crate::tui::overlays::{complete, palette};
use crate::tui::panes::PaneId;
use crate::tui::state::{Found, Line, Overlay, Purpose, State};
use crate::tui::widgets::entry::Entry;
use crossterm::event::{KeyCode, KeyModifiers};

/// Opens a line with what it holds already.
pub(super) fn open(state: &mut State, purpose: Purpose, text: String) {
    state.overlay = Overlay::Line(Line { purpose, entry: Entry::new(text), chosen: 0, base: None });
}

/// A text is pasted into the line that is typed; elsewhere it is no keys.
pub(super) fn paste(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    if let Overlay::Line(line) = &mut state.overlay {
        line.entry.insert(text);
        edited(state, effects);
    }
}

/// A key while a line is typed.
pub(super) fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let Overlay::Line(line) = &mut state.overlay else { return };
    let control = chord.modifiers == KeyModifiers::CONTROL;
    match chord.code {
        KeyCode::Esc => leave(state, effects),
        KeyCode::Char('c' | 'g') if control => leave(state, effects),
        KeyCode::Enter => enter(state, effects),
        KeyCode::Tab => tab(state, chord, effects),
        KeyCode::Down => choose(state, 1, effects),
        KeyCode::Up => choose(state, -1, effects),
        KeyCode::Char('n') if control => choose(state, 1, effects),
        KeyCode::Char('p') if control => choose(state, -1, effects),
        _ => {
            let before = line.entry.text().len();
            if line.entry.key(chord) && line.entry.text().len() != before {
                edited(state, effects);
            }
        }
    }
}

/// What is typed has changed.
fn edited(state: &mut State, effects: &mut Vec<Effect>) {
    let Overlay::Line(line) = &mut state.overlay else { return };
    line.chosen = 0;
    line.base = None;
    let text = line.entry.text().to_owned();
    match line.purpose {
        Purpose::Palette | Purpose::Search | Purpose::Note => {}
        Purpose::Finder => effects.push(Effect::Find { typed: text, seq: state.playhead.seq }),
        Purpose::Find => pane::find(state, text, effects),
        Purpose::Filter => {
            state.rows.pattern = text;
            list::filter(state, effects);
            settle(state, effects);
        }
    }
}

/// Takes what is offered into the line, or goes on to the next that is.
fn tab(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let by = if chord.modifiers.contains(KeyModifiers::SHIFT) { -1 } else { 1 };
    let Overlay::Line(line) = &state.overlay else { return };
    match line.purpose {
        Purpose::Palette => {}
        Purpose::Filter => return complete(state, by, effects),
        Purpose::Find | Purpose::Finder | Purpose::Search | Purpose::Note => return choose(state, by, effects),
    }
    let offered = palette::offered(state, line.entry.text());
    let Some(chosen) = offered.get(line.chosen) else { return };
    let text = chosen.line.clone();
    if text.trim_end() == line.entry.text().trim_end() {
        return choose(state, by, effects);
    }
    if let Overlay::Line(line) = &mut state.overlay {
        line.entry = Entry::new(text);
        line.chosen = 0;
    }
}

/// Puts the next candidate in the place of what is begun at the filter's cursor.
fn complete(state: &mut State, by: i64, effects: &mut Vec<Effect>) {
    let Overlay::Line(line) = &mut state.overlay else { return };
    let Completion { from, to, candidates } = complete::completion(line);
    let (text, cursor) = complete::typed(line);
    let last = candidates.len().saturating_sub(1);
    let chosen = match (&line.base, by) {
        (None, 1..) => 0,
        (None, _) => last,
        (Some(_), 1..) if line.chosen >= last => 0,
        (Some(_), 1..) => line.chosen + 1,
        (Some(_), _) => line.chosen.checked_sub(1).unwrap_or(last),
    };
    let Some(candidate) = candidates.get(chosen) else { return };
    let before = format!("{}{}", text.get(..from).unwrap_or_default(), candidate.text);
    let entry = Entry::around(&before, text.get(to..).unwrap_or_default());
    line.entry = entry;
    edited(state, effects);
    if let Overlay::Line(line) = &mut state.overlay {
        line.chosen = chosen;
        line.base = Some((text, cursor));
    }
}

/// Up and down while a line is typed: among what the palette offers, among the filtered rows, from find to find.
fn choose(state: &mut State, by: i64, effects: &mut Vec<Effect>) {
    let Overlay::Line(line) = &state.overlay else { return };
    match line.purpose {
        Purpose::Palette => {
            let last = palette::offered(state, line.entry.text()).len().saturating_sub(1);
            let chosen = line.chosen.saturating_add_signed(isize::try_from(by).unwrap_or(0)).min(last);
            if let Overlay::Line(line) = &mut state.overlay {
                line.chosen = chosen;
            }
        }
        Purpose::Search | Purpose::Note => {}
        Purpose::Finder => {
            let last = state.status.found.items.len().saturating_sub(1);
            let chosen = line.chosen.saturating_add_signed(isize::try_from(by).unwrap_or(0)).min(last);
            if let Overlay::Line(line) = &mut state.overlay {
                line.chosen = chosen;
            }
        }
        Purpose::Find => {
            let hit = if by > 0 { Command::NextHit } else { Command::PrevHit };
            pane::command(state, hit, 1, effects);
        }
        Purpose::Filter => {
            list::walk(state, by, false);
            settle(state, effects);
        }
    }
}

fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let Overlay::Line(line) = std::mem::take(&mut state.overlay) else { return };
    match line.purpose {
        Purpose::Palette | Purpose::Finder | Purpose::Search | Purpose::Note => {}
        Purpose::Find => pane::find(state, String::new(), effects),
        Purpose::Filter => {
            state.rows.pattern.clear();
            list::filter(state, effects);
        }
    }
    settle(state, effects);
}

fn enter(state: &mut State, effects: &mut Vec<Effect>) {
    let wrong = state.rows.error.is_some();
    if matches!(&state.overlay, Overlay::Line(line) if line.purpose == Purpose::Filter && wrong) {
        return; // the line says what is wrong, and where
    }
    let Overlay::Line(line) = std::mem::take(&mut state.overlay) else { return };
    match line.purpose {
        Purpose::Find => {}
        Purpose::Filter => list::accept_filter(state, effects),
        Purpose::Palette => enter_palette(state, &line, effects),
        Purpose::Finder => enter_finder(state, line.chosen, effects),
        Purpose::Search => search::search(state, line.entry.text(), effects),
        Purpose::Note => notes::write(state, line.entry.text(), effects),
    }
}

/// Opens the finder, empty.
pub(super) fn open_finder(state: &mut State, effects: &mut Vec<Effect>) {
    state.status.found = Found::default();
    open(state, Purpose::Finder, String::new());
    edited(state, effects);
}

/// What the finder found, unless something else is typed by now.
pub(super) fn found(state: &mut State, typed: &str, items: Result<Vec<Item>, String>) {
    let Overlay::Line(line) = &mut state.overlay else { return };
    if line.purpose == Purpose::Finder && line.entry.text() == typed {
        state.status.found = match items {
            Ok(items) => Found { items, wrong: None },
            Err(why) => Found { items: Vec::new(), wrong: Some(why) },
        };
    }
}

/// Goes to what is chosen among the finder's.
fn enter_finder(state: &mut State, chosen: usize, effects: &mut Vec<Effect>) {
    let found = std::mem::take(&mut state.status.found);
    let Some(item) = found.items.into_iter().nth(chosen) else { return };
    match item.goal {
        Goal::Row(place) => {
            state.play.on = None;
            if item.sort == Sort::Request {
                show_beside(&mut state.layout, PaneId::Network);
            }
            jump::jump_to_row(state, place);
            settle(state, effects);
        }
        Goal::Node(node) => pane::inspect(state, node, effects),
        Goal::Command(asked) => command(state, &asked.into(), None, effects),
    }
}

/// A moment is gone to; a command that is written whole is done; else the one that is chosen among those offered.
fn enter_palette(state: &mut State, line: &Line, effects: &mut Vec<Effect>) {
    let text = line.entry.text();
    if let Ok(moment) = text.parse::<Moment>() {
        return keys::go_to_moment(state, moment, effects);
    }
    let whole = Call::parse(text);
    let offered = palette::offered(state, text);
    let chosen = offered.get(line.chosen).and_then(|offer| Call::parse(&offer.line).ok());
    match (whole, chosen) {
        (Ok(call), _) if line.chosen == 0 => command(state, &call, None, effects),
        (_, Some(call)) if needs_more(&call) => open(state, Purpose::Palette, format!("{} ", call.command.spec().name)),
        (_, Some(call)) | (Ok(call), None) => command(state, &call, None, effects),
        (Err(_), None) if text.trim().is_empty() => {}
        (Err(reason), None) => state.say(reason),
    }
}

/// Whether a command means nothing without an argument, and no key can give it.
fn needs_more(call: &Call) -> bool {
    call.argument.is_none() && call.command.spec().takes == Takes::Moment
}
