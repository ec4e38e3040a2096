//! The table of requests: which there are, how their columns are set, a request as a line.

use super::waterfall;
use crate::clock::{Span, Time};
use crate::extract::NetworkRow;
use crate::recording::Scope;
use crate::text;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use crate::tui::widgets::json::start_of;
use crate::tui::widgets::line::Line;
use std::ops::Range;

/// Which requests are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Listed {
    /// All of them.
    #[default]
    All,
    /// What the page's scripts asked for: `fetch` and XHR.
    Calls,
    /// What failed.
    Failed,
}

impl Listed {
    /// The next choice, round.
    pub(super) fn next(self) -> Self {
        match self {
            Self::All => Self::Failed,
            Self::Failed => Self::Calls,
            Self::Calls => Self::All,
        }
    }

    /// What is listed, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::All => "all requests",
            Self::Calls => "fetch and XHR only",
            Self::Failed => "failed only",
        }
    }

    fn takes(self, row: &NetworkRow) -> bool {
        let request = &row.request;
        match self {
            Self::All => true,
            Self::Calls => matches!(request.initiator.as_deref(), Some("fetch" | "xmlhttprequest" | "beacon")),
            Self::Failed => request.failed,
        }
    }
}

/// The requests listed, by the time they were sent; grows with the index.
#[derive(Debug, Default)]
pub(super) struct Requests {
    listed: Listed,
    scope: Scope,
    order: Vec<usize>,
    read: usize,
    /// How many there are in scope, and how many of them failed.
    counts: (usize, usize),
}

impl Requests {
    /// The places of the listed requests in the view, in the order of their times.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// How many there are in scope, and how many of them failed, listed or not.
    pub(super) fn counts(&self) -> (usize, usize) {
        self.counts
    }

    /// Which are listed.
    pub(super) fn listed(&self) -> Listed {
        self.listed
    }

    /// Takes in the view's requests when they became more or another part is looked at; whether anything changed.
    pub(super) fn read(&mut self, rows: &[NetworkRow], scope: Scope) -> bool {
        if self.read == rows.len() && self.scope == scope {
            return false;
        }
        (self.read, self.scope, self.counts) = (rows.len(), scope, (0, 0));
        self.order.clear();
        for (place, row) in rows.iter().enumerate().filter(|(_, row)| scope.has(row.at, row.window)) {
            self.counts.0 += 1;
            self.counts.1 += usize::from(row.request.failed);
            if self.listed.takes(row) {
                self.order.push(place);
            }
        }
        self.order.sort_by_key(|place| (rows[*place].at, *place));
        true
    }

    /// Lists others, from the start.
    pub(super) fn list(&mut self, listed: Listed) {
        *self = Self { listed, scope: self.scope, ..Self::default() };
    }

    /// The last listed request that was sent at or before an instant.
    pub(super) fn at(&self, time: Time, rows: &[NetworkRow]) -> Option<usize> {
        self.order.partition_point(|place| rows.get(*place).is_some_and(|row| row.at <= time)).checked_sub(1)
    }
}

/// How wide the columns are that depend on the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    time: usize,
    url: usize,
    kind: usize,
    waterfall: usize,
}

/// What the fixed columns take: glyph, method, status, size, duration and the spaces between.
const FIXED: usize = 2 + 6 + 1 + 3 + 1 + 1 + 7 + 1 + 8 + 1;

impl Columns {
    /// The columns of a pane so wide: the address gets half of what is left, the waterfall the rest.
    pub(super) fn of(width: usize, time: usize) -> Self {
        let left = width.saturating_sub(FIXED + time + 2);
        let kind = if left >= 60 { 10 } else { 0 };
        let waterfall = match left {
            0..=29 => 0,
            30..=59 => left / 3,
            _ => (left - kind) * 2 / 5,
        };
        Self { time, url: left.saturating_sub(kind + waterfall).max(8), kind, waterfall }
    }

    /// The table's head.
    pub(super) fn head(self, all: Option<&Range<Time>>) -> Line {
        let mut line = Line::new();
        let Self { time, url, .. } = self;
        line.push(Role::Dim, &format!("{:time$}   {:6} {:>3} {:url$} ", "time", "method", "st", "url"));
        if self.kind > 0 {
            line.push(Role::Dim, &format!("{:kind$}", "type", kind = self.kind));
        }
        line.push(Role::Dim, &format!("{:>7} {:>8} ", "size", "duration"));
        if let Some(all) = all.filter(|_| self.waterfall > 0) {
            line.push(Role::Dim, &waterfall::axis(all, self.waterfall));
        }
        line
    }

