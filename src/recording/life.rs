//! The life of one node: built, moved, changed, taken out, by which event, after which action. Blame for the DOM.
//!
//! The window is replayed and the node watched in every state, so that a node which went with its parent is seen to go,
//! though no event names it. An id that a new page gives to another node begins another life.

use super::{Cancel, Recording, SeekError, View};
use crate::dom::diff::describe;
use crate::dom::select::selector_of;
use crate::dom::{Node, Tree, walk};
use crate::event::{Kind, NodeId, Seq};
use crate::extract::Action;
use crate::timeline::WindowIx;

/// Nodes deeper than this are not recorded (PostHog: `maxDepth`).
const RECORDED_DEPTH: usize = 50;

/// What happened to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It came to be on the page: its selector, and its tag or text in short.
    Created {
        /// A selector that finds it.
        selector: String,
    },
    /// A new page, or another node, took the id: what follows is another node's life.
    Reused {
        /// A selector that finds the node that has the id now.
        selector: String,
    },
    /// It was put elsewhere.
    Moved {
        /// The parent's selector before.
        from: String,
        /// The parent's selector after.
        to: String,
    },
    /// Something about it changed, as [`describe`] words it: `disabled: absent → ""`.
    Changed {
        /// What.
        what: String,
    },
    /// It left the page, alone or with what it was in.
    Removed,
}

/// One moment of a node's life.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The event.
    pub seq: Seq,
    /// What it did.
    pub deed: Deed,
    /// The last click, touch or input before it.
    pub after: Option<Action>,
}

/// Why an id leads to no node, at the window's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It was on the page, and left it by this event.
    Removed(Seq),
    /// An event named it and could not be applied: which, and why.
    Unresolvable(Seq, String),
    /// No event ever brought it; why that may be.
    NeverRecorded {
        /// Some of the page is as deep as the recorder goes: what is deeper is missing.
        at_depth_limit: bool,
        /// Some of the page is blocked: what is inside is missing.
        blocked_parts: bool,
    },
}

/// The life of an id in one window.
#[derive(Clone, Debug)]
pub struct Life {
    /// The window.
    pub window: WindowIx,
    /// The id.
    pub node: NodeId,
    /// What happened, in order.
    pub moments: Vec<Moment>,
    /// Why it is not on the page at the end; `None`: it is.
    pub absence: Option<Absence>,
}

impl Recording {
    /// What happened to a node in one window.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn life(&self, view: &View, window: WindowIx, node: NodeId, cancel: &Cancel) -> Result<Life, SeekError> {
        let mut watch =
            Watch { id: node, before: Tree::new(), deeds: Vec::new(), refusal: None, holes: (false, false) };
        self.replay((view, window), can_touch, cancel, |state| {
            let refused = state.applied.anomalies.iter().rev().find(|anomaly| anomaly.id == Some(node));
            if let Some(anomaly) = refused {
                watch.refusal = Some((state.seq, anomaly.reason.to_string()));
            }
            watch.look(state.seq, state.tree);
        })?;
        let moment = |(seq, deed)| Moment { seq, deed, after: view.action_before(window, seq) };
        let absence = watch.absence();
        Ok(Life { window, node, moments: watch.deeds.into_iter().map(moment).collect(), absence })
    }
}

/// Whether events of this kind can touch a node.
fn can_touch(kind: Kind) -> bool {
    use Kind::{Canvas, Input, Media, Mutation, Page, Scroll, Snapshot, Style};
    matches!(kind, Page | Snapshot | Mutation | Input | Scroll | Media | Style | Canvas)
}

struct Watch {
    id: NodeId,
    before: Tree,
    deeds: Vec<(Seq, Deed)>,
    refusal: Option<(Seq, String)>,
    /// The page reached the depth limit; had blocked parts.
    holes: (bool, bool),
}

fn shown(tree: &Tree, id: NodeId) -> Option<Node<'_>> {
    tree.get(id).filter(|&node| tree.is_attached(node))
}

impl Watch {
    fn look(&mut self, seq: Seq, tree: &Tree) {
        let mut deeds = Vec::new();
        match (shown(&self.before, self.id), shown(tree, self.id)) {
            (None, Some(now)) => {
                let known = self.deeds.iter().any(|(_, deed)| matches!(deed, Deed::Created { .. }));
                let selector = selector_of(now);
                deeds.push(if known { Deed::Reused { selector } } else { Deed::Created { selector } });
            }
            (Some(_), None) => deeds.push(Deed::Removed),
            (Some(before), Some(now)) => compare(before, now, &mut deeds),
            (None, None) => {}
        }
        self.deeds.extend(deeds.into_iter().map(|deed| (seq, deed)));
        self.before = tree.clone();
    }

    fn absence(&mut self) -> Option<Absence> {
        if shown(&self.before, self.id).is_some() {
            return None;
        }
        let removed = self.deeds.iter().rev().find(|(_, deed)| *deed == Deed::Removed).map(|(seq, _)| *seq);
        if let Some(seq) = removed {
            return Some(Absence::Removed(seq));
        }
        if let Some((seq, why)) = self.refusal.take() {
            return Some(Absence::Unresolvable(seq, why));
        }
        let depth = |node: Node<'_>| std::iter::successors(Some(node), |n| n.parent_or_host()).take(60).count();
        self.holes.0 = walk::preorder(&self.before).any(|node| depth(node) >= RECORDED_DEPTH);
        self.holes.1 = walk::preorder(&self.before).any(Node::is_blocked);
        Some(Absence::NeverRecorded { at_depth_limit: self.holes.0, blocked_parts: self.holes.1 })
    }
}

fn compare(before: Node<'_>, now: Node<'_>, deeds: &mut Vec<Deed>) {
    if (before.kind(), before.tag()) != (now.kind(), now.tag()) {
        return deeds.push(Deed::Reused { selector: selector_of(now) });
    }
    let place = |node: Node<'_>| (node.parent_or_host().and_then(Node::id), node.prev_sibling().and_then(Node::id));
    if place(before).0 != place(now).0 {
        let parent = |node: Node<'_>| node.parent_or_host().map(selector_of).unwrap_or_default();
        deeds.push(Deed::Moved { from: parent(before), to: parent(now) });
    }
    deeds.extend(describe(before, now).into_iter().map(|what| Deed::Changed { what }));
}
