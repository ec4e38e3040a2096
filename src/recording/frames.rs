//! States that are kept, so that a seek need not start at the beginning: keyframes at about even distances, and the
//! states that were looked at last.
//!
//! Distance is measured in bytes of JSON to parse, which is what a seek costs; not in seconds, nor in events. A kept
//! state shares with its neighbours what did not change between them, so it is charged with that distance at most.

use crate::dom::Tree;
use crate::event::Seq;
use crate::timeline::WindowIx;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The distance of keyframes at first.
const SPACING: u64 = 1 << 20;

/// All keyframes together may be charged with so many bytes; beyond, every other one goes. They hold about twice their
/// charge, and 1 GB with its compressed bodies has to stay under 200 MB.
const BUDGET: usize = 16 << 20;

/// So many of the states looked at last are kept.
const RECENT: usize = 8;

/// A window's state after an event.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The event, of that window.
    pub(super) seq: Seq,
    /// The JSON bytes of the window's events up to it.
    pub(super) cost: u64,
    /// The state.
    pub(super) tree: Arc<Tree>,
}

/// The kept states of all windows.
#[derive(Debug)]
pub(super) struct Frames {
    keyframes: BTreeMap<(WindowIx, Seq), (Frame, usize)>,
    recent: Vec<(WindowIx, Frame)>,
    charged: usize,
    spacing: u64,
    epoch: u32,
}

impl Default for Frames {
    fn default() -> Self {
        Self { keyframes: BTreeMap::new(), recent: Vec::new(), charged: 0, spacing: SPACING, epoch: 0 }
    }
}

impl Frames {
    /// The nearest kept state at or before an event; none for a view of another epoch.
    pub(super) fn before(&self, epoch: u32, window: WindowIx, seq: Seq) -> Option<Frame> {
        if epoch != self.epoch {
            return None;
        }
        let keyframe = self.keyframes.range((window, 0)..=(window, seq)).next_back().map(|(_, (frame, _))| frame);
        let recent = self.recent.iter().filter(|(of, frame)| *of == window && frame.seq <= seq).map(|(_, frame)| frame);
        recent.chain(keyframe).max_by_key(|frame| frame.seq).cloned()
    }

    /// The distance of keyframes, in bytes of JSON.
    pub(super) fn spacing(&self) -> u64 {
        self.spacing
    }

    /// Whether a keyframe here would be far enough from its neighbours.
    pub(super) fn wants(&self, epoch: u32, window: WindowIx, seq: Seq, cost: u64) -> bool {
        let near = |(frame, _): &(Frame, usize)| frame.cost.abs_diff(cost) < self.spacing;
        let before = self.keyframes.range((window, 0)..=(window, seq)).next_back();
        let after = self.keyframes.range((window, seq)..=(window, Seq::MAX)).next();
        epoch == self.epoch && ![before, after].into_iter().flatten().any(|(_, frame)| near(frame))
    }

    /// Keeps a state as a keyframe.
    pub(super) fn insert(&mut self, epoch: u32, window: WindowIx, frame: Frame) {
        if epoch != self.epoch {
            return;
        }
        let charge = self.charge(window, &frame);
        self.charged += charge;
        if let Some((_, old)) = self.keyframes.insert((window, frame.seq), (frame, charge)) {
            self.charged = self.charged.saturating_sub(old);
        }
        while self.charged > BUDGET && self.keyframes.len() > 1 {
            self.thin();
        }
    }

    /// What a state holds that the keyframe before it does not.
    fn charge(&self, window: WindowIx, frame: &Frame) -> usize {
        let before = self.keyframes.range((window, 0)..(window, frame.seq)).next_back();
        let distance = before.map_or(frame.cost, |(_, (other, _))| frame.cost.saturating_sub(other.cost));
        frame.tree.approx_bytes().min(usize::try_from(distance).unwrap_or(usize::MAX))
    }

    /// Doubles the distance.
    fn thin(&mut self) {
        self.spacing = self.spacing.saturating_mul(2);
        let old = std::mem::take(&mut self.keyframes);
        self.charged = 0;
        let mut last: Option<(WindowIx, u64)> = None;
        for ((window, seq), (frame, _)) in old {
            let near = last.is_some_and(|(of, cost)| of == window && frame.cost - cost.min(frame.cost) < self.spacing);
            if !near {
                last = Some((window, frame.cost));
                let charge = self.charge(window, &frame);
                self.charged += charge;
                self.keyframes.insert((window, seq), (frame, charge));
            }
        }
    }

    /// Remembers a state that was looked at.
    pub(super) fn looked_at(&mut self, epoch: u32, window: WindowIx, frame: Frame) {
        if epoch != self.epoch {
            return;
        }
        self.recent.retain(|(of, known)| (*of, known.seq) != (window, frame.seq));
        if self.recent.len() >= RECENT {
            self.recent.remove(0);
        }
        self.recent.push((window, frame));
    }

    /// A new epoch: states from this event on are of another past now.
    pub(super) fn renumbered(&mut self, epoch: u32, from: Seq) {
        self.epoch = epoch;
        self.recent.retain(|(_, frame)| frame.seq < from);
        self.keyframes.retain(|(_, seq), _| *seq < from);
        self.charged = self.keyframes.values().map(|(_, charge)| charge).sum();
    }
}
