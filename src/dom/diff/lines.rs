//! A diff as lines: what the diff pane draws, what the unified form prints.
//!
//! Hunks stand under the selector of the element they happened in. Text is as recorded: whoever draws it neutralises it.

use crate::event::NodeId;

/// What a line is, and so how it is marked and coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A hunk's head: the selector of the element it happened in.
    Hunk,
    /// Was there, is gone: `-`.
    Removed,
    /// Wasn't there, is: `+`.
    Added,
    /// Moved here or away: `>`.
    Moved,
    /// Unchanged, for orientation.
    Context,
    /// Unchanged lines that are left out, counted.
    Folded,
    /// A remark, such as "the page was replaced".
    Note,
}

impl Role {
    /// The mark at the line's beginning in plain text.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Role::Hunk => '@',
            Role::Removed => '-',
            Role::Added => '+',
            Role::Moved => '>',
            Role::Context | Role::Folded | Role::Note => ' ',
        }
    }
}

/// How a piece of a line reads, independent of the line's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Content.
    Plain,
    /// Punctuation, ids, counts.
    Dim,
    /// A tag.
    Tag,
    /// An attribute's or a state's name.
    Name,
    /// The words that differ inside a changed text or value.
    Mark,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Recorded text, not neutralised.
    pub text: String,
    /// How it reads.
    pub tone: Tone,
}

impl Span {
    pub(super) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// One line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// What it is.
    pub role: Role,
    /// Levels of indentation.
    pub depth: usize,
    /// Its pieces, from the left, without mark and indentation.
    pub spans: Vec<Span>,
    /// The node it is about.
    pub node: Option<NodeId>,
    /// The change it belongs to, as an index into [`super::Diff::changes`].
    pub change: Option<usize>,
}

impl DiffLine {
    /// The line's text without mark and indentation.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}
