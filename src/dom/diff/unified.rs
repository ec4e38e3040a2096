//! A diff as text: `diff --format unified`, and one line a change for `--format changes`.

use super::change::{Change, RuleEdit, Spot, What};
use super::{Diff, lines};
use crate::text::neutral;
use std::fmt;

/// Writes hunks under selector paths with `-` and `+` marks. Recorded text is neutralised.
pub fn write(diff: &Diff, out: &mut impl fmt::Write) -> fmt::Result {
    for line in lines(diff) {
        let fold = if line.role == super::Role::Folded { "… " } else { "" };
        let indent = line.depth * 2;
        writeln!(out, "{}{:indent$}{fold}{}", line.role.mark(), "", neutral(&line.text()))?;
    }
    Ok(())
}

/// One change as one line, without a line break and without its event: `button#buy  #241  disabled: absent → ""`. Recorded text is neutralised.
#[must_use]
pub fn line(change: &Change) -> String {
    let mut out = change.selector.to_string();
    if let Some(node) = change.node {
        out = format!("{out}  #{node}");
    }
    out.push_str("  ");
    out.push_str(&what(&change.what));
    neutral(&out).into_owned()
}

/// Characters of a value that one line shows.
const SHOWN: usize = 80;

/// What changed, without where. Recorded text is neutralised.
pub(super) fn sentence(change: &What) -> String {
    neutral(&what(change)).into_owned()
}

fn what(what: &What) -> String {
    let place = |spot: &Spot| format!("{}, place {}", spot.selector, spot.index + 1);
    match what {
        What::Replaced { before, after } => format!("page replaced: {before} nodes gave way to {after}"),
        What::Page { name, before, after } => both(name, before.as_deref(), after.as_deref()),
        What::Inserted { to, nodes } => format!("inserted into {}{}", place(to), more(*nodes)),
        What::Removed { from, nodes } => format!("removed from {}{}", place(from), more(*nodes)),
        What::Moved { from, to } => format!("moved from {} to {}", place(from), place(to)),
        What::Attribute { name, before, after } => both(name, before.as_deref(), after.as_deref()),
        What::Text { before, after } => both("text", Some(before), Some(after)),
        What::State { name, before, after } => both(&format!("!{name}"), before.as_deref(), after.as_deref()),
        What::Rules { edits, .. } => {
            let added = edits.iter().filter(|edit| matches!(edit, RuleEdit::Added(..))).count();
            format!("style rules: {added} added, {} removed", edits.len() - added)
        }
        What::Adopted { before, after } => format!("adopted sheets: {before:?} → {after:?}"),
    }
}

fn more(nodes: usize) -> String {
    if nodes > 1 { format!(" ({nodes} nodes)") } else { String::new() }
}

fn both(name: &str, before: Option<&str>, after: Option<&str>) -> String {
    let shown = |value: Option<&str>| match value {
        Some(value) => format!("\"{}\"", crate::text::cut_end(value, SHOWN)),
        None => "absent".to_owned(),
    };
    format!("{name}: {} → {}", shown(before), shown(after))
}
