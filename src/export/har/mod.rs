//! HAR 1.2: the requests as a browser's network panel saves them.
//!
//! Entries are in order of the time at which they were sent, each under the page that its window showed then. What the
//! recorder did not see is left out or is -1, as the format has it; what the format has no word for stands in members
//! that begin with `_`.

mod address;
mod entry;
mod visit;

use super::{ExportError, Notes, Source};
use crate::event::Seq;
use crate::extract::{Exchange, NetworkRow, exchanges};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::Write;
use visit::Visits;

/// Events whose exchanges are kept, so that requests which one event reports are read once.
const KEPT_EVENTS: usize = 16;

/// Writes the log.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let mut bodies = Exchanges { source, kept: VecDeque::new() };
    let visits = Visits::new(source, &mut bodies)?;
    let mut rows: Vec<&NetworkRow> = source.requests().collect();
    rows.sort_by_key(|row| (row.at, row.seq, row.nth));
    let creator = json!({"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")});
    write!(out, r#"{{"log":{{"version":"1.2","creator":{creator},"pages":["#)?;
    list(out, visits.of(&rows).map(|visit| Ok(visit.json())))?;
    out.write_all(b"],\"entries\":[")?;
    let entries = rows.iter().map(|row| {
        if source.cancel.is_cancelled() {
            return Err(crate::recording::SeekError::Cancelled.into());
        }
        let exchange = bodies.of(row)?;
        Ok(entry::json(row, exchange.unwrap_or(&Exchange::default()), visits.at(row), source))
    });
    list(out, entries)?;
    out.write_all(b"]}}\n")?;
    let none = || "no request was recorded in what was exported".to_owned();
    Ok(if rows.is_empty() { vec![none()] } else { Notes::new() })
}

/// The elements of an array, one a line.
fn list(out: &mut dyn Write, values: impl Iterator<Item = Result<Value, ExportError>>) -> Result<(), ExportError> {
    let mut comma = "\n";
    for value in values {
        write!(out, "{comma}{}", value?)?;
        comma = ",\n";
    }
    Ok(())
}

/// Headers and bodies, read as they are asked for.
struct Exchanges<'s> {
    source: &'s Source<'s>,
    kept: VecDeque<(Seq, Vec<Exchange>)>,
}

impl Exchanges<'_> {
    /// Those of a request; `None` where its event says no more what it said.
    fn of(&mut self, row: &NetworkRow) -> Result<Option<&Exchange>, ExportError> {
        if !self.kept.iter().any(|(seq, _)| *seq == row.seq) {
            let event = self.source.recording.event(self.source.view, row.seq)?;
            self.kept.truncate(KEPT_EVENTS - 1);
            self.kept.push_front((row.seq, exchanges(&event)));
        }
        let kept = self.kept.iter().find(|(seq, _)| *seq == row.seq);
        Ok(kept.and_then(|(_, exchanges)| exchanges.get(row.nth as usize)))
    }
}
