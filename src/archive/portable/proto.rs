//! The records as Protobuf messages: those of `samples/archive.proto`, which a test holds against these.
//!
//! The recorded event is the last field of its message and is put there as it is, without a copy: so its place is known,
//! and it is found in the file again without decoding anything.

use super::super::{Metadata, Person, ServerCounts};
use super::meta::{self, FORMAT, Learnt};
use super::record::Line;
use crate::clock::{Time, parse_rfc3339, parse_utc};
use prost::Message;
use std::ops::Range;

/// The fields of `Record`.
pub(super) const META: u64 = 1;
pub(super) const EVENT: u64 = 2;
/// The number of [`Event::rrweb`].
pub(super) const RRWEB: u64 = 15;
/// In a field's key: its bytes follow, after their length.
pub(super) const BYTES: u64 = 2;

/// A record: the first, or an event.
#[derive(Clone, PartialEq, Message)]
struct Record {
    #[prost(oneof = "Kind", tags = "1, 2")]
    record: Option<Kind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
#[allow(clippy::large_enum_variant)] // there is one at a time
enum Kind {
    #[prost(message, tag = "1")]
    Meta(Meta),
    #[prost(message, tag = "2")]
    Event(Event),
}

/// The first record.
#[derive(Clone, PartialEq, Message)]
struct Meta {
    #[prost(message, optional, tag = "1")]
    form: Option<Form>,
    #[prost(string, optional, tag = "2")]
    session_id: Option<String>,
    #[prost(string, tag = "3")]
    started_at: String,
    #[prost(double, tag = "4")]
    duration_ms: f64,
    #[prost(uint64, tag = "5")]
    events: u64,
    #[prost(string, optional, tag = "6")]
    start_url: Option<String>,
    #[prost(string, optional, tag = "7")]
    user_agent: Option<String>,
    #[prost(message, repeated, tag = "8")]
    windows: Vec<Window>,
    #[prost(message, optional, tag = "9")]
    person: Option<Who>,
    #[prost(message, optional, tag = "10")]
    metadata: Option<Known>,
    #[prost(message, optional, tag = "11")]
    source: Option<Source>,
}

/// What a first record begins with.
#[derive(Clone, PartialEq, Message)]
struct Form {
    #[prost(string, tag = "1")]
    format: String,
    #[prost(uint64, tag = "2")]
    version: u64,
    #[prost(bool, tag = "3")]
    sealed: bool,
}

#[derive(Clone, PartialEq, Message)]
struct Window {
    #[prost(string, optional, tag = "1")]
    id: Option<String>,
}

/// `Person`: who was recorded.
#[derive(Clone, PartialEq, Message)]
struct Who {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
    #[prost(string, optional, tag = "2")]
    email: Option<String>,
    #[prost(string, repeated, tag = "3")]
    distinct_ids: Vec<String>,
}

/// `Metadata`: what PostHog's servers know.
#[derive(Clone, PartialEq, Message)]
struct Known {
    #[prost(string, optional, tag = "1")]
    start: Option<String>,
    #[prost(string, optional, tag = "2")]
    end: Option<String>,
    #[prost(double, optional, tag = "3")]
    duration_s: Option<f64>,
    #[prost(double, optional, tag = "4")]
    active_s: Option<f64>,
    #[prost(string, optional, tag = "5")]
    start_url: Option<String>,
    #[prost(string, optional, tag = "6")]
    source: Option<String>,
    #[prost(string, optional, tag = "7")]
    library: Option<String>,
    #[prost(message, optional, tag = "8")]
    counts: Option<Counts>,
}

#[derive(Clone, PartialEq, Message)]
struct Counts {
    #[prost(uint64, optional, tag = "1")]
    clicks: Option<u64>,
    #[prost(uint64, optional, tag = "2")]
    keypresses: Option<u64>,
    #[prost(uint64, optional, tag = "3")]
    mouse_activity: Option<u64>,
    #[prost(uint64, optional, tag = "4")]
    console_log: Option<u64>,
    #[prost(uint64, optional, tag = "5")]
    console_warn: Option<u64>,
    #[prost(uint64, optional, tag = "6")]
    console_error: Option<u64>,
}

/// What the archive was made from.
#[derive(Clone, PartialEq, Message)]
struct Source {
    #[prost(string, tag = "1")]
    container: String,
    #[prost(uint32, tag = "2")]
    repeats_dropped: u32,
    #[prost(string, repeated, tag = "3")]
    damage: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(string, tag = "1")]
    r#type: String,
    #[prost(uint64, optional, tag = "2")]
    seq: Option<u64>,
    #[prost(double, tag = "3")]
    timestamp: f64,
    #[prost(uint32, optional, tag = "4")]
    window: Option<u32>,
    #[prost(string, optional, tag = "5")]
    name: Option<String>,
    #[prost(string, optional, tag = "6")]
    level: Option<String>,
    #[prost(string, optional, tag = "7")]
    href: Option<String>,
    #[prost(int64, optional, tag = "8")]
    node: Option<i64>,
    #[prost(double, optional, tag = "9")]
    x: Option<f64>,
    #[prost(double, optional, tag = "10")]
    y: Option<f64>,
    #[prost(string, optional, tag = "11")]
    target: Option<String>,
    #[prost(string, tag = "15")]
    rrweb: String,
}

