//! `scrubjay export`: the recording, or a part of it, for something else to read.

use super::Archives;
use crate::clock::Moment;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `export`.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The format to export to; given once more, with a moment, where a part ends (that moment included)
    #[arg(
        long,
        value_name = "FORMAT|MOMENT",
        required = true,
        value_parser = TargetParser,
        allow_hyphen_values = true,
    )]
    to: Vec<Target>,
    /// Only from this moment on: the part begins with the page as it is there, and stands alone
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub from: Option<Moment>,
    /// Only this window: its index or its id
    #[arg(long, value_name = "WINDOW")]
    pub window: Option<String>,
    /// The moment that a report is about, or at which the page opens [default: the first error]
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub at: Option<Moment>,
    /// Of csv and parquet, only this table: to standard output or to one file
    #[arg(long, value_name = "TABLE")]
    pub table: Option<TableName>,
    /// Write this file, or for csv and parquet a folder of tables, instead of standard output
    #[arg(short, long, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Replace what is there
    #[arg(long)]
    pub force: bool,
}

/// What `--to` was given: a format or a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Target {
    Format(ExportFormat),
    Moment(Moment),
}

impl Export {
    /// The format that was asked for.
    ///
    /// # Errors
    /// None or several were: a sentence that says so.
    pub fn format(&self) -> Result<ExportFormat, String> {
        let mut formats = self.to.iter().filter_map(|to| match to {
            Target::Format(format) => Some(*format),
            Target::Moment(_) => None,
        });
        match (formats.next(), formats.next()) {
            (Some(format), None) => Ok(format),
            (None, _) => Err("--to names a moment, and no other --to names a format".to_owned()),
            (Some(one), Some(other)) => {
                Err(format!("--to names two formats, {} and {}; export them one by one", one.name(), other.name()))
            }
        }
    }

    /// What is wrong with the options for this format, a sentence; the hint with it.
    ///
    /// # Errors
    /// An option of another format, or tables without a place to go.
    pub fn fits(&self, format: ExportFormat) -> Result<(), (String, &'static str)> {
        if self.table.is_some() && !format.has_tables() {
            return Err((
                format!("--to {} has no tables", format.name()),
                "--table goes with --to csv and --to parquet",
            ));
        }
        if self.at.is_some() && !matches!(format, ExportFormat::Markdown | ExportFormat::Html) {
            let hint = "--at goes with --to markdown and --to html; a part is --from MOMENT --to MOMENT";
            return Err((format!("--to {} is about no single moment", format.name()), hint));
        }
        let to_file = self.output.as_deref().is_some_and(|path| path.as_os_str() != "-");
        if format.has_tables() && self.table.is_none() && !to_file {
            let wrong = format!("--to {} is a file for each table", format.name());
            return Err((wrong, "--table events prints one of them, -o FOLDER writes all"));
        }
        Ok(())
    }

    /// Where the part ends.
    ///
    /// # Errors
    /// Several ends were given: a sentence that says so.
    pub fn until(&self) -> Result<Option<Moment>, String> {
        let mut moments = self.to.iter().filter_map(|to| match to {
            Target::Moment(moment) => Some(*moment),
            Target::Format(_) => None,
        });
        match (moments.next(), moments.next()) {
            (Some(one), Some(other)) => Err(format!("--to names two moments, {one} and {other}")),
            (moment, _) => Ok(moment),
        }
    }
}

/// What a recording can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// PostHog's file export, 2023-04-28: opens in PostHog's player
    Posthog,
    /// An array of rrweb events: plays in rrweb-player
    Rrweb,
    /// PostHog's snapshot JSONL, ["window",{event}] a line
    JsonlV2,
    /// The requests as HTTP Archive 1.2: opens in a browser's network panel
    Har,
    /// Tables as CSV (RFC 4180), a file each
    Csv,
    /// The records of a portable archive, a JSON object a line
    Ndjson,
    /// The same records as Protobuf messages, each with its length before it
    Protobuf,
    /// The same tables as Parquet, typed
    Parquet,
    /// A bug report about an error or another moment
    Markdown,
    /// One file that shows the rows and the pages in any browser
    Html,
    /// What the user did as a Playwright test
    Playwright,
}

/// The tables that a recording can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableName {
    /// The recording itself, in one row
    Recordings,
    /// Every recorded event
    Events,
    /// Every console line
    Console,
    /// Every request
    Network,
    /// Every click, with what was clicked
    Clicks,
    /// Every sign of trouble
    Signals,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Posthog,
        Self::Rrweb,
        Self::JsonlV2,
        Self::Har,
        Self::Csv,
        Self::Ndjson,
        Self::Protobuf,
        Self::Parquet,
        Self::Markdown,
        Self::Html,
        Self::Playwright,
    ];

    /// The word on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Posthog => "posthog",
            Self::Rrweb => "rrweb",
            Self::JsonlV2 => "jsonl-v2",
            Self::Har => "har",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Protobuf => "protobuf",
            Self::Parquet => "parquet",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Playwright => "playwright",
        }
    }

    /// Whether it is a file for each table.
    #[must_use]
    pub fn has_tables(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }
}

/// Reads what `--to` may be given: the name of a format comes first, as no moment is spelt like one.
#[derive(Debug, Clone, Copy)]
struct TargetParser;

impl TypedValueParser for TargetParser {
    type Value = Target;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let text = value.to_string_lossy();
        let format = ExportFormat::ALL.iter().find(|format| format.name() == text).copied();
        let moment = || text.parse().ok().map(Target::Moment);
        format.map(Target::Format).or_else(moment).ok_or_else(|| {
            let names: Vec<&str> = ExportFormat::ALL.iter().map(|format| format.name()).collect();
            let text = crate::clock::BadMoment::about(&text);
            let message = format!("--to takes a format, one of {}, or a moment: {text}\n", names.join(" "));
            clap::Error::raw(clap::error::ErrorKind::InvalidValue, message).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(ExportFormat::ALL.iter().filter_map(ValueEnum::to_possible_value)))
    }
}
