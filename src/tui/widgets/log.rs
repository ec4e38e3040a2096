//! A list whose rows unfold in place, and which follows the playhead until the user walks it.
//!
//! Rows are the pane's business: the list knows how many there are, which of them are unfolded into what, and which
//! line is chosen. Lines are counted from the rows and the few that are unfolded, so that a million rows cost nothing.

use super::detail::{Detail, Target};
use super::line::{Line, Look};
use super::list::List;
use crate::tui::command::Command;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// What stands on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A row.
    Row(usize),
    /// A line of a row that is unfolded.
    Detail {
        /// The row.
        row: usize,
        /// The line of its detail.
        line: usize,
    },
}

impl At {
    /// The row, or the row it belongs to.
    pub(crate) fn row(self) -> usize {
        match self {
            Self::Row(row) | Self::Detail { row, .. } => row,
        }
    }
}

/// What follows from a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Nothing for the pane to do.
    Here,
    /// A row was chosen.
    Row(usize),
    /// A line that leads somewhere was chosen.
    To(Target),
    /// A row is to be unfolded: the pane knows into what.
    Unfold(usize),
}

/// A list whose rows unfold.
#[derive(Debug, Default)]
pub(crate) struct Log {
    list: List,
    rows: usize,
    open: BTreeMap<usize, Detail>,
    /// Columns and lines, as last told.
    size: (u16, u16),
    shift: usize,
}

impl Log {
    /// Takes the number of rows and the size of the area in. A list whose last line was chosen stays at its end.
    pub(crate) fn fit(&mut self, rows: usize, size: (u16, u16)) {
        let grown = rows > self.rows && self.rows > 0 && self.list.cursor + 1 == self.len();
        (self.rows, self.size) = (rows, size);
        self.open.retain(|row, _| *row < rows);
        for detail in self.open.values_mut() {
            detail.fit(usize::from(size.0));
        }
        if grown {
            self.list.cursor = self.len() - 1;
        }
        self.settle();
    }

    fn settle(&mut self) {
        self.list.settle(self.len(), self.height());
    }

    fn height(&self) -> usize {
        usize::from(self.size.1)
    }

