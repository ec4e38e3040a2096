//! A recording in a few facts: what `info` prints and the info pane shows.

use super::View;
use crate::archive::{Damage, DamageKind, Metadata, Person};
use crate::clock::Span;
use crate::text;
use std::collections::BTreeMap;

/// What one line each can say: a name, and the fact. Recorded text: not neutral.
#[must_use]
pub fn facts(view: &View) -> Vec<(&'static str, String)> {
    let header = view.header.as_ref();
    let index = &view.index;
    let mut facts = Vec::new();
    if let Some(id) = header.and_then(|header| header.recording_id.clone()) {
        facts.push(("recording", id));
    }
    if let Some(header) = header {
        let mut container = vec![header.container.name().to_owned()];
        container.extend(header.codecs.iter().rev().map(|codec| codec.name().to_owned()));
        container.extend(header.input_bytes.map(text::bytes));
        facts.push(("container", container.join(", ")));
    }
    if let Some(person) = header.and_then(|header| header.person.as_ref()).and_then(who) {
        facts.push(("person", person));
    }
    facts.push(("recorded", format!("{}, for {}", index.start().rfc3339(), index.duration().human())));
    let dropped = if view.repeats > 0 { format!(" ({} repeats dropped)", view.repeats) } else { String::new() };
    facts.push(("events", format!("{}{dropped}", index.recorded())));
    let apps = index.app_events();
    if !apps.is_empty() {
        let names: Vec<String> = apps.iter().map(|(name, count)| format!("{count} {name}")).collect();
        facts.push(("analytics", names.join(", ")));
    }
    let counts: Vec<String> = index.counts().iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    facts.push(("kinds", counts.join(", ")));
    facts.push(("console", console(view)));
    facts.push(("network", network(view)));
    facts.extend(header.and_then(|header| header.metadata.as_ref()).and_then(server).map(|fact| ("server", fact)));
    facts
}

/// What PostHog's servers know of the recording, as far as it is told.
fn server(metadata: &Metadata) -> Option<String> {
    let Metadata { duration_s, active_s, counts, source, library, .. } = metadata;
    let length = |seconds: f64| Span::from_ms(seconds * 1000.0).human();
    let counted = |count: Option<u64>, one: &str, many: &str| {
        count.map(|count| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") })
    };
    let parts = [
        duration_s.map(length),
        active_s.map(|seconds| format!("{} active", length(seconds))),
        counted(counts.clicks, "click", "clicks"),
        counted(counts.keypresses, "key press", "key presses"),
        counted(counts.console_error, "console error", "console errors"),
        counted(counts.console_warn, "console warning", "console warnings"),
        counted(counts.console_log, "console line", "console lines"),
        source.clone(),
        library.clone(),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// The person, by whatever names them best.
#[must_use]
pub fn who(person: &Person) -> Option<String> {
    person.email.clone().or_else(|| person.name.clone()).or_else(|| person.distinct_ids.first().cloned())
}

fn console(view: &View) -> String {
    let mut levels = BTreeMap::new();
    for row in &view.console {
        *levels.entry(row.level).or_insert(0u64) += 1;
    }
    let levels: Vec<String> = levels.iter().map(|(level, count)| format!("{count} {level}")).collect();
    if levels.is_empty() { "nothing recorded".to_owned() } else { levels.join(", ") }
}

fn network(view: &View) -> String {
    let failed = view.network.iter().filter(|row| row.request.failed).count();
    match view.network.len() {
        0 => "nothing recorded".to_owned(),
        requests => format!("{requests} requests, {failed} failed"),
    }
}

/// A loss in words, with its place. Recorded text: not neutral.
#[must_use]
pub fn describe(damage: &Damage) -> String {
    let lost = match damage.events_lost {
        None => String::new(),
        Some(0) => ", no event lost".to_owned(),
        Some(1) => ", 1 event lost".to_owned(),
        Some(count) => format!(", {count} events lost"),
    };
    let remedy = damage.remedy.as_ref().map(|remedy| format!(" ({remedy})")).unwrap_or_default();
    if damage.what == DamageKind::Archive {
        return format!("{}{remedy}", damage.reason);
    }
    format!("{} at {}: {}{lost}{remedy}", damage.what.name(), damage.place, damage.reason)
}
