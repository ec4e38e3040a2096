//! The console's rows as the pane lists them: a threshold of levels, the scope, repeats folded into one row.

use crate::event::Seq;
use crate::extract::{ConsoleRow, Repeats, fold};
use crate::recording::Scope;

/// The least level that is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Least {
    /// Every line.
    #[default]
    All,
    /// Warnings and errors.
    Warnings,
    /// Errors alone.
    Errors,
}

impl Least {
    /// The next threshold, round.
    pub(super) fn next(self) -> Self {
        match self {
            Self::All => Self::Warnings,
            Self::Warnings => Self::Errors,
            Self::Errors => Self::All,
        }
    }

    /// What is listed, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::All => "all levels",
            Self::Warnings => "warnings and errors",
            Self::Errors => "errors only",
        }
    }

    fn takes(self, row: &ConsoleRow) -> bool {
        match self {
            Self::All => true,
            Self::Warnings => row.level.is_error() || row.level.is_warning(),
            Self::Errors => row.level.is_error(),
        }
    }
}

/// How many lines there are in scope, listed or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// All of them.
    pub(super) lines: usize,
    /// Errors.
    pub(super) errors: usize,
    /// Warnings.
    pub(super) warnings: usize,
}

/// The groups of the rows seen so far; grows with the index.
#[derive(Debug, Default)]
pub(super) struct Groups {
    least: Least,
    scope: Scope,
    list: Vec<Repeats>,
    read: usize,
    last_read: Option<Seq>,
    counts: Counts,
}

impl Groups {
    /// The groups in order.
    pub(super) fn all(&self) -> &[Repeats] {
        &self.list
    }

    /// How many lines there are in scope, listed or not.
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// The threshold.
    pub(super) fn least(&self) -> Least {
        self.least
    }

    /// Lists by another threshold, from the start.
    pub(super) fn set_least(&mut self, least: Least) {
        *self = Self { least, scope: self.scope, ..Self::default() };
    }

    /// Takes in the rows that came since; starts anew where an event found its place before those read, or another part of
    /// the recording is looked at. Tells whether groups known before mean other rows now, and whether anything changed at all.
    pub(super) fn read(&mut self, rows: &[ConsoleRow], scope: Scope) -> Read {
        let same = self.read.checked_sub(1).and_then(|last| rows.get(last)).map(|row| row.seq) == self.last_read;
        let anew = !same || scope != self.scope;
        if anew {
            *self = Self { least: self.least, scope, ..Self::default() };
        } else if self.read == rows.len() {
            return Read::Same;
        }
        for (place, row) in rows.iter().enumerate().skip(self.read) {
            if !scope.has(row.at, row.window) {
                continue;
            }
            self.counts.lines += 1;
            self.counts.errors += usize::from(row.level.is_error());
            self.counts.warnings += usize::from(row.level.is_warning());
            if self.least.takes(row) {
                fold(&mut self.list, rows, place);
            }
        }
        self.read = rows.len();
        self.last_read = rows.last().map(|row| row.seq);
        if anew { Read::Anew } else { Read::More }
    }

    /// The last group that began at or before an event.
    pub(super) fn at(&self, seq: Seq, rows: &[ConsoleRow]) -> Option<usize> {
        self.list.partition_point(|group| rows.get(group.first).is_some_and(|row| row.seq <= seq)).checked_sub(1)
    }
}

/// What reading on did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Nothing came.
    Same,
    /// Rows came at the end.
    More,
    /// The groups were made anew.
    Anew,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::extract::Level;

    /// A console row for tests.
    pub(in super::super) fn row(seq: Seq, level: Level, text: &str) -> ConsoleRow {
        let stack =
            if level == Level::Error { vec!["pay (https://shop.test/js/app.js:10:3)".to_owned()] } else { vec![] };
        ConsoleRow { seq, at: Time(i64::from(seq) * 1000), window: 0, level, text: text.into(), stack: stack.into() }
    }

    fn rows() -> [ConsoleRow; 5] {
        [
            row(1, Level::Log, "a"),
            row(2, Level::Log, "a"),
            row(3, Level::Error, "b"),
            row(4, Level::Log, "a"),
            row(5, Level::Error, "b"),
        ]
    }

    fn counts(groups: &Groups) -> Vec<(usize, u32)> {
        groups.all().iter().map(|group| (group.first, group.count)).collect()
    }

    #[test]
    fn repeats_fold_and_levels_are_left_out() {
        let rows = rows();
        let mut groups = Groups::default();
        assert_eq!(groups.read(&rows[..1], Scope::default()), Read::More);
        assert_eq!(groups.read(&rows, Scope::default()), Read::More, "the index grew");
        assert_eq!(groups.read(&rows, Scope::default()), Read::Same);
        assert_eq!(counts(&groups), [(0, 2), (2, 1), (3, 1), (4, 1)]);
        assert_eq!((groups.at(0, &rows), groups.at(2, &rows), groups.at(9, &rows)), (None, Some(0), Some(3)));
        groups.set_least(Least::Errors);
        groups.read(&rows, Scope::default());
        assert_eq!(counts(&groups), [(2, 2)], "errors on either side of what is left out are repeats");
    }

    #[test]
    fn a_range_leaves_out_what_is_not_in_it() {
        let rows = rows();
        let mut groups = Groups::default();
        groups.read(&rows, Scope { range: Some((Time(2000), Time(3000))), window: None });
        assert_eq!(counts(&groups), [(1, 1), (2, 1)]);
        assert_eq!(groups.counts(), Counts { lines: 2, errors: 1, warnings: 0 });
        assert_eq!(groups.read(&rows, Scope::default()), Read::Anew);
        assert_eq!(groups.counts().lines, 5);
    }

    #[test]
    fn a_late_event_before_those_read_starts_anew() {
        let mut groups = Groups::default();
        groups.read(&[row(2, Level::Log, "b")], Scope::default());
        groups.read(&[row(1, Level::Log, "a"), row(2, Level::Log, "b")], Scope::default());
        assert_eq!(groups.all().len(), 2);
    }
}
