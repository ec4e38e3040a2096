//! What the console and the network said.

use super::Subject;
use super::code::{block, cell, code};
use crate::clock::Span;
use crate::export::ExportError;
use crate::extract::{ConsoleRow, NetworkRow, exchange, fold, is_telemetry};
use std::fmt::Write as _;

/// Console lines and requests that are told.
const MOST: usize = 30;
/// Failed requests that are told in full.
const MOST_WHOLE: usize = 3;
/// Requests that were sent so long before and after the moment.
const NEAR: Span = Span(5_000_000);

/// Errors and warnings of the window, folded.
pub(super) fn console(subject: &Subject<'_>, out: &mut String) {
    let grave =
        |line: &&ConsoleRow| line.window == subject.window && (line.level.is_error() || line.level.is_warning());
    let lines: Vec<ConsoleRow> = subject.source.lines().filter(grave).cloned().collect();
    let mut folded = Vec::new();
    for place in 0..lines.len() {
        fold(&mut folded, &lines, place);
    }
    out.push_str("## Console: errors and warnings\n\n");
    if folded.is_empty() {
        out.push_str("None.\n");
    }
    for repeats in folded.iter().take(MOST) {
        let Some(line) = lines.get(repeats.first) else { continue };
        let times = if repeats.count > 1 { format!(" ×{}", repeats.count) } else { String::new() };
        let _ = writeln!(out, "- {} `{}`{times} {}", subject.stamp(line.at), line.level, code(&line.text));
    }
    left(folded.len(), out);
    out.push('\n');
}

/// The requests around the moment, and those that failed.
pub(super) fn requests(subject: &Subject<'_>, out: &mut String) -> Result<(), ExportError> {
    let source = subject.source;
    let (from, to) = (subject.at + Span(-NEAR.0), subject.at + NEAR);
    let told = |row: &&NetworkRow| {
        row.window == subject.window
            && (row.request.failed || (from..=to).contains(&row.at) && !is_telemetry(&row.request))
    };
    let mut rows: Vec<&NetworkRow> = source.requests().filter(told).collect();
    rows.sort_by_key(|row| (row.at, row.seq, row.nth));
    out.push_str("## Requests: failed ones, and those around it\n\n");
    if rows.is_empty() {
        out.push_str("None.\n\n");
        return Ok(());
    }
    out.push_str("| at | | address | status | took |\n|---|---|---|---|---|\n");
    for row in rows.iter().take(MOST) {
        let request = &row.request;
        let method = request.method.as_deref().or(request.initiator.as_deref()).unwrap_or("-");
        let status = request.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        let status = if request.failed { format!("**{status}**") } else { status };
        let took = request.duration.map(Span::human).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {status} | {took} |",
            subject.stamp(row.at),
            cell(method),
            cell(&request.url)
        );
    }
    left(rows.len(), out);
    out.push('\n');
    for row in rows.iter().filter(|row| row.request.failed).take(MOST_WHOLE) {
        whole(subject, row, out)?;
    }
    Ok(())
}

/// The bodies of a request.
fn whole(subject: &Subject<'_>, row: &NetworkRow, out: &mut String) -> Result<(), ExportError> {
    let source = subject.source;
    let event = source.recording.event(source.view, row.seq)?;
    let Some(exchange) = exchange(&event, row.nth) else { return Ok(()) };
    for (name, side) in [("sent", &exchange.request), ("got", &exchange.response)] {
        if let Some(body) = side.body.as_ref().filter(|body| !body.is_empty()) {
            let _ = writeln!(out, "{} {name}:\n\n{}", code(&row.request.url), block("text", body, 40));
        }
    }
    Ok(())
}

fn left(count: usize, out: &mut String) {
    if count > MOST {
        let _ = writeln!(out, "\n… {} more", count - MOST);
    }
}
