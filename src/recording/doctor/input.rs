//! What the archive could not read, and when in the recording that was.

use super::check::{Case, Check};
use super::words::{many, time};
use super::{Finding, Place, Severity, View};
use crate::archive::{Damage, DamageKind};
use crate::event::Seq;

#[derive(Default)]
pub(super) struct Input;

impl Check for Input {
    fn see(&mut self, _: &Case<'_>) {}

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        crate::recording::damage(view).into_iter().map(|(damage, before)| finding(damage, view, before)).collect()
    }
}

fn finding(damage: &Damage, view: &View, before: Option<Seq>) -> Finding {
    // A broken seal says that something was changed, whether or not an event is known to be lost.
    let harmless = damage.events_lost == Some(0) && damage.what != DamageKind::Seal;
    let severity = if harmless { Severity::Warning } else { Severity::Error };
    let lost = match damage.events_lost {
        None => "an unknown number of events is lost".to_owned(),
        Some(0) => "no event is lost".to_owned(),
        Some(1) => "1 event is lost".to_owned(),
        Some(count) => format!("{} are lost", many(count, "event")),
    };
    let when = before.map_or_else(String::new, |seq| format!(", after event #{seq} at {}", time(view, seq)));
    let found = Finding {
        place: Some(Place::of(damage.place, view)),
        count: damage.events_lost.unwrap_or(0),
        advice: damage.remedy.clone(),
        ..Finding::new(severity, check(damage.what), format!("{}: {lost}{when}", damage.reason))
    };
    match before {
        Some(seq) => found.span(seq, seq).window(view.index.window(seq)),
        None => found,
    }
}

/// The check's name: what sort of damage it is.
fn check(what: DamageKind) -> &'static str {
    match what {
        DamageKind::Truncated => "truncated",
        DamageKind::Codec => "broken-compression",
        DamageKind::Json => "broken-json",
        DamageKind::Encoding => "broken-text",
        DamageKind::Event => "unusable-event",
        DamageKind::TooLarge => "too-large",
        DamageKind::Seal => "broken-seal",
        DamageKind::Unknown => "unknown-form",
        DamageKind::Archive => "unreadable-archive",
    }
}
