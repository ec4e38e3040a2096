//! PostHog's documents and lines: file exports, API answers, snapshot lines.

use super::json::{Text, unescape};
use super::output::Spot;
use super::reader::{Halt, Reader, Refusal, told};
use super::{DamageKind, Metadata, Person, ServerCounts, salvage};
use crate::clock::parse_utc;
use serde_json::Value;

/// Levels of objects around the events: `result` in `data` in a wrapper, and room to spare.
const DEEPEST: u32 = 6;
/// The largest person that is read.
const LARGEST_PERSON: usize = 1 << 20;
/// Blocks of a recording whose names are kept.
const MOST_BLOCKS: usize = 10_000;
/// The versions that PostHog's exports are known to have.
const VERSIONS: [&[u8]; 3] = [b"2023-04-28", b"2022-12-02", b"2022-12-22"];

impl Reader<'_, '_> {
    /// `["window", {event}]`, the API's line of today.
    pub(super) fn pair(&mut self, bytes: &[u8], spot: Spot) -> Result<(), Refusal> {
        let mut text = Text::slice(bytes, spot.at);
        text.eat(b'[');
        let window = text.string().map_err(|_| Refusal::reason("no window id"))?;
        let window = unescape(&bytes[window]);
        text.eat(b',');
        text.peek();
        let rest = text.ahead().trim_ascii_end();
        let event = rest.strip_suffix(b"]").map(<[u8]>::trim_ascii_end).filter(|event| event.ends_with(b"}"));
        let event = event.ok_or_else(|| Refusal::reason("a line without its end"))?;
        let spot = self.spot_in(&text, text.place(), spot);
        self.out.event(Some(&window), event, spot).map_err(Refusal::Reason)
    }

    /// `{"window_id": …, "data": [events]}`, the API's line until 2025. Its keys may come in any order.
    pub(super) fn batch_line(&mut self, text: &mut Text<'_>, spot: Spot) -> Result<(), Refusal> {
        let (mut window, mut later, mut entered) = (None, None, false);
        text.eat(b'{');
        while let Ok(Some(key)) = text.key() {
            match (key.as_str(), text.peek()) {
                ("window_id" | "windowId" | "$window_id", Some(b'"')) => {
                    window = small_string(text);
                    continue;
                }
                ("data", Some(b'[')) if window.is_some() => {
                    entered = true;
                    told(self.array(text, window.as_deref(), spot.verbatim))?;
                    continue;
                }
                ("data", Some(b'[')) => later = Some(text.place()),
                _ => {}
            }
            if text.skip().is_err() {
                break;
            }
        }
        match later {
            _ if entered => Ok(()),
            Some(place) => {
                text.go(place);
                told(self.array(text, window.as_deref(), spot.verbatim))
            }
            None => Err(Refusal::reason("a line that is cut or broken")),
        }
    }

    /// An object around events: an export, an API answer, `{"events": […]}`; the cursor stands at its brace.
    pub(super) fn document(&mut self, text: &mut Text<'_>, level: u32) -> Result<(), Halt> {
        text.eat(b'{');
        loop {
            match text.key() {
                Ok(Some(key)) => self.member(text, &key, level)?,
                Ok(None) => return Ok(()),
                Err(_) if text.ahead_at_least(1).is_empty() => return Err(self.ended(text)),
                Err(_) => {
                    self.resync(text, "a name stands where none belongs", true)?;
                    self.array(text, None, true)?;
                }
            }
            self.tend(text)?;
        }
    }

    /// One member of such an object; the cursor stands at its value.
    fn member(&mut self, text: &mut Text<'_>, key: &str, level: u32) -> Result<(), Halt> {
        match (key, text.peek()) {
            ("snapshots" | "events" | "data" | "batch" | "snapshot_data" | "entries", Some(b'[')) => {
                return self.array(text, None, true);
            }
            ("snapshotsByWindowId" | "snapshot_data_by_window_id", Some(b'{')) => return self.by_window(text),
            ("data" | "result" | "response" | "recording" | "replay" | "log", Some(b'{')) if level < DEEPEST => {
                return self.document(text, level + 1);
            }
            ("person", Some(b'{')) => return self.person(text),
            ("id" | "session_id" | "session_recording_id" | "sessionId", Some(b'"')) => {
                if let Some(id) = small_string(text) {
                    self.out.learn_recording_id(&id);
                }
                return Ok(());
            }
            ("distinct_id", Some(b'"')) => {
                if let Some(id) = small_string(text) {
                    self.out.learn_distinct_id(&id);
                }
                return Ok(());
            }
            ("version", Some(b'"')) => return self.version(text, level),
            // A wrapper of somebody's own, or a damaged name.
            (_, Some(b'[')) if salvage::starts_events(text.ahead_at_least(512)) => return self.array(text, None, true),
            (_, Some(b'{')) if salvage::starts_groups(text.ahead_at_least(1024)) => return self.by_window(text),
            _ => {}
        }
        text.skip().map_err(|_| self.ended(text))
    }

