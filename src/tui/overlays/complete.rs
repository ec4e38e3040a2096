//! What could stand at the cursor of a half-typed filter.

use super::sheet;
use crate::query::{Completion, Field, complete};
use crate::text;
use crate::tui::panes::lines::{page_to, put, select};
use crate::tui::state::Line;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The candidates that are shown at once.
const MOST: u16 = 8;

/// The text that is completed, up to the cursor: what was typed before the first candidate was tried.
pub(crate) fn typed(line: &Line) -> (String, usize) {
    line.base.clone().unwrap_or_else(|| (line.entry.text().to_owned(), line.entry.before().len()))
}

/// What could stand there.
pub(crate) fn completion(line: &Line) -> Completion {
    let (text, cursor) = typed(line);
    complete(&text, cursor, Field::ALL)
}

/// Draws the candidates over the lower left of the screen, while some word is begun.
pub(crate) fn draw(line: &Line, theme: &Theme, screen: Rect, buf: &mut Buffer) {
    let Completion { from, to, candidates } = completion(line);
    if (line.base.is_none() && from == to) || candidates.is_empty() {
        return;
    }
    let names = candidates.iter().map(|candidate| text::width(&candidate.text)).max().unwrap_or(0) + 2;
    let abouts = candidates.iter().map(|candidate| text::width(candidate.about)).max().unwrap_or(0);
    let width = u16::try_from(names + abouts + 2).unwrap_or(u16::MAX).min(screen.width);
    let lines = u16::try_from(candidates.len()).unwrap_or(u16::MAX).min(MOST);
    let height = (lines + 2).min(screen.height.saturating_sub(1));
    let area = Rect { x: screen.x, y: screen.bottom().saturating_sub(1 + height), width, height };
    let inner = sheet(theme, area, "Tab completes", buf);
    let chosen = line.base.as_ref().map(|_| line.chosen);
    let first = page_to(0, chosen.unwrap_or(0), usize::from(inner.height), candidates.len());
    for (at, (place, candidate)) in (0..inner.height).zip(candidates.iter().enumerate().skip(first)) {
        put(buf, inner, 0, at, &candidate.text, theme.style(Role::Accent));
        put(buf, inner, u16::try_from(names).unwrap_or(0), at, candidate.about, theme.style(Role::Dim));
        if chosen == Some(place) {
            select(buf, inner, at, theme);
        }
    }
}
