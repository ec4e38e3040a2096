//! Node id to slot: an open-addressing table of runs of neighbouring ids, in copy-on-write chunks.
//!
//! Recorders count their ids up, so neighbours come, are asked for and go together: a run holds eight of them, and finding
//! the run finds them all. One event touches few chunks, and each touched chunk is copied once after a clone. The seed is
//! random: a recording cannot choose ids that collide.

use std::hash::BuildHasher;
use std::sync::Arc;

use crate::event::NodeId;

use super::store::{Ix, NIL};

/// Ids in a run: two to the power of this.
const RUN_BITS: u32 = 3;
const RUN: usize = 1 << RUN_BITS;
const LAST_BITS: NodeId = (1 << RUN_BITS) - 1;
/// Runs in a chunk.
const CHUNK: usize = 16;
/// No run has this key: keys are ids without their last bits.
const NO_KEY: NodeId = NodeId::MAX;

/// The slots of neighbouring ids, `NIL` where an id leads nowhere.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The ids without their last bits; `NO_KEY` where nothing was ever stored.
    key: NodeId,
    slots: [Ix; RUN],
}

impl Run {
    const EMPTY: Self = Self { key: NO_KEY, slots: [NIL; RUN] };

    /// No id of it leads anywhere. Searches go on past it, and another run may take its place.
    fn is_dead(&self) -> bool {
        self.slots == [NIL; RUN]
    }
}

/// An id's run, and its place there.
fn split(id: NodeId) -> (NodeId, usize) {
    (id >> RUN_BITS, usize::try_from(id & LAST_BITS).unwrap_or(0))
}

/// The map.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    /// As many as a power of two, or none.
    chunks: Vec<Arc<[Run; CHUNK]>>,
    /// Runs that have a key, dead ones included; at most half of all, so that searches end.
    used: usize,
    seed: foldhash::fast::RandomState,
}

impl Ids {
    pub(crate) fn new() -> Self {
        Self { chunks: Vec::new(), used: 0, seed: foldhash::fast::RandomState::default() }
    }

    /// What the map takes.
    pub(crate) fn bytes(&self) -> usize {
        self.capacity() * size_of::<Run>()
    }

    /// Runs there is room for.
    fn capacity(&self) -> usize {
        self.chunks.len() * CHUNK
    }

    #[inline]
    pub(crate) fn get(&self, id: NodeId) -> Option<Ix> {
        let (key, within) = split(id);
        let (_, run) = self.find(key)?;
        run.slots.get(within).copied().filter(|ix| *ix != NIL)
    }

    pub(crate) fn insert(&mut self, id: NodeId, ix: Ix) {
        let (key, within) = split(id);
        let found = self.find(key).map(|(at, _)| at);
        let at = found.unwrap_or_else(|| self.begin(key));
        if let Some(place) = self.run_mut(at).and_then(|run| run.slots.get_mut(within)) {
            *place = ix;
        }
    }

    pub(crate) fn remove(&mut self, id: NodeId) -> Option<Ix> {
        let (key, within) = split(id);
        let (at, run) = self.find(key)?;
        if run.slots.get(within) == Some(&NIL) {
            return None;
        }
        Some(std::mem::replace(self.run_mut(at)?.slots.get_mut(within)?, NIL))
    }

    /// A run and where it is.
    #[inline]
    fn find(&self, key: NodeId) -> Option<(usize, &Run)> {
        self.search(key, |run| run.key == key).filter(|(_, run)| run.key == key)
    }

    /// The first place in the order of a key's search that is `wanted`, or was never used.
    #[inline]
    fn search(&self, key: NodeId, wanted: impl Fn(&Run) -> bool) -> Option<(usize, &Run)> {
        let mask = self.capacity().checked_sub(1)?;
        #[expect(clippy::cast_possible_truncation, reason = "the last bits are what is wanted of it")]
        let mut at = self.seed.hash_one(key) as usize & mask;
        loop {
            let run = self.chunks.get(at / CHUNK)?.get(at % CHUNK)?;
            if wanted(run) || run.key == NO_KEY {
                return Some((at, run));
            }
            at = (at + 1) & mask;
        }
    }

    /// Makes room for a run that is not there, and says where.
    fn begin(&mut self, key: NodeId) -> usize {
        if (self.used + 1) * 2 > self.capacity() {
            self.grow();
        }
        let at = self.search(key, Run::is_dead).map_or(0, |(at, _)| at);
        if let Some(run) = self.run_mut(at) {
            let was_used = std::mem::replace(&mut run.key, key) != NO_KEY;
            self.used += usize::from(!was_used);
        }
        at
    }

    fn run_mut(&mut self, at: usize) -> Option<&mut Run> {
        Arc::make_mut(self.chunks.get_mut(at / CHUNK)?).get_mut(at % CHUNK)
    }

    /// Makes room, or sweeps dead runs out.
    fn grow(&mut self) {
        let living = || self.chunks.iter().flat_map(|chunk| chunk.iter()).filter(|run| !run.is_dead());
        // A sixth of the room at least stays for runs to come before the next time.
        let capacity = (living().count() * 3 + 1).next_power_of_two().max(CHUNK);
        let mut anew = Self { chunks: Vec::new(), used: 0, seed: self.seed.clone() };
        anew.chunks.resize_with(capacity / CHUNK, || Arc::new([Run::EMPTY; CHUNK]));
        for run in living() {
            let free = anew.search(run.key, |_| false).map_or(0, |(at, _)| at);
            if let Some(place) = anew.run_mut(free) {
                *place = *run;
                anew.used += 1;
            }
        }
        *self = anew;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn behaves_like_a_map(stride in 1i64..12, steps in prop::collection::vec((-60i64..60, any::<bool>()), 0..600)) {
            let (mut ids, mut model) = (Ids::new(), HashMap::new());
            for (n, (id, add)) in steps.into_iter().enumerate() {
                let ix = Ix::try_from(n).unwrap();
                if add {
                    ids.insert(id * stride, ix);
                    model.insert(id * stride, ix);
                } else {
                    prop_assert_eq!(ids.remove(id * stride), model.remove(&(id * stride)));
                }
            }
            for id in -700..700 {
                prop_assert_eq!(ids.get(id), model.get(&id).copied());
            }
        }
    }

    #[test]
    fn room_goes_with_the_ids_that_lead_somewhere() {
        let mut ids = Ids::new();
        for id in 0..200_000 {
            ids.insert(id, 7);
            ids.remove(id - 1000);
        }
        assert_eq!((ids.get(198_999), ids.get(199_000), ids.get(199_999)), (None, Some(7), Some(7)));
        assert!(ids.bytes() <= 1000 * 40, "{} bytes", ids.bytes());
    }

    #[test]
    fn the_outermost_ids_are_ids_too() {
        let mut ids = Ids::new();
        for id in [NodeId::MIN, -1, 0, NodeId::MAX] {
            assert_eq!(ids.get(id), None);
            ids.insert(id, 5);
            assert_eq!((ids.get(id), ids.remove(id), ids.get(id)), (Some(5), Some(5), None));
        }
    }
}
