//! The recordings table: one row, about what was exported.

use super::column::{columns, count, text};
use super::key::recording_id;
use super::{ExportError, Source, Visit};
use crate::archive::Person;
use crate::clock::Time;
use crate::extract::{ConsoleRow, Level};

#[derive(Clone, Copy)]
struct Row<'r> {
    source: &'r Source<'r>,
    /// The first and the last event.
    ends: Option<(Time, Time)>,
    events: usize,
    signals: usize,
}

columns! {
    fn cells(row: Row<'_>) {
        "recording_id" Text "PostHog's session id; the file's name where the recording has none" => recording_id(row.source).map(Into::into);
        "container" Text "the shape of the file it was read from" => row.source.header().map(|header| header.container.name().into());
        "start" Time "the first event" => row.ends.map(|ends| ends.0);
        "end" Time "the last event" => row.ends.map(|ends| ends.1);
        "start_epoch_us" Int "the first event, in microseconds since 1970-01-01 UTC" => row.ends.map(|ends| ends.0.0);
        "duration_ms" Real "from the first event to the last" => row.ends.map(|(from, to)| (to - from).ms());
        "events" Int "rows of `events`" => count(row.events);
        "windows" Int "browser tabs" => count(row.source.windows().count());
        "pages" Int "pages that were entered" => count(row.source.pages().count());
        "first_page" Text "the address of the first of them" => row.source.pages().next().map(|page| (&*page.href).into());
        "console_lines" Int "rows of `console`" => count(row.source.lines().count());
        "console_errors" Int "those that count as errors" => lines(row.source, Level::is_error);
        "console_warnings" Int "those that count as warnings" => lines(row.source, Level::is_warning);
        "requests" Int "rows of `network`" => count(row.source.requests().count());
        "failed_requests" Int "those that failed" => count(row.source.requests().filter(|row| row.request.failed).count());
        "signals" Int "rows of `signals`" => count(row.signals);
        "person_name" Text "who was recorded" => person(row.source).and_then(|person| person.name.as_deref()).map(Into::into);
        "person_email" Text "the person's address" => person(row.source).and_then(|person| person.email.as_deref()).map(Into::into);
        "distinct_id" Text "the person's first id" => person(row.source).and_then(|person| person.distinct_ids.first()).map(text);
        "damage" Int "places of the file that could not be read" => count(row.source.view.damage.len());
    }
}

fn lines(source: &Source<'_>, counts: fn(Level) -> bool) -> i64 {
    count(source.lines().filter(|row: &&ConsoleRow| counts(row.level)).count())
}

fn person<'r>(source: &Source<'r>) -> Option<&'r Person> {
    source.header()?.person.as_ref()
}

pub(super) fn rows(source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
    let (mut ends, mut events) = (None, 0);
    for seq in source.seqs() {
        let at = source.view.index.time(seq);
        ends = Some((ends.map_or(at, |(from, _)| from), at));
        events += 1;
    }
    visit(&cells(Row { source, ends, events, signals: source.signals()?.len() }))
}
