//! Which siblings kept their order: the fewest moves that explain a new order.

/// The members of one longest strictly increasing subsequence, as a flag for each value.
///
/// `values` holds, for siblings in their later order, the place each had earlier. Those flagged stayed; the others
/// moved. Patience sorting with back links: n log n.
pub(super) fn stayed(values: &[u32]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new(); // tails[k]: where the best run of length k + 1 ends
    let mut back: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let length = tails.partition_point(|&tail| values[tail] < *value);
        back.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        if length == tails.len() { tails.push(place) } else { tails[length] = place }
    }
    let mut flags = vec![false; values.len()];
    let mut next = tails.last().copied();
    while let Some(place) = next {
        flags[place] = true;
        next = back[place];
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The length of the longest increasing subsequence, the slow and obvious way.
    fn longest(values: &[u32]) -> usize {
        let mut best = vec![1; values.len()];
        for i in 0..values.len() {
            for j in 0..i {
                if values[j] < values[i] {
                    best[i] = best[i].max(best[j] + 1);
                }
            }
        }
        best.into_iter().max().unwrap_or(0)
    }

    #[test]
    fn one_row_dragged_to_the_top_is_one_move() {
        assert_eq!(stayed(&[4, 0, 1, 2, 3]), [false, true, true, true, true]);
        assert!(stayed(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn what_stayed_is_in_order_and_as_much_as_can_be(values in prop::collection::vec(0u32..40, 0..30)) {
            let kept: Vec<u32> = values.iter().zip(stayed(&values)).filter(|(_, kept)| *kept).map(|(v, _)| *v).collect();
            prop_assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(kept.len(), longest(&values));
        }
    }
}
