//! Console levels: what they are, how grave each is, and which ones a person wants to see.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! levels {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)*) => {
        /// A console method, as rrweb names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Level {
            $($(#[$doc])* $variant,)*
        }

        impl Level {
            /// Every level.
            pub const ALL: &'static [Level] = &[$(Level::$variant,)*];

            /// The stable name, as recorded.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Level::$variant => $name,)*
                }
            }
        }
    };
}

levels! {
    /// `console.error`, uncaught errors and unhandled rejections.
    Error => "error",
    /// A failed `console.assert`.
    Assert => "assert",
    /// `console.warn`.
    Warn => "warn",
    /// `console.countReset`.
    CountReset => "countReset",
    /// `console.info`.
    Info => "info",
    /// `console.log`, and what has no level.
    Log => "log",
    /// `console.debug`.
    Debug => "debug",
    /// `console.trace`.
    Trace => "trace",
    /// `console.dir`.
    Dir => "dir",
    /// `console.dirxml`.
    Dirxml => "dirxml",
    /// `console.table`.
    Table => "table",
    /// `console.count`.
    Count => "count",
    /// `console.group`.
    Group => "group",
    /// `console.groupCollapsed`.
    GroupCollapsed => "groupCollapsed",
    /// `console.groupEnd`.
    GroupEnd => "groupEnd",
    /// `console.time`.
    Time => "time",
    /// `console.timeLog`.
    TimeLog => "timeLog",
    /// `console.timeEnd`.
    TimeEnd => "timeEnd",
    /// `console.clear`.
    Clear => "clear",
    /// A level no version of rrweb writes.
    Other => "other",
}

impl Level {
    /// Whether it counts as an error (PostHog's storage: `error` and `assert`).
    #[must_use]
    pub fn is_error(self) -> bool {
        matches!(self, Self::Error | Self::Assert)
    }

    /// Whether it counts as a warning (PostHog's storage: `warn` and `countReset`).
    #[must_use]
    pub fn is_warning(self) -> bool {
        matches!(self, Self::Warn | Self::CountReset)
    }

    /// How grave it is: errors 4, warnings 3, `info` 2, everything else 1, `debug` 0.
    #[must_use]
    pub fn gravity(self) -> u8 {
        match self {
            _ if self.is_error() => 4,
            _ if self.is_warning() => 3,
            Self::Info => 2,
            Self::Debug => 0,
            _ => 1,
        }
    }

    /// The level a person names, letter case aside.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no [`Level`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown level {0:?}; the levels are error assert warn countReset info log debug trace dir dirxml table count group groupCollapsed groupEnd time timeLog timeEnd clear other"
)]
pub struct UnknownLevel(String);

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|level| level.name() == name).ok_or_else(|| UnknownLevel(name.to_owned()))
    }
}

/// The levels to keep: `error`, `warn,error`, or `warn+` for it and graver ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelFilter {
    levels: Vec<Level>,
    at_least: Option<u8>,
}

impl LevelFilter {
    /// Only the errors.
    #[must_use]
    pub fn errors() -> Self {
        Self { levels: Level::ALL.iter().copied().filter(|level| level.is_error()).collect(), at_least: None }
    }

    /// Whether a line of this level stays.
    #[must_use]
    pub fn keeps(&self, level: Level) -> bool {
        self.levels.contains(&level) || self.at_least.is_some_and(|least| level.gravity() >= least)
    }

    /// Whether a line of this level is as grave as any named level, or graver: what `--fail-on` asks.
    #[must_use]
    pub fn is_met_by(&self, level: Level) -> bool {
        let named = self.levels.iter().map(|level| level.gravity());
        named.chain(self.at_least).min().is_some_and(|least| level.gravity() >= least)
    }
}

/// A word that names no [`Level`] to keep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no console level{}; the levels are {} (warn+ is warn and graver)", meant(word), names().join(" "))]
pub struct BadLevel {
    word: String,
}

fn names() -> Vec<&'static str> {
    Level::ALL.iter().map(|level| level.name()).collect()
}

fn meant(word: &str) -> String {
    crate::text::nearest(word, names()).map(|near| format!(", did you mean {near}?")).unwrap_or_default()
}

impl FromStr for LevelFilter {
    type Err = BadLevel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut filter = Self { levels: Vec::new(), at_least: None };
        for word in text.split(',') {
            let (name, up) = word.strip_suffix('+').map_or((word, false), |name| (name, true));
            let level = Level::named(name).ok_or_else(|| BadLevel { word: word.to_owned() })?;
            if up {
                let least = level.gravity();
                filter.at_least = Some(filter.at_least.map_or(least, |other| other.min(least)));
            } else {
                filter.levels.push(level);
            }
        }
        Ok(filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(text: &str) -> LevelFilter {
        text.parse().unwrap()
    }

    #[test]
    fn a_level_is_exact_and_a_plus_takes_the_graver_ones() {
        use Level::{Assert, Debug, Error, Info, Log, Warn};
        assert!(filter("warn").keeps(Warn) && !filter("warn").keeps(Error));
        assert!(filter("warn+").keeps(Error) && filter("Warn+").keeps(Assert) && !filter("warn+").keeps(Info));
        assert!(filter("debug,error").keeps(Debug) && !filter("debug,error").keeps(Log));
        assert!("errors".parse::<LevelFilter>().unwrap_err().to_string().contains("did you mean error?"));
    }

    #[test]
    fn fail_on_is_met_by_graver_levels() {
        assert!(filter("warn").is_met_by(Level::Error) && !filter("error").is_met_by(Level::Warn));
    }
}
