//! One request as a HAR entry.

use super::Source;
use super::address::{absolute, query};
use super::visit::Visit;
use crate::clock::Span;
use crate::extract::{Body, Exchange, NetworkRow, Request};
use serde_json::{Map, Value, json};

/// The entry of a request.
pub(super) fn json(row: &NetworkRow, exchange: &Exchange, visit: Option<&Visit>, source: &Source<'_>) -> Value {
    let timings = Timings::new(&row.request);
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| drop(entry.insert(name.to_owned(), value));
    if let Some(visit) = visit {
        put("pageref", visit.id().into());
    }
    put("startedDateTime", row.at.rfc3339().into());
    put("time", ms(timings.total()));
    put("request", request(row, exchange, visit));
    put("response", response(row, exchange));
    put("cache", json!({}));
    put("timings", timings.json());
    if let Some(initiator) = &row.request.initiator {
        put("_resourceType", (&**initiator).into());
    }
    put("_seq", row.seq.into());
    put("_at_ms", (row.at - source.view.index.start()).ms_json().into());
    put("_window", row.window.into());
    Value::Object(entry)
}

fn request(row: &NetworkRow, exchange: &Exchange, visit: Option<&Visit>) -> Value {
    let Request { url, method, .. } = &*row.request;
    let (headers, body) = (&exchange.request.headers, &exchange.request.body);
    let address = absolute(url, visit.map(Visit::href));
    let pairs: Vec<Value> = query(&address).map(|(name, value)| json!({"name": name, "value": value})).collect();
    let mut request = json!({
        // What has no method is no call of a script: the browser fetched it.
        "method": method.as_deref().unwrap_or("GET"),
        "url": address,
        "httpVersion": protocol(exchange),
        "cookies": [],
        "headers": named(headers),
        "queryString": pairs,
        "headersSize": -1,
        "bodySize": body.as_ref().map_or(if method.is_some() { 0 } else { -1 }, |body| length(body)),
    });
    if let Some(body) = body {
        request["postData"] =
            json!({"mimeType": header(&exchange.request, "content-type").unwrap_or(""), "text": body});
    }
    if address != **url {
        request["_url"] = (&**url).into();
    }
    request
}

fn response(row: &NetworkRow, exchange: &Exchange) -> Value {
    let Request { status, sizes, failed, .. } = &*row.request;
    let body = &exchange.response.body;
    let size = sizes.decoded.and_then(|size| i64::try_from(size).ok()).or(body.as_deref().map(length));
    let declared = exchange.raw.get("contentType").and_then(Value::as_str).filter(|kind| !kind.is_empty());
    let kind = header(&exchange.response, "content-type").or(declared);
    let mut content = json!({"size": size.unwrap_or(-1), "mimeType": kind.unwrap_or("x-unknown")});
    if let Some(body) = body {
        content["text"] = body.as_str().into();
    }
    let mut response = json!({
        "status": status.unwrap_or(0),
        "statusText": text(&exchange.raw, "statusText"),
        "httpVersion": protocol(exchange),
        "cookies": [],
        "headers": named(&exchange.response.headers),
        "content": content,
        "redirectURL": header(&exchange.response, "location").unwrap_or(""),
        "headersSize": -1,
        "bodySize": sizes.encoded.and_then(|size| i64::try_from(size).ok()).unwrap_or(-1),
    });
    if let Some(transfer) = sizes.transfer {
        response["_transferSize"] = transfer.into();
    }
    if status.is_none() && *failed {
        response["_error"] = "no response".into();
    }
    response
}

fn named(headers: &[(String, String)]) -> Value {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn header<'b>(side: &'b Body, name: &str) -> Option<&'b str> {
    side.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn text<'e>(raw: &'e Value, name: &str) -> &'e str {
    raw.get(name).and_then(Value::as_str).unwrap_or("")
}

/// The protocol in ALPN's spelling, as Resource Timing tells it.
fn protocol(exchange: &Exchange) -> &str {
    let protocol = text(&exchange.raw, "nextHopProtocol");
    if protocol.is_empty() { "unknown" } else { protocol }
}

fn length(body: &str) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}

/// Milliseconds by phase; `None` where the phase did not happen or was not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Timings {
    blocked: Option<Span>,
    dns: Option<Span>,
    connect: Option<Span>,
    /// A part of `connect`.
    ssl: Option<Span>,
    send: Span,
    wait: Span,
    receive: Span,
}

