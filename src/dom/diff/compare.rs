//! What differs between two nodes that are the same node, and between two pages.

use super::change::{RuleEdit, What};
use crate::dom::sheet::Sheet;
use crate::dom::state::State;
use crate::dom::{MediaState, Node, Tree};
use foldhash::{HashSet, HashSetExt};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::cmp::Ordering;
use std::sync::Arc;

/// Longer lists of rules, both together, are compared as sets once their common ends are off.
const MOST_RULES: usize = 2000;

/// The differences of the pages themselves.
pub(super) fn pages(old: &Tree, new: &Tree) -> Vec<What> {
    let node = |id: Option<i64>| id.map(|id| format!("#{id}"));
    let viewport = |tree: &Tree| tree.viewport().map(|(width, height)| format!("{width}x{height}"));
    let pointer = |tree: &Tree| tree.pointer().map(|p| format!("{},{}{}", p.x, p.y, over(p.id)));
    let facts = [
        ("href", old.href().map(str::to_owned), new.href().map(str::to_owned), old.href() == new.href()),
        ("viewport", viewport(old), viewport(new), old.viewport() == new.viewport()),
        ("focus", node(old.focused()), node(new.focused()), old.focused() == new.focused()),
        ("fullscreen", node(old.fullscreen()), node(new.fullscreen()), old.fullscreen() == new.fullscreen()),
        ("selection", selection(old), selection(new), old.selection() == new.selection()),
        ("pointer", pointer(old), pointer(new), old.pointer() == new.pointer()),
    ];
    facts
        .into_iter()
        .filter(|(_, _, _, same)| !same)
        .map(|(name, before, after, _)| What::Page { name, before, after })
        .collect()
}

fn over(id: Option<i64>) -> String {
    id.map(|id| format!(" over #{id}")).unwrap_or_default()
}

fn selection(tree: &Tree) -> Option<String> {
    let end = |id: Option<i64>, offset| format!("#{}:{offset}", id.unwrap_or(-1));
    let ranges: Vec<String> = tree
        .selection()
        .iter()
        .map(|range| format!("{} to {}", end(range.start, range.start_offset), end(range.end, range.end_offset)))
        .collect();
    (!ranges.is_empty()).then(|| ranges.join(", "))
}

/// The differences of two nodes themselves, not of what is below them.
pub(super) fn nodes(old: Node<'_>, new: Node<'_>) -> Vec<What> {
    let mut found = Vec::new();
    attributes(old, new, &mut found);
    if old.text() != new.text() {
        found.push(What::Text { before: old.text().into(), after: new.text().into() });
    }
    states(old, new, &mut found);
    if old.is_quirks() != new.is_quirks() {
        let mode = |node: Node<'_>| Some(if node.is_quirks() { "quirks" } else { "standards" }.to_owned());
        found.push(What::State { name: "mode", before: mode(old), after: mode(new) });
    }
    found
}

/// Adopted sheets: the list, and the rules of those that stay on it. They hang by the node's id, not on its slot.
pub(super) fn adopted(old: Node<'_>, new: Node<'_>) -> Vec<What> {
    let mut found = Vec::new();
    let (before, after) = (old.adopted_ids(), new.adopted_ids());
    if before != after {
        found.push(What::Adopted { before: before.to_vec(), after: after.to_vec() });
    }
    for id in after.iter().filter(|id| before.contains(id)) {
        let (before, after) = (old.tree().sheets.get(id), new.tree().sheets.get(id));
        if before != after {
            let texts = |sheet: Option<&Arc<Sheet>>| sheet.map(|sheet| sheet.texts()).unwrap_or_default();
            found.push(What::Rules { sheet: Some(*id), edits: rules(&texts(before), &texts(after)) });
        }
    }
    found
}

/// Attributes by name, so that a list of ten thousand costs no more than its sorting.
fn attributes(old: Node<'_>, new: Node<'_>, found: &mut Vec<What>) {
    if old.slot.attributes() == new.slot.attributes() {
        return;
    }
    let sorted = |node: Node<'_>| {
        let mut list: Vec<(Arc<str>, Arc<str>)> =
            node.attributes().map(|(name, value)| (name.into(), value.into())).collect();
        list.sort();
        list
    };
    let (mut olds, mut news) = (sorted(old).into_iter().peekable(), sorted(new).into_iter().peekable());
    loop {
        let order = match (olds.peek(), news.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.0.cmp(&new.0),
        };
        let before = if order == Ordering::Greater { None } else { olds.next() };
        let after = if order == Ordering::Less { None } else { news.next() };
        let Some(name) = before.as_ref().or(after.as_ref()).map(|(name, _)| name.clone()) else { return };
        let (before, after) = (before.map(|(_, value)| value), after.map(|(_, value)| value));
        if before != after {
            found.push(What::Attribute { name, before, after });
        }
    }
}

/// Live state. A value that only an attribute or a text brought is no state, and was told there.
fn states(old: Node<'_>, new: Node<'_>, found: &mut Vec<What>) {
    let empty = State::default();
    let (before, after) = (old.slot.state.as_deref().unwrap_or(&empty), new.slot.state.as_deref().unwrap_or(&empty));
    if before == after {
        return;
    }
    let mut push = |name, before: Option<String>, after: Option<String>| {
        found.push(What::State { name, before, after });
    };
    if before.value != after.value {
        push("value", old.value().map(Into::into), new.value().map(Into::into));
    }
    if before.checked != after.checked {
        push("checked", old.checked().map(|c| c.to_string()), new.checked().map(|c| c.to_string()));
    }
    if before.scroll != after.scroll {
        push("scroll", before.scroll.map(pair), after.scroll.map(pair));
    }
    if before.media != after.media {
        push("media", before.media.map(media), after.media.map(media));
    }
    if before.canvas != after.canvas {
        let drawn = |state: &State| state.canvas.as_ref().map(|canvas| format!("{} commands", canvas.total));
        push("canvas", drawn(before), drawn(after));
    }
    if before.sheet != after.sheet {
        let edits = rules(&old.edited_rules().unwrap_or_default(), &new.edited_rules().unwrap_or_default());
        found.push(What::Rules { sheet: None, edits });
    }
}

fn pair((x, y): (f64, f64)) -> String {
    format!("{x},{y}")
}

fn media(state: MediaState) -> String {
    let flag = |set, word| if set { word } else { "" };
    format!(
        "{} at {} s, rate {}, volume {}{}{}",
        if state.playing { "playing" } else { "paused" },
        state.current_time,
        state.rate,
        state.volume,
        flag(state.muted, ", muted"),
        flag(state.looping, ", looping"),
    )
}

/// How one list of rules became another.
pub(super) fn rules(old: &[String], new: &[String]) -> Vec<RuleEdit> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let removed = |at: usize| RuleEdit::Removed(head + at, old[at].as_str().into());
    let added = |at: usize| RuleEdit::Added(head + at, new[at].as_str().into());
    if old.len() + new.len() > MOST_RULES {
        let (olds, news) = (set(old), set(new));
        let gone = (0..old.len()).filter(|&at| !news.contains(old[at].as_str())).map(removed);
        let come = (0..new.len()).filter(|&at| !olds.contains(new[at].as_str())).map(added);
        return gone.chain(come).collect();
    }
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if !matches!(op, DiffOp::Equal { .. }) {
            edits.extend(op.old_range().map(removed));
            edits.extend(op.new_range().map(added));
        }
    }
    edits
}

fn set(rules: &[String]) -> HashSet<&str> {
    let mut set = HashSet::with_capacity(rules.len());
    set.extend(rules.iter().map(String::as_str));
    set
}
