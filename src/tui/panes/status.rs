//! The status line: at the left what can be done here or what is to be said, at the right where the playhead is.

use crate::query::QueryError;
use crate::text;
use crate::tui::command::Command;
use crate::tui::keymap::written;
use crate::tui::panes::PaneId;
use crate::tui::state::{Focus, Line, Overlay, Purpose, SPEEDS, State};
use crate::tui::theme::{Role, Theme};
use crate::tui::update::contexts;
use crate::tui::widgets::lanes::words::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt::Write as _;

/// Draws the status line.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let columns = usize::from(area.width);
    let mut place = place(state, true);
    // What is to be said is read once, the place all the time.
    let needed = state.status.message.as_ref().map_or(24, |(words, _)| text::width(words).min(columns));
    if text::width(&place) + needed.max(24) > columns || state.layout.focus == Focus::Lanes {
        place = self::place(state, false);
    }
    let right = u16::try_from(text::width(&place)).unwrap_or(area.width).min(area.width);
    let room = usize::from(area.width - right).saturating_sub(2);
    match &state.overlay {
        Overlay::Line(line) => typed(state, theme, (area, line), buf),
        _ => said(state, theme, (area, room), buf),
    }
    if !matches!(state.overlay, Overlay::Line(_)) {
        buf.set_stringn(area.right() - right, area.y, &place, usize::from(right), theme.style(Role::Dim));
    }
}

/// A line that is typed, with a cursor of our own that does not blink.
fn typed(state: &State, theme: &Theme, (area, line): (Rect, &Line), buf: &mut Buffer) {
    let (sign, behind) = match line.purpose {
        Purpose::Filter => ("/", wrong(state).unwrap_or_else(|| found(state))),
        Purpose::Find => ("/", "text, #id or selector; Enter keeps, n N walk".to_owned()),
        Purpose::Palette => (":", String::new()),
        Purpose::Finder => ("> ", format!("{} found", state.status.found.items.len())),
        Purpose::Search => ("on the page: ", "a text, or css=SELECTOR".to_owned()),
        Purpose::Note => ("note: ", "Enter keeps it; an empty one is taken away".to_owned()),
    };
    let columns = usize::from(area.width);
    let (x, _) = buf.set_stringn(area.x, area.y, sign, columns, theme.style(Role::Accent));
    let room = columns.saturating_sub(3 + text::width(&behind)).max(columns / 2);
    let (shown, cursor) = line.entry.shown(room.saturating_sub(1));
    let (end, _) = buf.set_stringn(x, area.y, &shown, room, theme.style(Role::Text));
    let at = Rect { x: x + u16::try_from(cursor).unwrap_or(0), width: 1, ..area };
    let style = theme.style(Role::Text).add_modifier(ratatui::style::Modifier::REVERSED);
    buf.set_style(at.intersection(area), style);
    if let Some(error) = state.rows.error.as_ref().filter(|_| line.purpose == Purpose::Filter) {
        underline(error, theme, (Rect { x, width: area.right().saturating_sub(x), ..area }, line, &shown), buf);
    }
    let end = end.max(at.right());
    let room = usize::from(area.right().saturating_sub(end + 1));
    buf.set_stringn(end + 1, area.y, behind, room, theme.style(Role::Dim));
}

/// What is wrong with the filter, and what was probably meant.
fn wrong(state: &State) -> Option<String> {
    let error = state.rows.error.as_ref()?;
    let meant = error.meant.as_ref().map(|meant| format!("; did you mean {meant}?"));
    Some(format!("{error}{}", meant.unwrap_or_default()))
}

/// Points at the characters of the filter that cannot be read; where something is missing, at the next one.
fn underline(error: &QueryError, theme: &Theme, (area, line, shown): (Rect, &Line, &str), buf: &mut Buffer) {
    let typed = line.entry.text();
    let columns = |to: usize| u16::try_from(text::width(&text::neutral(typed.get(..to).unwrap_or(typed)))).unwrap_or(0);
    if text::width(shown) < text::width(&text::neutral(typed)) {
        return; // a part of the line is out of sight
    }
    let (from, to) = (columns(error.at), columns(error.at + error.len));
    let wrong = Rect { x: area.x.saturating_add(from), width: to.saturating_sub(from).max(1), ..area };
    let style = theme.style(Role::Error).add_modifier(ratatui::style::Modifier::UNDERLINED);
    buf.set_style(wrong.intersection(area), style);
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
    let lane = (state.layout.focus == Focus::Lanes).then(|| words(state));
    let waiting = match (&state.keys.count, state.keys.letter) {
        (_, Some(command)) => Some(format!("{}… {}", first_key(state, command), command.spec().doc)),
        _ if !state.keys.typed.is_empty() => Some(format!("{}…", written(&state.keys.typed))),
        (Some(count), _) if count.number > 9 => Some(format!("{}…", count.number)),
        _ => None,
    };
    if let Some(waiting) = waiting {
        buf.set_stringn(area.x, area.y, waiting, room, theme.style(Role::Accent));
        return;
    }
    let note = state.places.notes.get(&state.playhead.seq).map(|note| format!("{} {note}", theme.glyphs.note()));
    if let Some(lane) = lane.or(note) {
        let neutral = text::neutral(&lane);
        buf.set_stringn(area.x, area.y, text::cut_end(&neutral, room), room, theme.style(Role::Text));
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
        (Focus::Rows | Focus::Lanes, _) => {
            &[(&[C::NextError], "error"), (&[C::NextClick], "click"), (&[C::StepBack, C::StepForward], "step")]
        }
        (Focus::Pane, PaneId::Page | PaneId::OtherPage) => {
            &[(&[C::NextHit], "change"), (&[C::Find], "find"), (&[C::Inspect], "in the DOM"), (&[C::Copy], "copy")]
        }
        (Focus::Pane, PaneId::Dom | PaneId::OtherDom) => {
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
            &[(&[C::Choose], "go"), (&[C::Detail], "whole"), (&[C::NextFailed], "failed"), (&[C::Threshold], "filter")]
        }
        (Focus::Pane, PaneId::Signals) => {
            &[(&[C::Choose], "go"), (&[C::Detail], "whole"), (&[C::NextSignal], "signal"), (&[C::Why], "why")]
        }
        (Focus::Pane, PaneId::Node) => &[(&[C::Choose], "go"), (&[C::Detail], "whole"), (&[C::Inspect], "in the DOM")],
        (Focus::Pane, PaneId::Info) => &[(&[C::Choose], "go"), (&[C::Detail], "whole"), (&[C::NextHit], "finding")],
    };
    let everywhere: &[(&[C], &'static str)] = &[
        (&[C::Play], "play"),
        (&[C::Diff], "diff"),
        (&[C::Filter], "filter"),
        (&[C::Help], "help"),
        (&[C::Quit], "quit"),
    ];
    let keys = |commands: &[C]| {
        let keys: Vec<String> = commands.iter().map(|command| first_key(state, *command)).collect();
        keys.join("/")
    };
    region.iter().chain(everywhere).map(|(commands, word)| (keys(commands), *word)).collect()
}

/// The first key that means a command here.
fn first_key(state: &State, command: Command) -> String {
    let mut keys = state.keys.map.keys_of(&contexts(state), command);
    if keys.is_empty() { command.spec().name.to_owned() } else { keys.swap_remove(0) }
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
