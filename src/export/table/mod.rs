//! The recording as tables, to be joined with other data: one declaration of columns for every format and for the
//! document that lists them.
//!
//! A table is a file: its columns, each with its name, its type, what it is and the value it has in a row, and a function
//! that visits the rows of a [`Source`]. What happened at a moment begins with the same key columns in every table.

mod clicks;
mod column;
mod console;
pub mod csv;
mod events;
mod key;
mod network;
pub mod parquet;
mod recordings;
mod signals;

use super::{ExportError, Source};
pub use column::{Cell, Column, Sort};
use std::fmt::Write as _;

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// One row: the recording, or the part of it that is exported.
    Recordings,
    /// Every recorded event.
    Events,
    /// Every console line.
    Console,
    /// Every request.
    Network,
    /// Every click.
    Clicks,
    /// Every signal.
    Signals,
}

impl Table {
    /// Every table, in the order in which they are documented.
    pub const ALL: [Self; 6] =
        [Self::Recordings, Self::Events, Self::Console, Self::Network, Self::Clicks, Self::Signals];

    /// The stable name: of the table, and of its file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recordings => "recordings",
            Self::Events => "events",
            Self::Console => "console",
            Self::Network => "network",
            Self::Clicks => "clicks",
            Self::Signals => "signals",
        }
    }

    /// What a row is.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Recordings => "the recording, or the part of it that was exported",
            Self::Events => "a recorded event",
            Self::Console => "a console line",
            Self::Network => "a request",
            Self::Clicks => "a click",
            Self::Signals => "a rage click, a dead click or another sign of trouble, by scrubjay's own rules",
        }
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(self) -> Vec<Column> {
        let own = match self {
            Self::Recordings => return recordings::COLUMNS.to_vec(),
            Self::Events => events::COLUMNS,
            Self::Console => console::COLUMNS,
            Self::Network => network::COLUMNS,
            Self::Clicks => clicks::COLUMNS,
            Self::Signals => signals::COLUMNS,
        };
        [key::COLUMNS, own].concat()
    }

    /// Visits the rows in order, each with a cell for every column.
    ///
    /// # Errors
    /// The recording cannot be read again, or the visitor gave up.
    pub fn rows(self, source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
        let visit: Visit<'_> = &mut |cells| {
            if source.cancel.is_cancelled() { Err(crate::recording::SeekError::Cancelled.into()) } else { visit(cells) }
        };
        match self {
            Self::Recordings => recordings::rows(source, visit),
            Self::Events => events::rows(source, visit),
            Self::Console => console::rows(source, visit),
            Self::Network => network::rows(source, visit),
            Self::Clicks => clicks::rows(source, visit),
            Self::Signals => signals::rows(source, visit),
        }
    }
}

/// Takes a row.
pub type Visit<'v> = &'v mut dyn FnMut(&[Cell<'_>]) -> Result<(), ExportError>;

/// Every table and column as Markdown: what `samples/TABLES.md` lists.
#[must_use]
pub fn document() -> String {
    let rows = |columns: &[Column]| {
        let row = |column: &Column| format!("| `{}` | {} | {} |\n", column.name, column.sort.name(), column.about);
        let rows: String = columns.iter().map(row).collect();
        format!("| column | type | what it is |\n|---|---|---|\n{rows}")
    };
    let mut out =
        format!("## The key columns\n\nEvery table but `recordings` begins with them.\n\n{}", rows(key::COLUMNS));
    for table in Table::ALL {
        let columns = table.columns();
        let own = columns.strip_prefix(key::COLUMNS).unwrap_or(&columns);
        let _ = write!(out, "\n## {}\n\nA row is {}.\n\n{}", table.name(), table.about(), rows(own));
    }
    out
}
