//! Leaf values of the peek: each takes whatever JSON stands there, and is absent when that is of another type.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The size of a list: its elements, or, while it is compressed, the bytes it claims to inflate to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many elements.
    Elements(u32),
    /// A compressed string whose gzip footer claims so many bytes; `[]` is 2.
    Packed(u32),
}

impl Default for Count {
    fn default() -> Self {
        Self::Elements(0)
    }
}

impl Count {
    /// The elements, where they can be told without inflating.
    #[must_use]
    pub fn known(self) -> Option<u32> {
        match self {
            Self::Elements(count) => Some(count),
            Self::Packed(bytes) if bytes <= 2 => Some(0),
            Self::Packed(_) => None,
        }
    }

    /// The bytes the list inflates to; 0 when it is not compressed.
    #[must_use]
    pub fn packed(self) -> u32 {
        match self {
            Self::Elements(_) => 0,
            Self::Packed(bytes) => bytes,
        }
    }
}

/// The length that the footer of a gzip member, written one byte a character, claims. A claim above 64 MiB is held to
/// that: no field may inflate to more.
pub(super) fn claimed_length(latin1: &str) -> u32 {
    const MOST: u32 = 64 << 20;
    let mut bytes = [0u8; 4];
    let mut tail = latin1.chars().rev();
    for byte in bytes.iter_mut().rev() {
        *byte = tail.next().and_then(|c| u8::try_from(u32::from(c)).ok()).unwrap_or(0);
    }
    u32::from_le_bytes(bytes).min(MOST)
}

/// The empty visits of a leaf: what is not the leaf's own type is skipped and yields the default.
macro_rules! ignore_rest {
    ($($visit:ident($arg:ty)),* $(,)?) => {
        $(fn $visit<E>(self, _: $arg) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        })*
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}
macro_rules! ignore_seq {
    ($de:lifetime) => {
        fn visit_seq<A: SeqAccess<$de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}
macro_rules! ignore_map {
    ($de:lifetime) => {
        fn visit_map<A: MapAccess<$de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}
pub(super) use {ignore_rest, ignore_seq};

/// A number, or a string that holds one.
#[derive(Clone, Copy, Default)]
pub(super) struct Number(pub(super) Option<f64>);

impl Number {
    /// The number as an integer, when it is one.
    #[allow(clippy::cast_possible_truncation)] // the range was checked
    pub(super) fn integer(self) -> Option<i64> {
        self.0.filter(|value| value.fract() == 0.0 && value.abs() < 9e15).map(|value| value as i64)
    }
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }
    #[allow(clippy::cast_precision_loss)] // ids and times are below 2^53
    fn visit_i64<E>(self, value: i64) -> Result<Number, E> {
        Ok(Number(Some(value as f64)))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E>(self, value: u64) -> Result<Number, E> {
        Ok(Number(Some(value as f64)))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Number, E> {
        Ok(Number(Some(value)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Number, E> {
        let digits = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
        Ok(Number(if digits { text.parse().ok() } else { None }))
    }
    ignore_rest!(visit_bool(bool));
    ignore_seq!('de);
    ignore_map!('de);
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

/// A string; an integer is written out, for ids that are one or the other.
#[derive(Default)]
pub(super) struct Text<'a>(pub(super) Option<Cow<'a, str>>);

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Borrowed(text))))
    }
    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(text.to_owned()))))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(value.to_string()))))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(value.to_string()))))
    }
    ignore_rest!(visit_bool(bool), visit_f64(f64));
    ignore_seq!('de);
    ignore_map!('de);
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Count, A::Error> {
        let mut count = 0u32;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count = count.saturating_add(1);
        }
        Ok(Count::Elements(count))
    }
    fn visit_str<E>(self, text: &str) -> Result<Count, E> {
        Ok(if text.is_empty() { Count::default() } else { Count::Packed(claimed_length(text)) })
    }
    ignore_rest!(visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64));
    ignore_map!('de);
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}
