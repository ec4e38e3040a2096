//! What the recorder was told to withhold: blocked elements, masked texts and values.

use super::check::{Case, Check};
use super::words::{many, within};
use super::{Finding, View};
use crate::dom::text::is_masked;
use crate::event::node::{ElementFlags, NodeBody, SerializedNode};
use crate::event::{Data, NodeId, Seq};
use crate::timeline::WindowIx;
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
#[derive(Default)]
pub(super) struct Withheld(BTreeMap<(WindowIx, What), Found>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Blocked,
    Texts,
    Values,
}

/// The nodes, and from where to where.
struct Found {
    nodes: BTreeSet<NodeId>,
    first: Seq,
    last: Seq,
}

impl Check for Withheld {
    fn see(&mut self, case: &Case<'_>) {
        match case.event.map(|event| &event.data) {
            Some(Data::FullSnapshot(snapshot)) => snapshot.page.nodes.iter().for_each(|node| self.node(case, node)),
            Some(Data::Mutation(mutation)) => {
                let added = mutation.adds.iter().flat_map(|add| &add.node.nodes);
                added.for_each(|node| self.node(case, node));
                for text in mutation.texts.iter().filter(|text| is_masked(&text.value)) {
                    self.found(case, What::Texts, text.id);
                }
            }
            Some(Data::Input(input)) if is_masked(&input.text) => self.found(case, What::Values, input.id),
            _ => {}
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let finding = |((window, what), found): ((WindowIx, What), Found)| {
            let count = found.nodes.len() as u64;
            let of = within(view, window);
            let (check, effect) = match what {
                What::Blocked => {
                    ("blocked", format!("{} blocked: only the size is recorded", are(count, "element", &of)))
                }
                What::Texts => {
                    ("masked", format!("{} masked: asterisks stand for what was there", are(count, "text", &of)))
                }
                What::Values => {
                    ("masked", format!("{} masked: asterisks stand for what was typed", are(count, "value", &of)))
                }
            };
            let finding = Finding::info(check, effect).window(window).span(found.first, found.last);
            finding.node(found.nodes.first().copied()).count(count)
        };
        self.0.into_iter().map(finding).collect()
    }
}

impl Withheld {
    fn node(&mut self, case: &Case<'_>, node: &SerializedNode) {
        match &node.body {
            NodeBody::Element(element) => {
                let attribute = |name: &str| element.attributes.iter().find(|attribute| &*attribute.name == name);
                if element.flags.has(ElementFlags::BLOCKED) || attribute("rr_width").is_some() {
                    self.found(case, What::Blocked, node.id);
                } else if attribute("value").is_some_and(|value| is_masked(&value.value)) {
                    self.found(case, What::Values, node.id);
                }
            }
            NodeBody::Text(text) if is_masked(text) => self.found(case, What::Texts, node.id),
            _ => {}
        }
    }

    fn found(&mut self, case: &Case<'_>, what: What, id: Option<NodeId>) {
        let Some(id) = id else { return };
        let fresh = || Found { nodes: BTreeSet::new(), first: case.seq, last: case.seq };
        let found = self.0.entry((case.window, what)).or_insert_with(fresh);
        found.nodes.insert(id);
        found.last = case.seq;
    }
}

/// `2 texts in window 1 are`.
fn are(count: u64, one: &str, of: &str) -> String {
    format!("{}{of} {}", many(count, one), if count == 1 { "is" } else { "are" })
}
