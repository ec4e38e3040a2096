//! The first record: what is known of the recording as a whole.

use super::super::header::{Metadata, Person};
use super::index::Encoding;
use super::proto;
use crate::clock::{Time, parse_rfc3339, parse_utc};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io;

/// The member `format` of archives that follow `samples/FORMAT.md`.
pub const FORMAT: &str = "scrubjay-archive";
/// The newest version of the records that is understood.
pub const VERSION: u64 = 1;

/// The first record, as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct Meta<'a> {
    /// What it is.
    #[serde(flatten)]
    pub form: Form,
    /// PostHog's session id.
    pub session_id: Option<&'a str>,
    /// RFC 3339, to the millisecond; the records' timestamps count from here.
    pub started_at: String,
    /// From there to the last event, in milliseconds.
    pub duration_ms: serde_json::Number,
    /// How many event records follow.
    pub events: u64,
    /// The first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_url: Option<&'a str>,
    /// The browser, as it calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<&'a str>,
    /// The windows; records name them by their place here.
    pub windows: Vec<WindowId<'a>>,
    /// Who was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<&'a Person>,
    /// What PostHog's servers know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
    /// What it was made from.
    pub source: Source<'a>,
}

impl Meta<'_> {
    /// The record in this encoding.
    ///
    /// # Errors
    /// A text that JSON cannot carry: there is none.
    pub fn write(&self, encoding: Encoding) -> io::Result<Vec<u8>> {
        match encoding {
            Encoding::Ndjson => {
                let mut line = serde_json::to_vec(self)?;
                line.push(b'\n');
                Ok(line)
            }
            Encoding::Protobuf => Ok(proto::meta(self)),
        }
    }
}

/// What a first record begins with.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Form {
    #[serde(rename = "type")]
    record: &'static str,
    format: &'static str,
    version: u64,
    /// The file ends in an index with checksums; if it has none, it was cut or written anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sealed: bool,
}

impl Form {
    /// The form of an archive, sealed or as plain records.
    #[must_use]
    pub fn new(sealed: bool) -> Self {
        Self { record: "meta", format: FORMAT, version: VERSION, sealed }
    }

    /// The format, its version, and whether the archive is sealed.
    pub(super) fn parts(self) -> (&'static str, u64, bool) {
        (self.format, self.version, self.sealed)
    }
}

/// A window.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WindowId<'a> {
    /// Its recorded id; `None` where the recording has none.
    pub id: Option<&'a str>,
}

/// What an archive was made from.
#[derive(Clone, Debug, Serialize)]
pub struct Source<'a> {
    /// The container's name.
    pub container: &'a str,
    /// Repeated events that were dropped by PostHog's rule.
    #[serde(skip_serializing_if = "is_zero")]
    pub repeats_dropped: u32,
    /// What could not be read of it, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // what serde hands over
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The first record, as it is read: of an archive, or written by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Learnt {
    /// Whether it says to follow `samples/FORMAT.md`; then the version.
    pub(crate) version: Option<u64>,
    pub(crate) sealed: bool,
    pub(crate) session_id: Option<String>,
    pub(crate) started_at: Option<Time>,
    pub(crate) events: Option<u64>,
    pub(crate) user_agent: Option<String>,
    /// The first page, and the viewport's width and height.
    pub(crate) page: (Option<String>, Option<f64>, Option<f64>),
    pub(crate) windows: Vec<Option<String>>,
    pub(crate) person: Option<Person>,
    pub(crate) metadata: Option<Metadata>,
}

