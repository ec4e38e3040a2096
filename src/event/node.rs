//! Serialized nodes, as a full snapshot or an `adds` entry carries them.
//!
//! A subtree is a flat list in document order, each node naming the index of its parent, so that a page ten thousand
//! elements deep costs no recursion to read, to walk or to drop.

use std::sync::Arc;

use super::NodeId;
use super::sharing::shared;

pub use super::nodes::Nodes;

/// A tag or attribute name. Names that occur often share one allocation.
pub type Name = Arc<str>;

/// A serialized subtree in document order; entry 0 is its root.
#[derive(Clone, Debug, Default)]
pub struct Subtree {
    /// The nodes, each parent before its children.
    pub nodes: Nodes,
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

/// A name from our own code, sharing its allocation with recorded ones.
#[must_use]
pub fn name(text: &str) -> Name {
    shared(text)
}
