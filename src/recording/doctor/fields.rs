//! Compressed fields that could not be read, and events that are no events.

use super::check::{Case, Check};
use super::words::{Snapshots, many, stretch, time};
use super::{Finding, View};
use crate::event::Seq;
use crate::timeline::WindowIx;

/// So many damaged events are named one by one; the rest is counted.
const MOST_NAMED: usize = 100;

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
}

/// An event with compressed fields that can't be read.
struct Damaged {
    seq: Seq,
    window: WindowIx,
    fields: Vec<&'static str>,
    cause: Cause,
}

/// Why, and what would help.
type Cause = (&'static str, &'static str);

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
        let Some((_, first)) = case.extra.packed.first() else { return };
        if self.damaged.len() >= MOST_NAMED {
            self.more += 1;
            return;
        }
        let fields = case.extra.packed.iter().map(|(name, _)| *name).collect();
        self.damaged.push(Damaged { seq: case.seq, window: case.window, fields, cause: cause(first.get()) });
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
        found
    }
}

impl Damaged {
    fn finding(&self, view: &View, heals: &Snapshots) -> Finding {
        let (seq, window, (why, remedy)) = (self.seq, self.window, self.cause);
        let until = heals.spoilt_until(view, window, seq);
        let lost = if self.fields == ["data"] {
            "the full snapshot is lost".to_owned()
        } else {
            format!("its {} are lost", self.fields.join(", "))
        };
        let effect = format!(
            "a compressed field of event #{seq} can't be read ({why}): {lost}, and the DOM is incomplete {}",
            stretch(view, window, (seq, until))
        );
        let finding = Finding::error("damaged-field", effect).window(window).span(seq, until);
        finding.count(self.fields.len() as u64).remedy(remedy)
    }
}

/// Why a compressed field stayed compressed, and what would help.
fn cause(json: &str) -> Cause {
    let again = "fetch the recording again";
    let text: String = serde_json::from_str(json).unwrap_or_default();
    if text.contains(|c| c > '\u{ff}') {
        return (
            "it holds characters that no byte stands for: the file was converted to another character set",
            "fetch the recording again, and save it as it comes, without conversion",
        );
    }
    let start: Vec<u32> = text.chars().take(4).map(u32::from).collect();
    match start.as_slice() {
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd] => ("its compressed bytes are cut short or altered", again),
        _ => ("it is compressed in a way that is not known", again),
    }
}
