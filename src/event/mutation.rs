//! The body of a Mutation event.

use std::sync::Arc;

use super::node::{JsonType, Name, Subtree};
use super::reader::{Keys, Reader, Token};
use super::sharing::{recent, shared, with};
use super::{BadEvent, NodeId};

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
    /// The first entries that are `null`.
    pub nulls: Nulls,
}

/// The place of the first `null` in each list: the player asks it for its id, which is an exception.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nulls {
    /// In `removes`.
    pub removes: Option<usize>,
    /// In `adds`.
    pub adds: Option<usize>,
    /// In `texts`.
    pub texts: Option<usize>,
    /// In `attributes`.
    pub attributes: Option<usize>,
}

/// One `removes` entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Remove {
    /// The parent it is taken from (the host, for a shadow child).
    pub parent_id: Option<NodeId>,
    /// The node.
    pub id: Option<NodeId>,
    /// It is a child of the parent's shadow root.
    pub is_shadow: bool,
}

/// One `adds` entry.
#[derive(Clone, Debug, Default)]
pub struct Add {
    /// The new parent (the host, for a shadow child).
    pub parent_id: Option<NodeId>,
    /// The node before it, in recordings of 0.x.
    pub previous_id: Option<NodeId>,
    /// The node after it; `null` and absent both mean the end.
    pub next_id: Option<NodeId>,
    /// The node itself, empty where the entry has none; descendants count only below a document.
    pub node: Subtree,
}

/// One `texts` entry.
#[derive(Clone, Debug, Default)]
pub struct TextChange {
    /// The node.
    pub id: Option<NodeId>,
    /// Its new text; `null` was recorded as no text.
    pub value: Arc<str>,
}

/// One `attributes` entry.
#[derive(Clone, Debug, Default)]
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

impl Mutation {
    /// The parents of the nodes that are put in without an id, by which nobody can speak of them.
    pub fn parents_of_unnamed(&self) -> impl Iterator<Item = NodeId> {
        let unnamed = self.adds.iter().filter(|add| add.node.root().is_some_and(|root| root.id.is_none()));
        unnamed.filter_map(|add| add.parent_id)
    }

    /// Reads the rest of a mutation's `data`, from any key on.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut mutation = Self::default();
        let mut seen = [false; 4];
        let Self { removes, adds, texts, attributes, nulls, .. } = &mut mutation;
        let mut is_attach_iframe = false;
        while let Some(key) = reader.key()? {
            match &*key {
                "removes" => seen[0] = list(reader, "removes", (removes, &mut nulls.removes), Remove::read)?,
                "adds" => seen[1] = list(reader, "adds", (adds, &mut nulls.adds), Add::read)?,
                "texts" => seen[2] = list(reader, "texts", (texts, &mut nulls.texts), TextChange::read)?,
                "attributes" => {
                    let into = (&mut *attributes, &mut nulls.attributes);
                    seen[3] = list(reader, "attributes", into, AttributeChange::read)?;
                }
                "isAttachIframe" => is_attach_iframe = reader.boolean("isAttachIframe")?.unwrap_or(false),
                _ => reader.skip()?,
            }
        }
        mutation.is_attach_iframe = is_attach_iframe;
        let names = ["removes", "adds", "texts", "attributes"];
        mutation.missing = names.into_iter().zip(seen).find(|(_, seen)| !seen).map(|(name, _)| name);
        Ok(mutation)
    }
}

