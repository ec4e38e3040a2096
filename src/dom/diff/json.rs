//! A diff as JSON records: `diff --format json`, one record a change.

use super::change::{Change, Handle, RuleEdit, Spot, What};
use super::{Diff, tags};
use serde_json::{Map, Value, json};

/// An object for a change: `{"record":"change","kind":…,"seq":…,"node":…,"selector":…,…}`, absent parts omitted.
///
/// Kinds: `replaced` (`before_nodes`, `after_nodes`); `href viewport focus fullscreen selection pointer` of the page and
/// `value checked scroll media canvas` of a node (`before`, `after`); `inserted` (`to`, `nodes`, `label`), `removed`
/// (`from`, …), `moved` (`from`, `to`, `label`); `attribute` (`name`, `before`, `after`); `text` (`before`, `after`);
/// `rules` (`edits`); `adopted` (`before`, `after`: sheet ids). A place is `{"parent","selector","index"}`.
#[must_use]
pub fn record(diff: &Diff, change: &Change) -> Value {
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            record.insert(name.to_owned(), value);
        }
    };
    put("record", "change".into());
    put("kind", kind(&change.what).into());
    put("seq", change.seq.into());
    put("node", change.node.into());
    put("selector", (*change.selector).into());
    match &change.what {
        What::Replaced { before, after } => {
            put("before_nodes", (*before).into());
            put("after_nodes", (*after).into());
        }
        What::Page { before, after, .. } | What::State { before, after, .. } => {
            put("before", before.clone().into());
            put("after", after.clone().into());
        }
        What::Inserted { to, nodes } => {
            put("to", spot(to));
            put("nodes", (*nodes).into());
        }
        What::Removed { from, nodes } => {
            put("from", spot(from));
            put("nodes", (*nodes).into());
        }
        What::Moved { from, to } => {
            put("from", spot(from));
            put("to", spot(to));
        }
        What::Attribute { name, before, after } => {
            put("name", (**name).into());
            put("before", before.as_deref().into());
            put("after", after.as_deref().into());
        }
        What::Text { before, after } => {
            put("before", (**before).into());
            put("after", (**after).into());
        }
        What::Rules { sheet, edits } => {
            put("sheet", (*sheet).into());
            put("edits", edits.iter().map(edit).collect());
        }
        What::Adopted { before, after } => {
            put("before", before.clone().into());
            put("after", after.clone().into());
        }
    }
    put("label", label(diff, change).into());
    Value::Object(record)
}

/// The word for what changed.
#[must_use]
pub fn kind(what: &What) -> &'static str {
    match what {
        What::Replaced { .. } => "replaced",
        What::Page { name, .. } | What::State { name, .. } => name,
        What::Inserted { .. } => "inserted",
        What::Removed { .. } => "removed",
        What::Moved { .. } => "moved",
        What::Attribute { .. } => "attribute",
        What::Text { .. } => "text",
        What::Rules { .. } => "rules",
        What::Adopted { .. } => "adopted",
    }
}

fn spot(spot: &Spot) -> Value {
    match spot.parent {
        Some(parent) => json!({ "parent": parent, "selector": &*spot.selector, "index": spot.index }),
        None => json!({ "selector": &*spot.selector, "index": spot.index }),
    }
}

fn edit(edit: &RuleEdit) -> Value {
    match edit {
        RuleEdit::Added(index, rule) => json!({ "op": "added", "index": index, "rule": &**rule }),
        RuleEdit::Removed(index, rule) => json!({ "op": "removed", "index": index, "rule": &**rule }),
    }
}

/// What came, went or moved, in short.
fn label(diff: &Diff, change: &Change) -> Option<String> {
    if !matches!(change.what, What::Inserted { .. } | What::Removed { .. } | What::Moved { .. }) {
        return None;
    }
    let node = match change.at {
        Handle::Old(key) => diff.before.by_key(key),
        Handle::New(key) => diff.after.by_key(key),
        Handle::Page => None,
    };
    node.map(tags::label)
}
