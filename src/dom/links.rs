//! Sibling and parent links: putting nodes in, taking them out, walking them. Knows nothing of ids or events.

use super::store::{Ix, NIL, Store};

impl Store {
    pub(super) fn parent(&self, ix: Ix) -> Ix {
        self.get(ix).map_or(NIL, |slot| slot.parent)
    }

    pub(super) fn first(&self, ix: Ix) -> Ix {
        self.get(ix).map_or(NIL, |slot| slot.first)
    }

    pub(super) fn next(&self, ix: Ix) -> Ix {
        self.get(ix).map_or(NIL, |slot| slot.next)
    }

    pub(super) fn shadow(&self, ix: Ix) -> Ix {
        self.get(ix).map_or(NIL, |slot| slot.shadow)
    }

    pub(super) fn content(&self, ix: Ix) -> Ix {
        self.get(ix).map_or(NIL, |slot| slot.content)
    }

    pub(super) fn host(&self, ix: Ix) -> Ix {
        self.get(ix).map_or(NIL, |slot| slot.host)
    }

    /// The light children.
    pub(super) fn children(&self, ix: Ix) -> impl Iterator<Item = Ix> {
        self.following(self.first(ix))
    }

    fn following(&self, first: Ix) -> impl Iterator<Item = Ix> {
        std::iter::successors((first != NIL).then_some(first), |ix| Some(self.next(*ix)).filter(|next| *next != NIL))
    }

    /// The light subtree in document order, `top` first.
    pub(super) fn light(&self, top: Ix) -> impl Iterator<Item = Ix> {
        std::iter::successors((top != NIL).then_some(top), move |ix| self.after(*ix, top))
    }

    /// The node after `ix` in document order, inside `top`.
    fn after(&self, mut ix: Ix, top: Ix) -> Option<Ix> {
        let first = self.first(ix);
        if first != NIL {
            return Some(first);
        }
        while ix != top && ix != NIL {
            let next = self.next(ix);
            if next != NIL {
                return Some(next);
            }
            ix = self.parent(ix);
        }
        None
    }

    /// Everything reached from `top`, shadow roots and iframe documents included, in no particular order.
    pub(super) fn everything(&self, top: Ix) -> Vec<Ix> {
        let (mut tops, mut all) = (vec![top], Vec::new());
        while let Some(top) = tops.pop() {
            for ix in self.light(top) {
                all.push(ix);
                tops.extend([self.shadow(ix), self.content(ix)].into_iter().filter(|ix| *ix != NIL));
            }
        }
        all
    }

    /// Whether `node` is `ancestor` or below it in the same scope (DOM: `Node.contains`).
    pub(super) fn contains(&self, ancestor: Ix, node: Ix) -> bool {
        std::iter::successors(Some(node), |ix| Some(self.parent(*ix)).filter(|up| *up != NIL)).any(|ix| ix == ancestor)
    }

    /// Whether `node` is `below` or above it, through hosts too: putting it there would close a circle.
    pub(super) fn encloses(&self, node: Ix, below: Ix) -> bool {
        let Some(slot) = self.get(node) else { return false };
        if node != below && slot.first == NIL && slot.shadow == NIL && slot.content == NIL {
            return false;
        }
        std::iter::successors(Some(below), |ix| {
            let slot = self.get(*ix)?;
            [slot.parent, slot.host].into_iter().find(|up| *up != NIL)
        })
        .any(|ix| ix == node)
    }

    /// Takes a node out of its parent; its own subtree stays with it.
    pub(super) fn detach(&mut self, ix: Ix) {
        // What was built just now is nowhere yet: its page need not be written, nor copied for that.
        if self.get(ix).is_some_and(|slot| (slot.parent, slot.prev, slot.next) == (NIL, NIL, NIL)) {
            return;
        }
        let Some(slot) = self.get_mut(ix) else { return };
        let (parent, prev, next) = (slot.parent, slot.prev, slot.next);
        (slot.parent, slot.prev, slot.next) = (NIL, NIL, NIL);
        match self.get_mut(prev) {
            Some(slot) => slot.next = next,
            None => self.edit(parent, |slot| slot.first = next),
        }
        match self.get_mut(next) {
            Some(slot) => slot.prev = prev,
            None => self.edit(parent, |slot| slot.last = prev),
        }
    }

    /// Puts a detached node into `parent`, before its child `before` or at the end.
    pub(super) fn attach(&mut self, parent: Ix, node: Ix, before: Ix) {
        let prev = match self.get(before) {
            Some(slot) => slot.prev,
            None => self.get(parent).map_or(NIL, |slot| slot.last),
        };
        self.edit(node, |slot| (slot.parent, slot.prev, slot.next) = (parent, prev, before));
        if prev == NIL && before == NIL {
            self.edit(parent, |slot| (slot.first, slot.last) = (node, node));
            return;
        }
        match self.get_mut(prev) {
            Some(slot) => slot.next = node,
            None => self.edit(parent, |slot| slot.first = node),
        }
        match self.get_mut(before) {
            Some(slot) => slot.prev = node,
            None => self.edit(parent, |slot| slot.last = node),
        }
    }

    /// Changes a slot that exists.
    pub(super) fn edit(&mut self, ix: Ix, change: impl FnOnce(&mut super::store::Slot)) {
        if let Some(slot) = self.get_mut(ix) {
            change(slot);
        }
    }
}
