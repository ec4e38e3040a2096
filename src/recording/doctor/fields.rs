//! Compressed fields that could not be read, and events that are no events.

use super::check::{Case, Check};
use super::words::{spoilt_until, stretch, time};
use super::{Finding, View};
use crate::event::Seq;
use crate::timeline::WindowIx;

/// See the module.
#[derive(Default)]
pub(super) struct Fields(Vec<Finding>);

impl Check for Fields {
    fn see(&mut self, case: &Case<'_>) {
        if case.event.is_none() {
            let effect = format!("the event at {} can't be read: what it said is lost", time(case.view, case.seq));
            self.0.push(Finding::error("unreadable-event", effect).window(case.window).span(case.seq, case.seq));
        }
        let Some((_, first)) = case.extra.packed.first() else { return };
        let names: Vec<&str> = case.extra.packed.iter().map(|(name, _)| *name).collect();
        self.0.push(finding(case.view, (case.seq, case.window), &names, cause(first.get())));
    }

    fn conclude(self: Box<Self>, _: &View) -> Vec<Finding> {
        self.0
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
