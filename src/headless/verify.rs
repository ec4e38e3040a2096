//! `verify`: is everything there, and does everything fit?
//!
//! Prints what the doctor found. Only errors make the answer "no": a warning may mislead, and a note explains what a
//! recorder was told to leave out.

use super::finding::{FindingRecord, lines};
use super::{Ink, Line, Out, seek_failure};
use crate::cli::Verify;
use crate::error::Failure;
use crate::recording::doctor::{Finding, Severity};
use crate::recording::{Cancel, Recording};

/// Prints every finding; fails where something is lost.
pub fn run(recording: &Recording, _: &Verify, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let findings = recording.doctor(&view, &Cancel::new()).map_err(seek_failure)?;
    for finding in &findings {
        if out.json() {
            out.record(&FindingRecord::new(finding, &view))?;
        } else {
            lines(finding, &view).into_iter().try_for_each(|line| out.line(line))?;
        }
    }
    let sound = findings.iter().all(|finding| finding.severity < Severity::Error);
    if !out.json() {
        let ink = if sound { Ink::Green } else { Ink::Red };
        out.line(Line::new().add(ink, summary(view.index.len(), &findings)))?;
    }
    if sound { Ok(()) } else { Err(Failure::no()) }
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
