//! Why nothing of an input can be shown.

use std::io;

/// Nothing can be shown. The message names the input and says what it is; [`Error::hints`] says what would help.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There are no bytes.
    #[error("{name}: empty, there is nothing to read")]
    Empty {
        /// The input.
        name: String,
    },
    /// It cannot be opened or read.
    #[error("{name}: {source}")]
    Unreadable {
        /// The input.
        name: String,
        /// The system's reason.
        source: io::Error,
    },
    /// It was read, and is something else, or is a replay without events.
    #[error("{name}: {what}")]
    NotAReplay {
        /// The input.
        name: String,
        /// What it is, and why it can't be opened.
        what: String,
        /// What would help.
        hints: Vec<String>,
    },
    /// The inputs are parts of different recordings.
    #[error("these are different recordings: {}", .ids.join(", "))]
    Mixed {
        /// Their recording ids, each with its input.
        ids: Vec<String>,
    },
    /// An event's body can't be found again.
    #[error("the event can't be read again: {reason}")]
    Gone {
        /// Why.
        reason: String,
    },
}

impl Error {
    /// What is wrong, without the input's name.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Empty { .. } => "empty".to_owned(),
            Self::NotAReplay { what, .. } => what.clone(),
            Self::Unreadable { source, .. } => source.to_string(),
            Self::Mixed { .. } | Self::Gone { .. } => self.to_string(),
        }
    }

    /// What would help, one line each.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Empty { .. } => vec!["fetch or export the recording again".to_owned()],
            Self::NotAReplay { hints, .. } => hints.clone(),
            Self::Mixed { .. } => vec!["open one recording at a time; `scrubjay ls` lists them".to_owned()],
            Self::Unreadable { .. } | Self::Gone { .. } => Vec::new(),
        }
    }
}
