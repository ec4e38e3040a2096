//! Panes drawn into a buffer, for their tests.

use super::{Context, Pane};
use crate::event::Seq;
use crate::recording::{Scope, View};
use crate::text;
use crate::tui::options::GlyphSet;
use crate::tui::theme::{Depth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a pane sees at an event, in an area of that size, with the focus.
pub(super) fn context(view: &View, seq: Seq, size: (u16, u16)) -> Context<'_> {
    Context { view, seq, row: None, marks: (None, None), scope: Scope::default(), node: None, size, focused: true }
}

/// The pane's lines as text, blank ones at the end left out. A column beyond the area is checked to stay blank.
pub(super) fn screen(pane: &impl Pane, ctx: &Context<'_>) -> Vec<String> {
    let (width, height) = ctx.size;
    let mut buf = Buffer::empty(Rect::new(0, 0, width + 2, height));
    pane.draw(ctx, &Theme::fallback(Depth::Ansi16, GlyphSet::Blocks), Rect::new(0, 0, width, height), &mut buf);
    let mut lines: Vec<String> = (0..height).map(|y| line(&buf, y, width)).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn line(buf: &Buffer, y: u16, width: u16) -> String {
    assert!((width..width + 2).all(|x| buf[(x, y)].symbol() == " "), "line {y} is drawn beyond the pane");
    let mut out = String::new();
    let mut x = 0;
    while x < width {
        let symbol = buf[(x, y)].symbol();
        out.push_str(symbol);
        x += u16::try_from(text::width(symbol).max(1)).unwrap_or(1);
    }
    out.trim_end().to_owned()
}
