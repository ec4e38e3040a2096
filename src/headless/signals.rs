//! `signals`: rage, dead and error clicks and other signs of trouble, with what shows them.

use super::filter::{self, Said};
use super::list::List;
use super::records::offset;
use super::scope::Within;
use super::{Ink, Line, Out, seek_failure};
use crate::cli::{SignalKind, SignalRules, Signals};
use crate::clock::Span;
use crate::error::Failure;
use crate::event::{NodeId, Seq};
use crate::query::{Fact, Field};
use crate::recording::signals::{self, Measure, Preset, Rules, Signal};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::{Row, What, WindowIx};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// One signal.
#[derive(Debug, Serialize)]
pub(super) struct SignalRecord<'s> {
    record: &'static str,
    kind: &'static str,
    seq: Seq,
    at_ms: Number,
    window: WindowIx,
    node: Option<NodeId>,
    label: &'s str,
    preset: &'static str,
    events: Vec<EventPart>,
    measured: Map<String, Value>,
    thresholds: Map<String, Value>,
    vendor: Vec<EventPart>,
}

/// An event of the evidence.
#[derive(Debug, Serialize)]
struct EventPart {
    seq: Seq,
    at_ms: Number,
    what: &'static str,
}

impl<'s> SignalRecord<'s> {
    /// A signal that these rules found.
    pub(super) fn new(signal: &'s Signal, preset: Preset, view: &View) -> Self {
        let evidence = &signal.evidence;
        let event = |seq: Seq, what| EventPart { seq, at_ms: offset(view.index.time(seq), view), what };
        Self {
            record: "signal",
            kind: signal.kind.name(),
            seq: signal.seq,
            at_ms: offset(signal.at, view),
            window: signal.window,
            node: signal.node,
            label: &signal.label,
            preset: preset.name(),
            events: evidence.events.iter().map(|fired| event(fired.seq, fired.what)).collect(),
            measured: numbers(&evidence.measured),
            thresholds: numbers(&evidence.thresholds),
            vendor: evidence.vendor.iter().map(|(tag, seq)| event(*seq, *tag)).collect(),
        }
    }
}

/// Prints the signals that pass the filters.
pub fn run(recording: &Recording, args: &Signals, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let within = Within::new(&args.scope, &view)?;
    let rules = rules(args);
    let found = recording.signals(&view, &rules, &Cancel::new()).map_err(seek_failure)?;
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    let wanted = |signal: &&Signal| {
        within.has(signal.at, signal.seq, signal.window)
            && (args.kind.is_empty() || args.kind.iter().any(|kind| kind_of(*kind) == signal.kind))
            && query.matches(&said(signal, &view))
    };
    let mut list = List::new(out, &args.portion, "signal")?;
    for signal in found.iter().filter(wanted) {
        // Only what is printed is explained: that takes seeks.
        let explained = if args.explain && list.wants() { explain(recording, signal, &view)? } else { Vec::new() };
        let lines = || std::iter::once(line(signal, &view)).chain(explained).collect();
        list.put(|| SignalRecord::new(signal, rules.preset, &view), lines)?;
    }
    list.end().map(drop)
}

/// What an expression can ask of a signal.
const FIELDS: &[Field] = &[Field::Text, Field::Name, Field::At, Field::Seq, Field::Window, Field::Node];

fn said<'s>(signal: &'s Signal, view: &'s View) -> Said<'s> {
    let facts = vec![(Field::Text, Fact::text(&*signal.label)), (Field::Name, Fact::text(signal.kind.name()))];
    Said(facts).about((Some(signal.seq), Some(signal.window), signal.node), view)
}

