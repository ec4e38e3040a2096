//! The index itself: columns by seq.

use crate::archive::Loc;
use crate::clock::{Span, Time};
use crate::event::{Kind, NodeId, Seq};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A window's place among the recording's windows, by its first event.
pub type WindowIx = u16;

/// One browser tab of the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The recorded id; `None` where the container has none.
    pub id: Option<Arc<str>>,
    /// Its first event.
    pub first: Seq,
    /// Its last event.
    pub last: Seq,
    /// How many events it has.
    pub events: u32,
}

/// Every event of the normalised stream, in columns. About 50 bytes an event, labels shared.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) at: Vec<Time>,
    pub(super) kind: Vec<Kind>,
    pub(super) window: Vec<WindowIx>,
    pub(super) weight: Vec<u32>,
    pub(super) upto: Vec<u64>,
    pub(super) node: Vec<NodeId>,
    pub(super) offset: Vec<u64>,
    pub(super) len: Vec<u32>,
    pub(super) label: Vec<u32>,
    pub(super) arrival: Vec<u32>,
    pub(super) labels: super::labels::Labels,
}

/// In the node column: the event is about no node.
pub(super) const NO_NODE: NodeId = NodeId::MIN;

impl Index {
    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The last event's seq.
    #[must_use]
    pub fn last(&self) -> Option<Seq> {
        Seq::try_from(self.len()).ok()?.checked_sub(1)
    }

    /// When the event happened. A seq beyond the end gives the end, here and below.
    #[must_use]
    pub fn time(&self, seq: Seq) -> Time {
        self.at.get(seq as usize).copied().unwrap_or_else(|| self.end())
    }

    /// What the event is about.
    #[must_use]
    pub fn kind(&self, seq: Seq) -> Kind {
        self.kind.get(seq as usize).copied().unwrap_or(Kind::Other)
    }

    /// The window it happened in.
    #[must_use]
    pub fn window(&self, seq: Seq) -> WindowIx {
        self.window.get(seq as usize).copied().unwrap_or(0)
    }

    /// How much it changed: a mutation's entries, or 1. An estimate while the lists are compressed.
    #[must_use]
    pub fn weight(&self, seq: Seq) -> u32 {
        self.weight.get(seq as usize).copied().unwrap_or(0)
    }

    /// The bytes of JSON of its window's events up to and including it, compressed fields inflated: what a replay from
    /// the start would have to parse.
    #[must_use]
    pub fn cost_upto(&self, seq: Seq) -> u64 {
        self.upto.get(seq as usize).copied().unwrap_or(0)
    }

    /// The node it is about, where it is about one.
    #[must_use]
    pub fn node(&self, seq: Seq) -> Option<NodeId> {
        self.node.get(seq as usize).copied().filter(|node| *node != NO_NODE)
    }

    /// Where its body is found again.
    #[must_use]
    pub fn loc(&self, seq: Seq) -> Loc {
        let at = seq as usize;
        let part = |len: &u32| Loc { offset: self.offset.get(at).copied().unwrap_or(0), len: *len };
        self.len.get(at).map_or_else(Loc::default, part)
    }

    /// Which event of the inputs it was, from 0: its place before the stream was put in order.
    #[must_use]
    pub fn arrival(&self, seq: Seq) -> Option<u32> {
        self.arrival.get(seq as usize).copied()
    }

    /// A short text made of the event alone: `14 mutations`, `click #241`. Recorded text in it is not neutral yet.
    #[must_use]
    pub fn label(&self, seq: Seq) -> &str {
        self.label.get(seq as usize).map_or("", |label| self.labels.get(*label))
    }

    /// How many events the recorder wrote: all but the analytics events that came along.
    #[must_use]
    pub fn recorded(&self) -> usize {
        self.kind.iter().filter(|kind| **kind != Kind::App).count()
    }

    /// When the first recorded event happened. An analytics event may lie before it.
    #[must_use]
    pub fn start(&self) -> Time {
        let first = self.kind.iter().position(|kind| *kind != Kind::App).unwrap_or(0);
        self.at.get(first).copied().unwrap_or_default()
    }

    /// When the last recorded event happened. An analytics event may lie behind it.
    #[must_use]
    pub fn end(&self) -> Time {
        let last = self.kind.iter().rposition(|kind| *kind != Kind::App).or(self.at.len().checked_sub(1));
        last.and_then(|last| self.at.get(last)).copied().unwrap_or_default()
    }

    /// From the first recorded event to the last.
    #[must_use]
    pub fn duration(&self) -> Span {
        self.end() - self.start()
    }

    /// The last event at or before an instant.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // seqs are 32 bits, and so is every place
    pub fn at_or_before(&self, time: Time) -> Option<Seq> {
        (self.at.partition_point(|at| *at <= time) as Seq).checked_sub(1)
    }

    /// The first event at or after an instant; the count of events when there is none.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn at_or_after(&self, time: Time) -> Seq {
        self.at.partition_point(|at| *at < time) as Seq
    }

    /// All seqs, ascending.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn seqs(&self) -> std::ops::Range<Seq> {
        0..self.len() as Seq
    }

    /// The times of all events, by seq.
    #[must_use]
    pub fn times(&self) -> &[Time] {
        &self.at
    }

    /// The kinds of all events, by seq.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kind
    }

    /// How many recorded events there are of each kind, in [`Kind::ALL`]'s order, those that occur only.
    #[must_use]
    pub fn counts(&self) -> Vec<(Kind, u64)> {
        let mut counts = [0u64; Kind::ALL.len()];
        for kind in &self.kind {
            counts[*kind as usize] += 1;
        }
        counts[Kind::App as usize] = 0;
        Kind::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// How many analytics events of each name came along, by name. Recorded text: not neutral.
    #[must_use]
    pub fn app_events(&self) -> BTreeMap<&str, u64> {
        let mut names = BTreeMap::new();
        for seq in self.seqs().filter(|seq| self.kind(*seq) == Kind::App) {
            let label = self.label(seq);
            *names.entry(label.strip_prefix("app ").unwrap_or(label)).or_default() += 1;
        }
        names
    }

    /// The first seq at which another index differs from this one; `None` when this one is a prefix of it.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn diverges(&self, later: &Self) -> Option<Seq> {
        let same = |seq: usize| {
            self.offset[seq] == later.offset[seq]
                && self.len[seq] == later.len[seq]
                && self.window[seq] == later.window[seq]
        };
        let common = self.len().min(later.len());
        let first = (0..common).find(|seq| !same(*seq));
        first.or((later.len() < self.len()).then_some(common)).map(|seq| seq as Seq)
    }
}
