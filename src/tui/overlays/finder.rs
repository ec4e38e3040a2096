//! What the finder found, over the lower part of the screen; the line that is typed stands in the status line.

use super::sheet;
use crate::text;
use crate::tui::finder::Item;
use crate::tui::panes::lines::{page_to, put, select};
use crate::tui::state::{Found, Line, State};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The lines that are shown at most.
const LINES: u16 = 20;

/// Draws what was found.
pub(crate) fn draw(state: &State, theme: &Theme, (line, screen): (&Line, Rect), buf: &mut Buffer) {
    let Found { items, wrong } = &state.status.found;
    let lines = u16::try_from(items.len().max(1)).unwrap_or(u16::MAX).min(LINES);
    let height = (lines + 2).min(screen.height.saturating_sub(2));
    let area = Rect { y: screen.bottom().saturating_sub(1 + height), height, ..screen };
    let inner = sheet(theme, area, "find anything: letters, status>=500, in:page|request|node|command|row", buf);
    if items.is_empty() {
        put(buf, inner, 0, 0, wrong.as_deref().unwrap_or("nothing is found"), theme.style(Role::Dim));
    }
    let start = state.view.index.start();
    let stamp = |item: &Item| item.at.map_or_else(String::new, |at| (at - start).stamp(state.hours()));
    let first = page_to(0, line.chosen, usize::from(inner.height), items.len());
    for (at, item) in (0..inner.height).zip(items.iter().skip(first)) {
        put(buf, inner, 0, at, item.sort.name(), theme.style(Role::Accent));
        put(buf, inner, 8, at, &stamp(item), theme.style(Role::Dim));
        let room = usize::from(inner.width.saturating_sub(21));
        let neutral = text::neutral(text::start(&item.text, room * 8 + 64)).into_owned();
        put(buf, inner, 21, at, &text::cut_end(&neutral, room), theme.style(Role::Text));
        if first + usize::from(at) == line.chosen {
            select(buf, inner, at, theme);
        }
    }
}
