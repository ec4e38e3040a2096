//! JSON by hand, as far as containers need it: where a value ends, a cursor over a stream of any length, and strings.
//!
//! A recording is one document of a gigabyte or a million lines; neither is ever a tree of values. The cursor walks the
//! few levels around the events and hands each event on as a slice of the input. It knows nothing of containers.

mod skip;
mod string;
mod text;

pub(crate) use skip::Skip;
pub(crate) use string::{binary, unescape};
pub(crate) use text::{Cut, LONGEST, Source, Text};

use serde::Deserialize as _;
use serde::de::IgnoredAny;

/// Whether a piece of JSON is right as far as it goes, and only its end is missing.
pub(crate) fn is_cut(bytes: &[u8]) -> bool {
    strict(bytes).is_err_and(|error| error.is_eof())
}

/// Whether the bytes begin with a value that is JSON throughout.
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    strict(bytes).is_ok()
}

fn strict(bytes: &[u8]) -> serde_json::Result<IgnoredAny> {
    let mut de = serde_json::Deserializer::from_slice(bytes);
    de.disable_recursion_limit(); // skipping a value takes no stack
    IgnoredAny::deserialize(&mut de)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_told_from_damage() {
        assert!(is_cut(br#"{"a":[1,{"b":"c"#));
        assert!(is_cut(b"[".repeat(100_000).as_slice()));
        assert!(!is_cut(br#"{"a":[1,{"b""c"#));
        assert!(!is_cut(br#"{"a":1}"#));
    }
}
