//! The timeline's rows: every event, and what is derived, in one order by time.
//!
//! A network event has no row of its own: each of its requests has one, at the time of the request, which is often
//! seconds before the event that reports it. A stretch of more than 15 s without any event is a row as well, and so is
//! a signal: right after the event it begins with.

use super::{Index, WindowIx};
use crate::clock::{Span, Time};
use crate::event::{Kind, Seq};
use std::sync::Arc;

/// So long without any event is a gap row (PostHog's inspector: 15 s).
pub const GAP_AFTER: Span = Span(15_000_000);

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The event itself.
    Event,
    /// A network request, by its place among the recording's requests.
    Request(u32),
    /// A signal, by its place among the recording's signals.
    Signal(u32),
    /// Nothing was recorded for so long.
    Gap(Span),
}

/// One line of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// When it happened; of a request, when it was sent; of a gap, its first moment.
    pub at: Time,
    /// The event, or the event that carries the request, or with which the signal begins, or the last before the gap.
    pub seq: Seq,
    /// The window.
    pub window: WindowIx,
    /// What it is about.
    pub kind: Kind,
    /// What it stands for.
    pub what: What,
}

/// A row that is not an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// When.
    pub at: Time,
    /// The event it hangs on.
    pub seq: Seq,
    /// What it is.
    pub what: What,
}

/// A row in 4 bytes: an event's seq, or, with the top bit, a place among the derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRef(u32);

const DERIVED: u32 = 1 << 31;

/// All rows, in order of time; rows of one instant in order of seq.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    order: Vec<RowRef>,
    derived: Arc<[Derived]>,
}

impl Rows {
    /// The rows of an index with these requests (time and carrying event, in the order of the recording's requests) and
    /// signals (the same, with the event each begins with).
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // there are fewer requests than 2^31: each is bytes of a file
    pub fn new(
        index: &Index,
        requests: impl Iterator<Item = (Time, Seq)>,
        signals: impl Iterator<Item = (Time, Seq)>,
    ) -> Self {
        let mut derived: Vec<Derived> =
            requests.zip(0..).map(|((at, seq), ix)| Derived { at, seq, what: What::Request(ix) }).collect();
        let carriers: std::collections::HashSet<Seq> = derived.iter().map(|request| request.seq).collect();
        derived.extend(signals.zip(0..).map(|((at, seq), ix)| Derived { at, seq, what: What::Signal(ix) }));
        derived.extend(gaps(index));
        derived.sort_by_key(|row| (row.at, row.seq));
        let mut order = Vec::with_capacity(index.len() + derived.len());
        let mut next = 0;
        for seq in index.seqs().filter(|seq| *seq < DERIVED) {
            let key = (index.time(seq), seq);
            while derived.get(next).is_some_and(|row| (row.at, row.seq) < key) {
                order.push(RowRef(DERIVED | next as u32));
                next += 1;
            }
            let has_row = index.kind(seq) != Kind::Network || !carriers.contains(&seq);
            order.extend(has_row.then_some(RowRef(seq)));
        }
        order.extend((next..derived.len()).map(|place| RowRef(DERIVED | place as u32)));
        Self { order, derived: derived.into() }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The row at a place, given the index it was made from.
    #[must_use]
    pub fn get(&self, index: &Index, place: usize) -> Option<Row> {
        let RowRef(row) = *self.order.get(place)?;
        if row < DERIVED {
            let window = index.window(row);
            return Some(Row { at: index.time(row), seq: row, window, kind: index.kind(row), what: What::Event });
        }
        let Derived { at, seq, what } = *self.derived.get((row & !DERIVED) as usize)?;
        let kind = match what {
            What::Gap(_) => Kind::Gap,
            What::Signal(_) => Kind::Signal,
            What::Request(_) | What::Event => Kind::Network,
        };
        Some(Row { at, seq, window: index.window(seq), kind, what })
    }

    /// All rows in order.
    pub fn iter<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = Row> + 'a {
        (0..self.len()).filter_map(|place| self.get(index, place))
    }

    /// The place of the row for an event, or of the last row before it where it has none.
    #[must_use]
    pub fn of(&self, index: &Index, seq: Seq) -> usize {
        let key = (index.time(seq), seq);
        let from = self.order.partition_point(|row| self.key(index, *row) < key);
        let same = self.order.get(from..).unwrap_or_default().iter().take_while(|row| self.key(index, **row) == key);
        // What is derived from an event may stand at its instant.
        let own = same.clone().position(|row| *row == RowRef(seq)).map(|at| from + at);
        own.unwrap_or_else(|| (from + same.count()).saturating_sub(1))
    }

    /// The place of the last row at or before an instant.
    #[must_use]
    pub fn at_or_before(&self, index: &Index, time: Time) -> Option<usize> {
        self.order.partition_point(|row| self.key(index, *row).0 <= time).checked_sub(1)
    }

    fn key(&self, index: &Index, RowRef(row): RowRef) -> (Time, Seq) {
        if row < DERIVED {
            return (index.time(row), row);
        }
        self.derived.get((row & !DERIVED) as usize).map_or_else(Default::default, |row| (row.at, row.seq))
    }
}

/// Where nothing was recorded: an analytics event in a gap does not end it.
fn gaps(index: &Index) -> impl Iterator<Item = Derived> + '_ {
    let mut recorded = index.seqs().filter(|seq| index.kind(*seq) != Kind::App).peekable();
    std::iter::from_fn(move || Some((recorded.next()?, *recorded.peek()?))).filter_map(|(seq, next)| {
        let (at, span) = (index.time(seq), index.time(next) - index.time(seq));
        (span > GAP_AFTER).then_some(Derived { at, seq, what: What::Gap(span) })
    })
}
