//! What lies over the screen: the palette, the forms to take along, the help, and what may follow a key.

pub(crate) mod complete;
pub(crate) mod finder;
pub(crate) mod help;
pub(crate) mod hints;
pub(crate) mod palette;
pub(crate) mod take;

use super::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Clears a part of the screen for an overlay, rules above and below, and gives the lines between them.
fn sheet(theme: &Theme, area: Rect, title: &str, buf: &mut Buffer) -> Rect {
    let plain = theme.style(Role::Text);
    for y in area.top()..area.bottom() {
        buf.set_string(area.x, y, " ".repeat(usize::from(area.width)), Style::reset().patch(plain));
    }
    let rule = theme.glyphs.horizontal().repeat(usize::from(area.width));
    for y in [area.top(), area.bottom().saturating_sub(1)] {
        buf.set_stringn(area.x, y, &rule, usize::from(area.width), theme.style(Role::Rule));
    }
    let title = format!(" {title} ");
    buf.set_stringn(area.x + 1, area.y, title, usize::from(area.width.saturating_sub(2)), theme.style(Role::Accent));
    Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height.saturating_sub(2) }
}
