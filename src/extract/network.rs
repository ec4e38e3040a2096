//! Network requests: of rrweb's plugin, of posthog-js's, of PostHog's older one with numeric keys, and Sentry's spans.
//!
//! An event reports requests, often seconds after they were sent; each is placed at its own time.

use super::lenient::{member, number, parse, text};
use crate::clock::{Span, Time};
use crate::event::Seq;
use crate::timeline::WindowIx;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::Range;
use std::sync::Arc;

/// A request's phases, as far as they were recorded: spans from the request's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Redirects ended.
    pub redirect: Option<Span>,
    /// The name was resolved, from and to.
    pub dns: Option<(Span, Span)>,
    /// The connection was made, from and to.
    pub connect: Option<(Span, Span)>,
    /// The TLS handshake began.
    pub tls: Option<Span>,
    /// The request was sent.
    pub request: Option<Span>,
    /// The first byte came.
    pub response: Option<Span>,
    /// The last byte came.
    pub end: Option<Span>,
}

/// A request's sizes in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Over the wire, headers included; 0 from a cache.
    pub transfer: Option<u64>,
    /// The body, compressed.
    pub encoded: Option<u64>,
    /// The body.
    pub decoded: Option<u64>,
}

/// One request, without headers and bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// When it was sent; `None` where nothing tells.
    pub at: Option<Time>,
    /// The method; known for wrapped `fetch` and XHR only.
    pub method: Option<Arc<str>>,
    /// The address.
    pub url: Arc<str>,
    /// The response's status; `None` where it was not recorded.
    pub status: Option<u16>,
    /// What asked for it: `script`, `fetch`, `img`, …
    pub initiator: Option<Arc<str>>,
    /// From start to end.
    pub duration: Option<Span>,
    /// When its phases began and ended.
    pub phases: Phases,
    /// How much was sent.
    pub sizes: Sizes,
    /// Status 400 and above, or a wrapped call that got no response.
    pub failed: bool,
    /// Whether a request or response body was recorded.
    pub has_body: bool,
}

impl Request {
    /// The phases that were recorded, in the order in which they ran, from the request's start; those that took no time are
    /// left out.
    #[must_use]
    pub fn course(&self) -> Vec<(&'static str, Range<Span>)> {
        let (of, zero) = (&self.phases, Span(0));
        let mut out = Vec::new();
        out.extend(of.redirect.map(|end| ("redirects", zero..end)));
        let begun = of.dns.map(|(from, _)| from).or(of.connect.map(|(from, _)| from)).or(of.request);
        out.extend(begun.map(|begun| ("queued", of.redirect.unwrap_or(zero)..begun)));
        out.extend(of.dns.map(|(from, to)| ("name lookup", from..to)));
        out.extend(of.connect.map(|(from, to)| ("connecting", from..of.tls.unwrap_or(to))));
        out.extend(of.tls.zip(of.connect).map(|(from, (_, to))| ("TLS", from..to)));
        out.extend(of.request.zip(of.response).map(|(from, to)| ("waiting", from..to)));
        out.extend(of.response.zip(of.end.or(self.duration)).map(|(from, to)| ("receiving", from..to)));
        out.retain(|(_, range)| range.end > range.start);
        out
    }
}

/// A request on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkRow {
    /// The event that carries it.
    pub seq: Seq,
    /// Its place among that event's requests.
    pub nth: u32,
    /// When it was sent: its own time, or the event's where it has none.
    pub at: Time,
    /// The window.
    pub window: WindowIx,
    /// The request.
    pub request: Arc<Request>,
}

/// A recorded header list and body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The headers, in recorded order.
    pub headers: Vec<(String, String)>,
    /// The body, where it was recorded.
    pub body: Option<String>,
}

/// What was sent and what came back: the bulky part of a request, read when somebody looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub request: Body,
    /// The response.
    pub response: Body,
    /// Everything that was recorded about it, as it was.
    pub raw: Value,
}

/// The requests that an event carries, in order.
#[must_use]
pub fn requests(event: &[u8]) -> Vec<Request> {
    entries(event).iter().map(request).collect()
}

