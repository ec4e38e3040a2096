//! Console lines: the console plugin's events, rrweb's legacy `Log` source, and Sentry's breadcrumbs.
//!
//! Each logged value was recorded as JSON text, so a logged string has quotes that are undone here; what is no JSON any
//! more (posthog-js cuts long values) stays as it is. Format strings (`%s`, `%c`) are left alone.

use super::Level;
use super::lenient::{member, parse, text};
use crate::clock::Time;
use crate::event::Seq;
use crate::timeline::WindowIx;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// What one console event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The console method.
    pub level: Level,
    /// The logged values, separated by spaces, as recorded: not neutral.
    pub text: String,
    /// The stack, innermost call first, one line each.
    pub stack: Vec<String>,
}

/// A console line on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleRow {
    /// The event.
    pub seq: Seq,
    /// When.
    pub at: Time,
    /// The window.
    pub window: WindowIx,
    /// The console method.
    pub level: Level,
    /// The logged values; see [`Line::text`].
    pub text: Arc<str>,
    /// The stack; see [`Line::stack`].
    pub stack: Arc<[String]>,
}

/// Reads a console event: of the plugin (`data.payload`), of the legacy source (`data` itself), or a breadcrumb.
#[must_use]
pub fn line(event: &[u8]) -> Option<Line> {
    let event = parse(event)?;
    let data = member(&event, "data")?;
    if data.get("tag").is_some() {
        return super::sentry::line(data);
    }
    let says = if data.get("plugin").is_some() { member(data, "payload")? } else { data };
    let level =
        says.get("level").and_then(Value::as_str).map_or(Level::Log, |name| name.parse().unwrap_or(Level::Other));
    let stack = list(says.get("trace")).filter_map(text).collect();
    let values: Vec<String> = list(says.get("payload")).map(logged).collect();
    Some(Line { level, text: values.join(" "), stack })
}

/// The elements of an array, or a single value, or nothing.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let value = value.filter(|value| !value.is_null());
    let elements = value.map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    elements.into_iter().flatten()
}

/// A logged value as the console would show it: strings without their quotes, everything else as its JSON text.
fn logged(value: &Value) -> String {
    let Value::String(recorded) = value else { return value.to_string() };
    let unquoted = recorded.starts_with('"').then(|| parse(recorded.as_bytes())).flatten();
    unquoted.as_ref().and_then(text).unwrap_or_else(|| recorded.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(payload: &str) -> Line {
        let event = format!(r#"{{"type":6,"data":{{"plugin":"rrweb/console@1","payload":{payload}}},"timestamp":1}}"#);
        line(event.as_bytes()).unwrap()
    }

    #[test]
    fn logged_strings_lose_their_quotes_and_everything_else_stays() {
        for (payload, text) in [
            (r#"["\"msg\"","{\"a\":1}"]"#, "msg {\"a\":1}"),
            (r#"["\"two\\nlines \\u00e9\""]"#, "two\nlines é"),
            (r#"["undefined","10n","[Circular ~.a]"]"#, "undefined 10n [Circular ~.a]"),
            (r#"["\"%s is %c\"","\"red\""]"#, "%s is %c red"),
            (r#"["\"cut off...[truncated]","...[truncated]"]"#, "\"cut off...[truncated] ...[truncated]"),
            (r#"[1,{"b":2},null]"#, "1 {\"b\":2} null"),
            (r#""alone""#, "alone"),
            ("[]", ""),
            ("null", ""),
        ] {
            assert_eq!(said(&format!(r#"{{"level":"log","trace":[],"payload":{payload}}}"#)).text, text, "{payload}");
        }
    }

    #[test]
    fn every_level_reads_back_and_an_unknown_one_is_kept_apart() {
        for level in Level::ALL.iter().filter(|level| **level != Level::Other) {
            assert_eq!(said(&format!(r#"{{"level":"{level}"}}"#)).level, *level);
        }
        assert_eq!(said(r#"{"level":"shout"}"#).level, Level::Other);
        assert_eq!(said("{}").level, Level::Log);
        assert_eq!(Level::ALL.iter().filter(|level| level.is_error() || level.is_warning()).count(), 4);
    }

    #[test]
    fn the_stack_keeps_its_lines_and_the_legacy_source_is_read_too() {
        let event = br#"{"type":3,"data":{"source":11,"level":"warn","trace":["f (a.js:1:2)","g"],"payload":["\"x\""]},"timestamp":1}"#;
        let Line { level, text, stack } = line(event).unwrap();
        assert_eq!((level, text.as_str()), (Level::Warn, "x"));
        assert_eq!(stack, ["f (a.js:1:2)", "g"]);
    }

    #[test]
    fn half_surrogate_pairs_do_not_hide_a_line() {
        assert_eq!(said(r#"{"level":"error","payload":["\"a\ud83d\""]}"#).text, "a\u{fffd}");
        // The half pair is escaped inside the logged JSON text.
        assert_eq!(said(r#"{"level":"error","payload":["\"a\\ud83d\""]}"#).text, "a\u{fffd}");
    }
}
