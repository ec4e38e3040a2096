//! Gaps, repeats and disorder in the numbers of rrweb's sequential-id plugin, which stamps every event.

use super::check::{Case, Check};
use super::words::{many, time, within};
use super::{Finding, View};
use crate::event::Seq;
use crate::timeline::WindowIx;
use std::collections::BTreeMap;

/// So many gaps are named one by one; the rest is counted.
const MOST_NAMED: usize = 100;

/// See the module.
#[derive(Default)]
pub(super) struct Sequence(BTreeMap<WindowIx, Vec<Vec<(i64, Seq)>>>);

impl Check for Sequence {
    fn see(&mut self, case: &Case<'_>) {
        let Some(number) = case.extra.sequential else { return };
        let runs = self.0.entry(case.window).or_default();
        // Every start of the recorder counts from 1 again.
        if number == 1 || runs.is_empty() {
            runs.push(Vec::new());
        }
        if let Some(run) = runs.last_mut() {
            run.push((number, case.seq));
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (window, runs) in self.0 {
            for run in runs {
                judge(view, window, run, &mut findings);
            }
        }
        findings
    }
}

fn judge(view: &View, window: WindowIx, mut run: Vec<(i64, Seq)>, findings: &mut Vec<Finding>) {
    let disorder: Vec<Seq> = run.windows(2).filter(|pair| pair[1].0 < pair[0].0).map(|pair| pair[1].1).collect();
    if let (Some(first), Some(last)) = (disorder.first(), disorder.last()) {
        let effect = format!(
            "{} out of the order in which they were recorded (their sequential ids run backwards){}: the DOM may be wrong from {} on",
            if disorder.len() == 1 { "1 event is".to_owned() } else { format!("{} events are", disorder.len()) },
            within(view, window),
            time(view, *first)
        );
        let finding = Finding::warning("sequence-order", effect).window(window).span(*first, *last);
        findings.push(finding.count(disorder.len() as u64));
    }
    run.sort_unstable();
    repeats(view, window, &run, findings);
    holes(view, window, &run, findings);
}

fn repeats(view: &View, window: WindowIx, run: &[(i64, Seq)], findings: &mut Vec<Finding>) {
    let twice: Vec<Seq> = run.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1).collect();
    if let (Some(first), Some(last)) = (twice.iter().min(), twice.iter().max()) {
        let effect = format!(
            "{} a sequential id that another has{}: events were stored twice, or two recorders wrote into one stream",
            if twice.len() == 1 { "1 event carries".to_owned() } else { format!("{} events carry", twice.len()) },
            within(view, window)
        );
        let finding = Finding::warning("sequence-repeat", effect).window(window).span(*first, *last);
        findings.push(finding.count(twice.len() as u64));
    }
}

fn holes(view: &View, window: WindowIx, run: &[(i64, Seq)], findings: &mut Vec<Finding>) {
    let remedy = "fetch the recording again: these events were recorded, and did not arrive";
    let before = run.first().filter(|(number, _)| *number > 1).map(|(number, seq)| (number - 1, *seq, *seq));
    let between = run.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1);
    let between = between.map(|pair| (pair[1].0 - pair[0].0 - 1, pair[0].1, pair[1].1));
    let holes: Vec<(i64, Seq, Seq)> = before.into_iter().chain(between).collect();
    for (lost, from, to) in holes.iter().take(MOST_NAMED) {
        let count = lost.unsigned_abs();
        let place = if from == to {
            format!("before event #{to}")
        } else {
            format!("between {} and {}", time(view, *from), time(view, *to))
        };
        let are = if count == 1 { "is" } else { "are" };
        let effect = format!(
            "{} {are} missing {place}{} (sequential ids): the DOM may be incomplete from there on",
            many(count, "event"),
            within(view, window)
        );
        let (from, to) = (*from.min(to), *from.max(to));
        findings.push(Finding::error("sequence-gap", effect).window(window).span(from, to).count(count).remedy(remedy));
    }
    if holes.len() > MOST_NAMED {
        let count: u64 = holes.iter().skip(MOST_NAMED).map(|(lost, ..)| lost.unsigned_abs()).sum();
        let effect = format!("{} more missing in {} further gaps", many(count, "event"), holes.len() - MOST_NAMED);
        findings.push(Finding::error("sequence-gap", effect).window(window).count(count).remedy(remedy));
    }
}
