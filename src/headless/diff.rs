//! `diff`: what changed between two moments, or by one event.

use super::out::Escape;
use super::{Ink, Line, Out, scope, seek_failure};
use crate::cli::{Diff, DiffFormat};
use crate::dom::Tree;
use crate::dom::diff::{self, json, unified};
use crate::error::Failure;
use crate::recording::{Cancel, Recording, View};
use std::sync::Arc;

/// Prints the changes; none is an answer too.
pub fn run(recording: &Recording, args: &Diff, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let (before, after) = ends(recording, args, &view)?;
    let diff = diff::diff(&before, &after);
    if out.json() || args.format == DiffFormat::Json {
        return json::records(&diff).iter().try_for_each(|record| out.record(record));
    }
    if args.format == DiffFormat::Unified {
        return out.formatted(Escape::Mark, |out| unified::write(&diff, out));
    }
    for change in &diff.changes {
        out.line(Line::new().add(Ink::Plain, unified::line(change)))?;
    }
    Ok(())
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
