//! What the diff pane shows, made on the worker: the lines, who made each change, and what led to it.

use crate::clock::Span;
use crate::dom::diff::{Diff, DiffLine, Role as DiffRole, diff, lines as diff_lines};
use crate::event::Seq;
use crate::recording::{Cancel, Leads, Recording, SeekError, View};
use crate::timeline::WindowIx;
use crate::tui::effect::Want;
use std::fmt::Write as _;

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
            let cause = match action {
                Some(action) => {
                    format!("by action {}, up to #{to} {}", words(recording, view, action, cancel), stamp(view, to))
                }
                None => format!("from A #{from} {} to B #{to} {}", stamp(view, from), stamp(view, to)),
            };
            (changes(recording, view, window, (from, to), cancel).map_err(plain)?, cause)
        }
        _ => return Err("the diff pane shows diffs alone".to_owned()),
    };
    let made_by = |line: &DiffLine| diff.changes.get(line.change?)?.seq;
    let made = |line| Made { by: made_by(&line), line, story: String::new() };
    let mut lines: Vec<Made> = diff_lines(&diff).into_iter().map(made).collect();
    tell_stories(view, &mut lines);
    Ok(Loaded { want: want.clone(), cause, changes: diff.changes.len(), lines })
}

/// The JSON that is replayed to find who made each change, in bytes: it is looked at while somebody waits.
const MOST_REPLAYED: u64 = 64 << 20;

/// What changed between two moments of a window, with the events that made each change unless that is too much to replay.
fn changes(
    recording: &Recording,
    view: &View,
    window: WindowIx,
    (from, to): (Seq, Seq),
    cancel: &Cancel,
) -> Result<Diff, SeekError> {
    let index = &view.index;
    let before = (0..=from).rev().find(|seq| index.window(*seq) == window).map_or(0, |seq| index.cost_upto(seq));
    if index.cost_upto(to).saturating_sub(before) <= MOST_REPLAYED {
        return recording.changes(view, window, (from, to), cancel);
    }
    let [before, after] = [from, to].map(|seq| recording.tree(view, window, seq, cancel));
    Ok(diff(&*before?, &*after?))
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
