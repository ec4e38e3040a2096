//! `diff`: what changed between two moments, or by one event.

use super::filter::{self, Said};
use super::list::List;
use super::out::Escape;
use super::records::After;
use super::{Ink, Line, Out, scope, seek_failure};
use crate::cli::{Diff, DiffFormat};
use crate::dom::diff::{self, Change, json, unified};
use crate::error::Failure;
use crate::query::{Fact, Field};
use crate::recording::{Cancel, Recording, View};
use serde_json::Value;

/// What an expression can ask of a change.
const FIELDS: &[Field] = &[Field::Name, Field::Text, Field::Node, Field::At, Field::Seq];

/// Prints the changes; none is an answer too.
pub fn run(recording: &Recording, args: &Diff, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let diff = found(recording, args, &view)?;
    let changes = args.format != DiffFormat::Unified || out.json();
    if !changes {
        return out.formatted(Escape::Mark, |out| unified::write(&diff, out));
    }
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    out.as_json(args.format == DiffFormat::Json);
    let mut list = List::new(out, &args.portion, "change")?;
    for change in diff.changes.iter().filter(|change| query.matches(&said(change, &view))) {
        list.put(|| record(&diff, change, &view), || vec![line(change, args.event.is_some(), &view)])?;
    }
    list.end().map(drop)
}

/// What the user did before the event that made a change.
fn action(change: &Change, view: &View) -> Option<After> {
    let seq = change.seq?;
    view.action_before(view.index.window(seq), seq).map(|action| After::new(&action, view))
}

fn record(diff: &diff::Diff, change: &Change, view: &View) -> Value {
    let mut record = json::record(diff, change);
    let action = action(change, view).and_then(|action| serde_json::to_value(action).ok());
    if let (Value::Object(fields), Some(action)) = (&mut record, action) {
        fields.insert("action".to_owned(), action);
    }
    record
}

/// A change, and the event that made it unless that was asked for.
fn line(change: &Change, by_one: bool, view: &View) -> Line {
    let line = Line::new().add(Ink::Plain, unified::line(change));
    let Some(seq) = change.seq.filter(|_| !by_one) else { return line };
    let after = action(change, view).map(|after| format!(" after {} #{}", after.kind, after.seq));
    line.add(Ink::Dim, format!("  by #{seq}{}", after.unwrap_or_default()))
}

fn said<'c>(change: &'c Change, view: &'c View) -> Said<'c> {
    let facts =
        vec![(Field::Name, Fact::text(json::kind(&change.what))), (Field::Text, Fact::text(unified::line(change)))];
    Said(facts).about((change.seq, None, change.node), view)
}

fn found(recording: &Recording, args: &Diff, view: &View) -> Result<diff::Diff, Failure> {
    if let Some(seq) = args.event {
        let seq = scope::seq(crate::clock::Moment::Seq(seq), view)?;
        return recording.changes_by(view, seq, &Cancel::new()).map_err(seek_failure);
    }
    let (from, to) = (scope::seq(args.from, view)?, scope::seq(args.to, view)?);
    if from > to {
        return Err(Failure::usage(format!("--from (#{from}) is after --to (#{to})")));
    }
    let window = scope::window_or(args.window.as_deref(), to, view)?;
    recording.changes(view, window, (from, to), &Cancel::new()).map_err(seek_failure)
}
