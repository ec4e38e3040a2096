//! Seeking: a window's state after an event, from the nearest state that is known.
//!
//! A seek starts at a keyframe, at a state looked at before, or at a recorded full snapshot, whichever is nearest, and
//! applies the window's events from there. The result is the same from wherever it started.

use super::frames::{Frame, Frames};
use super::{Cancel, SeekError, View, ahead};
use crate::archive::Bodies;
use crate::dom::{Applied, Tree};
use crate::event::{Data, Event, Kind, Seq};
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
    /// What the window had cost at the last recorded full snapshot: a seek may start there.
    snapshot_cost: u64,
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

    /// Keeps keyframes for a whole window, so that every later seek is short.
    pub(super) fn fill(&self, view: &View, window: WindowIx, cancel: &Cancel) -> Result<(), SeekError> {
        let index = &view.index;
        let Some(last) = index.last().and_then(|last| last_of(index, window, last)) else { return Ok(()) };
        let is_snapshot = |seq: &Seq| index.kind(*seq) == Kind::Snapshot && index.window(*seq) == window;
        let mut start: Seq = 0;
        for end in (1..=last).filter(is_snapshot).chain([last + 1]) {
            let end = end - 1;
            let cost = last_of(index, window, end).map_or(0, |seq| index.cost_upto(seq));
            let before = start.checked_sub(1).and_then(|seq: Seq| last_of(index, window, seq));
            let long = cost - before.map_or(0, |seq| index.cost_upto(seq)) >= self.frames().spacing();
            if long {
                let mut walk = self.start(view, window, start)?;
                self.walk(&mut walk, end, cancel)?;
            }
            start = end + 1;
        }
        Ok(())
    }

    /// The nearest state to start from.
    fn start<'a>(&self, view: &'a View, window: WindowIx, target: Seq) -> Result<Walk<'a>, SeekError> {
        /// A snapshot without a page is passed over; a recording full of them must not make every seek long.
        const MOST_TRIES: usize = 4;
        let known = self.frames().before(view.epoch, window, target);
        let from = known.as_ref().map_or(0, |frame| frame.seq + 1);
        let is_snapshot = |seq: &Seq| view.index.kind(*seq) == Kind::Snapshot && view.index.window(*seq) == window;
        for snapshot in (from..=target).rev().filter(is_snapshot).take(MOST_TRIES) {
            if let Some(walk) = self.at_snapshot(view, window, snapshot)? {
                return Ok(walk);
            }
        }
        let (seq, tree) = known.map_or_else(Default::default, |frame| (Some(frame.seq), (*frame.tree).clone()));
        let snapshot = (0..from).rev().find(is_snapshot);
        let snapshot_cost = snapshot.map_or(0, |seq| view.index.cost_upto(seq));
        Ok(Walk { view, window, tree, seq, snapshot_cost })
    }

    /// A walk that starts at a recorded full snapshot and the Meta event that began its page: a Meta event leaves nothing
    /// of what was before. `None` when the snapshot holds no page, or has no Meta event of its own.
    fn at_snapshot<'a>(&self, view: &'a View, window: WindowIx, snapshot: Seq) -> Result<Option<Walk<'a>>, SeekError> {
        let Some(meta) = self.page_start(view, window, snapshot)? else { return Ok(None) };
        let mut tree = Tree::new();
        for seq in (meta..=snapshot).filter(|seq| view.index.window(*seq) == window) {
            self.advance(view, seq, &mut tree)?;
        }
        let snapshot_cost = view.index.cost_upto(snapshot);
        Ok((!tree.is_empty()).then_some(Walk { view, window, tree, seq: Some(snapshot), snapshot_cost }))
    }

    /// The Meta event between a full snapshot and the one before it. PostHog's `$pageview` is a page as well, but
    /// resets nothing.
    fn page_start(&self, view: &View, window: WindowIx, snapshot: Seq) -> Result<Option<Seq>, SeekError> {
        for seq in (0..snapshot).rev().filter(|seq| view.index.window(*seq) == window) {
            match view.index.kind(seq) {
                Kind::Snapshot => break,
                Kind::Page => {
                    let body =
                        self.bodies.get(view.index.loc(seq)).map_err(|source| SeekError::Body { seq, source })?;
                    if Event::parse(&body).is_ok_and(|event| matches!(event.data, Data::Meta(_))) {
                        return Ok(Some(seq));
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn walk(&self, walk: &mut Walk<'_>, target: Seq, cancel: &Cancel) -> Result<(), SeekError> {
        let from = walk.seq.map_or(0, |seq| seq + 1);
        let (index, window) = (&walk.view.index, walk.window);
        let changes = |seq: &Seq| index.window(*seq) == window && changes_state(index.kind(*seq));
        let seqs: Vec<Seq> = (from..=target).filter(changes).collect();
        ahead::events((&self.bodies, index), &seqs, cancel, |seq, event| {
            if let Some(event) = event {
                walk.tree.advance(seq, event);
            }
            walk.seq = Some(seq);
            if index.kind(seq) == Kind::Snapshot {
                walk.snapshot_cost = index.cost_upto(seq);
            }
            self.keep(walk, seq);
            Ok(())
        })?;
        walk.seq = Some(target);
        Ok(())
    }

    /// Keeps the walk's state as a keyframe where one is due.
    fn keep(&self, walk: &Walk<'_>, seq: Seq) {
        let cost = walk.view.index.cost_upto(seq);
        let (epoch, window) = (walk.view.epoch, walk.window);
        let mut frames = self.frames();
        if cost.saturating_sub(walk.snapshot_cost) >= frames.spacing() && frames.wants(epoch, window, seq, cost) {
            frames.insert(epoch, window, Frame { seq, cost, tree: Arc::new(walk.tree.clone()) });
        }
    }

    /// Applies one event and says what it changed.
    fn apply(&self, view: &View, seq: Seq, tree: &mut Tree) -> Result<Applied, SeekError> {
        Ok(self.body(view, seq)?.map(|event| tree.apply(seq, &event)).unwrap_or_default())
    }

    /// Applies one event on the way to another.
    fn advance(&self, view: &View, seq: Seq, tree: &mut Tree) -> Result<(), SeekError> {
        if let Some(event) = self.body(view, seq)? {
            tree.advance(seq, &event);
        }
        Ok(())
    }

    /// The event, where it changes a page. What cannot be parsed changes nothing: the index took it in, `verify` names it.
    fn body(&self, view: &View, seq: Seq) -> Result<Option<Event>, SeekError> {
        if !changes_state(view.index.kind(seq)) {
            return Ok(None);
        }
        self.bodies.event(view.index.loc(seq)).map_err(|source| SeekError::Body { seq, source })
    }
}

impl Walk<'_> {
    fn frame(self) -> Option<Frame> {
        let seq = self.seq?;
        Some(Frame { seq, cost: self.view.index.cost_upto(seq), tree: Arc::new(self.tree) })
    }
}

/// The window's last event at or before `seq`.
fn last_of(index: &Index, window: WindowIx, seq: Seq) -> Option<Seq> {
    let last = index.last()?.min(seq);
    (0..=last).rev().find(|seq| index.window(*seq) == window)
}

/// Whether events of this kind can change a state.
pub(super) fn changes_state(kind: Kind) -> bool {
    !matches!(kind, Kind::Console | Kind::Network)
}
