//! A stream of Protobuf messages, each with its length before it: where one starts, and how to go on after damage.
//!
//! The one field of a record fills its message, so two lengths at its start must agree; and it begins with a word. No
//! JSON text looks like that, so that after damage the next record is found among anything. What was lost may still hold
//! whole events, and gives them.

use super::super::json::{LONGEST, Text};
use super::super::output::Spot;
use super::super::reader::{Halt, Reader, Refusal};
use super::super::salvage::LONGEST_TRIED;
use super::super::{Damage, DamageKind, Place};
use super::meta::FORMAT;
use super::proto::{BYTES, EVENT, META, RRWEB, learn};
use super::record::{LONGEST_TEXT, TYPES, kind_of};
use super::sealed::REMEDY;
use std::ops::Range;

/// So many bytes tell whether a record starts.
const HEAD: usize = 64;
/// The longest length before a message that is not too long, as a varint.
const LONGEST_PREFIX: usize = 5;
/// The longest type that is looked for.
const LONGEST_TYPE: u8 = 32;
/// The key of a message's first field, where that is text or a message.
const FIRST: u8 = 0x0a;

/// What begins with some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Record(Record),
    /// They are too few to tell.
    Short,
    Nothing,
    /// A record that is longer than any may be.
    TooLong,
}

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Record {
    /// The number of its one field.
    field: u64,
    /// Where what the field holds begins: before it come two lengths and a key.
    body: usize,
    end: usize,
}

/// Whether a stream of records begins here; `None` where the bytes are too few to tell.
pub(crate) fn starts_stream(head: &[u8]) -> Option<bool> {
    match start(head) {
        Start::Record(record) => is_known(record.field, &head[record.body..]),
        Start::Short => None,
        Start::Nothing | Start::TooLong => Some(false),
    }
}

/// Whether records lie anywhere in the bytes.
pub(crate) fn holds_records(bytes: &[u8]) -> bool {
    next(bytes).is_some()
}

/// Where the last of the whole records ends.
pub(super) fn whole(bytes: &[u8]) -> usize {
    let (mut at, mut end) = (0, 0);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match start(rest) {
            Start::Record(record) if record.end <= rest.len() => {
                at += record.end;
                end = at;
            }
            _ => at += next(&rest[1..]).map_or(rest.len(), |past| past + 1),
        }
    }
    end
}

/// What begins here, by its lengths.
fn start(bytes: &[u8]) -> Start {
    read_start(bytes).map_or_else(|other| other, Start::Record)
}

fn read_start(bytes: &[u8]) -> Result<Record, Start> {
    let mut at = 0;
    let mut number = || -> Result<(u64, usize), Start> {
        let (number, len) = varint(bytes.get(at..).unwrap_or_default())?;
        at += len;
        Ok((number, at))
    };
    let ((len, prefix), (key, _), (inner, body)) = (number()?, number()?, number()?);
    let fits = inner.checked_add((body - prefix) as u64) == Some(len);
    if !fits || key & 7 != BYTES || key >> 3 == 0 {
        return Err(Start::Nothing);
    }
    let len = usize::try_from(len).ok().filter(|len| *len <= LONGEST).ok_or(Start::TooLong)?;
    Ok(Record { field: key >> 3, body, end: prefix + len })
}

/// The number at the front of some bytes, and how many of them it takes.
fn varint(bytes: &[u8]) -> Result<(u64, usize), Start> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok((number, at + 1));
        }
    }
    Err(if bytes.len() < 10 { Start::Short } else { Start::Nothing })
}

