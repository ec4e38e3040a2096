//! Wireframes as they are recorded, read leniently and without trust.
//!
//! Fields come from devices of every SDK version: a field of a wrong type counts as absent, an unknown one is skipped.
//! A tree of wireframes is a flat list in document order, like [`Subtree`](crate::event::node::Subtree), and is read
//! without recursion.

use std::borrow::Cow;

use crate::event::node::JsonType;
use crate::event::reader::{Reader, Token};
use crate::event::{BadEvent, NodeId};

/// Wireframes in one event, at most: `{}` is two bytes of input, and a hundred of memory.
const MOST: usize = 1 << 17;

/// A select's options, at most.
const MOST_OPTIONS: usize = super::ids::SLOTS as usize;

/// The fields that mean something; the rest is skipped.
const FIELDS: [&str; 16] = [
    "id",
    "type",
    "x",
    "y",
    "width",
    "height",
    "text",
    "label",
    "url",
    "value",
    "checked",
    "disabled",
    "max",
    "base64",
    "inputType",
    "open",
];

/// The style fields that mean something.
const STYLES: [&str; 16] = [
    "color",
    "backgroundColor",
    "backgroundImage",
    "backgroundSize",
    "borderWidth",
    "borderRadius",
    "borderColor",
    "verticalAlign",
    "horizontalAlign",
    "fontSize",
    "fontFamily",
    "paddingLeft",
    "paddingRight",
    "paddingTop",
    "paddingBottom",
    "bar",
];

/// A few named scalars: their text as JavaScript writes it, and their JSON type.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields<'a>(Vec<(&'static str, Cow<'a, str>, JsonType)>);

impl<'a> Fields<'a> {
    /// Reads the rest of an object, with the fields that wireframes have.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, BadEvent> {
        Self::of(&FIELDS, reader)
    }

    fn of(names: &[&'static str], reader: &mut Reader<'a>) -> Result<Self, BadEvent> {
        let mut fields = Self::default();
        while let Some(key) = reader.key()? {
            match names.iter().find(|name| **name == key) {
                Some(name) => fields.take(name, reader)?,
                None => reader.skip()?,
            }
        }
        Ok(fields)
    }

    fn take(&mut self, name: &'static str, reader: &mut Reader<'a>) -> Result<(), BadEvent> {
        if let Some((text, json)) = reader.scalar()? {
            self.0.retain(|(known, ..)| *known != name);
            self.0.push((name, text, json));
        }
        Ok(())
    }

    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name, |json| json == JsonType::String).filter(|text| !text.is_empty())
    }

    /// A finite number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let number: f64 = self.get(name, |json| json == JsonType::Number)?.parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// Whether the field says yes.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.get(name, |json| json == JsonType::True).is_some()
    }

    /// An id: a positive integer.
    pub(super) fn id(&self, name: &str) -> Option<NodeId> {
        let id: NodeId = self.get(name, |json| json == JsonType::Number)?.parse().ok()?;
        (id > 0).then_some(id)
    }

    /// The field as somebody would read it: a text, or a number.
    pub(super) fn shown(&self, name: &str) -> Option<&str> {
        self.get(name, |json| matches!(json, JsonType::String | JsonType::Number))
    }

    fn get(&self, name: &str, is: impl Fn(JsonType) -> bool) -> Option<&str> {
        let (_, text, json) = self.0.iter().find(|(field, ..)| *field == name)?;
        is(*json).then_some(text)
    }
}

/// One wireframe.
#[derive(Clone, Debug, Default)]
pub(super) struct Wireframe<'a> {
    /// The index of the wireframe around it.
    pub(super) parent: Option<u32>,
    /// What it says of itself.
    pub(super) fields: Fields<'a>,
    /// How it looks.
    pub(super) style: Fields<'a>,
    /// A select's options.
    pub(super) options: Vec<Cow<'a, str>>,
}

impl Wireframe<'_> {
    /// The recorded type; `div` where none is recorded.
    pub(super) fn kind(&self) -> &str {
        self.fields.text("type").unwrap_or("div")
    }
}

/// Wireframes in document order: each before those inside it.
#[derive(Debug, Default)]
pub(super) struct Frames<'a>(pub(super) Vec<Wireframe<'a>>);

/// What is being read.
#[derive(Clone, Copy)]
enum Open {
    /// A list of wireframes inside this one.
    List(Option<u32>),
    /// A wireframe.
    Frame(u32),
}

impl<'a> Frames<'a> {
    /// Reads the list of wireframes, or the one, that comes next. Anything else reads as none.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, BadEvent> {
        let mut frames = Self::default();
        let mut open = Vec::new();
        if reader.peek()? == Token::Array {
            reader.enter();
            open.push(Open::List(None));
        } else {
            frames.begin(None, reader, &mut open)?;
        }
        while let Some(top) = open.last() {
            match *top {
                Open::List(parent) if reader.element()? => frames.begin(parent, reader, &mut open)?,
                Open::Frame(index) => match reader.key()? {
                    Some(key) => frames.field(index, &key, reader, &mut open)?,
                    None => drop(open.pop()),
                },
                Open::List(_) => drop(open.pop()),
            }
        }
        Ok(frames)
    }

    /// Enters the wireframe that comes next.
    fn begin(&mut self, parent: Option<u32>, reader: &mut Reader<'a>, open: &mut Vec<Open>) -> Result<(), BadEvent> {
        if self.0.len() >= MOST {
            reader.odd("wireframes", None, "are too many in one event: the rest was left out");
            return reader.skip();
        }
        if reader.object("wireframe")? {
            // A list is bounded to what 32 bits count.
            open.push(Open::Frame(u32::try_from(self.0.len()).unwrap_or(u32::MAX)));
            self.0.push(Wireframe { parent, ..Wireframe::default() });
        }
        Ok(())
    }

    fn field(&mut self, at: u32, key: &str, reader: &mut Reader<'a>, open: &mut Vec<Open>) -> Result<(), BadEvent> {
        let Some(frame) = self.0.get_mut(at as usize) else { return reader.skip() };
        match key {
            "childWireframes" if reader.peek()? == Token::Array => {
                reader.enter();
                open.push(Open::List(Some(at)));
            }
            "style" if reader.peek()? == Token::Object => {
                reader.enter();
                frame.style = Fields::of(&STYLES, reader)?;
            }
            "options" if reader.peek()? == Token::Array => {
                reader.enter();
                frame.options = options(reader)?;
            }
            name => match FIELDS.into_iter().find(|field| *field == name) {
                Some(field) => frame.fields.take(field, reader)?,
                None => reader.skip()?,
            },
        }
        Ok(())
    }
}

/// A select's options that are texts or numbers.
fn options<'a>(reader: &mut Reader<'a>) -> Result<Vec<Cow<'a, str>>, BadEvent> {
    let mut options = Vec::new();
    while reader.element()? {
        match reader.scalar()? {
            Some((text, JsonType::String | JsonType::Number)) if options.len() < MOST_OPTIONS => options.push(text),
            _ => {}
        }
    }
    Ok(options)
}
