//! Looking at a tree: nodes, their neighbours and their state.

use std::borrow::Cow;
use std::sync::Arc;

use crate::event::NodeId;
use crate::event::node::{Attribute, Doctype, ElementFlags, JsonType};

use super::Tree;
use super::sheet::Sheet;
use super::state::{CanvasState, MediaState, State};
use super::store::{Body, Ix, NIL, Slot};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// The top document or an iframe's.
    Document,
    /// `<!DOCTYPE …>`.
    Doctype,
    /// An element.
    Element,
    /// A text node.
    Text,
    /// A comment.
    Comment,
    /// A CDATA section.
    Cdata,
    /// A shadow root.
    ShadowRoot,
}

impl NodeKind {
    /// The kind's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Doctype => "doctype",
            Self::Element => "element",
            Self::Text => "text",
            Self::Comment => "comment",
            Self::Cdata => "cdata",
            Self::ShadowRoot => "shadowroot",
        }
    }
}

/// A node's identity within one tree: distinguishes nodes that no id names, or that share one. Not kept across events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeKey(pub(super) Ix);

/// A node of a tree.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) ix: Ix,
    pub(super) slot: &'t Slot,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({:?} {:?} {})", self.id(), self.kind(), self.tag())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.ix == other.ix
    }
}

impl Eq for Node<'_> {}

impl<'t> Node<'t> {
    /// The recorded id; absent for shadow roots and for text that only a `_cssText` or `value` brought.
    #[must_use]
    pub fn id(self) -> Option<NodeId> {
        self.slot.id
    }

    /// The node's identity within this tree.
    #[must_use]
    pub fn key(self) -> NodeKey {
        NodeKey(self.ix)
    }

    /// The tree it belongs to.
    #[must_use]
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> NodeKind {
        match self.slot.body {
            Body::Document { .. } => NodeKind::Document,
            Body::ShadowRoot => NodeKind::ShadowRoot,
            Body::Doctype(_) => NodeKind::Doctype,
            Body::Element { .. } => NodeKind::Element,
            Body::Cdata(_) => NodeKind::Cdata,
            Body::Comment { .. } => NodeKind::Comment,
            Body::Text { .. } | Body::Free => NodeKind::Text,
        }
    }

    /// Whether it is an element.
    #[must_use]
    pub fn is_element(self) -> bool {
        matches!(self.slot.body, Body::Element { .. })
    }

