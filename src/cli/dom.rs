//! `scrubjay dom`: the DOM at a moment.

use super::Archives;
use crate::clock::Moment;
use crate::event::NodeId;
use clap::{Args, ValueEnum};

/// Arguments of `dom`.
#[derive(Debug, Clone, Args)]
pub struct Dom {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The moment, by default a link's or else the end; the state after every event up to and including it
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub at: Option<Moment>,
    /// The window: its index or its id; without it, the one the moment's event belongs to
    #[arg(long, value_name = "WINDOW")]
    pub window: Option<String>,
    /// How to write the DOM; without it, as an outline, or with --json as nested objects
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<DomFormat>,
    /// Only the elements that match this CSS selector; >>> reaches through shadow roots and frames
    #[arg(long, value_name = "CSS", conflicts_with = "node")]
    pub select: Option<String>,
    /// Only the subtree of this node id
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub node: Option<NodeId>,
}

/// How to write a DOM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DomFormat {
    /// One node a line, indented
    Outline,
    /// A self-contained page: no script runs, no request leaves it
    Html,
    /// What a reader of the page reads
    Text,
    /// Nested objects
    Json,
}

impl DomFormat {
    /// The word on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outline => "outline",
            Self::Html => "html",
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}
