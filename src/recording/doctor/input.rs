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
        if view.damage.is_empty() {
            return Vec::new();
        }
        let mut events: Vec<((u32, u64), Seq)> =
            view.index.seqs().filter_map(|seq| Some((spot(view, seq)?, seq))).collect();
        events.sort_unstable();
        view.damage.iter().map(|damage| finding(damage, view, before(damage, &events))).collect()
    }
}

fn spot(view: &View, seq: Seq) -> Option<(u32, u64)> {
    let place = view.place(seq)?;
    Some((place.input, place.byte?))
}

/// The last event that lies before the damage.
fn before(damage: &Damage, events: &[((u32, u64), Seq)]) -> Option<Seq> {
    let spot = (damage.place.input, damage.place.byte?);
    let count = events.partition_point(|(event, _)| *event < spot);
    events.get(count.checked_sub(1)?).map(|(_, seq)| *seq)
}

fn finding(damage: &Damage, view: &View, before: Option<Seq>) -> Finding {
    let severity = if damage.events_lost == Some(0) { Severity::Warning } else { Severity::Error };
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
        DamageKind::Unknown => "unknown-form",
    }
}
