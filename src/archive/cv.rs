//! PostHog's per-field compression (`cv: "2024-10"`): gzip, byte by byte as characters, in the fields that are large.
//!
//! Which fields (PostHog: rrweb event compression in posthog-js): the whole `data` of a full snapshot; `texts`,
//! `attributes`, `removes`, `adds` of a mutation; `adds`, `removes` of a style sheet rule. An event that carries the mark
//! may still hold plain fields (file exports do), so every field is judged by itself. PostHog's internal mirror holds
//! zstd in the same place; the bytes tell which.

use super::json::{Cut, Text, binary};
use crate::event::{BadEvent, Event, Named};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read as _;
use std::ops::Range;

/// The only version known.
const VERSION: &[u8] = b"\"2024-10\"";
/// No field inflates to more than this (PostHog's own limit).
const LARGEST: usize = 64 << 20;

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
    let marked = memchr::memmem::find(bytes, b"\"cv\"").is_some();
    let packed = if marked { Event::parse_packed(bytes, &text_of) } else { None };
    packed.map_or_else(|| Event::parse(&plain(bytes)), Ok)
}

/// The node ids that an event names; `None` where only reading it would tell.
pub(super) fn named(bytes: &[u8]) -> Option<Named> {
    let marked = memchr::memmem::find(bytes, b"\"cv\"").is_some();
    Named::of(bytes, if marked { &text_of } else { &|_, _| None })
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
    memchr::memmem::find(bytes, b"\"cv\"")?;
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

/// Appends what packed bytes inflate to.
fn inflate(packed: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    match packed {
        [0x1f, 0x8b, ..] => INFLATER.with_borrow_mut(|inflater| inflater.gzip(packed, out)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => unzstd(packed, out),
        _ => Err("it is compressed in a way that is not known: neither gzip nor zstd".to_owned()),
    }
}

/// What `[]` is deflated to, its checksum and its length: two or three of a mutation's four lists.
const EMPTY: [u8; 12] = [0x8b, 0x8e, 0x05, 0x00, 0x29, 0xbb, 0x4c, 0x0d, 2, 0, 0, 0];

/// An event's text where it came in Latin-1 instead of UTF-8 (a byte a character), if that makes its compressed fields
/// sound.
pub(crate) fn from_latin1(bytes: &[u8]) -> Option<String> {
    memchr::memmem::find(bytes, b"\"cv\"")?;
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let packed = fields(text.as_bytes()).is_some_and(|found| !found.fields.is_empty());
    (packed && unpack(text.as_bytes()).faults.is_empty()).then_some(text)
}

/// What comes out must be JSON of its own, or it would break the event around it.
fn check(json: &[u8]) -> Result<(), String> {
    std::str::from_utf8(json).map_err(|_| "what it inflates to is not UTF-8".to_owned())?;
    let mut de = serde_json::Deserializer::from_slice(json);
    let whole = serde::de::IgnoredAny::deserialize(&mut de).and_then(|_| de.end());
    whole.map_err(|error| format!("what it inflates to is not JSON: {error}"))
}

use serde::Deserialize as _;

thread_local! {
    /// One inflate state a thread: making one costs more than inflating a typical field.
    static INFLATER: RefCell<Inflater> = RefCell::new(Inflater(Decompress::new(false)));
}

struct Inflater(Decompress);

impl Inflater {
    fn gzip(&mut self, packed: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        let body = gzip_body(packed).ok_or("the gzip header is cut off")?;
        if body == EMPTY {
            out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.0.reset(false);
        let before = out.len();
        let hint = isize_of(packed).min(LARGEST).min(packed.len().saturating_mul(64));
        out.reserve(hint + 64);
        loop {
            let (input, had) = (usize::try_from(self.0.total_in()).unwrap_or(usize::MAX), out.len());
            let status = self
                .0
                .decompress_vec(body.get(input..).unwrap_or_default(), out, FlushDecompress::None)
                .map_err(|error| format!("the gzip data is damaged: {error}"))?;
            if out.len() - before > LARGEST {
                return Err("it inflates to more than 64 MiB".to_owned());
            }
            let consumed = usize::try_from(self.0.total_in()).unwrap_or(usize::MAX);
            match status {
                Status::StreamEnd => return checksum(body.get(consumed..).unwrap_or_default(), &out[before..]),
                _ if consumed == input && out.len() == had && out.len() < out.capacity() => {
                    return Err("the gzip data is cut off".to_owned());
                }
                _ => out.reserve(64 << 10),
            }
        }
    }
}

/// Holds the trailer's CRC-32 against what came out.
fn checksum(trailer: &[u8], text: &[u8]) -> Result<(), String> {
    let Some(stored) = trailer.first_chunk::<4>() else { return Err("the gzip data is cut off".to_owned()) };
    let mut crc = Crc::new();
    crc.update(text);
    if crc.sum() == u32::from_le_bytes(*stored) { Ok(()) } else { Err("its checksum does not fit".to_owned()) }
}

/// What follows the header of a gzip member (RFC 1952, 2.3).
fn gzip_body(packed: &[u8]) -> Option<&[u8]> {
    let flags = *packed.get(3)?;
    let mut rest = packed.get(10..)?;
    if flags & 4 != 0 {
        let len = usize::from(u16::from_le_bytes(*rest.first_chunk()?));
        rest = rest.get(2 + len..)?;
    }
    for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
        rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

/// The size that a gzip member says it has.
fn isize_of(packed: &[u8]) -> usize {
    packed.last_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
}

fn unzstd(packed: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    let damaged = |error: std::io::Error| format!("the zstd data is damaged: {error}");
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(damaged)?;
    decoder.window_log_max(26).map_err(damaged)?;
    let read = decoder.take(LARGEST as u64 + 1).read_to_end(out).map_err(damaged)?;
    if read > LARGEST { Err("it inflates to more than 64 MiB".to_owned()) } else { Ok(()) }
}

/// Replaces the escapes of lone surrogates: JavaScript writes them for text cut through a pair.
fn mend_surrogates(bytes: &[u8]) -> Cow<'_, [u8]> {
    use memchr::memmem::find;
    let is_free = |of: &[u8]| find(bytes, of).is_none();
    if is_free(br"\u") || is_free(br"\ud") && is_free(br"\uD") {
        return Cow::Borrowed(bytes);
    }
    let mut mended: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(past) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += past;
        let unit = |at: usize| {
            let digits = bytes.get(at..at + 6)?.strip_prefix(br"\u")?;
            u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        };
        match unit(at) {
            Some(0xd800..0xdc00) if matches!(unit(at + 6), Some(0xdc00..0xe000)) => at += 12,
            Some(0xd800..0xe000) => {
                let out = mended.get_or_insert_with(|| bytes.to_vec());
                out[at..at + 6].copy_from_slice(br"\ufffd");
                at += 6;
            }
            _ => at += 2,
        }
    }
    mended.map_or(Cow::Borrowed(bytes), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::io::Write as _;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn as_text(bytes: &[u8]) -> String {
        bytes.iter().map(|&byte| char::from(byte)).collect()
    }

    fn packed(value: &Value) -> String {
        as_text(&gzip(&value.to_string()))
    }

    #[allow(clippy::needless_pass_by_value)] // reads better with json!
    fn event(data: Value) -> Vec<u8> {
        json!({"type":3,"cv":"2024-10","data":data,"timestamp":1}).to_string().into_bytes()
    }

    fn value(bytes: &[u8]) -> Value {
        serde_json::from_slice(bytes).unwrap()
    }

    #[test]
    fn every_compressed_field_is_inflated_in_its_place() {
        let adds = json!([{"parentId":1,"node":{"type":3,"textContent":"ü漢","id":2}}]);
        let zstd = as_text(&zstd::bulk::compress(b"[{\"id\":7}]", 1).unwrap());
        let bytes = event(
            json!({"source":0,"texts":packed(&json!([])),"attributes":[{"id":1}],"removes":zstd,"adds":packed(&adds),"isAttachIframe":true}),
        );
        let got = unpack(&bytes);
        assert_eq!(got.faults, []);
        let want = json!({"source":0,"texts":[],"attributes":[{"id":1}],"removes":[{"id":7}],"adds":adds,"isAttachIframe":true});
        assert_eq!(value(&got.json)["data"], want);
        let snapshot = json!({"type":2,"data":packed(&json!({"node":{"type":0}})),"timestamp":1,"cv":"2024-10"});
        assert_eq!(value(&plain(snapshot.to_string().as_bytes()))["data"]["node"]["type"], 0);
    }

    #[test]
    fn ascii_escapes_are_the_same_bytes() {
        let field = gzip("[1]").iter().fold(String::new(), |out, byte| out + &format!("\\u{byte:04x}"));
        let bytes = format!(r#"{{"cv":"2024-10","data":{{"source":0,"adds":"{field}"}},"type":3}}"#);
        assert_eq!(value(&plain(bytes.as_bytes()))["data"]["adds"], json!([1]));
    }

    #[test]
    fn the_mark_alone_changes_nothing_and_empty_means_no_items() {
        let bytes = event(json!({"source":0,"adds":[],"texts":[]}));
        assert_eq!(plain(&bytes), bytes);
        let got = unpack(&event(json!({"source":0,"adds":"","texts":null}))).json.into_owned();
        assert_eq!(value(&got)["data"], json!({"source":0,"adds":[],"texts":[]}));
        let unmarked = br#"{"type":3,"data":{"adds":"\u001f"}}"#;
        assert!(matches!(plain(unmarked), Cow::Borrowed(_)));
    }

    #[test]
    fn damage_names_its_cause_and_leaves_the_string() {
        let whole = gzip("[{\"id\":1},{\"id\":2},{\"id\":3}]");
        let mut flipped = whole.clone();
        let end = flipped.len();
        flipped[end - 6] ^= 1;
        for (field, reason) in [
            (as_text(&whole[..whole.len() / 2]), "cut off"),
            (as_text(&whole[..whole.len() - 6]), "cut off"),
            (as_text(&flipped), "checksum"),
            (as_text(&whole).replace('\u{8b}', "漢"), "character set"),
            (as_text(&whole).replace('\u{8b}', "’"), "character set"),
            ("hello".to_owned(), "neither gzip nor zstd"),
            (as_text(&gzip("[1")), "not JSON"),
        ] {
            let bytes = event(json!({"source":0,"adds":field,"texts":packed(&json!([5]))}));
            let got = unpack(&bytes);
            assert_eq!(got.faults.len(), 1, "{reason}");
            assert!(got.faults[0].reason.contains(reason), "{:?} lacks {reason}", got.faults);
            assert_eq!(value(&got.json)["data"], json!({"source":0,"adds":field,"texts":[5]}));
        }
    }

    #[test]
    fn text_that_went_through_another_character_set_is_restored() {
        let value_of = |n: u32| json!([{"id":n,"text":format!("ü漢 {}", n * 7919)}]);
        let fields: Vec<String> = (0..40).map(|n| packed(&value_of(n))).collect();
        let special = [('\u{8b}', '‹'), ('\u{80}', '€'), ('\u{99}', '™')];
        let convert = |c: char| special.iter().find(|(byte, _)| *byte == c).map_or(c, |(_, c)| *c);
        for (n, field) in (0..).zip(&fields) {
            let doubled: String = field.bytes().map(char::from).collect();
            for damaged in [field.chars().map(convert).collect::<String>(), doubled] {
                let bytes = event(json!({"source":0,"adds":damaged,"texts":[]}));
                let got = unpack(&bytes);
                assert_eq!(value(&got.json)["data"]["adds"], value_of(n));
                assert_eq!((got.faults.len(), got.faults[0].outcome), (1, Outcome::Restored), "{:?}", got.faults);
            }
            // The whole file in Latin-1: a byte a character.
            let text = String::from_utf8(event(json!({"source":0,"adds":field,"texts":[]}))).unwrap();
            let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            assert_eq!(from_latin1(&bytes), Some(text));
        }
        assert_eq!(from_latin1(b"{\"cv\":\"2024-10\",\"data\":{\"adds\":\"\xff\"}}"), None);
    }

    #[test]
    fn an_unknown_version_is_read_and_flagged() {
        let bytes = json!({"type":3,"cv":"2099-01","data":{"source":0,"adds":packed(&json!([5]))}}).to_string();
        let got = unpack(bytes.as_bytes());
        assert_eq!((value(&got.json)["data"]["adds"][0].as_i64(), got.faults[0].field), (Some(5), "cv"));
    }

    #[test]
    fn an_event_read_packed_is_the_event_read_in_plain() {
        let adds = json!([{"parentId":1,"nextId":null,"node":{"type":3,"textContent":"ü漢 \u{1f600}","id":2}},null,5]);
        let [sound, none] = [packed(&adds), packed(&json!([]))];
        let two_values = as_text(&gzip("[{\"id\":1}],[]"));
        let cut: String = sound.chars().take(20).collect();
        let frames =
            json!([{"parentId":1,"wireframe":{"id":7,"type":"text","text":"hi","x":0,"y":0,"width":9,"height":9}}]);
        let lists = [
            json!(sound),
            json!(none),
            json!(packed(&frames)),
            json!(two_values),
            json!(cut),
            json!("hello"),
            json!(""),
            json!(null),
            json!([{"id":1}]),
            json!(7),
            json!(as_text(&gzip("[1"))),
            json!(packed(&json!("text"))),
        ];
        let rules = json!([{"rule":"a{}","index":[0,1]},{"index":{}}]);
        let snapshot = packed(&json!({"node":{"type":0,"id":1,"childNodes":[]},"initialOffset":{"top":5,"left":1}}));
        let mut texts = vec![
            json!({"type":2,"data":snapshot,"cv":"2024-10","timestamp":1}).to_string(),
            json!({"cv":"2024-10","type":2,"data":cut,"timestamp":1}).to_string(),
            json!({"cv":"2024-10","type":2,"data":"","timestamp":1}).to_string(),
            json!({"cv":"2024-10","type":3,"timestamp":1,"data":{"source":8,"id":3,"adds":packed(&rules),"removes":none}}).to_string(),
            format!(r#"{{"data":{{"source":0,"adds":{sound}}},"type":3,"cv":0,"timestamp":1}}"#, sound = json!(sound)),
            format!(r#"{{"type":3,"cv":0,"timestamp":1,"data":{{"source":0,"adds":[{{}}],"adds":{cut},"texts":[]}}}}"#, cut = json!(cut)),
            format!(r#"{{"type":3,"timestamp":1,"data":{{"source":0,"texts":{sound},"say":"\"cv\""}}}}"#, sound = json!(sound)),
        ];
        for (first, second) in lists.iter().flat_map(|first| lists.iter().map(move |second| (first, second))) {
            let data = json!({"source":0,"removes":second,"adds":first,"texts":[],"attributes":second});
            texts.push(json!({"type":3,"cv":"2024-10","data":data,"timestamp":1}).to_string());
            texts.push(json!({"type":3,"data":data,"timestamp":1}).to_string());
        }
        for text in texts {
            let (packed, plain) = (parse(text.as_bytes()), Event::parse(&plain(text.as_bytes())));
            assert_eq!(format!("{packed:?}"), format!("{plain:?}"), "{text}");
        }
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        let zeros = gzip(&format!("[{}1]", " ".repeat(LARGEST)));
        let got = unpack(&event(json!({"source":0,"adds":as_text(&zeros)}))).faults;
        assert!(got[0].reason.contains("64 MiB"), "{got:?}");
    }

    #[test]
    fn lone_surrogates_are_mended_pairs_and_backslashes_kept() {
        let text = br#"{"a":"\ud83d\ude00 \ud83d \\ud83d \ude00"}"#;
        assert_eq!(&*plain(text), br#"{"a":"\ud83d\ude00 \ufffd \\ud83d \ufffd"}"#);
    }
}