    /// The number of lines.
    pub(crate) fn len(&self) -> usize {
        self.rows + self.open.values().map(Detail::len).sum::<usize>()
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// What stands on a line.
    pub(crate) fn at(&self, line: usize) -> At {
        let mut before = 0;
        for (row, detail) in &self.open {
            if line <= row + before {
                break;
            }
            let inner = line - row - before - 1;
            if inner < detail.len() {
                return At::Detail { row: *row, line: inner };
            }
            before += detail.len();
        }
        At::Row(line - before)
    }

    /// The line of a row.
    pub(crate) fn line_of(&self, row: usize) -> usize {
        row + self.open.range(..row).map(|(_, detail)| detail.len()).sum::<usize>()
    }

    /// What is chosen; `None` of an empty list.
    pub(crate) fn chosen(&self) -> Option<At> {
        (self.rows > 0).then(|| self.at(self.list.cursor))
    }

    /// Chooses a row and brings it into sight; what it is unfolded into as well, as far as it fits.
    pub(crate) fn choose(&mut self, row: usize) {
        let (line, len, height) = (self.line_of(row.min(self.rows.saturating_sub(1))), self.len(), self.height());
        self.list.reveal(line, len, height);
        let below = self.open.get(&row).map_or(0, Detail::len);
        let top = (line + below + 1).saturating_sub(height).min(line);
        self.list.top = self.list.top.max(top);
        self.settle();
    }

    /// Unfolds a row.
    pub(crate) fn unfold(&mut self, row: usize, mut detail: Detail) {
        let chosen = self.chosen();
        detail.fit(usize::from(self.size.0));
        self.open.insert(row, detail);
        // The chosen line stays chosen, whatever grew or shrank above it.
        match chosen {
            Some(At::Row(row)) => self.list.cursor = self.line_of(row),
            Some(At::Detail { row, line }) => {
                let lines = self.open.get(&row).map_or(0, Detail::len);
                self.list.cursor = self.line_of(row) + (line + 1).min(lines);
            }
            None => {}
        }
        self.settle();
    }

    /// Whether a row is unfolded.
    pub(crate) fn is_open(&self, row: usize) -> bool {
        self.open.contains_key(&row)
    }

    /// Folds a row; whether it was unfolded.
    pub(crate) fn fold(&mut self, row: usize) -> bool {
        let was = self.open.contains_key(&row);
        if was {
            let chosen = self.chosen();
            self.open.remove(&row);
            self.list.cursor = self.line_of(chosen.map_or(0, At::row));
            self.settle();
        }
        was
    }

    /// Folds every row: they mean other things from now on.
    pub(crate) fn fold_all(&mut self) {
        self.open.clear();
        self.shift = 0;
        self.settle();
    }

    /// A command for the list.
    pub(crate) fn command(&mut self, command: Command, count: u32) -> Done {
        let by = 8 * count as usize;
        match command {
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(by),
            Command::ScrollRight => self.shift = (self.shift + by).min(4000),
            Command::Choose => return self.enter(),
            Command::Detail => return self.toggle(),
            Command::Fold => return self.set(false),
            Command::Unfold => return self.set(true),
            _ => self.list.command(command, count, self.len(), self.height()),
        }
        Done::Here
    }

    fn enter(&mut self) -> Done {
        match self.chosen() {
            None => Done::Here,
            Some(At::Row(row)) => Done::Row(row),
            Some(At::Detail { row, line }) => {
                let Some(detail) = self.open.get_mut(&row) else { return Done::Row(row) };
                if let Some(target) = detail.target(line) {
                    return Done::To(target);
                }
                if !detail.fold(line, |now| !now) {
                    return Done::Row(row);
                }
                self.settle();
                Done::Here
            }
        }
    }

    /// Unfolds the chosen row, or folds it.
    fn toggle(&mut self) -> Done {
        match self.chosen() {
            Some(at) if self.fold(at.row()) => {
                self.choose(at.row());
                Done::Here
            }
            Some(at) => Done::Unfold(at.row()),
            None => Done::Here,
        }
    }

    /// Unfolds or folds the value that is chosen, else its row.
    fn set(&mut self, open: bool) -> Done {
        let chosen = self.chosen();
        if let Some(At::Detail { row, line }) = chosen
            && self.open.get_mut(&row).is_some_and(|detail| detail.fold(line, |_| open))
        {
            self.settle();
            return Done::Here;
        }
        match chosen {
            Some(at) if !open => {
                self.fold(at.row());
                Done::Here
            }
            Some(At::Row(row)) if !self.is_open(row) => Done::Unfold(row),
            _ => Done::Here,
        }
    }

    /// The mouse chose a line.
    pub(crate) fn click(&mut self, y: usize, double: bool) -> Done {
        let line = self.list.top + y;
        if line >= self.len() {
            return Done::Here;
        }
        self.list.cursor = line;
        if double { self.toggle() } else { self.enter() }
    }

    /// The wheel turned.
    pub(crate) fn scroll(&mut self, by: i32) {
        self.list.scroll(by as isize, self.len(), self.height());
    }

    /// What the chosen line of a detail says, whole.
    pub(crate) fn copy(&self) -> Option<String> {
        match self.chosen()? {
            At::Detail { row, line } => self.open.get(&row)?.copy(line),
            At::Row(_) => None,
        }
    }

    /// The rows in sight.
    pub(crate) fn in_sight(&self) -> std::ops::Range<usize> {
        let lines = self.list.window(self.len(), self.height());
        if lines.is_empty() {
            return 0..0;
        }
        self.at(lines.start).row()..self.at(lines.end - 1).row() + 1
    }

    /// Draws the lines in sight; `row` makes a row's line, `dim` says which rows stand back.
    pub(crate) fn draw(
        &self,
        (area, focused): (Rect, bool),
        theme: &Theme,
        buf: &mut Buffer,
        row: impl Fn(usize, Glyphs) -> Line,
    ) {
        for (line, y) in self.list.window(self.len(), usize::from(area.height)).zip(area.y..) {
            let drawn = match self.at(line) {
                At::Row(at) => row(at, theme.glyphs),
                At::Detail { row, line } => {
                    self.open.get(&row).map(|detail| detail.drawn(line, theme.glyphs)).unwrap_or_default()
                }
            };
            let look = Look { chosen: line == self.list.cursor, focused, shift: self.shift };
            drawn.draw(Rect { y, height: 1, ..area }, look, theme, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Role;
    use proptest::prelude::*;

    fn detail(lines: usize) -> Detail {
        let mut detail = Detail::default();
        for line in 0..lines {
            detail.line(Line::of(Role::Text, &line.to_string()));
        }
        detail
    }

    #[test]
    fn lines_are_rows_and_what_they_unfold_into() {
        let mut log = Log::default();
        log.fit(4, (40, 10));
        log.unfold(1, detail(2));
        log.unfold(3, detail(1));
        let lines: Vec<At> = (0..log.len()).map(|line| log.at(line)).collect();
        let inner = |row, line| At::Detail { row, line };
        assert_eq!(lines, [At::Row(0), At::Row(1), inner(1, 0), inner(1, 1), At::Row(2), At::Row(3), inner(3, 0)]);
        assert_eq!((0..4).map(|row| log.line_of(row)).collect::<Vec<_>>(), [0, 1, 4, 5]);
        assert!(log.fold(1) && !log.fold(1));
        assert_eq!(log.len(), 5);
    }

    #[test]
    fn what_a_row_unfolds_into_is_brought_into_sight() {
        let mut log = Log::default();
        log.fit(20, (40, 6));
        log.choose(5);
        log.unfold(5, detail(4));
        log.choose(5);
        assert_eq!(log.in_sight(), 4..6, "{log:?}");
        log.unfold(5, detail(40));
        log.choose(5);
        assert_eq!(log.in_sight(), 5..6);
    }

    #[test]
    fn the_end_stays_the_end() {
        let mut log = Log::default();
        log.fit(3, (40, 2));
        log.command(Command::Bottom, 1);
        log.fit(9, (40, 2));
        assert_eq!(log.chosen(), Some(At::Row(8)));
        log.command(Command::Up, 1);
        log.fit(12, (40, 2));
        assert_eq!(log.chosen(), Some(At::Row(7)), "who walked away from the end stays there");
    }

    proptest! {
        #[test]
        fn every_row_has_its_line(rows in 1usize..30, open in prop::collection::btree_map(0usize..30, 0usize..5, 0..6)) {
            let mut log = Log::default();
            log.fit(rows, (40, 10));
            for (row, lines) in open.iter().filter(|(row, _)| **row < rows) {
                log.unfold(*row, detail(*lines));
            }
            for row in 0..rows {
                prop_assert_eq!(log.at(log.line_of(row)), At::Row(row));
            }
            let all: Vec<usize> = (0..log.len()).map(|line| log.at(line).row()).collect();
            prop_assert!(all.is_sorted() && all.last() == Some(&(rows - 1)), "{:?}", all);
        }
    }
}
