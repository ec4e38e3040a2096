//! A rehearsal of the list: no terminal, no threads; keys in, cells out.

use super::{Picker, Then, draw, look};
use crate::archive::Input;
use crate::tui::keymap::Chord;
use crate::tui::options::GlyphSet;
use crate::tui::theme::{Depth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::PathBuf;

/// The list on a stage.
pub struct Shelf {
    picker: Picker,
    theme: Theme,
    opened: Option<PathBuf>,
    left: bool,
}

impl Shelf {
    /// The recordings of some inputs, on a screen of so many columns and lines.
    #[must_use]
    pub fn of_inputs(inputs: &[Input], size: (u16, u16), depth: Depth) -> Self {
        Self::new(Picker::of_inputs(inputs), size, depth)
    }

    /// What was opened lately.
    #[must_use]
    pub fn of_recent(paths: &[String], size: (u16, u16), depth: Depth) -> Self {
        Self::new(Picker::of_recent(paths), size, depth)
    }

    fn new(mut picker: Picker, size: (u16, u16), depth: Depth) -> Self {
        let glyphs = if depth == Depth::None { GlyphSet::Ascii } else { GlyphSet::default() };
        let (theme, _) = Theme::find(None, None, depth, glyphs);
        picker.resize(size);
        Self { picker, theme, opened: None, left: false }
    }

    /// Finds everything out.
    pub fn looks(&mut self) {
        look::at_once(self.picker.quest(), &mut |looked| self.picker.looked(looked));
    }

    /// Gives the screen another size.
    pub fn resizes(&mut self, columns: u16, lines: u16) {
        self.picker.resize((columns, lines));
    }

    /// Presses keys, apart by spaces, as the command table writes them.
    ///
    /// # Panics
    /// A word is no key.
    pub fn keys(&mut self, keys: &str) {
        for word in keys.split(' ').filter(|word| !word.is_empty()) {
            let chord = Chord::parse(word).unwrap_or_else(|| panic!("{word:?} is no key"));
            match self.picker.key(chord) {
                Then::Open(path) => self.opened = Some(path),
                Then::Leave => self.left = true,
                Then::Stay | Then::Suspend | Then::Redraw => {}
            }
        }
    }

    /// What was chosen to be opened last.
    #[must_use]
    pub fn opened(&self) -> Option<&std::path::Path> {
        self.opened.as_deref()
    }

    /// Whether the user left.
    #[must_use]
    pub fn is_left(&self) -> bool {
        self.left
    }

    /// What is on the screen.
    #[must_use]
    pub fn draw(&self) -> Buffer {
        let (width, height) = self.picker.size;
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        draw::draw(&self.picker, &self.theme, area, &mut buf);
        buf
    }
}
