//! `adds`: nodes put in or moved, and those that must wait for a parent or sibling of the same event.
//!
//! The player tries the waiting ones over and over until half a second has gone. Here each waits for the very id it
//! lacks and is tried when that id appears, in the order in which the player's rounds would come to it: the same tree,
//! without the rounds.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::super::build::Built;
use super::super::store::{Body, Ix, NIL};
use super::super::{AnomalyKind, Parked, Tree};
use super::{Abort, Log};
use crate::event::NodeId;
use crate::event::mutation::Add;
use crate::event::node::{NodeBody, SerializedNode};

/// What became of one add.
enum Outcome {
    Done,
    /// Its parent is unknown.
    NoParent(Option<NodeId>),
    /// Its next sibling is unknown.
    NoNext(NodeId),
}

impl Outcome {
    fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }
}

/// Adds that wait, by the id they lack.
#[derive(Default)]
struct Waiting {
    by_id: HashMap<Option<NodeId>, Vec<usize>, foldhash::fast::RandomState>,
    ready: BinaryHeap<Reverse<(usize, usize)>>,
}

impl Tree {
    /// Puts nodes in. When they are not `all`, an exception follows before those that must wait are tried again.
    pub(super) fn add_all(&mut self, adds: &[Add], all: bool, log: &mut Log) -> Result<(), Abort> {
        let mut queue = Vec::new();
        for (place, add) in adds.iter().enumerate() {
            if !self.append(add, log)?.is_done() {
                queue.push(place);
            }
        }
        if !queue.is_empty() && all {
            self.retry(adds, &queue, log)?;
        }
        self.tell_waiting(adds, log);
        Ok(())
    }

    /// Says which of an event's nodes were built and not put in yet.
    fn tell_waiting(&self, adds: &[Add], log: &mut Log) {
        if self.waiting.documents.is_empty() && self.waiting.siblings.is_empty() {
            return;
        }
        let roots = self.waiting.documents.iter().filter_map(|(_, document)| document.root()?.id);
        let documents: HashSet<NodeId, foldhash::fast::RandomState> = roots.collect();
        for id in adds.iter().filter_map(|add| add.node.root()?.id) {
            if documents.contains(&id) {
                log.warn(
                    Some(id),
                    AnomalyKind::Other("its iframe never appeared before, so the document waits for it"),
                );
            } else if self.waiting.siblings.contains_key(&id) {
                log.warn(Some(id), AnomalyKind::Other("its sibling had no id yet, so it waits for one that names it"));
            }
        }
    }

    fn retry(&mut self, adds: &[Add], queue: &[usize], log: &mut Log) -> Result<(), Abort> {
        let mut waiting = Waiting::default();
        waiting.ready.extend(queue.iter().map(|place| Reverse((0, *place))));
        while let Some(Reverse((round, place))) = waiting.ready.pop() {
            let Some(add) = adds.get(place) else { continue };
            match self.append(add, log)? {
                Outcome::NoParent(id) => waiting.by_id.entry(id).or_default().push(place),
                Outcome::NoNext(id) => waiting.by_id.entry(Some(id)).or_default().push(place),
                Outcome::Done => {
                    for node in &add.node.nodes {
                        for other in waiting.by_id.remove(&node.id).unwrap_or_default() {
                            waiting.ready.push(Reverse((if other > place { round } else { round + 1 }, other)));
                        }
                    }
                }
            }
        }
        let mut left: Vec<usize> = waiting.by_id.into_values().flatten().collect();
        left.sort_unstable();
        for add in left.into_iter().filter_map(|place| adds.get(place)) {
            self.give_up(add, log);
        }
        Ok(())
    }

    fn give_up(&self, add: &Add, log: &mut Log) {
        let id = add.node.root().and_then(|node| node.id);
        let parent = add.parent_id.unwrap_or(-1);
        let reason = match add.next_id {
            Some(next) if self.store.ids.get(parent).is_some() => AnomalyKind::NextNeverAppeared(next),
            _ => AnomalyKind::ParentNeverAppeared(parent),
        };
        log.warn(id, reason);
    }

