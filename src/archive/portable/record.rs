//! The records after the first: an event each, with what a reader wants to know at a glance beside it.

use super::super::output::Spot;
use super::super::reader::{Reader, Refusal};
use super::super::{DamageKind, RecordKind, json::Text};
use super::index::Encoding;
use super::meta::{Learnt, VERSION};
use super::order::{Order, Seen};
use super::proto;
use super::written::{Hand, Unit};
use crate::clock::Span;
use crate::event::Kind;
use crate::event::envelope::{Envelope, gesture};
use serde_json::{Number, Value};
use std::io::Write as _;
use std::ops::Range;

/// Text beside an event is left out when it is longer: the event has it whole.
pub(super) const LONGEST_TEXT: usize = 200;
/// The types that a record may have.
pub(super) const TYPES: [&str; 13] = [
    "meta",
    "page",
    "full_snapshot",
    "mutation",
    "event",
    "style",
    "canvas",
    "console",
    "network",
    "custom",
    "app",
    "other",
    "end",
];
/// Types that are not known, told one by one.
const MOST_TYPES: usize = 20;

/// Whether a record begins here that an archive may begin with: a first one, or one of a known type that has a time.
pub(crate) fn is_record(head: &[u8]) -> bool {
    let mut text = Text::slice(head, 0);
    let (mut known, mut timed) = (None, false);
    text.eat(b'{');
    while let Ok(Some(key)) = text.key() {
        timed |= key == "timestamp";
        let Ok(value) = text.value() else { break };
        if key == "type" {
            known =
                serde_json::from_slice::<String>(text.get(value)).ok().filter(|name| TYPES.contains(&name.as_str()));
        }
    }
    known.is_some_and(|name| name == "meta" || timed)
}

/// What stands beside the event in its record, as far as the event says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beside<'l> {
    pub(super) name: Option<&'l str>,
    pub(super) level: Option<&'l str>,
    pub(super) href: Option<&'l str>,
    pub(super) node: Option<i64>,
    pub(super) target: Option<&'l str>,
    pub(super) x: Option<f64>,
    pub(super) y: Option<f64>,
}

/// An event record, to be written.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    /// Its number among the events.
    pub seq: u32,
    /// From the recording's start.
    pub timestamp: Span,
    /// Its window's place among those of the first record; `None` where there is only one.
    pub window: Option<usize>,
    /// The event, peeked at.
    pub envelope: &'a Envelope<'a>,
    /// A selector that finds the event's node just before it; recorded text.
    pub target: Option<&'a str>,
    /// The event as it was recorded, on one line.
    pub rrweb: &'a [u8],
}

