//! Custom events, pages, and earlier lines of the console.

use super::super::candidates::Candidate;
use super::super::clues::{Topic, is_common, words};
use super::super::past::Key;
use super::super::reasons::{Clue, Reasons, fading};
use super::Weigher;
use crate::clock::Span;
use crate::event::Data;
use crate::extract::stack::Trigger;
use crate::recording::SeekError;
use serde_json::Value;

pub(super) fn weigh_custom(with: &Weigher<'_>, candidate: &Candidate) -> Result<Reasons, SeekError> {
    let mut reasons = Reasons::default();
    let since = with.since(candidate);
    reasons.add(Clue::Near, fading(0.5, since.ms(), 250.0), format!("{} before", since.human()));
    let tag = with.scene.label(candidate.seq).trim_start_matches("custom ").to_lowercase();
    if with.clues.trigger == Some(Trigger::Message) {
        reasons.add(Clue::Trigger, 0.4, "the stack begins with a message");
    }
    let wire = ["socket", "ws", "message", "sse", "push", "realtime", "stream"];
    if with.clues.is_about(Topic::Socket) && words(&tag).any(|word| wire.contains(&word)) {
        reasons.add(Clue::Told, 0.5, "the message speaks of such a connection");
    }
    let network = with.clues.is_about(Topic::Request) || with.clues.is_about(Topic::Socket);
    if network && (tag.contains("offline") || tag.contains("disconnect")) {
        reasons.add(Clue::Told, 0.65, "the browser had lost the network");
    }
    if let Some(word) = shared(with, candidate, &tag)? {
        reasons.add(Clue::Told, 0.5, format!("the message shares {word:?} with it"));
    }
    if with.loaded.is_some_and(|loaded| loaded > candidate.seq) {
        reasons.add(Clue::OtherPage, -0.6, "another page was loaded in between");
    }
    let key = Key::Custom(with.scene.label(candidate.seq).to_owned());
    with.compare(&mut reasons, &key, Span(2_000_000));
    Ok(reasons)
}

/// A word of a custom event's tag, or a text of its payload, that the message or a function of the stack has.
fn shared(with: &Weigher<'_>, candidate: &Candidate, tag: &str) -> Result<Option<String>, SeekError> {
    let told = |word: &str| {
        let in_stack = || with.clues.functions.iter().any(|(_, words)| words.iter().any(|own| own == word));
        word.len() >= 4 && !is_common(word) && (with.clues.words.contains(word) || in_stack())
    };
    if let Some(word) = words(tag).find(|word| told(word)) {
        return Ok(Some(word.to_owned()));
    }
    let Some(event) = with.scene.event(candidate.seq)? else { return Ok(None) };
    let Data::Custom { payload, .. } = event.data else { return Ok(None) };
    let payload: Value = serde_json::from_str(payload.get()).unwrap_or_default();
    let texts: Vec<&str> = match &payload {
        Value::String(text) => vec![text],
        Value::Object(members) => members.values().filter_map(Value::as_str).take(64).collect(),
        _ => Vec::new(),
    };
    let fits = |text: &&str| (4..=200).contains(&text.len()) && with.clues.says(&text.to_lowercase());
    Ok(texts.into_iter().find(fits).map(str::to_owned))
}

pub(super) fn weigh_page(with: &Weigher<'_>, candidate: &Candidate) -> Reasons {
    let mut reasons = Reasons::default();
    let since = with.since(candidate);
    let alone = with.last_action().is_none_or(|last| last.seq < candidate.seq);
    reasons.add(Clue::Loaded, fading(0.5, since.ms(), 700.0), format!("it was loaded {} before", since.human()));
    if alone {
        reasons.add(Clue::Last, 0.25, "the user had done nothing on it yet");
    }
    match &with.clues.trigger {
        Some(Trigger::Load) => reasons.add(Clue::Trigger, 0.5, "the stack begins with something being loaded"),
        Some(Trigger::Timer) => reasons.add(Clue::Trigger, 0.25, "the stack begins with a timer"),
        _ => {}
    }
    if with.clues.is_about(Topic::Load) {
        reasons.add(Clue::Trigger, 0.35, "the message speaks of loading");
    }
    if with.steady {
        reasons.add(Clue::Pattern, 0.4, "such come at a steady rhythm, whatever the user does");
    }
    let navigates = |event: &Option<String>| matches!(event.as_deref(), Some("popstate" | "hashchange"));
    if let Some(handler) = with.clues.handlers.iter().find(|handler| navigates(&handler.event)) {
        let says = format!("{} in the stack answers to its address", handler.function);
        reasons.add(Clue::Handler, 0.6, says);
    }
    reasons
}

pub(super) fn weigh_line(with: &Weigher<'_>, candidate: &Candidate) -> Reasons {
    let mut reasons = Reasons::default();
    let Some(line) = with.scene.view.console_of(candidate.seq) else { return reasons };
    let since = with.since(candidate);
    let bad = line.level.is_error() || line.level.is_warning();
    let lower = line.text.to_lowercase();
    let telling = |word: &&str| word.len() >= 4 && !is_common(word) && with.clues.words.contains(*word);
    let mut common: Vec<&str> = words(&lower).take(200).filter(telling).collect();
    common.sort_unstable();
    common.dedup();
    if bad || !common.is_empty() {
        let most = if bad { 0.4 } else { 0.25 };
        reasons.add(Clue::Near, fading(most, since.ms(), 60.0), format!("{} before", since.human()));
    }
    if let Some(word) = common.first() {
        let weight = if common.len() >= 2 { 0.3 } else { 0.15 };
        reasons.add(Clue::Told, weight, format!("both lines speak of {word:?}"));
    }
    reasons
}