    /// rrweb: `appendNode`.
    fn append(&mut self, add: &Add, log: &mut Log) -> Result<Outcome, Abort> {
        let Some(node) = add.node.root() else { return Err(Abort { id: None, why: "an entry of adds has no node" }) };
        let Some(mut parent) = self.known(add.parent_id) else {
            if let (NodeBody::Document { .. }, Some(parent)) = (&node.body, add.parent_id) {
                self.waiting.documents.push((parent, add.node.clone().into()));
                return Ok(Outcome::Done);
            }
            return Ok(Outcome::NoParent(add.parent_id));
        };
        if node.is_shadow {
            if !self.is_element(parent) {
                return Err(Abort { id: node.id, why: "only an element can have a shadow root" });
            }
            parent = self.shadow_root_of(parent);
        }
        if let Some(next) = add.next_id.filter(|next| *next != -1 && (*next == 0 || self.known(Some(*next)).is_none()))
        {
            return Ok(Outcome::NoNext(next));
        }
        if let Some(root) = node.root_id.filter(|root| self.known(Some(*root)).is_none()) {
            log.warn(node.id, AnomalyKind::UnknownDocument(root));
            return Ok(Outcome::Done);
        }
        if self.is_iframe(parent) {
            self.attach_document(parent, &add.node, log);
            self.attach_waiting_documents(log);
            return Ok(Outcome::Done);
        }
        self.place(parent, add, node, log).map(|()| Outcome::Done)
    }

    fn known(&self, id: Option<NodeId>) -> Option<Ix> {
        id.and_then(|id| self.store.ids.get(id))
    }

    fn is_element(&self, ix: Ix) -> bool {
        self.store.get(ix).is_some_and(|slot| matches!(slot.body, Body::Element { .. }))
    }

    /// Builds the node and puts it where the recording says.
    fn place(&mut self, parent: Ix, add: &Add, node: &SerializedNode, log: &mut Log) -> Result<(), Abort> {
        let abort = |why| Abort { id: node.id, why };
        if matches!(node.body, NodeBody::Document { .. }) {
            return Err(abort("a document was added to what is no iframe"));
        }
        let Some((target, built)) = self.build(node, true, log) else {
            return Err(abort("an added node could not be built"));
        };
        if add.previous_id == Some(-1) || add.next_id == Some(-1) {
            if let Some(id) = node.id {
                self.waiting.siblings.insert(id, Parked { ix: target, previous: add.previous_id, next: add.next_id });
            }
            return Ok(());
        }
        self.make_room(parent, target, node);
        let before = self.reference(parent, add).map_err(abort)?;
        let before = if before == target { self.store.next(target) } else { before };
        self.may_insert(parent, target, before).map_err(abort)?;
        let old_parent = self.store.parent(target);
        self.store.detach(target);
        self.store.attach(parent, target, before);
        self.text_of_sheet_changed(old_parent);
        self.text_of_sheet_changed(parent);
        log.change(node.id, if built == Built::New { super::ChangeKind::Added } else { super::ChangeKind::Moved });
        if !self.waiting.documents.is_empty() {
            self.note_iframe(target, log);
            self.attach_waiting_documents(log);
        }
        if !self.waiting.siblings.is_empty() {
            self.unpark(parent, target, add.previous_id, add.next_id);
        }
        Ok(())
    }

    /// What the player takes out before it puts a node in.
    fn make_room(&mut self, parent: Ix, target: Ix, node: &SerializedNode) {
        let Some(slot) = self.store.get(parent) else { return };
        let doomed: Vec<Ix> = match (&slot.body, &node.body) {
            (Body::Element { recorded, .. }, NodeBody::Text(_)) if &*recorded.tag == "textarea" => {
                self.store.children(parent).filter(|child| self.is_text(*child)).collect()
            }
            (Body::Element { recorded, .. }, NodeBody::Text(_)) if &*recorded.tag == "style" => {
                return self.take_over_text(parent, target);
            }
            (Body::Document { .. }, NodeBody::Doctype(_)) => {
                self.store.children(parent).take(1).filter(|child| self.is_doctype(*child)).collect()
            }
            (Body::Document { .. }, NodeBody::Element(element)) if &*element.tag == "html" => {
                self.store.children(parent).find(|child| self.is_element(*child)).into_iter().collect()
            }
            _ => return,
        };
        for child in doomed {
            self.store.detach(child);
            if child != target {
                self.release(child);
            }
        }
    }

    fn is_text(&self, ix: Ix) -> bool {
        self.store.get(ix).is_some_and(|slot| matches!(slot.body, Body::Text { .. }))
    }

    /// A style element's only child, a text without id that `_cssText` brought, gives its text to the text that is added.
    fn take_over_text(&mut self, style: Ix, target: Ix) {
        let child = self.store.first(style);
        let Some(slot) = self.store.get(child).filter(|slot| slot.next == NIL && slot.id.is_none()) else { return };
        let Body::Text { text, .. } = &slot.body else { return };
        let css = text.clone();
        self.store.detach(child);
        self.store.remove(child);
        self.store.edit(target, |slot| {
            if let Body::Text { text, .. } = &mut slot.body {
                *text = css;
            }
        });
    }

