//! The timeline's rows: only those in sight are formatted, however many there are.

use super::lines::put;
use crate::clock::Span;
use crate::event::Kind;
use crate::extract::Request;
use crate::query::{Query, QueryError};
use crate::recording::View;
use crate::text;
use crate::timeline::{Row, What};
use crate::tui::state::{Focus, State as Screen};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The list's state. A line is a place in the list as shown; a place is one among all rows.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The first line in sight.
    pub(crate) first: usize,
    /// What the filter's line says.
    pub(crate) pattern: String,
    /// What it asks for, where it asks for anything.
    pub(crate) query: Option<Query>,
    /// What is wrong with it.
    pub(crate) error: Option<QueryError>,
    /// The places that the filter leaves, ascending; all when `None`.
    pub(crate) matches: Option<Arc<[u32]>>,
    /// Labels with their nodes, by place, as far as they are resolved.
    pub(crate) labels: HashMap<u32, Arc<str>>,
    /// The places whose labels were asked for last.
    pub(crate) asked: Vec<u32>,
}

impl State {
    /// How many lines the list has.
    pub(crate) fn len(&self, view: &View) -> usize {
        self.matches.as_ref().map_or(view.rows.len(), |matches| matches.len())
    }

    /// The place that a line shows.
    pub(crate) fn place(&self, line: usize) -> Option<usize> {
        match &self.matches {
            Some(matches) => matches.get(line).map(|place| *place as usize),
            None => Some(line),
        }
    }

    /// The line of a place, or of the nearest before it that is shown.
    pub(crate) fn line_of(&self, place: usize) -> usize {
        match &self.matches {
            Some(matches) => matches.partition_point(|shown| *shown as usize <= place).saturating_sub(1),
            None => place,
        }
    }

    /// The line of a place, or of the nearest after it that is shown; the last when there is none.
    pub(crate) fn line_at_or_after(&self, place: usize) -> usize {
        match &self.matches {
            Some(matches) => {
                let line = matches.partition_point(|shown| (*shown as usize) < place);
                line.min(matches.len().saturating_sub(1))
            }
            None => place,
        }
    }

    /// A row's text, with its node where that is resolved. Recorded text: not neutral.
    pub(crate) fn label(&self, view: &View, place: usize) -> String {
        let resolved = u32::try_from(place).ok().and_then(|place| self.labels.get(&place));
        match (resolved, view.row(place)) {
            (Some(label), _) => label.to_string(),
            (None, Some(row)) => label(view, row).into_owned(),
            (None, None) => String::new(),
        }
    }
}

/// A row's text as the view alone knows it. Recorded text: not neutral.
pub(crate) fn label(view: &View, row: Row) -> Cow<'_, str> {
    match row.what {
        What::Gap(span) => Cow::Owned(format!("nothing was recorded for {}", span.human())),
        What::Request(_) => request(view, row).map_or(Cow::Borrowed(""), |request| {
            let (before, behind) = around(request);
            Cow::Owned(format!("{before}{}{behind}", request.url))
        }),
        What::Signal(ix) => view.signals().get(ix as usize).map_or(Cow::Borrowed(""), |it| Cow::Borrowed(&*it.label)),
        What::Event => view
            .console_of(row.seq)
            .map_or_else(|| Cow::Borrowed(view.index.label(row.seq)), |line| Cow::Borrowed(&*line.text)),
    }
}

/// The request that a row stands for.
fn request(view: &View, row: Row) -> Option<&Request> {
    let What::Request(ix) = row.what else { return None };
    view.network.get(ix as usize).map(|row| &*row.request)
}

/// What stands before and behind a request's address.
fn around(request: &Request) -> (String, String) {
    let method = request.method.as_deref().or(request.initiator.as_deref()).unwrap_or("request");
    let status = request.status.map_or(String::new(), |status| format!(" {status}"));
    let took = request.duration.map_or(String::new(), |took| format!(" {}", took.human()));
    (format!("{method}{status} "), took)
}

/// A request in so many columns: its address gives way, its scheme first, then its middle. Neutral.
fn fit_request(request: &Request, columns: usize) -> String {
    let (before, behind) = around(request);
    let (before, behind) = (text::neutral(&before), text::neutral(&behind));
    let room = columns.saturating_sub(text::width(&before) + text::width(&behind));
    let url = text::neutral(text::start(&request.url, 4096));
    let bare = url.split_once("://").map_or(&*url, |(_, bare)| bare);
    let url = if text::width(&url) <= room { &*url } else { bare };
    let whole = format!("{before}{}{behind}", text::cut_middle(url, room));
    text::cut_end(&whole, columns).into_owned()
}

