//! Wireframes to nodes, in document order.

use std::sync::Arc;

use super::css::{BACKGROUND, Css, FOREGROUND, data_url};
use super::wireframe::{Frames, Wireframe};
use super::{SCREENSHOT, chrome, forms, ids};
use crate::event::NodeId;
use crate::event::node::{Attribute, Element, ElementFlags, JsonType, NodeBody, SerializedNode, Subtree};

/// Nodes one event's wireframes may become, at most: a rating turns into hundreds.
const MAX_NODES: usize = 1 << 18;

/// Where a wireframe's own nodes go: the list of nodes, and the counters for invented ids.
#[derive(Debug)]
pub(super) struct Builder {
    /// The nodes so far.
    pub(super) page: Subtree,
    /// What had to be left out: the field, and what is wrong with it.
    pub(super) odd: Vec<(&'static str, &'static str)>,
    owner: NodeId,
    slot: u32,
    around: NodeId,
    unnamed: u32,
}

/// An index into the list of nodes.
pub(super) type Index = u32;

impl Builder {
    /// A builder for what goes into the node `around`.
    pub(super) fn new(around: NodeId) -> Self {
        Self { page: Subtree::default(), odd: Vec::new(), owner: 0, slot: 0, around, unnamed: 0 }
    }

    /// From here on invented nodes belong to this wireframe (or fixed node).
    pub(super) fn own(&mut self, owner: NodeId) {
        (self.owner, self.slot) = (owner, 0);
    }

    /// The wireframe's id, or a stand-in where it has none.
    pub(super) fn id_of(&mut self, frame: &Wireframe<'_>) -> NodeId {
        frame.fields.id("id").unwrap_or_else(|| {
            self.unnamed += 1;
            ids::stand_in(self.around, self.unnamed)
        })
    }

    /// The next invented id; `None` when the wireframe has had all of them.
    fn invent(&mut self) -> Option<NodeId> {
        self.slot += 1;
        (self.slot < ids::SLOTS).then(|| ids::synthetic(self.owner, self.slot))
    }

    /// Puts a node under `parent`; `None` when there is no more room for any.
    pub(super) fn push(&mut self, parent: Option<Index>, id: NodeId, body: NodeBody) -> Option<Index> {
        if self.page.nodes.len() >= MAX_NODES {
            self.note("wireframes", "too many nodes; the rest was left out");
            return None;
        }
        let index = Index::try_from(self.page.nodes.len()).ok()?;
        self.page.nodes.push(SerializedNode { id: Some(id), root_id: None, parent, is_shadow: false, body });
        Some(index)
    }

    /// An element with the id given.
    pub(super) fn element(
        &mut self,
        parent: Option<Index>,
        id: NodeId,
        tag: &str,
        attributes: Attributes,
    ) -> Option<Index> {
        self.push(parent, id, NodeBody::Element(attributes.of(tag, ElementFlags::default())))
    }

    /// An invented element.
    pub(super) fn invented(&mut self, parent: Option<Index>, tag: &str, attributes: Attributes) -> Option<Index> {
        let id = self.invent()?;
        self.element(parent, id, tag, attributes.number("data-rrweb-id", id))
    }

    /// An invented SVG element.
    pub(super) fn svg(&mut self, parent: Option<Index>, tag: &str, attributes: Attributes) -> Option<Index> {
        let id = self.invent()?;
        let body = attributes.number("data-rrweb-id", id).of(tag, ElementFlags::SVG);
        self.push(parent, id, NodeBody::Element(body))
    }

    /// An invented text node.
    pub(super) fn text(&mut self, parent: Option<Index>, text: &str) {
        if let Some(id) = self.invent() {
            self.push(parent, id, NodeBody::Text(text.into()));
        }
    }

    pub(super) fn note(&mut self, field: &'static str, problem: &'static str) {
        if !self.odd.contains(&(field, problem)) {
            self.odd.push((field, problem));
        }
    }

    /// Converts wireframes under `root`, but for the bars, which the caller places.
    pub(super) fn convert(&mut self, frames: &Frames<'_>, root: Option<Index>) {
        let mut hooks: Vec<Hook> = Vec::with_capacity(frames.0.len());
        for frame in &frames.0 {
            let around = match frame.parent {
                None => Hook::Under(root),
                Some(parent) => hooks.get(parent as usize).copied().unwrap_or(Hook::Gone),
            };
            hooks.push(match around {
                Hook::Under(parent) if !chrome::is_bar(frame) => {
                    let id = self.id_of(frame);
                    self.own(id);
                    self.wireframe(frame, id, parent, Group::around(frames, frame))
                        .map_or(Hook::Gone, |at| Hook::Under(Some(at)))
                }
                _ => Hook::Gone,
            });
        }
    }

