//! Requests: whether their answer had just come, whether they failed, whether the message speaks of them.

use super::super::candidates::Candidate;
use super::super::clues::{Topic, bare, is_common, words};
use super::super::named::same;
use super::super::past::Key;
use super::super::reasons::{Clue, Reasons, fading};
use super::Weigher;
use crate::clock::Span;
use crate::extract::stack::Trigger;
use crate::extract::{NetworkRow, exchange, host_and_path};
use crate::recording::SeekError;
use crate::recording::traffic::Sent;
use serde_json::Value;

/// Bodies are read of requests answered so shortly before.
const RECENT: Span = Span(3_000_000);

pub(super) fn weigh(with: &Weigher<'_>, candidate: &Candidate) -> Result<Reasons, SeekError> {
    let mut reasons = Reasons::default();
    let Some(sent) = sent(with, candidate) else { return Ok(reasons) };
    answered(with, candidate, sent, &mut reasons);
    told(with, sent.row, &mut reasons);
    if with.since(candidate) <= RECENT {
        body(with, sent.row, &mut reasons)?;
    }
    if sent.background {
        reasons.add(Clue::Background, -0.7, "it goes out by itself: it measures, or polls");
    }
    if with.loaded.is_some_and(|loaded| with.scene.at(loaded) > candidate.done) {
        reasons.add(Clue::OtherPage, -0.6, "another page was loaded in between");
    }
    with.compare(&mut reasons, &Key::request(sent), Span(1_000_000));
    Ok(reasons)
}

/// A candidate's request among the window's.
fn sent<'w>(with: &Weigher<'w>, candidate: &Candidate) -> Option<&'w Sent<'w>> {
    let of = |sent: &&Sent<'_>| (sent.row.seq, Some(sent.row.nth)) == (candidate.seq, nth(with, candidate));
    with.scene.traffic.between(candidate.sent, candidate.sent).iter().find(of)
}

fn nth(with: &Weigher<'_>, candidate: &Candidate) -> Option<u32> {
    with.scene.view.network.get(candidate.request? as usize).map(|row| row.nth)
}

fn answered(with: &Weigher<'_>, candidate: &Candidate, sent: &Sent<'_>, reasons: &mut Reasons) {
    const HALF_MS: f64 = 150.0;
    let (since, request) = (with.since(candidate), &sent.row.request);
    let pending = candidate.done == candidate.sent && request.duration.is_some_and(|took| took > Span(0));
    if pending {
        reasons.add(Clue::Near, 0.15, "it had no answer yet");
    } else {
        // A request is seldom sent because of another.
        let most = if with.effect.request.is_some() { 0.25 } else { 0.55 };
        let most = if sent.by_script() { most } else { most / 2.0 };
        let says = match since {
            Span(..0) => format!("its answer came with it, {} after", since.human()),
            _ => format!("its answer came {} before", since.human()),
        };
        reasons.add(Clue::Answer, fading(most, since.ms(), HALF_MS), says);
    }
    // An old failure explains little.
    let fresh = fading(1.0, since.ms(), 2_000.0);
    if request.failed {
        let says = match request.status {
            Some(status) => format!("it failed with {status}"),
            None => "it failed without an answer".to_owned(),
        };
        reasons.add(Clue::Failed, 0.45 * fresh, says);
    }
    if with.clues.is_about(Topic::Request) {
        let weight = if request.failed { 0.4 } else { 0.15 };
        reasons.add(Clue::Trigger, weight * fresh, "the message speaks of a request");
    } else if with.clues.trigger == Some(Trigger::Response) && sent.by_script() {
        reasons.add(Clue::Trigger, 0.3 * fresh, "the stack begins with an answer");
    }
}

/// What the message says of the request itself.
fn told(with: &Weigher<'_>, row: &NetworkRow, reasons: &mut Reasons) {
    let request = &row.request;
    let url = bare(&request.url).to_lowercase();
    let (_, path) = host_and_path(&url);
    let names_url = !url.is_empty() && with.clues.message.contains(&url);
    if names_url || (path.len() > 3 && with.clues.message.contains(path)) {
        reasons.add(Clue::Told, 0.75, format!("the message names {}", if names_url { &url } else { path }));
    } else if let Some(word) = words(path).find(|part| is_told(with, part)) {
        reasons.add(Clue::Told, 0.3, format!("the message speaks of {word:?}"));
    }
    if let Some(status) = request.status.filter(|_| request.failed)
        && with.clues.says(&status.to_string())
    {
        reasons.add(Clue::Told, 0.4, format!("the message tells the status {status}"));
    }
}

/// Whether the message, or a function of the stack, has a word of an address.
fn is_told(with: &Weigher<'_>, part: &str) -> bool {
    if part.len() < 4 || is_common(part) || part == "json" {
        return false;
    }
    let in_stack = || with.clues.functions.iter().any(|(_, words)| words.iter().any(|word| same(word, part)));
    with.clues.words.iter().any(|word| same(word, part)) || in_stack()
}

/// What the message repeats of the answer's body.
fn body(with: &Weigher<'_>, row: &NetworkRow, reasons: &mut Reasons) -> Result<(), SeekError> {
    const LARGEST: u32 = 1 << 20;
    let scene = with.scene;
    if !row.request.has_body || scene.view.index.loc(row.seq).len > LARGEST {
        return Ok(());
    }
    let event = scene.recording.event(scene.view, row.seq)?;
    let answer = exchange(&event, row.nth).and_then(|exchange| exchange.response.body);
    let Some(answer) = answer.and_then(|body| serde_json::from_str::<Value>(&body).ok()) else { return Ok(()) };
    let mut quoted = None;
    let mut field = None;
    visit(&answer, &mut |key, value| {
        let value = value.map(str::to_lowercase);
        quoted = quoted.take().or(value.filter(|it| (5..=200).contains(&it.len()) && with.clues.message.contains(it)));
        let read = |key: &&str| key.len() >= 3 && with.clues.message.contains(&format!("'{}'", key.to_lowercase()));
        field = field.take().or(key.filter(read).map(str::to_owned));
    });
    if let Some(quoted) = quoted {
        reasons.add(Clue::Told, 0.7, format!("the message repeats its answer: {quoted:?}"));
    }
    if let Some(field) = field {
        reasons.add(Clue::Told, 0.3, format!("the message speaks of a field of its answer: {field:?}"));
    }
    Ok(())
}

/// Every member's name and every text of a JSON value, as far as that is worth while.
fn visit(value: &Value, each: &mut dyn FnMut(Option<&str>, Option<&str>)) {
    const MOST: usize = 2_000;
    let mut left = vec![value];
    for _ in 0..MOST {
        match left.pop() {
            Some(Value::String(text)) => each(None, Some(text)),
            Some(Value::Array(items)) => left.extend(items.iter().take(MOST)),
            Some(Value::Object(members)) => {
                members.keys().take(MOST).for_each(|key| each(Some(key), None));
                left.extend(members.values().take(MOST));
            }
            Some(_) => {}
            None => return,
        }
    }
}

pub(super) fn weigh_script(with: &Weigher<'_>, candidate: &Candidate) -> Reasons {
    let mut reasons = Reasons::default();
    let since = with.since(candidate);
    let says = format!("the stack runs in this script, which had come {} before", since.human());
    reasons.add(Clue::Loaded, fading(0.5, since.ms(), 1_000.0), says);
    let page = with.scene.view.page(with.scene.window, with.effect.seq).map(|page| &*page.href).unwrap_or_default();
    if with.clues.is_foreign(page) {
        reasons.add(Clue::Name, 0.45, "the stack runs in scripts of other hosts alone");
    }
    reasons
}
