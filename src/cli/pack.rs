//! `scrubjay pack`: a recording as one file that any tool can read, and that proves it is whole.

use super::Archives;
use crate::clock::Moment;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `pack`.
#[derive(Debug, Clone, Args)]
pub struct Pack {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The archive to write
    #[arg(short, long, value_name = "FILE", required = true, value_hint = clap::ValueHint::FilePath)]
    pub output: PathBuf,
    /// How hard to compress, 1 to 22: from 20 on, much slower for little
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(i32).range(1..=22))]
    pub level: i32,
    /// How the records are written
    #[arg(long, value_name = "ENCODING", default_value = "ndjson")]
    pub encoding: PackEncoding,
    /// Only from this moment on: the part begins with the page as it is there, and stands alone
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub from: Option<Moment>,
    /// Only up to this moment, and with it
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub to: Option<Moment>,
    /// Only this window: its index or its id
    #[arg(long, value_name = "WINDOW")]
    pub window: Option<String>,
    /// Name what was clicked and typed into by a selector, however long the recording is; a short one has it anyway
    #[arg(long)]
    pub targets: bool,
    /// Replace what is there
    #[arg(long)]
    pub force: bool,
}

/// How the records of an archive are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PackEncoding {
    /// A JSON object a line: zstd -dc FILE | jq
    Ndjson,
    /// Protobuf messages, each with its length before it: samples/archive.proto
    Protobuf,
}
