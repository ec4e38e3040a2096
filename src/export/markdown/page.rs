//! What changed on the page around the moment, and what it showed then.

use super::Subject;
use super::code::block;
use crate::clock::Span;
use crate::dom::{diff, text as reading};
use crate::export::ExportError;
use std::fmt::Write as _;

/// What an event brings about comes so soon after it.
const AFTER: Span = Span(1_000_000);
/// Lines of a diff, and of a page.
const MOST_CHANGES: usize = 80;
const MOST_LINES: usize = 120;

/// The difference from before the user's last action to a second after the moment.
pub(super) fn changes(subject: &Subject<'_>, out: &mut String) -> Result<(), ExportError> {
    let source = subject.source;
    let (view, window) = (source.view, subject.window);
    let action = view.action_before(window, subject.seq).filter(|action| action.at <= subject.at);
    let from = action.map_or(subject.seq, |action| action.seq).saturating_sub(1);
    let to = subject.seq_at(subject.at + AFTER).max(subject.seq);
    let tree = |seq| source.recording.tree(view, window, seq, source.cancel);
    let (before, after) = (tree(from)?, tree(to)?);
    let mut changes = String::new();
    let _ = diff::unified::write(&diff::diff(&before, &after), &mut changes);
    let _ = writeln!(out, "## What changed on the page\n\nFrom `#{from}` to `#{to}`:\n");
    if changes.is_empty() {
        out.push_str("Nothing.\n\n");
    } else {
        let _ = writeln!(out, "{}", block("diff", &changes, MOST_CHANGES));
    }
    Ok(())
}

/// The page as a person reads it.
pub(super) fn text(subject: &Subject<'_>, out: &mut String) -> Result<(), ExportError> {
    let source = subject.source;
    let seq = subject.seq_at(subject.at).max(subject.seq);
    let tree = source.recording.tree(source.view, subject.window, seq, source.cancel)?;
    let mut page = String::new();
    let _ = reading::write(&tree, &mut page);
    out.push_str("## The page then, as text\n\n");
    out.push_str(&block("text", page.trim_end(), MOST_LINES));
    Ok(())
}
