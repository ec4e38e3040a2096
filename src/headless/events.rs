//! `events`: the timeline's rows.

use super::list::List;
use super::records::RowRecord;
use super::scope::Within;
use super::{Ink, Line, Out, filter, seek_failure};
use crate::cli::Events;
use crate::error::Failure;
use crate::event::Kind;
use crate::query::Field;
use crate::recording::{Cancel, Recording, View};
use crate::timeline::{Row, What};
use std::cell::OnceCell;

/// Prints the rows that pass the filters.
pub fn run(recording: &Recording, args: &Events, out: &mut Out) -> Result<(), Failure> {
    let signals = args.level.is_none() && (args.kind.is_empty() || args.kind.contains(&Kind::Signal));
    let view = if signals { recording.find_signals(&Cancel::new()).map_err(seek_failure)? } else { recording.view() };
    let within = Within::new(&args.scope, &view)?;
    let query = filter::query(args.grep.as_deref(), Field::OF_ROWS)?;
    let mut list = List::new(out, &args.portion, "row")?;
    for row in view.rows.iter(&view.index) {
        if !within.has(row.at, row.seq, row.window) || !passes(&row, args, &view) {
            continue;
        }
        let made = OnceCell::new();
        let label = || made.get_or_init(|| label(recording, &view, &row)).clone();
        if filter::passes(&query, &view, row, &label) {
            list.put(|| RowRecord::new(&row, label(), &view), || vec![line(&row, &label(), &view)])?;
        }
    }
    list.end().map(drop)
}

fn passes(row: &Row, args: &Events, view: &View) -> bool {
    let level = || view.console_of(row.seq).filter(|_| row.kind == Kind::Console).map(|line| line.level);
    (args.kind.is_empty() || args.kind.contains(&row.kind))
        && args.level.as_ref().is_none_or(|filter| level().is_some_and(|level| filter.keeps(level)))
}

/// The label with the node it is about; the index's own where the body can't be read again.
pub(super) fn label(recording: &Recording, view: &View, row: &Row) -> String {
    recording.label(view, *row, &Cancel::new()).unwrap_or_else(|_| view.index.label(row.seq).to_owned())
}

fn line(row: &Row, label: &str, view: &View) -> Line {
    let hours = view.index.duration().0 >= 3_600_000_000;
    let mut line = Line::new().right(Ink::Dim, format!("#{}", row.seq), 7);
    line = line.add(Ink::Plain, format!("  {}  ", (row.at - view.index.start()).stamp(hours)));
    if view.windows.len() > 1 {
        line = line.add(Ink::Dim, format!("w{}  ", row.window));
    }
    line.left(ink(row, view), row.kind.name(), 10).hang().add(Ink::Plain, label)
}

fn ink(row: &Row, view: &View) -> Ink {
    match (row.kind, row.what) {
        (Kind::Console, _) => match view.console_of(row.seq).map(|line| line.level) {
            Some(level) if level.is_error() => Ink::Red,
            Some(level) if level.is_warning() => Ink::Yellow,
            _ => Ink::Plain,
        },
        (_, What::Request(ix)) if view.network.get(ix as usize).is_some_and(|row| row.request.failed) => Ink::Red,
        (Kind::Signal, _) => Ink::Yellow,
        (Kind::Page | Kind::Snapshot, _) => Ink::Bold,
        (Kind::Click | Kind::Input | Kind::Pointer | Kind::Touch, _) => Ink::Cyan,
        (Kind::Gap | Kind::Move | Kind::Other, _) => Ink::Dim,
        _ => Ink::Plain,
    }
}
