//! Serialized nodes to slots: single nodes of `adds`, whole documents of snapshots and iframes (rrweb: `rebuild.ts`).

use std::sync::Arc;

use crate::event::node::{Element, ElementFlags, JsonType, NodeBody, SerializedNode, Subtree};

use super::Tree;
use super::apply::Log;
use super::state::{MediaState, State};
use super::store::{Body, Ix, NIL, Slot};

/// Marks, in `_cssText`, where one text child of a style element ended and the next began (rrweb 2.x).
const SPLIT: &str = "/* rr_split */";

impl Tree {
    /// Builds one node, detached. A node that the id already leads to is taken as it is when the recording says the
    /// same of both (rrweb: `isNodeMetaEqual`). `None` when the node can't be built.
    pub(super) fn build(&mut self, node: &SerializedNode, childless: bool, log: &mut Log) -> Option<(Ix, Built)> {
        let known = node.id.and_then(|id| self.store.ids.get(id));
        if let Some(ix) =
            known.filter(|ix| self.store.get(*ix).is_some_and(|slot| same_recorded(&slot.body, &node.body)))
        {
            return Some((ix, Built::Reused));
        }
        let body = match &node.body {
            NodeBody::Document { quirks } => Body::Document { quirks: *quirks },
            NodeBody::Doctype(doctype) => Body::Doctype(doctype.clone()),
            NodeBody::Element(element) => Body::Element { recorded: element.clone(), changed: None },
            NodeBody::Text(text) => Body::Text { recorded: text.clone(), text: text.clone() },
            NodeBody::Cdata(text) => Body::Cdata(text.clone()),
            NodeBody::Comment(text) => Body::Comment { recorded: text.clone(), text: text.clone() },
            NodeBody::Unknown => return None,
        };
        let mut slot = Slot::new(node.id, body);
        if let NodeBody::Element(element) = &node.body {
            slot.state = seeded(element, log.at).map(Arc::new);
        }
        let ix = self.store.insert(slot);
        if let Some(id) = node.id {
            self.store.ids.insert(id, ix);
        }
        if known.is_some() {
            log.warn(node.id, super::AnomalyKind::DuplicateId);
        }
        if let NodeBody::Element(element) = &node.body {
            self.furnish(ix, element, childless);
            match &*element.tag {
                "input" if element.is_checked_radio() => log.radios.push(ix),
                "option" => log.options.push(ix),
                _ => {}
            }
        }
        Some((ix, Built::New))
    }

    /// Gives a new element what its attributes stand for: a shadow root, the text of a style sheet or text area.
    fn furnish(&mut self, ix: Ix, element: &Element, childless: bool) {
        if element.flags.has(ElementFlags::SHADOW_HOST) {
            self.shadow_root_of(ix);
        }
        let text = match &*element.tag {
            "textarea" => element.string("value"),
            "style" if childless => element.string("_cssText"),
            _ => None,
        };
        if let Some(text) = text {
            self.append_unnamed_text(ix, text);
        }
    }

    /// A text node that no recorded id names, as the last child.
    pub(super) fn append_unnamed_text(&mut self, parent: Ix, text: Arc<str>) {
        let child = self.store.insert(Slot::new(None, Body::Text { recorded: text.clone(), text }));
        self.store.attach(parent, child, NIL);
    }

    /// The element's shadow root, made when it has none.
    pub(super) fn shadow_root_of(&mut self, host: Ix) -> Ix {
        let shadow = self.store.shadow(host);
        if shadow != NIL {
            return shadow;
        }
        let mut root = Slot::new(None, Body::ShadowRoot);
        root.host = host;
        let ix = self.store.insert(root);
        self.store.edit(host, |slot| slot.shadow = ix);
        ix
    }

