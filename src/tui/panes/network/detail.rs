//! A request shown whole: what was asked, how long each phase took, headers, bodies, and everything that was recorded.

use super::waterfall;
use crate::clock::Span;
use crate::extract::{Body, Exchange, NetworkRow, Phases};
use crate::text;
use crate::text::wrap;
use crate::tui::glyphs::Glyphs;
use crate::tui::highlight::{self, Language, Token};
use crate::tui::panes::lines::part_at;
use crate::tui::theme::Role;
use crate::tui::widgets::json::{Json, start_of};
use crate::tui::widgets::json_view::JsonView;
use crate::tui::widgets::line::Line;
use std::ops::Range;
use std::sync::Arc;

/// The lines of a body that are shown.
const MOST_LINES: usize = 3_000;

/// The part of a body that is shown as text, in bytes.
const MOST_OF_A_BODY: usize = 256 * 1024;

/// A body, prepared on the worker.
#[derive(Debug)]
pub(crate) enum Content {
    /// Nothing was recorded.
    None,
    /// JSON that folds.
    Json(Arc<Json>),
    /// Text, with the stretches that have a colour as byte ranges in it.
    Text { text: String, colours: Vec<(Token, Range<usize>)>, left: usize },
}

/// What the worker reads of a request.
#[derive(Debug)]
pub(crate) struct Whole {
    request: (Vec<(String, String)>, Content),
    response: (Vec<(String, String)>, Content),
    raw: Arc<Json>,
}

impl Whole {
    /// Prepares a request's headers and bodies; slow for large bodies.
    pub(super) fn new(exchange: Exchange) -> Self {
        let raw = serde_json::to_string(&exchange.raw).unwrap_or_default();
        let side = |body: Body| {
            let content = content(&body);
            (body.headers, content)
        };
        Self { request: side(exchange.request), response: side(exchange.response), raw: Arc::new(Json::read(raw)) }
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
    let start = start_of(text, MOST_OF_A_BODY);
    let language = Language::of(kind.map(|(_, value)| value.as_str()), start);
    let colours = language.map(|language| coloured(start, language)).unwrap_or_default();
    Content::Text { text: start.to_owned(), colours, left: text.len() - start.len() }
}

/// The coloured stretches of a text as byte ranges of the whole.
fn coloured(text: &str, language: Language) -> Vec<(Token, Range<usize>)> {
    let lines = highlight::lines(text, language, 0..MOST_LINES);
    let mut out = Vec::new();
    let mut start = 0;
    for (line, tokens) in text.split_inclusive('\n').zip(lines) {
        out.extend(tokens.into_iter().map(|(token, range)| (token, start + range.start..start + range.end)));
        start += line.len();
    }
    out
}

/// A part of the detail.
#[derive(Debug)]
enum Part {
    /// One line that stays as it is.
    Line(Line),
    /// A phase's name, its span from the request's start, and the request's whole.
    Phase(&'static str, Range<Span>, Span),
    /// JSON that folds.
    Json(JsonView),
    /// Text in lines.
    Text { text: String, colours: Vec<(Token, Range<usize>)>, lines: Vec<Range<usize>> },
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Self::Line(_) | Self::Phase(..) => 1,
            Self::Json(view) => view.len(),
            Self::Text { lines, .. } => lines.len(),
        }
    }
}

/// A request shown whole, set in the columns of the pane.
#[derive(Debug, Default)]
pub(super) struct Detail {
    parts: Vec<Part>,
}

impl Detail {
    /// The detail of a request; without headers and bodies while they are not read yet.
    pub(super) fn new(row: &NetworkRow, sent: &str, whole: Option<Whole>, columns: usize) -> Self {
        let mut detail = Self::default();
        detail.push_what(row, sent, columns);
        detail.push_phases(row);
        match whole {
            None => detail.line(Role::Dim, "reading headers and bodies …"),
            Some(whole) => {
                detail.push_side("request", whole.request, columns);
                detail.push_side("response", whole.response, columns);
                detail.heading("everything recorded");
                detail.parts.push(Part::Json(JsonView::folded(whole.raw)));
            }
        }
        detail
    }

    fn line(&mut self, role: Role, text: &str) {
        self.parts.push(Part::Line(Line::of(role, text)));
    }

    fn heading(&mut self, text: &str) {
        self.parts.push(Part::Line(Line::of(Role::Accent, text)));
    }

