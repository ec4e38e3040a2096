//! Changes of the page: whether they touched a node in question, or what they set is what the message speaks of.

use super::super::candidates::Candidate;
use super::super::clues::{Clues, Topic};
use super::super::reasons::{Clue, Reasons, fading};
use super::Weigher;
use crate::event::mutation::{Mutation, NewValue};
use crate::event::node::NodeBody;
use crate::event::{Data, Kind, NodeId};
use crate::recording::SeekError;

pub(super) fn weigh(with: &Weigher<'_>, candidate: &Candidate) -> Result<Reasons, SeekError> {
    let mut reasons = Reasons::default();
    let since = with.since(candidate);
    reasons.add(Clue::Near, fading(0.25, since.ms(), 100.0), format!("{} before", since.human()));
    if candidate.kind != Kind::Mutation {
        return Ok(reasons);
    }
    let Some(event) = with.scene.event(candidate.seq)? else { return Ok(reasons) };
    let Data::Mutation(mutation) = event.data else { return Ok(reasons) };
    let touched = touched(&mutation);
    if with.effect.node.is_some_and(|node| touched.contains(&node)) {
        reasons.add(Clue::Node, 0.4, "it touched the node in question");
    } else if acted_on(with, &touched) {
        reasons.add(Clue::Node, 0.2, "it touched what the user had acted on");
    }
    if let Some(told) = told(&mutation, with.clues) {
        reasons.add(Clue::Told, 0.7, format!("the message speaks of what it put there: {told:?}"));
    }
    if with.clues.is_about(Topic::Dom) && !mutation.removes.is_empty() {
        reasons.add(Clue::Trigger, 0.45, "the message speaks of missing nodes, and it took some out");
    }
    Ok(reasons)
}

/// The nodes that are changed themselves, put in, or taken out.
fn touched(mutation: &Mutation) -> Vec<NodeId> {
    let adds = mutation.adds.iter().flat_map(|add| add.node.nodes.iter().map(|node| node.id));
    let removes = mutation.removes.iter().map(|remove| remove.id);
    let texts = mutation.texts.iter().map(|text| text.id);
    let attributes = mutation.attributes.iter().map(|change| change.id);
    adds.chain(removes).chain(texts).chain(attributes).flatten().collect()
}

fn acted_on(with: &Weigher<'_>, touched: &[NodeId]) -> bool {
    with.actions().filter_map(|it| with.named(it)).any(|named| named.ids.iter().any(|id| touched.contains(id)))
}

/// A text or an attribute's value that a mutation sets and the message holds.
fn told(mutation: &Mutation, clues: &Clues) -> Option<String> {
    const MOST: usize = 400;
    const SHORTEST: usize = 6;
    let added = mutation.adds.iter().flat_map(|add| &add.node.nodes).flat_map(|node| match &node.body {
        NodeBody::Element(element) => element.attributes.iter().map(|it| &*it.value).collect(),
        NodeBody::Text(text) => vec![&**text],
        _ => Vec::new(),
    });
    let texts = mutation.texts.iter().map(|text| &*text.value);
    let set = mutation.attributes.iter().flat_map(|change| &change.values).filter_map(|(_, value)| match value {
        NewValue::Set(value) => Some(&**value),
        _ => None,
    });
    let is_told = |value: &&str| {
        let value = value.trim();
        (SHORTEST..=300).contains(&value.len()) && clues.says(&value.to_lowercase())
    };
    added.chain(texts).chain(set).take(MOST).find(is_told).map(|value| value.trim().to_owned())
}
