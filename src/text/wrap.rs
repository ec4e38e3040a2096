//! Long text in several lines: at spaces where there are any, inside a word where it is too long, never in a grapheme.

use super::{neutral, width};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// The byte ranges of a text's lines when it is set in so many columns. Line breaks of the text are kept.
///
/// At most `most` lines are made; the last range then ends before the text does.
#[must_use]
pub fn wrap(text: &str, columns: usize, most: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        let body = paragraph.strip_suffix('\r').unwrap_or(paragraph);
        set(body, start, columns, most, &mut lines);
        if lines.len() >= most {
            break;
        }
        start += paragraph.len() + 1;
    }
    lines
}

fn set(paragraph: &str, offset: usize, columns: usize, most: usize, lines: &mut Vec<Range<usize>>) {
    let (mut from, mut used) = (0, 0);
    let mut space: Option<usize> = None;
    for (at, grapheme) in paragraph.grapheme_indices(true) {
        let wide = width(&neutral(grapheme));
        while used + wide > columns && at > from {
            let to = space.filter(|space| *space > from).unwrap_or(at);
            lines.push(offset + from..offset + to);
            if lines.len() >= most {
                return;
            }
            used = paragraph.get(to..at).map_or(0, |moved| width(&neutral(moved)));
            (from, space) = (to, None);
        }
        used += wide;
        if grapheme == " " {
            space = Some(at + 1);
        }
    }
    lines.push(offset + from..offset + paragraph.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns, 100).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(lines("cannot read cents of undefined", 12), ["cannot read ", "cents of ", "undefined"]);
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("a\r\n\nb", 4), ["a", "", "b"]);
        assert_eq!(lines("漢字漢字", 5), ["漢字", "漢字"]);
        assert_eq!(lines("", 5), [""]);
    }

    #[test]
    fn the_number_of_lines_is_capped() {
        assert_eq!(wrap(&"word ".repeat(1000), 10, 3).len(), 3);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "[a-z 漢é👩\u{1b}]{0,80}", columns in 2usize..20) {
            let lines = lines(&text, columns);
            prop_assert_eq!(lines.concat(), text.as_str());
            for line in lines {
                // A trailing space may hang over; a mark of a control character is as wide as its picture.
                prop_assert!(width(&neutral(line.trim_end())) <= columns, "{line:?}");
            }
        }
    }
}
