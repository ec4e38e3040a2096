//! The one way out: data to standard output, as JSON records or as lines for people.
//!
//! A [`Line`] neutralises whatever it is given, so a verb cannot let recorded text act on the terminal; JSON escapes
//! control characters by itself. Colour is a decision made once, here.

use crate::cli::{Color, Display};
use crate::error::Failure;
use crate::text;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal as _, Write};

/// Where a verb's data goes, and in which form.
pub struct Out {
    sink: BufWriter<Box<dyn Write>>,
    json: bool,
    painted: bool,
}

impl Out {
    /// Standard output, as the command line asks.
    #[must_use]
    pub fn stdout(display: &Display) -> Self {
        let painted = match display.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty()),
        };
        Self::new(Box::new(io::stdout()), display.json, painted)
    }

    /// Any sink.
    #[must_use]
    pub fn new(sink: Box<dyn Write>, json: bool, painted: bool) -> Self {
        Self { sink: BufWriter::with_capacity(64 * 1024, sink), json, painted }
    }

    /// Whether JSON is wanted.
    #[must_use]
    pub fn json(&self) -> bool {
        self.json
    }

    /// Writes one JSON object on one line.
    pub fn record(&mut self, record: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.sink, record).map_err(io::Error::from)?;
        Ok(self.sink.write_all(b"\n")?)
    }

    /// Writes a line for people.
    pub fn line(&mut self, line: Line) -> Result<(), Failure> {
        let text = line.render(self.painted);
        self.sink.write_all(text.as_bytes())?;
        Ok(self.sink.write_all(b"\n")?)
    }

    /// Writes lines that are already fit for a terminal, or that must be byte for byte (a schema, a script).
    pub fn verbatim(&mut self, text: &[u8]) -> Result<(), Failure> {
        Ok(self.sink.write_all(text)?)
    }

    /// The sink itself, for JSON too large to build first.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.sink
    }

    /// Hands everything on; call it last, for what cannot be written must be said.
    pub fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.sink.flush()?)
    }
}

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

    fn render(&self, painted: bool) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_lets_nothing_recorded_act_on_the_terminal() {
        let line = Line::new().add(Ink::Red, "\u{1b}]0;title\u{7}").left(Ink::Plain, "a\nb", 6).right(Ink::Dim, "7", 3);
        assert_eq!(line.render(false), "␛]0;title␇a␊b     7");
        assert_eq!(line.render(true).matches('\u{1b}').count(), 4);
    }
}
