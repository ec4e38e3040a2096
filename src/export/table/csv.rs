//! A table as CSV (RFC 4180): a line of names, then a line a row. What is not known is empty.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and a page can log any text it
//! likes: such texts get an apostrophe in front, which spreadsheets take for "this is text". Numbers are never touched.
//! Who needs recorded texts to the letter takes Parquet, which nothing mistakes for a program.

use super::{Cell, Table};
use crate::clock::Time;
use crate::export::{ExportError, Notes, Source};
use csv::{Terminator, WriterBuilder};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a table.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, table: Table, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(table.columns().iter().map(|column| column.name)).map_err(failed)?;
    table.rows(source, &mut |cells| {
        for cell in cells {
            csv.write_field(written(cell).as_bytes()).map_err(failed)?;
        }
        csv.write_record(None::<&[u8]>).map_err(failed)
    })?;
    csv.flush()?;
    Ok(Notes::new())
}

fn failed(error: csv::Error) -> ExportError {
    ExportError::Write(match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn written<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    match cell {
        Cell::Int(value) => value.map_or_else(String::new, |value| value.to_string()).into(),
        Cell::Real(value) => value.map_or_else(String::new, |value| value.to_string()).into(),
        Cell::Flag(value) => value.map_or("", |value| if value { "true" } else { "false" }).into(),
        Cell::Time(value) => value.map_or_else(String::new, Time::rfc3339).into(),
        Cell::Text(value) => value.as_deref().map_or(Cow::Borrowed(""), harmless),
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_recorded_text_is_a_formula() {
        for text in ["=HYPERLINK(\"http://a.test\")", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "plain", "'=1", "1-1", "a=b"] {
            assert_eq!(harmless(text), text);
        }
        assert_eq!(written(&Cell::Real(Some(-1.5))), "-1.5");
        assert_eq!(written(&Cell::Int(None)), "");
    }
}