    fn push_what(&mut self, row: &NetworkRow, sent: &str, columns: usize) {
        let request = &row.request;
        let role = if request.failed { Role::Error } else { Role::Text };
        let method = request.method.as_deref().unwrap_or("(method not recorded)");
        let address = format!("{method} {}", start_of(&request.url, 8000));
        for range in wrap(&address, columns.saturating_sub(1), 40) {
            self.line(role, address.get(range).unwrap_or_default());
        }
        let mut facts = vec![match request.status {
            Some(status) => format!("status {status}"),
            None => "no status recorded".to_owned(),
        }];
        facts.extend(request.duration.map(Span::human));
        let sizes = request.sizes;
        facts.extend(sizes.transfer.map(|size| format!("{} over the wire", text::bytes(size))));
        facts.extend(sizes.decoded.or(sizes.encoded).map(|size| format!("{} body", text::bytes(size))));
        facts.extend(request.initiator.as_deref().map(|by| format!("by {by}")));
        facts.push(format!("sent {sent}, reported by event #{}", row.seq));
        let facts = facts.join(", ");
        for range in wrap(&facts, columns.saturating_sub(1), 10) {
            self.line(Role::Dim, facts.get(range).unwrap_or_default());
        }
    }

    fn push_phases(&mut self, row: &NetworkRow) {
        let phases = phases(&row.request.phases, row.request.duration);
        let Some(whole) = phases.iter().map(|(_, range)| range.end).max().filter(|end| end.0 > 0) else { return };
        self.heading("timings");
        self.parts.extend(phases.into_iter().map(|(name, range)| Part::Phase(name, range, whole)));
    }

    fn push_side(&mut self, side: &str, (headers, body): (Vec<(String, String)>, Content), columns: usize) {
        if headers.is_empty() && matches!(body, Content::None) {
            return self.line(Role::Dim, &format!("{side}: neither headers nor a body were recorded"));
        }
        self.heading(&format!("{side} headers {}", headers.len()));
        for (name, value) in &headers {
            let mut line = Line::of(Role::Name, &format!("  {name}"));
            line.push(Role::Dim, ": ");
            line.push(if value == "redacted" { Role::Masked } else { Role::Text }, value);
            self.parts.push(Part::Line(line));
        }
        match body {
            Content::None => self.line(Role::Dim, &format!("{side} body: not recorded")),
            Content::Json(json) => {
                self.heading(&format!("{side} body {}", text::bytes(json.len() as u64)));
                self.parts.push(Part::Json(JsonView::new(json)));
            }
            Content::Text { text, colours, left } => {
                let lines = wrap(&text, columns.saturating_sub(3), MOST_LINES);
                let left = left + text.len() - lines.last().map_or(text.len(), |last| last.end);
                self.heading(&format!("{side} body {}", text::bytes((text.len() + left) as u64)));
                self.parts.push(Part::Text { text, colours, lines });
                if left > 0 {
                    self.line(Role::Dim, &format!("  {} more", text::bytes(left as u64)));
                }
            }
        }
    }

    /// The number of lines.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    fn find(&self, line: usize) -> Option<(usize, usize)> {
        part_at(self.parts.iter().map(Part::len), line)
    }

    /// Folds or unfolds the JSON value on a line; whether there was one to fold.
    pub(super) fn fold(&mut self, line: usize, open: impl Fn(bool) -> bool, columns: usize) -> bool {
        let Some((at, inner)) = self.find(line) else { return false };
        let Some(Part::Json(view)) = self.parts.get_mut(at) else { return false };
        let Some(now) = view.is_open(inner) else { return false };
        view.set_open(inner, open(now), columns.saturating_sub(2));
        true
    }

    /// What a line belongs to, whole, to be copied.
    pub(super) fn copy(&self, line: usize) -> Option<String> {
        let (at, inner) = self.find(line)?;
        match self.parts.get(at)? {
            Part::Line(line) => Some(line.text().trim().to_owned()),
            Part::Phase(name, range, _) => Some(format!("{name} {}", Span(range.end.0 - range.start.0).human())),
            Part::Json(view) => view.copy(inner),
            Part::Text { text, .. } => Some(text.clone()),
        }
    }

    /// A line as it is drawn.
    pub(super) fn drawn(&self, line: usize, columns: usize, glyphs: Glyphs) -> Line {
        let Some((at, inner)) = self.find(line) else { return Line::new() };
        match &self.parts[at] {
            Part::Line(line) => line.clone(),
            Part::Phase(name, range, whole) => phase_line(name, range, *whole, columns, glyphs),
            Part::Json(view) => {
                let mut line = Line::of(Role::Text, "  ");
                line.append(view.line(inner, columns.saturating_sub(2), glyphs));
                line
            }
            Part::Text { text, colours, lines } => text_line(text, colours, &lines[inner]),
        }
    }
}