/// A request's headers and bodies: the `nth` of the event.
#[must_use]
pub fn exchange(event: &[u8], nth: u32) -> Option<Exchange> {
    entries(event).into_iter().nth(nth as usize).map(read_exchange)
}

/// The headers and bodies of all requests that an event carries, in order.
#[must_use]
pub fn exchanges(event: &[u8]) -> Vec<Exchange> {
    entries(event).into_iter().map(read_exchange).collect()
}

fn read_exchange(raw: Value) -> Exchange {
    let side = |headers, body| Body {
        headers: member(&raw, headers).map(headers_of).unwrap_or_default(),
        body: member(&raw, body).map(|body| text(body).unwrap_or_else(|| body.to_string())),
    };
    let (request, response) = (side("requestHeaders", "requestBody"), side("responseHeaders", "responseBody"));
    Exchange { request, response, raw }
}

/// What the browser measures beside requests (`PerformanceEntry.entryType`), which older recorders report in the same events.
const NO_REQUESTS: [&str; 12] = [
    "element",
    "event",
    "first-input",
    "largest-contentful-paint",
    "layout-shift",
    "long-animation-frame",
    "longtask",
    "mark",
    "measure",
    "paint",
    "serverTiming",
    "visibility-state",
];

/// The entries of a network event that are requests, each an object under today's names.
fn entries(event: &[u8]) -> Vec<Value> {
    let mut entries = reported(event);
    entries.retain(|entry| {
        let kind = member(entry, "entryType").and_then(Value::as_str);
        kind.is_none_or(|kind| !NO_REQUESTS.contains(&kind))
    });
    entries
}

fn reported(event: &[u8]) -> Vec<Value> {
    let Some(mut event) = parse(event) else { return Vec::new() };
    if let Some(span) = event.get("data").and_then(super::sentry::request) {
        return vec![span];
    }
    let Some(payload) = event.pointer_mut("/data/payload").map(Value::take) else { return Vec::new() };
    match payload {
        Value::Object(mut payload) => match payload.remove("requests") {
            Some(Value::Array(requests)) => requests.into_iter().filter(Value::is_object).collect(),
            _ if payload.contains_key("name") || payload.contains_key("url") => vec![Value::Object(payload)],
            _ if payload.keys().any(|key| key.parse::<u8>().is_ok()) => vec![renamed(payload)],
            _ => Vec::new(),
        },
        Value::Array(requests) => requests.into_iter().filter(Value::is_object).collect(),
        _ => Vec::new(),
    }
}

/// `posthog/network@1`: the names behind its numeric keys, as today's events spell them.
const NUMBERED: [(&str, &str); 28] = [
    ("0", "entryType"),
    ("1", "timeOrigin"),
    ("2", "name"),
    ("3", "startTime"),
    ("4", "redirectStart"),
    ("5", "redirectEnd"),
    ("6", "workerStart"),
    ("7", "fetchStart"),
    ("8", "domainLookupStart"),
    ("9", "domainLookupEnd"),
    ("10", "connectStart"),
    ("11", "secureConnectionStart"),
    ("12", "connectEnd"),
    ("13", "requestStart"),
    ("14", "responseStart"),
    ("15", "responseEnd"),
    ("16", "decodedBodySize"),
    ("17", "encodedBodySize"),
    ("18", "initiatorType"),
    ("19", "nextHopProtocol"),
    ("20", "renderBlockingStatus"),
    ("21", "responseStatus"),
    ("22", "transferSize"),
    ("29", "domComplete"),
    ("31", "domInteractive"),
    ("35", "navigationType"),
    ("39", "duration"),
    ("40", "timestamp"),
];

fn renamed(payload: serde_json::Map<String, Value>) -> Value {
    let name = |key: String| NUMBERED.iter().find(|(number, _)| *number == key).map_or(key, |(_, name)| (*name).into());
    Value::Object(payload.into_iter().map(|(key, value)| (name(key), value)).collect())
}

