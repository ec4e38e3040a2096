//! Records as people write them by hand: no recorded event in them, but a payload, operations, or a few members.
//!
//! Each becomes the rrweb event it stands for. Nothing is guessed silently: what a file leaves open, such as where its
//! time begins, is told. Large values travel as the text they are; depth costs no stack.

use super::super::DamageKind;
use super::super::codec::{Head, peel};
use super::super::output::Spot;
use super::super::reader::{Reader, Refusal};
use super::action;
use super::meta::{Learnt, epoch};
use super::record::Members;
use crate::clock::{Time, parse_rfc3339};
use crate::event::node::{NodeBody, Subtree};
use crate::event::{Data, Event};
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

/// A record's members, as they are spelt.
pub(super) type Record<'a> = BTreeMap<String, &'a RawValue>;
/// rrweb's lists of changes.
const LISTS: [&str; 4] = ["texts", "attributes", "removes", "adds"];
/// Nodes whose `id` attribute is remembered.
const MOST_IDS: usize = 100_000;

/// What a file written by hand says once, for all its records.
#[derive(Debug, Default)]
pub(super) struct Hand {
    /// Where time begins.
    start: Option<Time>,
    /// How relative time counts.
    unit: Unit,
    /// Nodes by their `id` attribute, as far as snapshots and changes told.
    pub(super) ids: HashMap<String, i64>,
    told_start: bool,
}

/// How relative times count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unit {
    #[default]
    Milliseconds,
    Seconds,
}

impl Unit {
    /// Guesses the unit by a file's first records: seconds, if most times have a fraction and records follow each other
    /// closely when they are taken for seconds; else milliseconds.
    pub(crate) fn guess(head: &[u8]) -> Self {
        let lines = head.split(|byte| *byte == b'\n');
        let time = |line: &[u8]| {
            let record: Record<'_> = serde_json::from_slice(line).ok()?;
            relative(&serde_json::from_str(record.get("timestamp")?.get()).ok()?)
        };
        let times: Vec<f64> = lines.filter_map(time).collect();
        let last = times.iter().copied().fold(0.0, f64::max);
        let fractions = times.iter().filter(|time| time.fract() != 0.0).count();
        #[allow(clippy::cast_precision_loss)] // a few thousand
        let dense = times.len() as f64 > last * 0.1;
        if fractions > 0 && fractions * 3 >= times.len() && dense { Self::Seconds } else { Self::Milliseconds }
    }

    fn ms(self, time: f64) -> f64 {
        match self {
            Self::Milliseconds => time,
            Self::Seconds => time * 1000.0,
        }
    }
}

/// A number that is no epoch time: those begin at 9e8 seconds, and no session lasts that many milliseconds.
fn relative(value: &Value) -> Option<f64> {
    value.as_f64().filter(|time| time.abs() < 9e8)
}

impl Hand {
    pub(super) fn new(unit: Unit) -> Self {
        Self { unit, ..Self::default() }
    }

    /// When a record happened, in epoch milliseconds; and whether that counts from the file's start.
    fn instant(&self, record: &Record<'_>) -> Option<(f64, bool)> {
        let written = value(record, &["timestamp", "time", "ts", "at"])?;
        if let Some(time) = relative(&written) {
            return Some((self.start.unwrap_or_default().ms() + self.unit.ms(time), true));
        }
        let at = written.as_f64().and_then(epoch).or_else(|| parse_rfc3339(written.as_str()?));
        Some((at?.ms(), false))
    }

    /// Remembers the ids that an event's nodes carry.
    fn learn(&mut self, event: &str) {
        match Event::parse(event.as_bytes()).map(|event| event.data) {
            Ok(Data::FullSnapshot(snapshot)) => {
                self.ids.clear();
                self.learn_nodes(&snapshot.page);
            }
            Ok(Data::Mutation(mutation)) => mutation.adds.iter().for_each(|add| self.learn_nodes(&add.node)),
            _ => {}
        }
    }

    fn learn_nodes(&mut self, tree: &Subtree) {
        for node in &tree.nodes {
            let (NodeBody::Element(element), Some(id)) = (&node.body, node.id) else { continue };
            let own = element.attributes.iter().find(|attribute| &*attribute.name == "id");
            if let Some(own) = own.filter(|_| self.ids.len() < MOST_IDS) {
                self.ids.insert(own.value.to_string(), id);
            }
        }
    }
}

