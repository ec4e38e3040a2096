//! A mistake in an expression: where, what, and what could stand there.

use std::ops::Range;

/// An expression that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Where the mistake begins: a byte of the expression, at a character.
    pub at: usize,
    /// How many bytes are wrong; 0 where something is missing.
    pub len: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What was most likely meant, where one choice is near to what was written.
    pub meant: Option<String>,
    /// What could stand there.
    pub choices: Vec<String>,
}

impl QueryError {
    pub(super) fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self { at: span.start, len: span.end - span.start, message: message.into(), meant: None, choices: Vec::new() }
    }

    pub(super) fn choosing<C: Into<String>>(mut self, choices: impl IntoIterator<Item = C>) -> Self {
        self.choices = choices.into_iter().map(Into::into).collect();
        self
    }

    /// With the choices, and the one of them that a word most likely meant.
    pub(super) fn meaning(mut self, word: &str, choices: &[&str]) -> Self {
        self.meant = crate::text::nearest(word, choices.iter().copied()).map(str::to_owned);
        self.choosing(choices.iter().copied())
    }
}
