//! `network --id`: one request with everything that was recorded about it.

use super::super::records::{NetworkRecord, WholeRequest};
use super::super::{Ink, Line, Out, seek_failure};
use super::waterfall::{Drawing, phase_bar};
use crate::error::{Failure, FailureKind};
use crate::extract::{Body, NetworkRow, exchange};
use crate::recording::{Recording, View};

/// Prints the request with this number.
pub(super) fn run(
    recording: &Recording,
    view: &View,
    id: usize,
    drawing: Drawing,
    out: &mut Out,
) -> Result<(), Failure> {
    let row = view.network.get(id).ok_or_else(|| unknown(id, view))?;
    let event = recording.event(view, row.seq).map_err(seek_failure)?;
    let exchange = exchange(&event, row.nth).unwrap_or_default();
    if out.json() {
        return out.record(&WholeRequest::new(NetworkRecord::new(id, row, view), &exchange));
    }
    out.line(super::line(id, row, view))?;
    out.line(Line::new().add(Ink::Plain, &*row.request.url))?;
    phases(row, drawing, out)?;
    side("request", &exchange.request, out)?;
    side("response", &exchange.response, out)
}

pub(super) fn unknown(id: usize, view: &View) -> Failure {
    let known = match view.network.len() {
        0 => "the recording has no requests".to_owned(),
        count => format!("the requests are 0 to {}", count - 1),
    };
    Failure::new(FailureKind::No, format!("there is no request {id}")).hinted(known)
}

/// The phases as a table: when each began, from the request's start, what it took, and its part of the whole as a bar.
fn phases(row: &NetworkRow, drawing: Drawing, out: &mut Out) -> Result<(), Failure> {
    let course = row.request.course();
    let whole = course.iter().map(|(_, range)| range.end).max().unwrap_or_default();
    for (name, range) in course {
        let line = Line::new()
            .left(Ink::Dim, format!("  {name}"), 15)
            .right(Ink::Plain, range.start.human(), 9)
            .right(Ink::Plain, format!("+{}", (range.end - range.start).human()), 11)
            .add(Ink::Plain, "  ");
        out.line(phase_bar(line, (name, range), whole, drawing))?;
    }
    Ok(())
}

/// The headers and the body of one direction.
fn side(name: &str, body: &Body, out: &mut Out) -> Result<(), Failure> {
    out.line(Line::new().add(Ink::Bold, name))?;
    if body.headers.is_empty() && body.body.is_none() {
        return out.line(Line::new().add(Ink::Dim, "  neither headers nor a body were recorded"));
    }
    for (header, value) in &body.headers {
        out.line(Line::new().add(Ink::Cyan, format!("  {header}: ")).add(Ink::Plain, value))?;
    }
    for line in body.body.iter().flat_map(|text| text.lines()) {
        out.line(Line::new().add(Ink::Plain, format!("  {line}")))?;
    }
    Ok(())
}
