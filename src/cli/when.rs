//! `scrubjay when`: the stretches of time in which something was on the page.

use super::{Archives, Portion, Scope};
use clap::Args;

/// Arguments of `when`.
#[derive(Debug, Clone, Args)]
#[command(group(clap::ArgGroup::new("question").required(true).args(["select", "text"])))]
pub struct When {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// When did some element match this selector? `>>>` looks into shadow roots and frames
    #[arg(long, value_name = "CSS")]
    pub select: Option<String>,
    /// When was this text on the page?
    #[arg(long, value_name = "STR")]
    pub text: Option<String>,
    /// The part to look at.
    #[command(flatten)]
    pub scope: Scope,
    /// Only stretches for which this expression holds, such as: dur>1s
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}
