//! Making the changes of a diff: the other half of the law.

use super::Diff;
use super::change::{Change, Handle, Spot, What};
use crate::dom::state::State;
use crate::dom::store::{Body, Ix, NIL, Slot, Store};
use crate::dom::{Node, NodeKey, Tree, walk};
use crate::event::node::{Attribute, JsonType};
use foldhash::HashMap;
use std::sync::Arc;

/// The earlier tree with the changes made: equal to the later tree, by [`Tree::digest`].
///
/// `tree` is the diff's earlier tree, or one equal to it. Detached nodes that ids still lead to are not part of a diff.
#[must_use]
pub fn apply(diff: &Diff, tree: &Tree) -> Tree {
    if diff.changes.iter().any(|change| matches!(change.what, What::Replaced { .. })) {
        return diff.after.clone();
    }
    let places = walk::preorder(&diff.before).map(|node| Handle::Old(node.key()));
    let places = places.zip(walk::preorder(tree).map(|node| node.ix)).collect();
    let mut patch = Patch { diff, tree: tree.clone(), places };
    patch.take_out();
    patch.put_in();
    patch.drop_removed();
    for change in &diff.changes {
        patch.alter(change);
    }
    patch.tree.sheets.clone_from(&diff.after.sheets);
    patch.tree.adopting.clone_from(&diff.after.adopting);
    patch.tree
}

struct Patch<'d> {
    diff: &'d Diff,
    tree: Tree,
    /// Where the nodes that changes speak of are in `tree`.
    places: HashMap<Handle, Ix>,
}

impl Patch<'_> {
    fn place(&self, handle: Handle) -> Ix {
        self.places.get(&handle).copied().unwrap_or(NIL)
    }

    /// First everything that goes or moves leaves its place, so that what stays is in order.
    fn take_out(&mut self) {
        for change in &self.diff.changes {
            if matches!(change.what, What::Removed { .. } | What::Moved { .. }) {
                let ix = self.place(change.at);
                unlink(&mut self.tree.store, ix);
            }
        }
    }

    /// Then, in document order, everything comes to stand after its sibling.
    fn put_in(&mut self) {
        for change in &self.diff.changes {
            match (&change.what, change.at) {
                (What::Inserted { to, .. }, Handle::New(key)) => {
                    if let Some(node) = self.diff.after.by_key(key) {
                        self.build(node);
                        self.link(change.at, to);
                    }
                }
                (What::Moved { to, .. }, at) => self.link(at, to),
                _ => {}
            }
        }
    }

    /// Copies a node that came and all that came with it; what moved into it follows by itself.
    fn build(&mut self, root: Node<'_>) {
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            let mut slot = Slot::new(node.id(), node.slot.body.clone());
            slot.state.clone_from(&node.slot.state);
            let ix = self.tree.store.insert(slot);
            self.places.insert(Handle::New(node.key()), ix);
            if let Some(id) = node.id().filter(|&id| self.diff.after.get(id) == Some(node)) {
                self.tree.store.ids.insert(id, ix);
            }
            if node != root {
                let parent = node.parent_or_host().map_or(NIL, |parent| self.place(Handle::New(parent.key())));
                let last = self.tree.store.get(parent).map_or(NIL, |slot| slot.last);
                link(&mut self.tree.store, ix, parent, last);
            }
            let from = waiting.len();
            waiting.extend(node.all_children().filter(|child| !self.diff.moved.contains(&child.key())));
            waiting[from..].reverse();
        }
    }

    fn link(&mut self, at: Handle, to: &Spot) {
        let after = to.after.map_or(NIL, |after| self.place(after));
        let (ix, parent) = (self.place(at), self.place(to.into));
        link(&mut self.tree.store, ix, parent, after);
    }

    /// Frees what went. What moved out of it is no longer below it.
    fn drop_removed(&mut self) {
        for change in &self.diff.changes {
            if !matches!(change.what, What::Removed { .. }) {
                continue;
            }
            let Some(root) = self.tree.by_key(NodeKey(self.place(change.at))) else { continue };
            let gone: Vec<(Ix, Option<i64>)> = walk::subtree(root).map(|node| (node.ix, node.id())).collect();
            for (ix, id) in gone {
                if let Some(id) = id.filter(|&id| self.tree.store.ids.get(id) == Some(ix)) {
                    self.tree.store.ids.remove(id);
                }
                self.tree.store.remove(ix);
            }
        }
    }

    /// Everything that isn't about places.
    fn alter(&mut self, change: &Change) {
        let after = &self.diff.after;
        if let What::Page { name, .. } = change.what {
            return page(&mut self.tree, after, name);
        }
        let Handle::Old(key) = change.at else { return };
        let later = self.diff.later.get(&key).and_then(|&key| after.by_key(key));
        let Some(slot) = self.tree.store.get_mut(self.places.get(&change.at).copied().unwrap_or(NIL)) else { return };
        match &change.what {
            What::Attribute { name, after, .. } => attribute(slot, name, after.as_ref()),
            What::Text { after, .. } => text(slot, after),
            What::State { name, .. } => state(slot, later, name),
            What::Rules { sheet: None, .. } => state(slot, later, "sheet"),
            _ => {}
        }
    }
}

