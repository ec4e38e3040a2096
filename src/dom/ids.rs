//! Node id to slot: an open-addressing table in copy-on-write chunks.
//!
//! Neighbouring ids share a chunk, because one event touches neighbouring ids and each touched chunk is copied once
//! after a clone. The seed is random: a recording cannot choose ids that collide.

use std::hash::BuildHasher;
use std::sync::Arc;

use crate::event::NodeId;

use super::store::{Ix, NIL};

/// Entries in a chunk.
const CHUNK: usize = 64;
/// Neighbouring ids that start out side by side.
const RUN: u32 = 3;
/// Marks an entry that was deleted: searches go on past it.
const GONE: Ix = NIL - 1;

/// One entry; `ix` is `NIL` where nothing was ever stored.
#[derive(Clone, Copy, Debug)]
struct Entry {
    id: NodeId,
    ix: Ix,
}

const EMPTY: Entry = Entry { id: 0, ix: NIL };

/// The map.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    chunks: Vec<Arc<[Entry; CHUNK]>>,
    /// Entries that are not `EMPTY`, deleted ones included.
    used: usize,
    live: usize,
    seed: foldhash::fast::RandomState,
}

impl Ids {
    pub(crate) fn new() -> Self {
        Self { chunks: Vec::new(), used: 0, live: 0, seed: foldhash::fast::RandomState::default() }
    }

    /// Entries there is room for.
    pub(crate) fn capacity(&self) -> usize {
        self.chunks.len() * CHUNK
    }

    pub(crate) fn get(&self, id: NodeId) -> Option<Ix> {
        let entry = self.entry(self.find(id)?);
        (entry.id == id && entry.ix < GONE).then_some(entry.ix)
    }

    pub(crate) fn insert(&mut self, id: NodeId, ix: Ix) {
        if (self.used + 1) * 2 > self.capacity() {
            self.grow();
        }
        let Some(at) = self.find(id) else { return };
        let old = self.entry(at);
        self.used += usize::from(old.ix == NIL);
        self.live += usize::from(old.ix >= GONE);
        self.set(at, Entry { id, ix });
    }

    pub(crate) fn remove(&mut self, id: NodeId) -> Option<Ix> {
        let at = self.find(id)?;
        let old = self.entry(at);
        if old.id != id || old.ix >= GONE {
            return None;
        }
        self.live -= 1;
        self.set(at, Entry { id, ix: GONE });
        Some(old.ix)
    }

    /// Every id with its slot, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NodeId, Ix)> {
        self.chunks
            .iter()
            .flat_map(|chunk| chunk.iter())
            .filter(|entry| entry.ix < GONE)
            .map(|entry| (entry.id, entry.ix))
    }

    /// Where the id is, or where it would go.
    fn find(&self, id: NodeId) -> Option<usize> {
        let mask = self.capacity().checked_sub(1)?;
        let run = usize::try_from(self.seed.hash_one(id >> RUN) & (mask as u64)).ok()?;
        let within = usize::try_from(id & ((1 << RUN) - 1)).ok()?;
        let mut at = (run & !((1 << RUN) - 1)) + within;
        loop {
            let entry = self.entry(at & mask);
            if entry.ix == NIL || entry.id == id {
                return Some(at & mask);
            }
            at += 1;
        }
    }

    fn entry(&self, at: usize) -> Entry {
        self.chunks.get(at / CHUNK).and_then(|chunk| chunk.get(at % CHUNK)).copied().unwrap_or(EMPTY)
    }

    fn set(&mut self, at: usize, entry: Entry) {
        if let Some(place) = self.chunks.get_mut(at / CHUNK).and_then(|chunk| Arc::make_mut(chunk).get_mut(at % CHUNK))
        {
            *place = entry;
        }
    }

    /// Makes room, or sweeps deleted entries out.
    fn grow(&mut self) {
        let capacity = (self.live * 4 + 1).next_power_of_two().max(CHUNK);
        let mut anew = Self { chunks: Vec::new(), used: 0, live: 0, seed: self.seed.clone() };
        anew.chunks.resize_with(capacity / CHUNK, || Arc::new([EMPTY; CHUNK]));
        for (id, ix) in self.iter() {
            anew.insert(id, ix);
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
        fn behaves_like_a_map(steps in prop::collection::vec((-40i64..40, any::<bool>()), 0..600)) {
            let (mut ids, mut model) = (Ids::new(), HashMap::new());
            for (n, (id, add)) in steps.into_iter().enumerate() {
                let ix = Ix::try_from(n).unwrap();
                if add {
                    ids.insert(id * 7, ix);
                    model.insert(id * 7, ix);
                } else {
                    prop_assert_eq!(ids.remove(id * 7), model.remove(&(id * 7)));
                }
                prop_assert_eq!(ids.live, model.len());
            }
            for id in -300..300 {
                prop_assert_eq!(ids.get(id), model.get(&id).copied());
            }
        }
    }
}
