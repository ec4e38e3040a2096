//! Compressed fields that could not be read, and events that are no events.

use super::check::{Case, Check};
use super::words::{Snapshots, many, stretch, time};
use super::{Finding, View};
use crate::archive::{FieldFault, Outcome};
use crate::event::Seq;
use crate::timeline::WindowIx;

/// So many damaged events are named one by one; the rest is counted.
const MOST_NAMED: usize = 100;

/// What keeps text as it is.
const UNCONVERTED: &str = "fetch the recording again, and save it as it comes, without conversion";

/// See the module.
#[derive(Default)]
pub(super) struct Fields {
    heals: Snapshots,
    unreadable: Vec<(Seq, WindowIx)>,
    damaged: Vec<Damaged>,
    /// Damaged events that are not named.
    more: u64,
    /// Events compressed in another way than the known one: the first, the last, how many, and how they say it.
    strange: Option<(Seq, Seq, u64, String)>,
    /// Events with restored fields: the first, the last, how many, and what had been done to the first.
    restored: Option<(Seq, Seq, u64, String)>,
}

/// An event with compressed fields that can't be read.
struct Damaged {
    seq: Seq,
    window: WindowIx,
    fields: Vec<&'static str>,
    /// What is wrong with the first of them.
    fault: FieldFault,
}

impl Check for Fields {
    fn see(&mut self, case: &Case<'_>) {
        self.heals.see(case);
        if case.event.is_none() {
            self.unreadable.push((case.seq, case.window));
        }
        if let Some(scheme) = case.extra.scheme {
            let strange =
                self.strange.get_or_insert_with(|| (case.seq, case.seq, 0, scheme.chars().take(40).collect()));
            (strange.1, strange.2) = (case.seq, strange.2 + 1);
        }
        if let Some(fault) = case.extra.faults.iter().find(|fault| fault.outcome == Outcome::Restored) {
            let restored = self.restored.get_or_insert_with(|| (case.seq, case.seq, 0, fault.reason.clone()));
            (restored.1, restored.2) = (case.seq, restored.2 + 1);
        }
        let lost: Vec<&FieldFault> = case.extra.lost().collect();
        let Some(first) = lost.first() else { return };
        if self.damaged.len() >= MOST_NAMED {
            self.more += 1;
            return;
        }
        let fields = lost.iter().map(|fault| fault.field).collect();
        self.damaged.push(Damaged { seq: case.seq, window: case.window, fields, fault: (*first).clone() });
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut found = Vec::new();
        if let (Some((first, window)), Some((last, _))) = (self.unreadable.first(), self.unreadable.last()) {
            let count = self.unreadable.len() as u64;
            let effect = format!(
                "{} (first at {}) can't be read: what it said is lost",
                many(count, "event"),
                time(view, *first)
            );
            found.push(Finding::error("unreadable-event", effect).window(*window).span(*first, *last).count(count));
        }
        found.extend(self.damaged.iter().map(|damaged| damaged.finding(view, &self.heals)));
        if self.more > 0 {
            let effect = format!("{} more with compressed fields that can't be read", many(self.more, "event"));
            found.push(Finding::error("damaged-field", effect).count(self.more));
        }
        found.extend(self.strange.map(|(first, last, count, scheme)| {
            let effect = format!(
                "{} compressed in a way that is not known (cv is {scheme}): what could be inflated may be incomplete",
                if count == 1 { "1 event is".to_owned() } else { format!("{count} events are") }
            );
            Finding::warning("unknown-compression", effect).span(first, last).count(count)
        }));
        found.extend(self.restored.map(|(first, last, count, how)| {
            let effect = format!(
                "compressed fields of {} were restored (of the first, {how}): nothing in them is lost, but other text may \
                 have been altered the same way",
                many(count, "event")
            );
            Finding::warning("converted-text", effect).span(first, last).count(count).remedy(UNCONVERTED)
        }));
        found
    }
}

impl Damaged {
    fn finding(&self, view: &View, heals: &Snapshots) -> Finding {
        let (seq, window, why) = (self.seq, self.window, &self.fault.reason);
        let remedy = if self.fault.outcome == Outcome::Converted { UNCONVERTED } else { "fetch the recording again" };
        let until = heals.spoilt_until(view, window, seq);
        let lost = if self.fields == ["data"] {
            "the full snapshot is lost".to_owned()
        } else {
            let names: Vec<&str> = self.fields.iter().map(|field| field.trim_start_matches("data.")).collect();
            format!("its {} are lost", names.join(", "))
        };
        let effect = format!(
            "a compressed field of event #{seq} can't be read ({why}): {lost}, and the DOM is incomplete {}",
            stretch(view, window, (seq, until))
        );
        let finding = Finding::error("damaged-field", effect).window(window).span(seq, until);
        finding.count(self.fields.len() as u64).remedy(remedy)
    }
}
