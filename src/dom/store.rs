//! The arena a tree lives in: pages of slots shared between clones, copied when written.
//!
//! Slots are addressed by an [`Ix`], ids by a paged hash map, so memory goes with the nodes that live and never with
//! the highest id. A clone copies one pointer a page.

use std::sync::Arc;

use crate::event::NodeId;
use crate::event::node::{Attribute, Doctype, Element};

use super::ids::Ids;
use super::state::State;

/// A slot's address in the arena.
pub(crate) type Ix = u32;

/// No slot.
pub(crate) const NIL: Ix = Ix::MAX;

/// Slots in a page: small enough to copy in a microsecond, large enough that a clone stays short.
const PAGE: usize = 32;

/// What a slot holds.
#[derive(Clone, Debug, Default)]
pub(crate) enum Body {
    /// Nothing; `next` names the next free slot.
    #[default]
    Free,
    /// A document; `host` is the iframe it is the content of.
    Document {
        quirks: bool,
    },
    /// A shadow root; `host` is its element.
    ShadowRoot,
    Doctype(Arc<Doctype>),
    /// `recorded` is what the recording said when the node was built: duplicate ids are judged by it.
    Element {
        recorded: Arc<Element>,
        changed: Option<Arc<[Attribute]>>,
    },
    Text {
        recorded: Arc<str>,
        text: Arc<str>,
    },
    Cdata(Arc<str>),
    Comment {
        recorded: Arc<str>,
        text: Arc<str>,
    },
}

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The recorded id, even when the map no longer leads here.
    pub(crate) id: Option<NodeId>,
    pub(crate) parent: Ix,
    pub(crate) first: Ix,
    pub(crate) last: Ix,
    pub(crate) prev: Ix,
    pub(crate) next: Ix,
    /// An element's shadow root.
    pub(crate) shadow: Ix,
    /// An iframe's document.
    pub(crate) content: Ix,
    /// A shadow root's or content document's element.
    pub(crate) host: Ix,
    pub(crate) body: Body,
    pub(crate) state: Option<Arc<State>>,
}

impl Slot {
    pub(crate) fn new(id: Option<NodeId>, body: Body) -> Self {
        Self {
            id,
            parent: NIL,
            first: NIL,
            last: NIL,
            prev: NIL,
            next: NIL,
            shadow: NIL,
            content: NIL,
            host: NIL,
            body,
            state: None,
        }
    }
}

/// Slots that are copied together.
type Page = Arc<[Slot; PAGE]>;

/// All slots of one tree, and the map from ids to them.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pages: Vec<Page>,
    /// The first of the slots that hold nothing.
    free: Ix,
    live: usize,
    pub(crate) ids: Ids,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self { pages: Vec::new(), free: NIL, live: 0, ids: Ids::new() }
    }

    /// Nodes that live, detached ones included.
    pub(crate) fn live(&self) -> usize {
        self.live
    }

    /// Slots ever used at once.
    pub(crate) fn capacity(&self) -> usize {
        self.pages.len() * PAGE
    }

    #[inline]
    pub(crate) fn get(&self, ix: Ix) -> Option<&Slot> {
        self.pages.get(ix as usize / PAGE)?.get(ix as usize % PAGE)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, ix: Ix) -> Option<&mut Slot> {
        Arc::make_mut(self.pages.get_mut(ix as usize / PAGE)?).get_mut(ix as usize % PAGE)
    }

    /// Puts a node into a free slot.
    pub(crate) fn insert(&mut self, slot: Slot) -> Ix {
        if self.free == NIL {
            self.add_page();
        }
        let ix = self.free;
        let Some(place) = self.get_mut(ix) else { return NIL };
        self.free = std::mem::replace(place, slot).next;
        self.live += 1;
        ix
    }

    /// A page of free slots, each naming the next.
    fn add_page(&mut self) {
        let (Ok(first), Ok(_)) = (Ix::try_from(self.capacity()), Ix::try_from(self.capacity() + PAGE)) else { return };
        let mut next = first;
        self.pages.push(Arc::new(std::array::from_fn(|place| {
            next += 1;
            let mut slot = Slot::new(None, Body::Free);
            slot.next = if place + 1 == PAGE { NIL } else { next };
            slot
        })));
        self.free = first;
    }

    /// Gives a slot back. Links to it must be gone.
    pub(crate) fn remove(&mut self, ix: Ix) {
        let free = self.free;
        if let Some(slot) = self.get_mut(ix) {
            if matches!(slot.body, Body::Free) {
                return;
            }
            *slot = Slot::new(None, Body::Free);
            slot.next = free;
            self.free = ix;
            self.live -= 1;
        }
    }
}
