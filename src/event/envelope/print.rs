//! A fingerprint of an event as it was captured: what a writer or a replayer added later does not count.

use foldhash::quality::FixedState;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::hash::BuildHasher as _;
use std::ops::Range;

/// Members of an event that are no captured content (PostHog: `hashSnapshot`; `delay` is the rrweb replayer's).
pub(super) const BOOKKEEPING: [&str; 3] = ["delay", "seq", "isMutationChunk"];

/// A hash of an event's JSON without bookkeeping members. `has_bookkeeping` is what the peek found, and saves a pass.
#[must_use]
pub fn fingerprint(event: &[u8], has_bookkeeping: bool) -> u64 {
    let state = FixedState::default();
    if !has_bookkeeping {
        return state.hash_one(event);
    }
    let mut kept = Vec::with_capacity(event.len());
    let mut from = 0;
    for span in members(event) {
        kept.extend_from_slice(event.get(from..span.start).unwrap_or_default());
        from = span.end;
    }
    kept.extend_from_slice(event.get(from..).unwrap_or_default());
    state.hash_one(kept.as_slice())
}

/// Where the bookkeeping members lie, each with the comma that goes with it.
fn members(event: &[u8]) -> Vec<Range<usize>> {
    let values = serde_json::Deserializer::from_slice(event).deserialize_map(Values).unwrap_or_default();
    let begin = event.as_ptr() as usize;
    values
        .into_iter()
        .filter_map(|(key, value)| {
            let start = (value.as_ptr() as usize).checked_sub(begin)?;
            let quoted = format!("\"{key}\"");
            let key = memchr::memmem::rfind(event.get(..start)?, quoted.as_bytes())?;
            Some(with_comma(event, key..start + value.len()))
        })
        .collect()
}

fn with_comma(event: &[u8], member: Range<usize>) -> Range<usize> {
    let before = event[..member.start].iter().rposition(|byte| !byte.is_ascii_whitespace());
    if let Some(comma) = before.filter(|at| event[*at] == b',') {
        return comma..member.end;
    }
    let after = event[member.end..].iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| member.end + at);
    match after.filter(|at| event[*at] == b',') {
        Some(comma) => member.start..comma + 1,
        None => member,
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Vec<(&'static str, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some((key, value)) = map.next_entry::<Cow<'_, str>, &RawValue>()? {
            let bookkeeping = BOOKKEEPING.into_iter().find(|name| *name == key);
            found.extend(bookkeeping.map(|name| (name, value.get())));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_does_not_change_the_fingerprint_and_content_does() {
        let plain = fingerprint(br#"{"type":3,"data":{"delay":1},"timestamp":5}"#, false);
        for marked in [
            r#"{"type":3,"data":{"delay":1},"timestamp":5,"delay":12.5}"#,
            r#"{"delay":7,"type":3,"data":{"delay":1},"timestamp":5}"#,
            r#"{"type":3,"seq":4,"data":{"delay":1},"isMutationChunk":true,"timestamp":5}"#,
        ] {
            assert_eq!(fingerprint(marked.as_bytes(), true), plain, "{marked}");
        }
        assert_ne!(fingerprint(br#"{"type":3,"data":{"delay":2},"timestamp":5,"delay":12.5}"#, true), plain);
    }
}
