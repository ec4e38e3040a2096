//! The replay engine: pure, no I/O, no clock.
//!
//! A [`Tree`] is the recorded page after some events, modelled as it was recorded: tags and attributes keep their
//! recorded names, and what no attribute shows (typed values, scrolling, edited sheets) is state beside them.
//! [`Tree::apply`] takes the next event of the same window. What cannot be applied is an [`Anomaly`], never a panic
//! and never silent. The rules are those of rrweb's own player on its live path.

mod anomaly;
mod apply;
mod build;
mod controls;
pub mod diff;
mod digest;
pub mod html;
mod ids;
pub mod json;
mod links;
mod opening;
pub mod outline;
mod portrait;
pub mod select;
pub mod sheet;
mod state;
mod store;
mod style;
mod sweep;
#[cfg(test)]
mod tests;
pub mod text;
mod view;
pub(crate) mod walk;
#[cfg(test)]
mod wrong_types;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::event::NodeId;
use crate::event::input::SelectionRange;
use crate::event::mobile;
use crate::event::node::Subtree;

pub use anomaly::{Anomaly, AnomalyKind, Applied, Change, ChangeKind};
pub use opening::{Opening, opening};
pub use portrait::Portrait;
pub use state::{CanvasState, MediaState};
pub use view::{Node, NodeKey, NodeKind};

use sheet::Sheet;
use store::{Ix, NIL, Store};

/// Where the pointer was last seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    /// CSS pixels from the left of the target's own document viewport.
    pub x: f64,
    /// CSS pixels from the top of the target's own document viewport.
    pub y: f64,
    /// The node under it, where known.
    pub id: Option<NodeId>,
    /// It is a finger.
    pub is_touch: bool,
}

/// The page of one window after some events. A clone costs microseconds and shares all it does not change.
#[derive(Clone, Debug)]
pub struct Tree {
    store: Store,
    root: Ix,
    viewport: Option<(f64, f64)>,
    href: Option<Arc<str>>,
    pointer: Option<Pointer>,
    focused: Option<NodeId>,
    fullscreen: Option<NodeId>,
    selection: Arc<[SelectionRange]>,
    /// Constructed style sheets by their id.
    sheets: Arc<BTreeMap<i64, Arc<Sheet>>>,
    /// The last list of constructed sheets of each document and shadow host.
    adopting: Arc<BTreeMap<NodeId, Arc<[i64]>>>,
    waiting: Waiting,
    lingering: Lingering,
}

/// What came before the place it belongs to.
#[derive(Clone, Debug, Default)]
struct Waiting {
    /// Nodes of 0.x recordings that wait for a sibling with a known id.
    siblings: BTreeMap<NodeId, Parked>,
    /// Documents that came before their iframe, with the iframe's id. Full snapshots do not clear them.
    documents: Vec<(NodeId, Arc<Subtree>)>,
}

/// Detached parts that ids may still lead to.
#[derive(Clone, Debug, Default)]
struct Lingering {
    /// Their tops, the oldest first.
    tops: Vec<Ix>,
    /// How many of them the last sweep left.
    swept: usize,
}

/// A node that was built and not put in, because its recorded sibling was unknown to the recorder.
#[derive(Clone, Copy, Debug)]
struct Parked {
    ix: Ix,
    previous: Option<NodeId>,
    next: Option<NodeId>,
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

impl Tree {
    /// No page yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            store: Store::new(),
            root: NIL,
            viewport: None,
            href: None,
            pointer: None,
            focused: None,
            fullscreen: None,
            selection: Arc::new([]),
            sheets: Arc::default(),
            adopting: Arc::default(),
            waiting: Waiting::default(),
            lingering: Lingering::default(),
        }
    }

    /// The top document, absent before the first full snapshot.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.node(self.root)
    }

    /// The node that the id leads to now; 0 is the screen of a mobile recording. It may be detached: see [`Tree::is_attached`].
    #[must_use]
    pub fn get(&self, id: NodeId) -> Option<Node<'_>> {
        if id == 0 && self.is_mobile() {
            return self.get(mobile::BODY);
        }
        self.node(self.store.ids.get(id)?)
    }

    /// Whether a node is reached from the top document.
    #[must_use]
    pub fn is_attached(&self, node: Node<'_>) -> bool {
        std::iter::successors(Some(node), |n| n.parent_or_host()).any(|n| n.ix == self.root)
    }

    /// Whether nodes wait for an iframe or a sibling to come, to be put in with it.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.waiting.documents.is_empty() || !self.waiting.siblings.is_empty()
    }

    /// Width and height in CSS pixels.
    #[must_use]
    pub fn viewport(&self) -> Option<(f64, f64)> {
        self.viewport
    }

    /// The address of the last Meta event.
    #[must_use]
    pub fn href(&self) -> Option<&str> {
        self.href.as_deref()
    }

    /// Where the pointer was last seen.
    #[must_use]
    pub fn pointer(&self) -> Option<Pointer> {
        self.pointer
    }

    /// The node with focus.
    #[must_use]
    pub fn focused(&self) -> Option<NodeId> {
        self.focused
    }

    /// The fullscreen element (PostHog).
    #[must_use]
    pub fn fullscreen(&self) -> Option<NodeId> {
        self.fullscreen
    }

    /// The selected ranges.
    #[must_use]
    pub fn selection(&self) -> &[SelectionRange] {
        &self.selection
    }

    /// Nodes that are kept: those of the page, and detached ones that an id still leads to.
    #[must_use]
    pub fn len(&self) -> usize {
        self.store.live()
    }

    /// Whether there is no page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root == NIL
    }

    /// What this tree holds that no other clone shares, at most: bytes.
    #[must_use]
    pub fn approx_bytes(&self) -> usize {
        self.store.capacity() * size_of::<store::Slot>() + self.store.ids.bytes()
    }
}
