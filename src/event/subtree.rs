//! Serialized nodes read from JSON: the hot path of every seek.

use std::mem::ManuallyDrop;
use std::ops::Range;
use std::sync::Arc;

use super::node::{Attribute, Doctype, Element, ElementFlags, JsonType, Name, NodeBody, SerializedNode, Subtree};
use super::reader::{Keys, Reader, Token};
use super::scan::{hash, mark};
use super::sharing::{Kept, with};
use super::{BadEvent, NodeId};

impl Subtree {
    /// Reads a node object and all below it, without recursion.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>, field: &'static str) -> Result<(), BadEvent> {
        self.nodes.clear();
        let is_null = reader.peek()? == Token::Null;
        if !reader.object(field)? {
            // Anything but `null` is a node to the player, of no type.
            if !is_null {
                Frame::begin(self, None);
            }
            return Ok(());
        }
        // The nodes whose children are being read.
        let mut open: Vec<Frame> = Vec::new();
        let mut frame = Frame::begin(self, None);
        loop {
            match reader.field(&FIELDS, &mut frame.next)? {
                Some(Field::ChildNodes) => {
                    if reader.array("childNodes")? && next_child(reader)? {
                        let child = Frame::begin(self, Some(frame.index));
                        open.push(std::mem::replace(&mut frame, child));
                    }
                }
                Some(field) => frame.fields.read(field, reader)?,
                None => {
                    if let Some(node) = self.nodes.get_mut(frame.index as usize) {
                        frame.fields.finish(node, reader);
                    }
                    let Some(parent) = open.pop() else { return Ok(()) };
                    frame = if next_child(reader)? {
                        let child = Frame::begin(self, Some(parent.index));
                        open.push(parent);
                        child
                    } else {
                        parent
                    };
                }
            }
        }
    }
}

