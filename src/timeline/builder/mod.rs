//! Collects events in the order of the file and builds the index from them, as often as somebody wants to look.

use super::dedup::{Print, keep_run};
use super::index::NO_NODE;
use super::{Index, Window, WindowIx, labels};
use crate::archive::Loc;
use crate::clock::Time;
use crate::event::envelope::Envelope;
use crate::event::{Kind, Seq};
use std::collections::HashMap;
use std::sync::Arc;

/// One event for the builder.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The window id of the wrapper, or of the event.
    pub window: Option<&'a str>,
    /// The event, peeked at.
    pub envelope: &'a Envelope<'a>,
    /// Where its body is found again.
    pub loc: Loc,
    /// A hash of its content without bookkeeping; see [`Builder::drop_repeats`].
    pub print: u64,
    /// Which of the inputs it came from.
    pub input: u32,
}

/// Events in the order in which they came.
#[derive(Debug, Default)]
pub struct Builder {
    entries: Vec<Entry>,
    windows: Vec<Option<Arc<str>>>,
    window_of: HashMap<Option<Arc<str>>, WindowIx>,
    labels: labels::Collector,
    repeats: Repeats,
}

/// What becomes of events that came twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// They stay.
    #[default]
    Stay,
    /// PostHog's rule for repeats holds, in each window: for what PostHog wrote.
    InAWindow,
    /// The rule holds whatever window they name: for several copies of one recording, which may name it differently.
    Anywhere,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Time,
    loc: Loc,
    node: i64,
    print: u64,
    weight: u32,
    cost: u32,
    label: u32,
    input: u32,
    window: WindowIx,
    kind: Kind,
    may_repeat: bool,
}

/// What a [`Builder`] has built.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The index.
    pub index: Index,
    /// The windows, by their first event.
    pub windows: Vec<Window>,
    /// For every event in the order of the file its seq; `None` for a repeat that was dropped.
    pub seq_of: Vec<Option<Seq>>,
    /// How many repeats were dropped.
    pub repeats: u32,
}