    /// The child to insert before, or `NIL` for the end.
    fn reference(&self, parent: Ix, add: &Add) -> Result<Ix, &'static str> {
        let truthy = |id: Option<NodeId>| self.known(id.filter(|id| *id != 0));
        let after_previous = truthy(add.previous_id).map_or(NIL, |previous| self.store.next(previous));
        if after_previous != NIL {
            let inside = self.store.parent(after_previous) == parent;
            return if inside { Ok(after_previous) } else { Err("the previous sibling is in another parent") };
        }
        let Some(next) = truthy(add.next_id).filter(|next| self.store.parent(*next) != NIL) else { return Ok(NIL) };
        if self.store.parent(next) == parent {
            return Ok(next);
        }
        if self.store.contains(parent, next) {
            return Err("the next sibling is not a child of the parent but deeper below it");
        }
        Ok(NIL)
    }

    /// DOM: the checks before an insertion; the error is the exception in plain words.
    pub(in super::super) fn may_insert(&self, parent: Ix, node: Ix, before: Ix) -> Result<(), &'static str> {
        let body = |ix| self.store.get(ix).map(|slot| &slot.body);
        if self.store.encloses(node, parent) {
            return Err("a node would be put into itself");
        }
        match (body(parent), body(node)) {
            (Some(Body::Document { .. }), Some(Body::Text { .. } | Body::Cdata(_))) => {
                Err("a document can hold no text")
            }
            (Some(Body::Document { .. }), Some(Body::Element { .. })) => self.may_be_root(parent, node, before),
            (Some(Body::Document { .. }), Some(Body::Doctype(_))) => self.may_be_doctype(parent, node, before),
            (Some(Body::Element { .. } | Body::ShadowRoot), Some(Body::Doctype(_))) => {
                Err("only a document can hold a doctype")
            }
            (Some(Body::Element { .. } | Body::ShadowRoot | Body::Document { .. }), _) => Ok(()),
            _ => Err("the parent is a node that can hold no children"),
        }
    }

    /// A document holds one element, after its doctype.
    fn may_be_root(&self, document: Ix, node: Ix, before: Ix) -> Result<(), &'static str> {
        if self.store.children(document).any(|child| child != node && self.is_element(child)) {
            return Err("a document can hold only one element");
        }
        let mut rest = self.store.children(document).skip_while(|child| *child != before);
        if rest.any(|child| self.is_doctype(child)) { Err("an element can't come before the doctype") } else { Ok(()) }
    }

    /// A document holds one doctype, before its element.
    fn may_be_doctype(&self, document: Ix, node: Ix, before: Ix) -> Result<(), &'static str> {
        if self.store.children(document).any(|child| child != node && self.is_doctype(child)) {
            return Err("a document can hold only one doctype");
        }
        let mut earlier = self.store.children(document).take_while(|child| *child != before);
        if earlier.any(|child| self.is_element(child)) { Err("a doctype can't come after the element") } else { Ok(()) }
    }

    fn is_doctype(&self, ix: Ix) -> bool {
        matches!(self.store.get(ix).map(|slot| &slot.body), Some(Body::Doctype(_)))
    }

    /// Puts parked nodes beside the sibling they waited for, and those that waited for them in turn (recordings of 0.x).
    fn unpark(&mut self, parent: Ix, target: Ix, previous: Option<NodeId>, next: Option<NodeId>) {
        let mut tasks = vec![(target, previous, next)];
        while let Some((target, previous, next)) = tasks.pop() {
            if let Some(found) = self.take_parked(previous) {
                self.put_parked(parent, found.ix, target);
                tasks.push((target, None, next));
                tasks.push((found.ix, found.previous, found.next));
            } else if let Some(found) = self.take_parked(next) {
                let after = self.store.next(target);
                self.put_parked(parent, found.ix, after);
                tasks.push((found.ix, found.previous, found.next));
            }
        }
    }

    /// The parked node with an id, unless it has gone since.
    fn take_parked(&mut self, id: Option<NodeId>) -> Option<Parked> {
        let parked = self.waiting.siblings.remove(&id?)?;
        self.store.get(parked.ix).is_some_and(|slot| slot.id == id).then_some(parked)
    }

    fn put_parked(&mut self, parent: Ix, node: Ix, before: Ix) {
        if node != before && self.may_insert(parent, node, before).is_ok() {
            self.store.detach(node);
            self.store.attach(parent, node, before);
        }
    }
}
