//! Which words of a changed text changed.

use super::lines::{Span, Tone};
use similar::{ChangeTag, TextDiff};

/// Texts longer than this (bytes, both together) are compared only from their two ends: what lies between is one mark.
const LONGEST: usize = 8 << 10;

/// A text before and after, each cut into plain pieces and pieces that the other side lacks.
pub(super) fn compare(before: &str, after: &str) -> (Vec<Span>, Vec<Span>) {
    if before.len() + after.len() > LONGEST {
        return ends(before, after);
    }
    let diff = TextDiff::from_unicode_words(before, after);
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut old, text, Tone::Plain);
                push(&mut new, text, Tone::Plain);
            }
            ChangeTag::Delete => push(&mut old, text, Tone::Mark),
            ChangeTag::Insert => push(&mut new, text, Tone::Mark),
        }
    }
    (old, new)
}

fn push(spans: &mut Vec<Span>, text: &str, tone: Tone) {
    match spans.last_mut() {
        Some(last) if last.tone == tone => last.text.push_str(text),
        _ => spans.push(Span { text: text.to_owned(), tone }),
    }
}

/// Marks everything between the common beginning and the common end.
fn ends(before: &str, after: &str) -> (Vec<Span>, Vec<Span>) {
    let head: usize = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old, new) = (before.get(head..).unwrap_or(""), after.get(head..).unwrap_or(""));
    let tail: usize =
        old.chars().rev().zip(new.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (around(before, head, tail), around(after, head, tail))
}

fn around(text: &str, head: usize, tail: usize) -> Vec<Span> {
    let end = text.len() - tail;
    let mut spans = Vec::new();
    for (piece, tone) in
        [(text.get(..head), Tone::Plain), (text.get(head..end), Tone::Mark), (text.get(end..), Tone::Plain)]
    {
        match piece {
            Some(piece) if !piece.is_empty() => push(&mut spans, piece, tone),
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(spans: &[Span]) -> String {
        spans.iter().map(|s| if s.tone == Tone::Mark { format!("[{}]", s.text) } else { s.text.clone() }).collect()
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let (old, new) = compare("Total: 3 items", "Total: 4 items");
        assert_eq!((marked(&old).as_str(), marked(&new).as_str()), ("Total: [3] items", "Total: [4] items"));
    }

    #[test]
    fn long_texts_are_compared_from_their_ends() {
        let (before, after) = (format!("{}ä1{}", "x".repeat(9000), "y"), format!("{}ä2{}", "x".repeat(9000), "y"));
        let (old, new) = compare(&before, &after);
        assert_eq!((old[1].text.as_str(), new[1].text.as_str(), old.len()), ("1", "2", 3));
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(before in "[a-c ä]{0,40}", after in "[a-c ä]{0,40}") {
            for (old, new) in [compare(&before, &after), ends(&before, &after)] {
                prop_assert_eq!(old.iter().map(|s| s.text.as_str()).collect::<String>(), before.clone());
                prop_assert_eq!(new.iter().map(|s| s.text.as_str()).collect::<String>(), after.clone());
            }
        }
    }
}
