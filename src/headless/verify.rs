//! `verify`: is everything there, and does everything fit?
//!
//! Prints what the doctor found. Only errors make the answer "no": a warning may mislead, and a note explains what a
//! recorder was told to leave out.

use super::filter::{self, Said};
use super::finding::{FindingRecord, lines};
use super::list::List;
use super::{Ink, Line, Out, seek_failure};
use crate::cli::Verify;
use crate::error::Failure;
use crate::query::{Fact, Field};
use crate::recording::doctor::{Finding, Severity};
use crate::recording::{Cancel, Recording, View};

/// What an expression can ask of a finding.
const FIELDS: &[Field] =
    &[Field::Severity, Field::Name, Field::Text, Field::At, Field::Seq, Field::Window, Field::Node];

/// Prints the findings that pass the filter; fails where something is lost.
pub fn run(recording: &Recording, args: &Verify, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    let mut list = List::new(out, &args.portion, "finding")?;
    let findings = recording.doctor(&view, &Cancel::new()).map_err(seek_failure)?;
    for finding in findings.iter().filter(|finding| query.matches(&said(finding, &view))) {
        list.put(|| FindingRecord::new(finding, &view), || lines(finding, &view))?;
    }
    list.end()?;
    let sound = findings.iter().all(|finding| finding.severity < Severity::Error);
    // A table of fields and a budget have no room for it.
    if !out.json() && args.portion.fields.is_empty() && args.portion.budget.is_none() {
        let ink = if sound { Ink::Green } else { Ink::Red };
        out.line(Line::new().add(ink, summary(view.index.len(), &findings)))?;
    }
    if sound { Ok(()) } else { Err(Failure::no()) }
}

fn said<'f>(finding: &'f Finding, view: &'f View) -> Said<'f> {
    let facts = vec![
        (Field::Severity, Fact::text(finding.severity.name())),
        (Field::Name, Fact::text(finding.check)),
        (Field::Text, Fact::text(&*finding.effect)),
    ];
    Said(facts).about((finding.span.map(|(from, _)| from), finding.window, finding.node), view)
}

/// `197 events: no errors, 1 warning, 3 notes`.
fn summary(events: usize, findings: &[Finding]) -> String {
    let count = |severity, one: &str| match findings.iter().filter(|finding| finding.severity == severity).count() {
        0 => format!("no {one}s"),
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    format!("{events} events: {}", counts.map(|(severity, one)| count(severity, one)).join(", "))
}