impl Line<'_> {
    /// The record's type.
    #[must_use]
    pub fn record(&self) -> &'static str {
        match self.envelope.kind {
            Kind::Page if self.envelope.event == 4 => "page",
            Kind::Page | Kind::Custom => "custom",
            Kind::App => "app",
            Kind::Snapshot => "full_snapshot",
            Kind::Mutation => "mutation",
            Kind::Style => "style",
            Kind::Canvas => "canvas",
            Kind::Console => "console",
            Kind::Network => "network",
            Kind::Other | Kind::Signal | Kind::Gap => "other",
            _ => "event",
        }
    }

    /// What it is called: of an event record what happened, of a custom or an analytics event its tag.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let facts = &self.envelope.facts;
        let name = match self.record() {
            "event" => gesture(self.envelope.event, facts.source, facts.what).unwrap_or(self.envelope.kind.name()),
            "custom" | "app" => facts.name.as_deref()?,
            _ => return None,
        };
        (name.len() <= LONGEST_TEXT).then_some(name)
    }

    /// What stands beside the event.
    pub(super) fn beside(&self) -> Beside<'_> {
        fn short(text: &str) -> Option<&str> {
            (text.len() <= LONGEST_TEXT).then_some(text)
        }
        let facts = &self.envelope.facts;
        let acts = self.record() == "event";
        Beside {
            name: self.name(),
            level: facts.level.as_deref().and_then(short),
            href: facts.href.as_deref().and_then(short),
            node: facts.node.filter(|_| acts),
            target: self.target.and_then(short),
            x: facts.point.0.filter(|_| acts),
            y: facts.point.1.filter(|_| acts),
        }
    }

    /// Appends the record in this encoding; where in it the event lies.
    pub fn write(&self, encoding: Encoding, out: &mut Vec<u8>) -> Range<usize> {
        match encoding {
            Encoding::Ndjson => self.write_line(out),
            Encoding::Protobuf => proto::event(self, out),
        }
    }

    fn write_line(&self, out: &mut Vec<u8>) -> Range<usize> {
        let start = out.len();
        let (record, beside) = (self.record(), self.beside());
        put(out, format_args!(r#"{{"type":"{record}","seq":{},"timestamp":{}"#, self.seq, self.timestamp.ms_json()));
        if let Some(window) = self.window {
            put(out, format_args!(r#","window":{window}"#));
        }
        for (member, text) in [("name", beside.name), ("level", beside.level), ("href", beside.href)] {
            if let Some(text) = text {
                put(out, format_args!(r#","{member}":{}"#, Value::from(text)));
            }
        }
        if let Some(node) = beside.node {
            put(out, format_args!(r#","node":{node}"#));
        }
        if let Some(target) = beside.target {
            put(out, format_args!(r#","target":{}"#, Value::from(target)));
        }
        for (member, number) in [("x", beside.x), ("y", beside.y)] {
            if let Some(number) = number.and_then(number_of) {
                put(out, format_args!(r#","{member}":{number}"#));
            }
        }
        out.extend_from_slice(br#","rrweb":"#);
        let event = out.len() - start..out.len() - start + self.rrweb.len();
        out.extend_from_slice(self.rrweb);
        out.extend_from_slice(b"}\n");
        event
    }
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text); // memory takes it
}

/// A whole number without a fraction.
#[allow(clippy::cast_possible_truncation)] // the range was checked
fn number_of(number: f64) -> Option<Number> {
    let whole = number.fract() == 0.0 && number.abs() < 9e15;
    if whole { Some((number as i64).into()) } else { Number::from_f64(number) }
}

/// What is known of an archive while it is read.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) seal: SealState,
    pub(super) meta: Option<Learnt>,
    order: Order,
    /// The records that follow a gap, and where they lie.
    seams: Vec<(u64, Spot)>,
    late: Option<(u64, Spot)>,
    twice: Option<(u64, Spot)>,
    odd_types: Vec<String>,
    pub(super) hand: Hand,
}

/// What is known of the seal of an archive whose records are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum SealState {
    /// It can't be looked at: a stream, or a part of something.
    #[default]
    Unknown,
    /// It is there, and every chunk is held against it.
    Kept,
    /// It is not there, or can't be used: then why.
    Lost,
}

impl State {
    /// The state of an archive with this seal, whose relative times count so.
    pub(crate) fn with(seal: SealState, unit: Unit) -> Self {
        Self { seal, hand: Hand::new(unit), ..Self::default() }
    }
}

/// The members of a record that say where it belongs.
#[derive(Default)]
pub(super) struct Members {
    pub(super) record: String,
    pub(super) seq: Option<u64>,
    pub(super) window: Option<Range<usize>>,
    /// The recorded event.
    pub(super) event: Option<Range<usize>>,
}

impl Members {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut text = Text::slice(bytes, 0);
        let mut members = Self::default();
        text.eat(b'{');
        while let Some(key) = text.key().ok()? {
            let value = text.value().ok()?;
            match (key.as_str(), bytes.get(value.start)?) {
                ("type", b'"') => members.record = serde_json::from_slice(bytes.get(value)?).ok()?,
                ("seq", _) => members.seq = serde_json::from_slice(bytes.get(value)?).ok(),
                ("window" | "window_id" | "windowId", _) => members.window = Some(value),
                ("rrweb", b'{') => members.event = Some(value),
                _ => {}
            }
        }
        Some(members)
    }
}

/// What the event in a record of this type is.
pub(super) fn kind_of(record: &str) -> RecordKind {
    if record == "app" { RecordKind::App } else { RecordKind::Recorded }
}

impl Reader<'_, '_> {
    /// A record of a portable archive.
    pub(crate) fn record(&mut self, bytes: &[u8], window: Option<&str>, spot: Spot) -> Result<(), Refusal> {
        let members = Members::read(bytes).ok_or_else(|| Refusal::reason("a record that is no JSON"))?;
        if members.record == "meta" {
            return self.meta(bytes, spot);
        }
        if !TYPES.contains(&members.record.as_str()) {
            self.odd_type(&members.record, spot);
        }
        let own = self.window_of(bytes, &members);
        let window = own.as_deref().or(window);
        let Some(event) = members.event.clone() else { return self.written(bytes, &members, (window, spot)) };
        if !self.in_order(members.seq, spot) {
            return Ok(());
        }
        let spot = spot.moved(event.start);
        self.out.record(window, &bytes[event], spot, kind_of(&members.record)).map_err(Refusal::Reason)
    }

    /// The first record.
    fn meta(&mut self, bytes: &[u8], spot: Spot) -> Result<(), Refusal> {
        let meta = Learnt::read(bytes).ok_or_else(|| Refusal::reason("a first record that is no JSON"))?;
        self.begin(&meta, spot);
        self.begin_written(&meta, spot);
        self.portable.meta = Some(meta);
        Ok(())
    }

    /// What the first record says of the archive and the recording.
    pub(super) fn begin(&mut self, meta: &Learnt, spot: Spot) {
        if meta.sealed && self.portable.seal == SealState::Lost {
            let reason = "the archive was sealed, and its index and checksums are gone: it was cut, or unpacked or written anew by another tool";
            self.out.damage(DamageKind::Seal, spot, Some(0), reason.to_owned());
        }
        if let Some(version) = meta.version.filter(|version| *version > VERSION) {
            let reason = format!(
                "written by a newer version (version {version}; {VERSION} is known): it may say more than is shown"
            );
            self.out.damage(DamageKind::Unknown, spot, None, reason);
        }
        self.learn_meta(meta);
    }

    /// Tells the header what the first record says.
    pub(crate) fn learn_meta(&mut self, meta: &Learnt) {
        if let Some(id) = &meta.session_id {
            self.out.learn_recording_id(id);
        }
        let (person, metadata, agent) = (meta.person.clone(), meta.metadata.clone(), meta.user_agent.clone());
        self.out.learn(|header| {
            header.person = header.person.take().or(person);
            header.metadata = header.metadata.take().or(metadata);
            header.user_agent = header.user_agent.take().or(agent);
        });
        self.out.mark_learnt();
    }

    fn window_of(&self, bytes: &[u8], members: &Members) -> Option<String> {
        let Some(named) = members.window.clone().and_then(|range| bytes.get(range)) else {
            return self.window_at(None);
        };
        match serde_json::from_slice(named).ok()? {
            Value::String(id) => Some(id),
            Value::Number(number) => match number.as_u64() {
                None => Some(number.to_string()),
                place => self.window_at(place),
            },
            _ => None,
        }
    }

    /// The id of the window at a place in the first record's list, of the first where no place is named.
    pub(super) fn window_at(&self, place: Option<u64>) -> Option<String> {
        let windows = self.portable.meta.as_ref().map(|meta| meta.windows.as_slice()).unwrap_or_default();
        let Some(place) = place else { return windows.first().cloned().flatten() };
        let known = usize::try_from(place).ok().and_then(|place| windows.get(place));
        known.map_or_else(|| Some(place.to_string()), Clone::clone)
    }

    /// Whether a record with an event is to be taken, by its number: one that came already is not.
    pub(super) fn in_order(&mut self, seq: Option<u64>, spot: Spot) -> bool {
        let state = &mut self.portable;
        let Some(seq) = seq else { return true };
        match state.order.see(seq) {
            Seen::Next => {}
            Seen::AfterGap => state.seams.push((seq, spot)),
            Seen::Late => state.late.get_or_insert((0, spot)).0 += 1,
            Seen::Twice => {
                state.twice.get_or_insert((0, spot)).0 += 1;
                return false;
            }
        }
        true
    }

    /// Tells a type that is not known, once.
    pub(super) fn odd_type(&mut self, record: &str, spot: Spot) {
        let record: String = record.chars().take(LONGEST_TEXT).collect();
        let known = &mut self.portable.odd_types;
        if known.len() < MOST_TYPES && !known.contains(&record) {
            known.push(record.clone());
            let reason = format!("a record of the unknown type {record:?}: it may say more than is shown");
            self.out.damage(DamageKind::Unknown, spot, None, reason);
        }
    }

    /// At the end: records that are missing, came twice, or out of place.
    pub(crate) fn missing_records(&mut self) {
        let state = std::mem::take(&mut self.portable);
        let events = state.meta.filter(|meta| meta.version.is_some()).and_then(|meta| meta.events);
        for gap in state.order.missing(events) {
            let seam = state.seams.iter().find(|(seq, _)| *seq == gap.end);
            let (count, last) = (gap.end - gap.start, gap.end - 1);
            let which =
                if count == 1 { format!("event #{last} is") } else { format!("events #{} to #{last} are", gap.start) };
            let reason = format!("{which} missing");
            match seam {
                Some((_, spot)) => self.out.damage(DamageKind::Seal, *spot, Some(count), reason),
                None => self.out.damage_somewhere(DamageKind::Truncated, Some(count), format!("{reason} at the end")),
            }
        }
        if let Some((count, spot)) = state.late {
            let reason = format!("records lie out of place, {count} of them: chunks were swapped, or lines moved");
            self.out.damage(DamageKind::Seal, spot, Some(0), reason);
        }
        if let Some((count, spot)) = state.twice {
            let reason =
                format!("records came twice, {count} of them, and count once: chunks were doubled, or lines copied");
            self.out.damage(DamageKind::Seal, spot, Some(0), reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::envelope;

    fn line(event: &str) -> String {
        let envelope = envelope::peek(event.as_bytes()).unwrap();
        let line = Line {
            seq: 2,
            timestamp: Span(200_500),
            window: Some(1),
            envelope: &envelope,
            target: envelope.facts.node.map(|_| "button.buy"),
            rrweb: event.as_bytes(),
        };
        let mut out = Vec::new();
        let range = line.write(Encoding::Ndjson, &mut out);
        assert_eq!(&out[range], event.as_bytes());
        String::from_utf8(out).unwrap().replace(event, "EVENT")
    }

    #[test]
    fn a_record_says_what_it_is_and_holds_the_event_as_it_was() {
        for (event, record) in [
            (
                r#"{"type":3,"data":{"source":2,"type":2,"id":9,"x":10.0,"y":2.5},"timestamp":1}"#,
                r#""event","seq":2,"timestamp":200.5,"window":1,"name":"click","node":9,"target":"button.buy","x":10,"y":2.5,"rrweb":EVENT"#,
            ),
            (
                r#"{"timestamp":1.50,"type":3,"data":{"source":0,"adds":[]}}"#,
                r#""mutation","seq":2,"timestamp":200.5,"window":1,"rrweb":EVENT"#,
            ),
            (
                r#"{"type":4,"data":{"href":"http://a\"b/","width":1},"timestamp":1}"#,
                r#""page","seq":2,"timestamp":200.5,"window":1,"href":"http://a\"b/","rrweb":EVENT"#,
            ),
            (
                r#"{"type":5,"data":{"tag":"t","payload":{}},"timestamp":1}"#,
                r#""custom","seq":2,"timestamp":200.5,"window":1,"name":"t","rrweb":EVENT"#,
            ),
            (
                r#"{"type":2,"data":{},"timestamp":1}"#,
                r#""full_snapshot","seq":2,"timestamp":200.5,"window":1,"rrweb":EVENT"#,
            ),
        ] {
            assert_eq!(line(event), format!("{{\"type\":{record}}}\n"));
        }
    }
}
