//! `scrubjay when`: the stretches of time in which something was on the page.

use super::Archives;
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
    /// Only this window: its index or its id; without it, every window
    #[arg(long, value_name = "WINDOW")]
    pub window: Option<String>,
}
