//! `when`: the stretches of time in which a selector matched or a text was on the page.

use super::filter::{self, Said};
use super::list::List;
use super::records::offset;
use super::scope::{self, Within};
use super::{Ink, Line, Out, seek_failure};
use crate::cli::When;
use crate::clock::Time;
use crate::dom::text::Needle;
use crate::error::Failure;
use crate::event::{NodeId, Seq};
use crate::query::{Fact, Field};
use crate::recording::when::{Interval, Question};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use serde::Serialize;
use serde_json::Number;

/// One stretch of time.
#[derive(Debug, Serialize)]
struct IntervalRecord<'i> {
    record: &'static str,
    window: WindowIx,
    from_ms: Number,
    from_seq: Seq,
    until_ms: Option<Number>,
    until_seq: Option<Seq>,
    node: Option<NodeId>,
    selector: &'i str,
}

/// What an expression can ask of a stretch.
const FIELDS: &[Field] = &[Field::Text, Field::At, Field::Dur, Field::Seq, Field::Window, Field::Node];

/// Prints the stretches; none at all is a "no".
pub fn run(recording: &Recording, args: &When, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let within = Within::new(&args.scope, &view)?;
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    let question = question(args)?;
    let mut list = List::new(out, &args.portion, "interval")?;
    for window in scope::windows(args.scope.window.as_deref(), &view)? {
        let intervals = recording.when(&view, window, &question, &Cancel::new()).map_err(seek_failure)?;
        let inside = |interval: &&Interval| within.meets((interval.from, interval.until), &view);
        for interval in intervals.iter().filter(inside).filter(|interval| query.matches(&said(interval, &view))) {
            list.put(|| record(interval, &view), || vec![line(interval, &view)])?;
        }
    }
    if list.end()? > 0 { Ok(()) } else { Err(Failure::no()) }
}

fn said<'i>(interval: &'i Interval, view: &'i View) -> Said<'i> {
    let facts = vec![
        (Field::Text, Fact::text(&*interval.selector)),
        (Field::Dur, Fact::number((ended(interval, view) - view.index.time(interval.from)).ms())),
    ];
    Said(facts).about((Some(interval.from), Some(interval.window), interval.node), view)
}

/// When it was over: with the recording, where it never was.
fn ended(interval: &Interval, view: &View) -> Time {
    interval.until.map_or(view.index.end(), |seq| view.index.time(seq))
}

fn question(args: &When) -> Result<Question, Failure> {
    if let Some(css) = &args.select {
        return filter::selector(css).map(Question::Select);
    }
    let needle = args.text.as_deref().and_then(Needle::new);
    needle.map(Question::Text).ok_or_else(|| Failure::usage("--text is blank; name a text that a page can show"))
}

fn record<'i>(interval: &'i Interval, view: &View) -> IntervalRecord<'i> {
    let at = |seq: Seq| offset(view.index.time(seq), view);
    IntervalRecord {
        record: "interval",
        window: interval.window,
        from_ms: at(interval.from),
        from_seq: interval.from,
        until_ms: interval.until.map(at),
        until_seq: interval.until,
        node: interval.node,
        selector: &interval.selector,
    }
}

fn line(interval: &Interval, view: &View) -> Line {
    let index = &view.index;
    let hours = index.duration().0 >= 3_600_000_000;
    let stamp = |seq: Seq| (index.time(seq) - index.start()).stamp(hours);
    let until = interval.until.map_or_else(|| "the end".to_owned(), stamp);
    Line::new()
        .left(Ink::Plain, stamp(interval.from), 10)
        .add(Ink::Dim, "to ")
        .left(Ink::Plain, until, 10)
        .right(Ink::Dim, (ended(interval, view) - index.time(interval.from)).human(), 10)
        .add(Ink::Dim, format!("  #{}  ", interval.from))
        .add(Ink::Plain, &interval.selector)
}
