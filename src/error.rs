//! What a command tells its user when it cannot do its work: a kind, which sets the exit status, a sentence, and hints.
//!
//! Only the edges (`headless`, `tui`, `main`) make a [`Failure`]; the rooms below have small error enums of their own.

use crate::text;
use std::error::Error;
use std::fmt;

/// Why a command ended without doing its work; each kind has its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The answer is "no": damage found, `--fail-on` met, a search found nothing. Exit status 1.
    No,
    /// Wrong usage. Exit status 2.
    Usage,
    /// The input cannot be read or is not a replay. Exit status 3.
    Input,
    /// A fault of ours. Exit status 4.
    Fault,
    /// The reader of our output went away: end quietly, with status 0.
    ClosedPipe,
}

/// A command's failure: what happened, and what would help.
#[derive(Debug)]
pub struct Failure {
    /// Sets the exit status.
    pub kind: FailureKind,
    /// One line: the place and what is wrong there. Empty for a silent "no".
    pub message: String,
    /// The text in question and, under it, a mark at the place; empty where no text is.
    pub place: Vec<String>,
    /// What would help, one line each.
    pub hints: Vec<String>,
    /// The cause below, for the chain.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure with a message and no hints.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: Vec::new(), hints: Vec::new(), source: None }
    }

    /// Wrong usage: exit status 2.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Usage, message)
    }

    /// Unreadable input: exit status 3.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Input, message)
    }

    /// A fault of ours: exit status 4.
    #[must_use]
    pub fn fault(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Fault, message)
    }

    /// The silent "no": exit status 1, nothing printed.
    #[must_use]
    pub fn no() -> Self {
        Self::new(FailureKind::No, "")
    }

    /// The same failure with one more hint.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same failure with a place marked in a text: `len` bytes from the byte `at` on.
    #[must_use]
    pub fn marked(mut self, text: &str, at: usize, len: usize) -> Self {
        let shown = |part: Option<&str>| text::neutral(part.unwrap_or_default()).into_owned();
        let before = text::width(&shown(text.get(..at)));
        let marks = text::width(&shown(text.get(at..at + len))).max(1);
        self.place = vec![shown(Some(text)), format!("{}{}", " ".repeat(before), "^".repeat(marks))];
        self
    }

    /// The process's exit status for this failure.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            FailureKind::ClosedPipe => 0,
            FailureKind::No => 1,
            FailureKind::Usage => 2,
            FailureKind::Input => 3,
            FailureKind::Fault => 4,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for line in &self.place {
            write!(f, "\n  {line}")?;
        }
        for hint in &self.hints {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Writing our output failed: a closed pipe ends quietly, anything else (a full disk) is said.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::new(FailureKind::ClosedPipe, "");
        }
        Self { source: None, ..Self::fault(format!("cannot write the output: {error}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_marked_by_columns_and_nothing_in_it_acts() {
        let failure = Failure::usage("no such field").marked("漢\u{1b} lvl:x", 5, 3).hinted("did you mean level?");
        assert_eq!(failure.to_string(), "no such field\n  漢␛ lvl:x\n      ^^^\n  hint: did you mean level?");
    }
}
