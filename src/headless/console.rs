//! `console`: console lines with level, text and stack.

use super::records::ConsoleRecord;
use super::scope::Within;
use super::{Ink, Line, Out, filter};
use crate::cli::Console;
use crate::error::Failure;
use crate::extract::ConsoleRow;
use crate::query::Field;
use crate::recording::{Recording, View};

/// Prints the lines that pass the filters; fails where `--fail-on` is met.
pub fn run(recording: &Recording, args: &Console, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let within = Within::new(&args.scope, &view)?;
    let query = filter::query(args.grep.as_deref(), Field::OF_ROWS)?;
    let lines = view.console.iter().filter(|row| {
        within.has(row.at, row.seq, row.window)
            && args.level.as_ref().is_none_or(|filter| filter.keeps(row.level))
            && filter::passes(&query, &view, (*row).into(), &|| row.text.to_string())
    });
    let mut met = false;
    for row in lines.take(args.limit.unwrap_or(usize::MAX)) {
        met |= args.fail_on.as_ref().is_some_and(|filter| filter.is_met_by(row.level));
        print(row, &view, out)?;
    }
    if met { Err(Failure::no()) } else { Ok(()) }
}

/// Prints one console line, its further lines and its stack indented below.
pub(super) fn print(row: &ConsoleRow, view: &View, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return out.record(&ConsoleRecord::new(row, view));
    }
    let hours = view.index.duration().0 >= 3_600_000_000;
    let ink = match row.level {
        level if level.is_error() => Ink::Red,
        level if level.is_warning() => Ink::Yellow,
        _ => Ink::Plain,
    };
    let mut text = row.text.lines();
    let mut line = Line::new().right(Ink::Dim, format!("#{}", row.seq), 7);
    line = line.add(Ink::Plain, format!("  {}  ", view.offset(row.seq).stamp(hours)));
    if view.windows.len() > 1 {
        line = line.add(Ink::Dim, format!("w{}  ", row.window));
    }
    out.line(line.left(ink, row.level.name(), 7).add(Ink::Plain, text.next().unwrap_or_default()))?;
    for more in text {
        out.line(Line::new().add(Ink::Plain, format!("             {more}")))?;
    }
    for frame in &*row.stack {
        out.line(Line::new().add(Ink::Dim, format!("             at {frame}")))?;
    }
    Ok(())
}
