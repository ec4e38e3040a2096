//! A request shown whole: what was asked and answered, how long each phase took, headers, bodies, everything recorded.
//!
//! The answer comes first: who opens a failed request wants to know what it said.

use super::super::{Context, before};
use crate::clock::Span;
use crate::extract::{Body, Exchange, NetworkRow, exchange};
use crate::recording::{Cancel, Recording, View};
use crate::text;
use crate::tui::highlight::Language;
use crate::tui::theme::Role;
use crate::tui::widgets::code::Code;
use crate::tui::widgets::detail::{Bar, Detail, Target};
use crate::tui::widgets::json::{Json, start_of};
use crate::tui::widgets::line::Line;
use std::sync::Arc;

/// A body, prepared on the worker.
#[derive(Clone, Debug)]
enum Content {
    /// Nothing was recorded.
    None,
    /// JSON that folds.
    Json(Arc<Json>),
    /// Text in colours.
    Text(Code),
}

/// What the worker reads of a request.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    request: (Vec<(String, String)>, Content),
    response: (Vec<(String, String)>, Content),
    raw: Arc<Json>,
    /// What the user did last before it, in words.
    action: Option<String>,
}

impl Whole {
    /// Reads a request's event; slow for large bodies.
    pub(super) fn read(recording: &Recording, view: &View, row: &NetworkRow, cancel: &Cancel) -> Result<Self, String> {
        let event = recording.event(view, row.seq).map_err(|error| error.to_string())?;
        let whole = Self::new(exchange(&event, row.nth).unwrap_or_default());
        let sent = view.index.at_or_before(row.at).unwrap_or(0);
        Ok(Self { action: before::action(recording, view, (row.window, sent), cancel), ..whole })
    }

    /// Prepares headers and bodies.
    pub(super) fn new(exchange: Exchange) -> Self {
        let raw = serde_json::to_string(&exchange.raw).unwrap_or_default();
        let side = |body: Body| {
            let content = content(&body);
            (body.headers, content)
        };
        let (request, response) = (side(exchange.request), side(exchange.response));
        Self { request, response, raw: Arc::new(Json::read(raw)), action: None }
    }
}

