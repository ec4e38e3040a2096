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
    patch.rename();
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
            self.adopt(node, node.adopted_ids());
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

    /// Takes over what a document or shadow root adopts.
    fn adopt(&mut self, later: Node<'_>, ids: &[i64]) {
        let Some(adopter) = later.adopter() else { return };
        if !ids.is_empty() || self.tree.adopting.contains_key(&adopter) {
            Arc::make_mut(&mut self.tree.adopting).insert(adopter, ids.into());
            self.adopt_sheets(ids);
        }
    }

    fn adopt_sheets(&mut self, ids: &[i64]) {
        let known = ids.iter().filter_map(|id| Some((*id, self.diff.after.sheets.get(id)?.clone())));
        Arc::make_mut(&mut self.tree.sheets).extend(known);
    }

    /// Gives nodes that were recognised by shape the ids of the later page.
    fn rename(&mut self) {
        let places: Vec<(Ix, Option<i64>)> =
            self.diff.renamed.iter().map(|&(key, id)| (self.place(Handle::Old(key)), id)).collect();
        for &(ix, id) in &places {
            let old = self.tree.store.get_mut(ix).and_then(|slot| std::mem::replace(&mut slot.id, id));
            if let Some(old) = old.filter(|&old| self.tree.store.ids.get(old) == Some(ix)) {
                self.tree.store.ids.remove(old);
            }
        }
        for (ix, id) in places {
            if let Some(id) = id {
                self.tree.store.ids.insert(id, ix);
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
            What::Rules { sheet: Some(id), .. } => self.adopt_sheets(&[*id]),
            What::Adopted { after, .. } => {
                if let Some(later) = later {
                    self.adopt(later, after);
                }
            }
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
    if let (Body::Document { quirks }, "mode") = (&mut slot.body, name) {
        *quirks = !*quirks;
        return;
    }
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
    store.detach(ix);
    let host = store.host(ix);
    store.edit(ix, |slot| slot.host = NIL);
    store.edit(host, |slot| {
        for root in [&mut slot.shadow, &mut slot.content] {
            if *root == ix {
                *root = NIL;
            }
        }
    });
}

/// Puts a node under a parent, after a sibling (`NIL`: first). Shadow roots and documents hang beside the children.
fn link(store: &mut Store, ix: Ix, parent: Ix, after: Ix) {
    let body = store.get(ix).map(|slot| &slot.body);
    match body {
        Some(Body::ShadowRoot) => store.edit(parent, |slot| slot.shadow = ix),
        Some(Body::Document { .. }) => store.edit(parent, |slot| slot.content = ix),
        Some(_) => {
            let before = if after == NIL { store.first(parent) } else { store.next(after) };
            return store.attach(parent, ix, before);
        }
        None => {}
    }
    store.edit(ix, |slot| slot.host = parent);
}
