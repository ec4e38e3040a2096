//! From changes to lines: hunks under selectors, unchanged siblings folded, changed words marked.

use super::change::{Change, Handle, RuleEdit, Spot, What};
use super::lines::{DiffLine, Role, Span, Tone};
use super::{Diff, tags, words};
use crate::dom::{Node, NodeKey, NodeKind};
use crate::event::NodeId;
use std::sync::Arc;

/// Nodes of one inserted or removed subtree that are shown; the rest is folded.
const SHOWN_NODES: usize = 500;
/// Characters kept on each side of a long unchanged stretch inside a changed text.
const SHOWN_AROUND: usize = 40;

/// The lines of a diff, hunk by hunk in document order.
#[must_use]
pub fn lines(diff: &Diff) -> Vec<DiffLine> {
    let mut writer = Writer { diff, lines: Vec::new(), hunk: None, change: 0 };
    for (at, change) in diff.changes.iter().enumerate() {
        writer.change = at;
        writer.write(change);
    }
    writer.lines
}

struct Writer<'d> {
    diff: &'d Diff,
    lines: Vec<DiffLine>,
    /// The selector under which lines stand now.
    hunk: Option<Arc<str>>,
    change: usize,
}

impl Writer<'_> {
    fn push(&mut self, role: Role, depth: usize, spans: Vec<Span>, node: Option<NodeId>) {
        self.lines.push(DiffLine { role, depth, spans, node, change: Some(self.change) });
    }

    fn head(&mut self, selector: &Arc<str>, node: Option<NodeId>) {
        if self.hunk.as_ref() == Some(selector) {
            return;
        }
        self.hunk = Some(selector.clone());
        let mut spans = vec![Span::new(&**selector, Tone::Tag)];
        if let Some(node) = node {
            spans.push(Span::new(format!("  #{node}"), Tone::Dim));
        }
        self.push(Role::Hunk, 0, spans, node);
    }

    fn write(&mut self, change: &Change) {
        match &change.what {
            What::Replaced { before, after } => {
                let note = format!("the page was replaced: {before} nodes gave way to {after}");
                self.push(Role::Note, 0, vec![Span::new(note, Tone::Plain)], None);
            }
            What::Page { name, before, after } => {
                self.head(&Arc::from("page"), None);
                self.both(name, " ", (before.as_deref(), after.as_deref()), None);
            }
            What::Inserted { to, nodes } => self.subtree(change, to, *nodes, Role::Added),
            What::Removed { from, nodes } => self.subtree(change, from, *nodes, Role::Removed),
            What::Moved { from, to } => self.moved(change, from, to),
            _ => {
                self.head(&change.selector, change.node);
                self.altered(change);
            }
        }
    }

    /// What changed about a node that stayed.
    fn altered(&mut self, change: &Change) {
        match &change.what {
            What::Attribute { name, before, after } => {
                self.both(name, "=", (before.as_deref(), after.as_deref()), change.node);
            }
            What::Text { before, after } => self.both("", "", (Some(before), Some(after)), change.node),
            What::State { name, before, after } => {
                self.both(&format!("!{name}"), "=", (before.as_deref(), after.as_deref()), change.node);
            }
            What::Rules { edits, .. } => {
                for edit in edits {
                    let (role, place, css) = match edit {
                        RuleEdit::Added(at, css) => (Role::Added, at, css),
                        RuleEdit::Removed(at, css) => (Role::Removed, at, css),
                    };
                    let spans = vec![Span::new(format!("rule {place}  "), Tone::Dim), Span::new(&**css, Tone::Plain)];
                    self.push(role, 1, spans, change.node);
                }
            }
            What::Adopted { before, after } => {
                let list = |ids: &[i64]| ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
                self.both("adopted sheets", " ", (Some(&list(before)), Some(&list(after))), change.node);
            }
            _ => {}
        }
    }

    /// A line for before and one for after, with the words that differ marked.
    fn both(&mut self, name: &str, sign: &str, (before, after): (Option<&str>, Option<&str>), node: Option<NodeId>) {
        let (old, new) = match (before, after) {
            (Some(before), Some(after)) => words::compare(before, after),
            _ => (plain(before), plain(after)),
        };
        for (role, is_there, value) in [(Role::Removed, before.is_some(), old), (Role::Added, after.is_some(), new)] {
            if !is_there {
                continue;
            }
            let mut spans = Vec::new();
            if !name.is_empty() {
                spans.push(Span::new(name, Tone::Name));
                spans.push(Span::new(sign, Tone::Dim));
            }
            spans.push(Span::new("\"", Tone::Dim));
            spans.extend(value.into_iter().map(fold_middle));
            spans.push(Span::new("\"", Tone::Dim));
            self.push(role, 1, spans, node);
        }
    }

    fn fold(&mut self, count: usize, what: &str) {
        if count > 0 {
            let ending = if count == 1 { "" } else { "s" };
            let text = format!("{count} {what}{ending}");
            self.push(Role::Folded, 1, vec![Span::new(text, Tone::Dim)], None);
        }
    }

    /// A subtree that came or went, under its parent.
    fn subtree(&mut self, change: &Change, spot: &Spot, nodes: usize, role: Role) {
        self.head(&spot.selector, spot.parent);
        self.fold(spot.skipped, "unchanged sibling");
        let root = match change.at {
            Handle::Old(key) => self.diff.before.by_key(key),
            Handle::New(key) => self.diff.after.by_key(key),
            Handle::Page => None,
        };
        let mut told = 0;
        let mut waiting: Vec<(Node<'_>, usize)> = root.into_iter().map(|root| (root, 1)).collect();
        while let Some((node, depth)) = waiting.pop() {
            let below: Vec<Node<'_>> = node.all_children().filter(|child| !self.is_elsewhere(*child, role)).collect();
            told += 1;
            let mut spans = tags::node(node);
            if let [only] = below[..]
                && only.kind() == NodeKind::Text
            {
                told += 1;
                spans.extend(tags::node(only));
            } else {
                waiting.extend(below.into_iter().rev().map(|child| (child, depth + 1)));
            }
            if told <= 2 || !is_blank(node) {
                self.push(role, depth, spans, node.id());
            }
            if told >= SHOWN_NODES {
                break;
            }
        }
        self.fold(nodes.saturating_sub(told), "more node");
        self.fold(spot.rest, "unchanged sibling");
    }

    /// Whether a node below one that came or went didn't come or go with it.
    fn is_elsewhere(&self, node: Node<'_>, role: Role) -> bool {
        let key: NodeKey = node.key();
        if role == Role::Added { self.diff.moved.contains(&key) } else { self.diff.moved_from.contains(&key) }
    }

    /// A node that is elsewhere, once, with both places.
    fn moved(&mut self, change: &Change, from: &Spot, to: &Spot) {
        self.head(&to.selector, to.parent);
        self.fold(to.skipped, "unchanged sibling");
        let Handle::Old(key) = change.at else { return };
        let node = self.diff.later.get(&key).and_then(|&key| self.diff.after.by_key(key));
        let mut spans = node.map(tags::node).unwrap_or_default();
        let places = if from.selector == to.selector {
            format!("  moved from place {} to {}", from.index + 1, to.index + 1)
        } else {
            format!("  moved from {}, place {}, to place {}", from.selector, from.index + 1, to.index + 1)
        };
        spans.push(Span::new(places, Tone::Dim));
        self.push(Role::Moved, 1, spans, change.node);
        self.fold(to.rest, "unchanged sibling");
    }
}

fn plain(text: Option<&str>) -> Vec<Span> {
    text.map(|text| Span::new(text, Tone::Plain)).into_iter().collect()
}

/// White space between tags: not worth a line.
fn is_blank(node: Node<'_>) -> bool {
    node.kind() == NodeKind::Text && node.text().trim().is_empty()
}

/// Cuts the middle out of a long stretch in which nothing changed.
fn fold_middle(span: Span) -> Span {
    let length = span.text.chars().count();
    if span.tone == Tone::Mark || length <= 4 * SHOWN_AROUND {
        return span;
    }
    let head: String = span.text.chars().take(SHOWN_AROUND).collect();
    let tail: String = span.text.chars().skip(length - SHOWN_AROUND).collect();
    Span::new(format!("{head}…{tail}"), span.tone)
}
