//! Arguments that several verbs share: where to read, what to leave out, how to print.

use crate::clock::Moment;
use crate::event::Kind;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The recording to read.
#[derive(Debug, Clone, Args)]
pub struct Archives {
    /// File, directory or - for standard input; several are the parts of one recording
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

/// How to print.
#[derive(Debug, Clone, Args)]
pub struct Display {
    /// Print JSON: one object a line for a list, one object for a single answer
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: Color,
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
