//! Compressed fields that could not be read, and events that are no events.

use super::check::{Case, Check};
use super::words::{spoilt_until, stretch, time};
use super::{Finding, View};
use crate::event::Seq;
use crate::timeline::WindowIx;

/// See the module.
#[derive(Default)]
pub(super) struct Fields {
    found: Vec<Finding>,
    /// Events compressed in another way than the known one: the first, the last, how many, and how they say it.
    strange: Option<(Seq, Seq, u64, String)>,
}

impl Check for Fields {
    fn see(&mut self, case: &Case<'_>) {
        if case.event.is_none() {
            let effect = format!("the event at {} can't be read: what it said is lost", time(case.view, case.seq));
            self.found.push(Finding::error("unreadable-event", effect).window(case.window).span(case.seq, case.seq));
        }
        if let Some(scheme) = case.extra.scheme {
            let strange =
                self.strange.get_or_insert_with(|| (case.seq, case.seq, 0, scheme.chars().take(40).collect()));
            (strange.1, strange.2) = (case.seq, strange.2 + 1);
        }
        let Some((_, first)) = case.extra.packed.first() else { return };
        let names: Vec<&str> = case.extra.packed.iter().map(|(name, _)| *name).collect();
        self.found.push(finding(case.view, (case.seq, case.window), &names, cause(first.get())));
    }

    fn conclude(self: Box<Self>, _: &View) -> Vec<Finding> {
        let strange = self.strange.map(|(first, last, count, scheme)| {
            let effect = format!(
                "{} compressed in a way that is not known (cv is {scheme}): what could be inflated may be incomplete",
                if count == 1 { "1 event is".to_owned() } else { format!("{count} events are") }
            );
            Finding::warning("unknown-compression", effect).span(first, last).count(count)
        });
        self.found.into_iter().chain(strange).collect()
    }
}

fn finding(
    view: &View,
    (seq, window): (Seq, WindowIx),
    names: &[&str],
    (why, remedy): (&str, &'static str),
) -> Finding {
    let until = spoilt_until(view, window, seq);
    let lost = if names == ["data"] {
        "the full snapshot is lost".to_owned()
    } else {
        format!("its {} are lost", names.join(", "))
    };
    let effect = format!(
        "a compressed field of event #{seq} can't be read ({why}): {lost}, and the DOM is incomplete {}",
        stretch(view, window, (seq, until))
    );
    let finding = Finding::error("damaged-field", effect).window(window).span(seq, until);
    finding.count(names.len() as u64).remedy(remedy)
}

/// Why a compressed field stayed compressed, and what would help.
fn cause(json: &str) -> (&'static str, &'static str) {
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