impl Builder {
    /// What becomes of repeats; to be said before the first event.
    pub fn drop_repeats(&mut self, which: Repeats) {
        self.repeats = which;
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes the next event of the file; gives its place there. `None` when there are more events than seqs.
    pub fn push(&mut self, item: Item<'_>) -> Option<u32> {
        let place = u32::try_from(self.entries.len()).ok().filter(|place| *place < u32::MAX)?;
        let window = self.window(item.window);
        let envelope = item.envelope;
        self.entries.push(Entry {
            at: envelope.at,
            loc: item.loc,
            node: envelope.facts.node.unwrap_or(NO_NODE),
            print: match self.repeats {
                Repeats::Anywhere => item.print,
                _ => item.print.wrapping_add(u64::from(window).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            },
            weight: envelope.weight(),
            cost: envelope.cost(item.loc.len),
            label: self.labels.label(envelope),
            input: item.input,
            window,
            kind: envelope.kind,
            may_repeat: envelope.may_repeat(),
        });
        Some(place)
    }

    /// The number of a window, in the order of the file. All beyond 65,535 share the last.
    fn window(&mut self, id: Option<&str>) -> WindowIx {
        // The same window as the event before, nearly always.
        if let Some(last) = self.entries.last()
            && self.windows.get(usize::from(last.window)).is_some_and(|known| known.as_deref() == id)
        {
            return last.window;
        }
        let id: Option<Arc<str>> = id.map(Arc::from);
        if let Some(known) = self.window_of.get(&id) {
            return *known;
        }
        let Ok(next) = WindowIx::try_from(self.windows.len()) else { return WindowIx::MAX };
        self.windows.push(id.clone());
        self.window_of.insert(id, next);
        next
    }

    /// The index of all events so far.
    #[must_use]
    pub fn build(&self) -> Built {
        let keep = self.normalised();
        let (windows, window_of) = self.number_windows(&keep);
        let mut seq_of = vec![None; self.entries.len()];
        for (seq, place) in (0..).zip(&keep) {
            seq_of[*place as usize] = Some(seq);
        }
        let column = || keep.iter().map(|place| &self.entries[*place as usize]);
        let index = Index {
            at: column().map(|entry| entry.at).collect(),
            kind: column().map(|entry| entry.kind).collect(),
            window: column().map(|entry| window_of[usize::from(entry.window)]).collect(),
            weight: column().map(|entry| entry.weight).collect(),
            upto: self.costs(&keep),
            node: column().map(|entry| entry.node).collect(),
            offset: column().map(|entry| entry.loc.offset).collect(),
            len: column().map(|entry| entry.loc.len).collect(),
            label: column().map(|entry| entry.label).collect(),
            labels: self.labels.labels(),
            arrival: keep.clone(),
        };
        let repeats = u32::try_from(self.entries.len() - keep.len()).unwrap_or(u32::MAX);
        Built { index, windows, seq_of, repeats }
    }

    /// For every event of the normalised order the cost of its window up to it.
    fn costs(&self, keep: &[u32]) -> Vec<u64> {
        let mut upto = vec![0u64; self.windows.len()];
        let entries = keep.iter().map(|place| &self.entries[*place as usize]);
        entries
            .map(|entry| {
                let sum = &mut upto[usize::from(entry.window)];
                *sum += u64::from(entry.cost);
                *sum
            })
            .collect()
    }

    /// The places of the events in the normalised order: stably by time, repeats dropped.
    #[allow(clippy::cast_possible_truncation)] // places are 32 bits, see `push`
    fn normalised(&self) -> Vec<u32> {
        let at = |place: &u32| self.entries[*place as usize].at;
        let mut order: Vec<u32> = (0..self.entries.len() as u32).collect();
        if !order.is_sorted_by_key(at) {
            order.sort_by_key(at);
        }
        if self.repeats == Repeats::Stay {
            return order;
        }
        if self.repeats == Repeats::Anywhere {
            order = self.without_copies(&order);
        }
        let print = |at: u32| {
            let entry = &self.entries[order[at as usize] as usize];
            Print { hash: entry.print, may_repeat: entry.may_repeat }
        };
        let mut keep = Vec::with_capacity(order.len());
        let mut start = 0;
        for run in order.chunk_by(|a, b| at(a) == at(b)) {
            let end = start + run.len() as u32;
            keep_run(start..end, print, &mut keep);
            start = end;
        }
        keep.into_iter().map(|at| order[at as usize]).collect()
    }

    /// Without what other inputs held before: of equal events in one instant as many stay as one input has.
    fn without_copies(&self, order: &[u32]) -> Vec<u32> {
        let entry = |place: &u32| &self.entries[*place as usize];
        let mut kept = Vec::with_capacity(order.len());
        let (mut of_input, mut of_all) = (HashMap::new(), HashMap::new());
        for run in order.chunk_by(|a, b| entry(a).at == entry(b).at) {
            of_input.clear();
            of_all.clear();
            for place in run {
                let Entry { print, input, .. } = entry(place);
                let nth = of_input.entry((*print, *input)).or_insert(0u32);
                let stay = of_all.entry(*print).or_insert(0u32);
                *nth += 1;
                if *nth > *stay {
                    *stay = *nth;
                    kept.push(*place);
                }
            }
        }
        kept
    }

    /// The windows by their first recorded event, and the new number for each number of the file's order. A window that
    /// analytics events alone name is none: they go to the first.
    fn number_windows(&self, keep: &[u32]) -> (Vec<Window>, Vec<WindowIx>) {
        let mut number: Vec<Option<WindowIx>> = vec![None; self.windows.len()];
        let mut windows: Vec<Window> = Vec::new();
        let recorded = (0..).zip(keep).filter(|(_, place)| self.entries[**place as usize].kind != Kind::App);
        for (seq, place) in recorded {
            let old = usize::from(self.entries[*place as usize].window);
            let known = *number[old].get_or_insert_with(|| {
                windows.push(Window { id: self.windows[old].clone(), first: seq, last: seq, events: 0 });
                WindowIx::try_from(windows.len() - 1).unwrap_or(WindowIx::MAX)
            });
            if let Some(window) = windows.get_mut(usize::from(known)) {
                window.last = seq;
                window.events += 1;
            }
        }
        (windows, number.into_iter().map(Option::unwrap_or_default).collect())
    }
}

#[cfg(test)]
mod tests;