/// Enters the next node of the list of children that is being read; false at the list's end.
fn next_child(reader: &mut Reader<'_>) -> Result<bool, BadEvent> {
    while reader.element()? {
        if reader.object("childNodes[]")? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The fields of a node object.
#[derive(Clone, Copy)]
enum Field {
    Type,
    TagName,
    Attributes,
    ChildNodes,
    Id,
    TextContent,
    Flag(ElementFlags),
    IsShadow,
    RootId,
    CompatMode,
    Name,
    PublicId,
    SystemId,
    Other,
}

/// `id` comes last, whatever came before it.
static FIELDS: Keys<Field, 18> = Keys::new(
    [
        ("type", Field::Type),
        ("tagName", Field::TagName),
        ("attributes", Field::Attributes),
        ("childNodes", Field::ChildNodes),
        ("id", Field::Id),
        ("textContent", Field::TextContent),
        ("id", Field::Id),
        ("isSVG", Field::Flag(ElementFlags::SVG)),
        ("id", Field::Id),
        ("isShadow", Field::IsShadow),
        ("isShadowHost", Field::Flag(ElementFlags::SHADOW_HOST)),
        ("isCustom", Field::Flag(ElementFlags::CUSTOM)),
        ("needBlock", Field::Flag(ElementFlags::BLOCKED)),
        ("rootId", Field::RootId),
        ("compatMode", Field::CompatMode),
        ("name", Field::Name),
        ("publicId", Field::PublicId),
        ("systemId", Field::SystemId),
    ],
    Field::Other,
);

/// A node object that is being read.
struct Frame {
    index: u32,
    /// The place of the key that is expected.
    next: usize,
    fields: Fields,
}

impl Frame {
    /// Makes room for a node whose fields are still to be read.
    #[inline]
    fn begin(tree: &mut Subtree, parent: Option<u32>) -> Self {
        let index = u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX);
        tree.nodes.push(SerializedNode { id: None, root_id: None, parent, is_shadow: false, body: NodeBody::Unknown });
        Self { index, next: 0, fields: Fields::default() }
    }
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
    attributes: Attributes,
    text: Option<Arc<str>>,
    doctype: Option<Box<Doctype>>,
}

impl Fields {
    #[inline]
    fn read(&mut self, field: Field, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        match field {
            Field::Type => self.kind = reader.integer("node.type")?,
            Field::Id => self.id = reader.id("node.id")?,
            Field::RootId => self.root_id = reader.id("node.rootId")?,
            Field::TagName => self.tag = reader.name("node.tagName")?,
            Field::Attributes => self.attributes.read(self.tag.as_deref().unwrap_or_default(), reader)?,
            Field::TextContent => self.text = reader.text("node.textContent")?,
            Field::IsShadow => self.is_shadow = reader.boolean("node.isShadow")?.unwrap_or(false),
            Field::Flag(flag) => {
                if reader.boolean("node.is…")? == Some(true) {
                    self.flags = self.flags.with(flag);
                }
            }
            Field::CompatMode => {
                self.quirks = reader.text("node.compatMode")?.as_deref() == Some("BackCompat");
            }
            Field::Name => {
                self.doctype.get_or_insert_default().name = reader.text("node.name")?.unwrap_or_default();
            }
            Field::PublicId => {
                self.doctype.get_or_insert_default().public_id = reader.text("node.publicId")?.unwrap_or_default();
            }
            Field::SystemId => {
                self.doctype.get_or_insert_default().system_id = reader.text("node.systemId")?.unwrap_or_default();
            }
            Field::ChildNodes | Field::Other => reader.skip()?,
        }
        Ok(())
    }

    #[inline]
    fn finish(&mut self, node: &mut SerializedNode, reader: &mut Reader<'_>) {
        let id = self.id;
        if id.is_none_or(|id| id < 1) {
            reader.odd("node.id", id, "is missing or below 1");
        }
        node.id = id;
        node.root_id = self.root_id.filter(|root| *root != 0);
        node.is_shadow = self.is_shadow;
        let text = self.text.take();
        node.body = match (self.kind, self.tag.take()) {
            (Some(0), _) => NodeBody::Document { quirks: self.quirks },
            (Some(1), _) => {
                NodeBody::Doctype(Arc::new(self.doctype.take().map(|doctype| *doctype).unwrap_or_default()))
            }
            (Some(2), Some(tag)) => NodeBody::Element(self.attributes.element(tag, self.flags, reader)),
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

/// The attributes of an element that is being read.
#[derive(Default)]
struct Attributes {
    /// An element that had them before, or
    known: Option<Arc<Element>>,
    /// the attributes, and
    new: Option<Arc<[Attribute]>>,
    /// if each of them came before, the mark and the place of their JSON: others will have them.
    place: Option<(u64, Range<usize>)>,
}

impl Attributes {
    fn read(&mut self, tag: &str, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        *self = Self::default();
        if reader.peek()? == Token::Null {
            return reader.skip();
        }
        let (start, json) = (reader.place(), reader.rest().as_bytes());
        let mark = mark(hash(tag), json);
        if let Some((element, length)) = with(|kept| kept.elements.find(mark, json)) {
            reader.go_to(start + length);
            self.known = Some(element);
        } else if reader.object("node.attributes")? {
            let (attributes, known) = read_attributes(reader)?;
            self.new = Some(attributes);
            self.place = known.then(|| (mark, start..reader.place()));
        }
        Ok(())
    }

    /// The element; the one that was before, if it is the same.
    fn element(&mut self, tag: Name, flags: ElementFlags, reader: &Reader<'_>) -> Arc<Element> {
        if let Some(known) = self.known.take() {
            if known.flags == flags && known.tag == tag {
                return known;
            }
            return Arc::new(Element { tag, attributes: known.attributes.clone(), flags });
        }
        let element = Arc::new(Element { tag, attributes: self.new.take().unwrap_or_default(), flags });
        if let Some((mark, place)) = self.place.take() {
            with(|kept| kept.elements.keep(mark, reader.slice(place), &element));
        }
        element
    }
}

/// Reads the attributes of the object that was entered, in their order; with whether each of them came before. What is
/// odd never did: it is noted each time.
fn read_attributes(reader: &mut Reader<'_>) -> Result<(Arc<[Attribute]>, bool), BadEvent> {
    with(|kept| {
        let Kept { names, texts, attributes, room, .. } = kept;
        room.drain(..).for_each(|left| drop(ManuallyDrop::into_inner(left)));
        let mut known = true;
        loop {
            let json = reader.next_part();
            let mark = mark(0, json);
            if let Some((name, value, length)) = attributes.find(mark, json) {
                reader.go_to(reader.place() + length);
                room.push(ManuallyDrop::new(Attribute { name, value, json: JsonType::String }));
                continue;
            }
            let Some(name) = reader.name_here(names)? else { break };
            known = false;
            if let Some(text) = &reader.plain() {
                let value = texts.plain(text);
                attributes.keep(mark, text.hash(), json, (&name, &value));
                room.push(ManuallyDrop::new(Attribute { name, value, json: JsonType::String }));
            } else if let Some((value, json)) = reader.scalar()? {
                room.push(ManuallyDrop::new(Attribute { name, value: texts.of(&value), json }));
            } else {
                reader.odd("node.attributes", None, "has a value that is an object or a list");
            }
        }
        Ok((room.drain(..).map(ManuallyDrop::into_inner).collect(), known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Data, Event};
    use proptest::prelude::*;

    fn event(attributes: &str, tag: &str, more: &str) -> String {
        format!(
            r#"{{"type":3,"timestamp":1,"data":{{"source":0,"texts":[],"attributes":[],"removes":[],"adds":[
            {{"parentId":1,"nextId":null,"node":{{"type":2,"tagName":"{tag}","attributes":{attributes},"childNodes":[]{more},"id":7}}}}]}}}}"#
        )
    }

    fn read(event: &str) -> Result<Event, BadEvent> {
        Event::parse(event.as_bytes())
    }

    fn element(event: &str) -> Arc<Element> {
        let Ok(Event { data: Data::Mutation(mutation), .. }) = read(event) else { panic!("no mutation: {event}") };
        let Some(NodeBody::Element(element)) = mutation.adds[0].node.root().map(|node| &node.body) else {
            panic!("no element: {event}")
        };
        element.clone()
    }

    /// What a thread reads that has read nothing before.
    fn afresh(event: &str) -> String {
        std::thread::scope(|scope| scope.spawn(|| format!("{:?}", read(event))).join()).expect("read")
    }

    #[test]
    fn elements_that_keep_coming_share_their_allocation() {
        let cell = event(r#"{"role":"gridcell","class":"ag-cell"}"#, "div", "");
        for _ in 0..4 {
            element(&cell);
        }
        assert!(Arc::ptr_eq(&element(&cell), &element(&cell)));
        let other = element(&event(r#"{"role":"gridcell","class":"ag-cell"}"#, "div", r#","isSVG":true"#));
        assert_eq!((other.flags, &other.attributes), (ElementFlags::SVG, &element(&cell).attributes));
        let long = event(&format!(r#"{{"a":"{}"}}"#, "x".repeat(300)), "div", "");
        assert!((0..4).all(|_| !Arc::ptr_eq(&element(&long), &element(&long))), "long ones are not kept");
    }

    #[test]
    fn what_is_odd_about_an_element_is_noted_each_time() {
        let odd = event(r#"{"a":"1","b":{},"c":[]}"#, "div", "");
        for _ in 0..5 {
            assert_eq!(read(&odd).expect("an event").oddities.len(), 2);
        }
    }

    proptest! {
        #[test]
        fn what_came_before_changes_nothing(
            objects in proptest::collection::vec(
                r#"\{("(a|class|data-[ab]|\\u0061)":("[xy]{0,2}"|"\\n?[x\u{e9}]{20,24}"|1|true|null|\{\}|\[\]| "x" ?),?){0,3}\}"#,
                1..4,
            ),
            order in proptest::collection::vec((any::<prop::sample::Index>(), "div|td", "|,\"isSVG\":true"), 1..12),
        ) {
            for (index, tag, more) in &order {
                let attributes: &String = index.get(&objects);
                let event = event(attributes, tag, more);
                prop_assert_eq!(format!("{:?}", read(&event)), afresh(&event), "{}", event);
            }
        }
    }
}
