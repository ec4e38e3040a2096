//! `scrubjay info`: one summary.

use super::Archives;
use clap::Args;

/// Arguments of `info`.
#[derive(Debug, Clone, Args)]
pub struct Info {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// Add what the bytes are spent on: kinds, sources, the largest events, busy nodes and attributes, inlined content
    #[arg(long)]
    pub size: bool,
}
