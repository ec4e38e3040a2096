//! Every state of a window, one after the other: for questions about a whole recording.
//!
//! Bodies are fetched and parsed on a thread of their own while this one applies them.

use super::{Cancel, Recording, SeekError, View};
use crate::dom::{Applied, Tree};
use crate::event::{Event, Kind, Seq};
use crate::timeline::WindowIx;
use std::sync::mpsc::sync_channel;

/// Events parsed ahead.
const AHEAD: usize = 64;

/// One state, and the event that made it.
pub(super) struct State<'s> {
    pub(super) seq: Seq,
    pub(super) event: &'s Event,
    pub(super) tree: &'s Tree,
    pub(super) applied: &'s Applied,
}

impl Recording {
    /// Replays the events of a window whose kinds are asked for and visits the state after each. A body that cannot be
    /// parsed changes nothing, as in a seek.
    pub(super) fn replay(
        &self,
        (view, window): (&View, WindowIx),
        asked: impl Fn(Kind) -> bool + Sync,
        cancel: &Cancel,
        mut visit: impl FnMut(State<'_>),
    ) -> Result<(), SeekError> {
        let index = &view.index;
        let wanted = |seq: &Seq| index.window(*seq) == window && asked(index.kind(*seq));
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(AHEAD);
            scope.spawn(move || {
                for seq in index.seqs().filter(wanted) {
                    let body = self.event(view, seq);
                    let event = body.map(|body| Event::parse(&body).ok());
                    if cancel.is_cancelled() || sender.send((seq, event)).is_err() {
                        return;
                    }
                }
            });
            let mut tree = Tree::new();
            for (seq, event) in receiver {
                let Some(event) = event? else { continue };
                let applied = tree.apply(seq, &event);
                visit(State { seq, event: &event, tree: &tree, applied: &applied });
            }
            if cancel.is_cancelled() { Err(SeekError::Cancelled) } else { Ok(()) }
        })
    }
}
