//! The signals table: one row for every signal that scrubjay's own rules find in the whole recording, taken by when it
//! begins.

use super::column::{columns, count, text};
use super::key::{self, key};
use super::{ExportError, Source, Visit};
use crate::recording::Signal;
use crate::recording::signals::Rules;

#[derive(Clone, Copy)]
struct Row<'r> {
    signal: &'r Signal,
    page: Option<&'r str>,
    last: Option<i64>,
}

columns! {
    fn cells(row: Row<'_>) {
        "kind" Text "`rage-click`, `dead-click`, `error-click`, `thrashed-cursor`, `quick-back`, `abandoned-form`" => text(row.signal.kind.name());
        "node" Int "the node it is about" => row.signal.node;
        "label" Text "what happened, in a line" => text(&*row.signal.label);
        "events" Int "how many events show it" => count(row.signal.evidence.events.len());
        "last_seq" Int "the last of them" => row.last;
        "measured" Text "what was measured, as JSON" => text(measured(row.signal));
        "page" Text "the address of the page" => row.page.map(Into::into);
    }
}

fn measured(signal: &Signal) -> String {
    let numbers = signal.evidence.measured.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    serde_json::Value::Object(numbers.collect()).to_string()
}

pub(super) fn rows(source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
    let view = source.view;
    for signal in &source.signals()? {
        let page = view.page(signal.window, signal.seq).map(|page| &*page.href);
        let last = signal.evidence.events.last().map(|fired| count(fired.seq));
        let mut row = key::cells(key(source, signal.seq, signal.window, signal.at));
        row.extend(cells(Row { signal, page, last }));
        visit(&row)?;
    }
    Ok(())
}

impl Source<'_> {
    /// The signals that are taken, in order.
    pub(in crate::export) fn signals(&self) -> Result<Vec<Signal>, ExportError> {
        let mut found = self.recording.signals(self.view, &Rules::default(), self.cancel)?;
        found.retain(|signal| self.clip.has_row(signal.at, signal.seq, signal.window));
        Ok(found)
    }
}
