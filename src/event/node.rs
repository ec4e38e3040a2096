//! Serialized nodes, as a full snapshot or an `adds` entry carries them.
//!
//! A subtree is a flat list in document order, each node naming the index of its parent, so that a page ten thousand
//! elements deep costs no recursion to read, to walk or to drop.

use std::sync::Arc;

use super::reader::{Reader, Token};
use super::sharing::{recent, shared};
use super::{BadEvent, NodeId};

/// A tag or attribute name. Names that occur often share one allocation.
pub type Name = Arc<str>;

/// A serialized subtree in document order; entry 0 is its root.
#[derive(Clone, Debug, Default)]
pub struct Subtree {
    /// The nodes, each parent before its children.
    pub nodes: Vec<SerializedNode>,
}

impl Subtree {
    /// The subtree's root, absent only when the event carried none.
    #[must_use]
    pub fn root(&self) -> Option<&SerializedNode> {
        self.nodes.first()
    }
}

/// One serialized node (rrweb: `serializedNodeWithId`).
#[derive(Clone, Debug)]
pub struct SerializedNode {
    /// The recorded id; absent when the recording omitted it.
    pub id: Option<NodeId>,
    /// The id of the owning document, absent when that is the top document.
    pub root_id: Option<NodeId>,
    /// The parent's index in the subtree; `None` for its root.
    pub parent: Option<u32>,
    /// A direct child of its parent's shadow root.
    pub is_shadow: bool,
    /// What kind of node it is, with what that kind carries.
    pub body: NodeBody,
}

/// What a serialized node is (rrweb: `NodeType`, whose numbers are not the DOM's).
#[derive(Clone, Debug)]
pub enum NodeBody {
    /// A document.
    Document {
        /// `BackCompat` was recorded.
        quirks: bool,
    },
    /// `<!DOCTYPE …>`.
    Doctype(Arc<Doctype>),
    /// An element.
    Element(Arc<Element>),
    /// A text node.
    Text(Arc<str>),
    /// A CDATA section.
    Cdata(Arc<str>),
    /// A comment.
    Comment(Arc<str>),
    /// Of a type that rrweb does not define, or without what its type needs: it builds nothing.
    Unknown,
}

/// The three strings of a document type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doctype {
    /// `html`.
    pub name: Arc<str>,
    /// The public identifier.
    pub public_id: Arc<str>,
    /// The system identifier.
    pub system_id: Arc<str>,
}

/// An element as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// The recorded tag: lower case.
    pub tag: Name,
    /// The recorded attributes, in recorded order.
    pub attributes: Arc<[Attribute]>,
    /// What the recorder noted beside them.
    pub flags: ElementFlags,
}

/// What the recorder notes about an element beside its attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ElementFlags(u8);

impl ElementFlags {
    /// In the SVG name space.
    pub const SVG: Self = Self(1);
    /// A custom element.
    pub const CUSTOM: Self = Self(2);
    /// Has a shadow root.
    pub const SHADOW_HOST: Self = Self(4);
    /// Blocked by the recorder (1.x recordings keep the mark).
    pub const BLOCKED: Self = Self(8);

    /// Whether every flag of `other` is set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These flags and those of `other`.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One recorded attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// Its value as text: `true` is the empty string, a number its shortest decimal form.
    pub value: Arc<str>,
    /// The JSON type that the recording used.
    pub json: JsonType,
}

/// The JSON type of a recorded attribute value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// A string.
    String,
    /// A number.
    Number,
    /// `true`: the attribute is present.
    True,
    /// `false`: legacy; absent for `selected` on an option, otherwise the text "false".
    False,
    /// `null`: the attribute is absent.
    Null,
}

impl Subtree {
    /// Reads a node object and all below it, without recursion.
    pub(super) fn read(reader: &mut Reader<'_>, field: &'static str) -> Result<Self, BadEvent> {
        let mut tree = Self { nodes: Vec::with_capacity(1) };
        let is_null = reader.peek()? == Token::Null;
        if !reader.object(field)? {
            // Anything but `null` is a node to the player, of no type.
            if !is_null {
                tree.begin(None);
            }
            return Ok(tree);
        }
        let mut open = Vec::with_capacity(1);
        open.push(tree.begin(None));
        while let Some(frame) = open.last_mut() {
            if frame.in_children {
                if !reader.element()? {
                    frame.in_children = false;
                } else if reader.object("childNodes[]")? {
                    let parent = frame.index;
                    open.push(tree.begin(Some(parent)));
                }
                continue;
            }
            match reader.key()? {
                Some(key) if key == "childNodes" => frame.in_children = reader.array("childNodes")?,
                Some(key) => frame.node.field(&key, reader)?,
                None => {
                    let Some(frame) = open.pop() else { break };
                    if let Some(place) = tree.nodes.get_mut(frame.index as usize) {
                        frame.node.finish(place, reader);
                    }
                }
            }
        }
        Ok(tree)
    }

