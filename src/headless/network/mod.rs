//! `network`: requests with status, timings and sizes.

mod whole;

use super::list::List;
use super::records::NetworkRecord;
use super::scope::Within;
use super::{Ink, Line, Out, filter};
use crate::cli::Network;
use crate::clock::Span;
use crate::error::Failure;
use crate::extract::NetworkRow;
use crate::query::Field;
use crate::recording::{Recording, View};
use crate::text;

/// The columns a URL gets in text.
const URL_COLUMNS: usize = 60;

/// Prints the requests that pass the filters.
pub fn run(recording: &Recording, args: &Network, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    if let Some(id) = args.id {
        return whole::run(recording, &view, id, out);
    }
    let within = Within::new(&args.scope, &view)?;
    let query = filter::query(args.grep.as_deref(), Field::OF_ROWS)?;
    let mut list = List::new(out, &args.portion, "network")?;
    let rows = view.network.iter().zip(0..).filter(|(row, id)| {
        let timeline_row = row.row(*id);
        within.has(row.at, row.seq, row.window)
            && (!args.failed || row.request.failed)
            && args.slow.is_none_or(|slow| row.request.duration.is_some_and(|took| took >= slow))
            && filter::passes(&query, &view, timeline_row, &|| view.label(timeline_row))
    });
    for (row, id) in rows {
        let id = id as usize;
        list.put(|| NetworkRecord::new(id, row, &view), || vec![line(id, row, &view)])?;
    }
    list.end().map(drop)
}

/// One request in a line.
fn line(id: usize, row: &NetworkRow, view: &View) -> Line {
    let request = &row.request;
    let hours = view.index.duration().0 >= 3_600_000_000;
    let status = request.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let ink = if request.failed { Ink::Red } else { Ink::Green };
    let url = text::cut_middle(&text::neutral(&request.url), URL_COLUMNS).into_owned();
    let size = request.sizes.transfer.or(request.sizes.encoded).map(text::bytes).unwrap_or_default();
    Line::new()
        .right(Ink::Dim, id.to_string(), 5)
        .add(Ink::Plain, format!("  {}  ", (row.at - view.index.start()).stamp(hours)))
        .left(ink, status, 4)
        .left(Ink::Plain, request.method.as_deref().unwrap_or("-"), 7)
        .left(Ink::Plain, url, URL_COLUMNS)
        .right(Ink::Plain, request.duration.map(Span::human).unwrap_or_default(), 9)
        .right(Ink::Dim, size, 9)
        .add(Ink::Dim, format!("  {}", request.initiator.as_deref().unwrap_or("")))
}