/// Whether a field begins as that of a known record does: an event with its type, the first one with the format.
fn is_known(field: u64, body: &[u8]) -> Option<bool> {
    let (len, rest) = match body {
        [] | [FIRST] => return None,
        [FIRST, len, rest @ ..] => (*len, rest),
        _ => return Some(false),
    };
    if field == META {
        let format = [&[FIRST, u8::try_from(FORMAT.len()).unwrap_or(0)], FORMAT.as_bytes()].concat();
        let told = rest.len().min(format.len());
        return if rest[..told] == format[..told] { (told == format.len()).then_some(true) } else { Some(false) };
    }
    let word = &rest[..rest.len().min(len.into())];
    let is_word = word.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    let fits = field == EVENT && (1..=LONGEST_TYPE).contains(&len) && is_word;
    if fits && word.len() < len.into() { None } else { Some(fits) }
}

/// The next place where a known record begins, whatever stands before it.
fn next(bytes: &[u8]) -> Option<usize> {
    let keys = [META, EVENT].map(|field| u8::try_from(field << 3 | BYTES).unwrap_or(0));
    memchr::memchr2_iter(keys[0], keys[1], bytes).find_map(|key| {
        let nearest = (1..=LONGEST_PREFIX.min(key)).map(|back| key - back);
        nearest.into_iter().find(|at| starts_stream(&bytes[*at..bytes.len().min(at + HEAD)]) == Some(true))
    })
}

/// The members of an event's message that say where it belongs.
#[derive(Default)]
struct Members {
    record: String,
    seq: Option<u64>,
    window: Option<u64>,
    rrweb: Option<Range<usize>>,
}

enum Value {
    Number(u64),
    Bytes(Range<usize>),
    Other,
}

impl Members {
    fn read(message: &[u8]) -> Option<Self> {
        let (mut members, mut at) = (Self::default(), 0);
        while at < message.len() {
            match field(message, &mut at)? {
                (1, Value::Bytes(range)) => {
                    let text = message.get(range)?;
                    members.record = String::from_utf8_lossy(&text[..text.len().min(LONGEST_TEXT)]).into_owned();
                }
                (2, Value::Number(seq)) => members.seq = Some(seq),
                (4, Value::Number(window)) => members.window = Some(window),
                (RRWEB, Value::Bytes(range)) => members.rrweb = Some(range),
                _ => {}
            }
        }
        Some(members)
    }
}

/// The field at a place in a message, which moves behind it; `None` where none can be.
fn field(message: &[u8], at: &mut usize) -> Option<(u64, Value)> {
    let number = |at: &mut usize| {
        let (number, len) = varint(message.get(*at..)?).ok()?;
        *at += len;
        Some(number)
    };
    let key = number(at)?;
    let (value, len) = match key & 7 {
        0 => (Value::Number(number(at)?), 0),
        1 => (Value::Other, 8),
        5 => (Value::Other, 4),
        BYTES => {
            let len = usize::try_from(number(at)?).ok()?;
            (Value::Bytes(*at..at.checked_add(len)?), len)
        }
        _ => return None,
    };
    *at = at.checked_add(len).filter(|end| *end <= message.len())?;
    Some((key >> 3, value))
}

impl Reader<'_, '_> {
    /// Records one after the other.
    pub(crate) fn messages(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        // Bytes that may be looked at again because a length in front of them may be wrong.
        let mut again = LONGEST;
        loop {
            self.tend(text)?;
            let padding = text.ahead().iter().take_while(|byte| **byte == 0).count();
            text.pass(padding);
            match start(text.ahead()) {
                Start::Record(record) => self.one_message(text, record, &mut again)?,
                Start::Short if text.more() => {}
                Start::Short if text.ahead().is_empty() => return Ok(()),
                other => self.next_message(text, other)?,
            }
        }
    }

