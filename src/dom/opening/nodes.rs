//! A node and all below it, as a recorder that starts now would serialize them: attributes as they are, with the live
//! values, checks, choices, scroll positions and media in them (rrweb: `serializeNode`).

use super::super::state::MediaState;
use super::super::store::Body;
use super::super::view::NodeKey;
use super::super::{Node, NodeKind};
use crate::clock::Time;
use crate::event::node::{Attribute, Element, ElementFlags, JsonType, NodeBody, SerializedNode, Subtree, name};
use foldhash::{HashMap, HashMapExt as _};
use std::sync::Arc;

/// The subtree of a node, without the documents of frames.
pub(super) fn subtree(top: Node<'_>, at: Time) -> Subtree {
    let mut writer = Writer { at, choices: HashMap::new() };
    let document = std::iter::successors(Some(top), |node| node.parent_or_host())
        .find(|node| node.kind() == NodeKind::Document)
        .and_then(Node::id);
    let mut nodes: Vec<SerializedNode> = Vec::new();
    let mut open = vec![(top, None, false)];
    while let Some((node, parent, is_shadow)) = open.pop() {
        let Some(body) = writer.body(node) else { continue };
        let index = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        let root_id = document.filter(|id| *id != 1 && node.kind() != NodeKind::Document);
        nodes.push(SerializedNode { id: node.id(), root_id, parent, is_shadow, body });
        let light = node.children().filter(|child| !is_unnamed(*child)).map(|child| (child, false));
        let shadow = node.shadow_root().into_iter().flat_map(Node::children).map(|child| (child, true));
        let below: Vec<_> = light.chain(shadow).collect();
        open.extend(below.into_iter().rev().map(|(child, is_shadow)| (child, Some(index), is_shadow)));
    }
    Subtree { nodes: nodes.into() }
}

/// A text that no id names: an attribute brought it, or a text change of its element.
fn is_unnamed(node: Node<'_>) -> bool {
    node.id().is_none() && node.kind() == NodeKind::Text
}

/// The text of an element that has only a text without id.
pub(super) fn unnamed_text(node: Node<'_>) -> Option<Arc<str>> {
    let only = node.first_child().filter(|child| child.next_sibling().is_none() && is_unnamed(*child))?;
    match &only.slot.body {
        Body::Text { text, .. } => Some(text.clone()),
        _ => None,
    }
}

struct Writer {
    at: Time,
    /// Whether an option is chosen, for the options of selects in which somebody chose.
    choices: HashMap<NodeKey, bool>,
}

impl Writer {
    fn body(&mut self, node: Node<'_>) -> Option<NodeBody> {
        Some(match &node.slot.body {
            Body::Document { quirks } => NodeBody::Document { quirks: *quirks },
            Body::Doctype(doctype) => NodeBody::Doctype(doctype.clone()),
            Body::Element { recorded, .. } => NodeBody::Element(self.element(node, recorded)),
            Body::Text { text, .. } => NodeBody::Text(text.clone()),
            Body::Cdata(text) => NodeBody::Cdata(text.clone()),
            Body::Comment { text, .. } => NodeBody::Comment(text.clone()),
            Body::ShadowRoot | Body::Free => return None,
        })
    }

    fn element(&mut self, node: Node<'_>, recorded: &Arc<Element>) -> Arc<Element> {
        let host = if node.shadow_root().is_some() { ElementFlags::SHADOW_HOST } else { ElementFlags::default() };
        let mut list = Attributes(node.slot.attributes().to_vec());
        self.overlay(node, &mut list);
        Arc::new(Element { tag: recorded.tag.clone(), attributes: list.0.into(), flags: recorded.flags.with(host) })
    }

    /// Lays the live state over the recorded attributes.
    fn overlay(&mut self, node: Node<'_>, list: &mut Attributes) {
        match node.tag() {
            "input" => input(node, list),
            "textarea" => list.text("value", textarea(node)),
            "style" => list.text("_cssText", unnamed_text(node)),
            "select" => self.note_choices(node),
            "option" => match self.choices.get(&node.key()) {
                Some(true) => list.add("selected", "", JsonType::True),
                Some(false) => list.remove("selected"),
                None => {}
            },
            _ => {}
        }
        if let Some((x, y)) = node.scroll()
            && !list.has_any("rr_scroll")
        {
            for (name, value) in [("rr_scrollLeft", x), ("rr_scrollTop", y)] {
                if value != 0.0 {
                    list.add(name, &value.to_string(), JsonType::Number);
                }
            }
        }
        if let Some(media) = node.media()
            && !list.has_any("rr_media")
        {
            self.media(media, list);
        }
    }

    /// The options of a select come after it.
    fn note_choices(&mut self, select: Node<'_>) {
        let options = select.options();
        if select.state().is_some_and(|state| state.value.is_some()) || options.iter().any(|o| o.picked().is_some()) {
            self.choices.extend(options.iter().map(|option| (option.key(), false)));
            self.choices.extend(select.chosen().iter().map(|option| (option.key(), true)));
        }
    }

    fn media(&self, media: MediaState, list: &mut Attributes) {
        let flag = |is| if is { JsonType::True } else { JsonType::False };
        list.add("rr_mediaState", if media.playing { "played" } else { "paused" }, JsonType::String);
        list.add("rr_mediaCurrentTime", &media.position(self.at).to_string(), JsonType::Number);
        list.add("rr_mediaPlaybackRate", &media.rate.to_string(), JsonType::Number);
        list.add("rr_mediaMuted", "", flag(media.muted));
        list.add("rr_mediaLoop", "", flag(media.looping));
        list.add("rr_mediaVolume", &media.volume.to_string(), JsonType::Number);
    }
}

/// What an input shows, where an event set it.
fn input(node: Node<'_>, list: &mut Attributes) {
    let Some(state) = node.state() else { return };
    if state.value.is_some() {
        match node.value().filter(|value| !value.is_empty()) {
            Some(value) => list.add("value", &value, JsonType::String),
            None => list.remove("value"),
        }
    }
    if state.checked.is_some() && node.checked() != Some(node.attribute("checked").is_some()) {
        match node.checked() {
            Some(true) => list.add("checked", "", JsonType::True),
            _ => list.remove("checked"),
        }
    }
}

/// What a text area shows, unless texts with ids make it up.
fn textarea(node: Node<'_>) -> Option<Arc<str>> {
    if node.children().any(|child| child.id().is_some()) {
        return None;
    }
    let typed = node.state().and_then(|state| state.value.clone());
    typed.filter(|text| !text.is_empty()).or_else(|| unnamed_text(node))
}

/// A list of attributes in the making.
struct Attributes(Vec<Attribute>);

impl Attributes {
    fn remove(&mut self, name: &str) {
        self.0.retain(|attribute| &*attribute.name != name);
    }

    fn add(&mut self, attribute: &str, value: &str, json: JsonType) {
        let new = Attribute { name: name(attribute), value: value.into(), json };
        match self.0.iter_mut().find(|known| &*known.name == attribute) {
            Some(known) => *known = new,
            None => self.0.push(new),
        }
    }

    /// An attribute that is the text of its element while there is no text node with an id.
    fn text(&mut self, name: &str, text: Option<Arc<str>>) {
        match text {
            Some(text) => self.add(name, &text, JsonType::String),
            None => self.0.retain(|known| &*known.name != name || known.json != JsonType::String),
        }
    }

    fn has_any(&self, prefix: &str) -> bool {
        self.0.iter().any(|attribute| attribute.name.starts_with(prefix))
    }
}
