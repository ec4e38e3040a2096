//! `scrubjay ARCHIVE…`: the default verb, the screen.

use clap::Args;
use std::path::PathBuf;

/// Arguments of the screen.
#[derive(Debug, Clone, Args)]
pub struct Open {
    /// File, directory, link (FILE#t=34s) or - for stdin; several are the parts of one recording
    #[arg(value_name = "ARCHIVE", value_hint = clap::ValueHint::AnyPath)]
    pub archives: Vec<PathBuf>,
    /// Open at this moment
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true, help_heading = "Screen")]
    pub at: Option<crate::clock::Moment>,
    /// Read on as the recording grows; the playhead stays at the end until it is moved
    #[arg(long, short, help_heading = "Screen")]
    pub follow: bool,
    /// Colours: a theme's name, or the path of a theme file
    #[arg(long, value_name = "THEME", env = "SCRUBJAY_THEME", help_heading = "Screen")]
    pub theme: Option<String>,
    /// Draw with ASCII characters alone
    #[arg(long, help_heading = "Screen")]
    pub ascii: bool,
}