    /// Makes room for a node whose fields are still to be read.
    fn begin(&mut self, parent: Option<u32>) -> Frame {
        let index = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(SerializedNode { id: None, root_id: None, parent, is_shadow: false, body: NodeBody::Unknown });
        Frame { index, in_children: false, node: Fields::default() }
    }
}

/// A node object that is being read.
struct Frame {
    index: u32,
    in_children: bool,
    node: Fields,
}

/// The fields of a node object, in whatever order they come.
#[derive(Default)]
struct Fields {
    kind: Option<i64>,
    id: Option<NodeId>,
    root_id: Option<NodeId>,
    is_shadow: bool,
    flags: ElementFlags,
    quirks: bool,
    tag: Option<Name>,
    attributes: Option<Arc<[Attribute]>>,
    text: Option<Arc<str>>,
    doctype: Option<Box<Doctype>>,
}

impl Fields {
    fn field(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        match key {
            "type" => self.kind = reader.integer("node.type")?,
            "id" => self.id = reader.id("node.id")?,
            "rootId" => self.root_id = reader.id("node.rootId")?,
            "tagName" => self.tag = reader.name("node.tagName")?,
            "attributes" => self.attributes = Some(read_attributes(reader)?),
            "textContent" => self.text = reader.text("node.textContent")?,
            "isShadow" => self.is_shadow = reader.boolean("node.isShadow")?.unwrap_or(false),
            "isShadowHost" => self.flag(ElementFlags::SHADOW_HOST, reader)?,
            "isSVG" => self.flag(ElementFlags::SVG, reader)?,
            "isCustom" => self.flag(ElementFlags::CUSTOM, reader)?,
            "needBlock" => self.flag(ElementFlags::BLOCKED, reader)?,
            "compatMode" => self.quirks = reader.text("node.compatMode")?.as_deref() == Some("BackCompat"),
            "name" => self.doctype.get_or_insert_default().name = reader.text("node.name")?.unwrap_or_default(),
            "publicId" => {
                self.doctype.get_or_insert_default().public_id = reader.text("node.publicId")?.unwrap_or_default();
            }
            "systemId" => {
                self.doctype.get_or_insert_default().system_id = reader.text("node.systemId")?.unwrap_or_default();
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn flag(&mut self, flag: ElementFlags, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        if reader.boolean("node.is…")? == Some(true) {
            self.flags = self.flags.with(flag);
        }
        Ok(())
    }

    fn finish(self, place: &mut SerializedNode, reader: &mut Reader<'_>) {
        let id = self.id;
        if id.is_none_or(|id| id < 1) {
            reader.odd("node.id", id, "is missing or below 1");
        }
        place.id = id;
        place.root_id = self.root_id.filter(|root| *root != 0);
        place.is_shadow = self.is_shadow;
        let text = self.text;
        place.body = match (self.kind, self.tag) {
            (Some(0), _) => NodeBody::Document { quirks: self.quirks },
            (Some(1), _) => NodeBody::Doctype(Arc::new(self.doctype.map(|doctype| *doctype).unwrap_or_default())),
            (Some(2), Some(tag)) => NodeBody::Element(Arc::new(Element {
                tag,
                attributes: self.attributes.unwrap_or_default(),
                flags: self.flags,
            })),
            (Some(2), None) => {
                reader.odd("node.tagName", id, "is missing, so the element could not be built");
                NodeBody::Unknown
            }
            (Some(3), _) => NodeBody::Text(text.unwrap_or_default()),
            (Some(4), _) => NodeBody::Cdata(text.unwrap_or_default()),
            (Some(5), _) => NodeBody::Comment(text.unwrap_or_default()),
            _ => {
                reader.odd("node.type", id, "is no node type that rrweb defines, so nothing was built");
                NodeBody::Unknown
            }
        };
    }
}

/// Reads an element's attributes, in their order.
fn read_attributes(reader: &mut Reader<'_>) -> Result<Arc<[Attribute]>, BadEvent> {
    if reader.peek()? == Token::Null {
        reader.skip()?;
        return Ok(Arc::default());
    }
    if !reader.object("node.attributes")? {
        return Ok(Arc::default());
    }
    let mut attributes = reader.take_room();
    while let Some(key) = reader.key()? {
        let name = shared(&key);
        match reader.scalar()? {
            Some((value, json)) => attributes.push(Attribute { name, value: recent(&value), json }),
            None => reader.odd("node.attributes", None, "has a value that is an object or a list"),
        }
    }
    let read = attributes.drain(..).collect();
    reader.give_room(attributes);
    Ok(read)
}

/// A name from our own code, sharing its allocation with recorded ones.
#[must_use]
pub fn name(text: &str) -> Name {
    shared(text)
}
