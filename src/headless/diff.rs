//! `diff`: what changed between two moments, or by one event.

use super::filter::{self, Said};
use super::list::List;
use super::out::Escape;
use super::{Ink, Line, Out, scope, seek_failure};
use crate::cli::{Diff, DiffFormat};
use crate::dom::Tree;
use crate::dom::diff::{self, Change, json, unified};
use crate::error::Failure;
use crate::query::{Fact, Field};
use crate::recording::{Cancel, Recording, View};
use std::sync::Arc;

/// What an expression can ask of a change.
const FIELDS: &[Field] = &[Field::Name, Field::Text, Field::Node, Field::At, Field::Seq];

/// Prints the changes; none is an answer too.
pub fn run(recording: &Recording, args: &Diff, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let (before, after) = ends(recording, args, &view)?;
    let diff = diff::diff(&before, &after);
    let changes = args.format != DiffFormat::Unified || out.json();
    if !changes {
        return out.formatted(Escape::Mark, |out| unified::write(&diff, out));
    }
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    out.as_json(args.format == DiffFormat::Json);
    let mut list = List::new(out, &args.portion, "change")?;
    for change in diff.changes.iter().filter(|change| query.matches(&said(change, &view))) {
        list.put(|| json::record(&diff, change), || vec![Line::new().add(Ink::Plain, unified::line(change))])?;
    }
    list.end().map(drop)
}

fn said<'c>(change: &'c Change, view: &'c View) -> Said<'c> {
    let facts =
        vec![(Field::Name, Fact::text(json::kind(&change.what))), (Field::Text, Fact::text(unified::line(change)))];
    Said(facts).about((change.seq, None, change.node), view)
}

/// The states at both ends.
fn ends(recording: &Recording, args: &Diff, view: &View) -> Result<(Arc<Tree>, Arc<Tree>), Failure> {
    if let Some(seq) = args.event {
        let seq = scope::seq(crate::clock::Moment::Seq(seq), view)?;
        let step = recording.applied(view, seq, &Cancel::new()).map_err(seek_failure)?;
        return Ok((step.before, step.after));
    }
    let (from, to) = (scope::seq(args.from, view)?, scope::seq(args.to, view)?);
    if from > to {
        return Err(Failure::usage(format!("--from (#{from}) is after --to (#{to})")));
    }
    let window = scope::window_or(args.window.as_deref(), to, view)?;
    let tree = |seq| recording.tree(view, window, seq, &Cancel::new()).map_err(seek_failure);
    Ok((tree(from)?, tree(to)?))
}
