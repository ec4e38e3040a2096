//! The console's rows as the pane lists them: a threshold of levels, repeats folded into one row with their count.

use crate::event::Seq;
use crate::extract::ConsoleRow;
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

/// One or more lines that say the same right after one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The first line's place in the view's console rows.
    pub(super) first: usize,
    /// How many lines there are.
    pub(super) count: u32,
}

/// The groups of the rows seen so far; grows with the index.
#[derive(Debug, Default)]
pub(super) struct Groups {
    least: Least,
    scope: Scope,
    list: Vec<Group>,
    read: usize,
    last_read: Option<Seq>,
    errors: usize,
    warnings: usize,
}

impl Groups {
    /// The groups in order.
    pub(super) fn all(&self) -> &[Group] {
        &self.list
    }

    /// How many errors and warnings there are, listed or not.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.errors, self.warnings)
    }

    /// The threshold.
    pub(super) fn least(&self) -> Least {
        self.least
    }

    /// Lists by another threshold, from the start.
    pub(super) fn set_least(&mut self, least: Least) {
        *self = Self { least, scope: self.scope, ..Self::default() };
    }

    /// Takes in the rows that came since; starts anew where an event found its place before those read, or another
    /// part of the recording is looked at. Whether anything changed.
    pub(super) fn read(&mut self, rows: &[ConsoleRow], scope: Scope) -> bool {
        if self.scope != scope {
            self.scope = scope;
            self.set_least(self.least);
        }
        let same = self.read.checked_sub(1).and_then(|last| rows.get(last)).map(|row| row.seq) == self.last_read;
        if !same {
            self.set_least(self.least);
        } else if self.read == rows.len() {
            return false;
        }
        for (at, row) in rows.iter().enumerate().skip(self.read).filter(|(_, row)| scope.has(row.at, row.window)) {
            self.errors += usize::from(row.level.is_error());
            self.warnings += usize::from(row.level.is_warning());
            if self.least.takes(row) {
                self.push(at, row, rows);
            }
        }
        self.read = rows.len();
        self.last_read = rows.last().map(|row| row.seq);
        true
    }

    fn push(&mut self, at: usize, row: &ConsoleRow, rows: &[ConsoleRow]) {
        if let Some(group) = self.list.last_mut()
            && says_the_same(&rows[group.first], row)
        {
            group.count += 1;
            return;
        }
        self.list.push(Group { first: at, count: 1 });
    }

    /// The last group that began at or before an event.
    pub(super) fn at(&self, seq: Seq, rows: &[ConsoleRow]) -> Option<usize> {
        self.list.partition_point(|group| rows.get(group.first).is_some_and(|row| row.seq <= seq)).checked_sub(1)
    }
}

fn says_the_same(a: &ConsoleRow, b: &ConsoleRow) -> bool {
    (a.level, a.window, &a.text, &a.stack) == (b.level, b.window, &b.text, &b.stack)
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

    #[test]
    fn repeats_fold_and_levels_are_left_out() {
        let rows = [
            row(1, Level::Log, "a"),
            row(2, Level::Log, "a"),
            row(3, Level::Error, "b"),
            row(4, Level::Log, "a"),
            row(5, Level::Error, "b"),
        ];
        let mut groups = Groups::default();
        assert!(groups.read(&rows[..1], Scope::default()));
        assert!(groups.read(&rows, Scope::default()), "the index grew");
        assert!(!groups.read(&rows, Scope::default()));
        let counts = |groups: &Groups| groups.all().iter().map(|group| (group.first, group.count)).collect::<Vec<_>>();
        assert_eq!(counts(&groups), [(0, 2), (2, 1), (3, 1), (4, 1)]);
        assert_eq!((groups.at(0, &rows), groups.at(2, &rows), groups.at(9, &rows)), (None, Some(0), Some(3)));
        groups.set_least(Least::Errors);
        groups.read(&rows, Scope::default());
        assert_eq!(counts(&groups), [(2, 2)], "errors on either side of what is left out are repeats");
    }

    #[test]
    fn only_what_is_in_the_scope_is_listed_and_counted() {
        let rows = [row(1, Level::Error, "a"), row(2, Level::Error, "b")];
        let mut groups = Groups::default();
        groups.read(&rows, Scope { window: Some(7), ..Scope::default() });
        assert_eq!((groups.all().len(), groups.counts()), (0, (0, 0)));
        groups.read(&rows, Scope::default());
        assert_eq!((groups.all().len(), groups.counts()), (2, (2, 0)));
    }

    #[test]
    fn a_late_event_before_those_read_starts_anew() {
        let mut groups = Groups::default();
        groups.read(&[row(2, Level::Log, "b")], Scope::default());
        groups.read(&[row(1, Level::Log, "a"), row(2, Level::Log, "b")], Scope::default());
        assert_eq!(groups.all().len(), 2);
    }
}