/// The preset's rules, with the thresholds that were given.
fn rules(args: &Signals) -> Rules {
    let preset = match args.preset {
        SignalRules::Scrubjay => Preset::Scrubjay,
        SignalRules::Posthog => Preset::PostHog,
        SignalRules::Sentry => Preset::Sentry,
        SignalRules::Datadog => Preset::Datadog,
        SignalRules::Highlight => Preset::Highlight,
    };
    let mut rules = preset.rules();
    if let Some(rage) = &mut rules.rage {
        rage.clicks = args.rage_clicks.map_or(rage.clicks, |clicks| clicks as usize);
        rage.within = args.rage_within.unwrap_or(rage.within);
        rage.radius = args.rage_radius.unwrap_or(rage.radius);
    }
    if let Some(dead) = &mut rules.dead {
        dead.after = args.dead_after.unwrap_or(dead.after);
    }
    if let Some(error) = &mut rules.error {
        error.within = args.error_within.unwrap_or(error.within);
    }
    if let Some(back) = &mut rules.back {
        back.within = args.back_within.unwrap_or(back.within);
    }
    rules
}

fn kind_of(kind: SignalKind) -> signals::SignalKind {
    match kind {
        SignalKind::RageClick => signals::SignalKind::RageClick,
        SignalKind::DeadClick => signals::SignalKind::DeadClick,
        SignalKind::ErrorClick => signals::SignalKind::ErrorClick,
        SignalKind::ThrashedCursor => signals::SignalKind::ThrashedCursor,
        SignalKind::QuickBack => signals::SignalKind::QuickBack,
        SignalKind::AbandonedForm => signals::SignalKind::AbandonedForm,
    }
}

/// Measures as a JSON object; whole numbers are written as such.
fn numbers(measures: &[Measure]) -> Map<String, Value> {
    let number = |value: f64| Span::from_ms(value).ms_json().into();
    measures.iter().map(|(name, value)| ((*name).to_owned(), number(*value))).collect()
}

fn line(signal: &Signal, view: &View) -> Line {
    let hours = view.index.duration().0 >= 3_600_000_000;
    let mut line = Line::new().right(Ink::Dim, format!("#{}", signal.seq), 7);
    line = line.add(Ink::Plain, format!("  {}  ", (signal.at - view.index.start()).stamp(hours)));
    if view.windows.len() > 1 {
        line = line.add(Ink::Dim, format!("w{}  ", signal.window));
    }
    line.left(Ink::Yellow, signal.kind.words(), 17).add(Ink::Plain, signal.says())
}

/// The events that show a signal, each with its distance from the first; then the numbers.
fn explain(recording: &Recording, signal: &Signal, view: &View) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    let evidence = &signal.evidence;
    let vendor = evidence.vendor.iter().map(|(tag, seq)| (*seq, *tag));
    for (seq, what) in evidence.events.iter().map(|fired| (fired.seq, fired.what)).chain(vendor) {
        let (at, window) = (view.index.time(seq), view.index.window(seq));
        let row = Row { at, seq, window, kind: view.index.kind(seq), what: What::Event };
        let label = recording.label(view, row, &Cancel::new()).map_err(seek_failure)?;
        let distance = at - signal.at;
        let sign = if distance.0 < 0 { "-" } else { "+" };
        let line = Line::new()
            .right(Ink::Dim, format!("#{seq}"), 13)
            .right(Ink::Plain, format!("{sign}{}", distance.human()), 11)
            .add(Ink::Plain, "  ")
            .left(Ink::Cyan, what, 15)
            .add(Ink::Dim, label);
        lines.push(line);
    }
    let says = |measures: &[Measure]| measures.iter().map(in_words).collect::<Vec<_>>().join(", ");
    let numbers =
        |name: &str, text: String| Line::new().left(Ink::Dim, format!("      {name}"), 17).add(Ink::Plain, text);
    lines.push(numbers("measured", says(&evidence.measured)));
    lines.push(numbers("thresholds", says(&evidence.thresholds)));
    Ok(lines)
}

/// `span_ms` 1648 → `span 1.6 s`.
fn in_words((name, value): &Measure) -> String {
    match name.rsplit_once('_') {
        Some((name, "ms")) => format!("{} {}", name.replace('_', " "), Span::from_ms(*value).human()),
        Some((name, "px")) => format!("{} {value} px", name.replace('_', " ")),
        _ => format!("{} {value}", name.replace('_', " ")),
    }
}
