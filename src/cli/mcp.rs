//! `scrubjay mcp`: the verbs, served to a program.

use super::parts::{Size, size};
use clap::Args;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Each verb that only reads is a tool of the same name, with the verb's options as its arguments, and answers with the
records that --json prints. A tool is told which recording by its path, file name or id, and reads no file that was not
named here (of a directory: the directory, or a file in it). Nothing is written.

Examples:
  scrubjay mcp session.json                one recording; its tools need not name it
  scrubjay mcp recordings/ --budget 8kB    a directory, and shorter answers
  {\"command\": \"scrubjay\", \"args\": [\"mcp\", \"recordings/\"]}    as a client's configuration has it";

/// Arguments of `mcp`.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Mcp {
    /// The recordings that may be read: files, or directories of them
    #[arg(value_name = "ARCHIVE", required = true, value_hint = clap::ValueHint::AnyPath)]
    pub archives: Vec<PathBuf>,
    /// At most so much for an answer that is a list, unless it is asked for otherwise; the end says how to go on
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "16kB")]
    pub budget: Size,
}
