//! What a record written by hand says in a few members, as the data of the rrweb event it stands for.

use super::written::{Record, member, value};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// rrweb's mouse interactions, by their numbers (rrweb: `MouseInteractions`).
const INTERACTIONS: [&str; 11] = [
    "mouseup",
    "mousedown",
    "click",
    "contextmenu",
    "doubleclick",
    "focus",
    "blur",
    "touchstart",
    "touchmove",
    "touchend",
    "touchcancel",
];

/// Nodes by their `id` attribute.
type Ids = HashMap<String, i64>;

/// The event's type and its data.
pub(super) fn data(kind: &str, record: &Record<'_>, whole: &[u8], ids: &Ids) -> (u8, String) {
    match kind {
        "event" => action(record, whole, ids),
        "console" => (6, console(record).to_string()),
        "network" => (6, network(record).to_string()),
        "page" | "navigation" => (4, page(record).to_string()),
        "custom" => {
            let payload = member(record, &["payload", "data"]).map_or("{}", |payload| payload.get());
            (5, custom(text(record, &["name", "tag"]).as_deref().unwrap_or("custom"), payload))
        }
        other => (5, custom(other, &String::from_utf8_lossy(whole))),
    }
}

fn custom(tag: &str, payload: &str) -> String {
    format!(r#"{{"tag":{},"payload":{payload}}}"#, Value::from(tag))
}

fn text(record: &Record<'_>, names: &[&str]) -> Option<String> {
    value(record, names)?.as_str().map(str::to_owned)
}

/// What the user did.
fn action(record: &Record<'_>, whole: &[u8], ids: &Ids) -> (u8, String) {
    let name = text(record, &["name", "event", "action"]).unwrap_or_default();
    let lower = name.to_ascii_lowercase().replace([' ', '_', '-'], "");
    let lower = if lower == "dblclick" { "doubleclick" } else { &lower };
    let node = node(record, ids);
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| drop(data.insert(name.to_owned(), value));
    match (INTERACTIONS.iter().position(|known| *known == lower), lower) {
        (Some(number), _) => {
            put("source", 2.into());
            put("type", number.into());
        }
        (None, "scroll") => put("source", 3.into()),
        (None, "resize" | "viewport" | "viewportresize") => put("source", 4.into()),
        (None, "input" | "change") => {
            put("source", 5.into());
            put("text", value(record, &["value", "text"]).unwrap_or_else(|| "".into()));
            put("isChecked", value(record, &["checked", "isChecked"]).unwrap_or(Value::Bool(false)));
        }
        (None, "mousemove" | "move") => {
            put("source", 1.into());
            let place = |name| value(record, &[name]).unwrap_or_else(|| 0.into());
            put("positions", json!([{"x": place("x"), "y": place("y"), "id": node.unwrap_or(-1), "timeOffset": 0}]));
        }
        (None, _) => return (5, custom(&name, &String::from_utf8_lossy(whole))),
    }
    for name in ["x", "y", "width", "height", "target"] {
        if let Some(value) = value(record, &[name]) {
            put(name, value);
        }
    }
    if let Some(id) = node {
        put("id", id.into());
    }
    (3, Value::Object(data).to_string())
}

/// The node: by its number, or by a selector of one id.
fn node(record: &Record<'_>, ids: &Ids) -> Option<i64> {
    let named = value(record, &["node", "id", "nodeId", "node_id", "target"])?;
    named.as_i64().or_else(|| ids.get(named.as_str()?.strip_prefix('#')?).copied())
}

/// A console line. Its arguments travel as JSON texts, as the plugin records them.
fn console(record: &Record<'_>) -> Value {
    let said = value(record, &["args", "payload", "message", "text", "msg"]).unwrap_or_default();
    let said = if let Value::Array(said) = said { said } else { vec![said] };
    let written: Vec<Value> = said.iter().map(|value| value.to_string().into()).collect();
    let trace = match value(record, &["stack", "trace"]) {
        Some(Value::String(stack)) => stack.lines().map(Value::from).collect(),
        Some(Value::Array(stack)) => stack,
        _ => Vec::new(),
    };
    let level = text(record, &["level", "name"]).unwrap_or_else(|| "log".to_owned());
    json!({"plugin": "rrweb/console@1", "payload": {"level": level, "trace": trace, "payload": written}})
}

/// A request, or the list of requests that a recorder would have sent.
fn network(record: &Record<'_>) -> Value {
    if let Some(requests) = value(record, &["requests", "payload"]).filter(|requests| !requests.is_null()) {
        let payload = if requests.is_array() { json!({"requests": requests}) } else { requests };
        return json!({"plugin": "rrweb/network@1", "payload": payload});
    }
    let mut request = Map::new();
    for (ours, names) in [
        ("name", &["url", "name"][..]),
        ("method", &["method"]),
        ("status", &["status", "status_code"]),
        ("duration", &["duration", "duration_ms"]),
        ("initiatorType", &["initiator", "initiatorType"]),
        ("transferSize", &["size", "transferSize", "transfer_bytes"]),
        ("requestHeaders", &["request_headers", "requestHeaders"]),
        ("requestBody", &["request_body", "requestBody"]),
        ("responseHeaders", &["response_headers", "responseHeaders"]),
        ("responseBody", &["response_body", "responseBody"]),
    ] {
        if let Some(value) = value(record, names) {
            request.insert(ours.to_owned(), value);
        }
    }
    json!({"plugin": "rrweb/network@1", "payload": {"requests": [request]}})
}

fn page(record: &Record<'_>) -> Value {
    let size = |name| value(record, &[name]).and_then(|size| size.as_f64()).unwrap_or(0.0);
    let href = text(record, &["href", "url", "name"]).unwrap_or_default();
    json!({"href": href, "width": size("width"), "height": size("height")})
}
