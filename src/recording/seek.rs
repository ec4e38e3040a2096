//! Seeking: a window's state after an event, from the nearest state that is known.
//!
//! A seek starts at a keyframe, at a state looked at before, or at a recorded full snapshot, whichever is nearest, and
//! applies the window's events from there. The result is the same from wherever it started.

use super::frames::{Frame, Frames};
use super::{Cancel, SeekError, View};
use crate::archive::Bodies;
use crate::dom::{Applied, Tree};
use crate::event::{Event, Kind, Seq};
use crate::timeline::{Index, WindowIx};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A state before and after an event, and what the event did.
#[derive(Clone, Debug)]
pub struct Step {
    /// The window's state before the event.
    pub before: Arc<Tree>,
    /// The window's state after it.
    pub after: Arc<Tree>,
    /// What it changed, and what it could not do.
    pub applied: Applied,
}

/// Seeks in one recording, and keeps what it found.
pub(super) struct Seeker {
    bodies: Bodies,
    frames: Mutex<Frames>,
}

/// One walk through a window's events.
struct Walk<'a> {
    view: &'a View,
    window: WindowIx,
    tree: Tree,
    /// The last event applied; `None` at the start.
    seq: Option<Seq>,
    cost: u64,
    since_snapshot: u64,
}

impl Seeker {
    pub(super) fn new(bodies: Bodies) -> Self {
        Self { bodies, frames: Mutex::default() }
    }

    pub(super) fn frames(&self) -> MutexGuard<'_, Frames> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The window's state after all its events up to and including `seq`.
    pub(super) fn tree(&self, view: &View, at: (WindowIx, Seq), cancel: &Cancel) -> Result<Arc<Tree>, SeekError> {
        let (window, seq) = at;
        let Some(target) = last_of(&view.index, window, seq) else { return Ok(Arc::default()) };
        let mut walk = self.start(view, window, target)?;
        if walk.seq == Some(target)
            && let Some(known) = self.frames().before(view.epoch, window, target)
            && known.seq == target
        {
            return Ok(known.tree);
        }
        let end = self.walk(&mut walk, target, cancel);
        let frame = walk.frame();
        if let Some(frame) = &frame {
            self.frames().looked_at(view.epoch, window, frame.clone());
        }
        end?;
        Ok(frame.map(|frame| frame.tree).unwrap_or_default())
    }

    /// The state before and after one event of its window.
    pub(super) fn step(&self, view: &View, seq: Seq, cancel: &Cancel) -> Result<Step, SeekError> {
        let window = view.index.window(seq);
        let before = match seq.checked_sub(1) {
            Some(earlier) => self.tree(view, (window, earlier), cancel)?,
            None => Arc::default(),
        };
        let mut after = (*before).clone();
        let applied = self.apply(view, seq, &mut after)?;
        Ok(Step { before, after: Arc::new(after), applied })
    }

