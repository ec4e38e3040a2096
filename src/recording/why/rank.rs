//! From candidates to causes: each weighed, what led to another credited with it, the most plausible first.

use super::candidates::{Candidate, Sort, gather};
use super::clues::Clues;
use super::effect::Effect;
use super::named::Named;
use super::reasons::{Clue, Reason, Reasons};
use super::scene::Scene;
use super::weigh::{self, Weigher};
use crate::clock::Span;
use crate::event::{Kind, NodeId};
use crate::extract::is_cause;
use crate::recording::SeekError;
use std::collections::HashMap;

/// A ranked candidate.
pub(super) struct Found {
    pub(super) candidate: Candidate,
    pub(super) score: f64,
    pub(super) reasons: Vec<Reason>,
}

/// A script sends an action's request so soon.
const SENT_AT_ONCE: Span = Span(1_000_000);

/// A page comes so long after the action that asked for it.
const PAGE_COMES: Span = Span(10_000_000);

/// The causes of an effect, the most plausible first.
pub(super) fn ranked(scene: &Scene<'_>, effect: &Effect) -> Result<Vec<Found>, SeekError> {
    /// What is less plausible than this is not told.
    const LEAST: f64 = 0.08;
    let clues = Clues::new(effect);
    let candidates = gather(scene, effect, &clues);
    let names = names(scene, &candidates)?;
    let with = Weigher::new(scene, effect, &clues, &candidates, &names);
    let mut weighed = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        weighed.push(weigh::weigh(&with, candidate)?);
    }
    credit(scene, &candidates, &mut weighed);
    let mut found: Vec<Found> = candidates
        .into_iter()
        .zip(weighed)
        .map(|(candidate, reasons)| Found { candidate, score: reasons.score(), reasons: reasons.sorted() })
        .filter(|found| found.score >= LEAST)
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.candidate.done.cmp(&a.candidate.done)));
    Ok(found)
}

/// The names of the nodes that were acted on: on the page as it was after the last of the actions, and where a node was gone
/// by then, on the page as it was when it was acted on.
fn names(scene: &Scene<'_>, candidates: &[Candidate]) -> Result<HashMap<NodeId, Named>, SeekError> {
    let acted = || candidates.iter().filter(|it| it.sort == Sort::Action && it.node.is_some());
    let mut names = HashMap::new();
    let Some(last) = acted().map(|it| it.seq).max() else { return Ok(names) };
    let tree = scene.tree(last)?;
    for candidate in acted() {
        let Some(node) = candidate.node.filter(|node| !names.contains_key(node)) else { continue };
        let called = match Named::new(&tree, node) {
            None if candidate.seq != last => Named::new(&*scene.tree(candidate.seq)?, node),
            called => called,
        };
        names.extend(called.map(|called| (node, called)));
    }
    Ok(names)
}

/// Credits an action with the request that it sent, and with the page that it brought.
fn credit(scene: &Scene<'_>, candidates: &[Candidate], weighed: &mut [Reasons]) {
    let mut credits: Vec<(usize, f64, String)> = Vec::new();
    for (candidate, reasons) in candidates.iter().zip(&*weighed) {
        let (within, part, clues): (_, _, &[Clue]) = match candidate.sort {
            Sort::Request => {
                (SENT_AT_ONCE, 0.8, &[Clue::Answer, Clue::Failed, Clue::Told, Clue::Trigger, Clue::Pattern])
            }
            Sort::Page => (PAGE_COMES, 0.5, &[Clue::Loaded, Clue::Trigger]),
            _ => continue,
        };
        let acted = candidates.iter().enumerate().filter(|(_, it)| {
            it.sort == Sort::Action
                && (is_cause(it.kind) || it.kind == Kind::Pointer)
                && (Span(0)..=within).contains(&(candidate.sent - it.sent))
        });
        let Some((by, action)) = acted.max_by_key(|(_, it)| (it.sent, it.seq)) else { continue };
        let after = (candidate.sent - action.sent).human();
        let says = match candidate.request.and_then(|place| scene.view.network.get(place as usize)) {
            Some(row) => format!(
                "it sent {} {} after {after}",
                row.request.method.as_deref().unwrap_or("a request to"),
                row.request.url
            ),
            None => format!("it brought the page after {after}"),
        };
        credits.push((by, part * reasons.score_of(clues), says));
    }
    // Of several requests, the one that counts most.
    credits.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    credits.dedup_by_key(|credit| credit.0);
    for (by, weight, says) in credits {
        weighed[by].add(Clue::Led, weight, says);
    }
}
