//! Where a list stands: the chosen entry and the first one shown. Pure arithmetic, shared by every pane that scrolls.

use crate::tui::command::Command;

/// The chosen entry of a list and the first one on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct List {
    /// The chosen entry.
    pub(crate) cursor: usize,
    /// The first entry shown.
    pub(crate) top: usize,
}

/// How the cursor of a list is asked to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// So many entries down; up when negative.
    By(isize),
    /// So many halves of a screen down; up when negative.
    HalfScreens(isize),
    /// To the first entry.
    First,
    /// To the last entry.
    Last,
}

impl List {
    /// Answers to a command of [`Context::List`](crate::tui::command::Context::List); others leave it as it is.
    pub(crate) fn command(&mut self, command: Command, count: u32, len: usize, height: usize) {
        let count = isize::try_from(count).unwrap_or(isize::MAX);
        let to = match command {
            Command::Up => Move::By(-count),
            Command::Down => Move::By(count),
            Command::PageUp => Move::HalfScreens(-count.saturating_mul(2)),
            Command::PageDown => Move::HalfScreens(count.saturating_mul(2)),
            Command::Top => Move::First,
            Command::Bottom => Move::Last,
            _ => return,
        };
        self.go(to, len, height);
    }

    /// Moves the cursor in a list of `len` entries shown on `height` rows.
    pub(crate) fn go(&mut self, to: Move, len: usize, height: usize) {
        let half = isize::try_from(height / 2).unwrap_or(1).max(1);
        self.cursor = match to {
            Move::By(by) => self.cursor.saturating_add_signed(by),
            Move::HalfScreens(count) => self.cursor.saturating_add_signed(half.saturating_mul(count)),
            Move::First => 0,
            Move::Last => usize::MAX,
        };
        self.settle(len, height);
    }

    /// Scrolls without choosing: the cursor is dragged along only when it would leave the screen.
    pub(crate) fn scroll(&mut self, by: isize, len: usize, height: usize) {
        self.top = self.top.saturating_add_signed(by).min(len.saturating_sub(height));
        let last = (self.top + height).saturating_sub(1).min(len.saturating_sub(1));
        self.cursor = self.cursor.clamp(self.top.min(last), last);
    }

    /// Puts cursor and top where a list of `len` entries on `height` rows allows, the cursor in view.
    pub(crate) fn settle(&mut self, len: usize, height: usize) {
        self.cursor = self.cursor.min(len.saturating_sub(1));
        let height = height.max(1);
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(len.saturating_sub(height));
    }

    /// Chooses an entry from elsewhere: when it is out of view it is brought to a third of the height, not to an edge.
    pub(crate) fn reveal(&mut self, entry: usize, len: usize, height: usize) {
        self.cursor = entry;
        if entry < self.top || entry >= self.top + height {
            self.top = entry.saturating_sub(height / 3);
        }
        self.settle(len, height);
    }

    /// The entries on the screen.
    pub(crate) fn window(&self, len: usize, height: usize) -> std::ops::Range<usize> {
        let top = self.top.min(len);
        top..(top + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_cursor_stays_in_the_list_and_on_the_screen(
            moves in prop::collection::vec((0..5u8, -40isize..40), 0..40), len in 0usize..60, height in 1usize..20
        ) {
            let mut list = List::default();
            for (what, by) in moves {
                match what {
                    0 => list.go(Move::By(by), len, height),
                    1 => list.go(Move::HalfScreens(by), len, height),
                    2 => list.scroll(by, len, height),
                    3 => list.reveal(by.unsigned_abs(), len, height),
                    _ => list.go(if by < 0 { Move::First } else { Move::Last }, len, height),
                }
                prop_assert!(list.cursor < len.max(1));
                prop_assert!(len == 0 || list.window(len, height).contains(&list.cursor), "{list:?}");
                prop_assert!(list.top <= len.saturating_sub(height), "no blank rows below the end: {list:?}");
            }
        }
    }

    #[test]
    fn a_far_entry_is_revealed_with_its_surroundings() {
        let mut list = List::default();
        list.reveal(50, 100, 9);
        assert_eq!(list, List { cursor: 50, top: 47 });
        list.reveal(52, 100, 9);
        assert_eq!(list.top, 47, "what is in view does not scroll");
    }
}