    /// Builds what lies below the root of a subtree, whose root is in `top` already.
    pub(super) fn build_below(&mut self, top: Ix, subtree: &Subtree, log: &mut Log) {
        let mut places = vec![NIL; subtree.nodes.len()];
        let child_count = count_children(subtree);
        let mut splits = Splits::default();
        if let Some(place) = places.first_mut() {
            *place = top;
        }
        for (index, node) in subtree.nodes.iter().enumerate().skip(1) {
            let parent = node.parent.and_then(|parent| places.get(parent as usize)).copied().unwrap_or(NIL);
            if parent == NIL {
                continue;
            }
            let childless = child_count.get(index).is_none_or(|count| *count == 0);
            let split = splits.text_of(subtree, index, node);
            let node = split.as_ref().unwrap_or(node);
            let Some((ix, built)) = self.build(node, childless, log) else { continue };
            self.put_below(parent, ix, node, log);
            let takes_children = built == Built::New && !is_valued_textarea(&node.body);
            if let Some(place) = places.get_mut(index).filter(|_| takes_children) {
                *place = ix;
            }
        }
    }

    /// Appends a node of a subtree to its parent, where the DOM allows it.
    fn put_below(&mut self, parent: Ix, ix: Ix, node: &SerializedNode, log: &mut Log) {
        let shadow = self.store.shadow(parent);
        let parent = if node.is_shadow && shadow != NIL { shadow } else { parent };
        if let Err(why) = self.may_insert(parent, ix, NIL) {
            log.warn(node.id, super::AnomalyKind::Other(why));
            return;
        }
        self.store.detach(ix);
        self.store.attach(parent, ix, NIL);
        self.note_iframe(ix, log);
    }

    /// Makes the subtree the document of an iframe: what was there before is gone, its ids linger.
    pub(super) fn attach_document(&mut self, iframe: Ix, subtree: &Subtree, log: &mut Log) {
        let Some(root) = subtree.root() else { return };
        let NodeBody::Document { quirks } = root.body else {
            // The player builds it and puts it nowhere.
            if self.build(root, true, log).is_some() {
                log.warn(root.id, super::AnomalyKind::Other("a child of an iframe element is no document"));
            }
            return;
        };
        let body = Body::Document { quirks };
        let content = self.store.content(iframe);
        let document = if content == NIL {
            let mut slot = Slot::new(root.id, body);
            slot.host = iframe;
            let ix = self.store.insert(slot);
            self.store.edit(iframe, |slot| slot.content = ix);
            ix
        } else {
            self.orphan_children(content);
            self.store.edit(content, |slot| *slot = Slot { body, state: None, id: root.id, ..slot.clone() });
            content
        };
        if let Some(id) = root.id {
            self.store.ids.insert(id, document);
        }
        log.added(root.id);
        self.build_below(document, subtree, log);
    }

    /// Detaches every child; ids go on leading to them.
    pub(super) fn orphan_children(&mut self, parent: Ix) {
        let children: Vec<Ix> = self.store.children(parent).collect();
        for child in children {
            self.store.detach(child);
            self.release(child);
        }
    }
}

/// Whether [`Tree::build`] made a node or found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Built {
    New,
    Reused,
}

impl Element {
    /// An attribute that was recorded as a string.
    fn string(&self, name: &str) -> Option<Arc<str>> {
        let attribute = self.attributes.iter().find(|attribute| &*attribute.name == name)?;
        (attribute.json == JsonType::String).then(|| attribute.value.clone())
    }

    fn is_checked_radio(&self) -> bool {
        self.string("type").is_some_and(|kind| kind.eq_ignore_ascii_case("radio"))
            && self.attributes.iter().any(|a| &*a.name == "checked" && a.json != JsonType::Null)
    }