impl Reader<'_, '_> {
    /// After the first record: where time begins; and the page, where it is named.
    pub(super) fn begin_written(&mut self, meta: &Learnt, spot: Spot) {
        if meta.version.is_some() {
            return;
        }
        self.portable.hand.start = meta.started_at;
        if let (Some(href), width, height) = &meta.page
            && let Some(start) = meta.started_at
        {
            let data =
                serde_json::json!({"href": href, "width": width.unwrap_or(0.0), "height": height.unwrap_or(0.0)});
            let window = meta.windows.first().cloned().flatten();
            let spot = Spot { verbatim: false, ..spot };
            let _ = self.out.event(window.as_deref(), event(4, &data.to_string(), start.ms()).as_bytes(), spot);
        }
    }

    /// A record without a recorded event.
    pub(super) fn written(
        &mut self,
        bytes: &[u8],
        members: &Members,
        (window, spot): (Option<&str>, Spot),
    ) -> Result<(), Refusal> {
        let Ok(record) = serde_json::from_slice::<Record<'_>>(bytes) else {
            return Err(Refusal::reason("a record that is no JSON"));
        };
        let hand = &mut self.portable.hand;
        let (at, counted) = hand.instant(&record).ok_or_else(|| Refusal::reason("a record without a timestamp"))?;
        if counted && hand.start.is_none() && !std::mem::replace(&mut hand.told_start, true) {
            let reason = "nothing says when the recording began (started_at): times count from 1970".to_owned();
            self.out.damage(DamageKind::Unknown, spot, Some(0), reason);
        }
        let spot = Spot { verbatim: false, ..spot };
        let event = match members.record.as_str() {
            "full_snapshot" => event(2, &self.snapshot(&record, spot)?, at),
            "mutation" => event(3, &mutation(&record)?, at),
            kind => {
                let (number, data) = action::data(kind, &record, bytes, &self.portable.hand.ids);
                event(number, &data, at)
            }
        };
        self.portable.hand.learn(&event);
        self.out.event(window, event.as_bytes(), spot).map_err(Refusal::Reason)
    }

    /// A full snapshot's data. The payload is a node, the data around it, or the event around that; an object, or
    /// base64 of its JSON, which may be compressed.
    fn snapshot(&mut self, record: &Record<'_>, spot: Spot) -> Result<String, Refusal> {
        let payload = member(record, &["payload", "data", "node", "snapshot"]);
        let payload = payload.ok_or_else(|| Refusal::reason("a full snapshot without a payload"))?;
        let json = match serde_json::from_str::<String>(payload.get()) {
            Ok(text) => self.unpacked(&text, spot)?,
            Err(_) => payload.get().to_owned(),
        };
        let no_json = |error| Refusal::Reason(format!("a full snapshot whose payload is no JSON object: {error}"));
        let members: Record<'_> = serde_json::from_str(&json).map_err(no_json)?;
        let within = members.get("data").filter(|data| data.get().starts_with('{') && !members.contains_key("node"));
        let data = within.map_or(json.as_str(), |data| data.get());
        let of_data: Record<'_> = serde_json::from_str(data).map_err(no_json)?;
        if of_data.contains_key("node") {
            return Ok(data.to_owned());
        }
        Ok(format!(r#"{{"node":{data},"initialOffset":{{"left":0,"top":0}}}}"#))
    }

    /// JSON, or base64 of JSON.
    fn unpacked(&mut self, text: &str, spot: Spot) -> Result<String, Refusal> {
        if text.trim_start().starts_with('{') {
            return Ok(text.to_owned());
        }
        let compact: String = text.chars().filter(|char| !char.is_whitespace()).collect();
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
        let packed = engine.decode(compact.replace('-', "+").replace('_', "/"));
        let packed = packed.map_err(|error| Refusal::Reason(format!("a payload that is no base64: {error}")))?;
        let head = Head::over(Box::new(Cursor::new(packed)), true);
        let mut peeled = peel(head).map_err(|_| Refusal::reason("packed in more layers than anybody makes"))?;
        let plain = self.unpack(&mut peeled.text, spot);
        String::from_utf8(plain).map_err(|_| Refusal::reason("a payload that is base64 of no text"))
    }
}

/// An rrweb event.
fn event(kind: u8, data: &str, at: f64) -> String {
    let at = (Time::from_ms(at).unwrap_or_default() - Time(0)).ms_json();
    format!(r#"{{"type":{kind},"data":{data},"timestamp":{at}}}"#)
}

/// The first of these members that is there.
pub(super) fn member<'a>(record: &Record<'a>, names: &[&str]) -> Option<&'a RawValue> {
    names.iter().find_map(|name| record.get(*name).copied()).filter(|value| value.get() != "null")
}

