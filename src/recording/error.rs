//! Why a recording cannot be opened, or a moment not be shown.

use crate::archive;
use crate::clock::Moment;
use crate::event::Seq;

/// Nothing of a recording can be shown.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The archive room says why, and what would help.
    #[error(transparent)]
    Archive(#[from] archive::Error),
    /// It is a replay's container, but there is no event in it that has a time.
    #[error("{name}: no event of it can be placed on a timeline")]
    NoEvents {
        /// The input.
        name: String,
    },
}

impl OpenError {
    /// What would help, one line each.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Archive(error) => error.hints(),
            Self::NoEvents { .. } => vec!["fetch or export the recording again".to_owned()],
        }
    }
}

/// A moment outside the recording.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoSuchMoment {
    /// There is no event at all.
    #[error("the recording has no events")]
    Empty,
    /// No event has this seq.
    #[error("there is no event #{seq}; the last is #{last}")]
    NoSuchSeq {
        /// The seq asked for.
        seq: Seq,
        /// The last seq there is.
        last: Seq,
    },
    /// Before the first event.
    #[error("{moment} is before the recording starts")]
    BeforeStart {
        /// The moment asked for.
        moment: Moment,
    },
    /// Nothing begins after the last event.
    #[error("{moment} is after the recording ends")]
    AfterEnd {
        /// The moment asked for.
        moment: Moment,
    },
    /// An end before its beginning.
    #[error("{to} is before {from}")]
    Backwards {
        /// Where the part should begin.
        from: Moment,
        /// Where it should end.
        to: Moment,
    },
}

/// A state cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SeekError {
    /// Nobody waits for it any more.
    #[error("cancelled")]
    Cancelled,
    /// An event's body cannot be found again.
    #[error("event #{seq}: {source}")]
    Body {
        /// The event.
        seq: Seq,
        /// Why.
        source: archive::Error,
    },
    /// No such event, window or row.
    #[error("no such event or window in this view")]
    OutOfRange,
}