impl Timings {
    /// Resource Timing tells no end of the sending: the wait begins with it. What lies between the phases is `blocked`, so
    /// that all of them add up to the duration, as HAR wants it.
    fn new(request: &Request) -> Self {
        let phases = &request.phases;
        let took = |(from, to): (Span, Span)| Some(to - from).filter(|span| span.0 > 0);
        let between = |from: Option<Span>, to: Option<Span>| {
            from.zip(to).map_or(Span(0), |(from, to)| Span((to - from).0.max(0)))
        };
        let end = phases.end.or(request.duration);
        let seen = phases.request.is_some() && phases.response.is_some();
        let mut timings = Self {
            blocked: None,
            dns: phases.dns.and_then(took),
            connect: phases.connect.and_then(took),
            ssl: None,
            send: Span(0),
            wait: if seen { between(phases.request, phases.response) } else { Span(0) },
            receive: if seen { between(phases.response, end) } else { Span(0) },
        };
        if let (Some(_), Some(tls), Some((_, to))) = (timings.connect, phases.tls, phases.connect) {
            timings.ssl = took((tls, to));
        }
        let whole = request.duration.max(end).unwrap_or_default();
        let rest = whole - timings.total();
        match (seen, rest.0 > 0) {
            (true, true) => timings.blocked = Some(rest),
            // Nobody saw the phases: all of it was waiting.
            (false, true) => timings.wait = rest,
            _ => {}
        }
        timings
    }

    fn total(&self) -> Span {
        let parts = [self.blocked, self.dns, self.connect, Some(self.send), Some(self.wait), Some(self.receive)];
        Span(parts.into_iter().flatten().fold(0, |sum, span| sum.saturating_add(span.0)))
    }

    fn json(&self) -> Value {
        let known = |span: Option<Span>| span.map_or_else(|| (-1).into(), ms);
        json!({
            "blocked": known(self.blocked),
            "dns": known(self.dns),
            "connect": known(self.connect),
            "send": ms(self.send),
            "wait": ms(self.wait),
            "receive": ms(self.receive),
            "ssl": known(self.ssl),
        })
    }
}

fn ms(span: Span) -> Value {
    span.ms_json().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Phases;

    fn span(ms: f64) -> Span {
        Span::from_ms(ms)
    }

    fn pair(from: f64, to: f64) -> (Span, Span) {
        (span(from), span(to))
    }

    #[test]
    fn the_phases_add_up_to_the_duration() {
        let phases = Phases {
            redirect: None,
            dns: Some(pair(10.0, 15.0)),
            connect: Some(pair(15.0, 40.0)),
            tls: Some(span(25.0)),
            request: Some(span(45.0)),
            response: Some(span(100.0)),
            end: Some(span(120.0)),
        };
        let timings = Timings::new(&Request { duration: Some(span(120.0)), phases, ..Request::default() });
        assert_eq!(timings.dns.zip(timings.connect), Some(pair(5.0, 25.0)));
        assert_eq!((timings.ssl, timings.blocked), (Some(span(15.0)), Some(span(15.0))));
        assert_eq!((timings.wait, timings.receive, timings.total()), (span(55.0), span(20.0), span(120.0)));
    }

    #[test]
    fn a_connection_that_was_there_has_no_phases_of_its_own() {
        let phases = Phases {
            dns: Some(pair(1.0, 1.0)),
            connect: Some(pair(1.0, 1.0)),
            tls: Some(span(1.0)),
            request: Some(span(2.0)),
            response: Some(span(9.0)),
            end: Some(span(10.0)),
            ..Phases::default()
        };
        let timings = Timings::new(&Request { duration: Some(span(10.5)), phases, ..Request::default() });
        assert_eq!((timings.dns, timings.connect, timings.ssl), (None, None, None));
        assert_eq!((timings.blocked, timings.total()), (Some(span(2.5)), span(10.5)));
    }

    #[test]
    fn what_nobody_saw_was_waiting_and_nothing_is_negative() {
        let timings = Timings::new(&Request { duration: Some(span(7.0)), ..Request::default() });
        assert_eq!((timings.blocked, timings.wait, timings.total()), (None, span(7.0), span(7.0)));
        assert_eq!(Timings::new(&Request::default()).total(), Span(0));
        let phases =
            Phases { request: Some(span(9.0)), response: Some(span(5.0)), end: Some(span(1.0)), ..Phases::default() };
        let odd = Timings::new(&Request { duration: Some(span(3.0)), phases, ..Request::default() });
        assert_eq!((odd.wait, odd.receive, odd.total()), (Span(0), Span(0), span(3.0)));
    }
}
