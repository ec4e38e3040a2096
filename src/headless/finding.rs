//! What the doctor found, as a record and as lines for people.

use super::records::offset;
use super::{Ink, Line};
use crate::event::{NodeId, Seq};
use crate::recording::View;
use crate::recording::doctor::{Finding, Place, Severity};
use crate::timeline::WindowIx;
use serde::Serialize;
use serde_json::Number;

/// `verify`: one finding.
#[derive(Debug, Serialize)]
pub(super) struct FindingRecord<'f> {
    record: &'static str,
    severity: &'static str,
    check: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<WindowIx>,
    #[serde(flatten)]
    span: SpanPart,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<NodeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlacePart<'f>>,
    count: u64,
    effect: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'f str>,
}

/// The first and the last event, and their offsets from the recording's start.
#[derive(Debug, Default, Serialize)]
struct SpanPart {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_seq: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_ms: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_ms: Option<Number>,
}

#[derive(Debug, Serialize)]
struct PlacePart<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
}

impl<'f> PlacePart<'f> {
    fn new(place: &'f Place) -> Self {
        Self { input: place.input.as_deref(), byte: place.byte, line: place.line }
    }
}

impl<'f> FindingRecord<'f> {
    /// The record of a finding in a view.
    #[must_use]
    pub(super) fn new(finding: &'f Finding, view: &View) -> Self {
        let ms = |seq| Some(offset(view.index.time(seq), view));
        let span = finding.span.map(|(from, to)| SpanPart {
            seq: Some(from),
            to_seq: Some(to),
            at_ms: ms(from),
            to_ms: ms(to),
        });
        Self {
            record: "finding",
            severity: finding.severity.name(),
            check: finding.check,
            window: finding.window,
            span: span.unwrap_or_default(),
            node: finding.node,
            place: finding.place.as_ref().map(PlacePart::new),
            count: finding.count,
            effect: &finding.effect,
            remedy: finding.help(),
        }
    }
}

/// The columns before a finding's sentence: severity, check, time.
const COLUMNS: [usize; 3] = [9, 25, 11];

/// A finding for people: severity, check, when or where, what it means; then what would help.
#[must_use]
pub(super) fn lines(finding: &Finding, view: &View) -> Vec<Line> {
    let ink = match finding.severity {
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Info => Ink::Dim,
    };
    let when = finding.span.map(|(from, _)| view.offset(from).stamp(false)).unwrap_or_default();
    let first = Line::new()
        .left(ink, finding.severity.name(), COLUMNS[0])
        .left(ink, finding.check, COLUMNS[1])
        .left(Ink::Dim, when, COLUMNS[2])
        .add(Ink::Plain, &finding.effect)
        .add(Ink::Dim, place(finding));
    let indent = " ".repeat(COLUMNS.iter().sum());
    let help = finding.help().map(|help| Line::new().add(Ink::Plain, &indent).add(Ink::Dim, format!("help: {help}")));
    std::iter::once(first).chain(help).collect()
}

/// ` (event #12, line 3, byte 120)`.
fn place(finding: &Finding) -> String {
    let place = finding.place.clone().unwrap_or_default();
    let parts = [
        // A sentence that names its event needs no second mention.
        finding.span.filter(|_| !finding.effect.contains('#')).map(|(from, _)| format!("event #{from}")),
        place.input,
        place.line.map(|line| format!("line {line}")),
        place.byte.map(|byte| format!("byte {byte}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
