//! The menu of what to take along, and what comes of it.

use crate::tui::effect::Effect;
use crate::tui::keymap::Chord;
use crate::tui::state::{Overlay, State};
use crate::tui::take::{self, Form, Menu};
use crossterm::event::{KeyCode, KeyModifiers};

/// The largest text that is handed to a terminal's clipboard; more is dropped by many on the way (tmux #2814).
const MOST_COPIED: usize = 74_000;

/// Opens the menu.
pub(super) fn open(state: &mut State, print: bool) {
    state.overlay = Overlay::Take(take::menu(state, print));
}

/// A key while the menu is open: a form's letter, the arrows and Enter; the key that opened it takes the first.
pub(super) fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let Overlay::Take(mut menu) = std::mem::take(&mut state.overlay) else { return };
    let last = menu.forms.len().saturating_sub(1);
    let control = chord.modifiers == KeyModifiers::CONTROL;
    match chord.code {
        KeyCode::Down | KeyCode::Tab => menu.chosen = if menu.chosen == last { 0 } else { menu.chosen + 1 },
        KeyCode::Up => menu.chosen = menu.chosen.checked_sub(1).unwrap_or(last),
        KeyCode::Enter => return chosen(state, &menu, menu.forms.get(menu.chosen).copied(), effects),
        KeyCode::Char('o') if menu.print => return chosen(state, &menu, menu.forms.first().copied(), effects),
        KeyCode::Char(c) if !control => {
            let form = menu.forms.iter().copied().find(|form| form.key() == c);
            return chosen(state, &menu, form, effects);
        }
        _ => return,
    }
    state.overlay = Overlay::Take(menu);
}

/// Takes a form: at once where it is known, else when a worker has made it.
fn chosen(state: &mut State, menu: &Menu, form: Option<Form>, effects: &mut Vec<Effect>) {
    let Some(form) = form else { return };
    let known = match form {
        Form::Value => take::value(state),
        Form::Link => take::link(state).map(|link| (form.name().to_owned(), link)),
        Form::Command => Some(("the command".to_owned(), take::command_line(state))),
        _ => {
            let seq = state.seq_of(state.layout.keyed());
            return effects.push(Effect::Take { form, about: menu.about, seq, print: menu.print });
        }
    };
    match known {
        Some((what, text)) => taken(state, menu.print, (&what, text), effects),
        None => state.say("there is nothing chosen to take along"),
    }
}

/// Copies a text, or keeps it to be printed after leaving; says honestly what became of it.
pub(super) fn taken(state: &mut State, print: bool, (what, text): (&str, String), effects: &mut Vec<Effect>) {
    let characters = text.chars().count();
    if print {
        state.say(format!("{what} will be printed after leaving ({characters} characters)"));
        state.status.print.push(text);
    } else if text.len() > MOST_COPIED {
        state.say(format!(
            "{what} is too long for a terminal's clipboard ({characters} characters); o prints it after leaving"
        ));
    } else {
        let via = state.status.clipboard;
        state.say(format!("{what} was sent to the terminal's clipboard ({characters} characters){via}"));
        effects.push(Effect::Copy(text));
    }
}