    fn one_message(&mut self, text: &mut Text<'_>, record: Record, again: &mut usize) -> Result<(), Halt> {
        let is_whole = text.ahead_at_least(record.end).len() >= record.end;
        let spot = self.spot(text.here(), true);
        let bytes = &text.ahead()[..record.end.min(text.ahead().len())];
        let refused = if is_whole { self.take_message(bytes, record, spot) } else { Err(Refusal::reason(CUT)) };
        let reason = match refused {
            Ok(()) | Err(Refusal::Told) => {
                text.pass(record.end);
                return Ok(());
            }
            Err(Refusal::Stop) => return Err(Halt::Stop),
            Err(Refusal::Reason(reason)) => reason,
        };
        // Where the length is wrong or the message cut, others begin within it.
        let inside = if *again < bytes.len() { None } else { next(&bytes[1..]).map(|at| at + 1) };
        *again = again.saturating_sub(bytes.len());
        let end = inside.unwrap_or(bytes.len());
        let before = self.out.events;
        self.salvage(&bytes[..end], 0, None, spot);
        let lost = Some(u64::from(record.field == EVENT && self.out.events == before));
        let told = match inside {
            Some(_) => {
                let place = text.here() + end as u64;
                let reason = format!("a record that is cut, or whose length is wrong: another begins at byte {place}");
                Some((DamageKind::Codec, reason))
            }
            None if is_whole => Some((DamageKind::Event, reason)),
            None => (!self.cut_already_told()).then_some((DamageKind::Truncated, reason)),
        };
        if let Some((what, reason)) = told {
            self.broken_stream(what, spot, lost, reason);
        }
        text.pass(end);
        Ok(())
    }

    fn take_message(&mut self, bytes: &[u8], record: Record, spot: Spot) -> Result<(), Refusal> {
        let body = bytes.get(record.body..).unwrap_or_default();
        match record.field {
            META => {
                let meta = learn(body).map_err(Refusal::Reason)?;
                self.begin(&meta, spot);
                self.portable.meta = Some(meta);
            }
            EVENT => return self.take_event(body, spot.moved(record.body)),
            field => self.odd_type(&format!("field {field}"), spot),
        }
        Ok(())
    }

    fn take_event(&mut self, message: &[u8], spot: Spot) -> Result<(), Refusal> {
        let members = Members::read(message).ok_or_else(|| Refusal::reason("a record whose fields are broken"))?;
        let known = TYPES.contains(&members.record.as_str());
        if !known {
            self.odd_type(&members.record, spot);
        }
        let Some(event) = members.rrweb else {
            let none = Refusal::reason("a record without an event");
            // What a later version means by it is told already.
            return if known {
                Err(none)
            } else {
                self.in_order(members.seq, spot);
                Ok(())
            };
        };
        if !self.in_order(members.seq, spot) {
            return Ok(());
        }
        let window = self.window_at(members.window);
        let spot = spot.moved(event.start);
        let (event, kind) = (message.get(event).unwrap_or_default(), kind_of(&members.record));
        self.out.record(window.as_deref(), event, spot, kind).map_err(Refusal::Reason)
    }

    /// No record begins here: goes on at the next one.
    fn next_message(&mut self, text: &mut Text<'_>, here: Start) -> Result<(), Halt> {
        let spot = self.spot(text.here(), true);
        let mut scanned = 1;
        let is_last = loop {
            let len = text.ahead().len();
            let found = next(text.ahead().get(scanned..).unwrap_or_default()).map(|at| scanned + at);
            scanned = scanned.max(len.saturating_sub(HEAD));
            let is_last = found.is_none() && len < 2 * LONGEST_TRIED && {
                self.tend(text)?;
                if text.more() {
                    continue;
                }
                true
            };
            let near = self.spot(text.here(), true);
            let lost = &text.ahead()[..found.unwrap_or(len)];
            self.salvage(lost, 0, None, near);
            if found.is_some() || is_last {
                text.pass(found.unwrap_or(len));
                break is_last;
            }
            // An event may go on behind them.
            let pass = self.delivered(lost, near).max(len - LONGEST_TRIED);
            text.pass(pass);
            scanned -= pass;
        };
        if is_last && self.cut_already_told() {
            return Ok(());
        }
        let (what, reason) = match here {
            Start::TooLong => (DamageKind::TooLarge, "a record longer than any event; it was skipped"),
            Start::Short => (DamageKind::Truncated, CUT),
            _ => (DamageKind::Codec, "bytes that are no record"),
        };
        self.broken_stream(what, spot, None, reason.to_owned());
        Ok(())
    }

