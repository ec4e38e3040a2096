//! PostHog's per-field compression (`cv: "2024-10"`): gzip, byte by byte as characters, in the fields that are large.
//!
//! Which fields (PostHog: rrweb event compression in posthog-js): the whole `data` of a full snapshot; `texts`,
//! `attributes`, `removes`, `adds` of a mutation; `adds`, `removes` of a style sheet rule. An event that carries the mark
//! may still hold plain fields (file exports do), so every field is judged by itself. PostHog's internal mirror holds
//! zstd in the same place; the bytes tell which.

mod inflate;
#[cfg(test)]
mod tests;

use super::json::{Cut, Text, binary};
use crate::event::{self, BadEvent, Event, Named};
use inflate::inflate;
use serde::Deserialize as _;
use std::borrow::Cow;
use std::ops::Range;

/// The only version known.
const VERSION: &[u8] = b"\"2024-10\"";

/// A field that could not be inflated, or only with doubts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Its name: `data`, `data.adds`, …; `cv` for an unknown version.
    pub field: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, in plain words.
    pub reason: String,
}

/// What came of a field that was not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was read, in the hope that the version means the same.
    Doubtful,
    /// Its text had been converted to another character set; that was undone, and what came out is sound.
    Restored,
    /// Its text was converted to another character set, and can't be restored.
    Converted,
    /// It can't be read.
    Lost,
}

/// An event with its `cv` fields inflated.
#[derive(Clone, Debug)]
pub struct Unpacked<'a> {
    /// Its JSON. A field that failed is still the string it was.
    pub json: Cow<'a, [u8]>,
    /// The fields that failed.
    pub faults: Vec<FieldFault>,
}

/// An event's JSON with its `cv` fields inflated and spliced in; borrowed where there is nothing to inflate.
///
/// A field that cannot be decoded stays the string it is: [`unpack`] says why. Lone surrogate escapes, which JSON allows
/// and strict parsers refuse, become `\ufffd`.
#[must_use]
pub fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    unpack(bytes).json
}

/// The event, its `cv` fields read as they are inflated.
///
/// Equal to parsing [`plain`], but for fields that are not strictly JSON and that the event's own reader forgives: that
/// reader goes over every byte anyway, and to have a strict one go over it first takes as long again.
pub(super) fn parse(bytes: &[u8]) -> Result<Event, BadEvent> {
    let packed = if may_be_marked(bytes) { Event::parse_packed(bytes, &text_of) } else { None };
    packed.map_or_else(|| Event::parse(&plain(bytes)), Ok)
}

/// The node ids that an event names; `None` where only reading it would tell.
pub(super) fn named(bytes: &[u8]) -> Option<Named> {
    Named::of(bytes, if may_be_marked(bytes) { &text_of } else { &|_, _| None })
}

/// Quick, for events without the mark: false where it can't be there.
fn may_be_marked(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\"cv\"").is_some()
}

/// The JSON that the string of a field stands for.
fn text_of(field: &str, string: &str) -> Option<String> {
    let mut out = Vec::new();
    match inflate_field(field, string.as_bytes(), &mut out, |_| Ok(())) {
        Ok(()) | Err((Outcome::Restored, _)) => String::from_utf8(out).ok(),
        Err(_) => None,
    }
}

/// An event's JSON with its `cv` fields inflated and nothing else changed.
pub(super) fn inflated(bytes: &[u8]) -> Cow<'_, [u8]> {
    match fields(bytes) {
        Some(found) if !found.fields.is_empty() => splice(bytes, &found.fields, &mut Vec::new()).into(),
        _ => bytes.into(),
    }
}

/// As [`plain`], with the faults found on the way.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Unpacked<'_> {
    let mut faults = Vec::new();
    let json = match fields(bytes) {
        Some(found) if !found.fields.is_empty() => {
            if !found.known {
                let reason = "an unknown compression version; read as 2024-10".to_owned();
                faults.push(FieldFault { field: "cv", outcome: Outcome::Doubtful, reason });
            }
            Cow::Owned(splice(bytes, &found.fields, &mut faults))
        }
        _ => Cow::Borrowed(bytes),
    };
    let json = match json {
        Cow::Borrowed(bytes) => mend_surrogates(bytes),
        Cow::Owned(bytes) => match mend_surrogates(&bytes) {
            Cow::Owned(mended) => Cow::Owned(mended),
            Cow::Borrowed(_) => Cow::Owned(bytes),
        },
    };
    Unpacked { json, faults }
}

