//! The one way out: data to standard output, as JSON records or as lines for people.
//!
//! A [`Line`] neutralises whatever it is given, so a verb cannot let recorded text act on the terminal. JSON strings keep
//! what they hold, but every character that acts on a terminal is written as its `\u` escape, which JSON reads back as
//! the same string. Colour is a decision made once, here.

use crate::cli::{Color, Display};
use crate::error::Failure;
use crate::text;
use serde::Serialize;
use std::fmt::{self, Write as _};
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
        let mut serializer = serde_json::Serializer::with_formatter(&mut self.sink, Calm);
        record.serialize(&mut serializer).map_err(io::Error::from)?;
        Ok(self.sink.write_all(b"\n")?)
    }

    /// Writes text that something else formats, with what would act on a terminal escaped as the text's syntax does.
    pub fn formatted(
        &mut self,
        escape: Escape,
        write: impl FnOnce(&mut Escaper<'_>) -> fmt::Result,
    ) -> Result<(), Failure> {
        let mut escaper = Escaper { sink: &mut self.sink, escape, failed: None };
        let written = write(&mut escaper);
        match (escaper.failed, written) {
            (Some(error), _) => Err(error.into()),
            (None, Err(_)) => Err(Failure::fault("the output cannot be formatted")),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Writes a line for people.
    #[allow(clippy::needless_pass_by_value)] // a line is built to be written, once
    pub fn line(&mut self, line: Line) -> Result<(), Failure> {
        let text = line.render(self.painted);
        self.sink.write_all(text.as_bytes())?;
        Ok(self.sink.write_all(b"\n")?)
    }

    /// Writes lines that are already fit for a terminal, or that must be byte for byte (a schema, a script).
    pub fn verbatim(&mut self, text: &[u8]) -> Result<(), Failure> {
        Ok(self.sink.write_all(text)?)
    }

    /// Hands everything on; call it last, for what cannot be written must be said.
    pub fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.sink.flush()?)
    }
}

/// JSON in which no character acts on a terminal.
struct Calm;

impl serde_json::ser::Formatter for Calm {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_calm(writer, fragment, Escape::Json)
    }
}

/// How a character that would act on a terminal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// As JSON writes it, in JSON and in what quotes strings as JSON does: `\u202e`.
    Json,
    /// As HTML writes it: `&#x202e;`.
    Html,
    /// As a visible mark, in text for people.
    Mark,
}

impl Escape {
    fn write<W: ?Sized + Write>(self, writer: &mut W, acting: char) -> io::Result<()> {
        let code = u32::from(acting);
        match self {
            Self::Json => acting.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}")),
            Self::Html if acting == '\t' || acting == '\r' => write!(writer, "{acting}"),
            Self::Html => write!(writer, "&#x{code:x};"),
            Self::Mark => writer.write_all(text::neutral_lines(acting.encode_utf8(&mut [0; 4])).as_bytes()),
        }
    }
}

/// Writes text, with what acts on a terminal escaped; line breaks stay.
fn write_calm<W: ?Sized + Write>(writer: &mut W, text: &str, escape: Escape) -> io::Result<()> {
    let mut rest = text;
    while let Some((at, acting)) = rest.char_indices().find(|(_, c)| *c != '\n' && text::acts(*c)) {
        let (calm, tail) = rest.split_at(at);
        writer.write_all(calm.as_bytes())?;
        escape.write(writer, acting)?;
        rest = tail.split_at(acting.len_utf8()).1;
    }
    writer.write_all(rest.as_bytes())
}

/// Lets formatted text through, line breaks as they are, and every other character that acts escaped.
pub struct Escaper<'a> {
    sink: &'a mut BufWriter<Box<dyn Write>>,
    escape: Escape,
    failed: Option<io::Error>,
}

impl fmt::Write for Escaper<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_calm(self.sink, text, self.escape).map_err(|error| {
            self.failed = Some(error);
            fmt::Error
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_strings_and_shows_what_acts_as_escapes() {
        let hostile = "\u{1b}[2J\u{9b}\u{202e}\u{e0001}\u{7f} plain é\n";
        let mut json = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut json, Calm);
        hostile.serialize(&mut serializer).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(!json.chars().any(text::acts), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }

    #[test]
    fn a_line_lets_nothing_recorded_act_on_the_terminal() {
        let line = Line::new().add(Ink::Red, "\u{1b}]0;title\u{7}").left(Ink::Plain, "a\nb", 6).right(Ink::Dim, "7", 3);
        assert_eq!(line.render(false), "␛]0;title␇a␊b     7");
        assert_eq!(line.render(true).matches('\u{1b}').count(), 4);
    }
}
