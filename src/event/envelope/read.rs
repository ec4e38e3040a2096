//! The pass itself: the event's object, its `data`, and a plugin's or custom event's `payload`.

use super::leaf::{Count, Number, Text, claimed_length, ignore_rest, ignore_seq};
use super::{BadEnvelope, Facts};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The event's own keys.
#[derive(Default)]
pub(super) struct Raw<'a> {
    pub(super) event: Option<i64>,
    pub(super) timestamp: Option<f64>,
    pub(super) window: Option<Cow<'a, str>>,
    pub(super) facts: Facts<'a>,
    pub(super) bookkeeping: bool,
    pub(super) chunk: bool,
}

/// Reads one event; what follows the object is not looked at.
pub(super) fn raw(bytes: &[u8]) -> Result<Raw<'_>, BadEnvelope> {
    // Compressed fields are long and not ASCII: to look at the whole text once is much faster than at each string.
    let raw = match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => serde_json::Deserializer::from_str(text).deserialize_any(RawVisitor),
        Err(_) => serde_json::Deserializer::from_slice(bytes).deserialize_any(RawVisitor),
    };
    raw.map_err(|error| BadEnvelope::Json(error.to_string()))?.ok_or(BadEnvelope::NotAnObject)
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum EventKey {
    Type,
    Timestamp,
    Data,
    WindowId,
    #[serde(rename = "window_id")]
    SnakeWindowId,
    Delay,
    Seq,
    IsMutationChunk,
    #[serde(other)]
    Other,
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Option<Raw<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut raw = Raw::default();
        while let Some(key) = map.next_key()? {
            match key {
                EventKey::Type => raw.event = map.next_value::<Number>()?.integer(),
                EventKey::Timestamp => raw.timestamp = map.next_value::<Number>()?.0,
                EventKey::Data => raw.facts = map.next_value::<Data<'_>>()?.0,
                EventKey::WindowId | EventKey::SnakeWindowId => raw.window = map.next_value::<Text<'_>>()?.0,
                EventKey::Delay | EventKey::Seq => {
                    raw.bookkeeping = true;
                    map.next_value::<IgnoredAny>()?;
                }
                EventKey::IsMutationChunk => {
                    (raw.bookkeeping, raw.chunk) = (true, true);
                    map.next_value::<IgnoredAny>()?;
                }
                EventKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(raw))
    }
    ignore_rest!(visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str));
    ignore_seq!('de);
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum DataKey {
    Source,
    Type,
    Id,
    X,
    Y,
    Width,
    Height,
    Href,
    Tag,
    Plugin,
    Payload,
    Level,
    Text,
    Adds,
    Removes,
    Texts,
    Attributes,
    Positions,
    Commands,
    Ranges,
    #[serde(other)]
    Other,
}

#[derive(Default)]
struct Data<'a>(Facts<'a>);

struct DataVisitor;

impl<'de> Visitor<'de> for DataVisitor {
    type Value = Data<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event's data")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Data<'de>, A::Error> {
        let mut facts = Facts::default();
        while let Some(key) = map.next_key()? {
            match key {
                DataKey::Source => facts.source = map.next_value::<Number>()?.integer(),
                DataKey::Type => facts.what = map.next_value::<Number>()?.integer(),
                DataKey::Id => facts.node = map.next_value::<Number>()?.integer(),
                DataKey::X => facts.point.0 = map.next_value::<Number>()?.0,
                DataKey::Y => facts.point.1 = map.next_value::<Number>()?.0,
                DataKey::Width => facts.size.0 = map.next_value::<Number>()?.0,
                DataKey::Height => facts.size.1 = map.next_value::<Number>()?.0,
                DataKey::Href => facts.href = map.next_value::<Text<'_>>()?.0,
                DataKey::Tag | DataKey::Plugin => facts.name = map.next_value::<Text<'_>>()?.0,
                DataKey::Level => facts.level = map.next_value::<Text<'_>>()?.0,
                DataKey::Text => facts.text = map.next_value::<Text<'_>>()?.0,
                DataKey::Payload => map.next_value::<Payload<'_>>()?.into_facts(&mut facts),
                DataKey::Adds => facts.changes.adds = map.next_value()?,
                DataKey::Removes => facts.changes.removes = map.next_value()?,
                DataKey::Texts => facts.changes.texts = map.next_value()?,
                DataKey::Attributes => facts.changes.attributes = map.next_value()?,
                DataKey::Positions | DataKey::Commands | DataKey::Ranges => {
                    facts.items = map.next_value::<Count>()?.known().unwrap_or(0);
                }
                DataKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Data(facts))
    }
    fn visit_str<E>(self, text: &str) -> Result<Data<'de>, E> {
        Ok(Data(Facts { packed: Some(claimed_length(text)), ..Facts::default() }))
    }
    ignore_rest!(visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64));
    ignore_seq!('de);
}

impl<'de> Deserialize<'de> for Data<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum PayloadKey {
    Href,
    Level,
    Requests,
    Category,
    Op,
    Description,
    #[serde(other)]
    Other,
}

/// What the index wants of a payload, whichever event carries it.
#[derive(Default)]
struct Payload<'a> {
    href: Option<Cow<'a, str>>,
    level: Option<Cow<'a, str>>,
    topic: Option<Cow<'a, str>>,
    description: Option<Cow<'a, str>>,
    requests: u32,
}

impl<'a> Payload<'a> {
    fn into_facts(self, facts: &mut Facts<'a>) {
        // Of a navigation, the description is the address.
        let moved = self.topic.as_deref() == Some("navigation.push");
        let described = self.description.filter(|_| moved);
        facts.href = self.href.or(described).or_else(|| facts.href.take());
        facts.text = self.topic.or_else(|| facts.text.take());
        facts.level = self.level.or_else(|| facts.level.take());
        facts.items = facts.items.max(self.requests);
    }
}

struct PayloadVisitor;

impl<'de> Visitor<'de> for PayloadVisitor {
    type Value = Payload<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a payload")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Payload<'de>, A::Error> {
        let mut payload = Payload::default();
        while let Some(key) = map.next_key()? {
            match key {
                PayloadKey::Href => payload.href = map.next_value::<Text<'_>>()?.0,
                PayloadKey::Level => payload.level = map.next_value::<Text<'_>>()?.0,
                PayloadKey::Category | PayloadKey::Op => payload.topic = map.next_value::<Text<'_>>()?.0,
                PayloadKey::Description => payload.description = map.next_value::<Text<'_>>()?.0,
                PayloadKey::Requests => payload.requests = map.next_value::<Count>()?.known().unwrap_or(0),
                PayloadKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(payload)
    }
    ignore_rest!(visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str));
    ignore_seq!('de);
}

impl<'de> Deserialize<'de> for Payload<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PayloadVisitor)
    }
}
