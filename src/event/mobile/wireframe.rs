//! Wireframes as they are recorded, read leniently and without trust.
//!
//! Fields come from devices of every SDK version: a field of a wrong type counts as absent, an unknown one is skipped,
//! and depth and number are bounded. A tree of wireframes is a flat list in document order, like
//! [`Subtree`](crate::event::node::Subtree).

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::ids::SLOTS;
use crate::event::{NodeId, Oddity};

/// Wireframes inside wireframes, at most. Reading recurses, so this bounds the stack.
const MAX_DEPTH: u32 = 200;

/// Wireframes in one event, at most.
const MAX_COUNT: usize = 1 << 17;

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

/// One recorded value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Scalar<'a> {
    /// `null`, a list, an object: nothing usable.
    #[default]
    Absent,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    #[allow(clippy::cast_precision_loss)] // pixels and ratings
    fn number(&self) -> Option<f64> {
        match self {
            Self::Int(int) => Some(*int as f64),
            Self::Float(float) => Some(*float),
            _ => None,
        }
    }
}

/// A few named values.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields<'a>(Vec<(&'static str, Scalar<'a>)>);

impl<'a> Fields<'a> {
    /// The text of a field, unless it is empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Scalar::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A finite number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.number().filter(|number| number.is_finite())
    }

    /// Whether the field says yes.
    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Scalar::Bool(true)))
    }

    /// An id: a positive integer.
    pub(super) fn id(&self, name: &str) -> Option<NodeId> {
        match self.get(name)? {
            Scalar::Int(id) if *id > 0 => Some(*id),
            #[allow(clippy::cast_possible_truncation)] // a whole number below 2^53
            Scalar::Float(id) if *id > 0.0 && id.fract() == 0.0 && *id < 9e15 => Some(*id as i64),
            _ => None,
        }
    }

    /// The field as somebody would read it: texts and numbers, nothing else.
    pub(super) fn shown(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.get(name)? {
            Scalar::Text(text) => Some(Cow::Borrowed(text)),
            Scalar::Int(int) => Some(Cow::Owned(int.to_string())),
            Scalar::Float(float) => Some(Cow::Owned(float.to_string())),
            _ => None,
        }
    }

    /// Whether the field is there at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| *value != Scalar::Absent)
    }

    fn get(&self, name: &str) -> Option<&Scalar<'a>> {
        self.0.iter().rev().find(|(field, _)| *field == name).map(|(_, value)| value)
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
    pub(super) options: Vec<Scalar<'a>>,
}

impl Wireframe<'_> {
    /// The recorded type; `div` where none is recorded.
    pub(super) fn kind(&self) -> &str {
        self.fields.text("type").unwrap_or("div")
    }
}

/// Wireframes in document order, and what was wrong with them.
#[derive(Debug, Default)]
pub(super) struct Frames<'a> {
    /// Each wireframe before those inside it.
    pub(super) list: Vec<Wireframe<'a>>,
    /// What had to be left out.
    pub(super) oddities: Vec<Oddity>,
}

impl<'a> Frames<'a> {
    /// Reads a list of wireframes, or one, with those inside them. Other JSON reads as none.
    pub(super) fn read(json: &'a str) -> Self {
        let mut frames = Self::default();
        let mut reader = serde_json::Deserializer::from_str(json);
        reader.disable_recursion_limit(); // `MAX_DEPTH` bounds it, and skipping does not recurse
        let tree = Tree { frames: &mut frames, parent: None, depth: 0 };
        // The text was cut out of a valid document: only a number beyond every range can fail, and what was read until
        // then stays.
        if tree.deserialize(&mut reader).is_err() {
            frames.odd("wireframes", "unreadable from some place on");
        }
        frames
    }

    /// The fields of an object that is no wireframe: a keyboard event's payload.
    pub(super) fn read_bag(json: &'a str) -> Fields<'a> {
        let mut reader = serde_json::Deserializer::from_str(json);
        reader.disable_recursion_limit();
        Bag(&FIELDS).deserialize(&mut reader).unwrap_or_default()
    }

    pub(super) fn odd(&mut self, field: &'static str, problem: &'static str) {
        let oddity = Oddity { field, id: None, problem };
        if !self.oddities.contains(&oddity) {
            self.oddities.push(oddity);
        }
    }
}

/// The scalar half of a [`Visitor`] that has a use for lists or objects only: everything else reads as the default.
macro_rules! skip_scalars {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}

/// A list of wireframes, or one: both are accepted wherever either is expected.
struct Tree<'f, 'a> {
    frames: &'f mut Frames<'a>,
    parent: Option<u32>,
    depth: u32,
}

impl<'de> DeserializeSeed<'de> for Tree<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_, 'de> {
    type Value = ();

    skip_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if self.depth >= MAX_DEPTH {
            self.frames.odd("childWireframes", "nested too deeply; what lies deeper was left out");
            return skip_seq(seq);
        }
        loop {
            let one = Tree { frames: &mut *self.frames, parent: self.parent, depth: self.depth + 1 };
            if seq.next_element_seed(one)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.frames.list.len() >= MAX_COUNT {
            self.frames.odd("wireframes", "too many in one event; the rest was left out");
            return skip_map(map);
        }
        // The place is taken first, since `childWireframes` may stand before everything else.
        let index = self.frames.list.len();
        self.frames.list.push(Wireframe { parent: self.parent, ..Wireframe::default() });
        while let Some(key) = map.next_key_seed(Key)? {
            match key.as_ref() {
                "childWireframes" => {
                    let parent = u32::try_from(index).ok();
                    map.next_value_seed(Tree { frames: &mut *self.frames, parent, depth: self.depth + 1 })?;
                }
                "style" => self.frames.list[index].style = map.next_value_seed(Bag(&STYLES))?,
                "options" => self.frames.list[index].options = map.next_value_seed(Options)?,
                name => match FIELDS.into_iter().find(|field| *field == name) {
                    Some(field) => {
                        let value = map.next_value_seed(AnyScalar)?;
                        self.frames.list[index].fields.0.push((field, value));
                    }
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
            }
        }
        Ok(())
    }
}

/// An object's scalars, of the names given.
struct Bag(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Bag {
    type Value = Fields<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bag {
    type Value = Fields<'de>;

    skip_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        skip_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key_seed(Key)? {
            match self.0.iter().find(|name| **name == key) {
                Some(name) => fields.0.push((name, map.next_value_seed(AnyScalar)?)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(fields)
    }
}

/// A select's options.
struct Options;

impl<'de> DeserializeSeed<'de> for Options {
    type Value = Vec<Scalar<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Options {
    type Value = Vec<Scalar<'de>>;

    skip_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut options = Vec::new();
        while let Some(option) = seq.next_element_seed(AnyScalar)? {
            if options.len() < SLOTS as usize {
                options.push(option);
            }
        }
        Ok(options)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        skip_map(map)
    }
}

/// An object's key, borrowed where it has no escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

/// One value of any type.
struct AnyScalar;

impl<'de> DeserializeSeed<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Int(value))
    }

    #[allow(clippy::cast_precision_loss)] // beyond i64 nothing is exact anyway
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or(Scalar::Float(value as f64), Scalar::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        skip_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        skip_map(map)
    }
}

fn skip_seq<'de, A: SeqAccess<'de>, T: Default>(mut seq: A) -> Result<T, A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(T::default())
}

fn skip_map<'de, A: MapAccess<'de>, T: Default>(mut map: A) -> Result<T, A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(T::default())
}
