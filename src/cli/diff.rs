//! `scrubjay diff`: what changed.

use super::{Archives, Portion};
use crate::clock::Moment;
use crate::event::Seq;
use clap::{Args, ValueEnum};

/// Arguments of `diff`.
#[derive(Debug, Clone, Args)]
pub struct Diff {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The earlier moment
    #[arg(long, value_name = "MOMENT", default_value = "start", allow_hyphen_values = true, conflicts_with = "event")]
    pub from: Moment,
    /// The later moment
    #[arg(long, value_name = "MOMENT", default_value = "end", allow_hyphen_values = true, conflicts_with = "event")]
    pub to: Moment,
    /// What this one event changed, by its seq (812 or #812)
    #[arg(long, value_name = "SEQ", value_parser = seq)]
    pub event: Option<Seq>,
    /// The window: its index or its id; without it, the one the later moment's event belongs to
    #[arg(long, value_name = "WINDOW")]
    pub window: Option<String>,
    /// How to write the changes
    #[arg(long, value_name = "FORMAT", default_value = "changes")]
    pub format: DiffFormat,
    /// Only changes for which this expression holds, such as: removed -script
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}

/// How to write changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// One change a line, with the node it happened to
    Changes,
    /// The two outlines as a unified diff
    Unified,
    /// One JSON object a change
    Json,
}

fn seq(text: &str) -> Result<Seq, String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.parse().map_err(|_| format!("{text:?} is no seq; write 812 or #812"))
}