    fn broken_stream(&mut self, what: DamageKind, spot: Spot, events_lost: Option<u64>, reason: String) {
        let place = Place { input: self.out.input, byte: Some(spot.byte), line: None };
        self.out.report(Damage { what, place, events_lost, reason, remedy: Some(REMEDY.to_owned()) });
    }
}

const CUT: &str = "the last record is cut off";

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of an event, its lengths before it.
    fn record(rrweb: &str) -> Vec<u8> {
        let mut event = b"\x0a\x05other\x10\x07\x7a".to_vec();
        prost::encode_length_delimiter(rrweb.len(), &mut event).unwrap();
        event.extend_from_slice(rrweb.as_bytes());
        let mut field = vec![0x12];
        prost::encode_length_delimiter(event.len(), &mut field).unwrap();
        field.extend_from_slice(&event);
        let mut out = Vec::new();
        prost::encode_length_delimiter(field.len(), &mut out).unwrap();
        out.extend_from_slice(&field);
        out
    }

    #[test]
    fn a_record_is_told_by_its_lengths_from_any_other_bytes() {
        for len in [2, 90, 100, 110, 120, 130, 16_000, 17_000] {
            let record = record(&"x".repeat(len));
            let Start::Record(found) = start(&record) else { panic!("{len}") };
            assert_eq!((found.field, found.end), (EVENT, record.len()));
            assert_eq!(starts_stream(&record), Some(true), "{len}");
            for at in 0..found.body + 7 {
                assert_eq!(starts_stream(&record[..at]), None, "{len} cut at {at}");
            }
            let (before, after) = (b"{\"a\":\x12\x0a\xff\xff", b"\x0a\x12");
            let around = [&before[..], &record, after].concat();
            assert_eq!(next(&around), Some(before.len()), "{len}");
            assert_eq!(whole(&around), before.len() + record.len());
            assert_eq!(whole(&[&record[..], &record[..record.len() - 1]].concat()), record.len());
        }
        for other in [
            &b"{\"type\":\"meta\"}\n"[..],
            b"[\n\n]",
            b"{\ny\n\x04other}",
            b"\x1f\x8b\x08\0\0\0",
            b"\x28\xb5\x2f\xfd\0\0\0",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
            b"\x02\x12\x01\x0a\x0a",
        ] {
            assert_eq!(starts_stream(other), Some(false), "{other:?}");
            assert!(!holds_records(other), "{other:?}");
        }
        let giant = [&b"\x87\x80\x80\x80\x10\x12\x81\x80\x80\x80\x10\x0a\x05other"[..]].concat();
        assert_eq!(start(&giant), Start::TooLong);
    }

    #[test]
    fn members_are_found_in_any_order_and_what_is_new_is_passed_over() {
        let message =
            b"\xa2\x06\x03new\x7a\x02{}\x21\0\0\0\0\0\0\0\0\x20\x03\x0a\x04page\x10\xac\x02\x25abcd\xa0\x06\x01";
        let members = Members::read(message).unwrap();
        assert_eq!((members.record.as_str(), members.seq, members.window), ("page", Some(300), Some(3)));
        assert_eq!(&message[members.rrweb.unwrap()], b"{}");
        for cut in 1..message.len() {
            let whole = [6, 10, 19, 21, 27, 30, 35].contains(&cut);
            assert_eq!(Members::read(&message[..cut]).is_some(), whole, "cut at {cut}");
        }
        for broken in [
            &b"\x0b\x0c"[..],
            b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        ] {
            assert!(Members::read(broken).is_none(), "{broken:?}");
        }
    }
}
