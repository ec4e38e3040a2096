//! Whether every window has what a page starts from: a Meta event, a full snapshot, and both before it changes.

use super::check::{Case, Check};
use super::words::{Snapshots, many, stretch, time, within};
use super::{Finding, Severity, View};
use crate::dom::Tree;
use crate::event::{Data, Seq};
use crate::timeline::WindowIx;
use std::collections::BTreeMap;

/// What one window has.
#[derive(Default)]
struct Window {
    /// A Meta event: PostHog's `$pageview`, a page as well, has no size.
    meta: bool,
    snapshots: u64,
    /// The first full snapshot with a page in it.
    first_page: Option<Start>,
    /// Changes while there was no page: the first, the last, how many.
    early: Vec<(Seq, Seq, u64)>,
    /// There is no page, and there were changes.
    pageless: bool,
    /// Full snapshots that hold no page.
    empty: Vec<Seq>,
}

/// How a window's first page began.
#[derive(Clone, Copy)]
struct Start {
    seq: Seq,
    /// A Meta event came before it.
    meta: bool,
    /// Its size is known, from wherever.
    sized: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct Pages {
    windows: BTreeMap<WindowIx, Window>,
    heals: Snapshots,
}

impl Window {
    /// A change while there is no page.
    fn change(&mut self, seq: Seq) {
        match self.early.last_mut() {
            Some((_, last, count)) if self.pageless => (*last, *count) = (seq, *count + 1),
            _ => self.early.push((seq, seq, 1)),
        }
        self.pageless = true;
    }
}

impl Check for Pages {
    fn see(&mut self, case: &Case<'_>) {
        self.heals.see(case);
        let window = self.windows.entry(case.window).or_default();
        match case.event.map(|event| &event.data) {
            Some(Data::Meta(_)) => window.meta = true,
            Some(Data::FullSnapshot(_)) => {
                window.snapshots += 1;
                let page = case.tree.filter(|tree| !tree.is_empty());
                match page {
                    None => window.empty.push(case.seq),
                    Some(page) => {
                        window.pageless = false;
                        let sized = page.viewport().is_some();
                        window.first_page.get_or_insert(Start { seq: case.seq, meta: window.meta, sized });
                    }
                }
            }
            Some(Data::Mutation(_)) if case.tree.is_some_and(Tree::is_empty) => window.change(case.seq),
            _ => {}
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (ix, window) in &self.windows {
            findings.extend(missing_page(view, *ix, window, &self.heals));
            findings.extend(missing_meta(view, *ix, window));
            for seq in window.empty.iter().filter(|_| window.first_page.is_some()) {
                let effect = format!(
                    "the full snapshot at {} holds no page: nothing can be shown{}",
                    time(view, *seq),
                    self.heals.after(*ix, *seq).map_or_else(String::new, |seq| format!(" until {}", time(view, seq)))
                );
                findings.push(Finding::error("empty-snapshot", effect).window(*ix).span(*seq, *seq));
            }
        }
        findings
    }
}

fn missing_page(view: &View, ix: WindowIx, window: &Window, heals: &Snapshots) -> Vec<Finding> {
    let remedy = "fetch the recording from its beginning: its first part is missing";
    if window.first_page.is_none() {
        let Some((first, last, count)) = window.early.first().copied() else { return Vec::new() };
        let what = if window.snapshots == 0 { "no full snapshot" } else { "no readable full snapshot" };
        let effect = format!(
            "there is {what}{}: no page can be shown {}, and {} can't be applied",
            within(view, ix),
            stretch(view, ix, extent(view, ix)),
            many(count, "change")
        );
        return vec![
            Finding::error("no-full-snapshot", effect).window(ix).span(first, last).count(count).remedy(remedy),
        ];
    }
    let finding = |(first, last, count): &(Seq, Seq, u64)| {
        let page = heals.spoilt_until(view, ix, *last);
        let effect = format!(
            "{} before a full snapshot can't be applied: no page can be shown {}",
            many(*count, "change"),
            stretch(view, ix, (*first, page))
        );
        Finding::error("before-full-snapshot", effect).window(ix).span(*first, page).count(*count).remedy(remedy)
    };
    window.early.iter().map(finding).collect()
}

fn missing_meta(view: &View, ix: WindowIx, window: &Window) -> Option<Finding> {
    let start = window.first_page.filter(|start| !start.meta)?;
    let page = if window.meta {
        format!("the first full snapshot, at {},", time(view, start.seq))
    } else {
        format!("the page{}", within(view, ix))
    };
    let unknown =
        if start.sized { "its address is unknown" } else { "its address and the size of its viewport are unknown" };
    let effect = format!("{page} has no Meta event before it: {unknown}");
    let to = if window.meta { start.seq } else { extent(view, ix).1 };
    let severity = if start.sized { Severity::Warning } else { Severity::Error };
    let finding = Finding::new(severity, "no-meta", effect).window(ix).span(start.seq, to);
    Some(finding.remedy("fetch the recording from its beginning: a Meta event comes before every full snapshot"))
}

/// A window's first and last event.
fn extent(view: &View, window: WindowIx) -> (Seq, Seq) {
    view.windows.get(usize::from(window)).map_or((0, 0), |window| (window.first, window.last))
}
