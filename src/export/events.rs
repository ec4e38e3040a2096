//! What the formats share that carry rrweb's own events: each event on one line, with its window's id in it.
//!
//! Unknown members, the order of members and the spelling of numbers stay as they were recorded.

use crate::event;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

/// Writes an event with its window's id as its first member, unless it carries the same one already.
pub(super) fn write(out: &mut dyn Write, json: &[u8], window: Option<&str>) -> io::Result<()> {
    let json = event::one_line(json);
    let Some(window) = window else { return out.write_all(&json) };
    match own_window(&json) {
        Some(own) if own == window => out.write_all(&json),
        _ => {
            let members = json.get(1..).unwrap_or_default();
            let comma = if members.trim_ascii_start().starts_with(b"}") { "" } else { "," };
            write!(out, "{{\"windowId\":{}{comma}", Value::from(window))?;
            out.write_all(members)
        }
    }
}

/// The window id that the event itself carries.
fn own_window(json: &[u8]) -> Option<Cow<'_, str>> {
    memchr::memmem::find(json, b"\"windowId\"")?;
    let own = serde_json::Deserializer::from_slice(json).deserialize_map(WindowId).ok()??;
    Some(match serde_json::from_str(own.get()) {
        Ok(text) => Cow::Owned(text),
        Err(_) => Cow::Borrowed(own.get()),
    })
}

struct WindowId;

impl<'de> Visitor<'de> for WindowId {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some((key, value)) = map.next_entry::<Cow<'_, str>, &RawValue>()? {
            found = found.or_else(|| (key == "windowId").then_some(value));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str, window: Option<&str>) -> String {
        let mut out = Vec::new();
        write(&mut out, json.as_bytes(), window).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_event_carries_its_window_once() {
        for (json, window, expected) in [
            (r#"{"type":3}"#, Some("w\"1"), r#"{"windowId":"w\"1","type":3}"#),
            (r#"{"type":3,"windowId":"w"}"#, Some("w"), r#"{"type":3,"windowId":"w"}"#),
            (r#"{"type":3,"windowId":1}"#, Some("1"), r#"{"type":3,"windowId":1}"#),
            (
                r#"{"data":{"windowId":"w"},"x":1.50}"#,
                Some("w"),
                r#"{"windowId":"w","data":{"windowId":"w"},"x":1.50}"#,
            ),
            (r#"{"type":3}"#, None, r#"{"type":3}"#),
            ("{}", Some("w"), r#"{"windowId":"w"}"#),
        ] {
            assert_eq!(written(json, window), expected);
        }
    }

    #[test]
    fn an_event_takes_one_line() {
        let pretty = "{\n  \"type\": 3,\r\n  \"data\": { \"text\": \"a b\\n\" }\n}";
        assert_eq!(written(pretty, None), r#"{"type":3,"data":{"text":"a b\n"}}"#);
    }
}
