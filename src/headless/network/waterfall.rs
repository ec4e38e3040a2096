//! `network --waterfall`: each request's bar, phase by phase, among those that ran with it.
//!
//! A session is long and its requests are short, so the bars of one scale would be dots: a scale is as long as a stretch of
//! requests that ran together on one page, and each stretch begins with a line that tells it.

use super::super::{Ink, Line};
use crate::clock::{Span, Time};
use crate::extract::NetworkRow;
use crate::recording::View;
use crate::text;
use std::ops::Range;

/// Nothing on the way for so long ends a stretch.
const PAUSE: Span = Span(2_000_000);

/// How the bars are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawing {
    /// The columns of a line.
    pub(super) columns: usize,
    /// Whether only ASCII is to be drawn.
    pub(super) ascii: bool,
}

/// A request with its number.
pub(super) type Numbered<'v> = (usize, &'v NetworkRow);

/// Requests that ran together.
pub(super) struct Stretch<'v> {
    pub(super) rows: Vec<Numbered<'v>>,
    span: Range<Time>,
    page: Option<&'v str>,
}

fn end_of(row: &NetworkRow) -> Time {
    row.at + row.request.duration.or(row.request.phases.end).unwrap_or_default()
}

/// Requests in order of time, stretch by stretch.
pub(super) fn stretches<'v>(mut rows: Vec<Numbered<'v>>, view: &'v View) -> Vec<Stretch<'v>> {
    rows.sort_by_key(|(id, row)| (row.at, *id));
    let page_of = |row: &NetworkRow| {
        let sent = view.index.at_or_before(row.at).unwrap_or(0);
        view.page(row.window, sent).map(|page| &*page.href)
    };
    let mut stretches: Vec<Stretch<'v>> = Vec::new();
    for (id, row) in rows {
        let page = page_of(row);
        match stretches.last_mut() {
            Some(last) if row.at <= last.span.end + PAUSE && last.page == page => {
                last.span.end = last.span.end.max(end_of(row));
                last.rows.push((id, row));
            }
            _ => stretches.push(Stretch { rows: vec![(id, row)], span: row.at..end_of(row), page }),
        }
    }
    stretches
}

impl Stretch<'_> {
    /// When it was, how long it took, and on which page: the scale of its bars.
    pub(super) fn head(&self, view: &View) -> Line {
        let hours = view.index.duration() >= Span(3_600_000_000);
        let stamp = (self.span.start - view.index.start()).stamp(hours);
        let took = (self.span.end - self.span.start).human();
        Line::new()
            .add(Ink::Bold, format!("       {stamp}  {took}"))
            .add(Ink::Dim, format!("  {}", self.page.unwrap_or("")))
    }

    /// A request in a line: what the table has, and its bar.
    pub(super) fn line(&self, (id, row): Numbered<'_>, drawing: Drawing, view: &View) -> Line {
        const NARROWEST: usize = 16;
        const WIDEST: usize = 60;
        const REST: usize = 42;
        let request = &row.request;
        let hours = view.index.duration() >= Span(3_600_000_000);
        let room = drawing.columns.saturating_sub(REST);
        let url_columns = (room * 2 / 5).clamp(NARROWEST, WIDEST);
        let bar_columns = room.saturating_sub(url_columns).max(NARROWEST);
        let status = request.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        let ink = if request.failed { Ink::Red } else { Ink::Green };
        let shown = text::neutral(&request.url);
        let url = if drawing.ascii {
            ascii_middle(&shown, url_columns)
        } else {
            text::cut_middle(&shown, url_columns).into_owned()
        };
        let line = Line::new()
            .right(Ink::Dim, id.to_string(), 5)
            .add(Ink::Plain, format!("  {}  ", (row.at - view.index.start()).stamp(hours)))
            .left(ink, status, 4)
            .left(Ink::Plain, request.method.as_deref().unwrap_or("-"), 7)
            .left(Ink::Plain, url, url_columns)
            .right(Ink::Plain, request.duration.map(Span::human).unwrap_or_default(), 9)
            .add(Ink::Plain, "  ");
        bar(line, row, &self.span, (bar_columns, drawing.ascii))
    }
}

/// A text cut in its middle, with nothing but ASCII.
fn ascii_middle(shown: &str, columns: usize) -> String {
    let ascii: String = shown.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    let Some(spare) = columns.checked_sub(2).filter(|_| ascii.len() > columns) else { return ascii };
    let (head, tail) = (spare / 2, spare - spare / 2);
    format!("{}..{}", ascii.get(..head).unwrap_or_default(), ascii.get(ascii.len() - tail..).unwrap_or_default())
}

/// How a phase is drawn: in Unicode, in ASCII, and its ink.
fn glyphs(phase: &str) -> (char, char, Ink) {
    match phase {
        "redirects" | "queued" => ('·', '.', Ink::Dim),
        "name lookup" => ('░', ':', Ink::Cyan),
        "connecting" | "TLS" => ('▒', '+', Ink::Yellow),
        "waiting" => ('─', '-', Ink::Plain),
        _ => ('█', '=', Ink::Green),
    }
}

/// What the bars' signs mean.
pub(super) fn legend(ascii: bool) -> Line {
    let phases = ["queued", "name lookup", "connecting", "waiting", "receiving"];
    let mut line = Line::new().add(Ink::Dim, "       ");
    for phase in phases {
        let (unicode, plain, ink) = glyphs(phase);
        line = line.add(ink, if ascii { plain } else { unicode }.to_string()).add(Ink::Dim, format!(" {phase}   "));
    }
    line
}

