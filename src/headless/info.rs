//! `info`: one summary.

use super::records::Session;
use super::{Ink, Line, Out, seek_failure, size};
use crate::archive::{Damage, Person};
use crate::cli::Info;
use crate::error::Failure;
use crate::recording::{Cancel, Recording, View};
use crate::text;

/// Prints the summary.
pub fn run(recording: &Recording, args: &Info, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let sizes = args.size.then(|| recording.sizes(&view, &Cancel::new())).transpose().map_err(seek_failure)?;
    if out.json() {
        return out.record(&Session::new(&view).sized(sizes.as_ref()));
    }
    for (name, value) in facts(&view) {
        out.line(heading(name).add(Ink::Plain, value))?;
    }
    windows(&view, out)?;
    pages(&view, out)?;
    for (at, damage) in view.damage.iter().enumerate() {
        let name = if at == 0 { "damage" } else { "" };
        out.line(heading(name).add(Ink::Red, describe(damage)))?;
    }
    if view.damage.is_empty() {
        out.line(heading("damage").add(Ink::Green, "none"))?;
    }
    sizes.map_or(Ok(()), |sizes| size::print(&sizes, &view, out))
}

fn heading(name: &str) -> Line {
    Line::new().left(Ink::Dim, name, 11)
}

/// What one line can say.
fn facts(view: &View) -> Vec<(&'static str, String)> {
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
    facts.push(("events", format!("{}{dropped}", index.len())));
    let counts: Vec<String> = index.counts().iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    facts.push(("kinds", counts.join(", ")));
    facts.push(("console", console(view)));
    facts.push(("network", network(view)));
    facts
}

/// The person, by whatever names them best.
pub(super) fn who(person: &Person) -> Option<String> {
    person.email.clone().or_else(|| person.name.clone()).or_else(|| person.distinct_ids.first().cloned())
}

fn console(view: &View) -> String {
    let mut levels = std::collections::BTreeMap::new();
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

fn windows(view: &View, out: &mut Out) -> Result<(), Failure> {
    for (at, window) in view.windows.iter().enumerate() {
        let id = window.id.as_deref().unwrap_or("no id");
        let from = view.offset(window.first).stamp(false);
        let to = view.offset(window.last).stamp(false);
        let line = heading(if at == 0 { "windows" } else { "" }).add(Ink::Plain, format!("{at}  {id}  "));
        out.line(line.add(Ink::Dim, format!("{from} to {to}, {} events", window.events)))?;
    }
    Ok(())
}

fn pages(view: &View, out: &mut Out) -> Result<(), Failure> {
    for (at, page) in view.pages.iter().enumerate() {
        let line = heading(if at == 0 { "pages" } else { "" });
        let line = line.add(Ink::Dim, format!("{}  ", view.offset(page.seq).stamp(false)));
        out.line(line.add(Ink::Plain, &*page.href))?;
    }
    Ok(())
}

/// A loss in words, with its place.
#[must_use]
pub(super) fn describe(damage: &Damage) -> String {
    let lost = match damage.events_lost {
        None => String::new(),
        Some(0) => ", no event lost".to_owned(),
        Some(1) => ", 1 event lost".to_owned(),
        Some(count) => format!(", {count} events lost"),
    };
    let remedy = damage.remedy.as_ref().map(|remedy| format!(" ({remedy})")).unwrap_or_default();
    format!("{} at {}: {}{lost}{remedy}", damage.what.name(), damage.place, damage.reason)
}
