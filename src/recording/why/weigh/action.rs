//! Actions: how near they were, and whether the stack or the message names what was acted on.

use super::super::candidates::Candidate;
use super::super::clues::{Handler, Topic};
use super::super::named::Fit;
use super::super::past::Key;
use super::super::reasons::{Clue, Reasons, fading};
use super::Weigher;
use crate::clock::Span;
use crate::event::Kind;
use crate::extract::is_cause;
use crate::extract::stack::Trigger;

pub(super) fn weigh(with: &Weigher<'_>, candidate: &Candidate) -> Reasons {
    let mut reasons = Reasons::default();
    near(with, candidate, &mut reasons);
    handlers(with, candidate, &mut reasons);
    names(with, candidate, &mut reasons);
    indirect(with, candidate, &mut reasons);
    if with.loaded.is_some_and(|loaded| loaded > candidate.seq) {
        reasons.add(Clue::OtherPage, -0.6, "another page was loaded in between");
    }
    let again = |other: &&Candidate| (other.kind, other.node) == (candidate.kind, candidate.node);
    if with.actions().filter(again).any(|other| other.seq > candidate.seq) {
        reasons.add(Clue::Again, -0.5, "the same was done again later");
    }
    if let Some(node) = candidate.node.filter(|_| is_cause(candidate.kind)) {
        with.compare(&mut reasons, &Key::Action(candidate.kind, node), Span(5_000_000));
    }
    reasons
}

/// How much of nearness an action of this sort is worth.
fn worth(candidate: &Candidate) -> f64 {
    match candidate.kind {
        Kind::Click | Kind::Touch | Kind::Pointer => 1.0,
        Kind::Input => 0.9,
        Kind::Scroll | Kind::Viewport | Kind::Media => 0.5,
        _ => 0.35,
    }
}

fn near(with: &Weigher<'_>, candidate: &Candidate, reasons: &mut Reasons) {
    const HALF_MS: f64 = 400.0;
    let since = with.since(candidate);
    let weight = worth(candidate) * fading(0.6, since.ms(), HALF_MS);
    reasons.add(Clue::Near, weight, format!("{} before", since.human()));
    if with.last_action().is_some_and(|last| last.seq == candidate.seq) {
        reasons.add(Clue::Last, 0.2, "the last thing the user did before it");
    }
}

/// A handler may wait for an answer before it fails, but the longer it was, the less likely.
const LONG_MS: f64 = 30_000.0;

/// What the handlers of the stack tell: the best of them counts.
fn handlers(with: &Weigher<'_>, candidate: &Candidate, reasons: &mut Reasons) {
    let told = with.clues.handlers.iter().map(|handler| (told(with, candidate, handler), handler));
    let Some((weight, handler)) = told.max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
    let function = &handler.function;
    let label = with.scene.label(candidate.seq);
    let what = label.split(" #").next().unwrap_or(label);
    if weight < 0.0 {
        reasons.add(Clue::OtherHandler, weight, format!("{function} in the stack handles something else"));
    } else if weight >= 0.9 {
        let weight = fading(weight, with.since(candidate).ms(), LONG_MS);
        reasons.add(Clue::Handler, weight, format!("same handler: {function} in the stack is this element's"));
    } else {
        reasons.add(Clue::Handler, weight, format!("{function} in the stack handles such: {what}"));
    }
}

fn told(with: &Weigher<'_>, candidate: &Candidate, handler: &Handler) -> f64 {
    let label = with.scene.label(candidate.seq);
    let event = handler.event.as_deref().map(|event| sets_off(candidate.kind, label, event));
    let element = with.named(candidate).map_or(Fit::Unknown, |named| named.fit(handler));
    match (event, element) {
        (Some(false), _) => -0.5,
        (_, Fit::Other) => -0.4,
        (Some(true), Fit::Own) => 0.9,
        (Some(true), Fit::Sort) => 0.6,
        (None, Fit::Own) => 0.55,
        (None, Fit::Sort) | (Some(true), Fit::Unknown) => 0.45,
        // A dispatcher of a framework's: some action was it.
        (None, Fit::Unknown) => 0.2,
    }
}

