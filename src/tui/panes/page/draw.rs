//! A row of the page as it is drawn: headings, links, buttons, values, masks, and what changed. Nothing by colour alone:
//! links are underlined, buttons and values stand in brackets, each kind of change has its sign.

use super::super::marks::{Bar, Mark};
use super::lay::{Laid, Row, Shown, Tone};
use crate::dom::text::PartKind;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use crate::tui::widgets::line::Line;
use ratatui::style::Modifier;
use std::ops::Range;

/// A row; `here` says whether the playhead stands on the event whose changes are marked.
pub(super) fn line(laid: &Laid, row: usize, here: bool, found: &str, glyphs: Glyphs) -> Line {
    let mut line = Line::new();
    match laid.rows.get(row) {
        Some(Row::Text { block, range }) => {
            let Some(shown) = laid.blocks.get(*block) else { return line };
            let first = laid.first.get(*block) == Some(&row);
            let mark = if first { shown.mark.clone() } else { " ".repeat(shown.mark.len()) };
            line.push(Role::Dim, &" ".repeat(shown.indent));
            line.push(Role::Dim, &mark);
            push(&mut line, shown, range, (here, found));
            if let Some((role, glyph)) = shown.bar.map(|bar| sign(bar, here, glyphs)) {
                line.mark(role, glyph);
            }
        }
        Some(Row::Left(blocks)) => {
            line.push(Role::Warn, &format!("{blocks} blocks more: the page is too long to show"));
        }
        Some(Row::Blank) | None => {}
    }
    line
}

/// The sign at the left edge.
fn sign(bar: Bar, here: bool, glyphs: Glyphs) -> (Role, &'static str) {
    match bar {
        Bar::Now(Mark::Added) if here => (Role::Added, "+"),
        Bar::Now(Mark::Changed) if here => (Role::Changed, "~"),
        Bar::Now(Mark::Moved) if here => (Role::Moved, ">"),
        Bar::Now(Mark::Lost) if here => (Role::Removed, "-"),
        _ => (Role::Dim, glyphs.pick("▏", ":")),
    }
}

/// Appends a part of a block's text: its stretches, and in them what was searched for.
fn push(line: &mut Line, shown: &Shown, range: &Range<usize>, (here, found): (bool, &str)) {
    let from = shown.stretches.partition_point(|stretch| stretch.range.end <= range.start);
    // Where all of a block is new, its sign says so; where a part is, the part stands out.
    let whole = shown.stretches.iter().all(|stretch| stretch.bar == shown.bar);
    for stretch in shown.stretches[from..].iter().take_while(|stretch| stretch.range.start < range.end) {
        let part = stretch.range.start.max(range.start)..stretch.range.end.min(range.end);
        let (mut role, mut add) = look(stretch.tone);
        if shown.heading && role == Role::Text {
            (role, add) = (Role::Accent, Modifier::BOLD);
        }
        if here && !whole && matches!(stretch.bar, Some(Bar::Now(_))) {
            (role, add) = (Role::Changed, add | Modifier::BOLD);
        }
        push_found(line, shown.text.get(part).unwrap_or_default(), (role, add), found);
    }
}

fn look(tone: Tone) -> (Role, Modifier) {
    match tone {
        Tone::Masked | Tone::Part(PartKind::Blocked) => (Role::Masked, Modifier::empty()),
        Tone::Part(PartKind::Text) => (Role::Text, Modifier::empty()),
        Tone::Part(PartKind::Link) => (Role::Name, Modifier::UNDERLINED),
        Tone::Part(PartKind::Button) => (Role::Text, Modifier::BOLD),
        Tone::Part(PartKind::Value) => (Role::String, Modifier::empty()),
        Tone::Part(PartKind::Picture) => (Role::Comment, Modifier::empty()),
        Tone::Part(PartKind::Placeholder | PartKind::Between) | Tone::Bracket => (Role::Dim, Modifier::empty()),
    }
}

/// Appends text with what was searched for in it set off.
fn push_found(line: &mut Line, text: &str, (role, add): (Role, Modifier), found: &str) {
    let found = found.trim();
    let mut rest = text;
    // Letters that change their length with their case are not set off; the row is found all the same.
    let lower = text.to_lowercase();
    if !found.is_empty() && lower.len() == text.len() {
        let found = found.to_lowercase();
        while let Some(at) = lower.get(text.len() - rest.len()..).and_then(|rest| rest.find(&found)) {
            let (Some(before), Some(hit)) = (rest.get(..at), rest.get(at..at + found.len())) else { break };
            line.push_with(role, add, before);
            line.push_with(Role::Hit, add, hit);
            rest = rest.get(at + found.len()..).unwrap_or_default();
        }
    }
    line.push_with(role, add, rest);
}
