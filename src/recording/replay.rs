//! The states of a window, one after the other: for questions about a whole recording, or a stretch of it.

use super::{Cancel, Recording, SeekError, View, ahead};
use crate::dom::{Applied, Tree};
use crate::event::{Event, Kind, Seq};
use crate::timeline::WindowIx;
use std::ops::RangeInclusive;

/// What is replayed.
pub(super) struct Course<'v> {
    pub(super) view: &'v View,
    pub(super) window: WindowIx,
    /// The events, those of other windows among them.
    pub(super) seqs: RangeInclusive<Seq>,
    /// The state before the first.
    pub(super) tree: Tree,
}

impl<'v> Course<'v> {
    /// All events of a window.
    pub(super) fn whole(view: &'v View, window: WindowIx) -> Self {
        Self { view, window, seqs: 0..=view.index.last().unwrap_or(0), tree: Tree::new() }
    }
}

/// One state, and the event that made it.
pub(super) struct State<'s> {
    pub(super) seq: Seq,
    pub(super) event: &'s Event,
    pub(super) tree: &'s Tree,
    pub(super) applied: &'s Applied,
}

/// Looks at one state after the other.
pub(super) trait Visitor {
    /// Whether [`Applied::changes`] is looked at.
    const NEEDS_CHANGES: bool;

    /// Whether events of this kind have to be applied.
    fn asks(&self, kind: Kind) -> bool;

    /// An event is about to be applied.
    fn before(&mut self, _event: &Event, _tree: &Tree) {}

    /// It was applied.
    fn after(&mut self, state: State<'_>);
}

impl Recording {
    /// Replays the events that the visitor asks for, shows it every state, and gives the last. A body that cannot be
    /// parsed changes nothing, as in a seek.
    pub(super) fn replay<V: Visitor>(
        &self,
        course: Course<'_>,
        cancel: &Cancel,
        visitor: &mut V,
    ) -> Result<Tree, SeekError> {
        let Course { view, window, seqs, mut tree } = course;
        let index = &view.index;
        let (from, upto) = (*seqs.start(), (*seqs.end()).min(index.last().unwrap_or(0)));
        let is_wanted = |seq: &Seq| index.window(*seq) == window && visitor.asks(index.kind(*seq));
        let wanted: Vec<Seq> = (from..=upto).filter(is_wanted).collect();
        ahead::events((&self.bodies, index), &wanted, cancel, |seq, event| {
            let Some(event) = event else { return Ok(()) };
            visitor.before(event, &tree);
            let applied = if V::NEEDS_CHANGES { tree.apply(seq, event) } else { tree.advance(seq, event) };
            visitor.after(State { seq, event, tree: &tree, applied: &applied });
            Ok(())
        })?;
        Ok(tree)
    }
}
