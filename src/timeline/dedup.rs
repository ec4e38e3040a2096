//! PostHog's newer rule for repeats, applied to the sorted stream.
//!
//! Ingestion may write an event twice. Candidates are events of one millisecond only, and only in the two shapes that a
//! repeated write takes: the same event twice in a row, or a whole millisecond's sequence repeated as a block. Anything
//! else stays: rrweb's mutations are "last write wins", so A, B, A inside a millisecond is a change and a change back.
//! (PostHog: `deduplicate-snapshots`.) One exception is ours: see [`Print::may_repeat`].

use std::ops::Range;

/// What the rule needs of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Print {
    /// A hash of the event without bookkeeping (`delay`), its window mixed in.
    pub(super) hash: u64,
    /// Its immediate repeat is another event: a piece of a cut-up mutation, near-identical to its neighbour by
    /// construction, or what the recorder itself says twice.
    pub(super) may_repeat: bool,
}

/// Appends to `keep` the places of one run of equal timestamps that are not repeats.
pub(super) fn keep_run(run: Range<u32>, print: impl Fn(u32) -> Print, keep: &mut Vec<u32>) {
    let first = keep.len();
    for place in run {
        let this = print(place);
        let repeats = keep[first..].last().is_some_and(|previous| print(*previous).hash == this.hash);
        if !repeats || this.may_repeat {
            keep.push(place);
        }
    }
    if keep[first..].iter().any(|place| !print(*place).may_repeat) {
        let block = block_length(&keep[first..], &print);
        keep.truncate(first + block);
    }
}

/// The length of the shortest prefix whose exact repetition is the whole sequence.
fn block_length(kept: &[u32], print: &impl Fn(u32) -> Print) -> usize {
    let whole = kept.len();
    let repeats = |period: &usize| {
        whole.is_multiple_of(*period)
            && (*period..whole).all(|at| print(kept[at]).hash == print(kept[at - period]).hash)
    };
    (1..=whole / 2).find(repeats).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(run: &str) -> String {
        let bytes = run.as_bytes();
        let mut keep = Vec::new();
        let byte = |at: u32| bytes[at as usize];
        let end = u32::try_from(bytes.len()).unwrap();
        keep_run(0..end, |at| Print { hash: byte(at).into(), may_repeat: byte(at) == b'c' }, &mut keep);
        keep.into_iter().map(|at| char::from(byte(at))).collect()
    }

    #[test]
    fn only_immediate_repeats_and_repeated_blocks_are_dropped() {
        for (run, expected) in [
            ("", ""),
            ("A", "A"),
            ("AA", "A"),
            ("AAB", "AB"),
            ("ABA", "ABA"),
            ("ABAB", "AB"),
            ("ABCABC", "ABC"),
            ("ABABA", "ABABA"),
            ("AABBAABB", "AB"),
            ("ABBA", "ABA"),
            ("ccX", "ccX"),
            ("cc", "cc"),
            ("ccXccX", "ccX"),
        ] {
            assert_eq!(kept(run), expected, "{run}");
        }
    }
}
