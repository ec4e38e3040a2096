//! A line for people: pieces of text with what each means, neutralised as they come.

use crate::text;
use std::fmt::Write as _;
use std::ops::Range;

/// What a piece of a line means, and so how it is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Content.
    Plain,
    /// Context.
    Dim,
    /// A heading, a chosen thing.
    Bold,
    /// An error, something removed.
    Red,
    /// A warning, something changed.
    Yellow,
    /// Something added, something well.
    Green,
    /// A name one looks for: a kind, a tag.
    Cyan,
}

impl Ink {
    /// The SGR parameters; the sixteen colours, so that the terminal's own palette decides.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Dim => Some("2"),
            Self::Bold => Some("1"),
            Self::Red => Some("31"),
            Self::Yellow => Some("33"),
            Self::Green => Some("32"),
            Self::Cyan => Some("36"),
        }
    }
}

/// A line for people, built piece by piece; each piece is neutralised as it comes.
#[derive(Debug, Default)]
#[must_use]
pub struct Line {
    pieces: Vec<(Ink, String)>,
    /// The piece under which the line goes on when it does not fit.
    hang: Option<usize>,
}

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// The line with a piece more.
    pub fn add(mut self, ink: Ink, piece: impl AsRef<str>) -> Self {
        self.pieces.push((ink, text::neutral(piece.as_ref()).into_owned()));
        self
    }

    /// The line with another's pieces after its own.
    pub fn join(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// The line with a piece more, filled with spaces on its right to `columns`.
    pub fn left(self, ink: Ink, piece: impl AsRef<str>, columns: usize) -> Self {
        let piece = text::neutral(piece.as_ref()).into_owned();
        let gap = columns.saturating_sub(text::width(&piece));
        self.add(ink, piece).add(Ink::Plain, " ".repeat(gap))
    }

    /// The line with a piece more, filled with spaces on its left to `columns`.
    pub fn right(self, ink: Ink, piece: impl AsRef<str>, columns: usize) -> Self {
        let piece = text::neutral(piece.as_ref()).into_owned();
        let gap = columns.saturating_sub(text::width(&piece));
        self.add(Ink::Plain, " ".repeat(gap)).add(ink, piece)
    }

    /// Where the line goes on when it does not fit: under the piece that comes next.
    pub fn hang(mut self) -> Self {
        self.hang = Some(self.pieces.len());
        self
    }

    /// The line in so many columns: as it is where it fits, and where no [`Line::hang`] says how to break it.
    pub(super) fn fitted(mut self, columns: Option<usize>) -> Vec<Self> {
        let width = |pieces: &[(Ink, String)]| pieces.iter().map(|(_, piece)| text::width(piece)).sum::<usize>();
        let (Some(columns), Some(hang)) = (columns, self.hang) else { return vec![self] };
        let indent = width(self.pieces.get(..hang).unwrap_or_default());
        if width(&self.pieces) <= columns || indent * 2 > columns {
            return vec![self];
        }
        let long = self.pieces.split_off(hang.min(self.pieces.len()));
        let whole: String = long.iter().map(|(_, piece)| piece.as_str()).collect();
        let mut lines = vec![self];
        for (at, part) in text::wrap(&whole, columns - indent, usize::MAX).into_iter().enumerate() {
            if at > 0 {
                lines.push(Self::new().add(Ink::Plain, " ".repeat(indent)));
            }
            if let Some(line) = lines.last_mut() {
                line.pieces.extend(within(&long, &part));
            }
        }
        lines
    }

    /// The line's text, coloured or not.
    #[must_use]
    pub fn render(&self, painted: bool) -> String {
        let mut out = String::new();
        for (ink, piece) in &self.pieces {
            match ink.code().filter(|_| painted && !piece.is_empty()) {
                Some(code) => {
                    let _ = write!(out, "\u{1b}[{code}m{piece}\u{1b}[0m");
                }
                None => out.push_str(piece),
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out
    }
}

/// The parts of some pieces that lie in a range of their text.
fn within(pieces: &[(Ink, String)], range: &Range<usize>) -> Vec<(Ink, String)> {
    let mut at = 0;
    let mut parts = Vec::new();
    for (ink, piece) in pieces {
        let from = range.start.saturating_sub(at).min(piece.len());
        let to = range.end.saturating_sub(at).min(piece.len());
        at += piece.len();
        parts.extend(piece.get(from..to).filter(|part| !part.is_empty()).map(|part| (*ink, part.to_owned())));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_lets_nothing_recorded_act_on_the_terminal() {
        let line = Line::new().add(Ink::Red, "\u{1b}]0;title\u{7}").left(Ink::Plain, "a\nb", 6).right(Ink::Dim, "7", 3);
        assert_eq!(line.render(false), "␛]0;title␇a␊b     7");
        assert_eq!(line.render(true).matches('\u{1b}').count(), 4);
    }

    #[test]
    fn a_long_line_goes_on_under_what_is_long() {
        let line = || {
            Line::new()
                .right(Ink::Dim, "#7", 4)
                .add(Ink::Plain, "  ")
                .hang()
                .add(Ink::Red, "error ")
                .add(Ink::Plain, "cannot read the total")
        };
        let shown = |columns| {
            let lines = line().fitted(columns);
            lines.iter().map(|line| line.render(false)).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(shown(Some(20)), "  #7  error cannot\n      read the total");
        assert_eq!(shown(Some(80)), "  #7  error cannot read the total");
        assert_eq!(shown(None), shown(Some(80)));
        assert!(line().fitted(Some(20))[0].render(true).contains("\u{1b}[31merror \u{1b}[0m"));
    }
}