    /// The recorded tag, in lower case; empty for what is no element.
    #[must_use]
    pub fn tag(self) -> &'t str {
        match &self.slot.body {
            Body::Element { recorded, .. } => &recorded.tag,
            _ => "",
        }
    }

    /// The attributes that are present, in recorded order, recorder-made `rr_*` ones included.
    pub fn attributes(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let tag = self.tag();
        self.slot.attributes().iter().filter(move |a| is_present(a, tag)).map(|a| (&*a.name, &*a.value))
    }

    /// One attribute.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'t str> {
        let tag = self.tag();
        let found = self.slot.attributes().iter().find(|a| &*a.name == name && is_present(a, tag));
        found.map(|attribute| &*attribute.value)
    }

    /// The text of a text node, comment or CDATA section; empty for others.
    #[must_use]
    pub fn text(self) -> &'t str {
        match &self.slot.body {
            Body::Text { text, .. } | Body::Comment { text, .. } | Body::Cdata(text) => text,
            _ => "",
        }
    }

    /// The three strings of a doctype.
    #[must_use]
    pub fn doctype(self) -> Option<&'t Doctype> {
        match &self.slot.body {
            Body::Doctype(doctype) => Some(doctype),
            _ => None,
        }
    }

    /// A document in quirks mode.
    #[must_use]
    pub fn is_quirks(self) -> bool {
        matches!(self.slot.body, Body::Document { quirks: true })
    }

    /// In the SVG name space.
    #[must_use]
    pub fn is_svg(self) -> bool {
        self.flags().has(ElementFlags::SVG)
    }

    /// Recorded as a custom element.
    #[must_use]
    pub fn is_custom(self) -> bool {
        self.flags().has(ElementFlags::CUSTOM)
    }

    /// Withheld by the recorder: only its size is known.
    #[must_use]
    pub fn is_blocked(self) -> bool {
        self.flags().has(ElementFlags::BLOCKED) || self.attribute("rr_width").is_some()
    }

    /// Recorded width and height of a blocked element, such as `("100px", "20px")`.
    #[must_use]
    pub fn blocked_size(self) -> Option<(&'t str, &'t str)> {
        Some((self.attribute("rr_width")?, self.attribute("rr_height")?))
    }

    fn flags(self) -> ElementFlags {
        match &self.slot.body {
            Body::Element { recorded, .. } => recorded.flags,
            _ => ElementFlags::default(),
        }
    }

    /// The parent in the same tree scope: `None` for documents and shadow roots.
    #[must_use]
    pub fn parent(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.parent)
    }

    /// The element whose shadow root or content document this is.
    #[must_use]
    pub fn host(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.host)
    }

    /// The parent, or the host of a root: the way up through every boundary.
    #[must_use]
    pub fn parent_or_host(self) -> Option<Node<'t>> {
        self.parent().or_else(|| self.host())
    }

    /// The first light child.
    #[must_use]
    pub fn first_child(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.first)
    }

    /// The last light child.
    #[must_use]
    pub fn last_child(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.last)
    }

    /// The sibling after it.
    #[must_use]
    pub fn next_sibling(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.next)
    }

    /// The sibling before it.
    #[must_use]
    pub fn prev_sibling(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.prev)
    }

    /// The light children.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        std::iter::successors(self.first_child(), |node| node.next_sibling())
    }

    /// The shadow root.
    #[must_use]
    pub fn shadow_root(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.shadow)
    }

    /// The document of an iframe.
    #[must_use]
    pub fn content_document(self) -> Option<Node<'t>> {
        self.tree.node(self.slot.content)
    }

    /// Everything below, in the order outlines use: the shadow root, then the content document, then light children.
    pub fn all_children(self) -> impl Iterator<Item = Node<'t>> {
        self.shadow_root().into_iter().chain(self.content_document()).chain(self.children())
    }

    pub(super) fn state(self) -> Option<&'t State> {
        self.slot.state.as_deref()
    }

    /// Pixels scrolled from the left and from the top, of an element or document that was scrolled.
    #[must_use]
    pub fn scroll(self) -> Option<(f64, f64)> {
        self.state()?.scroll
    }

    /// How an audio or video element plays.
    #[must_use]
    pub fn media(self) -> Option<MediaState> {
        self.state()?.media
    }

    /// What was drawn on a canvas.
    #[must_use]
    pub fn canvas(self) -> Option<&'t CanvasState> {
        self.state()?.canvas.as_deref()
    }

    /// The rules of a style element or inlined link whose sheet was edited through the CSSOM, one text each.
    #[must_use]
    pub fn edited_rules(self) -> Option<Vec<String>> {
        Some(self.state()?.sheet.as_ref()?.texts())
    }

    /// The rules of a style element or inlined link, edited or not; `None` for other nodes.
    #[must_use]
    pub fn sheet(self) -> Option<Arc<Sheet>> {
        let edited = self.state().and_then(|state| state.sheet.clone());
        edited.or_else(|| Some(Arc::new(Sheet::parse(&self.sheet_text()?))))
    }

    /// The text of a style element's or inlined link's sheet, as recorded.
    #[must_use]
    pub fn sheet_text(self) -> Option<Cow<'t, str>> {
        match self.tag() {
            "style" => Some(self.child_text()),
            // With an empty text the player leaves it a link (rrweb: `getTagName`).
            "link" => self.attribute("_cssText").filter(|css| !css.is_empty()).map(Cow::Borrowed),
            _ => None,
        }
    }

    /// The recorded ids of the sheets that a document or shadow root adopts, in order; empty for other nodes.
    #[must_use]
    pub fn adopted_ids(self) -> &'t [i64] {
        self.adopter().and_then(|id| self.tree.adopting.get(&id)).map_or(&[], |ids| ids)
    }

    /// The id under which the recording lists this node's adopted sheets: its own, or its host's.
    pub(super) fn adopter(self) -> Option<NodeId> {
        match self.kind() {
            NodeKind::Document => self.id(),
            NodeKind::ShadowRoot => self.host().and_then(Node::id),
            _ => None,
        }
    }

    /// The adopted sheets of a document or shadow root that are known, in order.
    #[must_use]
    pub fn adopted(self) -> Vec<&'t Sheet> {
        self.adopted_ids().iter().filter_map(|id| self.tree.sheets.get(id)).map(|sheet| &**sheet).collect()
    }

    /// The adopted sheets as the texts of their rules.
    #[must_use]
    pub fn adopted_sheets(self) -> Vec<Vec<String>> {
        self.adopted().into_iter().map(Sheet::texts).collect()
    }
}

/// Whether an attribute that was recorded is really there. A style element's `_cssText` and a textarea's `value` have
/// become their text; a browser refuses some names.
pub(super) fn is_present(attribute: &Attribute, tag: &str) -> bool {
    let name = &*attribute.name;
    let became_text = matches!((tag, name), ("style", "_cssText") | ("textarea", "value"));
    let present = match attribute.json {
        JsonType::Null => false,
        JsonType::False => !(tag == "option" && name == "selected"),
        JsonType::String => !became_text,
        JsonType::Number | JsonType::True => true,
    };
    present && !name.is_empty() && !name.contains(['\0', '/', '>', '=', ' ', '\t', '\n', '\r', '\u{c}'])
}

impl Slot {
    /// The recorded tag; empty for what is no element.
    pub(super) fn tag(&self) -> &str {
        match &self.body {
            Body::Element { recorded, .. } => &recorded.tag,
            _ => "",
        }
    }

    /// The recorded attributes with what mutations changed.
    pub(super) fn attributes(&self) -> &[Attribute] {
        match &self.body {
            Body::Element { recorded, changed } => changed.as_deref().unwrap_or(&recorded.attributes),
            _ => &[],
        }
    }
}

impl Tree {
    /// The node in a slot.
    pub(super) fn node(&self, ix: Ix) -> Option<Node<'_>> {
        if ix == NIL {
            return None;
        }
        let slot = self.store.get(ix)?;
        (!matches!(slot.body, Body::Free)).then_some(Node { tree: self, ix, slot })
    }

    /// The node with this key.
    #[must_use]
    pub fn by_key(&self, key: NodeKey) -> Option<Node<'_>> {
        self.node(key.0)
    }
}
