//! The status line: at the left what can be done here or what is to be said, at the right where the playhead is.

use crate::text;
use crate::tui::command::Command;
use crate::tui::panes::PaneId;
use crate::tui::state::{Focus, Overlay, Pending, SPEEDS, State};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt::Write as _;

/// Draws the status line.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let columns = usize::from(area.width);
    let mut place = place(state, true);
    if text::width(&place) + 24 > columns {
        place = self::place(state, false);
    }
    let right = u16::try_from(text::width(&place)).unwrap_or(area.width).min(area.width);
    let room = usize::from(area.width - right).saturating_sub(2);
    match &state.overlay {
        Overlay::Filter => typed(theme, area, ("/", &state.rows.pattern, &found(state)), buf),
        Overlay::Find(line) => typed(theme, area, ("/", line, "text, #id or selector; Enter keeps, n N walk"), buf),
        Overlay::Palette { typed: line, .. } => typed(theme, area, (":", line, ""), buf),
        _ => said(state, theme, (area, room), buf),
    }
    if state.overlay == Overlay::None || state.overlay == (Overlay::Help { first: 0 }) {
        buf.set_stringn(area.right() - right, area.y, &place, usize::from(right), theme.style(Role::Dim));
    }
}

/// A line that is typed, with a cursor of our own that does not blink.
fn typed(theme: &Theme, area: Rect, (sign, line, behind): (&str, &str, &str), buf: &mut Buffer) {
    let columns = usize::from(area.width);
    let (x, _) = buf.set_stringn(area.x, area.y, sign, columns, theme.style(Role::Accent));
    let neutral = text::neutral(line);
    let room = columns.saturating_sub(2 + text::width(behind) + 2);
    let (x, _) = buf.set_stringn(x, area.y, text::cut_middle(&neutral, room), room, theme.style(Role::Text));
    let cursor = theme.style(Role::Text).add_modifier(ratatui::style::Modifier::REVERSED);
    let (x, _) = buf.set_stringn(x, area.y, " ", 1, cursor);
    let room = usize::from(area.right().saturating_sub(x + 2));
    buf.set_stringn(x + 2, area.y, behind, room, theme.style(Role::Dim));
}

fn found(state: &State) -> String {
    match &state.rows.matches {
        Some(matches) => format!("{} of {} rows", matches.len(), state.view.rows.len()),
        None => format!("{} rows", state.view.rows.len()),
    }
}

/// A message, or the keys that help here.
fn said(state: &State, theme: &Theme, (area, room): (Rect, usize), buf: &mut Buffer) {
    if let Some((words, _)) = &state.status.message {
        let neutral = text::neutral(words);
        buf.set_stringn(area.x, area.y, text::cut_end(&neutral, room), room, theme.style(Role::Text));
        return;
    }
    let waiting = match &state.pending {
        Pending::Nothing | Pending::Count { count: ..=9, .. } => None,
        Pending::Count { count, .. } => Some(format!("{count}…")),
        Pending::Mark => Some("m… a letter names the mark".to_owned()),
        Pending::GoMark => Some("'… the mark's letter; ' again: back".to_owned()),
    };
    if let Some(waiting) = waiting {
        buf.set_stringn(area.x, area.y, waiting, room, theme.style(Role::Accent));
        return;
    }
    let mut x = area.x;
    if state.layout.areas().small {
        (x, _) = buf.set_stringn(x, area.y, "60x15 shows more  ", room, theme.style(Role::Warn));
    }
    let end = area.x + u16::try_from(room).unwrap_or(0);
    for (keys, word) in offers(state) {
        let columns = u16::try_from(text::width(&keys) + word.len() + 1).unwrap_or(u16::MAX);
        if x.saturating_add(columns) > end {
            break;
        }
        let (next, _) = buf.set_stringn(x, area.y, keys, room, theme.style(Role::Accent));
        let (next, _) = buf.set_stringn(next + 1, area.y, word, room, theme.style(Role::Dim));
        x = next + 2;
    }
}

/// What helps in the focused region: commands, and the word for them.
fn offers(state: &State) -> Vec<(String, &'static str)> {
    use Command as C;
    let region: &[(&[C], &'static str)] = match (state.layout.focus, state.layout.pane) {
        (Focus::Rows, _) => {
            &[(&[C::NextError], "error"), (&[C::NextClick], "click"), (&[C::StepBack, C::StepForward], "step")]
        }
        (Focus::Pane, PaneId::Dom) => {
            &[(&[C::Choose], "fold"), (&[C::NextHit], "change"), (&[C::Parent], "parent"), (&[C::FoldAll], "all")]
        }
        (Focus::Pane, PaneId::Diff) => {
            &[(&[C::NextHit], "hunk"), (&[C::MarkA, C::MarkB], "ends"), (&[C::Choose], "go")]
        }
        (Focus::Pane, PaneId::Event) => &[(&[C::Choose], "fold"), (&[C::FoldAll], "all"), (&[C::Copy], "copy")],
        (Focus::Pane, PaneId::Console) => {
            &[(&[C::Choose], "go"), (&[C::NextError], "error"), (&[C::Threshold], "level"), (&[C::Detail], "whole")]
        }
        (Focus::Pane, PaneId::Network) => {
            &[(&[C::Choose], "go"), (&[C::NextFailed], "failed"), (&[C::Threshold], "only failed")]
        }
    };
    let everywhere: &[(&[C], &'static str)] = &[
        (&[C::Play], "play"),
        (&[C::Diff], "diff"),
        (&[C::Filter], "filter"),
        (&[C::Help], "help"),
        (&[C::Quit], "quit"),
    ];
    let keys = |commands: &[C]| {
        let keys: Vec<&str> = commands.iter().filter_map(|c| c.spec().keys.first().copied()).collect();
        keys.join("/")
    };
    region.iter().chain(everywhere).map(|(commands, word)| (keys(commands), *word)).collect()
}

/// Where the playhead is: `#812/4812 · 00:34.131 / 03:03.201 · 1x · window 1/2`.
fn place(state: &State, whole: bool) -> String {
    let view = &state.view;
    let hours = state.hours();
    let at = (state.playhead.time - view.index.start()).stamp(hours);
    if !whole {
        return format!("#{} {at}", state.playhead.seq);
    }
    let last = view.index.last().unwrap_or(0);
    let mut words = format!("#{}/{last} · {at} / {}", state.playhead.seq, view.index.duration().stamp(hours));
    let _ = write!(words, " · {}x", SPEEDS[state.play.speed]);
    if view.windows.len() > 1 {
        let window = view.index.window(state.playhead.seq) + 1;
        let _ = write!(words, " · window {window}/{}", view.windows.len());
    }
    words
}