impl Learnt {
    /// Reads the record; `None` where it is no JSON object.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let Ok(Value::Object(meta)) = serde_json::from_slice(bytes) else { return None };
        let ours = meta.get("format").and_then(Value::as_str) == Some(FORMAT);
        let viewport = meta.get("viewport").and_then(Value::as_object);
        let side = |name: &str| viewport.unwrap_or(&meta).get(name).and_then(Value::as_f64);
        let started = ["started_at", "start_time", "startedAt", "start"].iter().find_map(|name| meta.get(*name));
        Some(Self {
            version: ours.then(|| meta.get("version").and_then(Value::as_u64).unwrap_or(VERSION)),
            sealed: ours && meta.get("sealed") == Some(&Value::Bool(true)),
            session_id: text(&meta, &["session_id", "sessionId", "recording_id", "id"]),
            started_at: started.and_then(instant),
            events: meta.get("events").and_then(Value::as_u64).filter(|_| ours),
            user_agent: text(&meta, &["user_agent", "userAgent"]),
            page: (text(&meta, &["start_url", "url", "href", "page"]), side("width"), side("height")),
            windows: windows(&meta),
            person: meta.get("person").and_then(Value::as_object).map(person),
            metadata: meta.get("metadata").and_then(Value::as_object).map(metadata),
        })
    }
}

/// RFC 3339, or epoch seconds or milliseconds, as a number or a string.
fn instant(value: &Value) -> Option<Time> {
    let written = value.as_str().and_then(|text| parse_rfc3339(text).or_else(|| epoch(text.trim().parse().ok()?)));
    written.or_else(|| epoch(value.as_f64()?))
}

/// Epoch seconds or milliseconds: no recording is of before 1973.
pub(super) fn epoch(number: f64) -> Option<Time> {
    Time::from_ms(if number.abs() < 1e11 { number * 1000.0 } else { number })
}

fn text(meta: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| meta.get(*name)?.as_str()).map(str::to_owned)
}

fn windows(meta: &Map<String, Value>) -> Vec<Option<String>> {
    let listed = meta.get("windows").and_then(Value::as_array);
    let id = |window: &Value| window.as_str().or_else(|| window.get("id")?.as_str()).map(str::to_owned);
    listed.map(|windows| windows.iter().map(id).collect()).unwrap_or_default()
}

fn person(person: &Map<String, Value>) -> Person {
    let ids = person.get("distinct_ids").and_then(Value::as_array);
    let ids = ids.map(|ids| ids.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    Person { name: text(person, &["name"]), email: text(person, &["email"]), distinct_ids: ids.unwrap_or_default() }
}

fn metadata(metadata: &Map<String, Value>) -> Metadata {
    Metadata {
        start: text(metadata, &["start"]).as_deref().and_then(parse_utc),
        end: text(metadata, &["end"]).as_deref().and_then(parse_utc),
        duration_s: metadata.get("duration_s").and_then(Value::as_f64),
        active_s: metadata.get("active_s").and_then(Value::as_f64),
        start_url: text(metadata, &["start_url"]),
        source: text(metadata, &["source"]),
        library: text(metadata, &["library"]),
        counts: metadata.get("counts").cloned().map(serde_json::from_value).and_then(Result::ok).unwrap_or_default(),
        blocks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_every_spelling() {
        let at = Time::from_ms(1_700_000_000_500.0);
        for written in [
            r#""2023-11-14T22:13:20.500Z""#,
            "1700000000500",
            "1700000000.5",
            r#""1700000000500""#,
            r#""1700000000.5""#,
        ] {
            let meta = format!(r#"{{"type":"meta","started_at":{written}}}"#);
            assert_eq!(Learnt::read(meta.as_bytes()).unwrap().started_at, at, "{written}");
        }
        assert_eq!(Learnt::read(br#"{"type":"meta","started_at":"noon"}"#).unwrap().started_at, None);
    }

    #[test]
    fn only_what_names_the_format_claims_a_seal() {
        let read = |text: &str| Learnt::read(text.as_bytes()).unwrap();
        assert!(read(r#"{"type":"meta","format":"scrubjay-archive","version":1,"sealed":true}"#).sealed);
        let foreign = read(r#"{"type":"meta","version":7,"sealed":true,"windows":["a",{"id":"b"},{}],"width":5}"#);
        assert_eq!((foreign.version, foreign.sealed), (None, false));
        assert_eq!(foreign.windows, [Some("a".to_owned()), Some("b".to_owned()), None]);
        assert_eq!(foreign.page.1, Some(5.0));
    }
}
