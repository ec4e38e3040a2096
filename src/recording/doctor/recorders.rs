//! Several recorders that wrote into one stream: after one's full snapshot the other's changes go on, and name nodes
//! of the page that the snapshot replaced.

use super::check::{Case, Check};
use super::words::many;
use super::{Finding, View};
use crate::dom::{AnomalyKind, Tree};
use crate::event::Seq;
use crate::timeline::WindowIx;
use std::collections::BTreeMap;

/// So many changes of a replaced page, in more than one event, are no stragglers of a page that was left.
const ENOUGH: u64 = 5;

/// The check's name.
pub(super) const NAME: &str = "several-recorders";

/// See the module.
#[derive(Default)]
pub(super) struct Recorders(BTreeMap<WindowIx, Window>);

#[derive(Default)]
struct Window {
    /// The page before the last full snapshot.
    replaced: Option<Tree>,
    strays: u64,
    events: Vec<Seq>,
}

impl Check for Recorders {
    fn see(&mut self, case: &Case<'_>) {
        let window = self.0.entry(case.window).or_default();
        if let Some(replaced) = case.extra.replaced {
            window.replaced = Some(replaced.clone());
        }
        let Some(replaced) = &window.replaced else { return };
        for anomaly in case.applied.map(|applied| applied.anomalies.as_slice()).unwrap_or_default() {
            let named = match anomaly.reason {
                AnomalyKind::UnknownNode => anomaly.id,
                AnomalyKind::UnknownParentOfRemoval(id)
                | AnomalyKind::ParentNeverAppeared(id)
                | AnomalyKind::NextNeverAppeared(id) => Some(id),
                _ => None,
            };
            if named.is_some_and(|id| replaced.get(id).is_some()) {
                window.strays += 1;
                if window.events.last() != Some(&case.seq) {
                    window.events.push(case.seq);
                }
            }
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        self.0.into_iter().filter_map(|(ix, window)| window.finding(view, ix)).collect()
    }
}

impl Window {
    fn finding(self, _: &View, ix: WindowIx) -> Option<Finding> {
        let (first, last) = (*self.events.first()?, *self.events.last()?);
        if self.strays < ENOUGH || self.events.len() < 2 {
            return None;
        }
        let effect = format!(
            "{} in {} belong to a page that another full snapshot had replaced: two windows or recorders wrote into one \
             stream, and the DOM shown mixes their pages",
            many(self.strays, "change"),
            many(self.events.len() as u64, "event")
        );
        let finding = Finding::warning(NAME, effect).window(ix).span(first, last).count(self.strays);
        Some(finding.remedy("export the recording in a form that keeps window ids"))
    }
}
