//! What the archive could not read.

use super::check::{Case, Check};
use super::{Finding, Place, Severity, View};
use crate::archive::Damage;

#[derive(Default)]
pub(super) struct Input;

impl Check for Input {
    fn see(&mut self, _: &Case<'_>) {}

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        view.damage.iter().map(|damage| finding(damage, view)).collect()
    }
}

fn finding(damage: &Damage, view: &View) -> Finding {
    let severity = if damage.events_lost == Some(0) { Severity::Warning } else { Severity::Error };
    let lost = match damage.events_lost {
        None => ": an unknown number of events is lost".to_owned(),
        Some(0) => ": no event is lost".to_owned(),
        Some(1) => ": 1 event is lost".to_owned(),
        Some(count) => format!(": {count} events are lost"),
    };
    let inputs = view.header.as_ref().map(|header| header.inputs.as_slice()).unwrap_or_default();
    let input = inputs.get(damage.place.input as usize).filter(|_| inputs.len() > 1).cloned();
    Finding {
        place: Some(Place { input, byte: damage.place.byte, line: damage.place.line }),
        count: damage.events_lost.unwrap_or(0),
        advice: damage.remedy.clone(),
        ..Finding::new(severity, check(damage), format!("{}{lost}", damage.reason))
    }
}

/// The check's name: what sort of damage it is.
fn check(damage: &Damage) -> &'static str {
    use crate::archive::DamageKind as Kind;
    match damage.what {
        Kind::Truncated => "truncated",
        Kind::Codec => "broken-compression",
        Kind::Json => "broken-json",
        Kind::Encoding => "broken-text",
        Kind::Event => "unusable-event",
        Kind::TooLarge => "too-large",
        Kind::Unknown => "unknown-form",
    }
}
