//! `scrubjay why`: what led to an error.

use super::{Archives, Portion, Scope};
use crate::clock::Moment;
use crate::extract::LevelFilter;
use clap::Args;

const AFTER_HELP: &str = "\
A score tells how plausible a cause is, from 0 to 1: its reasons are clues, no proofs; what begins with \"but\" speaks
against it. Without an error to explain the exit status is 1.

Examples:
  scrubjay why session.json                      the first error
  scrubjay why session.json --at '#815'          this event, be it an error or not
  scrubjay why session.json --all --top 1        every error, each with its likeliest cause
  scrubjay why session.json --grep 'page~checkout typeerror'
  scrubjay why session.json --request 20 --json  a request, by its number in network";

/// Arguments of `why`.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Why {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// Explain this event, by its seq or a moment, instead of the first error
    #[arg(long, alias = "seq", value_name = "MOMENT", allow_hyphen_values = true, conflicts_with_all = ["all", "level", "request", "grep"])]
    pub at: Option<Moment>,
    /// Explain this request, by its number in network
    #[arg(long, value_name = "ID", conflicts_with_all = ["all", "level", "grep"])]
    pub request: Option<usize>,
    /// Explain every error, not the first alone
    #[arg(long)]
    pub all: bool,
    /// Explain every console line of these levels: error, warn,error, or warn+ (and graver)
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<LevelFilter>,
    /// At most so many causes of each
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub top: usize,
    /// The part in which to look for errors; their causes may lie before it.
    #[command(flatten)]
    pub scope: Scope,
    /// Only errors for which this expression holds, such as: typeerror page~checkout
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}
