//! `verify`: is everything there, and does everything fit?
//!
//! Damage is what could not be read; a missing full snapshot leaves a window without a page: both make the answer "no".
//! An anomaly is an event that did not fit the page it was applied to. Recorders produce such events in healthy
//! recordings, too, so anomalies are listed and do not decide.

use super::records::DefectRecord;
use super::{Ink, Line, Out, seek_failure};
use crate::cli::Verify;
use crate::dom::Tree;
use crate::error::Failure;
use crate::event::{Event, Kind, Seq};
use crate::recording::{Recording, View};
use crate::timeline::WindowIx;

/// Prints every defect; fails where something is missing.
pub fn run(recording: &Recording, _: &Verify, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let mut missing = 0;
    for damage in &view.damage {
        missing += 1;
        defect(&DefectRecord::damage(damage), out)?;
    }
    for (ix, window) in (0..).zip(&view.windows) {
        if !has_page(&view, ix) {
            missing += 1;
            defect(&DefectRecord::pageless(ix, window.first, &view), out)?;
        }
    }
    let anomalies = anomalies(recording, &view, out)?;
    if !out.json() {
        let ink = if missing == 0 { Ink::Green } else { Ink::Red };
        let events = view.index.len();
        out.line(Line::new().add(ink, format!("{events} events, {missing} missing parts, {anomalies} anomalies")))?;
    }
    if missing == 0 { Ok(()) } else { Err(Failure::no()) }
}

/// Whether a window that changes a page has one.
fn has_page(view: &View, window: WindowIx) -> bool {
    let mut kinds = view.index.seqs().filter(|seq| view.index.window(*seq) == window).map(|seq| view.index.kind(seq));
    !kinds.clone().any(|kind| kind == Kind::Mutation) || kinds.any(|kind| kind == Kind::Snapshot)
}

/// Replays every window from its start and prints what did not fit.
fn anomalies(recording: &Recording, view: &View, out: &mut Out) -> Result<usize, Failure> {
    let mut trees = vec![Tree::new(); view.windows.len()];
    let mut count = 0;
    for seq in view.index.seqs() {
        let Some(tree) = trees.get_mut(usize::from(view.index.window(seq))) else { continue };
        for (node, reason) in apply(recording, view, seq, tree)? {
            count += 1;
            defect(&DefectRecord::anomaly(seq, node, reason, view), out)?;
        }
    }
    Ok(count)
}

fn apply(recording: &Recording, view: &View, seq: Seq, tree: &mut Tree) -> Result<Vec<(Option<i64>, String)>, Failure> {
    let body = recording.event(view, seq).map_err(seek_failure)?;
    let event = match Event::parse(&body) {
        Ok(event) => event,
        Err(error) => return Ok(vec![(None, error.to_string())]),
    };
    let applied = tree.apply(seq, &event);
    Ok(applied.anomalies.into_iter().map(|anomaly| (anomaly.id, anomaly.reason.to_string())).collect())
}

fn defect(record: &DefectRecord<'_>, out: &mut Out) -> Result<(), Failure> {
    if out.json() { out.record(record) } else { out.line(record.line()) }
}
