//! The body of a Mutation event.

use std::sync::Arc;

use super::NodeId;
use super::node::{JsonType, Name, SerializedNode};

/// DOM changes, applied in the order removes, adds, texts, attributes whatever the key order.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    /// Nodes taken out.
    pub removes: Vec<Remove>,
    /// Nodes put in, or moved.
    pub adds: Vec<Add>,
    /// Text changes.
    pub texts: Vec<TextChange>,
    /// Attribute changes.
    pub attributes: Vec<AttributeChange>,
    /// The event attaches the document of an iframe (informational).
    pub is_attach_iframe: bool,
    /// The first of the four lists that is missing or no list: the player stops there.
    pub missing: Option<&'static str>,
}

/// One `removes` entry.
#[derive(Clone, Copy, Debug)]
pub struct Remove {
    /// The parent it is taken from (the host, for a shadow child).
    pub parent_id: Option<NodeId>,
    /// The node.
    pub id: Option<NodeId>,
    /// It is a child of the parent's shadow root.
    pub is_shadow: bool,
}

/// One `adds` entry.
#[derive(Clone, Debug)]
pub struct Add {
    /// The new parent (the host, for a shadow child).
    pub parent_id: Option<NodeId>,
    /// The node before it, in recordings of 0.x.
    pub previous_id: Option<NodeId>,
    /// The node after it; `null` and absent both mean the end.
    pub next_id: Option<NodeId>,
    /// The node itself.
    pub node: SerializedNode,
    /// Its descendants in document order, `parent` counted with `node` as index 0. Only documents may have any.
    pub descendants: Vec<SerializedNode>,
}

/// One `texts` entry.
#[derive(Clone, Debug)]
pub struct TextChange {
    /// The node.
    pub id: Option<NodeId>,
    /// Its new text; `null` was recorded as no text.
    pub value: Arc<str>,
}

/// One `attributes` entry.
#[derive(Clone, Debug)]
pub struct AttributeChange {
    /// The node.
    pub id: Option<NodeId>,
    /// The new values in recorded order.
    pub values: Vec<(Name, NewValue)>,
}

/// What an attribute becomes.
#[derive(Clone, Debug)]
pub enum NewValue {
    /// Removed (`null`).
    Remove,
    /// This text.
    Set(Arc<str>),
    /// Inline style properties, one by one (only for `style`).
    Style(Vec<StyleChange>),
    /// A number or a boolean: the player ignores it.
    Ignored(JsonType, Arc<str>),
}

/// One inline style property of a style object.
#[derive(Clone, Debug)]
pub struct StyleChange {
    /// The property's name.
    pub property: Arc<str>,
    /// Its new value, `None` to remove the property.
    pub value: Option<Arc<str>>,
    /// `!important`.
    pub important: bool,
}