    /// One wireframe's own nodes; the answer is the node under which those inside it belong.
    fn wireframe(
        &mut self,
        frame: &Wireframe<'_>,
        id: NodeId,
        parent: Option<Index>,
        group: Option<Group>,
    ) -> Option<Index> {
        match frame.kind() {
            "text" => {
                let css = Css::of(frame).with("overflow", "hidden").with("white-space", "normal");
                let at = self.element(parent, id, "div", Attributes::styled(css).number("data-rrweb-id", id))?;
                if let Some(text) = frame.fields.shown("text") {
                    self.text(Some(at), text);
                }
                Some(at)
            }
            "image" | "screenshot" => self.image(frame, id, parent),
            "placeholder" => self.placeholder(frame, id, parent, frame.fields.text("label")),
            "web_view" => self.placeholder(frame, id, parent, frame.fields.text("url").or(frame.fields.text("label"))),
            "input" => forms::input(self, frame, id, parent, group),
            "rectangle" | "radio_group" => {
                self.element(parent, id, "div", Attributes::styled(Css::of(frame)).number("data-rrweb-id", id))
            }
            kind => {
                if kind != "div" {
                    self.note("type", "a kind of wireframe that is not known; shown as a box");
                }
                let css = Css::of(frame).with("overflow", "hidden").with("white-space", "nowrap");
                self.element(parent, id, "div", Attributes::styled(css).number("data-rrweb-id", id))
            }
        }
    }

    fn image(&mut self, frame: &Wireframe<'_>, id: NodeId, parent: Option<Index>) -> Option<Index> {
        let Some(base64) = frame.fields.text("base64") else {
            return self.placeholder(frame, id, parent, frame.fields.text("label"));
        };
        let mut attributes = Attributes::default().text("src", &data_url(base64));
        for side in ["width", "height"] {
            if let Some(length) = frame.fields.shown(side) {
                attributes = attributes.typed(side, length, JsonType::Number);
            }
        }
        attributes = attributes.text("style", &Css::of(frame).text()).number("data-rrweb-id", id);
        if frame.kind() == "screenshot" {
            attributes = attributes.text(SCREENSHOT, "true");
        }
        self.element(parent, id, "img", attributes)
    }

    /// A box that says what is not shown there.
    pub(super) fn placeholder(
        &mut self,
        frame: &Wireframe<'_>,
        id: NodeId,
        parent: Option<Index>,
        label: Option<&str>,
    ) -> Option<Index> {
        let css = Css::plain(frame)
            .recorded("background-color", Some(frame.style.text("backgroundColor").unwrap_or(BACKGROUND)))
            .recorded("color", Some(frame.style.text("color").unwrap_or(FOREGROUND)))
            .with("align-items", "center")
            .with("justify-content", "center")
            .with("display", "flex")
            .with("overflow", "hidden");
        let at = self.element(parent, id, "div", Attributes::styled(css).number("data-rrweb-id", id))?;
        self.text(Some(at), label.unwrap_or(frame.kind()));
        Some(at)
    }
}

/// Where the wireframes inside one belong.
#[derive(Clone, Copy)]
enum Hook {
    Under(Option<Index>),
    /// The wireframe was left out, and so are they.
    Gone,
}

/// The radio group around a wireframe.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group(pub(super) NodeId);

impl Group {
    fn around(frames: &Frames<'_>, frame: &Wireframe<'_>) -> Option<Self> {
        let parent = frames.0.get(frame.parent? as usize)?;
        (parent.kind() == "radio_group").then(|| parent.fields.id("id").map(Self))?
    }
}

/// An element's attributes while they are collected.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<Attribute>);

impl Attributes {
    /// With an inline style.
    pub(super) fn styled(css: Css) -> Self {
        Self::default().text("style", &css.text())
    }

    /// One more, as text.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        self.typed(name, value, JsonType::String)
    }

    /// One more, as a number.
    pub(super) fn number(self, name: &str, value: i64) -> Self {
        self.typed(name, &value.to_string(), JsonType::Number)
    }

    /// One more without a value, if it is there.
    pub(super) fn flag(self, name: &str, present: bool) -> Self {
        if present { self.typed(name, "", JsonType::True) } else { self }
    }

    fn typed(mut self, name: &str, value: &str, json: JsonType) -> Self {
        self.0.push(Attribute { name: name.into(), value: value.into(), json });
        self
    }

    fn of(self, tag: &str, flags: ElementFlags) -> Arc<Element> {
        Arc::new(Element { tag: tag.into(), attributes: self.0.into(), flags })
    }
}