/// The column of an offset in a whole that is drawn in so many.
fn cell_of(offset: i64, columns: usize, whole: i64) -> usize {
    let at = i128::from(offset.max(0)) * i128::try_from(columns).unwrap_or(0) / i128::from(whole.max(1));
    usize::try_from(at).unwrap_or(0).min(columns)
}

/// The offset in the middle of a column.
fn middle_of(column: usize, columns: usize, whole: i64) -> i64 {
    let twice = |count: usize| 2 * i128::try_from(count).unwrap_or(0);
    i64::try_from((twice(column) + 1) * i128::from(whole) / twice(columns.max(1))).unwrap_or(whole)
}

/// Adds a phase's part of its request as a bar.
pub(super) fn phase_bar(line: Line, (phase, range): (&str, Range<Span>), whole: Span, drawing: Drawing) -> Line {
    const COLUMNS: usize = 40;
    let columns = drawing.columns.saturating_sub(COLUMNS).min(COLUMNS);
    let cell = |at: Span| cell_of(at.0, columns, whole.0);
    let (unicode, plain, ink) = glyphs(phase);
    let sign = if drawing.ascii { plain } else { unicode };
    let length = (cell(range.end) - cell(range.start)).max(1);
    line.add(Ink::Plain, " ".repeat(cell(range.start))).add(ink, sign.to_string().repeat(length))
}

/// Adds the bar: each cell shows the phase in its middle, and the shortest request still has one.
fn bar(line: Line, row: &NetworkRow, span: &Range<Time>, (columns, ascii): (usize, bool)) -> Line {
    let whole = (span.end - span.start).0.max(1);
    let cell = |time: Time| cell_of((time - span.start).0, columns, whole);
    let first = cell(row.at).min(columns.saturating_sub(1));
    let last = cell(end_of(row)).max(first + 1);
    let phases = row.request.course();
    let mut line = line.add(Ink::Plain, " ".repeat(first));
    for at in first..last {
        let middle = span.start + Span(middle_of(at, columns, whole)) - row.at;
        // A request shorter than a cell is the phase that took longest. What is in no phase belongs to the one before.
        let phase = match last - first {
            1 => phases.iter().max_by_key(|(_, range)| range.end - range.start),
            _ => phases.iter().rev().find(|(_, range)| range.start <= middle),
        };
        let before = if phases.is_empty() { "receiving" } else { "queued" };
        let (unicode, plain, ink) = glyphs(phase.map_or(before, |(name, _)| name));
        let ink = if row.request.failed { Ink::Red } else { ink };
        line = line.add(ink, if ascii { plain } else { unicode }.to_string());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Phases, Request};
    use std::sync::Arc;

    fn row(at_ms: i64, took_ms: i64, wait_ms: i64) -> NetworkRow {
        let ms = |ms: i64| Span(ms * 1000);
        let phases =
            Phases { request: Some(ms(0)), response: Some(ms(wait_ms)), end: Some(ms(took_ms)), ..Phases::default() };
        let url = "https://a.test/a/very/long/way/to/the/thing.json";
        let request = Request { url: url.into(), duration: Some(ms(took_ms)), phases, ..Request::default() };
        NetworkRow { seq: 0, nth: 0, at: Time(at_ms * 1000), window: 0, request: Arc::new(request) }
    }

    fn drawn(rows: &[NetworkRow], drawing: Drawing) -> Vec<String> {
        let view = View::default();
        let numbered = rows.iter().enumerate().collect();
        let stretches = stretches(numbered, &view);
        let lines = stretches.iter().flat_map(|stretch| {
            let rows = stretch.rows.iter().map(|row| stretch.line(*row, drawing, &view));
            std::iter::once(stretch.head(&view)).chain(rows).collect::<Vec<_>>()
        });
        lines.map(|line| line.render(false)).collect()
    }

    #[test]
    fn bars_stand_where_the_requests_ran_and_a_pause_begins_anew() {
        let rows = [row(0, 400, 200), row(200, 200, 150), row(9000, 10, 5)];
        assert_eq!(
            drawn(&rows, Drawing { columns: 82, ascii: false }),
            [
                "       00:00.000  400 ms",
                "    0  00:00.000  -   -      https:/…ing.json   400 ms  ────────────████████████",
                "    1  00:00.200  -   -      https:/…ing.json   200 ms              ─────────███",
                "       00:09.000  10 ms",
                "    2  00:09.000  -   -      https:/…ing.json    10 ms  ────────────████████████",
            ]
        );
    }

    #[test]
    fn ascii_is_ascii_and_nothing_is_wider_than_it_may_be() {
        for columns in [0, 40, 80, 120, 300] {
            for ascii in [true, false] {
                let lines = drawn(&[row(0, 1, 0), row(3, 4000, 10), row(4100, 0, 0)], Drawing { columns, ascii });
                assert!(lines.iter().all(|line| text::width(line) <= columns.max(80)), "{lines:#?}");
                assert!(!ascii || lines.iter().all(|line| line.is_ascii()), "{lines:#?}");
            }
        }
        assert!(legend(true).render(false).is_ascii());
    }
}
