//! Letting go of what nobody can reach any more.
//!
//! Ids inside shadow roots and iframe documents of a removed subtree go on leading to their nodes (the player's rule),
//! so those parts must outlive it. Everything else is freed at once.

use super::Tree;
use super::store::{Body, Ix, NIL};

/// Detached nodes that are kept for their ids' sake, at least.
const MOST_LINGERING: usize = 20_000;

impl Tree {
    /// Frees a detached subtree, but for the parts that ids still lead to.
    pub(super) fn release(&mut self, top: Ix) {
        self.release_all(vec![top]);
    }

    /// Frees a detached subtree and forgets its ids; those inside shadow roots and iframe documents linger (rrweb:
    /// `removeNodeFromMap`).
    pub(super) fn forget(&mut self, top: Ix) {
        let mut roots = Vec::new();
        self.take_apart(top, true, &mut roots);
        self.release_all(roots);
    }

    fn release_all(&mut self, mut tops: Vec<Ix>) {
        while let Some(top) = tops.pop() {
            if self.store.light(top).any(|ix| self.is_mapped(ix)) {
                self.lingering.tops.push(top);
            } else {
                self.take_apart(top, false, &mut tops);
            }
        }
    }

    /// Frees the light part of a detached subtree in document order. The roots that hang on it are left, without a host.
    fn take_apart(&mut self, top: Ix, unmaps: bool, roots: &mut Vec<Ix>) {
        let mut later = Vec::new();
        let mut at = top;
        loop {
            let Some(slot) = self.store.get(at) else { return };
            let (id, first, next) = (slot.id, slot.first, slot.next);
            for root in [slot.shadow, slot.content] {
                if root != NIL {
                    self.store.edit(root, |slot| slot.host = NIL);
                    roots.push(root);
                }
            }
            if let Some(id) = id.filter(|_| unmaps) {
                self.store.ids.remove(id);
            }
            self.store.remove(at);
            if first != NIL && next != NIL {
                later.push(next);
            }
            at = match (first, next) {
                (NIL, NIL) => match later.pop() {
                    Some(next) => next,
                    None => return,
                },
                (NIL, next) => next,
                (first, _) => first,
            };
        }
    }

    fn is_mapped(&self, ix: Ix) -> bool {
        self.store.get(ix).and_then(|slot| slot.id).is_some_and(|id| self.store.ids.get(id) == Some(ix))
    }

    /// Frees lingering parts that lost their last id; drops the oldest when there are more than the page can explain.
    pub(super) fn sweep(&mut self) {
        if self.lingering.tops.len() <= 2 * self.lingering.swept + 64 {
            return;
        }
        let most = MOST_LINGERING.max(self.store.live() / 2);
        let mut kept = 0;
        let mut tops = std::mem::take(&mut self.lingering.tops);
        tops.reverse();
        tops.retain(|top| {
            let detached = *top != self.root
                && self
                    .store
                    .get(*top)
                    .is_some_and(|slot| slot.parent == NIL && slot.host == NIL && !matches!(slot.body, Body::Free));
            if !detached {
                return false;
            }
            let all = self.store.everything(*top);
            let wanted = kept + all.len() <= most && all.iter().any(|ix| self.is_mapped(*ix));
            if wanted {
                kept += all.len();
            } else {
                for ix in all {
                    self.free(ix);
                }
            }
            wanted
        });
        tops.reverse();
        tops.dedup();
        self.lingering.swept = tops.len();
        self.lingering.tops = tops;
    }

    fn free(&mut self, ix: Ix) {
        if self.is_mapped(ix)
            && let Some(id) = self.store.get(ix).and_then(|slot| slot.id)
        {
            self.store.ids.remove(id);
        }
        self.store.remove(ix);
    }
}
