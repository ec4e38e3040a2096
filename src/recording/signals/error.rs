//! Error clicks: an error follows the click.
//!
//! At once, or, where a script sent a request on the click, when its answer has come; the errors of another page are not
//! the click's. An error that comes again and again without any click is not one either, unless its stack names a handler:
//! it would have come anyway.

use super::scene::{Click, Scene, count, ms};
use super::target::Clicked;
use super::{Fired, Signal, SignalKind};
use crate::clock::{Span, Time};
use crate::event::{Kind, Seq};
use crate::extract::stack::{self, Trigger};
use crate::extract::{ConsoleRow, imprint};
use crate::recording::SeekError;
use std::collections::{HashMap, HashSet};

/// A script sends a click's request so soon.
const SENT_AT_ONCE: Span = Span(1_000_000);

/// An error, the click it follows, and the request between them.
struct Blamed<'a> {
    click: &'a Click,
    error: &'a ConsoleRow,
    request: Option<Seq>,
}

/// Adds the error clicks of a window.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Signal>) -> Result<(), SeekError> {
    let Some(rule) = scene.rules.error else { return Ok(()) };
    let errors: Vec<&ConsoleRow> =
        scene.view.console.iter().filter(|line| line.window == scene.window && line.level.is_error()).collect();
    let background = background(scene, &errors, rule.within);
    let mut blamed: Vec<Blamed<'_>> = Vec::new();
    for error in errors {
        let names = names(error);
        if !names.handler && (names.timer || background.contains(&imprint(&error.text, &error.stack))) {
            continue;
        }
        let at_once = click_before(scene, error.seq, error.at).filter(|click| error.at - click.at <= rule.within);
        let direct = at_once.filter(|click| !page_between(scene, click.seq, error.seq));
        let click = direct.map(|click| (click, None)).or_else(|| through_request(scene, error));
        blamed.extend(click.map(|(click, request)| Blamed { click, error, request }));
    }
    let mut rest = blamed.as_slice();
    while let Some(first) = rest.first() {
        let row = rest.iter().take_while(|other| belongs(scene, first, other)).count().max(1);
        found.push(signal(scene, &rest[..row])?);
        rest = &rest[row..];
    }
    Ok(())
}

/// Whether two errors are those of one row of clicks on one node.
fn belongs(scene: &Scene<'_>, first: &Blamed<'_>, other: &Blamed<'_>) -> bool {
    const NEXT: Span = Span(1_000_000);
    let row = scene.clicks.iter().filter(|click| (first.click.seq..=other.click.seq).contains(&click.seq));
    let mut last = first.click.at;
    row.clone().all(|click| {
        let near = click.node == first.click.node && click.at - last <= NEXT;
        last = click.at;
        near
    })
}

/// The window's last click before an event, if the user did nothing else on purpose since.
fn click_before<'s>(scene: &'s Scene<'_>, seq: Seq, at: Time) -> Option<&'s Click> {
    let next = scene.clicks.partition_point(|click| (click.at, click.seq) <= (at, seq));
    scene.clicks[..next].last()
}

/// Whether a new page was loaded between two events.
fn page_between(scene: &Scene<'_>, from: Seq, to: Seq) -> bool {
    scene.after(from).iter().take_while(|seq| **seq < to).any(|seq| scene.kind(*seq) == Kind::Snapshot)
}

/// The click that sent the request whose answer the error follows.
fn through_request<'s>(scene: &'s Scene<'_>, error: &ConsoleRow) -> Option<(&'s Click, Option<Seq>)> {
    let rule = scene.rules.error?;
    let earliest = error.at + Span(-rule.at_most.0);
    let sent = scene.traffic.between(earliest, error.at).iter().rev();
    let mut answered = sent.filter(|sent| sent.by_script() && !sent.background).filter(|sent| {
        let ended = sent.ended().unwrap_or(sent.row.at);
        (Span(-50_000)..=rule.within).contains(&(error.at - ended))
    });
    answered.find_map(|sent| {
        let click = click_before(scene, Seq::MAX, sent.row.at)?;
        let from_click = sent.row.at - click.at <= SENT_AT_ONCE && !page_between(scene, click.seq, error.seq);
        from_click.then_some((click, Some(sent.row.seq)))
    })
}

/// What an error's stack names.
#[derive(Clone, Copy, Default)]
struct Names {
    handler: bool,
    timer: bool,
}

fn names(error: &ConsoleRow) -> Names {
    let mut names = Names::default();
    for call in stack::calls(&error.text, &error.stack) {
        match stack::trigger(call.function) {
            Some(Trigger::Event { event, .. }) => names.handler |= event.is_none_or(|event| event != "popstate"),
            Some(Trigger::Timer) => names.timer = true,
            _ => {}
        }
    }
    names
}

/// The errors that come without a click as often as with one.
fn background(scene: &Scene<'_>, errors: &[&ConsoleRow], within: Span) -> HashSet<(String, String)> {
    let mut seen: HashMap<(String, String), (usize, usize)> = HashMap::new();
    for error in errors {
        let near = click_before(scene, error.seq, error.at).is_some_and(|click| error.at - click.at <= within);
        let (all, alone) = seen.entry(imprint(&error.text, &error.stack)).or_default();
        *all += 1;
        *alone += usize::from(!near && through_request(scene, error).is_none());
    }
    seen.into_iter().filter(|(_, (all, alone))| *all > 1 && alone * 2 >= *all).map(|(print, _)| print).collect()
}

fn signal(scene: &Scene<'_>, row: &[Blamed<'_>]) -> Result<Signal, SeekError> {
    let (first, rule) = (&row[0], scene.rules.error);
    let tree = scene.tree(first.click.seq)?;
    let node = Clicked::new(&tree, first.click.node).and_then(|clicked| clicked.whole().id()).or(first.click.node);
    let words = scene.words(first.click.seq, node)?;
    let message: String = first.error.text.lines().next().unwrap_or_default().chars().take(120).collect();
    let after = first.error.at - first.click.at;
    let says = match row.len() {
        1 => format!("{words}: {message}, after {}", after.human()),
        errors => format!("{words}: {errors} errors, the first {} after its click: {message}", after.human()),
    };
    let mut signal = scene.signal(SignalKind::ErrorClick, first.click.seq, node, &says);
    let mut events = Vec::new();
    for blamed in row {
        events.push(Fired { seq: blamed.click.seq, what: "click" });
        events.extend(blamed.request.map(|seq| Fired { seq, what: "request" }));
        events.push(Fired { seq: blamed.error.seq, what: "error" });
    }
    events.dedup();
    let clicks = events.iter().filter(|fired| fired.what == "click").count();
    signal.evidence.measured = vec![count("clicks", clicks), count("errors", row.len()), ms("after_ms", after)];
    signal.evidence.events = events;
    signal.evidence.thresholds =
        rule.map(|rule| vec![ms("within_ms", rule.within), ms("at_most_ms", rule.at_most)]).unwrap_or_default();
    Ok(signal)
}