/// Whether an action sets off an event of the DOM's.
fn sets_off(kind: Kind, label: &str, event: &str) -> bool {
    let is = |word: &str| label.starts_with(word);
    match event {
        "click" => matches!(kind, Kind::Click | Kind::Touch) || is("double click"),
        "submit" => matches!(kind, Kind::Click | Kind::Touch | Kind::Input),
        "change" => matches!(kind, Kind::Input | Kind::Click | Kind::Focus),
        "input" | "keydown" | "keyup" | "keypress" | "paste" => kind == Kind::Input,
        "dblclick" => is("double click"),
        "contextmenu" => is("context menu"),
        "mousedown" | "mouseup" | "pointerdown" | "pointerup" => matches!(kind, Kind::Pointer | Kind::Click),
        "touchstart" | "touchend" => kind == Kind::Touch,
        "focus" | "blur" | "focusin" | "focusout" => matches!(kind, Kind::Focus | Kind::Click | Kind::Input),
        "scroll" | "wheel" => kind == Kind::Scroll,
        "resize" => kind == Kind::Viewport,
        "play" | "pause" | "ended" => kind == Kind::Media || kind == Kind::Click,
        "drag" | "drop" | "mousemove" | "mouseover" | "mouseout" => matches!(kind, Kind::Pointer | Kind::Click),
        "popstate" | "hashchange" => kind == Kind::Click,
        _ => matches!(kind, Kind::Click | Kind::Input | Kind::Touch | Kind::Pointer),
    }
}

/// Whether functions of the stack, or the message, are named like what was acted on.
fn names(with: &Weigher<'_>, candidate: &Candidate, reasons: &mut Reasons) {
    let Some(named) = with.named(candidate) else { return };
    if with.effect.node.is_some_and(|node| named.ids.contains(&node)) && with.effect.kind != Kind::Console {
        reasons.add(Clue::Node, 0.4, "on the node in question");
    }
    if reasons.is_sure(Clue::Handler) {
        return;
    }
    let shared = with.clues.functions.iter().map(|(function, words)| (named.shared(words), words.len(), function));
    if let Some((shared, of, function)) = shared.max_by_key(|(shared, of, _)| (*shared, usize::MAX - of))
        && shared > 0
    {
        let weight = if shared >= 2 { 0.6 } else { 0.4 };
        let part = if shared == of { 1.0 } else { 0.8 };
        reasons.add(Clue::Name, weight * part, format!("{function} in the stack is named like it"));
    }
    if let Some(name) = named.told(with.clues) {
        reasons.add(Clue::Told, 0.6, format!("the message speaks of {name:?}"));
    } else if let Some(word) = named.words_in(with.clues) {
        reasons.add(Clue::Told, 0.25, format!("the message shares the word {word:?}"));
    }
}

/// What speaks for something else than an action.
fn indirect(with: &Weigher<'_>, candidate: &Candidate, reasons: &mut Reasons) {
    let handled = reasons.has(Clue::Handler);
    let through = match with.clues.trigger {
        Some(Trigger::Response) => Some((-0.3, "the stack begins with an answer, not with a handler")),
        Some(Trigger::Timer) => Some((-0.5, "the stack begins with a timer, not with a handler")),
        Some(Trigger::Message) => Some((-0.5, "the stack begins with a message, not with a handler")),
        Some(Trigger::Load) => Some((-0.5, "the stack begins with something being loaded, not with a handler")),
        _ => None,
    };
    if let Some((weight, says)) = through.filter(|_| !handled) {
        reasons.add(Clue::OtherHandler, weight, says);
    }
    if with.steady && !handled {
        reasons.add(Clue::Background, -0.4, "such come at a steady rhythm");
    }
    let sizes = candidate.kind == Kind::Viewport && with.clues.is_about(Topic::Resize);
    if sizes {
        reasons.add(Clue::Told, 0.5, "the message is about sizes");
    }
}