fn request(entry: &Value) -> Request {
    let status = ["status", "responseStatus"].iter().find_map(|name| member(entry, name).and_then(number));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
    let status = status.map(|status| status as u16);
    let method: Option<Arc<str>> = string(entry, "method");
    let wrapped = method.is_some();
    Request {
        at: sent(entry),
        url: string(entry, "name").or_else(|| string(entry, "url")).unwrap_or_default(),
        failed: status.map_or(wrapped, |status| status >= 400 || (status == 0 && wrapped)),
        status: status.filter(|status| *status != 0),
        initiator: string(entry, "initiatorType"),
        duration: duration(entry),
        phases: phases(entry),
        sizes: Sizes {
            transfer: size(entry, "transferSize"),
            encoded: size(entry, "encodedBodySize"),
            decoded: size(entry, "decodedBodySize"),
        },
        has_body: ["requestBody", "responseBody"]
            .iter()
            .any(|name| member(entry, name).is_some_and(|body| body.as_str() != Some(""))),
        method,
    }
}

fn string(entry: &Value, name: &str) -> Option<Arc<str>> {
    member(entry, name).and_then(text).filter(|text| !text.is_empty()).map(Arc::from)
}

fn ms(entry: &Value, name: &str) -> Option<f64> {
    member(entry, name).and_then(number)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn size(entry: &Value, name: &str) -> Option<u64> {
    ms(entry, name).filter(|size| *size >= 0.0).map(|size| size as u64)
}

/// When a request was sent: its own epoch time, or its start on the page's clock.
fn sent(entry: &Value) -> Option<Time> {
    let on_clock = || Some(ms(entry, "timeOrigin")? + ms(entry, "startTime")?.floor());
    ms(entry, "timestamp").or_else(on_clock).and_then(Time::from_ms)
}

fn duration(entry: &Value) -> Option<Span> {
    let between = || Some(ms(entry, "endTime")? - ms(entry, "startTime")?);
    ms(entry, "duration").or_else(between).filter(|ms| *ms >= 0.0 && *ms < 9e12).map(Span::from_ms)
}

/// The phases, from the request's start. Absent and zero both mean "did not happen" (Resource Timing).
fn phases(entry: &Value) -> Phases {
    let start = ms(entry, "startTime").unwrap_or(0.0);
    let from_start = |name| {
        let mark = ms(entry, name).filter(|mark| *mark > 0.0 && *mark < 9e12)?;
        Some(Span::from_ms((mark - start).max(0.0)))
    };
    let both = |from, to| from_start(from).zip(from_start(to));
    Phases {
        redirect: from_start("redirectEnd"),
        dns: both("domainLookupStart", "domainLookupEnd"),
        connect: both("connectStart", "connectEnd"),
        tls: from_start("secureConnectionStart"),
        request: from_start("requestStart"),
        response: from_start("responseStart"),
        end: from_start("responseEnd"),
    }
}

/// Headers are an object, or (HAR-like) a list of `{name, value}`.
fn headers_of(headers: &Value) -> Vec<(String, String)> {
    let written = |value: &Value| text(value).unwrap_or_else(|| value.to_string());
    match headers {
        Value::Object(headers) => headers.iter().map(|(name, value)| (name.clone(), written(value))).collect(),
        Value::Array(list) => list
            .iter()
            .filter_map(|header| Some((text(header.get("name")?)?, header.get("value").map(written)?)))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> Vec<Request> {
        requests(event(payload).as_bytes())
    }

    fn event(payload: &str) -> String {
        format!(r#"{{"type":6,"data":{{"plugin":"rrweb/network@1","payload":{payload}}},"timestamp":9000}}"#)
    }

    #[test]
    fn todays_shape_is_read_in_full() {
        let payload = r#"{"requests":[{"name":"https://a.test/api","entryType":"resource","startTime":100,"duration":12.5,
            "timeOrigin":1000,"timestamp":1100,"initiatorType":"fetch","method":"POST","status":422,"responseStatus":422,
            "requestStart":103,"responseStart":110,"responseEnd":112.5,"domainLookupStart":101,"domainLookupEnd":102,
            "transferSize":350,"encodedBodySize":50,"decodedBodySize":60,"secureConnectionStart":0,
            "requestHeaders":{"content-type":"application/json"},"requestBody":"{}","responseBody":"{\"error\":1}"}]}"#;
        let [request] = read(payload).try_into().unwrap();
        assert_eq!((request.at, &*request.url), (Time::from_ms(1100.0), "https://a.test/api"));
        assert_eq!((request.method.as_deref(), request.status, request.failed), (Some("POST"), Some(422), true));
        assert_eq!((request.initiator.as_deref(), request.duration), (Some("fetch"), Some(Span(12_500))));
        assert_eq!((request.sizes.transfer, request.sizes.decoded, request.has_body), (Some(350), Some(60), true));
        assert_eq!((request.phases.request, request.phases.tls), (Some(Span(3_000)), None));
        assert_eq!(request.phases.dns, Some((Span(1_000), Span(2_000))));
        let exchange = exchange(event(payload).as_bytes(), 0).unwrap();
        assert_eq!(exchange.request.headers, [("content-type".to_owned(), "application/json".to_owned())]);
        assert_eq!(exchange.response.body.as_deref(), Some("{\"error\":1}"));
    }

    #[test]
    fn posthogs_numeric_keys_are_read() {
        let [request] = read(
            r#"{"0":"resource","1":5000,"2":"https://a.test/x.js","3":20.7,"18":"script","21":200,"22":9,"39":4}"#,
        )
        .try_into()
        .unwrap();
        assert_eq!((&*request.url, request.status), ("https://a.test/x.js", Some(200)));
        assert_eq!((request.at, request.duration), (Time::from_ms(5020.0), Some(Span(4_000))));
    }

    #[test]
    fn what_the_browser_measures_beside_requests_is_none() {
        assert_eq!(read(r#"{"0":"paint","1":5000,"2":"first-paint","3":20.7}"#), []);
        let timed = r#"{"requests":[{"entryType":"serverTiming","name":"db","duration":3},{"entryType":"resource","name":"u"}]}"#;
        assert_eq!(read(timed).len(), 1);
        assert!(exchange(event(timed).as_bytes(), 0).unwrap().raw["name"] == "u");
    }

    #[test]
    fn the_course_is_phase_after_phase() {
        let [request] = read(
            r#"{"requests":[{"name":"u","startTime":100,"duration":50,"redirectEnd":102,"domainLookupStart":103,
            "domainLookupEnd":104,"connectStart":104,"secureConnectionStart":106,"connectEnd":110,"requestStart":110,
            "responseStart":140,"responseEnd":150}]}"#,
        )
        .try_into()
        .unwrap();
        let course: Vec<String> = request
            .course()
            .iter()
            .map(|(name, range)| format!("{name} {}-{}", range.start.ms(), range.end.ms()))
            .collect();
        assert_eq!(
            course,
            [
                "redirects 0-2",
                "queued 2-3",
                "name lookup 3-4",
                "connecting 4-6",
                "TLS 6-10",
                "waiting 10-40",
                "receiving 40-50"
            ]
        );
    }

    #[test]
    fn a_wrapped_call_without_a_response_failed_and_a_resource_without_a_status_did_not() {
        for (entry, failed) in [
            (r#"{"name":"u","status":404}"#, true),
            (r#"{"name":"u","status":399}"#, false),
            (r#"{"name":"u","method":"GET","status":0}"#, true),
            (r#"{"name":"u","method":"GET"}"#, true),
            (r#"{"name":"u","responseStatus":0}"#, false),
            (r#"{"name":"u"}"#, false),
        ] {
            assert_eq!(read(&format!(r#"{{"requests":[{entry}]}}"#))[0].failed, failed, "{entry}");
        }
    }

    #[test]
    fn what_is_no_request_is_none() {
        for payload in ["null", "7", "{}", "[]", r#"{"requests":7}"#, r#"{"requests":[1,null]}"#] {
            assert_eq!(read(payload), [], "{payload}");
        }
        let [odd] = read(r#"{"requests":[{"name":7,"status":"x","duration":-1,"timestamp":1e300,"transferSize":-5}]}"#)
            .try_into()
            .unwrap();
        assert_eq!((&*odd.url, odd.status, odd.duration, odd.at, odd.sizes.transfer), ("7", None, None, None, None));
    }
}
