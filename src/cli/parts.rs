//! Arguments that several verbs share: where to read, what to leave out, how to print.

use crate::clock::Moment;
use crate::event::Kind;
use crate::text::parse_bytes;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The recording to read.
#[derive(Debug, Clone, Args)]
pub struct Archives {
    /// File, directory, link (FILE#t=34s) or - for stdin; several are the parts of one recording
    #[arg(value_name = "ARCHIVE", required = true, value_hint = clap::ValueHint::AnyPath)]
    pub archives: Vec<PathBuf>,
}

/// The part of a recording to look at.
#[derive(Debug, Clone, Default, Args)]
pub struct Scope {
    /// Only this window: its index or its id
    #[arg(long, value_name = "WINDOW", help_heading = "Scope")]
    pub window: Option<String>,
    /// Only from this moment on
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true, help_heading = "Scope")]
    pub from: Option<Moment>,
    /// Only up to and including this moment
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true, help_heading = "Scope")]
    pub to: Option<Moment>,
}

/// How much of a list to print, and which parts of its records.
#[derive(Debug, Clone, Default, Args)]
pub struct Portion {
    /// At most so many; what is left is told on standard error
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub limit: Option<usize>,
    /// Leave out the first so many
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = "Filters")]
    pub skip: usize,
    /// At most so much output, such as 4kB; the end says how much is left, and the command that goes on
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Filters")]
    pub budget: Option<Size>,
    /// Only these fields of the JSON record, in this order; text has a column each
    #[arg(long, value_name = "FIELD", value_delimiter = ',', help_heading = "Output")]
    pub fields: Vec<String>,
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub usize);

pub(super) fn size(text: &str) -> Result<Size, String> {
    let bytes = parse_bytes(text).and_then(|bytes| usize::try_from(bytes).ok());
    bytes.map(Size).ok_or_else(|| format!("{text:?} is no size; write 4000, 4kB or 1MB"))
}

/// How to print.
#[derive(Debug, Clone, Args)]
pub struct Display {
    /// Print JSON: one object a line for a list, one object for a single answer
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: Color,
    /// Print long text straight to the terminal, not through the pager
    #[arg(long, global = true, help_heading = "Output")]
    pub no_pager: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Reads a [`Kind`], offering every name.
pub(super) fn kind_parser() -> impl clap::builder::TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name)).try_map(|name| name.parse::<Kind>())
}