/// The same, as a value; `None` where it is nested deeper than small things are.
pub(super) fn value(record: &Record<'_>, names: &[&str]) -> Option<Value> {
    serde_json::from_str(member(record, names)?.get()).ok()
}

/// A mutation's data: the lists under their rrweb names, or one list of entries that tell by their members what they are.
fn mutation(record: &Record<'_>) -> Result<String, Refusal> {
    let mut lists = Lists::default();
    let own = LISTS.iter().any(|name| record.contains_key(*name));
    match member(record, &["ops", "payload", "data", "mutations"]).filter(|_| !own) {
        Some(ops) if ops.get().starts_with('[') => {
            let entries: Vec<&RawValue> = serde_json::from_str(ops.get()).map_err(no_list)?;
            entries.into_iter().try_for_each(|entry| lists.entry(entry))?;
        }
        Some(ops) => lists.object(&serde_json::from_str(ops.get()).map_err(no_list)?)?,
        None if own => lists.object(record)?,
        None => return Err(Refusal::reason("a mutation without operations")),
    }
    let written: Vec<String> =
        LISTS.iter().zip(&lists.0).map(|(name, entries)| format!(r#""{name}":[{}]"#, entries.join(","))).collect();
    Ok(format!(r#"{{"source":0,{}}}"#, written.join(",")))
}

#[allow(clippy::needless_pass_by_value)] // what map_err hands over
fn no_list(error: serde_json::Error) -> Refusal {
    Refusal::Reason(format!("operations of a mutation that are no list: {error}"))
}

/// The entries of the four [`LISTS`].
#[derive(Default)]
struct Lists<'a>([Vec<&'a str>; 4]);

impl<'a> Lists<'a> {
    /// An object with lists under their names, or the data of an event around it.
    fn object(&mut self, object: &Record<'a>) -> Result<(), Refusal> {
        if let Some(data) = object.get("data").filter(|data| data.get().starts_with('{')) {
            return self.object(&serde_json::from_str(data.get()).map_err(no_list)?);
        }
        for (name, list) in LISTS.iter().zip(&mut self.0) {
            let Some(entries) = member(object, &[name]) else { continue };
            let entries: Vec<&'a RawValue> = serde_json::from_str(entries.get()).map_err(no_list)?;
            list.extend(entries.into_iter().map(RawValue::get));
        }
        Ok(())
    }

    /// An entry of a list of all sorts.
    fn entry(&mut self, entry: &'a RawValue) -> Result<(), Refusal> {
        let members: Record<'a> = serde_json::from_str(entry.get()).map_err(no_list)?;
        let is_list = |name: &&str| members.get(*name).is_some_and(|value| value.get().starts_with('['));
        if members.contains_key("data") || LISTS.iter().any(is_list) {
            return self.object(&members);
        }
        let named = value(&members, &["op", "type", "kind"]);
        let named = named.as_ref().and_then(Value::as_str).unwrap_or("");
        let place = LISTS.iter().position(|list| !named.is_empty() && list.starts_with(&*named.to_ascii_lowercase()));
        let told = || match () {
            () if members.contains_key("node") => Some(3),
            () if members.contains_key("attributes") => Some(1),
            () if members.contains_key("value") => Some(0),
            () if members.contains_key("parentId") => Some(2),
            () => None,
        };
        let place =
            place.or_else(told).ok_or_else(|| Refusal::reason("an operation of no known kind in a mutation"))?;
        self.0[place].push(entry.get());
        Ok(())
    }
}
