//! Whether every window has what a page starts from: a Meta event, a full snapshot, and both before it changes.

use super::check::{Case, Check};
use super::words::{healed, many, stretch, time, within};
use super::{Finding, View};
use crate::event::{Data, Kind, Seq};
use crate::timeline::WindowIx;
use std::collections::BTreeMap;

/// What one window has.
#[derive(Default)]
struct Window {
    /// A Meta event: PostHog's `$pageview`, a page as well, has no size.
    meta: bool,
    snapshots: u64,
    /// The first full snapshot with a page in it, and whether a Meta came before it.
    first_page: Option<(Seq, bool)>,
    /// Changes before the first page: the first, and how many.
    early: Option<(Seq, u64)>,
    /// Full snapshots that hold no page.
    empty: Vec<Seq>,
}

/// See the module.
#[derive(Default)]
pub(super) struct Pages(BTreeMap<WindowIx, Window>);

impl Check for Pages {
    fn see(&mut self, case: &Case<'_>) {
        let window = self.0.entry(case.window).or_default();
        match case.event.map(|event| &event.data) {
            Some(Data::Meta(_)) => window.meta = true,
            Some(Data::FullSnapshot(_)) => {
                window.snapshots += 1;
                if case.tree.is_some_and(|tree| tree.is_empty()) {
                    window.empty.push(case.seq);
                } else if window.first_page.is_none() {
                    window.first_page = Some((case.seq, window.meta));
                }
            }
            _ if changes_page(case.kind) && case.tree.is_some_and(|tree| tree.is_empty()) => {
                window.early.get_or_insert((case.seq, 0)).1 += 1;
            }
            _ => {}
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (ix, window) in &self.0 {
            findings.extend(missing_page(view, *ix, window));
            findings.extend(missing_meta(view, *ix, window));
            for seq in window.empty.iter().filter(|_| window.first_page.is_some()) {
                let effect = format!(
                    "the full snapshot at {} holds no page: nothing can be shown{}",
                    time(view, *seq),
                    until(view, *ix, *seq)
                );
                findings.push(Finding::error("empty-snapshot", effect).window(*ix).span(*seq, *seq));
            }
        }
        findings
    }
}

/// Whether events of this kind need a page.
fn changes_page(kind: Kind) -> bool {
    matches!(kind, Kind::Mutation | Kind::Click | Kind::Pointer | Kind::Input | Kind::Style | Kind::Scroll)
}

fn until(view: &View, window: WindowIx, seq: Seq) -> String {
    healed(view, window, seq).map_or_else(String::new, |seq| format!(" until {}", time(view, seq)))
}

fn missing_page(view: &View, ix: WindowIx, window: &Window) -> Option<Finding> {
    let remedy = "fetch the recording from its beginning: its first part is missing";
    let span = view.windows.get(usize::from(ix)).map_or((0, 0), |window| (window.first, window.last));
    match (window.first_page, window.early) {
        (None, Some((first, count))) => {
            let what = if window.snapshots == 0 { "no full snapshot" } else { "no readable full snapshot" };
            let effect = format!(
                "there is {what}{}: no page can be shown {}, and {} can't be applied",
                within(view, ix),
                stretch(view, ix, span),
                many(count, "change")
            );
            let finding = Finding::error("no-full-snapshot", effect).window(ix).span(first, span.1);
            Some(finding.count(count).remedy(remedy))
        }
        (Some((page, _)), Some((first, count))) => {
            let effect = format!(
                "{} before the first full snapshot can't be applied: no page can be shown {}",
                many(count, "change"),
                stretch(view, ix, (first, page))
            );
            let finding = Finding::error("before-full-snapshot", effect).window(ix).span(first, page);
            Some(finding.count(count).remedy(remedy))
        }
        (None, None) | (Some(_), None) => None,
    }
}

fn missing_meta(view: &View, ix: WindowIx, window: &Window) -> Option<Finding> {
    let (page, before) = window.first_page?;
    let (extent, span) = match (window.meta, before) {
        (_, true) => return None,
        (true, false) => (format!("the first full snapshot, at {},", time(view, page)), (page, page)),
        (false, false) => {
            let last = view.windows.get(usize::from(ix)).map_or(page, |window| window.last);
            (format!("the page{}", within(view, ix)), (page, last))
        }
    };
    let effect = format!("{extent} has no Meta event before it: its address and the size of its viewport are unknown");
    let finding = Finding::error("no-meta", effect).window(ix).span(span.0, span.1);
    Some(
        finding.remedy(
            "fetch the recording from its beginning; the size may be taken from a resize event or a screenshot",
        ),
    )
}
