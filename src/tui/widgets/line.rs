//! One line of a pane: stretches of text in roles, a mark at the left edge, a note at the right margin.
//!
//! The only way from a pane's view model to the screen. Every text pushed is neutralised and capped here, so that
//! nothing recorded reaches the terminal raw and no megabyte is ever measured; drawing cuts by grapheme and never
//! writes beyond the line, whatever the widths.

use crate::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::json::start_of;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation as _;

/// The bytes of one pushed text that are kept: more than any screen shows in a line, however far it is scrolled.
const MOST_OF_A_PIECE: usize = 2048;

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    role: Role,
    add: Modifier,
}

/// A line, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    mark: Option<(String, Role)>,
    pieces: Vec<Piece>,
    note: Option<(String, Role)>,
}

/// How a line stands among the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// It is the chosen line.
    pub(crate) chosen: bool,
    /// Its pane has the focus.
    pub(crate) focused: bool,
    /// The columns that are scrolled off at the left.
    pub(crate) shift: usize,
}

impl Line {
    /// An empty line.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A line of one text.
    pub(crate) fn of(role: Role, recorded: &str) -> Self {
        let mut line = Self::new();
        line.push(role, recorded);
        line
    }

    /// Appends recorded text, neutralised.
    pub(crate) fn push(&mut self, role: Role, recorded: &str) {
        self.push_with(role, Modifier::empty(), recorded);
    }

    /// Appends recorded text with a modifier on top of its role's style.
    pub(crate) fn push_with(&mut self, role: Role, add: Modifier, recorded: &str) {
        let text = neutral_start(recorded);
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.role == role && last.add == add => last.text.push_str(&text),
            _ => self.pieces.push(Piece { text: text.into_owned(), role, add }),
        }
    }

    /// Appends another line's text.
    pub(crate) fn append(&mut self, line: Line) {
        self.pieces.extend(line.pieces);
    }

    /// Puts a mark into the line's first cell, which is left blank otherwise.
    pub(crate) fn mark(&mut self, role: Role, glyph: &str) {
        self.mark = Some((glyph.to_owned(), role));
    }

    /// Puts a note at the right margin; it gives way when it would take more than half of the line.
    pub(crate) fn note(&mut self, role: Role, recorded: &str) {
        self.note = Some((neutral_start(recorded).into_owned(), role));
    }

    /// The columns of the line's text, its mark and note left out.
    pub(crate) fn width(&self) -> usize {
        self.pieces.iter().map(|piece| text::width(&piece.text)).sum()
    }

    /// The line's text, its mark and note left out.
    pub(crate) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// Every stretch in another role, as a dimmed line has it.
    pub(crate) fn all_in(mut self, role: Role) -> Self {
        for piece in &mut self.pieces {
            piece.role = role;
        }
        self
    }

    /// Draws the line into an area of one row: mark, text from the second cell on, note at the right.
    pub(crate) fn draw(&self, area: Rect, look: Look, theme: &Theme, buf: &mut Buffer) {
        if area.width == 0 || area.height == 0 || !buf.area.contains(area.as_position()) {
            return;
        }
        let over = over_style(look, theme);
        let style =
            |role: Role, add: Modifier| theme.style(Role::Text).patch(theme.style(role)).add_modifier(add).patch(over);
        buf.set_style(Rect { height: 1, ..area }, style(Role::Text, Modifier::empty()));
        let mut pen = Pen { x: area.x, end: area.right(), y: area.y, skip: 0, buf };
        if let Some((glyph, role)) = &self.mark {
            pen.put(glyph, style(*role, Modifier::empty()));
        }
        pen.x = area.x + 1;
        if let Some((note, role)) = &self.note {
            let columns = text::width(note);
            if columns + 2 <= usize::from(area.width) / 2 {
                pen.end = area.right() - u16::try_from(columns).unwrap_or(0);
                let mut right = Pen { x: pen.end, end: area.right(), y: area.y, skip: 0, buf: pen.buf };
                right.put(note, style(*role, Modifier::empty()));
                pen = Pen { end: pen.end - 1, buf: right.buf, ..pen };
            }
        }
        pen.skip = look.shift;
        self.draw_pieces(&mut pen, theme.glyphs.more(), style);
    }

    fn draw_pieces(&self, pen: &mut Pen<'_>, more: &str, style: impl Fn(Role, Modifier) -> Style) {
        let room = usize::from(pen.end.saturating_sub(pen.x));
        let cut = self.width().saturating_sub(pen.skip) > room;
        if cut {
            pen.end = pen.end.saturating_sub(1);
        }
        let mut last = Style::new();
        for piece in &self.pieces {
            last = style(piece.role, piece.add);
            if !pen.put(&piece.text, last) {
                break;
            }
        }
        if cut && room > 0 {
            pen.end += 1;
            pen.put(more, last);
        }
    }
}