fn content(body: &Body) -> Content {
    let Some(text) = &body.body else { return Content::None };
    if matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['))
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    {
        return Content::Json(Arc::new(Json::read(text.clone())));
    }
    let kind = body.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    Content::Text(Code::new(text, Language::of(kind.map(|(_, value)| value.as_str()), text)))
}

/// The detail of a request; without headers and bodies while they are not read yet.
pub(super) fn detail(ctx: &Context<'_>, row: &NetworkRow, whole: Option<&Whole>) -> Detail {
    let mut detail = Detail::default();
    let role = if row.request.failed { Role::Error } else { Role::Text };
    detail.text(role, &facts(row));
    if let Some(whole) = whole {
        push_body(&mut detail, "response", &whole.response);
        push_body(&mut detail, "request", &whole.request);
    }
    push_where(&mut detail, ctx, row, whole.and_then(|whole| whole.action.as_deref()));
    push_phases(&mut detail, row);
    if let Some(whole) = whole {
        push_headers(&mut detail, "response", &whole.response.0);
        push_headers(&mut detail, "request", &whole.request.0);
        detail.section(Line::of(Role::Accent, "everything recorded"), false);
        detail.json(Arc::clone(&whole.raw), true).end();
    } else {
        detail.line(Line::of(Role::Dim, "reading headers and bodies …"));
    }
    detail
}

/// The address, who asked for it and when: the page, the action before it, the event that reports it.
fn push_where(detail: &mut Detail, ctx: &Context<'_>, row: &NetworkRow, action: Option<&str>) {
    let method = row.request.method.as_deref().unwrap_or("(method not recorded)");
    detail.text(Role::Text, &format!("{method} {}", start_of(&row.request.url, 8000)));
    let sent = ctx.view.index.at_or_before(row.at).unwrap_or(0);
    before::push(detail, ctx, (row.window, sent, row.at), action);
    let mut line = Line::of(Role::Dim, &format!("sent {}, reported by event ", ctx.stamp(row.at)));
    line.push(Role::Accent, &format!("#{}", row.seq));
    detail.line(line).to(Target::Event(row.seq));
}

/// `status 500, 501 ms, 354 B over the wire, 50 B body, by fetch`.
fn facts(row: &NetworkRow) -> String {
    let request = &row.request;
    let mut facts = vec![match request.status {
        Some(status) => format!("status {status}"),
        None if request.failed => "no response: it failed before one came".to_owned(),
        None => "no status recorded".to_owned(),
    }];
    facts.extend(request.duration.map(Span::human));
    let sizes = request.sizes;
    facts.extend(sizes.transfer.map(|size| format!("{} over the wire", text::bytes(size))));
    facts.extend(sizes.decoded.or(sizes.encoded).map(|size| format!("{} body", text::bytes(size))));
    facts.extend(request.initiator.as_deref().map(|by| format!("by {by}")));
    facts.join(", ")
}

fn push_body(detail: &mut Detail, side: &str, (headers, body): &(Vec<(String, String)>, Content)) {
    let title = |size: usize| {
        let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = kind.map(|(_, value)| format!(" · {value}")).unwrap_or_default();
        Line::of(Role::Accent, &format!("{side} body {}{kind}", text::bytes(size as u64)))
    };
    match body {
        Content::None => {
            let headers = if headers.is_empty() { "neither headers nor a body were" } else { "no body was" };
            detail.line(Line::of(Role::Dim, &format!("{side}: {headers} recorded")));
        }
        Content::Json(json) => {
            detail.section(title(json.len()), true).json(Arc::clone(json), true).end();
        }
        Content::Text(code) => {
            detail.section(title(code.text.len() + code.left), true).code(code.clone()).end();
        }
    }
}

fn push_headers(detail: &mut Detail, side: &str, headers: &[(String, String)]) {
    if headers.is_empty() {
        return;
    }
    detail.section(Line::of(Role::Accent, &format!("{side} headers {}", headers.len())), false);
    for (name, value) in headers {
        let mut line = Line::of(Role::Name, name);
        line.push(Role::Dim, ": ");
        line.push(if value == "redacted" { Role::Masked } else { Role::Text }, value);
        detail.line(line);
    }
    detail.end();
}

fn push_phases(detail: &mut Detail, row: &NetworkRow) {
    let phases = row.request.course();
    let Some(whole) = phases.iter().map(|(_, range)| range.end).max().filter(|end| end.0 > 0) else { return };
    detail.section(Line::of(Role::Accent, &format!("timings {}", whole.human())), true);
    for (name, range) in phases {
        detail.bar(Bar { name, range, whole });
    }
    detail.end();
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;
    use super::*;
    use crate::tui::glyphs::Glyphs;
    use crate::tui::panes::testing::context;

    fn screen(detail: &Detail) -> Vec<String> {
        (0..detail.len()).map(|line| detail.drawn(line, Glyphs::new(false)).text()).collect()
    }

    #[test]
    fn a_request_is_told_whole_the_answer_first() {
        let mut row = request(7, 1000, 340, 300);
        let of = Arc::make_mut(&mut row.request);
        of.phases.request = Some(Span(20_000));
        of.status = Some(500);
        of.failed = true;
        let exchange = Exchange {
            request: Body {
                headers: vec![("authorization".into(), "redacted".into())],
                body: Some("{\"sku\":1}".into()),
            },
            response: Body { headers: vec![], body: Some("<p>\u{1b}[2Jno</p>\nbad".into()) },
            raw: serde_json::json!({"name": "x"}),
        };
        let view = View::default();
        let mut detail = detail(&context(&view, 7, (60, 20)), &row, Some(&Whole::new(exchange)));
        detail.fit(60);
        let lines = screen(&detail);
        let at = |start: &str| lines.iter().position(|line| line.trim_start().starts_with(start));
        assert_eq!(lines[0], "    status 500, 340 ms, by fetch");
        let order = ["▾ response body 17 B", "▾ request body 9 B", "GET https://shop.test/api/cart", "▾ timings"];
        assert!(order.map(at).is_sorted() && at(order[0]) == Some(1), "{lines:#?}");
        assert!(lines.contains(&"      <p>␛[2Jno</p>".to_owned()), "{lines:#?}");
        assert!(lines.iter().any(|line| line.starts_with("      waiting       280 ms")), "{lines:#?}");
        let headers = at("▸ request headers 1").unwrap();
        assert!(detail.fold(headers, |open| !open));
        assert!(screen(&detail).contains(&"      authorization: redacted".to_owned()));
    }
}
