//! Damage as a value: what could not be read, where it lies, and what would help.

use std::fmt;

/// A place in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Which of the inputs, from 0.
    pub input: u32,
    /// Bytes into the decoded stream (decompressed, before any JSON is read).
    pub byte: Option<u64>,
    /// The line, from 1, where the container has lines.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.byte) {
            (Some(line), Some(byte)) => write!(f, "line {line}, byte {byte}"),
            (Some(line), None) => write!(f, "line {line}"),
            (None, Some(byte)) => write!(f, "byte {byte}"),
            (None, None) => f.write_str("an unknown place"),
        }
    }
}

/// What sort of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// The input ends too early: a partial download or copy.
    Truncated,
    /// A layer of encoding (gzip, zstd, snappy, zlib, messages) is broken.
    Codec,
    /// Text that is not the JSON it should be.
    Json,
    /// Bytes that are not UTF-8; they were replaced, nothing else is lost.
    Encoding,
    /// One event is not usable: no JSON object, no timestamp.
    Event,
    /// Larger than any event may be; skipped.
    TooLarge,
    /// An archive is not what was sealed: changed, missing, doubled or moved parts.
    Seal,
    /// Readable, but in a way that no known version writes.
    Unknown,
    /// An archive that was named and cannot be read, or is no replay, among others that are.
    Archive,
}

impl DamageKind {
    /// The stable name, as JSON records write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::Codec => "codec",
            Self::Json => "json",
            Self::Encoding => "encoding",
            Self::Event => "event",
            Self::TooLarge => "too-large",
            Self::Seal => "seal",
            Self::Unknown => "unknown",
            Self::Archive => "archive",
        }
    }
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What sort.
    pub what: DamageKind,
    /// Where it begins.
    pub place: Place,
    /// How many events are lost by it; `None` where that can't be known. 0 where nothing is lost.
    pub events_lost: Option<u64>,
    /// Why, in plain words.
    pub reason: String,
    /// What would help, where something would.
    pub remedy: Option<String>,
}
