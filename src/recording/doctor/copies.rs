//! Inputs that hold what other inputs hold already: copies of one recording, opened together.

use super::check::{Case, Check};
use super::words::many;
use super::{Finding, Place, View};

/// An input is a copy if of so many events at most one is its own.
const OF: u64 = 10;

/// See the module.
#[derive(Default)]
pub(super) struct Copies;

impl Check for Copies {
    fn see(&mut self, _: &Case<'_>) {}

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let inputs = view.header.as_ref().map(|header| header.inputs.as_slice()).unwrap_or_default();
        if inputs.len() < 2 || view.repeats == 0 {
            return Vec::new();
        }
        let copies = inputs.iter().zip(view.repeats_by_input());
        let copies = copies.filter(|(_, (held, repeats))| *repeats > 0 && (held - repeats) * OF <= *held);
        copies.map(|(name, (held, repeats))| copy(name, held, repeats)).collect()
    }
}

fn copy(name: &str, held: u64, repeats: u64) -> Finding {
    let effect = format!(
        "{name} is a copy: {repeats} of its {} are in other inputs, too, and counted once",
        many(held, "event")
    );
    let place = Some(Place { input: Some(name.to_owned()), ..Place::default() });
    let found = Finding { place, ..Finding::warning("copied-input", effect).count(repeats) };
    found.remedy("open one of the copies: `scrubjay ls` tells what each file holds")
}
