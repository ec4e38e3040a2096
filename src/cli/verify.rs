//! `scrubjay verify`: is everything there, and does everything fit?

use super::Archives;
use clap::Args;

/// Arguments of `verify`.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
}
