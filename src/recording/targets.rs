//! Whom the user meant: a selector for the node of every click, key and focus, found while a part of a recording is
//! written. The ids that events carry mean nothing to who reads an archive with other tools.
//!
//! A replay on threads of its own runs ahead of the writing, and only as far as there are nodes to name.

use super::{Cancel, Clip, Recording, SeekError, View, ahead};
use crate::dom::Tree;
use crate::dom::select::Namer;
use crate::event::{Kind, Seq};
use crate::timeline::{Index, WindowIx};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::iter::Peekable;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Selectors found ahead.
const AHEAD: usize = 1024;

/// Bytes of JSON that are replayed without being asked to: a recording of 100 MB keeps its names, and a larger one does
/// not take twice the time to write that it could.
const FREE: u64 = 128 << 20;

/// Which nodes are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// All, where the replay that it needs is short.
    #[default]
    WhereShort,
    /// All, however long it takes.
    Always,
}

/// Whether an event's node is named. Moves and scrolls come by the thousand, and where they were they tell by numbers.
fn is_named(index: &Index, seq: Seq) -> bool {
    matches!(index.kind(seq), Kind::Click | Kind::Pointer | Kind::Input | Kind::Focus) && index.node(seq).is_some()
}

type Found = (Seq, Option<Arc<str>>);

/// The selectors of a part's events, in their order.
pub struct Targets<'v> {
    index: &'v Index,
    /// `None` where nothing is named.
    found: Option<Receiver<Found>>,
}

impl Targets<'_> {
    /// The selector of the node that an event is about, which finds it and only it just before the event; recorded text.
    /// Events are asked for in their order, each once.
    #[must_use]
    pub fn of(&self, seq: Seq) -> Option<Arc<str>> {
        if !is_named(self.index, seq) {
            return None;
        }
        // There are no more where a body could not be read: who writes the part meets the same error.
        let (of, target) = self.found.as_ref()?.recv().ok()?;
        target.filter(|_| of == seq)
    }

    /// Whether nodes are left without names, for the replay would be long.
    #[must_use]
    pub fn are_left_out(&self) -> bool {
        self.found.is_none()
    }
}

impl Recording {
    /// Does some work with the selectors of a part's events at hand.
    pub fn with_targets<R>(
        &self,
        (view, clip): (&View, &Clip),
        naming: Naming,
        cancel: &Cancel,
        work: impl FnOnce(&Targets<'_>) -> R,
    ) -> R {
        let index = &view.index;
        let named: Vec<Seq> = clip.seqs().filter(|seq| clip.has(view, *seq) && is_named(index, *seq)).collect();
        if naming == Naming::WhereShort && cost(index, &named) > FREE {
            return work(&Targets { index, found: None });
        }
        let (sender, found) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            scope.spawn(move || self.find_targets((view, clip), named, cancel, sender));
            // Gone before the thread is waited for, so that it ends where the work ends early.
            let targets = Targets { index, found: Some(found) };
            work(&targets)
        })
    }

    fn find_targets(
        &self,
        (view, clip): (&View, &Clip),
        named: Vec<Seq>,
        cancel: &Cancel,
        tell: SyncSender<Found>,
    ) -> Result<(), SeekError> {
        let index = &view.index;
        let mut pages = HashMap::new();
        for window in named.iter().map(|seq| index.window(*seq)) {
            if let Entry::Vacant(page) = pages.entry(window) {
                let before = clip.seqs().start.checked_sub(1);
                let tree = before.map(|before| self.tree(view, window, before, cancel)).transpose()?;
                page.insert(tree.map(Arc::unwrap_or_clone).unwrap_or_default());
            }
        }
        let upto = named.last().copied().unwrap_or(0);
        let changes = |kind| matches!(kind, Kind::Page | Kind::Snapshot | Kind::Mutation);
        let is_read =
            |seq: &Seq| clip.has(view, *seq) && changes(index.kind(*seq)) && pages.contains_key(&index.window(*seq));
        let read: Vec<Seq> = clip.seqs().take_while(|seq| *seq < upto).filter(is_read).collect();
        let mut named = Named { index, left: named.into_iter().peekable(), tell };
        ahead::events((&self.bodies, index), &read, cancel, |seq, event| {
            named.upto(seq, &pages)?;
            if let (Some(event), Some(page)) = (event, pages.get_mut(&index.window(seq))) {
                page.advance(seq, event);
            }
            Ok(())
        })?;
        named.upto(Seq::MAX, &pages)
    }
}

/// The bytes of JSON that have to be replayed for the nodes of these events.
fn cost(index: &Index, named: &[Seq]) -> u64 {
    let last: HashMap<WindowIx, Seq> = named.iter().map(|seq| (index.window(*seq), *seq)).collect();
    last.values().map(|seq| index.cost_upto(*seq)).sum()
}

/// The events whose nodes are still to be named.
struct Named<'v, S: Iterator<Item = Seq>> {
    index: &'v Index,
    left: Peekable<S>,
    tell: SyncSender<Found>,
}

impl<S: Iterator<Item = Seq>> Named<'_, S> {
    /// Names the nodes of the events before one that changes a page: what is counted on a page serves them all.
    fn upto(&mut self, end: Seq, pages: &HashMap<WindowIx, Tree>) -> Result<(), SeekError> {
        let mut namers: HashMap<WindowIx, Namer<'_>> = HashMap::new();
        while let Some(seq) = self.left.next_if(|seq| *seq < end) {
            let window = self.index.window(seq);
            let target = pages.get(&window).and_then(|page| {
                let node = self.index.node(seq).and_then(|id| page.get(id))?;
                Some(namers.entry(window).or_insert_with(|| Namer::new(page)).name(node))
            });
            // Whoever writes has given up.
            self.tell.send((seq, target)).map_err(|_| SeekError::Cancelled)?;
        }
        Ok(())
    }
}
