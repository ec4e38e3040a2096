//! `scrubjay console`: console lines.

use super::{Archives, Portion, Scope};
use crate::extract::LevelFilter;
use clap::Args;

/// Arguments of `console`.
#[derive(Debug, Clone, Args)]
pub struct Console {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The part to look at.
    #[command(flatten)]
    pub scope: Scope,
    /// Only lines of these levels: error, warn,error, or warn+ (and graver)
    #[arg(long, value_name = "LEVEL", help_heading = "Filters")]
    pub level: Option<LevelFilter>,
    /// Only lines for which this expression holds, such as: typeerror -stack~vendor
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
    /// End with status 1 if a line of this level or a graver one was printed
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<LevelFilter>,
}