    fn number(&self, name: &str) -> Option<f64> {
        let attribute = self.attributes.iter().find(|attribute| &*attribute.name == name)?;
        attribute.value.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The state that `rr_*` attributes give an element from the start.
fn seeded(element: &Element, at: crate::clock::Time) -> Option<State> {
    if !element.attributes.iter().any(|attribute| matches!(attribute.name.as_bytes(), [b'r', b'r', b'_', ..])) {
        return None;
    }
    let (x, y) = (element.number("rr_scrollLeft"), element.number("rr_scrollTop"));
    let scroll = (x.is_some() || y.is_some()).then(|| (x.unwrap_or_default(), y.unwrap_or_default()));
    let mode = element.string("rr_mediaState");
    let flag = |name: &str| element.attributes.iter().find(|a| &*a.name == name).map(|a| a.json == JsonType::True);
    let media = mode.is_some().then(|| MediaState {
        playing: mode.as_deref() == Some("played"),
        current_time: element.number("rr_mediaCurrentTime").unwrap_or_default(),
        at,
        rate: element.number("rr_mediaPlaybackRate").unwrap_or(1.0),
        volume: element.number("rr_mediaVolume").unwrap_or(1.0),
        muted: flag("rr_mediaMuted").or_else(|| flag("muted")).unwrap_or(false),
        looping: flag("rr_mediaLoop").or_else(|| flag("loop")).unwrap_or(false),
    });
    (scroll.is_some() || media.is_some()).then(|| State { scroll, media, ..State::default() })
}

/// Whether two recorded nodes are the same node to the player: later changes do not count (rrweb: `isNodeMetaEqual`).
fn same_recorded(slot: &Body, node: &NodeBody) -> bool {
    match (slot, node) {
        (Body::Document { quirks }, NodeBody::Document { quirks: other }) => quirks == other,
        (Body::Doctype(doctype), NodeBody::Doctype(other)) => doctype == other,
        (Body::Text { recorded, .. }, NodeBody::Text(other))
        | (Body::Comment { recorded, .. }, NodeBody::Comment(other)) => recorded == other,
        (Body::Cdata(text), NodeBody::Cdata(other)) => text == other,
        (Body::Element { recorded, .. }, NodeBody::Element(other)) => {
            let flag = |flag| recorded.flags.has(flag) == other.flags.has(flag);
            recorded.tag == other.tag
                && recorded.attributes == other.attributes
                && flag(ElementFlags::SVG)
                && flag(ElementFlags::BLOCKED)
        }
        _ => false,
    }
}

fn is_valued_textarea(body: &NodeBody) -> bool {
    matches!(body, NodeBody::Element(element) if &*element.tag == "textarea" && element.string("value").is_some())
}

fn count_children(subtree: &Subtree) -> Vec<u32> {
    let mut counts = vec![0; subtree.nodes.len()];
    for parent in subtree.nodes.iter().filter_map(|node| node.parent) {
        if let Some(count) = counts.get_mut(parent as usize) {
            *count += 1;
        }
    }
    counts
}

/// The text that a style element's text children are given: `_cssText` cut at its marks (rrweb: `applyCssSplits`).
#[derive(Default)]
struct Splits {
    parent: u32,
    pieces: std::vec::IntoIter<String>,
}

impl Splits {
    /// The node with its piece of the sheet's text, when its parent is a style element with `_cssText`.
    fn text_of(&mut self, subtree: &Subtree, index: usize, node: &SerializedNode) -> Option<SerializedNode> {
        if !matches!(node.body, NodeBody::Text(_)) {
            return None;
        }
        let parent = node.parent?;
        let NodeBody::Element(style) = &subtree.nodes.get(parent as usize)?.body else { return None };
        let css = if &*style.tag == "style" { style.string("_cssText")? } else { return None };
        if self.parent != parent {
            let siblings = subtree.nodes.get(index..)?.iter().take_while(|n| n.parent >= Some(parent));
            let texts = siblings.filter(|n| n.parent == Some(parent) && matches!(n.body, NodeBody::Text(_))).count();
            self.pieces = split(&css, texts).into_iter();
            self.parent = parent;
        }
        let body = NodeBody::Text(self.pieces.next().map_or_else(|| text_of(&node.body), Arc::from));
        Some(SerializedNode { body, ..node.clone() })
    }
}

fn text_of(body: &NodeBody) -> Arc<str> {
    match body {
        NodeBody::Text(text) => text.clone(),
        _ => Arc::default(),
    }
}

/// The pieces for `count` text children; what is left over goes to the last.
fn split(css: &str, count: usize) -> Vec<String> {
    let mut pieces: Vec<String> = css.splitn(count.max(1), SPLIT).map(str::to_owned).collect();
    if let Some(last) = pieces.last_mut() {
        *last = last.replace(SPLIT, "");
    }
    pieces
}
