//! `--fields`: some fields of a record, in the order in which they were asked for: of JSON an object with those alone, of
//! text a column each.

use super::{Ink, Line, schema};
use crate::error::Failure;
use crate::text;
use serde::Serialize;
use serde_json::{Map, Value};

/// The fields that are wanted.
pub(super) struct Fields {
    /// Each as it was written, and its parts: `timings.dns_start_ms`.
    names: Vec<String>,
}

impl Fields {
    /// The fields of a record that the schema knows; nothing where none was named.
    pub(super) fn new(names: &[String], record: &str) -> Result<Option<Self>, Failure> {
        if names.is_empty() {
            return Ok(None);
        }
        let known = schema::fields(record);
        for name in names {
            let head = name.split('.').next().unwrap_or_default();
            if !known.iter().any(|field| field == head) {
                return Err(unknown(name, names, &known));
            }
        }
        Ok(Some(Self { names: names.to_vec() }))
    }

    /// The record with these fields alone.
    pub(super) fn pick(&self, record: &impl Serialize) -> Result<Map<String, Value>, Failure> {
        let record = value(record)?;
        Ok(self.names.iter().map(|name| (name.clone(), at(&record, name).cloned().unwrap_or_default())).collect())
    }

    /// The record's fields as the cells of a table.
    pub(super) fn cells(&self, record: &impl Serialize) -> Result<Vec<Cell>, Failure> {
        let record = value(record)?;
        Ok(self.names.iter().map(|name| Cell::new(at(&record, name))).collect())
    }
}

fn unknown(name: &str, names: &[String], known: &[String]) -> Failure {
    let written = names.join(",");
    let place = written.find(name).unwrap_or(0);
    let failure = Failure::usage(format!("--fields: there is no field {name}")).marked(&written, place, name.len());
    let near = text::nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"));
    near.into_iter().chain([format!("the fields are {}", known.join(" "))]).fold(failure, Failure::hinted)
}

fn value(record: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(record).map_err(|error| Failure::fault(format!("a record cannot be written: {error}")))
}

/// A member of a member: `timings.dns_start_ms`.
fn at<'v>(record: &'v Value, name: &str) -> Option<&'v Value> {
    name.split('.').try_fold(record, |value, part| match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => value.get(part),
    })
}

/// A value in a table; numbers stand at the right.
pub(super) struct Cell {
    text: String,
    right: bool,
}

impl Cell {
    fn new(value: Option<&Value>) -> Self {
        let text = match value {
            None | Some(Value::Null) => "-".to_owned(),
            Some(Value::String(text)) => text::neutral(text).into_owned(),
            Some(other) => text::neutral(&other.to_string()).into_owned(),
        };
        Self { text, right: value.is_some_and(Value::is_number) }
    }
}

/// So many rows are looked at before the widths of the columns are settled.
const LOOKED_AT: usize = 200;

/// A wider cell pushes the rest of its line to the right rather than all lines.
const WIDEST: usize = 48;

/// Lines with aligned columns.
#[derive(Default)]
pub(super) struct Table {
    held: Vec<Vec<Cell>>,
    widths: Vec<usize>,
    settled: bool,
}

impl Table {
    /// Takes a row; gives the lines that can be printed by now.
    pub(super) fn add(&mut self, row: Vec<Cell>) -> Vec<Line> {
        self.widths.resize(row.len(), 0);
        if !self.settled {
            for (width, cell) in self.widths.iter_mut().zip(&row) {
                *width = (*width).max(text::width(&cell.text).min(WIDEST));
            }
        }
        self.held.push(row);
        self.settled |= self.held.len() >= LOOKED_AT;
        if self.settled { self.rest() } else { Vec::new() }
    }

    /// The lines that are still held.
    pub(super) fn rest(&mut self) -> Vec<Line> {
        let rows = std::mem::take(&mut self.held);
        rows.into_iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, row: Vec<Cell>) -> Line {
        let last = row.len().saturating_sub(1);
        let mut line = Line::new();
        for (at, (cell, width)) in row.into_iter().zip(&self.widths).enumerate() {
            let gap = if at == 0 { "" } else { "  " };
            line = line.add(Ink::Plain, gap);
            line = match (cell.right, at == last) {
                (true, _) => line.right(Ink::Plain, cell.text, *width),
                (false, false) => line.left(Ink::Plain, cell.text, *width),
                (false, true) => line.add(Ink::Plain, cell.text),
            };
        }
        line
    }
}
