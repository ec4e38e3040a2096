//! `network`: requests with status, timings and sizes.

mod waterfall;
mod whole;

use super::list::List;
use super::records::NetworkRecord;
use super::scope::Within;
use super::{Ink, Line, Out, filter, seek_failure};
use crate::cli::Network;
use crate::clock::Span;
use crate::error::{Failure, FailureKind};
use crate::extract::{NetworkRow, curl, exchange};
use crate::query::Field;
use crate::recording::{Recording, View};
use crate::text;
use waterfall::{Drawing, Numbered};

/// The columns a URL gets in text.
const URL_COLUMNS: usize = 60;

/// A terminal so wide has room for the waterfall beside the table.
const WIDE: usize = 150;

/// The columns of the waterfall where nobody says how many there are.
const USUAL: usize = 120;

/// Prints the requests that pass the filters.
pub fn run(recording: &Recording, args: &Network, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    if let Some(id) = args.id.filter(|_| !args.curl) {
        return whole::run(recording, &view, id, drawing(args, out), out);
    }
    let rows = rows(args, &view)?;
    let draws =
        args.bars.waterfall || (out.columns().is_some_and(|columns| columns >= WIDE) && args.portion.fields.is_empty());
    if args.curl {
        commands(recording, &view, rows, args, out)
    } else if draws && !out.json() {
        falls(&view, rows, args, out)
    } else {
        let mut list = List::new(out, &args.portion, "network")?;
        for (id, row) in rows {
            list.put(|| NetworkRecord::new(id, row, &view), || vec![line(id, row, &view)])?;
        }
        list.end().map(drop)
    }
}

/// The requests that are asked for, with their numbers.
fn rows<'v>(args: &Network, view: &'v View) -> Result<Vec<Numbered<'v>>, Failure> {
    if let Some(id) = args.id {
        return Ok(vec![(id, view.network.get(id).ok_or_else(|| whole::unknown(id, view))?)]);
    }
    let within = Within::new(&args.scope, view)?;
    let query = filter::query(args.grep.as_deref(), Field::OF_ROWS)?;
    let rows = view.network.iter().zip(0..).filter(|(row, id)| {
        let timeline_row = row.row(*id);
        within.has(row.at, row.seq, row.window)
            && (!args.failed || row.request.failed)
            && args.slow.is_none_or(|slow| row.request.duration.is_some_and(|took| took >= slow))
            && filter::passes(&query, view, timeline_row, &|| view.label(timeline_row))
    });
    Ok(rows.map(|(row, id)| (id as usize, row)).collect())
}

fn drawing(args: &Network, out: &Out) -> Drawing {
    let ascii = args.bars.ascii || std::env::var_os("SCRUBJAY_ASCII").is_some();
    Drawing { columns: out.columns().unwrap_or(USUAL), ascii }
}

/// The waterfall: stretch by stretch, each request with its bar.
fn falls(view: &View, rows: Vec<Numbered<'_>>, args: &Network, out: &mut Out) -> Result<(), Failure> {
    let drawing = drawing(args, out);
    if !rows.is_empty() {
        out.line(waterfall::legend(drawing.ascii))?;
    }
    let mut list = List::new(out, &args.portion, "network")?;
    for stretch in waterfall::stretches(rows, view) {
        for (nth, row) in stretch.rows.iter().enumerate() {
            let head = (nth == 0).then(|| stretch.head(view));
            let lines = || head.into_iter().chain([stretch.line(*row, drawing, view)]).collect();
            list.put(|| NetworkRecord::new(row.0, row.1, view), lines)?;
        }
    }
    list.end().map(drop)
}

/// Each request as a command of curl's.
fn commands(
    recording: &Recording,
    view: &View,
    rows: Vec<Numbered<'_>>,
    args: &Network,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut list = List::new(out, &args.portion, "network")?;
    let mut others = 0;
    for (id, row) in rows {
        let event = recording.event(view, row.seq).map_err(seek_failure)?;
        let sent = exchange(&event, row.nth).unwrap_or_default().request;
        let Some(command) = curl(&row.request, &sent) else {
            others += 1;
            continue;
        };
        let lines = || vec![Line::new().add(Ink::Plain, &command)];
        list.put(|| NetworkRecord::new(id, row, view).with_curl(command.clone()), lines)?;
    }
    let printed = list.end()?;
    if printed == 0 && others > 0 {
        return Err(Failure::new(FailureKind::No, "curl sends requests to http and https addresses alone"));
    }
    if others > 0 {
        out.note(&format!("{others} left out: not to an http or https address"));
    }
    Ok(())
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