    fn version(&mut self, text: &mut Text<'_>, level: u32) -> Result<(), Halt> {
        let spot = self.spot(text.here(), true);
        let Ok(range) = text.string() else { return Err(self.ended(text)) };
        let version = text.get(range);
        if level == 0 && !VERSIONS.contains(&version) {
            let reason = format!("an export of the unknown version {:?}; read as 2023-04-28", unescape(version));
            self.out.damage(DamageKind::Unknown, spot, Some(0), reason);
        }
        Ok(())
    }

    /// `{"window": [events], …}`.
    fn by_window(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        text.eat(b'{');
        loop {
            match text.key() {
                Ok(Some(window)) if text.peek() == Some(b'[') => self.array(text, Some(&window), true)?,
                Ok(Some(_)) => text.skip().map_err(|_| self.ended(text))?,
                Ok(None) => return Ok(()),
                Err(_) if text.ahead_at_least(1).is_empty() => return Err(self.ended(text)),
                Err(_) => {
                    self.resync(text, "a window id belongs here", true)?;
                    self.array(text, None, true)?;
                }
            }
        }
    }

    /// A recording's metadata, as the API or ClickHouse tells it; false where the bytes are none.
    pub(super) fn metadata(&mut self, bytes: &[u8]) -> bool {
        if bytes.len() > LARGEST_PERSON || !matches!(bytes.trim_ascii_start().first(), Some(b'{')) {
            return false;
        }
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return false };
        let id = value["id"].as_str().or(value["session_id"].as_str());
        let duration = number(&value["recording_duration"]).or_else(|| number(&value["duration"]));
        let (Some(id), true) = (id, duration.is_some() || value["start_time"].is_string()) else { return false };
        if value["block_url"].is_string() {
            return false; // a manifest
        }
        self.out.learn_recording_id(id);
        self.out.learn(|header| {
            header.metadata = Some(metadata_of(&value, duration));
            if value["person"].is_object() {
                header.person = Some(person_of(&value["person"]));
            }
        });
        if let Some(id) = value["distinct_id"].as_str() {
            self.out.learn_distinct_id(id);
        }
        self.out.mark_learnt();
        true
    }

    fn person(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        let range = text.value().map_err(|_| self.ended(text))?;
        let bytes = text.get(range);
        if bytes.len() <= LARGEST_PERSON
            && let Ok(value) = serde_json::from_slice::<Value>(bytes)
        {
            self.out.learn(|header| header.person = Some(person_of(&value)));
        }
        Ok(())
    }
}

/// A person as PostHog's serializer writes one; every field may be missing.
pub(super) fn person_of(value: &Value) -> Person {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let ids = value["distinct_ids"].as_array().map(Vec::as_slice).unwrap_or_default();
    Person {
        name: text(&value["name"]),
        email: text(&value["properties"]["email"]).or_else(|| text(&value["properties"]["$email"])),
        distinct_ids: ids.iter().filter_map(text).collect(),
    }
}

/// What the API's serializer, or a row of `session_replay_events`, tells of a recording; every field may be missing.
fn metadata_of(value: &Value, duration_s: Option<f64>) -> Metadata {
    let text = |key: &str| value[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let time = |key: &str| value[key].as_str().and_then(parse_utc);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
    let count = |key: &str| number(&value[key]).filter(|count| *count >= 0.0).map(|count| count as u64);
    Metadata {
        start: time("start_time"),
        end: time("end_time"),
        duration_s,
        active_s: number(&value["active_seconds"]),
        start_url: text("start_url").or_else(|| text("first_url")),
        source: text("snapshot_source"),
        library: text("snapshot_library"),
        counts: ServerCounts {
            clicks: count("click_count"),
            keypresses: count("keypress_count"),
            mouse_activity: count("mouse_activity_count"),
            console_log: count("console_log_count"),
            console_warn: count("console_warn_count"),
            console_error: count("console_error_count"),
        },
        blocks: blocks(&value["block_urls"]),
    }
}

/// The names of the storage objects in a row's `block_urls` (`s3://bucket/prefix/NAME?range=bytes=…`), each once.
fn blocks(urls: &Value) -> Vec<String> {
    let urls = urls.as_array().map(Vec::as_slice).unwrap_or_default();
    let name = |url: &Value| {
        let path = url.as_str()?.split('?').next()?;
        path.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let mut names: Vec<String> = urls.iter().take(MOST_BLOCKS).filter_map(name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A number, or a number as ClickHouse quotes it.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// The next value, if it is a string of a sensible length for an id.
pub(super) fn small_string(text: &mut Text<'_>) -> Option<String> {
    let range = text.string().ok()?;
    let raw = text.get(range);
    (raw.len() <= 4096).then(|| unescape(raw).into_owned())
}
