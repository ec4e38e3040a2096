//! `scrubjay ls`: the recordings in a directory.

use super::Portion;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `ls`.
#[derive(Debug, Clone, Args)]
pub struct Ls {
    /// Directories and files to look through
    #[arg(value_name = "PATH", default_value = ".", value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What to sort by
    #[arg(long, value_name = "BY", default_value = "start")]
    pub sort: LsSort,
    /// Only recordings for which this expression holds, such as: errors>0 url~checkout dur>1m
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}

/// What to sort recordings by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LsSort {
    /// When they start, the oldest first
    Start,
    /// How long they are, the longest first
    Duration,
    /// How many console errors they have, the most first
    Errors,
    /// Their size, the largest first
    Size,
    /// Their path
    Path,
}