    /// The nearest state to start from.
    fn start<'a>(&self, view: &'a View, window: WindowIx, target: Seq) -> Result<Walk<'a>, SeekError> {
        let known = self.frames().before(view.epoch, window, target);
        let from = known.as_ref().map_or(0, |frame| frame.seq + 1);
        let is_snapshot = |seq: &Seq| view.index.kind(*seq) == Kind::Snapshot && view.index.window(*seq) == window;
        for snapshot in (from..=target).rev().filter(is_snapshot) {
            if let Some(walk) = self.from_snapshot(view, window, snapshot)? {
                return Ok(walk);
            }
        }
        let mut walk = Walk { view, window, tree: Tree::new(), seq: None, cost: 0, since_snapshot: 0 };
        if let Some(Frame { seq, cost, tree }) = known {
            walk = Walk { tree: (*tree).clone(), seq: Some(seq), cost, since_snapshot: cost, ..walk };
        }
        Ok(walk)
    }

    /// A walk that starts at a recorded full snapshot: it resets the page, and what it does not reset was last said by
    /// a few events before it. `None` when the snapshot holds no page.
    fn from_snapshot<'a>(
        &self,
        view: &'a View,
        window: WindowIx,
        snapshot: Seq,
    ) -> Result<Option<Walk<'a>>, SeekError> {
        let mut tree = Tree::new();
        for seq in survivors(&view.index, window, snapshot) {
            self.apply(view, seq, &mut tree)?;
        }
        self.apply(view, snapshot, &mut tree)?;
        if tree.is_empty() {
            return Ok(None);
        }
        let of_window = (0..=snapshot).filter(|seq| view.index.window(*seq) == window);
        let cost = of_window.map(|seq| u64::from(view.index.cost(seq))).sum();
        Ok(Some(Walk { view, window, tree, seq: Some(snapshot), cost, since_snapshot: 0 }))
    }

    fn walk(&self, walk: &mut Walk<'_>, target: Seq, cancel: &Cancel) -> Result<(), SeekError> {
        let from = walk.seq.map_or(0, |seq| seq + 1);
        let (index, window) = (&walk.view.index, walk.window);
        for seq in (from..=target).filter(|seq| index.window(*seq) == window) {
            if cancel.is_cancelled() {
                return Err(SeekError::Cancelled);
            }
            self.apply(walk.view, seq, &mut walk.tree)?;
            walk.passed(seq);
            self.keep(walk);
        }
        Ok(())
    }

    /// Keeps the walk's state as a keyframe where one is due.
    fn keep(&self, walk: &Walk<'_>) {
        let Some(seq) = walk.seq else { return };
        let epoch = walk.view.epoch;
        let probe = Frame { seq, cost: walk.cost, tree: Arc::default() };
        if self.frames().wants(epoch, walk.window, &probe, walk.since_snapshot) {
            let frame = Frame { tree: Arc::new(walk.tree.clone()), ..probe };
            self.frames().insert(epoch, walk.window, frame);
        }
    }

    /// Applies one event. What cannot be parsed changes nothing: the index took it in, `verify` names it.
    fn apply(&self, view: &View, seq: Seq, tree: &mut Tree) -> Result<Applied, SeekError> {
        if !changes_state(view.index.kind(seq)) {
            return Ok(Applied::default());
        }
        let body = self.bodies.get(view.index.loc(seq)).map_err(|source| SeekError::Body { seq, source })?;
        Ok(Event::parse(&body).map(|event| tree.apply(seq, &event)).unwrap_or_default())
    }
}

impl Walk<'_> {
    fn passed(&mut self, seq: Seq) {
        let cost = u64::from(self.view.index.cost(seq));
        self.cost += cost;
        self.since_snapshot = if self.view.index.kind(seq) == Kind::Snapshot { 0 } else { self.since_snapshot + cost };
        self.seq = Some(seq);
    }

    fn frame(self) -> Option<Frame> {
        Some(Frame { seq: self.seq?, cost: self.cost, tree: Arc::new(self.tree) })
    }
}

/// The window's last event at or before `seq`.
fn last_of(index: &Index, window: WindowIx, seq: Seq) -> Option<Seq> {
    let last = index.last()?.min(seq);
    (0..=last).rev().find(|seq| index.window(*seq) == window)
}

/// Whether events of this kind can change a state.
fn changes_state(kind: Kind) -> bool {
    !matches!(kind, Kind::Console | Kind::Network)
}

/// The events before a full snapshot that say what it does not reset: the viewport and address, the pointer.
fn survivors(index: &Index, window: WindowIx, snapshot: Seq) -> Vec<Seq> {
    const GROUPS: [&[Kind]; 3] =
        [&[Kind::Page], &[Kind::Viewport], &[Kind::Move, Kind::Touch, Kind::Click, Kind::Pointer]];
    let last = |kinds: &&[Kind]| {
        (0..snapshot).rev().find(|seq| index.window(*seq) == window && kinds.contains(&index.kind(*seq)))
    };
    let mut seqs: Vec<Seq> = GROUPS.iter().filter_map(last).collect();
    seqs.sort_unstable();
    seqs
}
