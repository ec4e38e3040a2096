//! `scrubjay console`: console lines.

use super::{Archives, Portion, Scope};
use crate::extract::LevelFilter;
use clap::{Args, ValueEnum};

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
    /// Lines right after one another that say the same: one with a count, or each; text folds, JSON does not
    #[arg(long, value_name = "HOW", help_heading = "Output")]
    pub repeats: Option<Fold>,
    /// End with status 1 if a line of this level or a graver one was printed; with --follow, at once
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<LevelFilter>,
    /// Go on as the recording grows: its last archive is a file that is appended to, rotated or cut, or a pipe
    #[arg(long, short, conflicts_with = "budget")]
    pub follow: bool,
}

/// What becomes of lines that repeat the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fold {
    /// One line with a count
    Fold,
    /// A line each
    Each,
}
