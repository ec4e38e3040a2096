//! What the diff pane shows, made on the worker: the lines, who made each change, and what led to it.

use super::super::touched::touched;
use crate::clock::Span;
use crate::dom::diff::{DiffLine, Role as DiffRole, diff, lines as diff_lines};
use crate::event::{Event, Kind, NodeId, Seq};
use crate::recording::{Cancel, Leads, Recording, SeekError, View};
use crate::tui::effect::Want;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

/// What the worker prepared for the pane.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// What it answers.
    pub(super) want: Want,
    /// The event that caused it, in words; or the two ends.
    pub(super) cause: String,
    /// How many changes there are.
    pub(super) changes: usize,
    /// The lines.
    pub(super) lines: Vec<Made>,
}

/// A line of the diff, and where it comes from.
#[derive(Debug)]
pub(super) struct Made {
    /// The line.
    pub(super) line: DiffLine,
    /// The event that made the change, where it is known.
    pub(super) by: Option<Seq>,
    /// Of a hunk's head: the events that made its changes and the action before them, in words; empty where unknown.
    pub(super) story: String,
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(crate) fn load(recording: &Recording, view: &View, want: &Want, cancel: &Cancel) -> Result<Loaded, String> {
    let plain = |error: SeekError| error.to_string();
    let (diff, cause) = match *want {
        Want::EventDiff { seq } => {
            let step = recording.applied(view, seq, cancel).map_err(plain)?;
            (diff(&step.before, &step.after), cause(recording, view, seq, cancel))
        }
        Want::Diff { from, to, action } => {
            let window = view.index.window(to);
            let before = recording.tree(view, window, from, cancel).map_err(plain)?;
            let after = recording.tree(view, window, to, cancel).map_err(plain)?;
            let cause = match action {
                Some(action) => {
                    format!("by action {}, up to #{to} {}", words(recording, view, action, cancel), stamp(view, to))
                }
                None => format!("from A #{from} {} to B #{to} {}", stamp(view, from), stamp(view, to)),
            };
            (diff(&before, &after), cause)
        }
        _ => return Err("the diff pane shows diffs alone".to_owned()),
    };
    let makers = match *want {
        Want::Diff { from, to, .. } if diff.changes.len() <= MOST_BLAMED => makers(recording, view, from..to, cancel),
        _ => HashMap::new(),
    };
    let made_by = |line: &DiffLine| {
        let change = diff.changes.get(line.change?)?;
        change.seq.or_else(|| makers.get(&change.node?).copied())
    };
    let made = |line| Made { by: made_by(&line), line, story: String::new() };
    let mut lines: Vec<Made> = diff_lines(&diff).into_iter().map(made).collect();
    tell_stories(view, &mut lines);
    Ok(Loaded { want: want.clone(), cause, changes: diff.changes.len(), lines })
}

/// The changes of a diff whose makers are looked for at most, and the stored JSON that is read for it, in bytes.
const MOST_BLAMED: usize = 2_000;
const MOST_READ: u64 = 8 * 1024 * 1024;

/// The last event after one moment and up to another that touched each node; none where that is too much to read.
fn makers(recording: &Recording, view: &View, between: Range<Seq>, cancel: &Cancel) -> HashMap<NodeId, Seq> {
    let index = &view.index;
    let window = index.window(between.end);
    let (mut makers, mut read, mut ids) = (HashMap::new(), 0, Vec::new());
    let changing = |kind| matches!(kind, Kind::Mutation | Kind::Input | Kind::Scroll);
    for seq in (between.start + 1..=between.end).rev() {
        if index.window(seq) != window || !changing(index.kind(seq)) {
            continue;
        }
        read += u64::from(index.loc(seq).len);
        if read > MOST_READ || cancel.is_cancelled() {
            break;
        }
        let event = recording.event(view, seq).ok().and_then(|bytes| Event::parse(&bytes).ok());
        if let Some(event) = event {
            touched(&event.data, &mut ids);
        }
        for id in ids.drain(..) {
            makers.entry(id).or_insert(seq);
        }
    }
    makers
}

/// Tells at each hunk's head which events made its changes, and what the user did before the first of them.
fn tell_stories(view: &View, lines: &mut [Made]) {
    let heads: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].line.role == DiffRole::Hunk).collect();
    let ends: Vec<usize> = heads.iter().skip(1).copied().chain([lines.len()]).collect();
    let made = heads.into_iter().zip(ends).filter_map(|(head, end)| {
        let makers = || lines[head..end].iter().filter_map(|made| made.by);
        Some((makers().min()?, makers().max()?, head))
    });
    // Hunks stand as on the page; in the order of time, what led to them is found in one walk.
    let mut made: Vec<(Seq, Seq, usize)> = made.collect();
    made.sort_unstable();
    let mut leads = Leads::new(view);
    for (first, last, head) in made {
        let mut story = if first == last { format!("#{first}") } else { format!("#{first} to #{last}") };
        if let Some(action) = leads.to(view.index.window(first), first).action {
            let since = (view.index.time(first) - action.at).human();
            let _ = write!(story, ", {since} after {} #{}", action.kind.name(), action.seq);
        }
        lines[head].story = story;
    }
}

fn stamp(view: &View, seq: Seq) -> String {
    view.offset(seq).stamp(view.index.duration() >= Span(3_600_000_000))
}

/// How long before a change an action may lie to be named as what led to it.
const LED_BY: Span = Span(2_000_000);

/// `#812 click button#buy`.
fn words(recording: &Recording, view: &View, seq: Seq, cancel: &Cancel) -> String {
    let row = view.row(view.rows.of(&view.index, seq)).filter(|row| row.seq == seq);
    let label = row.and_then(|row| recording.label(view, row, cancel).ok());
    format!("#{seq} {}", label.unwrap_or_else(|| view.index.label(seq).to_owned()))
}

/// The event that made the changes, in words, and the user's action before it.
fn cause(recording: &Recording, view: &View, seq: Seq, cancel: &Cancel) -> String {
    let mut out = format!("by {}", words(recording, view, seq, cancel));
    let index = &view.index;
    if let Some(action) = view.action_before(index.window(seq), seq).filter(|it| index.time(seq) - it.at <= LED_BY) {
        let after = (index.time(seq) - action.at).human();
        let _ = write!(out, ", {after} after {}", words(recording, view, action.seq, cancel));
    }
    out
}
