//! What may follow a key that was pressed: the box that helps who waits.

use super::palette::{marks, place};
use super::sheet;
use crate::text;
use crate::tui::command::{Call, Takes};
use crate::tui::keymap::written;
use crate::tui::panes::lines::put;
use crate::tui::state::{HINT_AFTER, State};
use crate::tui::theme::{Role, Theme};
use crate::tui::update::contexts;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The title, and each key that may follow with what it means; nothing while nobody waits.
pub(crate) fn hints(state: &State) -> Option<(String, Vec<(String, String)>)> {
    let keys = &state.keys;
    if !keys.wait() || state.status.now < keys.since + HINT_AFTER {
        return None;
    }
    if let Some(command) = keys.letter {
        let spec = command.spec();
        return Some((spec.doc.to_owned(), letters(state, spec.takes)));
    }
    let following = keys.map.following(&contexts(state), &keys.typed);
    let told = |call: Option<&Call>| match call {
        Some(Call { command, argument: None }) => command.spec().doc.to_owned(),
        Some(Call { command, argument: Some(argument) }) => format!("{} {argument}", command.spec().name),
        None => "…".to_owned(),
    };
    let rows = following.into_iter().map(|(chord, call)| (chord, told(call))).collect();
    Some((written(&keys.typed), rows))
}

fn letters(state: &State, takes: Takes) -> Vec<(String, String)> {
    match takes {
        Takes::Mark => {
            let known = marks(state).map(|(name, seq)| (name.to_string(), place(state, seq)));
            let new = ("a-z".to_owned(), "a mark's name".to_owned());
            let back = ("'".to_owned(), "where the last jump began".to_owned());
            known.chain([new, back]).collect()
        }
        Takes::Nothing | Takes::Count | Takes::Moment | Takes::Window | Takes::Theme | Takes::Text => Vec::new(),
    }
}

/// Draws the box over the lower right of the screen.
pub(crate) fn draw(theme: &Theme, hints: &(String, Vec<(String, String)>), screen: Rect, buf: &mut Buffer) {
    let (title, rows) = hints;
    let column = rows.iter().map(|(key, _)| text::width(key)).max().unwrap_or(0) + 2;
    let widest = rows.iter().map(|(_, doc)| column + text::width(doc)).max().unwrap_or(0);
    let width = u16::try_from(widest.max(text::width(title) + 2) + 2).unwrap_or(u16::MAX).min(screen.width).min(72);
    let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX).min(screen.height.saturating_sub(1));
    let area = Rect { x: screen.right() - width, y: screen.bottom().saturating_sub(1 + height), width, height };
    let inner = sheet(theme, area, title, buf);
    for (line, (key, doc)) in (0..inner.height).zip(rows) {
        put(buf, inner, 0, line, key, theme.style(Role::Accent));
        put(buf, inner, u16::try_from(column).unwrap_or(0), line, doc, theme.style(Role::Text));
    }
}
