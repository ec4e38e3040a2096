//! The one way out: data to standard output, as JSON records or as lines for people.
//!
//! A [`Line`] neutralises whatever it is given, so a verb cannot let recorded text act on the terminal. JSON strings keep
//! what they hold, but every character that acts on a terminal is written as its `\u` escape, which JSON reads back as
//! the same string. Colour is a decision made once, here.

use super::line::Line;
use super::pager::{self, Pager};
use super::raw::Raw;
use crate::cli::{Color, Display};
use crate::error::Failure;
use crate::text;
use serde::Serialize;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal as _, Write};

/// Where a verb's data goes, and in which form.
pub struct Out {
    sink: BufWriter<Box<dyn Sink>>,
    json: bool,
    painted: bool,
    /// The columns of the terminal; `None` where the reader is none.
    columns: Option<usize>,
    /// The command line, for what goes on with it.
    command: Vec<String>,
    notes: Vec<String>,
}

/// Something that data is written to, and that ends.
pub trait Sink: Write {
    /// Hands on what is held, and waits until the reader has it.
    fn finish(&mut self) -> io::Result<()>;
}

impl Sink for io::Stdout {
    fn finish(&mut self) -> io::Result<()> {
        self.flush()
    }
}

impl Out {
    /// Standard output, as the command line asks: through a pager where text is too long for the terminal.
    #[must_use]
    pub fn stdout(display: &Display, command: Vec<String>) -> Self {
        let terminal = io::stdout().is_terminal();
        let painted = match display.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty()),
        };
        let size = terminal_size::terminal_size_of(io::stdout()).filter(|_| terminal);
        let pager = if display.no_pager || display.json { None } else { pager::wanted() };
        let sink: Box<dyn Sink> = match (size, pager) {
            (Some((_, rows)), Some(pager)) => Box::new(Pager::new(pager, usize::from(rows.0).saturating_sub(1))),
            _ => Box::new(io::stdout()),
        };
        let columns = size.map(|(columns, _)| usize::from(columns.0));
        Self { columns, command, ..Self::new(sink, display.json, painted) }
    }

    /// Any sink.
    #[must_use]
    pub fn new(sink: Box<dyn Sink>, json: bool, painted: bool) -> Self {
        let sink = BufWriter::with_capacity(64 * 1024, sink);
        Self { sink, json, painted, columns: None, command: Vec::new(), notes: Vec::new() }
    }

    /// JSON into a sink, on behalf of a command line that nobody typed.
    pub(super) fn for_call(sink: Box<dyn Sink>, command: Vec<String>) -> Self {
        Self { command, ..Self::new(sink, true, false) }
    }

    /// Whether JSON is wanted.
    #[must_use]
    pub fn json(&self) -> bool {
        self.json
    }

    /// Prints JSON from here on where a format of the verb's own says so.
    pub(super) fn as_json(&mut self, json: bool) {
        self.json |= json;
    }

    /// The columns of the terminal; nothing where the reader is none.
    #[must_use]
    pub(super) fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// Writes one JSON object on one line.
    pub fn record(&mut self, record: &impl Serialize) -> Result<(), Failure> {
        Ok(self.sink.write_all(&json_line(record)?)?)
    }

    /// Lines for people, as [`Out::line`] writes them.
    pub(super) fn text_lines(&self, lines: Vec<Line>) -> Vec<u8> {
        let mut text = String::new();
        for line in lines.into_iter().flat_map(|line| line.fitted(self.columns)) {
            text.push_str(&line.render(self.painted));
            text.push('\n');
        }
        text.into_bytes()
    }

    /// The command line that goes on after so many rows.
    pub(super) fn next(&self, skip: usize) -> String {
        self.next_with("--skip", &skip.to_string())
    }

    /// The command line with another value of an option.
    pub(super) fn next_with(&self, option: &str, value: &str) -> String {
        let mut words = Vec::new();
        let mut given = self.command.iter();
        while let Some(word) = given.next() {
            if word == option {
                given.next();
            } else if word.strip_prefix(option).is_none_or(|rest| !rest.starts_with('=')) {
                words.push(word.as_str());
            }
        }
        // Behind `--` an option would be a file.
        let end = words.iter().position(|word| *word == "--").unwrap_or(words.len());
        words.splice(end..end, [option, value]);
        words.into_iter().map(text::shell_word).collect::<Vec<_>>().join(" ")
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
    pub fn line(&mut self, line: Line) -> Result<(), Failure> {
        let text = self.text_lines(vec![line]);
        Ok(self.sink.write_all(&text)?)
    }

    /// Writes lines that are already fit for a terminal, or that must be byte for byte (a schema, a script).
    pub fn verbatim(&mut self, text: &[u8]) -> Result<(), Failure> {
        Ok(self.sink.write_all(text)?)
    }

    /// Where data goes that something else reads: byte for byte, but on a terminal with what would act there escaped.
    pub(super) fn raw(&mut self, escape: Escape) -> Raw<'_> {
        Raw::new(&mut self.sink, escape)
    }

    /// Says something beside the data, on standard error, when all data is out.
    pub(super) fn note(&mut self, said: &str) {
        self.notes.push(text::neutral(said).into_owned());
    }

    /// Hands on what was written so far: each row of a list that grows.
    pub fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.sink.flush()?)
    }

    /// Hands everything on; call it last, for what cannot be written must be said.
    pub fn finish(&mut self) -> Result<(), Failure> {
        for note in self.end()? {
            let _ = writeln!(io::stderr(), "scrubjay: {note}");
        }
        Ok(())
    }

    /// Hands everything on, and gives what is to be said beside it.
    pub(super) fn end(&mut self) -> Result<Vec<String>, Failure> {
        self.sink.flush()?;
        self.sink.get_mut().finish()?;
        Ok(std::mem::take(&mut self.notes))
    }
}

/// A JSON object on a line of its own.
pub(super) fn json_line(record: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut line = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut line, Calm);
    record.serialize(&mut serializer).map_err(io::Error::from)?;
    line.push(b'\n');
    Ok(line)
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
pub(super) fn write_calm<W: ?Sized + Write>(writer: &mut W, text: &str, escape: Escape) -> io::Result<()> {
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
    sink: &'a mut BufWriter<Box<dyn Sink>>,
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
}
