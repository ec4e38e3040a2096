//! A list for people or programs: what is left out before it, where it ends, which fields of it are wanted, and what is
//! said of the rest.
//!
//! A `--limit` is the user's own end: so many rows are printed and nothing else, and what is left is told on standard
//! error. A `--budget` is an end that the user cannot foresee, so the list itself says that it was cut: the last record
//! (or line) tells how much is left and how to go on, and the whole, that record included, stays within the budget.

use super::fields::{Fields, Table};
use super::out::json_line;
use super::{Ink, Line, Out};
use crate::cli::{Portion, Size};
use crate::error::Failure;
use serde::Serialize;

/// A list that is being printed.
pub(super) struct List<'o> {
    out: &'o mut Out,
    skip: usize,
    limit: usize,
    fields: Option<Fields>,
    table: Table,
    budget: Option<Budget>,
    passed: usize,
}

/// The end of a list that was cut.
#[derive(Serialize)]
struct More {
    record: &'static str,
    left: usize,
    next: String,
}

impl<'o> List<'o> {
    /// A list of records that the schema knows by this name.
    pub(super) fn new(out: &'o mut Out, portion: &Portion, record: &str) -> Result<Self, Failure> {
        Ok(Self {
            out,
            skip: portion.skip,
            limit: portion.limit.unwrap_or(usize::MAX),
            fields: Fields::new(&portion.fields, record)?,
            table: Table::default(),
            budget: portion.budget.map(|Size(most)| Budget::new(most)),
            passed: 0,
        })
    }

    /// Whether the next row will be printed; a row that will not is only counted, and need not be made.
    pub(super) fn wants(&self) -> bool {
        self.passed >= self.skip && self.passed - self.skip < self.limit && !self.is_spent()
    }

    /// Whether the limit is reached.
    pub(super) fn is_full(&self) -> bool {
        self.passed.saturating_sub(self.skip) >= self.limit
    }

    /// Whether records are wanted, not lines.
    pub(super) fn json(&self) -> bool {
        self.out.json()
    }

    /// Hands on what was printed so far, for a reader who waits for it.
    pub(super) fn hand_on(&mut self) -> Result<(), Failure> {
        let ready = self.table.rest();
        self.write_lines(ready)?;
        self.out.flush()
    }

    fn is_spent(&self) -> bool {
        self.budget.as_ref().is_some_and(|budget| budget.spent)
    }

    /// Adds a row: as a record for programs, as lines for people.
    pub(super) fn put<R: Serialize>(
        &mut self,
        record: impl FnOnce() -> R,
        lines: impl FnOnce() -> Vec<Line>,
    ) -> Result<(), Failure> {
        let wanted = self.wants();
        self.passed += 1;
        if !wanted {
            return Ok(());
        }
        match (&self.fields, self.out.json()) {
            (None, true) => self.write(json_line(&record())?),
            (Some(fields), true) => self.write(json_line(&fields.pick(&record())?)?),
            (None, false) => self.write(self.out.text_lines(lines())),
            (Some(fields), false) => {
                let ready = self.table.add(fields.cells(&record())?);
                self.write_lines(ready)
            }
        }
    }

    fn write(&mut self, row: Vec<u8>) -> Result<(), Failure> {
        match &mut self.budget {
            Some(budget) => budget.hold(row),
            None => self.out.verbatim(&row)?,
        }
        Ok(())
    }

    fn write_lines(&mut self, lines: Vec<Line>) -> Result<(), Failure> {
        lines.into_iter().try_for_each(|line| self.write(self.out.text_lines(vec![line])))
    }

    /// Ends the list, and says what is left of it. Gives how many rows passed in all.
    pub(super) fn end(mut self) -> Result<usize, Failure> {
        let late = self.table.rest();
        self.write_lines(late)?;
        let rows = self.passed.saturating_sub(self.skip);
        match self.budget.take() {
            Some(budget) => self.end_budget(budget, rows)?,
            None if rows > self.limit => {
                let next = self.out.next(self.skip + self.limit);
                self.out.note(&format!("{} more: {next}", rows - self.limit));
            }
            None => {}
        }
        Ok(self.passed)
    }

    /// Prints what was held, so much of it that what is said of the rest still fits.
    fn end_budget(&mut self, mut budget: Budget, rows: usize) -> Result<(), Failure> {
        let mut end = Vec::new();
        while budget.rows.len() < rows {
            end = self.more(&budget, rows)?;
            if budget.rows.is_empty() || budget.bytes + end.len() <= budget.most {
                break;
            }
            budget.drop_last();
        }
        budget.rows.iter().try_for_each(|row| self.out.verbatim(row))?;
        self.out.verbatim(&end)
    }

    fn more(&self, budget: &Budget, rows: usize) -> Result<Vec<u8>, Failure> {
        let left = rows - budget.rows.len();
        let next = match budget.rows.len() {
            // The first row alone is too much: the same again would say the same.
            0 => self.out.next_with("--budget", &budget.needed.to_string()),
            shown => self.out.next(self.skip + shown),
        };
        if self.out.json() {
            return json_line(&More { record: "more", left, next });
        }
        Ok(self.out.text_lines(vec![Line::new().add(Ink::Dim, format!("… {left} more: {next}"))]))
    }
}

/// Rows held back until it is known whether all of them fit.
struct Budget {
    most: usize,
    rows: Vec<Vec<u8>>,
    bytes: usize,
    /// What the first row would take, with something for what is said of the rest.
    needed: usize,
    spent: bool,
}

/// What the command that goes on may take, generously.
const ROOM_FOR_MORE: usize = 1000;

impl Budget {
    fn new(most: usize) -> Self {
        Self { most, rows: Vec::new(), bytes: 0, needed: 0, spent: false }
    }

    fn hold(&mut self, row: Vec<u8>) {
        if self.needed == 0 {
            self.needed = row.len() + ROOM_FOR_MORE;
        }
        self.spent |= self.bytes + row.len() > self.most;
        if !self.spent {
            self.bytes += row.len();
            self.rows.push(row);
        }
    }

    fn drop_last(&mut self) {
        self.bytes -= self.rows.pop().map_or(0, |row| row.len());
    }
}
