//! Quick backs: a page is left at once for the one before it.
//!
//! The way there and back is read off the pages a window shows. A page that nobody could have seen, such as one of a chain
//! of redirects, is no page that was rejected; neither is one in which something was typed, or clicked but for the way back.

use super::scene::{Scene, ms};
use super::{Fired, Signal, SignalKind};
use crate::clock::{Span, Time};
use crate::event::{Kind, Seq};
use crate::extract::Page;

/// A page shown for less than this was not looked at.
const GLANCE: Span = Span(500_000);

/// A page shown for less than this was looked at if the user did something there.
const LOOK: Span = Span(1_500_000);

/// A page that a window showed.
struct Visit<'v> {
    place: String,
    at: Time,
    seq: Seq,
    href: &'v str,
}

/// Adds the quick backs of a window.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Signal>) {
    let Some(rule) = scene.rules.back else { return };
    let visits = visits(scene);
    for visits in visits.windows(3) {
        let [there, away, back] = visits else { continue };
        let dwell = back.at - away.at;
        if there.place != back.place || dwell >= rule.within || !was_rejected(scene, away, back, dwell) {
            continue;
        }
        let says = format!("from {} to {} after {}", away.href, back.href, dwell.human());
        let mut signal = scene.signal(SignalKind::QuickBack, away.seq, None, &says);
        let event = |what, visit: &Visit<'_>| Fired { seq: visit.seq, what };
        signal.evidence.events = vec![event("page", there), event("away", away), event("back", back)];
        signal.evidence.measured = vec![ms("dwell_ms", dwell)];
        signal.evidence.thresholds = vec![ms("within_ms", rule.within)];
        found.push(signal);
    }
}

/// The pages in order, one a visit: a page that is reported twice, or reloaded, is one.
fn visits<'s>(scene: &'s Scene<'_>) -> Vec<Visit<'s>> {
    let mut visits: Vec<Visit<'s>> = Vec::new();
    for page in scene.view.pages.iter().filter(|page| page.window == scene.window) {
        let place = place(scene, page);
        if visits.last().is_none_or(|last| last.place != place) {
            visits.push(Visit { place, at: page.at, seq: page.seq, href: &page.href });
        }
    }
    visits
}

/// What two addresses of one page have in common. A script that changes only the query turns no page; a route may stand
/// behind `#/`.
fn place(scene: &Scene<'_>, page: &Page) -> String {
    let loaded = scene.after(page.seq).iter().find(|seq| matches!(scene.kind(**seq), Kind::Snapshot | Kind::Page));
    let loaded = loaded.is_some_and(|seq| scene.kind(*seq) == Kind::Snapshot);
    let (rest, fragment) = page.href.split_once('#').unwrap_or((&page.href, ""));
    let rest = if loaded { rest } else { rest.split('?').next().unwrap_or_default() };
    let route = if fragment.starts_with(['/', '!']) { fragment } else { "" };
    format!("{}#{route}", rest.trim_end_matches('/'))
}

/// Whether the user saw the page and did nothing there but leave.
fn was_rejected(scene: &Scene<'_>, away: &Visit<'_>, back: &Visit<'_>, dwell: Span) -> bool {
    let there = || scene.after(away.seq).iter().copied().take_while(|seq| *seq < back.seq);
    let count = |wanted: &dyn Fn(Kind) -> bool| there().filter(|seq| wanted(scene.kind(*seq))).count();
    let typed = count(&|kind| kind == Kind::Input);
    let clicks = count(&|kind| kind == Kind::Click);
    let active = count(&|kind| matches!(kind, Kind::Move | Kind::Scroll | Kind::Click | Kind::Touch | Kind::Pointer));
    dwell >= GLANCE && typed == 0 && clicks <= 1 && (active > 0 || dwell >= LOOK)
}
