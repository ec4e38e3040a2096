//! Arguments that several verbs share: where to read, what to leave out, how to print.

use crate::clock::Moment;
use crate::event::Kind;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::str::FromStr;

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

/// The console levels to keep: `error`, `warn,error`, or `warn+` for it and graver ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelFilter {
    levels: Vec<String>,
    at_least: Option<u8>,
}

/// Every level a console has, with how grave it is. Source: the console specification's methods, as rrweb's
/// console plugin records them.
const LEVELS: [(&str, u8); 19] = [
    ("debug", 0),
    ("trace", 1),
    ("log", 1),
    ("dir", 1),
    ("dirxml", 1),
    ("table", 1),
    ("group", 1),
    ("groupCollapsed", 1),
    ("groupEnd", 1),
    ("count", 1),
    ("countReset", 1),
    ("time", 1),
    ("timeEnd", 1),
    ("timeLog", 1),
    ("clear", 1),
    ("info", 2),
    ("warn", 3),
    ("assert", 4),
    ("error", 4),
];

fn gravity(level: &str) -> Option<u8> {
    LEVELS.iter().find(|(name, _)| *name == level).map(|(_, gravity)| *gravity)
}

impl LevelFilter {
    /// Whether a line of this level stays.
    #[must_use]
    pub fn keeps(&self, level: &str) -> bool {
        self.levels.iter().any(|kept| kept == level)
            || self.at_least.is_some_and(|least| gravity(level).unwrap_or(1) >= least)
    }

    /// Whether a line of this level is as grave as any named level, or graver: what `--fail-on` asks.
    #[must_use]
    pub fn is_met_by(&self, level: &str) -> bool {
        let least = self.levels.iter().filter_map(|level| gravity(level)).chain(self.at_least).min();
        least.is_some_and(|least| gravity(level).unwrap_or(1) >= least)
    }
}

impl FromStr for LevelFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut filter = Self { levels: Vec::new(), at_least: None };
        for word in text.split(',') {
            let (name, up) = word.strip_suffix('+').map_or((word, false), |name| (name, true));
            let known = gravity(name).ok_or_else(|| {
                let names: Vec<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
                format!("{word:?} is no console level; the levels are {} (warn+ is warn and graver)", names.join(" "))
            })?;
            if up {
                filter.at_least = Some(filter.at_least.map_or(known, |least| least.min(known)));
            } else {
                filter.levels.push(name.to_owned());
            }
        }
        Ok(filter)
    }
}

/// Reads a [`Kind`], offering every name.
pub(super) fn kind_parser() -> impl clap::builder::TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name)).try_map(|name| name.parse::<Kind>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(text: &str) -> LevelFilter {
        text.parse().unwrap()
    }

    #[test]
    fn a_level_is_exact_and_a_plus_takes_the_graver_ones() {
        assert!(filter("warn").keeps("warn") && !filter("warn").keeps("error"));
        assert!(filter("warn+").keeps("error") && filter("warn+").keeps("assert") && !filter("warn+").keeps("info"));
        assert!(filter("debug,error").keeps("debug") && !filter("debug,error").keeps("log"));
        assert!("errors".parse::<LevelFilter>().is_err());
    }

    #[test]
    fn fail_on_is_met_by_graver_levels() {
        assert!(filter("warn").is_met_by("error") && !filter("error").is_met_by("warn"));
    }
}