/// A stretch of text with its colours.
fn text_line(text: &str, colours: &[(Token, Range<usize>)], range: &Range<usize>) -> Line {
    let mut line = Line::of(Role::Text, "  ");
    let mut at = range.start;
    let first = colours.partition_point(|(_, colour)| colour.end <= range.start);
    for (token, colour) in colours[first..].iter().take_while(|(_, colour)| colour.start < range.end) {
        let (from, to) = (colour.start.max(at), colour.end.min(range.end));
        line.push(Role::Text, text.get(at..from).unwrap_or_default());
        line.push(role_of(*token), text.get(from..to).unwrap_or_default());
        at = to;
    }
    line.push(Role::Text, text.get(at..range.end).unwrap_or_default());
    line
}

fn role_of(token: Token) -> Role {
    match token {
        Token::Plain => Role::Text,
        Token::Comment => Role::Comment,
        Token::String => Role::String,
        Token::Constant => Role::Number,
        Token::Keyword => Role::Keyword,
        Token::Name => Role::Name,
    }
}

fn phase_line(name: &str, range: &Range<Span>, whole: Span, columns: usize, glyphs: Glyphs) -> Line {
    let mut line = Line::of(Role::Dim, &format!("  {name:<12}"));
    let took = Span(range.end.0 - range.start.0);
    line.push(Role::Text, &format!("{:>8}  ", millis(took)));
    waterfall::push_phase(&mut line, range.clone(), whole, columns.saturating_sub(26).min(60), glyphs);
    line
}

/// A phase's length: below ten milliseconds with a decimal.
fn millis(span: Span) -> String {
    if span.0 < 10_000 { format!("{:.1} ms", span.ms()) } else { span.human() }
}

/// The phases that were recorded, in the order in which they ran.
fn phases(of: &Phases, duration: Option<Span>) -> Vec<(&'static str, Range<Span>)> {
    let zero = Span(0);
    let mut out = Vec::new();
    out.extend(of.redirect.map(|end| ("redirects", zero..end)));
    let begun = of.dns.map(|(from, _)| from).or(of.connect.map(|(from, _)| from)).or(of.request);
    out.extend(begun.map(|begun| ("queued", of.redirect.unwrap_or(zero)..begun)));
    out.extend(of.dns.map(|(from, to)| ("name lookup", from..to)));
    out.extend(of.connect.map(|(from, to)| ("connecting", from..of.tls.unwrap_or(to))));
    out.extend(of.tls.zip(of.connect).map(|(from, (_, to))| ("TLS", from..to)));
    out.extend(of.request.zip(of.response).map(|(from, to)| ("waiting", from..to)));
    out.extend(of.response.zip(of.end.or(duration)).map(|(from, to)| ("receiving", from..to)));
    out.retain(|(_, range)| range.end > range.start);
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;
    use super::*;

    fn screen(detail: &Detail) -> Vec<String> {
        (0..detail.len()).map(|line| detail.drawn(line, 60, Glyphs::new(false)).text()).collect()
    }

    #[test]
    fn a_request_is_told_whole() {
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
        let mut detail = Detail::new(&row, "00:01.000", Some(Whole::new(exchange)), 60);
        let lines = screen(&detail);
        assert_eq!(lines[0], "GET https://shop.test/api/cart");
        assert!(lines.iter().any(|line| line.starts_with("  waiting       280 ms")), "{lines:#?}");
        assert!(lines.contains(&"  authorization: redacted".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"  <p>␛[2Jno</p>".to_owned()), "{lines:#?}");
        let json = lines.iter().position(|line| line.contains("sku")).unwrap();
        assert!(detail.fold(json - 1, |now| !now, 60));
        assert_eq!(screen(&detail).len(), lines.len() - 1);
    }

    #[test]
    fn colours_survive_wrapping() {
        let line = text_line("const abc", &[(Token::Keyword, 0..5)], &(2..9));
        assert_eq!(line.text(), "  nst abc");
    }
}