fn page(tree: &mut Tree, after: &Tree, name: &str) {
    match name {
        "href" => tree.href.clone_from(&after.href),
        "viewport" => tree.viewport = after.viewport,
        "focus" => tree.focused = after.focused,
        "fullscreen" => tree.fullscreen = after.fullscreen,
        "selection" => tree.selection.clone_from(&after.selection),
        "pointer" => tree.pointer = after.pointer,
        _ => {}
    }
}

fn attribute(slot: &mut Slot, name: &str, value: Option<&Arc<str>>) {
    let mut list = slot.attributes().to_vec();
    let at = list.iter().position(|attribute| &*attribute.name == name);
    match (at, value) {
        (Some(at), Some(value)) => {
            list[at].value = value.clone();
            list[at].json = JsonType::String;
        }
        (None, Some(value)) => {
            list.push(Attribute { name: name.into(), value: value.clone(), json: JsonType::String });
        }
        (Some(at), None) => drop(list.remove(at)),
        (None, None) => return,
    }
    if let Body::Element { changed, .. } = &mut slot.body {
        *changed = Some(list.into());
    }
}

fn text(slot: &mut Slot, after: &Arc<str>) {
    match &mut slot.body {
        Body::Text { text, .. } | Body::Comment { text, .. } | Body::Cdata(text) => *text = after.clone(),
        _ => {}
    }
}

/// Copies one field of the later node's state.
fn state(slot: &mut Slot, later: Option<Node<'_>>, name: &str) {
    let none = State::default();
    let theirs = later.and_then(|node| node.slot.state.as_deref()).unwrap_or(&none);
    let mut ours = slot.state.as_deref().cloned().unwrap_or_default();
    match name {
        "value" => ours.value.clone_from(&theirs.value),
        "checked" => ours.checked = theirs.checked,
        "scroll" => ours.scroll = theirs.scroll,
        "media" => ours.media = theirs.media,
        "canvas" => ours.canvas.clone_from(&theirs.canvas),
        "sheet" => ours.sheet.clone_from(&theirs.sheet),
        _ => {}
    }
    slot.state = (ours != none).then(|| Arc::new(ours));
}

/// Takes a node out from among its siblings; what is below it stays below it.
fn unlink(store: &mut Store, ix: Ix) {
    let Some(slot) = store.get_mut(ix) else { return };
    let (parent, host, prev, next) = (slot.parent, slot.host, slot.prev, slot.next);
    (slot.parent, slot.host, slot.prev, slot.next) = (NIL, NIL, NIL, NIL);
    if let Some(slot) = store.get_mut(prev) {
        slot.next = next;
    }
    if let Some(slot) = store.get_mut(next) {
        slot.prev = prev;
    }
    if let Some(slot) = store.get_mut(parent) {
        if slot.first == ix {
            slot.first = next;
        }
        if slot.last == ix {
            slot.last = prev;
        }
    }
    if let Some(slot) = store.get_mut(host) {
        if slot.shadow == ix {
            slot.shadow = NIL;
        }
        if slot.content == ix {
            slot.content = NIL;
        }
    }
}

/// Puts a node under a parent, after a sibling (`NIL`: first). Shadow roots and documents hang beside the children.
fn link(store: &mut Store, ix: Ix, parent: Ix, after: Ix) {
    let Some(slot) = store.get(ix) else { return };
    match slot.body {
        Body::ShadowRoot | Body::Document { .. } => {
            let is_shadow = matches!(slot.body, Body::ShadowRoot);
            if let Some(slot) = store.get_mut(ix) {
                slot.host = parent;
            }
            if let Some(slot) = store.get_mut(parent) {
                *(if is_shadow { &mut slot.shadow } else { &mut slot.content }) = ix;
            }
        }
        _ => link_child(store, ix, parent, after),
    }
}

fn link_child(store: &mut Store, ix: Ix, parent: Ix, after: Ix) {
    let next = match store.get_mut(after) {
        Some(slot) => std::mem::replace(&mut slot.next, ix),
        None => store.get(parent).map_or(NIL, |slot| slot.first),
    };
    if let Some(slot) = store.get_mut(ix) {
        (slot.parent, slot.prev, slot.next) = (parent, after, next);
    }
    if let Some(slot) = store.get_mut(next) {
        slot.prev = ix;
    }
    if let Some(slot) = store.get_mut(parent) {
        if after == NIL {
            slot.first = ix;
        }
        if next == NIL {
            slot.last = ix;
        }
    }
}
