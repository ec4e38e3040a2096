//! The pages that requests belong to.

use super::address::document;
use super::{Exchanges, ExportError, Source};
use crate::clock::Time;
use crate::extract::{Exchange, NetworkRow, Page};
use crate::timeline::WindowIx;
use serde_json::{Map, Value, json};

/// One page of one window.
pub(super) struct Visit {
    /// Unique in the log.
    id: String,
    window: WindowIx,
    /// When the browser set out for it, or when the recording first shows it.
    at: Time,
    href: String,
    /// Milliseconds from `at` on, where the recorder saw them.
    content_load: Option<f64>,
    load: Option<f64>,
}

/// All pages of the windows that are taken, by window, then by time.
pub(super) struct Visits(Vec<Visit>);

impl Visits {
    pub(super) fn new(source: &Source<'_>, exchanges: &mut Exchanges<'_>) -> Result<Self, ExportError> {
        let mut visits = Vec::new();
        for window in source.windows() {
            let navigations: Vec<&NetworkRow> =
                source.view.network.iter().filter(|row| navigates(row, window)).collect();
            let mut before: Option<&Page> = None;
            for page in source.view.pages.iter().filter(|page| page.window == window) {
                let since = before.map_or(Time(i64::MIN), |page| page.at);
                let way = navigations
                    .iter()
                    .filter(|row| row.at > since && row.at <= page.at)
                    .rfind(|row| document(&row.request.url) == document(&page.href));
                // A checkout tells the same page again; so does a `$pageview`.
                if way.is_none() && before.is_some_and(|before| before.href == page.href) {
                    continue;
                }
                before = Some(page);
                let id = format!("page_{}", visits.len() + 1);
                let timings = way.map(|row| exchanges.of(row)).transpose()?.flatten();
                let mark = |names: &[&str]| timings.and_then(|exchange| mark(exchange, names));
                visits.push(Visit {
                    id,
                    window,
                    at: way.map_or(page.at, |row| row.at),
                    href: page.href.to_string(),
                    content_load: mark(&["domContentLoadedEventEnd", "domContentLoadedEventStart"]),
                    load: mark(&["loadEventEnd", "loadEventStart", "domComplete"]),
                });
            }
        }
        Ok(Self(visits))
    }

    /// The page that a request's window showed when it was sent.
    pub(super) fn at(&self, row: &NetworkRow) -> Option<&Visit> {
        let from = self.0.partition_point(|visit| visit.window < row.window);
        let to = self.0.partition_point(|visit| (visit.window, visit.at) <= (row.window, row.at));
        self.0.get(from..to).and_then(<[Visit]>::last)
    }

    /// The pages that these requests belong to.
    pub(super) fn of(&self, rows: &[&NetworkRow]) -> impl Iterator<Item = &Visit> {
        let named: std::collections::HashSet<&str> =
            rows.iter().filter_map(|row| self.at(row)).map(Visit::id).collect();
        self.0.iter().filter(move |visit| named.contains(visit.id()))
    }
}

impl Visit {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn href(&self) -> &str {
        &self.href
    }

    pub(super) fn json(&self) -> Value {
        let known = [("onContentLoad", self.content_load), ("onLoad", self.load)];
        let timings: Map<String, Value> =
            known.into_iter().filter_map(|(name, ms)| Some((name.to_owned(), ms?.into()))).collect();
        json!({
            "startedDateTime": self.at.rfc3339(),
            "id": self.id,
            "title": self.href,
            "pageTimings": timings,
            "_window": self.window,
        })
    }
}

fn navigates(row: &NetworkRow, window: WindowIx) -> bool {
    row.window == window && row.request.initiator.as_deref() == Some("navigation")
}

/// A mark of Navigation Timing, in milliseconds from the navigation's start; absent and 0 both mean "did not happen".
fn mark(exchange: &Exchange, names: &[&str]) -> Option<f64> {
    let number = |name: &str| exchange.raw.get(name).and_then(Value::as_f64);
    let start = number("startTime").unwrap_or(0.0);
    let mark = names.iter().find_map(|name| number(name).filter(|mark| *mark > 0.0))?;
    let ms = ((mark - start) * 1000.0).round() / 1000.0;
    (ms >= 0.0 && ms.is_finite()).then_some(ms)
}
