//! Mutations: removes, then adds, then texts, then attributes (rrweb: `Replayer.applyMutation`, live path).
//!
//! The player runs a whole mutation in one `try`: an exception keeps what was done and loses the rest. [`Abort`] is
//! that exception.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

use super::super::store::{Body, Ix, NIL};
use super::super::{AnomalyKind, ChangeKind, Tree};
use super::{Abort, Log};
use crate::event::NodeId;
use crate::event::mutation::{Mutation, Remove};

/// The entries before a place.
fn upto<T>(entries: &[T], place: Option<usize>) -> &[T] {
    place.and_then(|place| entries.get(..place)).unwrap_or(entries)
}

/// The ids that one event removes: naming them again in the same event is no mistake. They are seldom asked for.
pub(super) struct RemovedIds<'m> {
    removes: &'m [Remove],
    ids: OnceCell<HashSet<Option<NodeId>, foldhash::fast::RandomState>>,
}

impl RemovedIds<'_> {
    pub(super) fn contains(&self, id: Option<NodeId>) -> bool {
        self.ids.get_or_init(|| self.removes.iter().map(|remove| remove.id).collect()).contains(&id)
    }
}

impl Tree {
    pub(super) fn mutate(&mut self, mutation: &Mutation, log: &mut Log) -> Result<(), Abort> {
        if self.root == NIL {
            log.warn(None, AnomalyKind::NoPage);
        }
        let stop_at = |list: &'static str| match mutation.missing {
            Some(missing) if missing == list => Err(Abort { id: None, why: "a list of the mutation is missing" }),
            _ => Ok(()),
        };
        let no_null = |null: Option<usize>| match null {
            Some(_) => Err(Abort { id: None, why: "an entry of a list is null" }),
            None => Ok(()),
        };
        stop_at("removes")?;
        no_null(mutation.nulls.removes)?;
        self.remove_all(&mutation.removes, log)?;
        stop_at("adds")?;
        self.add_all(upto(&mutation.adds, mutation.nulls.adds), mutation.nulls.adds.is_none(), log)?;
        no_null(mutation.nulls.adds)?;
        stop_at("texts")?;
        no_null(mutation.nulls.texts)?;
        let removed = RemovedIds { removes: &mutation.removes, ids: OnceCell::new() };
        self.change_texts(mutation, &removed, log);
        stop_at("attributes")?;
        self.change_attributes(upto(&mutation.attributes, mutation.nulls.attributes), &removed, log)?;
        no_null(mutation.nulls.attributes)
    }

    /// Unknown ids are found before anything is removed: an ancestor's removal may take a later one with it.
    fn remove_all(&mut self, removes: &[Remove], log: &mut Log) -> Result<(), Abort> {
        let mut known = Vec::with_capacity(removes.len());
        for remove in removes {
            match remove.id.filter(|id| self.store.ids.get(*id).is_some()) {
                Some(id) => known.push((id, remove)),
                None => log.warn(remove.id, AnomalyKind::UnknownNode),
            }
        }
        known.into_iter().try_for_each(|(id, remove)| self.remove(id, remove, log))
    }

    fn remove(&mut self, id: NodeId, remove: &Remove, log: &mut Log) -> Result<(), Abort> {
        let Some(target) = self.store.ids.get(id) else { return Ok(()) };
        let Some(mut parent) = remove.parent_id.and_then(|parent| self.store.ids.get(parent)) else {
            log.warn(Some(id), AnomalyKind::UnknownParentOfRemoval(remove.parent_id.unwrap_or(-1)));
            return Ok(());
        };
        if remove.is_shadow && self.store.shadow(parent) != NIL {
            parent = self.store.shadow(parent);
        }
        let real = self.store.parent(target);
        if real != parent || real == NIL {
            self.unmap(target);
            return Err(Abort { id: Some(id), why: "a removal names a parent that is not the node's parent" });
        }
        self.text_of_sheet_changed(parent);
        self.store.detach(target);
        self.forget(target);
        if self.node(real).is_some_and(|node| matches!(node.tag(), "select" | "optgroup")) {
            log.options.push(real);
        }
        log.change(Some(id), ChangeKind::Removed);
        Ok(())
    }

    /// Forgets the ids of a light subtree that stays.
    fn unmap(&mut self, top: Ix) {
        let ids: Vec<NodeId> = self.store.light(top).filter_map(|ix| self.store.get(ix)?.id).collect();
        for id in ids {
            self.store.ids.remove(id);
        }
    }

    /// The last entry for an id counts, and the entries are taken from the back (rrweb: `uniqueTextMutations`).
    fn change_texts(&mut self, mutation: &Mutation, removed: &RemovedIds<'_>, log: &mut Log) {
        let mut seen: HashSet<Option<NodeId>, foldhash::fast::RandomState> = HashSet::default();
        for change in mutation.texts.iter().rev() {
            if !seen.insert(change.id) {
                continue;
            }
            match change.id.and_then(|id| self.store.ids.get(id)) {
                Some(ix) => self.set_text(ix, &change.value, log),
                None if removed.contains(change.id) => {}
                None => log.warn(change.id, AnomalyKind::UnknownNode),
            }
        }
    }

    /// Chromium (`Node::setTextContent`): an only child that is the same text already is left as it is.
    fn holds_only(&self, ix: Ix, text: &str) -> bool {
        let only = self.store.first(ix);
        let slot = self.store.get(only).filter(|slot| slot.next == NIL);
        !text.is_empty() && matches!(slot.map(|slot| &slot.body), Some(Body::Text { text: own, .. }) if **own == *text)
    }

    /// DOM: `Node.textContent = value`.
    fn set_text(&mut self, ix: Ix, value: &Arc<str>, log: &mut Log) {
        let (parent, is_same) = (self.store.parent(ix), self.holds_only(ix, value));
        let Some(slot) = self.store.get_mut(ix) else { return };
        let id = slot.id;
        match &mut slot.body {
            Body::Text { text, .. } | Body::Comment { text, .. } | Body::Cdata(text) => *text = value.clone(),
            Body::Element { .. } if is_same => {}
            Body::Element { .. } => {
                self.orphan_children(ix);
                if !value.is_empty() {
                    self.append_unnamed_text(ix, value.clone());
                }
                log.warn(
                    id,
                    AnomalyKind::Other("a text change names an element: its children were replaced by the text"),
                );
                self.text_of_sheet_changed(ix);
            }
            _ => return,
        }
        self.text_of_sheet_changed(parent);
        log.change(id, ChangeKind::Text);
    }
}
