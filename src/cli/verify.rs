//! `scrubjay verify`: is everything there, and does everything fit?

use super::{Archives, Portion};
use clap::Args;

/// Arguments of `verify`.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// Only findings for which this expression holds, such as: severity:error,warning
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}
