//! Changes that do not fit the page they were made to, gathered into stretches that the next full snapshot ends.

use super::check::{Case, Check};
use super::words::{Snapshots, many, stretch};
use super::{Finding, Severity, View};
use crate::dom::{Anomaly, AnomalyKind, Tree};
use crate::event::{NodeId, Seq};
use crate::timeline::WindowIx;
use std::collections::BTreeMap;

/// The checks that a mixture of streams explains.
pub(super) const CHECKS: [&str; 4] = ["unknown-node", "unknown-parent", "unplaced-node", "aborted-event"];

/// What happened between two full snapshots, of one sort.
struct Bout {
    first: Seq,
    last: Seq,
    node: Option<NodeId>,
    reason: String,
    count: u64,
}

/// What sort of misfit: the check's name, and how bad it is.
type Sort = (&'static str, Severity);

/// See the module.
#[derive(Default)]
pub(super) struct Fit {
    /// How many full snapshots each window has had.
    snapshots: BTreeMap<WindowIx, u32>,
    heals: Snapshots,
    bouts: BTreeMap<(WindowIx, u32, Sort), Bout>,
}

impl Check for Fit {
    fn see(&mut self, case: &Case<'_>) {
        let snapshots = self.snapshots.entry(case.window).or_default();
        *snapshots += u32::from(case.is_snapshot());
        self.heals.see(case);
        // Damaged fields and missing pages have checks of their own.
        if case.extra.lost().next().is_some() || case.tree.is_none_or(Tree::is_empty) {
            return;
        }
        let anomalies = case.applied.map(|applied| applied.anomalies.as_slice()).unwrap_or_default();
        for anomaly in anomalies {
            let Some(sort) = sort(anomaly) else { continue };
            let bout = self.bouts.entry((case.window, *snapshots, sort)).or_insert_with(|| Bout {
                first: case.seq,
                last: case.seq,
                node: anomaly.id,
                reason: anomaly.reason.to_string(),
                count: 0,
            });
            bout.last = case.seq;
            bout.count += 1;
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let heals = self.heals;
        let finding = |((window, _, sort), bout): ((WindowIx, u32, Sort), Bout)| {
            let until = heals.spoilt_until(view, window, bout.last);
            bout.finding(view, (window, until), sort)
        };
        self.bouts.into_iter().map(finding).collect()
    }
}

impl Bout {
    fn finding(self, view: &View, (window, until): (WindowIx, Seq), (check, severity): Sort) -> Finding {
        let which = self.node.map_or_else(String::new, |node| format!("node #{node}, "));
        let first = format!("{which}event #{}: {}", self.first, self.reason);
        let effect = if severity == Severity::Info {
            format!("{} of an unusual kind, applied as rrweb's player does ({first})", many(self.count, "change"))
        } else {
            let stretch = stretch(view, window, (self.first, until));
            format!("the DOM may be incomplete {stretch}: {} did not fit ({first})", many(self.count, "change"))
        };
        let finding = Finding::new(severity, check, effect).window(window).span(self.first, until).node(self.node);
        let finding = finding.count(self.count);
        if severity == Severity::Error {
            finding.remedy(
                "events before this are missing or out of order: fetch the recording again; a full snapshot heals it",
            )
        } else {
            finding
        }
    }
}

/// What sort of misfit an anomaly is; `None` for what another check reports.
fn sort(anomaly: &Anomaly) -> Option<Sort> {
    Some(match anomaly.reason {
        AnomalyKind::NoPage => return None,
        AnomalyKind::UnknownNode => ("unknown-node", Severity::Error),
        AnomalyKind::UnknownParentOfRemoval(_) => ("unknown-parent", Severity::Error),
        AnomalyKind::ParentNeverAppeared(_) | AnomalyKind::NextNeverAppeared(_) | AnomalyKind::UnknownDocument(_) => {
            ("unplaced-node", Severity::Error)
        }
        AnomalyKind::Aborted(_) => ("aborted-event", Severity::Error),
        AnomalyKind::DuplicateId => ("duplicate-id", Severity::Warning),
        AnomalyKind::Odd { .. } => ("odd-field", Severity::Warning),
        AnomalyKind::Other(_) => ("oddity", Severity::Info),
    })
}