struct Fields {
    known: bool,
    /// Each field that is a string or null: its name, and the value's range, quotes included.
    fields: Vec<(&'static str, Range<usize>)>,
}

/// Finds the fields that may be compressed; `None` for an event without the mark.
fn fields(bytes: &[u8]) -> Option<Fields> {
    may_be_marked(bytes).then_some(())?;
    let mut text = Text::slice(bytes, 0);
    let (mut mark, mut data) = (None, None);
    text.eat(b'{').then_some(())?;
    while let Ok(Some(key)) = text.key() {
        let value = text.value().ok()?;
        match key.as_str() {
            "cv" => mark = Some(value),
            "data" => data = Some(value),
            _ => {}
        }
    }
    let known = text.get(mark?) == VERSION;
    let data = data?;
    let fields = match bytes.get(data.start)? {
        b'"' => vec![("data", data)],
        b'{' => parts(bytes, data).ok()?,
        _ => Vec::new(),
    };
    Some(Fields { known, fields })
}

fn parts(bytes: &[u8], data: Range<usize>) -> Result<Vec<(&'static str, Range<usize>)>, Cut> {
    let start = data.start;
    let mut text = Text::slice(&bytes[data], 0);
    let mut found = Vec::new();
    text.eat(b'{');
    while let Some(key) = text.key()? {
        let value = text.value()?;
        let name = match key.as_str() {
            "texts" => "data.texts",
            "attributes" => "data.attributes",
            "removes" => "data.removes",
            "adds" => "data.adds",
            _ => continue,
        };
        if matches!(text.get(value.clone()).first(), Some(b'"' | b'n')) {
            found.push((name, start + value.start..start + value.end));
        }
    }
    Ok(found)
}

fn splice(bytes: &[u8], fields: &[(&'static str, Range<usize>)], faults: &mut Vec<FieldFault>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4);
    let mut done = 0;
    for (field, range) in fields {
        out.extend_from_slice(&bytes[done..range.start]);
        done = range.end;
        let value = &bytes[range.clone()];
        let before = out.len();
        if let Err((outcome, reason)) = inflate_field(field, value, &mut out, check) {
            faults.push(FieldFault { field, outcome, reason });
            if outcome != Outcome::Restored {
                out.truncate(before);
                out.extend_from_slice(value);
            }
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out
}

/// Judges what came out.
type Judge = fn(&[u8]) -> Result<(), String>;

/// Appends a field's plain JSON; an error that tells of a restored field comes with the field appended.
fn inflate_field(field: &str, value: &[u8], out: &mut Vec<u8>, judge: Judge) -> Result<(), (Outcome, String)> {
    if matches!(value, b"null" | b"\"\"") && field != "data" {
        out.extend_from_slice(b"[]");
        return Ok(());
    }
    let Some(inside) = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        return Err((Outcome::Lost, "not a string, and not plain either".to_owned()));
    };
    let converted = |how: String| format!("its text was converted to another character set on its way ({how})");
    let packed = binary(inside).map_err(|foreign| {
        let how = format!("{:?} stands where only bytes belong", foreign.0);
        (Outcome::Converted, converted(how))
    })?;
    let before = out.len();
    let inflated = inflate(&packed.bytes, out).and_then(|()| judge(&out[before..]));
    match (inflated, packed.undone) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(how)) => Err((Outcome::Restored, converted(how.to_owned()) + " and was restored")),
        (Err(reason), None) => Err((Outcome::Lost, reason)),
        (Err(_), Some(how)) => Err((Outcome::Converted, converted(how.to_owned()))),
    }
}

/// An event's text where it came in Latin-1 instead of UTF-8 (a byte a character), if that makes its compressed fields
/// sound.
pub(crate) fn from_latin1(bytes: &[u8]) -> Option<String> {
    may_be_marked(bytes).then_some(())?;
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let packed = fields(text.as_bytes()).is_some_and(|found| !found.fields.is_empty());
    (packed && unpack(text.as_bytes()).faults.is_empty()).then_some(text)
}

/// Replaces the escapes of lone surrogates: JavaScript writes them for text cut through a pair.
fn mend_surrogates(bytes: &[u8]) -> Cow<'_, [u8]> {
    use memchr::memmem::find;
    let is_free = |of: &[u8]| find(bytes, of).is_none();
    if is_free(br"\u") || is_free(br"\ud") && is_free(br"\uD") {
        return Cow::Borrowed(bytes);
    }
    event::mend_surrogates(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// What comes out must be JSON of its own, or it would break the event around it.
fn check(json: &[u8]) -> Result<(), String> {
    std::str::from_utf8(json).map_err(|_| "what it inflates to is not UTF-8".to_owned())?;
    let mut de = serde_json::Deserializer::from_slice(json);
    let whole = serde::de::IgnoredAny::deserialize(&mut de).and_then(|_| de.end());
    whole.map_err(|error| format!("what it inflates to is not JSON: {error}"))
}