fn own(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// The first record, its length before it.
pub(super) fn meta(meta: &meta::Meta<'_>) -> Vec<u8> {
    let (format, version, sealed) = meta.form.parts();
    let message = Meta {
        form: Some(Form { format: format.to_owned(), version, sealed }),
        session_id: own(meta.session_id),
        started_at: meta.started_at.clone(),
        duration_ms: meta.duration_ms.as_f64().unwrap_or(0.0),
        events: meta.events,
        start_url: own(meta.start_url),
        user_agent: own(meta.user_agent),
        windows: meta.windows.iter().map(|window| Window { id: own(window.id) }).collect(),
        person: meta.person.map(Who::from),
        metadata: meta.metadata.map(Known::from),
        source: Some(Source {
            container: meta.source.container.to_owned(),
            repeats_dropped: meta.source.repeats_dropped,
            damage: meta.source.damage.clone(),
        }),
    };
    Record { record: Some(Kind::Meta(message)) }.encode_length_delimited_to_vec()
}

/// Appends an event record, its length before it; where in it the event lies.
pub(super) fn event(line: &Line<'_>, out: &mut Vec<u8>) -> Range<usize> {
    let start = out.len();
    let beside = line.beside();
    let head = Event {
        r#type: line.record().to_owned(),
        seq: Some(line.seq.into()),
        timestamp: line.timestamp.ms(),
        window: line.window.and_then(|window| u32::try_from(window).ok()),
        name: own(beside.name),
        level: own(beside.level),
        href: own(beside.href),
        node: beside.node,
        x: beside.x,
        y: beside.y,
        target: own(beside.target),
        rrweb: String::new(),
    };
    let rrweb = line.rrweb;
    let tail = 1 + prost::length_delimiter_len(rrweb.len()) + rrweb.len();
    let inner = head.encoded_len() + tail;
    put(out, 1 + prost::length_delimiter_len(inner) + inner);
    put(out, key(EVENT));
    put(out, inner);
    let _ = head.encode(out); // memory takes it
    put(out, key(RRWEB));
    put(out, rrweb.len());
    let event = out.len() - start..out.len() - start + rrweb.len();
    out.extend_from_slice(rrweb);
    event
}

/// The key of a field of bytes.
fn key(field: u64) -> usize {
    usize::try_from(field << 3 | BYTES).unwrap_or(0)
}

/// Appends a number as a varint.
fn put(out: &mut Vec<u8>, number: usize) {
    let _ = prost::encode_length_delimiter(number, out); // memory takes it
}

/// Reads the message of a first record; `Err` says what is wrong with it.
pub(super) fn learn(message: &[u8]) -> Result<Learnt, String> {
    Meta::decode(message).map(Learnt::from).map_err(|error| format!("a first record that is broken: {error}"))
}

impl From<&Person> for Who {
    fn from(person: &Person) -> Self {
        let Person { name, email, distinct_ids } = person.clone();
        Self { name, email, distinct_ids }
    }
}

impl From<&Metadata> for Known {
    fn from(metadata: &Metadata) -> Self {
        let known = metadata.clone();
        let counts = known.counts;
        let counted = Counts {
            clicks: counts.clicks,
            keypresses: counts.keypresses,
            mouse_activity: counts.mouse_activity,
            console_log: counts.console_log,
            console_warn: counts.console_warn,
            console_error: counts.console_error,
        };
        Self {
            start: known.start.map(Time::rfc3339),
            end: known.end.map(Time::rfc3339),
            duration_s: known.duration_s,
            active_s: known.active_s,
            start_url: known.start_url,
            source: known.source,
            library: known.library,
            counts: (counts != ServerCounts::default()).then_some(counted),
        }
    }
}

impl From<Meta> for Learnt {
    fn from(meta: Meta) -> Self {
        let Form { format, version, sealed } = meta.form.unwrap_or_default();
        let ours = format == FORMAT;
        Self {
            version: ours.then_some(version),
            sealed: ours && sealed,
            session_id: meta.session_id,
            started_at: parse_rfc3339(&meta.started_at),
            events: Some(meta.events).filter(|_| ours),
            user_agent: meta.user_agent,
            page: (meta.start_url, None, None),
            windows: meta.windows.into_iter().map(|window| window.id).collect(),
            person: meta.person.map(|who| Person { name: who.name, email: who.email, distinct_ids: who.distinct_ids }),
            metadata: meta.metadata.map(Metadata::from),
        }
    }
}

impl From<Known> for Metadata {
    fn from(known: Known) -> Self {
        let counts = known.counts.unwrap_or_default();
        Self {
            start: known.start.as_deref().and_then(parse_utc),
            end: known.end.as_deref().and_then(parse_utc),
            duration_s: known.duration_s,
            active_s: known.active_s,
            start_url: known.start_url,
            source: known.source,
            library: known.library,
            counts: ServerCounts {
                clicks: counts.clicks,
                keypresses: counts.keypresses,
                mouse_activity: counts.mouse_activity,
                console_log: counts.console_log,
                console_warn: counts.console_warn,
                console_error: counts.console_error,
            },
            blocks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::portable;
    use crate::clock::Span;
    use crate::event::envelope;

    /// Every field of every message: `message`, `label kind name = number`.
    type Fields = Vec<(String, String)>;

    fn of_proto(text: &str) -> Fields {
        let (mut message, mut fields) = (String::new(), Vec::new());
        for line in text.lines().map(|line| line.split("//").next().unwrap().trim()) {
            if let Some(name) = line.strip_prefix("message ") {
                name.trim_end_matches(" {").clone_into(&mut message);
            } else if let Some(field) =
                line.strip_suffix(';').filter(|field| !message.is_empty() && field.contains('='))
            {
                let parts: Vec<&str> = field.split_whitespace().collect();
                fields.push((message.clone(), parts.join(" ")));
            }
        }
        fields
    }

    /// What a field is to a derive: `string, optional, tag = "2"`, its name and its type.
    fn of_derive(inside: &str, name: &str, kind: &str) -> String {
        let (rest, tag) = inside.split_once("tag = ").unwrap();
        let words: Vec<&str> = rest.split(", ").filter(|word| !word.is_empty()).collect();
        let inner = kind.rsplit('<').next().unwrap().trim_matches(['>', ',', ')']);
        let inner = match inner {
            "Who" => "Person",
            "Known" => "Metadata",
            inner => inner,
        };
        let base = if words[0] == "message" { inner } else { words[0] };
        let label = words.get(1).map_or(String::new(), |label| format!("{label} "));
        format!("{label}{base} {name} = {}", tag.trim_matches('"'))
    }

    fn of_rust(text: &str) -> Fields {
        let (mut message, mut inside, mut fields) = (String::new(), String::new(), Vec::new());
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum ")) {
                let name = name.trim_end_matches(" {");
                message = match name {
                    "Who" => "Person",
                    "Known" => "Metadata",
                    "Kind" => "Record",
                    name => name,
                }
                .to_owned();
            } else if let Some(attribute) = line.strip_prefix("#[prost(").and_then(|rest| rest.strip_suffix(")]")) {
                attribute.clone_into(&mut inside);
            } else if !inside.is_empty() && !inside.starts_with("oneof") {
                let (name, kind) = line.split_once(": ").or_else(|| line.split_once('(')).unwrap();
                let name = name.trim_start_matches("r#");
                let name = if message == "Record" { name.to_lowercase() } else { name.to_owned() };
                fields.push((message.clone(), of_derive(&std::mem::take(&mut inside), &name, kind)));
            } else {
                inside.clear();
            }
        }
        fields
    }

    #[test]
    fn the_messages_are_those_that_are_shipped() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/archive.proto");
        let shipped = of_proto(&std::fs::read_to_string(path).unwrap());
        // A message within a message is optional whether that is said or not.
        let same = |fields: Fields| -> std::collections::BTreeSet<(String, String)> {
            let plain = |field: &str| match field.strip_prefix("optional ") {
                Some(rest) if rest.starts_with(char::is_uppercase) => rest.to_owned(),
                _ => field.to_owned(),
            };
            fields.into_iter().map(|(message, field)| (message, plain(&field))).collect()
        };
        let ours = of_rust(include_str!("proto.rs").split("#[cfg(test)]").next().unwrap());
        assert!(
            ours.len() > 45 && ours.contains(&("Event".to_owned(), "optional double x = 9".to_owned())),
            "{ours:?}"
        );
        assert_eq!(same(shipped), same(ours));
    }

    #[test]
    fn a_record_is_written_as_the_messages_say_and_the_event_lies_where_it_is_said() {
        let rrweb = br#"{"type":3,"data":{"source":2,"type":2,"id":-9,"x":1.5,"y":0},"timestamp":1}"#;
        let envelope = envelope::peek(rrweb).unwrap();
        let line =
            Line { seq: 0, timestamp: Span(1500), window: Some(1), envelope: &envelope, target: Some("#buy"), rrweb };
        let mut out = b"before".to_vec();
        let place = event(&line, &mut out);
        assert_eq!(&out[6..][place], rrweb);
        let told = Event {
            r#type: "event".to_owned(),
            seq: Some(0),
            timestamp: 1.5,
            window: Some(1),
            name: Some("click".to_owned()),
            level: None,
            href: None,
            node: Some(-9),
            x: Some(1.5),
            y: Some(0.0),
            target: Some("#buy".to_owned()),
            rrweb: String::from_utf8(rrweb.to_vec()).unwrap(),
        };
        let record = Record { record: Some(Kind::Event(told)) };
        assert_eq!(out[6..], record.encode_length_delimited_to_vec());
    }

    #[test]
    fn the_first_record_reads_back_as_its_line_does() {
        let counts = ServerCounts { clicks: Some(0), console_error: Some(3), ..ServerCounts::default() };
        let metadata = Metadata {
            start: Some(Time(1_700_000_000_123_000)),
            duration_s: Some(1.25),
            library: Some("web".to_owned()),
            counts,
            ..Metadata::default()
        };
        let person = Person { name: None, email: Some("j@a.test".to_owned()), distinct_ids: vec!["é".to_owned()] };
        let both = |person, metadata, id| {
            let meta = meta::Meta {
                form: portable::Form::new(true),
                session_id: id,
                started_at: "2024-01-02T03:04:05.000Z".to_owned(),
                duration_ms: 5.into(),
                events: 1,
                start_url: Some("http://a.test/"),
                user_agent: Some("Jay/1.0"),
                windows: vec![portable::WindowId { id: Some("w") }, portable::WindowId { id: None }],
                person,
                metadata,
                source: portable::Source { container: "har", repeats_dropped: 2, damage: vec!["lost".to_owned()] },
            };
            let line = meta.write(portable::Encoding::Ndjson).unwrap();
            let message = meta.write(portable::Encoding::Protobuf).unwrap();
            let Some(Kind::Meta(message)) = Record::decode_length_delimited(&*message).unwrap().record else {
                panic!("no first record")
            };
            assert_eq!((message.duration_ms, message.source.clone().unwrap().repeats_dropped), (5.0, 2));
            (Learnt::read(&line).unwrap(), learn(&message.encode_to_vec()).unwrap())
        };
        for (line, message) in [both(Some(&person), Some(&metadata), Some("s")), both(None, None, None)] {
            assert_eq!(line, message);
            assert!(message.sealed && message.windows.len() == 2);
        }
    }
}
