//! Console lines that say the same again and again, folded into one with its count.
//!
//! What `console` folds and what the console pane folds is the same: lines of one window with the same level, text and
//! stack, right after one another among the lines that are listed.

use super::ConsoleRow;

/// One or more lines that say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeats {
    /// The first line's place among the rows that were folded.
    pub first: usize,
    /// The last line's place.
    pub last: usize,
    /// How many lines there are.
    pub count: u32,
}

impl Repeats {
    /// A line that nothing repeats yet.
    #[must_use]
    pub fn once(place: usize) -> Self {
        Self { first: place, last: place, count: 1 }
    }
}

/// Whether a line only repeats another.
#[must_use]
pub fn repeats(line: &ConsoleRow, before: &ConsoleRow) -> bool {
    (line.level, line.window, &line.text, &line.stack) == (before.level, before.window, &before.text, &before.stack)
}

/// What a line has in common with its like, wherever they come: the message but for its numbers, and the innermost call.
#[must_use]
pub fn imprint(text: &str, stack: &[String]) -> (String, String) {
    /// Longer messages differ in their ends alone.
    const MOST_CHARS: usize = 200;
    let text = text.chars().take(MOST_CHARS).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (text, stack.first().cloned().unwrap_or_default())
}

/// Folds the line at a place of the rows into what was folded so far.
pub fn fold(folded: &mut Vec<Repeats>, rows: &[ConsoleRow], place: usize) {
    let Some(line) = rows.get(place) else { return };
    match folded.last_mut() {
        Some(same) if rows.get(same.last).is_some_and(|before| repeats(line, before)) => {
            same.last = place;
            same.count = same.count.saturating_add(1);
        }
        _ => folded.push(Repeats::once(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::extract::Level;

    fn row(window: u8, text: &str) -> ConsoleRow {
        let stack = Vec::new().into();
        ConsoleRow { seq: 0, at: Time(0), window: window.into(), level: Level::Log, text: text.into(), stack }
    }

    #[test]
    fn only_neighbours_that_say_the_same_in_one_window_are_folded() {
        let rows = [row(0, "a"), row(0, "a"), row(1, "a"), row(0, "b"), row(0, "a")];
        let mut folded = Vec::new();
        for place in 0..rows.len() {
            fold(&mut folded, &rows, place);
        }
        let counts: Vec<_> = folded.iter().map(|same| (same.first, same.last, same.count)).collect();
        assert_eq!(counts, [(0, 1, 2), (2, 2, 1), (3, 3, 1), (4, 4, 1)]);
    }

    #[test]
    fn what_is_left_out_between_two_lines_does_not_part_them() {
        let rows = [row(0, "a"), row(0, "b"), row(0, "a")];
        let mut folded = Vec::new();
        fold(&mut folded, &rows, 0);
        fold(&mut folded, &rows, 2);
        assert_eq!(folded, [Repeats { first: 0, last: 2, count: 2 }]);
    }
}
