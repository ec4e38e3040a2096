//! The forms in which what is chosen can be taken along.

use super::sheet;
use crate::text;
use crate::tui::panes::lines::{put, select};
use crate::tui::take::Menu;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the menu over the lower right of the screen.
pub(crate) fn draw(menu: &Menu, theme: &Theme, screen: Rect, buf: &mut Buffer) {
    let widest = menu.forms.iter().map(|form| text::width(form.name())).max().unwrap_or(0);
    let width = u16::try_from(widest + 6).unwrap_or(u16::MAX).min(screen.width);
    let height = u16::try_from(menu.forms.len() + 2).unwrap_or(u16::MAX).min(screen.height.saturating_sub(1));
    let area = Rect { x: screen.right() - width, y: screen.bottom().saturating_sub(1 + height), width, height };
    let title = if menu.print { "print after leaving" } else { "copy" };
    let inner = sheet(theme, area, title, buf);
    let first = menu.chosen.saturating_sub(usize::from(inner.height).saturating_sub(1));
    for (line, (place, form)) in (0..inner.height).zip(menu.forms.iter().enumerate().skip(first)) {
        put(buf, inner, 0, line, &form.key().to_string(), theme.style(Role::Accent));
        put(buf, inner, 3, line, form.name(), theme.style(Role::Text));
        if place == menu.chosen {
            select(buf, inner, line, theme);
        }
    }
}