/// What the chosen line lays over its cells: the selection where keys go, bold where they do not.
fn over_style(look: Look, theme: &Theme) -> Style {
    match look {
        Look { chosen: true, focused: true, .. } => theme.style(Role::Selection),
        Look { chosen: true, focused: false, .. } => Style::new().add_modifier(Modifier::BOLD),
        _ => Style::new(),
    }
}

fn neutral_start(recorded: &str) -> Cow<'_, str> {
    let start = start_of(recorded, MOST_OF_A_PIECE);
    if start.len() < recorded.len() {
        return Cow::Owned(format!("{}…", text::neutral(start)));
    }
    text::neutral(recorded)
}

/// Writes graphemes from left to right, never beyond its end.
struct Pen<'b> {
    x: u16,
    end: u16,
    y: u16,
    skip: usize,
    buf: &'b mut Buffer,
}

impl Pen<'_> {
    /// Whether all of the text went in.
    fn put(&mut self, text: &str, style: Style) -> bool {
        for grapheme in text.graphemes(true) {
            let columns = text::width(grapheme);
            if columns == 0 {
                continue;
            }
            if self.skip > 0 {
                // A wide character cut by the left edge leaves a blank, so that columns stay straight.
                let blank = columns.saturating_sub(self.skip);
                self.skip = self.skip.saturating_sub(columns);
                self.x += u16::try_from(blank).unwrap_or(0);
                continue;
            }
            let after = self.x.saturating_add(u16::try_from(columns).unwrap_or(u16::MAX));
            if after > self.end {
                return false;
            }
            self.buf.set_stringn(self.x, self.y, grapheme, columns, style);
            self.x = after;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::options::GlyphSet;
    use crate::tui::theme::Depth;
    use proptest::prelude::*;

    fn drawn(line: &Line, width: u16, shift: usize) -> String {
        let area = Rect::new(0, 0, width + 1, 1);
        let mut buf = Buffer::empty(area);
        let theme = Theme::fallback(Depth::Ansi16, GlyphSet::Blocks);
        line.draw(Rect { width, ..area }, Look { shift, ..Look::default() }, &theme, &mut buf);
        assert_eq!(buf[(width, 0)].symbol(), " ", "nothing is drawn beyond the line");
        (0..width).map(|x| buf[(x, 0)].symbol()).collect::<String>()
    }

    #[test]
    fn mark_text_and_note_share_a_line() {
        let mut line = Line::of(Role::Text, "a text that is too long");
        line.mark(Role::Changed, "!");
        line.note(Role::Dim, "#241");
        assert_eq!(drawn(&line, 20, 0), "!a text that i… #241");
        assert_eq!(drawn(&line, 8, 0), "!a text…", "a note that takes too much gives way");
        assert_eq!(drawn(&line, 20, 10), "!t is too long  #241");
    }

    proptest! {
        #[test]
        fn no_text_writes_beyond_its_line(
            text in "[a漢é👩\u{200d}\u{301}\u{1b}\u{202e} ]{0,40}", width in 0u16..30, shift in 0usize..20
        ) {
            let mut line = Line::of(Role::Text, &text);
            line.note(Role::Dim, &text);
            drawn(&line, width, shift);
        }
    }
}
