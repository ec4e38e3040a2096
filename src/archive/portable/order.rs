//! Sequence numbers: records that are missing, came twice, or lie out of place.
//!
//! A writer numbers the events of an archive from 0 on, without gaps. So whatever happened to an archive that lost its
//! index (cut, chunks dropped, doubled, swapped) shows here.

use std::ops::Range;

/// Gaps that are remembered one by one.
const MOST_GAPS: usize = 10_000;

/// The numbers seen so far.
#[derive(Debug, Default)]
pub(crate) struct Order {
    next: u64,
    gaps: Vec<Range<u64>>,
}

/// What a number says about its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is the next one.
    Next,
    /// There is a gap before it.
    AfterGap,
    /// It belongs before what came already.
    Late,
    /// It came already.
    Twice,
}

impl Order {
    /// Takes in the next record's number.
    pub(crate) fn see(&mut self, seq: u64) -> Seen {
        if seq == self.next {
            self.next += 1;
            return Seen::Next;
        }
        if seq > self.next {
            if self.gaps.len() < MOST_GAPS {
                self.gaps.push(self.next..seq);
            }
            self.next = seq + 1;
            return Seen::AfterGap;
        }
        let at = self.gaps.partition_point(|gap| gap.end <= seq);
        let Some(gap) = self.gaps.get(at).cloned().filter(|gap| gap.contains(&seq)) else { return Seen::Twice };
        let parts = [gap.start..seq, seq + 1..gap.end];
        self.gaps.splice(at..=at, parts.into_iter().filter(|part| !part.is_empty()));
        Seen::Late
    }

    /// What is still missing of `count` records (all that came, where the count is not known).
    pub(crate) fn missing(&self, count: Option<u64>) -> Vec<Range<u64>> {
        let end = count.unwrap_or(0).max(self.next);
        let mut missing = self.gaps.clone();
        if self.next < end {
            missing.push(self.next..end);
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each number says, and the gaps that are left: from, up to.
    fn told(seqs: &[u64], count: Option<u64>) -> (Vec<Seen>, Vec<(u64, u64)>) {
        let mut order = Order::default();
        (
            seqs.iter().map(|seq| order.see(*seq)).collect(),
            order.missing(count).into_iter().map(|gap| (gap.start, gap.end)).collect(),
        )
    }

    #[test]
    fn what_is_missing_doubled_or_swapped_is_told() {
        use Seen::{AfterGap, Late, Next, Twice};
        let none = Vec::new();
        assert_eq!(told(&[0, 1, 2], Some(3)), (vec![Next; 3], none.clone()));
        assert_eq!(told(&[0, 1], Some(5)), (vec![Next; 2], vec![(2, 5)]));
        assert_eq!(told(&[0, 3, 4], None), (vec![Next, AfterGap, Next], vec![(1, 3)]));
        assert_eq!(told(&[0, 1, 0, 1, 2], None), (vec![Next, Next, Twice, Twice, Next], none.clone()));
        let swapped = told(&[0, 3, 4, 1, 2, 5], Some(6));
        assert_eq!(swapped, (vec![Next, AfterGap, Next, Late, Late, Next], none));
        assert_eq!(told(&[0, 5, 2], None), (vec![Next, AfterGap, Late], vec![(1, 2), (3, 5)]));
    }
}
