//! What speaks for and against each candidate, one sort a file.

mod action;
mod change;
mod other;
mod request;

use super::candidates::{Candidate, Sort};
use super::clues::Clues;
use super::effect::Effect;
use super::named::Named;
use super::past::{Key, Past};
use super::reasons::{Clue, Reasons};
use super::scene::Scene;
use crate::clock::{Span, Time};
use crate::event::{Kind, NodeId, Seq};
use crate::extract::is_cause;
use crate::recording::SeekError;
use std::collections::HashMap;

/// What all candidates of an effect are weighed with.
pub(super) struct Weigher<'w> {
    pub(super) scene: &'w Scene<'w>,
    pub(super) effect: &'w Effect,
    pub(super) clues: &'w Clues,
    candidates: &'w [Candidate],
    names: &'w HashMap<NodeId, Named>,
    /// When the like of the effect came, this time included.
    like: &'w [Time],
    /// Whether they come at a steady rhythm.
    steady: bool,
    /// The last page that was loaded before the effect.
    loaded: Option<Seq>,
}

impl<'w> Weigher<'w> {
    pub(super) fn new(
        scene: &'w Scene<'w>,
        effect: &'w Effect,
        clues: &'w Clues,
        candidates: &'w [Candidate],
        names: &'w HashMap<NodeId, Named>,
    ) -> Self {
        /// Farther back nothing is looked for.
        const FARTHEST: usize = 50_000;
        let like = scene.past.like(&effect.text, &effect.stack);
        let snapshots = scene.before(effect.seq).take(FARTHEST).filter(|seq| scene.kind(*seq) == Kind::Snapshot);
        let mut recent = snapshots.take(8);
        let loaded = recent.find(|seq| scene.is_load(*seq));
        Self { scene, effect, clues, candidates, names, like, steady: Past::is_steady(like), loaded }
    }

    /// The names of the candidate's node.
    fn named(&self, candidate: &Candidate) -> Option<&'w Named> {
        self.names.get(&candidate.node?)
    }

    /// How long before the effect the candidate could have had one.
    fn since(&self, candidate: &Candidate) -> Span {
        self.effect.at - candidate.done
    }

    /// What the user did, the last first.
    fn actions(&self) -> impl Iterator<Item = &'w Candidate> {
        self.candidates.iter().filter(|it| it.sort == Sort::Action)
    }

    /// The last thing that the user did on purpose.
    fn last_action(&self) -> Option<&'w Candidate> {
        let acted = self.actions().filter(|it| is_cause(it.kind));
        acted.max_by_key(|it| (it.sent, it.seq))
    }

    /// Adds what the other times tell: the same before the like of the effect, or the one without the other.
    fn compare(&self, reasons: &mut Reasons, key: &Key, within: Span) {
        const FEW: usize = 3;
        if self.like.is_empty() {
            return;
        }
        let met = self.scene.past.met(key, self.like, within);
        let part = |some: usize, all: usize| if all == 0 { 0.0 } else { ratio(some) / ratio(all) };
        let (explained, followed) = (part(met.after, met.effects), part(met.before, met.causes));
        // A burst of errors after one cause is no pattern.
        if met.after >= 2 && met.before >= 2 {
            let says = format!(
                "before {} of {} such; followed by one {} of {} times",
                met.after, met.effects, met.before, met.causes
            );
            reasons.add(Clue::Pattern, 0.5 * explained * followed, says);
        }
        if met.causes >= FEW {
            let says = format!("{} of {} times nothing such followed", met.causes - met.before, met.causes);
            reasons.add(Clue::NoPattern, -0.4 * (1.0 - followed), says);
        }
        if met.effects >= FEW {
            let says = format!("{} of {} such came without it", met.effects - met.after, met.effects);
            reasons.add(Clue::NoPattern, -0.4 * (1.0 - explained), says);
        }
    }
}

#[allow(clippy::cast_precision_loss)] // counts of events are small
fn ratio(count: usize) -> f64 {
    count as f64
}

/// What speaks for and against a candidate.
pub(super) fn weigh(with: &Weigher<'_>, candidate: &Candidate) -> Result<Reasons, SeekError> {
    match candidate.sort {
        Sort::Action => Ok(action::weigh(with, candidate)),
        Sort::Request => request::weigh(with, candidate),
        Sort::Script => Ok(request::weigh_script(with, candidate)),
        Sort::Change => change::weigh(with, candidate),
        Sort::Custom => other::weigh_custom(with, candidate),
        Sort::Page => Ok(other::weigh_page(with, candidate)),
        Sort::Line => Ok(other::weigh_line(with, candidate)),
    }
}
