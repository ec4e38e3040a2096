//! `scrubjay info`: one summary.

use super::Archives;
use clap::Args;

/// Arguments of `info`.
#[derive(Debug, Clone, Args)]
pub struct Info {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
}
