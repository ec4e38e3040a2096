//! A bug report about one moment, in Markdown for an issue tracker: what went wrong, where, what the user did before, what
//! the page, the console and the network said around it.
//!
//! Everything recorded stands in code ([`code`]), so that it is read and never acts.

mod code;
mod facts;
mod page;
mod traffic;

use super::{ExportError, Notes, Source};
use crate::clock::{Span, Time};
use crate::event::Seq;
use crate::extract::{ConsoleRow, NetworkRow};
use crate::timeline::WindowIx;
use std::io::Write;

/// What the report is about.
struct Subject<'s> {
    source: &'s Source<'s>,
    seq: Seq,
    at: Time,
    window: WindowIx,
    what: What<'s>,
}

enum What<'s> {
    /// A console line.
    Line(&'s ConsoleRow),
    /// A request.
    Request(&'s NetworkRow),
    /// Something else, in its words.
    Other(String),
}

/// Writes the report: about an event, or about the first error, failed request or signal that is taken.
///
/// # Errors
/// Nothing of that kind is there, the recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, at: Option<Seq>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let subject = match at {
        Some(seq) => about(source, seq)?,
        None => first(source)?,
    };
    let mut report = String::new();
    facts::head(&subject, &mut report);
    facts::steps(&subject, &mut report)?;
    facts::timeline(&subject, &mut report)?;
    traffic::console(&subject, &mut report);
    traffic::requests(&subject, &mut report)?;
    page::changes(&subject, &mut report)?;
    page::text(&subject, &mut report)?;
    out.write_all(report.as_bytes())?;
    Ok(Notes::new())
}

fn first<'s>(source: &'s Source<'s>) -> Result<Subject<'s>, ExportError> {
    if let Some(line) = source.lines().find(|line| line.level.is_error()) {
        return Ok(of_line(source, line));
    }
    if let Some(row) = source.requests().filter(|row| row.request.failed).min_by_key(|row| (row.at, row.seq)) {
        return Ok(of_request(source, row));
    }
    if let Some(signal) = source.signals()?.into_iter().next() {
        let (seq, at, window) = (signal.seq, signal.at, signal.window);
        return Ok(Subject { source, seq, at, window, what: What::Other(signal.label) });
    }
    let none =
        "there is no error, no failed request and no signal in what was asked for; --at names a moment to report on";
    Err(ExportError::Nothing(none.to_owned()))
}

fn about<'s>(source: &'s Source<'s>, seq: Seq) -> Result<Subject<'s>, ExportError> {
    let view = source.view;
    if let Some(line) = view.console_of(seq) {
        return Ok(of_line(source, line));
    }
    let requests = view.requests_of(seq);
    if let Some(row) = requests.iter().find(|row| row.request.failed).or(requests.first()) {
        return Ok(of_request(source, row));
    }
    let row = view.row(view.rows.of(&view.index, seq)).filter(|row| row.seq == seq);
    let label = row.map(|row| source.recording.label(view, row, source.cancel)).transpose()?;
    let what = What::Other(label.unwrap_or_else(|| view.index.label(seq).to_owned()));
    Ok(Subject { source, seq, at: view.index.time(seq), window: view.index.window(seq), what })
}

fn of_line<'s>(source: &'s Source<'s>, line: &'s ConsoleRow) -> Subject<'s> {
    Subject { source, seq: line.seq, at: line.at, window: line.window, what: What::Line(line) }
}

fn of_request<'s>(source: &'s Source<'s>, row: &'s NetworkRow) -> Subject<'s> {
    Subject { source, seq: row.seq, at: row.at, window: row.window, what: What::Request(row) }
}

impl Subject<'_> {
    /// An instant as the report writes it.
    fn stamp(&self, at: Time) -> String {
        let index = &self.source.view.index;
        (at - index.start()).stamp(index.duration() >= Span(3_600_000_000))
    }

    /// The window's last event at or before an instant.
    fn seq_at(&self, at: Time) -> Seq {
        self.source.view.index.at_or_before(at).unwrap_or(0)
    }
}
