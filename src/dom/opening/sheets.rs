//! Style sheets: rules that were edited in place, and constructed sheets with those who adopt them.

use super::super::sheet::Sheet;
use super::Maker;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Maker<'_> {
    /// For every sheet that was edited the edits that lead from its text to its rules.
    pub(super) fn edited_sheets(&mut self) {
        let edited = self.gather(|node, _| {
            let edited = node.state()?.sheet.as_ref()?;
            Some(edits(&Sheet::parse(&node.sheet_text().unwrap_or_default()).texts(), &edited.texts()))
        });
        for (id, (adds, removes)) in edited {
            self.emit_increment(8, json!({"id": id, "removes": removes, "adds": adds}));
        }
    }

    /// All constructed sheets with the first who adopts any, then the lists of the others.
    pub(super) fn adopted_sheets(&mut self) {
        let tree = self.tree;
        let mut unsaid: BTreeSet<i64> = tree.sheets.keys().copied().collect();
        let root = tree.root().and_then(super::super::Node::id);
        let nobody = tree.adopting.is_empty().then_some(root).flatten().filter(|_| !unsaid.is_empty());
        let hosts = tree.adopting.iter().map(|(host, ids)| (*host, &**ids));
        for (host, ids) in hosts.chain(nobody.map(|root| (root, &[][..]))) {
            // A sheet that nobody adopts now may be adopted later, and its rules are told only once.
            let styles: Vec<Value> =
                std::mem::take(&mut unsaid).into_iter().map(|id| sheet(id, &tree.sheets[&id])).collect();
            self.emit_increment(15, json!({"id": host, "styles": styles, "styleIds": ids}));
        }
    }
}

fn sheet(id: i64, sheet: &Sheet) -> Value {
    json!({"styleId": id, "rules": rules(&sheet.texts(), 0)})
}

/// Rules that are put in one after another, from a place on.
fn rules(texts: &[String], from: usize) -> Vec<Value> {
    (from..).zip(texts).map(|(index, rule)| json!({"rule": rule, "index": index})).collect()
}

/// The rules to put in, and those to take out after that, where they differ.
fn edits(from: &[String], to: &[String]) -> (Vec<Value>, Vec<Value>) {
    let before = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    let (from, to) = (&from[before..], &to[before..]);
    let after = from.iter().rev().zip(to.iter().rev()).take_while(|(one, other)| one == other).count();
    let (gone, new) = (from.len() - after, &to[..to.len() - after]);
    if gone == 0 && new.is_empty() {
        // Edited, and back as it was: it is an edited sheet all the same.
        return (vec![json!({"rule": "x { }", "index": 0})], vec![json!({"index": 0})]);
    }
    (rules(new, before), vec![json!({"index": before + new.len()}); gone])
}
