//! Sentry's custom events as what they are: a breadcrumb as a console line, a span as a request.
//!
//! Shapes: sentry-javascript, `replay-internal/src/types/replayFrame.ts` and `performance.ts`.

use super::console::Line;
use super::lenient::{member, number, text};
use super::level::Level;
use crate::event::custom::{BREADCRUMB, PERFORMANCE_SPAN};
use serde_json::{Map, Value};

/// The console line of a breadcrumb, given the event's `data`.
pub(super) fn line(data: &Value) -> Option<Line> {
    let crumb = member(data, "payload").filter(|_| is(data, BREADCRUMB))?;
    let level = crumb.get("level").and_then(Value::as_str).unwrap_or("log");
    let level = match level {
        "warning" => Level::Warn,
        "fatal" => Level::Error,
        other => other.parse().unwrap_or(Level::Other),
    };
    let message = member(crumb, "message").and_then(text).filter(|message| !message.is_empty());
    let arguments = || {
        let values = crumb.pointer("/data/arguments").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let written = |value: &Value| text(value).unwrap_or_else(|| value.to_string());
        values.iter().map(written).collect::<Vec<_>>().join(" ")
    };
    Some(Line { level, text: message.unwrap_or_else(arguments), stack: Vec::new() })
}

/// The request of a span, under the names that rrweb's network plugin uses.
pub(super) fn request(data: &Value) -> Option<Value> {
    let span = member(data, "payload").filter(|_| is(data, PERFORMANCE_SPAN))?;
    let detail = span.get("data").unwrap_or(&Value::Null);
    let seconds = |name: &str| member(span, name).and_then(number);
    let start = seconds("startTimestamp");
    let took = || Some(seconds("endTimestamp")? - start?);
    let what = member(span, "op").and_then(Value::as_str).unwrap_or_default();
    let initiator = match what.split_once('.') {
        Some(("resource", "xhr")) => "xmlhttprequest",
        Some(("resource", by)) => by,
        _ => "navigation",
    };
    let of = |pointer: &str| detail.pointer(pointer).filter(|value| !value.is_null()).cloned();
    let ms = |seconds: f64| Value::from((seconds * 1e6).round() / 1e3);
    let members = [
        ("name", span.get("description").cloned()),
        ("initiatorType", Some(initiator.into())),
        ("timestamp", start.map(ms)),
        ("duration", took().map(ms)),
        ("method", of("/method")),
        ("status", of("/statusCode")),
        ("transferSize", of("/size")),
        ("encodedBodySize", of("/encodedBodySize").or_else(|| of("/responseBodySize"))),
        ("decodedBodySize", of("/decodedBodySize")),
        ("requestHeaders", of("/request/headers")),
        ("requestBody", of("/request/body")),
        ("responseHeaders", of("/response/headers")),
        ("responseBody", of("/response/body")),
    ];
    let known = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Some(Value::Object(known.collect::<Map<_, _>>()))
}

fn is(data: &Value, tag: &str) -> bool {
    data.get("tag").and_then(Value::as_str) == Some(tag)
}

#[cfg(test)]
mod tests {
    use super::super::{console, network};
    use super::*;
    use crate::clock::{Span, Time};
    use serde_json::json;

    fn event(tag: &str, payload: &Value) -> Vec<u8> {
        json!({"type":5,"timestamp":1_700_000_000.25,"data":{"tag":tag,"payload":payload}}).to_string().into_bytes()
    }

    #[test]
    fn a_console_breadcrumb_is_a_line() {
        for (payload, level, said) in [
            (
                json!({"category":"console","level":"warning","message":"a 1","data":{"arguments":["a",1]}}),
                Level::Warn,
                "a 1",
            ),
            (json!({"category":"console","level":"fatal","message":"x"}), Level::Error, "x"),
            (json!({"category":"console","data":{"arguments":["a",{"b":1}]}}), Level::Log, r#"a {"b":1}"#),
        ] {
            let line = console::line(&event("breadcrumb", &payload)).unwrap();
            assert_eq!((line.level, line.text.as_str()), (level, said));
        }
    }

    #[test]
    fn a_span_is_a_request_with_headers_and_bodies() {
        let span = event(
            "performanceSpan",
            &json!({"op":"resource.fetch","description":"https://a.test/api","startTimestamp":1_700_000_000.25,
            "endTimestamp":1_700_000_000.312_5,"data":{"method":"POST","statusCode":500,"responseBodySize":9,
            "request":{"headers":{"a":"b"},"body":{"n":1}},"response":{"size":9,"headers":{},"body":"oh"}}}),
        );
        let [request] = network::requests(&span).try_into().unwrap();
        assert_eq!(
            (&*request.url, request.method.as_deref(), request.status),
            ("https://a.test/api", Some("POST"), Some(500))
        );
        assert_eq!((request.at, request.duration), (Time::from_ms(1_700_000_000_250.0), Some(Span(62_500))));
        assert_eq!(
            (request.initiator.as_deref(), request.failed, request.sizes.encoded),
            (Some("fetch"), true, Some(9))
        );
        let exchange = network::exchange(&span, 0).unwrap();
        assert_eq!(exchange.request.headers, [("a".to_owned(), "b".to_owned())]);
        assert_eq!(
            (exchange.request.body.as_deref(), exchange.response.body.as_deref()),
            (Some(r#"{"n":1}"#), Some("oh"))
        );
    }

    #[test]
    fn other_spans_and_odd_ones_are_read_as_far_as_they_go() {
        let script = event(
            "performanceSpan",
            &json!({"op":"resource.script","description":"https://a.test/x.js","startTimestamp":1.5,"endTimestamp":"x","data":{"size":300}}),
        );
        let [request] = network::requests(&script).try_into().unwrap();
        assert_eq!((request.initiator.as_deref(), request.failed, request.duration), (Some("script"), false, None));
        assert_eq!(request.sizes.transfer, Some(300));
        assert_eq!(network::requests(&event("performanceSpan", &Value::Null)), []);
    }
}
