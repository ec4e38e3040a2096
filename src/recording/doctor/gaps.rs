//! Stretches in which nothing was recorded, and whether anything explains them.
//!
//! People read and leave, so silence by itself is no defect. It is one where something was going on right before and no
//! event says why it stopped: a renderer that froze or died, a computer that slept, events that were lost.

use super::check::{Case, Check};
use super::words::time;
use super::{Finding, Severity, View};
use crate::clock::{Span, Time};
use crate::event::{Data, Kind, Seq};
use crate::timeline::GAP_AFTER;
use std::collections::{BTreeSet, VecDeque};

/// Silence after activity is suspicious from here on.
const SUSPICIOUS: Span = Span(30_000_000);

/// Activity so shortly before a silence counts as right before it.
const RIGHT_BEFORE: Span = Span(5_000_000);

/// A page that changes by itself is known by what it did in so long a time.
const HEARTBEAT: Span = Span(30_000_000);

/// In so many of that time's seconds it must have done something by itself.
const BEATS: usize = 12;

/// What happens so shortly after a person's doing is its consequence.
const CONSEQUENCE: Span = Span(2_000_000);

/// See the module.
#[derive(Default)]
pub(super) struct Gaps {
    last: Option<(Seq, Time)>,
    /// Why nothing may be recorded from now on.
    excuse: Option<&'static str>,
    last_person: Option<Time>,
    /// When the page did something by itself.
    own: VecDeque<Time>,
    found: Vec<Gap>,
}

struct Gap {
    from: Seq,
    to: Seq,
    span: Span,
    excuse: Option<&'static str>,
    /// It was active right before.
    abrupt: bool,
    /// It changed by itself all the time until then.
    heartbeat: bool,
}

impl Check for Gaps {
    fn see(&mut self, case: &Case<'_>) {
        let tag = match case.event.map(|event| &event.data) {
            Some(Data::Custom { tag, .. }) => Some(&**tag),
            _ => None,
        };
        if let Some((seq, at)) = self.last
            && case.at - at > GAP_AFTER
        {
            self.found.push(self.gap((seq, at), case, tag));
        }
        self.last = Some((case.seq, case.at));
        self.note(case, tag);
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        self.found.iter().map(|gap| gap.finding(view)).collect()
    }
}

impl Gaps {
    fn gap(&self, (from, at): (Seq, Time), case: &Case<'_>, tag: Option<&str>) -> Gap {
        let seconds: BTreeSet<i64> =
            self.own.iter().filter(|own| at - **own < HEARTBEAT).map(|own| own.0 / 1_000_000).collect();
        let active = |time: Option<Time>| time.is_some_and(|time| at - time < RIGHT_BEFORE);
        Gap {
            from,
            to: case.seq,
            span: case.at - at,
            excuse: self.excuse.or(tag.and_then(excuse_after)),
            abrupt: active(self.last_person) || active(self.own.back().copied()),
            heartbeat: seconds.len() >= BEATS,
        }
    }

    /// Remembers what explains a silence after this event, or makes it suspicious.
    fn note(&mut self, case: &Case<'_>, tag: Option<&str>) {
        match tag {
            Some(tag) => {
                if let Some(excuse) = excuse_before(tag) {
                    self.excuse = Some(excuse);
                }
                if excuse_after(tag).is_some() && tag != "sessionIdle" {
                    self.excuse = None;
                }
            }
            None if is_person(case.kind) => {
                self.last_person = Some(case.at);
                self.excuse = None;
            }
            None if is_page(case.kind) => {
                let consequence = self.last_person.is_some_and(|person| case.at - person < CONSEQUENCE);
                if !consequence {
                    self.own.push_back(case.at);
                }
                while self.own.front().is_some_and(|own| case.at - *own > HEARTBEAT) {
                    self.own.pop_front();
                }
            }
            None => {}
        }
    }
}

impl Gap {
    fn finding(&self, view: &View) -> Finding {
        let stretch = format!(
            "nothing was recorded for {}, from {} to {}",
            self.span.human(),
            time(view, self.from),
            time(view, self.to)
        );
        let (check, severity, why) = match (self.excuse, self.heartbeat, self.abrupt) {
            (Some(excuse), ..) => ("gap", Severity::Info, excuse),
            (None, true, _) => (
                "dead-renderer",
                Severity::Warning,
                "the page had changed by itself all the time until then, and no event explains the silence: \
                 the page froze or died, the computer slept, or events are lost",
            ),
            (None, false, true) if self.span > SUSPICIOUS => (
                "dead-renderer",
                Severity::Warning,
                "the page was in use right before, and no event explains the silence: the person may have read or left, \
                 the page may have frozen, or events are lost",
            ),
            (None, false, _) => ("gap", Severity::Info, "no event says why; a person who reads leaves no trace"),
        };
        Finding::new(severity, check, format!("{stretch}: {why}")).span(self.from, self.to)
    }
}

/// Why silence follows an event with this tag.
fn excuse_before(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "sessionIdle" => "nobody did anything, and the recorder went idle; the page may have changed unseen",
        "recording paused" => "the recorder was paused by its list of blocked addresses",
        "window hidden" => "the window was hidden",
        "browser offline" => "the browser was offline",
        "$session_ending" => "the session ended, and another took over",
        _ => return None,
    })
}

/// Why silence preceded an event with this tag.
fn excuse_after(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "sessionIdle" => "nobody did anything until the recorder went idle",
        "sessionNoLongerIdle" => "the recorder was idle; the page may have changed unseen",
        "recording resumed" => "the recorder was paused by its list of blocked addresses",
        "window visible" => "the window was hidden",
        "browser online" => "the browser was offline",
        "$session_starting" => "another session came before",
        _ => return None,
    })
}

/// What a person does.
fn is_person(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Click
            | Kind::Pointer
            | Kind::Input
            | Kind::Scroll
            | Kind::Move
            | Kind::Touch
            | Kind::Focus
            | Kind::Selection
    )
}

/// What a page does.
fn is_page(kind: Kind) -> bool {
    matches!(kind, Kind::Mutation | Kind::Style | Kind::Canvas | Kind::Console | Kind::Network | Kind::Media)
}
