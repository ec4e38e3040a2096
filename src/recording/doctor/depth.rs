//! PostHog's recorder stops at a depth of 50: what lies deeper is missing, and nothing in the recording says so.

use super::check::{Case, Check};
use super::words::time;
use super::{Finding, View};
use crate::event::node::{NodeBody, Subtree};
use crate::event::{Data, NodeId, Seq};

/// Nodes between the document and the deepest ones, both counted (PostHog: `DEFAULT_MAX_DEPTH`).
const LIMIT: u32 = 50;

/// See the module.
#[derive(Default)]
pub(super) struct Depth(Vec<(Seq, Option<NodeId>, u64)>);

impl Check for Depth {
    fn see(&mut self, case: &Case<'_>) {
        let posthog = case.view.header.as_ref().is_some_and(|header| header.container.is_posthog());
        let Some(Data::FullSnapshot(snapshot)) = case.event.map(|event| &event.data) else { return };
        if let Some((node, count)) = cut(&snapshot.page).filter(|_| posthog) {
            self.0.push((case.seq, node, count));
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let finding = |(seq, node, count): (Seq, Option<NodeId>, u64)| {
            let effect = format!(
                "the page at {} reaches the recorder's depth limit of {LIMIT}: what lies deeper inside {count} elements is not recorded",
                time(view, seq)
            );
            Finding::info("depth-limit", effect).span(seq, seq).window(view.index.window(seq)).node(node).count(count)
        };
        self.0.into_iter().map(finding).collect()
    }
}

/// The elements at which a page was cut off: those at the limit, where nothing lies deeper.
fn cut(page: &Subtree) -> Option<(Option<NodeId>, u64)> {
    let mut depths: Vec<u32> = Vec::with_capacity(page.nodes.len());
    for node in &page.nodes {
        let around = node.parent.and_then(|parent| depths.get(parent as usize).copied());
        depths.push(around.map_or(1, |depth| depth + 1));
    }
    let deepest = depths.iter().copied().max()?;
    let at = |depth: u32| {
        let nodes = page.nodes.iter().zip(&depths);
        nodes
            .filter(move |(node, own)| **own == depth && matches!(node.body, NodeBody::Element(_)))
            .map(|(node, _)| node)
    };
    let count = at(deepest).count() as u64;
    (deepest == LIMIT && count > 0).then(|| (at(deepest).find_map(|node| node.id), count))
}