    /// A request as a line of the table.
    pub(super) fn line(self, row: &NetworkRow, stamp: &str, all: Option<&Range<Time>>, glyphs: Glyphs) -> Line {
        let request = &row.request;
        let (glyph, role) = if request.failed {
            (glyphs.failed(), Role::Error)
        } else {
            (glyphs.kind(crate::event::Kind::Network), Role::Dim)
        };
        let plain = if request.failed { Role::Error } else { Role::Text };
        let mut line = Line::new();
        line.push(Role::Dim, &format!("{stamp} "));
        line.push(role, glyph);
        line.push(plain, &format!(" {} ", fit(request.method.as_deref().unwrap_or("-"), 6)));
        let status = request.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        line.push(status_role(request.status, request.failed), &format!("{} ", fit_right(&status, 3)));
        let url = text::neutral(start_of(&request.url, 4000));
        line.push(plain, &fit(&short_url(&url, self.url), self.url));
        line.push(Role::Text, " ");
        if self.kind > 0 {
            line.push(Role::Dim, &fit(request.initiator.as_deref().unwrap_or("-"), self.kind));
        }
        line.push(Role::Text, &format!("{} ", fit_right(&size(row), 7)));
        line.push(Role::Text, &format!("{} ", fit_right(&request.duration.map_or_else(|| "-".into(), Span::human), 8)));
        if let Some(all) = all.filter(|_| self.waterfall > 0) {
            waterfall::push(&mut line, row, all, self.waterfall, glyphs);
        }
        line
    }
}

fn status_role(status: Option<u16>, failed: bool) -> Role {
    match status {
        _ if failed => Role::Error,
        Some(300..400) => Role::Moved,
        Some(200..300) => Role::Added,
        _ => Role::Dim,
    }
}

/// What came over the wire, else the body's size.
fn size(row: &NetworkRow) -> String {
    let sizes = row.request.sizes;
    match (sizes.transfer, sizes.encoded.or(sizes.decoded)) {
        (Some(0), Some(1..)) => "cached".to_owned(),
        (transfer, body) => transfer.or(body).map_or_else(|| "-".to_owned(), text::bytes),
    }
}

/// An address in so many columns: the scheme goes first, then the middle.
fn short_url(url: &str, columns: usize) -> String {
    if text::width(url) <= columns {
        return url.to_owned();
    }
    let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    text::cut_middle(bare, columns).into_owned()
}

/// Recorded text in exactly so many columns, cut or filled at its end.
fn fit(recorded: &str, columns: usize) -> String {
    let neutral = text::neutral(start_of(recorded, columns * 8));
    let cut = text::cut_end(&neutral, columns);
    let gap = columns.saturating_sub(text::width(&cut));
    format!("{cut}{}", " ".repeat(gap))
}

fn fit_right(text: &str, columns: usize) -> String {
    let gap = columns.saturating_sub(text::width(text));
    format!("{}{text}", " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;
    use super::*;

    #[test]
    fn requests_are_listed_by_the_time_they_were_sent() {
        let mut rows = vec![request(5, 300, 1, 0), request(5, 100, 1, 0), request(6, 200, 1, 0)];
        let mut requests = Requests::default();
        requests.read(&rows, Scope::default());
        assert_eq!(requests.order(), [1, 2, 0]);
        assert_eq!(requests.at(Time(150_000), &rows), Some(0));
        assert_eq!(requests.at(Time(50_000), &rows), None);
        std::sync::Arc::make_mut(&mut rows[2].request).failed = true;
        requests.list(Listed::Failed);
        requests.read(&rows, Scope::default());
        assert_eq!((requests.order(), requests.counts()), (&[2][..], (3, 1)));
        assert!(requests.read(&rows, Scope { range: Some((Time(0), Time(150_000))), window: None }));
        assert_eq!((requests.order(), requests.counts()), (&[][..], (1, 0)));
    }

    #[test]
    fn columns_line_up_whatever_the_texts() {
        let all = Time(0)..Time(1_000_000);
        for width in [20, 40, 80, 120, 200] {
            let columns = Columns::of(width, 9);
            let widths: Vec<usize> = ["https://shop.test/a", "https://漢字.test/漢字漢字漢字漢字漢字?q=\u{202e}x", ""]
                .into_iter()
                .map(|url| {
                    let mut row = request(0, 999, 1, 0);
                    std::sync::Arc::make_mut(&mut row.request).url = url.into();
                    columns.line(&row, "00:00.999", Some(&all), Glyphs::new(false)).width()
                })
                .collect();
            assert!(widths.iter().all(|one| *one == widths[0]), "{width}: {widths:?}");
            assert!(width < 60 || widths[0] < width, "{width}: {widths:?}");
        }
    }

    #[test]
    fn an_address_keeps_its_host_and_last_part() {
        assert_eq!(short_url("https://shop.test/assets/js/app.js", 24), "shop.test/a…ts/js/app.js");
    }
}
