//! A line that is typed: its text, where the cursor stands, and what keys do to both.

use crate::text;
use crate::tui::keymap::Chord;
use crossterm::event::{KeyCode, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation as _;

/// The longest line that is typed, in characters.
const LONGEST: usize = 500;

const PLAIN: KeyModifiers = KeyModifiers::NONE;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

/// A line that is being typed. The cursor stands between characters, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    text: String,
    cursor: usize,
}

impl Entry {
    /// A line with the cursor at its end.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text }
    }

    /// A line with the cursor between two parts.
    pub(crate) fn around(before: &str, behind: &str) -> Self {
        Self { cursor: before.len(), text: format!("{before}{behind}") }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub(crate) fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or(&self.text)
    }

    /// What stands behind the cursor.
    pub(crate) fn behind(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or("")
    }

    /// Types a text, as far as there is room; line breaks and other controls are left out.
    pub(crate) fn insert(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text.chars().count());
        let text: String = text.chars().filter(|c| !c.is_control()).take(room).collect();
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    /// What a key does to the line; whether it is one that does something. The keys of readline, as far as a line has
    /// use for them.
    pub(crate) fn key(&mut self, chord: Chord) -> bool {
        self.edits(chord) || self.moves(chord)
    }

    fn edits(&mut self, chord: Chord) -> bool {
        let (from, to) = match (chord.code, chord.modifiers) {
            (KeyCode::Char(c), PLAIN) => {
                self.insert(c.encode_utf8(&mut [0; 4]));
                return true;
            }
            (KeyCode::Backspace, KeyModifiers::ALT) | (KeyCode::Char('w'), CONTROL) => {
                (self.word_before(), self.cursor)
            }
            (KeyCode::Backspace, _) | (KeyCode::Char('h'), CONTROL) => (self.letter_before(), self.cursor),
            (KeyCode::Delete, _) | (KeyCode::Char('d'), CONTROL) => (self.cursor, self.letter_behind()),
            (KeyCode::Char('u'), CONTROL) => (0, self.cursor),
            (KeyCode::Char('k'), CONTROL) => (self.cursor, self.text.len()),
            _ => return false,
        };
        self.text.replace_range(from..to, "");
        self.cursor = from;
        true
    }

    fn moves(&mut self, chord: Chord) -> bool {
        self.cursor = match (chord.code, chord.modifiers) {
            (KeyCode::Left, PLAIN) | (KeyCode::Char('b'), CONTROL) => self.letter_before(),
            (KeyCode::Right, PLAIN) | (KeyCode::Char('f'), CONTROL) => self.letter_behind(),
            (KeyCode::Left, _) | (KeyCode::Char('b'), KeyModifiers::ALT) => self.word_before(),
            (KeyCode::Right, _) | (KeyCode::Char('f'), KeyModifiers::ALT) => self.word_behind(),
            (KeyCode::Home, _) | (KeyCode::Char('a'), CONTROL) => 0,
            (KeyCode::End, _) | (KeyCode::Char('e'), CONTROL) => self.text.len(),
            _ => return false,
        };
        true
    }

    fn letter_before(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn letter_behind(&self) -> usize {
        self.cursor + self.behind().graphemes(true).next().map_or(0, str::len)
    }

    /// Where the word before the cursor begins.
    fn word_before(&self) -> usize {
        let trimmed = self.before().trim_end();
        trimmed.rfind(char::is_whitespace).map_or(0, |at| at + trimmed.get(at..).map_or(0, first_len))
    }

    /// Where the word behind the cursor ends.
    fn word_behind(&self) -> usize {
        let blank = self.behind().len() - self.behind().trim_start().len();
        let rest = self.behind().trim_start();
        self.cursor + blank + rest.find(char::is_whitespace).unwrap_or(rest.len())
    }

    /// The text and the cursor's place in characters, cut so that so many columns hold the cursor and what is around it.
    pub(crate) fn shown(&self, columns: usize) -> (String, usize) {
        let before = text::neutral(self.before()).into_owned();
        let behind = text::neutral(self.behind()).into_owned();
        let tail = text_end(&before, columns.saturating_sub(1));
        let at = text::width(tail);
        let head = text_start(&behind, columns.saturating_sub(at));
        (format!("{tail}{head}"), at)
    }
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The start of a text that fits into so many columns.
fn text_start(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = text.grapheme_indices(true).take_while(|(_, grapheme)| {
        used += text::width(grapheme);
        used <= columns
    });
    let end = fits.last().map_or(0, |(at, grapheme)| at + grapheme.len());
    text.get(..end).unwrap_or(text)
}

/// The end of a text that fits into so many columns.
fn text_end(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let mut from = text.len();
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += text::width(grapheme);
        if used > columns {
            break;
        }
        from = at;
    }
    text.get(from..).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn press(entry: &mut Entry, keys: &str) {
        for key in keys.split(' ') {
            entry.key(Chord::parse(key).unwrap());
        }
    }

    #[test]
    fn a_line_is_edited_as_readline_does() {
        let mut entry = Entry::new("click  buy now");
        press(&mut entry, "C-w");
        assert_eq!((entry.text(), entry.cursor), ("click  buy ", 11));
        press(&mut entry, "M-b X C-a Delete C-e !");
        assert_eq!(entry.text(), "lick  Xbuy !");
        press(&mut entry, "Home M-f C-k");
        assert_eq!(entry.text(), "lick");
        press(&mut entry, "Left C-u é C-h");
        assert_eq!((entry.text(), entry.cursor), ("k", 0));
    }

    #[test]
    fn what_is_pasted_holds_no_controls_and_no_more_than_fits() {
        let mut entry = Entry::default();
        entry.insert("a\u{1b}[31mb\n");
        assert_eq!(entry.text(), "a[31mb");
        entry.insert(&"x".repeat(9_999));
        assert_eq!(entry.text().chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn the_cursor_stays_between_graphemes_and_in_sight(
            keys in prop::collection::vec(prop::sample::select(vec!["a", "é", "漢", "👩", "Left", "Right", "C-w", "M-b", "M-f", "C-h", "Delete", "Home", "End", "Space"]), 0..40),
            columns in 1usize..12,
        ) {
            let mut entry = Entry::default();
            for key in keys {
                press(&mut entry, key);
                prop_assert!(entry.text().is_char_boundary(entry.cursor));
                let (shown, at) = entry.shown(columns);
                prop_assert!(text::width(&shown) <= columns && at < columns, "{shown:?} {at}");
            }
        }
    }
}
