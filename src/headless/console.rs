//! `console`: console lines with level, text and stack.

use super::list::List;
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
    let mut list = List::new(out, &args.portion, "console")?;
    let rows = view.console.iter().filter(|row| {
        within.has(row.at, row.seq, row.window)
            && args.level.as_ref().is_none_or(|filter| filter.keeps(row.level))
            && filter::passes(&query, &view, (*row).into(), &|| row.text.to_string())
    });
    let mut met = false;
    for row in rows {
        met |= list.wants() && args.fail_on.as_ref().is_some_and(|filter| filter.is_met_by(row.level));
        list.put(|| ConsoleRecord::new(row, &view), || lines(row, &view))?;
    }
    list.end()?;
    if met { Err(Failure::no()) } else { Ok(()) }
}

/// One console line for people, its further lines and its stack indented below.
fn lines(row: &ConsoleRow, view: &View) -> Vec<Line> {
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
    let mut lines = vec![line.left(ink, row.level.name(), 7).hang().add(Ink::Plain, text.next().unwrap_or_default())];
    let below = || Line::new().add(Ink::Plain, " ".repeat(13)).hang();
    lines.extend(text.map(|more| below().add(Ink::Plain, more)));
    lines.extend(row.stack.iter().map(|frame| below().add(Ink::Dim, format!("at {frame}"))));
    lines
}
