//! The life of one node: built, moved, changed, taken out, by which event, after which action. Blame for the DOM.
//!
//! The window is replayed and the node watched in every state, so that a node which went with its parent is seen to go,
//! though no event names it; only the end that has nothing to do with it is left out (see `tail`). An id that a new page gives to another node begins another life.

use super::replay::{Course, State, Visitor};
use super::{Cancel, Recording, SeekError, View};
use crate::dom::diff::describe;
use crate::dom::select::selector_of;
use crate::dom::{Anomaly, AnomalyKind, Node, Portrait, Tree, walk};
use crate::event::node::Subtree;
use crate::event::{Data, Event, Kind, NodeId, Seq};
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
    /// An event brought it and could not put it on the page: which, and why.
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
        let mut watch = Watch::of(node);
        let whole = Course::whole(view, window);
        let last = *whole.seqs.end();
        let (mut end, upto) = self.replay_life(whole, cancel, &mut watch)?;
        if watch.never_came() {
            // Why not, the page at the end tells.
            end = self.replay(Course { view, window, seqs: upto + 1..=last, tree: end }, cancel, &mut watch)?;
        }
        let absence = watch.absence(&end);
        let moment = |(seq, deed)| Moment { seq, deed, after: view.action_before(window, seq) };
        Ok(Life { window, node, moments: watch.deeds.into_iter().map(moment).collect(), absence })
    }
}

pub(super) struct Watch {
    pub(super) id: NodeId,
    /// Two nodes had the id at once: what names the one changes the other.
    pub(super) is_doubled: bool,
    /// The node after the last event, while it is on the page.
    last: Option<Portrait>,
    /// The page before an event that may move the node: only then is its old place named.
    page: Option<Tree>,
    deeds: Vec<(Seq, Deed)>,
    refusal: Option<(Seq, String)>,
}

fn shown(tree: &Tree, id: NodeId) -> Option<Node<'_>> {
    tree.get(id).filter(|&node| tree.is_attached(node))
}

impl Visitor for Watch {
    const NEEDS_CHANGES: bool = false;

    fn asks(&self, kind: Kind) -> bool {
        use Kind::{Canvas, Input, Media, Mutation, Page, Scroll, Snapshot, Style};
        matches!(kind, Page | Snapshot | Mutation | Input | Scroll | Media | Style | Canvas)
    }

    fn before(&mut self, event: &Event, tree: &Tree) {
        self.page = None;
        if self.last.is_none() {
            return;
        }
        let names_it = |subtree: &Subtree| subtree.nodes.iter().any(|node| node.id == Some(self.id));
        let moves = match &event.data {
            Data::Mutation(mutation) => mutation.adds.iter().any(|add| names_it(&add.node)),
            Data::FullSnapshot(snapshot) => names_it(&snapshot.page),
            _ => false,
        };
        let moves = moves || tree.is_waiting();
        self.page = moves.then(|| tree.clone());
    }

    fn after(&mut self, state: State<'_>) {
        self.is_doubled |= state.applied.may_double(Some(self.id));
        self.look(state.seq, state.tree);
        if self.last.is_none()
            && let Some(why) = refused(self.id, &state)
        {
            self.refusal = Some((state.seq, why));
        }
    }
}

/// Why an event that brings a node did not put it on the page; `None` where it does not bring it.
fn refused(id: NodeId, state: &State<'_>) -> Option<String> {
    let brings = |subtree: &Subtree| subtree.nodes.iter().any(|node| node.id == Some(id));
    let roots: Vec<NodeId> = match &state.event.data {
        Data::Mutation(mutation) => {
            let bringing = mutation.adds.iter().filter(|add| brings(&add.node));
            bringing.filter_map(|add| add.node.root()?.id).collect()
        }
        Data::FullSnapshot(snapshot) if brings(&snapshot.page) => vec![id],
        _ => Vec::new(),
    };
    if roots.is_empty() {
        return None;
    }
    let concerns = |anomaly: &&Anomaly| match anomaly.reason {
        AnomalyKind::UnknownNode | AnomalyKind::UnknownParentOfRemoval(_) | AnomalyKind::NoPage => false,
        AnomalyKind::Aborted(_) => true,
        _ => anomaly.id.is_some_and(|of| of == id || roots.contains(&of)),
    };
    let told = state.applied.anomalies.iter().rev().find(concerns);
    let elsewhere = || "it came into a part that is not on the page".to_owned();
    Some(told.map_or_else(elsewhere, |anomaly| anomaly.reason.to_string()))
}

impl Watch {
    fn of(id: NodeId) -> Self {
        Self { id, is_doubled: false, last: None, page: None, deeds: Vec::new(), refusal: None }
    }

    fn never_came(&self) -> bool {
        self.deeds.is_empty() && self.refusal.is_none()
    }

    fn look(&mut self, seq: Seq, tree: &Tree) {
        let mut deeds = Vec::new();
        let now = shown(tree, self.id);
        match (&self.last, now) {
            (None, Some(now)) => {
                let known = self.deeds.iter().any(|(_, deed)| matches!(deed, Deed::Created { .. }));
                let selector = selector_of(now);
                deeds.push(if known { Deed::Reused { selector } } else { Deed::Created { selector } });
            }
            (Some(_), None) => deeds.push(Deed::Removed),
            (Some(last), Some(now)) if last.is_still(now) => return,
            (Some(last), Some(now)) => self.compare(last, now, &mut deeds),
            (None, None) => return,
        }
        self.deeds.extend(deeds.into_iter().map(|deed| (seq, deed)));
        self.last = now.map(Portrait::of);
    }

    fn compare(&self, last: &Portrait, now: Node<'_>, deeds: &mut Vec<Deed>) {
        let Some(before) = last.node() else { return };
        if (before.kind(), before.tag()) != (now.kind(), now.tag()) {
            return deeds.push(Deed::Reused { selector: selector_of(now) });
        }
        let parent = now.parent_or_host();
        if last.parent() != parent.and_then(Node::id) {
            let earlier = self.page.as_ref().and_then(|page| page.get(self.id)?.parent_or_host());
            let name = |node: Option<Node<'_>>| node.map(selector_of).unwrap_or_default();
            deeds.push(Deed::Moved { from: name(earlier), to: name(parent) });
        }
        deeds.extend(describe(before, now).into_iter().map(|what| Deed::Changed { what }));
    }

    /// Why it is not on the page at the end.
    fn absence(&mut self, end: &Tree) -> Option<Absence> {
        if self.last.is_some() {
            return None;
        }
        let removed = self.deeds.iter().rev().find(|(_, deed)| *deed == Deed::Removed).map(|(seq, _)| *seq);
        match (removed, self.refusal.take()) {
            (removed, Some((seq, why))) if removed.is_none_or(|removed| removed <= seq) => {
                return Some(Absence::Unresolvable(seq, why));
            }
            (Some(seq), _) => return Some(Absence::Removed(seq)),
            (None, _) => {}
        }
        let depth = |node: Node<'_>| std::iter::successors(Some(node), |n| n.parent_or_host()).take(60).count();
        Some(Absence::NeverRecorded {
            at_depth_limit: walk::preorder(end).any(|node| depth(node) >= RECORDED_DEPTH),
            blocked_parts: walk::preorder(end).any(Node::is_blocked),
        })
    }
}
