//! Columns and cells.

use crate::clock::Time;
use std::borrow::Cow;

/// What a column holds. Every column may be empty where the recording does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A whole number of 64 bits.
    Int,
    /// A double.
    Real,
    /// True or false.
    Flag,
    /// UTF-8.
    Text,
    /// An instant to the microsecond, in UTC.
    Time,
}

impl Sort {
    /// The type's name in the document of the tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Int => "integer",
            Self::Real => "double",
            Self::Flag => "boolean",
            Self::Text => "text",
            Self::Time => "timestamp",
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The stable name, with its unit.
    pub name: &'static str,
    /// What it holds.
    pub sort: Sort,
    /// What it is, in a few words.
    pub about: &'static str,
}

/// A value, of the column's sort.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'c> {
    /// Of [`Sort::Int`].
    Int(Option<i64>),
    /// Of [`Sort::Real`].
    Real(Option<f64>),
    /// Of [`Sort::Flag`].
    Flag(Option<bool>),
    /// Of [`Sort::Text`]: as recorded, not neutral.
    Text(Option<Cow<'c, str>>),
    /// Of [`Sort::Time`].
    Time(Option<Time>),
}

/// A count that fits any real recording; beyond, the largest there is.
pub(super) fn count(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// A text.
pub(super) fn text<'c>(text: impl Into<Cow<'c, str>>) -> Cow<'c, str> {
    text.into()
}

/// Declares columns, each with its value in a row: `COLUMNS`, and a function from a row to its cells.
macro_rules! columns {
    ($(#[$doc:meta])* $vis:vis fn $cells:ident($row:ident: $type:ty) { $($name:literal $sort:ident $about:literal => $value:expr;)* }) => {
        pub(super) const COLUMNS: &[$crate::export::table::Column] = &[
            $($crate::export::table::Column {
                name: $name,
                sort: $crate::export::table::Sort::$sort,
                about: $about,
            },)*
        ];

        $(#[$doc])*
        $vis fn $cells($row: $type) -> Vec<$crate::export::table::Cell<'_>> {
            vec![$($crate::export::table::Cell::$sort(($value).into()),)*]
        }
    };
}
pub(super) use columns;