/// Draws the rows' part of the screen.
pub(crate) fn draw(screen: &Screen, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let rows = &screen.rows;
    let len = rows.len(&screen.view);
    if len == 0 {
        return super::lines::empty(buf, area, theme, &why_empty(screen));
    }
    for line in 0..area.height {
        let at = rows.first + usize::from(line);
        let Some(place) = rows.place(at).filter(|_| at < len) else { break };
        let Some(row) = screen.view.row(place) else { break };
        draw_row(screen, theme, (Rect { y: area.y + line, height: 1, ..area }, place, row), buf);
    }
}

fn why_empty(screen: &Screen) -> String {
    let progress = &screen.view.progress;
    if !screen.rows.pattern.is_empty() {
        return format!("no row matches {:?}; Esc drops the filter", screen.rows.pattern);
    }
    if screen.places.chosen().is_some() {
        return "nothing happened in this range; Esc drops it".to_owned();
    }
    match &progress.failed {
        Some(reason) => text::neutral_lines(reason),
        None if progress.done => "there are no events in this recording".to_owned(),
        None => "reading…".to_owned(),
    }
}

fn draw_row(screen: &Screen, theme: &Theme, what: (Rect, usize, Row), buf: &mut Buffer) {
    let (area, place, row) = what;
    let chosen = place == screen.playhead.row;
    let (glyph, role) = sign(&screen.view, theme, row);
    let offset: Span = row.at - screen.view.index.start();
    let time_role = if chosen { Role::Accent } else { Role::Dim };
    let mut x = put(buf, area, 0, 0, &format!("{} ", offset.stamp(screen.hours())), theme.style(time_role));
    if screen.view.windows.len() > 1 {
        x = put(buf, area, x, 0, &format!("{} ", row.window + 1), theme.style(Role::Dim));
    }
    x = put(buf, area, x, 0, glyph, theme.style(role)) + 1;
    let label = screen.rows.label(&screen.view, place);
    let words = if role == Role::Error || role == Role::Warn { role } else { text_role(row.kind) };
    let room = usize::from(area.width.saturating_sub(x));
    let start = text::start(&label, room * 8 + 64);
    let neutral = text::neutral(start);
    let shown = match request(&screen.view, row) {
        Some(request) => fit_request(request, room),
        None if row.kind == Kind::Page && start.len() == label.len() => text::cut_middle(&neutral, room).into_owned(),
        None => text::cut_end(&neutral, room).into_owned(),
    };
    let begin = x;
    put(buf, area, x, 0, &shown, theme.style(words));
    if let Some(query) = &screen.rows.query {
        mark_hits(theme, (area, begin), &shown, query, buf);
    }
    if chosen {
        let style = theme.style(Role::Selection);
        let style = if screen.layout.focus == Focus::Rows { style } else { style.add_modifier(Modifier::DIM) };
        buf.set_style(area, style);
    }
}

/// Marks what the filter found.
fn mark_hits(theme: &Theme, (area, begin): (Rect, u16), shown: &str, query: &Query, buf: &mut Buffer) {
    let columns = |text: Option<&str>| u16::try_from(text::width(text.unwrap_or_default())).unwrap_or(u16::MAX);
    for hit in query.hits(shown) {
        let x = area.x.saturating_add(begin).saturating_add(columns(shown.get(..hit.start)));
        let cells = Rect { x, width: columns(shown.get(hit)), ..area };
        buf.set_style(cells.intersection(area), theme.style(Role::Hit));
    }
}

/// A row's glyph and the role of what it tells.
fn sign(view: &View, theme: &Theme, row: Row) -> (&'static str, Role) {
    let glyphs = theme.glyphs;
    if let What::Request(ix) = row.what
        && view.network.get(ix as usize).is_some_and(|row| row.request.failed)
    {
        return (glyphs.failed(), Role::Error);
    }
    if row.kind == Kind::Console
        && let Some(line) = view.console_of(row.seq)
    {
        if line.level.is_error() {
            return (glyphs.error(), Role::Error);
        }
        if line.level.is_warning() {
            return (glyphs.warning(), Role::Warn);
        }
    }
    let role = match row.kind {
        Kind::Page | Kind::Snapshot => Role::LanePage,
        Kind::Mutation | Kind::Style | Kind::Canvas => Role::LaneMutation,
        Kind::Network => Role::LaneNetwork,
        Kind::Gap | Kind::Move | Kind::Other => Role::LaneIdle,
        Kind::Signal => Role::Warn,
        Kind::Console | Kind::Custom | Kind::App => Role::LaneConsole,
        _ => Role::LaneAction,
    };
    (glyphs.kind(row.kind), role)
}

/// What is content and what is context among the rows.
fn text_role(kind: Kind) -> Role {
    match kind {
        Kind::Mutation | Kind::Move | Kind::Gap | Kind::Style | Kind::Selection | Kind::Focus | Kind::Other => {
            Role::Dim
        }
        _ => Role::Text,
    }
}
