//! `scrubjay network`: requests.

use super::{Archives, Portion, Scope};
use crate::clock::{Span, parse_span};
use clap::Args;

/// Arguments of `network`.
#[derive(Debug, Clone, Args)]
pub struct Network {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The part to look at.
    #[command(flatten)]
    pub scope: Scope,
    /// Only requests that failed: status 400 and above, or no answer
    #[arg(long, help_heading = "Filters")]
    pub failed: bool,
    /// Only requests that took this long or longer, such as 500ms or 2s
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Filters")]
    pub slow: Option<Span>,
    /// Only requests for which this expression holds, such as: status>=500 -url~assets
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
    /// Print this one request in full, with its phases, headers and bodies
    #[arg(long, value_name = "ID", conflicts_with_all = ["failed", "slow", "grep", "limit", "skip"])]
    pub id: Option<usize>,
    /// Print each request as a curl command, one a line; headers and bodies as far as they were recorded
    #[arg(long, help_heading = "Output")]
    pub curl: bool,
    /// How they are drawn.
    #[command(flatten)]
    pub bars: Bars,
}

/// Bars for requests.
#[derive(Debug, Clone, Args)]
pub struct Bars {
    /// Draw each request's phases as a bar; a terminal of 150 columns has them anyway
    #[arg(long, conflicts_with_all = ["curl", "fields"], help_heading = "Output")]
    pub waterfall: bool,
    /// Draw with ASCII characters alone
    #[arg(long, help_heading = "Output")]
    pub ascii: bool,
}

pub(super) fn duration(text: &str) -> Result<Span, String> {
    parse_span(text).ok_or_else(|| format!("{text:?} is no duration; write 500ms, 2s or 1m20s"))
}
