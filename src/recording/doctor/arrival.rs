//! The order in which events arrived, events that came twice, and clocks that jump.

use super::check::{Case, Check};
use super::words::{many, time, within};
use super::{Finding, Severity, View};
use crate::archive::Container;
use crate::clock::{Span, Time};
use crate::event::{Data, Kind, Seq, digest};
use crate::timeline::WindowIx;
use std::collections::{BTreeMap, HashMap};

/// Longer than any session (PostHog ends one after 24 hours): two events so far apart have different clocks.
const LONGER_THAN_ANY: Span = Span(24 * 3_600_000_000);

/// Uploads that are retried arrive this late, not later.
const RETRY: Span = Span(600_000_000);

/// Two recorders of one page report a change at most so far apart.
const NEAR: Span = Span(100_000);

/// So many changes reported twice are no accident.
const MANY_NEAR: u64 = 3;

/// See the module.
#[derive(Default)]
pub(super) struct Arrival {
    twice: BTreeMap<WindowIx, Twice>,
}

/// Events of one window that came twice.
#[derive(Default)]
struct Twice {
    /// The events of the current instant.
    now: (Time, HashMap<u64, Seq>),
    /// When recent changes were last reported, by their content: since a time, and of the tenth of a second before it.
    recent: (Time, HashMap<u64, Time>, HashMap<u64, Time>),
    changes: Tally,
    others: Tally,
    near: Tally,
}

/// How many, and from where to where.
#[derive(Default)]
struct Tally {
    count: u64,
    span: Option<(Seq, Seq)>,
}

impl Tally {
    fn add(&mut self, seq: Seq) {
        self.count += 1;
        self.span = Some((self.span.map_or(seq, |(first, _)| first), seq));
    }

    fn finding(self, severity: Severity, check: &'static str, window: WindowIx, effect: String) -> Option<Finding> {
        let (from, to) = self.span?;
        Some(Finding::new(severity, check, effect).window(window).span(from, to).count(self.count))
    }
}

impl Check for Arrival {
    fn see(&mut self, case: &Case<'_>) {
        let Some(content) = digest(case.extra.body) else { return };
        let twice = self.twice.entry(case.window).or_default();
        if twice.now.0 != case.at {
            twice.now = (case.at, HashMap::new());
        }
        let change = is_change(case);
        // What PostHog wrote was rid of repeats by PostHog's rule: what is left came twice in the page.
        let rid = case.view.header.as_ref().is_some_and(|header| header.container.is_posthog());
        if twice.now.1.insert(content, case.seq).is_some() && !rid {
            if change { twice.changes.add(case.seq) } else { twice.others.add(case.seq) }
        } else if change && case.kind == Kind::Mutation {
            twice.near(case);
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        findings.extend(repeats(view));
        for (window, twice) in self.twice {
            findings.extend(twice.findings(view, window));
        }
        let mut arrived: BTreeMap<WindowIx, Vec<Seq>> = BTreeMap::new();
        for seq in recorded(view) {
            arrived.entry(view.index.window(seq)).or_default().push(seq);
        }
        findings.extend(arrived.into_iter().filter_map(|(window, seqs)| disorder(view, window, seqs)));
        findings.extend(jumps(view));
        findings
    }
}

impl Twice {
    /// A change that was reported a moment ago, too.
    fn near(&mut self, case: &Case<'_>) {
        let Some(content) = change_digest(case.extra.body) else { return };
        let (since, now, before) = &mut self.recent;
        if case.at - *since > NEAR {
            *before = std::mem::take(now);
            *since = case.at;
        }
        let last = now.insert(content, case.at).or_else(|| before.get(&content).copied());
        if last.is_some_and(|last| last != case.at && case.at - last <= NEAR) {
            self.near.add(case.seq);
        }
    }

