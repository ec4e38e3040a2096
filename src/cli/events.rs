//! `scrubjay events`: the timeline's rows.

use super::parts::kind_parser;
use super::{Archives, Portion, Scope};
use crate::event::Kind;
use crate::extract::LevelFilter;
use clap::Args;

/// Arguments of `events`.
#[derive(Debug, Clone, Args)]
pub struct Events {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The part to look at.
    #[command(flatten)]
    pub scope: Scope,
    /// Only rows of these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind_parser(), help_heading = "Filters")]
    pub kind: Vec<Kind>,
    /// Only console rows of these levels: error, warn,error, or warn+ (and graver)
    #[arg(long, value_name = "LEVEL", help_heading = "Filters")]
    pub level: Option<LevelFilter>,
    /// Only rows for which this expression holds, such as: click "buy now" at<20s
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}