/// Reads a list of objects, which may be packed; false when it is no list. An entry that is no object is noted, and has
/// none of the fields.
fn list<T: Default>(
    reader: &mut Reader<'_>,
    field: &'static str,
    (out, null): (&mut Vec<T>, &mut Option<usize>),
    read: impl Fn(&mut T, &mut Reader<'_>) -> Result<(), BadEvent>,
) -> Result<bool, BadEvent> {
    let before = (out.len(), *null);
    reader.packed(field, |reader| {
        out.truncate(before.0);
        *null = before.1;
        if !reader.array(field)? {
            return Ok(false);
        }
        while reader.element()? {
            if reader.peek()? == Token::Null {
                reader.object(field)?;
                null.get_or_insert(out.len());
                continue;
            }
            // Entries are large: with room for it, the entry is made in its place.
            out.reserve(1);
            out.push(T::default());
            if reader.object(field)?
                && let Some(entry) = out.last_mut()
            {
                read(entry, reader)?;
            }
        }
        Ok(true)
    })
}

/// The fields of an entry, of whichever list.
#[derive(Clone, Copy)]
enum Field {
    Id,
    ParentId,
    PreviousId,
    NextId,
    Node,
    Value,
    Attributes,
    IsShadow,
    Other,
}

static REMOVE: Keys<Field, 3> =
    Keys::new([("parentId", Field::ParentId), ("id", Field::Id), ("isShadow", Field::IsShadow)], Field::Other);
static ADD: Keys<Field, 4> = Keys::new(
    [
        ("parentId", Field::ParentId),
        ("nextId", Field::NextId),
        ("node", Field::Node),
        ("previousId", Field::PreviousId),
    ],
    Field::Other,
);
static CHANGE: Keys<Field, 3> =
    Keys::new([("id", Field::Id), ("attributes", Field::Attributes), ("value", Field::Value)], Field::Other);

impl Remove {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        let mut next = 0;
        while let Some(field) = reader.field(&REMOVE, &mut next)? {
            match field {
                Field::ParentId => self.parent_id = reader.id("removes[].parentId")?,
                Field::Id => self.id = reader.id("removes[].id")?,
                Field::IsShadow => self.is_shadow = reader.boolean("removes[].isShadow")?.unwrap_or(false),
                _ => reader.skip()?,
            }
        }
        Ok(())
    }
}

impl Add {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        let mut next = 0;
        while let Some(field) = reader.field(&ADD, &mut next)? {
            match field {
                Field::ParentId => self.parent_id = reader.id("adds[].parentId")?,
                Field::PreviousId => self.previous_id = reader.id("adds[].previousId")?,
                Field::NextId => self.next_id = reader.id("adds[].nextId")?,
                Field::Node => self.node.read(reader, "adds[].node")?,
                _ => reader.skip()?,
            }
        }
        Ok(())
    }
}

impl TextChange {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        let mut next = 0;
        while let Some(field) = reader.field(&CHANGE, &mut next)? {
            match field {
                Field::Id => self.id = reader.id("texts[].id")?,
                Field::Value => self.value = reader.text("texts[].value")?.unwrap_or_default(),
                _ => reader.skip()?,
            }
        }
        Ok(())
    }
}

impl AttributeChange {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        let mut next = 0;
        while let Some(field) = reader.field(&CHANGE, &mut next)? {
            match field {
                Field::Id => self.id = reader.id("attributes[].id")?,
                Field::Attributes => {
                    if reader.object("attributes[].attributes")? {
                        while let Some(name) = reader.name_of_value()? {
                            let value = NewValue::read(&name, reader)?;
                            self.values.push((name, value));
                        }
                    }
                }
                _ => reader.skip()?,
            }
        }
        Ok(())
    }
}

impl NewValue {
    fn read(name: &str, reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        if name == "style" && reader.peek()? == Token::Object {
            reader.enter();
            return StyleChange::read_all(reader).map(Self::Style);
        }
        if let Some(text) = &reader.plain() {
            return Ok(Self::Set(with(|kept| kept.texts.plain(text))));
        }
        Ok(match reader.scalar()? {
            Some((text, JsonType::String)) => Self::Set(recent(&text)),
            Some((_, JsonType::Null)) => Self::Remove,
            Some((text, json)) => Self::Ignored(json, Arc::from(text)),
            None => Self::Ignored(JsonType::Null, Arc::default()),
        })
    }
}

impl StyleChange {
    /// Reads `{"color":"red","margin":["0","important"],"left":false}`.
    fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, BadEvent> {
        let mut changes = Vec::new();
        while let Some(key) = reader.key()? {
            let property: Arc<str> = shared(&key);
            let (mut value, mut important) = (None, false);
            if reader.peek()? == Token::Array {
                reader.enter();
                for place in 0.. {
                    if !reader.element()? {
                        break;
                    }
                    match (place, reader.scalar()?) {
                        (0, Some((text, _))) => value = Some(Arc::from(text)),
                        (1, Some((text, _))) => important = text.eq_ignore_ascii_case("important"),
                        _ => {}
                    }
                }
            } else if let Some((text, json)) = reader.scalar()? {
                value = (!matches!(json, JsonType::False | JsonType::Null)).then(|| Arc::from(text));
            }
            changes.push(Self { property, value, important });
        }
        Ok(changes)
    }
}
