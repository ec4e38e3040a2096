//! `console`: console lines with level, text and stack.

mod follow;

pub(super) use follow::run as follow;

use super::list::List;
use super::records::ConsoleRecord;
use super::scope::Within;
use super::{Ink, Line, Out, filter};
use crate::cli::{Console, Fold};
use crate::error::Failure;
use crate::extract::{ConsoleRow, Repeats, fold};
use crate::query::{Field, Query};
use crate::recording::{Lead, Leads, Recording, View};

/// Prints the lines that pass the filters; fails where `--fail-on` is met.
pub fn run(recording: &Recording, args: &Console, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let sieve = Sieve::new(args, &view)?;
    let mut list = List::new(out, &args.portion, "console")?;
    let folded = folds(args, list.json());
    let mut groups = Vec::new();
    for (place, _) in view.console.iter().enumerate().filter(|(_, row)| sieve.passes(row, &view)) {
        gather(&mut groups, &view.console, place, folded);
    }
    let mut leads = Leads::new(&view);
    let mut met = false;
    for group in &groups {
        let row = &view.console[group.first];
        met |= list.wants() && args.fail_on.as_ref().is_some_and(|filter| filter.is_met_by(row.level));
        let lead = leads.to(row.window, row.seq);
        list.put(|| record(group, folded, lead, &view), || lines(row, group.count, &view))?;
    }
    list.end()?;
    if met { Err(Failure::no()) } else { Ok(()) }
}

/// What passes of the lines.
struct Sieve<'a> {
    args: &'a Console,
    within: Within,
    query: Query,
}

impl<'a> Sieve<'a> {
    fn new(args: &'a Console, view: &View) -> Result<Self, Failure> {
        Ok(Self { args, within: Within::new(&args.scope, view)?, query: Self::query(args)? })
    }

    fn query(args: &Console) -> Result<Query, Failure> {
        filter::query(args.grep.as_deref(), Field::OF_ROWS)
    }

    fn passes(&self, row: &ConsoleRow, view: &View) -> bool {
        self.within.has(row.at, row.seq, row.window)
            && self.args.level.as_ref().is_none_or(|filter| filter.keeps(row.level))
            && filter::passes(&self.query, view, row.into(), &|| row.text.to_string())
    }
}

/// Whether repeats become one line: for people they do, and a program counts for itself.
fn folds(args: &Console, json: bool) -> bool {
    args.repeats.map_or(!json, |how| how == Fold::Fold)
}

/// Adds the line at a place to the groups, to the last of them where it repeats it and that is wanted.
fn gather(groups: &mut Vec<Repeats>, rows: &[ConsoleRow], place: usize, folded: bool) {
    if folded { fold(groups, rows, place) } else { groups.push(Repeats::once(place)) }
}

/// A line's record; where lines are folded, it says how many it stands for.
fn record<'v>(group: &Repeats, folded: bool, lead: Lead<'v>, view: &'v View) -> Option<ConsoleRecord<'v>> {
    let [row, last] = [group.first, group.last].map(|place| view.console.get(place));
    let record = ConsoleRecord::new(row?, lead, view);
    Some(if folded { record.folded(group.count, last?, view) } else { record })
}

/// A line for people, up to its text.
fn head(row: &ConsoleRow, view: &View) -> Line {
    let hours = view.index.duration().0 >= 3_600_000_000;
    let ink = match row.level {
        level if level.is_error() => Ink::Red,
        level if level.is_warning() => Ink::Yellow,
        _ => Ink::Plain,
    };
    let mut line = Line::new().right(Ink::Dim, format!("#{}", row.seq), 7);
    line = line.add(Ink::Plain, format!("  {}  ", view.offset(row.seq).stamp(hours)));
    if view.windows.len() > 1 {
        line = line.add(Ink::Dim, format!("w{}  ", row.window));
    }
    line.left(ink, row.level.name(), 7).hang()
}

/// One console line for people, how often it came, its further lines and its stack indented below.
fn lines(row: &ConsoleRow, count: u32, view: &View) -> Vec<Line> {
    let mut text = row.text.lines();
    let times = if count > 1 { format!("×{count} ") } else { String::new() };
    let mut lines = vec![head(row, view).add(Ink::Bold, times).add(Ink::Plain, text.next().unwrap_or_default())];
    let below = || Line::new().add(Ink::Plain, " ".repeat(13)).hang();
    lines.extend(text.map(|more| below().add(Ink::Plain, more)));
    lines.extend(row.stack.iter().map(|frame| below().add(Ink::Dim, format!("at {frame}"))));
    lines
}