    fn findings(self, view: &View, window: WindowIx) -> Vec<Finding> {
        let of = within(view, window);
        let changes = format!(
            "{}{of} that build or change the page came twice, equal to the last millisecond: changes may have been \
             applied twice",
            many(self.changes.count, "event")
        );
        let others = format!(
            "{}{of} came twice, equal to the last millisecond; nothing depends on it",
            many(self.others.count, "event")
        );
        let near = format!(
            "{}{of} came again within a tenth of a second: two recorders run on the page, or uploads were stored twice",
            many(self.near.count, "change")
        );
        let mut found = Vec::new();
        found.extend(self.changes.finding(Severity::Warning, "duplicate-events", window, changes));
        found.extend(self.others.finding(Severity::Info, "duplicate-events", window, others));
        if self.near.count >= MANY_NEAR {
            found.extend(self.near.finding(Severity::Warning, "near-duplicate-events", window, near));
        }
        found
    }
}

/// Whether an event builds or changes nodes.
fn is_change(case: &Case<'_>) -> bool {
    match case.event.map(|event| &event.data) {
        Some(Data::FullSnapshot(_)) => true,
        Some(Data::Mutation(mutation)) => !mutation.adds.is_empty() || !mutation.removes.is_empty(),
        _ => false,
    }
}

/// A digest of what an event says, whenever it says it.
fn change_digest(body: &[u8]) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct Said<'a> {
        #[serde(borrow)]
        data: &'a serde_json::value::RawValue,
    }
    digest(serde_json::from_slice::<Said<'_>>(body).ok()?.data.get().as_bytes())
}

/// The recorded events: analytics events come from another clock, in an order of their own.
fn recorded(view: &View) -> impl Iterator<Item = Seq> + '_ {
    view.index.seqs().filter(|seq| view.index.kind(*seq) != Kind::App)
}

/// Repeats that were dropped while the file was read.
fn repeats(view: &View) -> Option<Finding> {
    let count = u64::from(view.repeats);
    let effect = format!("{} came twice in one millisecond and counted once (PostHog's rule)", many(count, "event"));
    (count > 0).then(|| Finding::info("duplicate-events", effect).count(count))
}

/// Events that arrived after later ones.
fn disorder(view: &View, window: WindowIx, mut arrived: Vec<Seq>) -> Option<Finding> {
    arrived.sort_by_key(|seq| view.index.arrival(*seq));
    let (mut newest, mut late, mut by) = (Time(i64::MIN), Tally::default(), Span(0));
    let mut jumped: Option<Seq> = None;
    for seq in &arrived {
        let at = view.index.time(*seq);
        if at < newest {
            late.add(*seq);
            by = by.max(newest - at);
            jumped = jumped.or((newest - at > RETRY).then_some(*seq));
        }
        newest = newest.max(at);
    }
    let (from, to) = late.span?;
    let how = format!(
        "{}{} arrived after later ones, by up to {}",
        many(late.count, "event"),
        within(view, window),
        by.human()
    );
    let finding = match jumped {
        Some(seq) => Finding::warning(
            "clock-jump",
            format!(
                "{how}: the clock ran backwards to {}, or parts of the recording were put together wrongly",
                time(view, seq)
            ),
        ),
        None if in_wire_order(view) => Finding::info("arrival-order", format!("{how}; they were sorted by their time")),
        None => Finding::warning(
            "arrival-order",
            format!("{how}; they were sorted by their time, and events of one millisecond may have changed places"),
        ),
    };
    Some(finding.window(window).span(from.min(to), from.max(to)).count(late.count))
}

/// Whether the container keeps events in the order in which they were sent, which is not that of their times.
fn in_wire_order(view: &View) -> bool {
    view.header.as_ref().is_some_and(|header| {
        header.container == Container::Sentry
            || header.container.is_posthog()
                && !matches!(
                    header.container,
                    Container::PostHogExport2022 | Container::PostHogExport2023 | Container::PostHogArray
                )
    })
}

/// Neighbours further apart than any session lasts.
fn jumps(view: &View) -> Vec<Finding> {
    let pairs = recorded(view).zip(recorded(view).skip(1));
    pairs
        .filter_map(|(from, to)| {
            let span = view.index.time(to) - view.index.time(from);
            let effect = format!(
                "the clock jumps by {} between events #{from} and #{to}: times before and after it can't be compared",
                span.human()
            );
            (span > LONGER_THAN_ANY).then(|| Finding::warning("clock-jump", effect).span(from, to))
        })
        .collect()
}
