//! What an expression can ask of a row.

use super::Field;
use crate::clock::{Moment, Time};
use crate::event::Seq;
use crate::extract::Level;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A row as expressions see it: something of the timeline, a line of a listing, a finding.
pub trait Facts {
    /// What the row says of a field. Called only for the fields that an expression names, and those that are dear to
    /// make ([`Field::Text`]) only when the others have not decided.
    fn fact(&self, field: Field) -> Fact<'_>;
}

/// A field's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<'a> {
    /// The row has no such field.
    Absent,
    /// A word or a text.
    Text(Cow<'a, str>),
    /// Several texts; one that fits is enough.
    Texts(Vec<Cow<'a, str>>),
    /// A number: a count, bytes, or milliseconds.
    Number(f64),
    /// A console level.
    Level(Level),
    /// When the row happened.
    At(At),
    /// Yes or no.
    Flag(bool),
}

impl<'a> Fact<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A number.
    pub fn number(number: impl Into<f64>) -> Self {
        Self::Number(number.into())
    }

    /// A count or a number of bytes.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // compared with what a person writes
    pub fn count(count: u64) -> Self {
        Self::Number(count as f64)
    }

    /// A value that may be missing.
    pub fn maybe<T>(value: Option<T>, fact: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Absent, fact)
    }
}

/// An instant within a recording, so that it can be compared with any moment a person writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The instant.
    pub time: Time,
    /// The event, where it is one's.
    pub seq: Option<Seq>,
    /// The recording's first and last instant; equal to `time` where the row is of no recording.
    pub recording: (Time, Time),
}

impl At {
    /// How the instant compares with a moment; `None` for a seq where the row has none.
    pub(super) fn compare(&self, moment: Moment) -> Option<Ordering> {
        let (start, end) = self.recording;
        match moment {
            Moment::Seq(seq) => self.seq.map(|own| own.cmp(&seq)),
            _ => moment.instant(start, end).map(|instant| self.time.cmp(&instant)),
        }
    }
}
