//! A digest of an event's content: equal for equal events however a container wrote them down.
//!
//! The order of members, white space, escapes and the spelling of numbers do not count, nor do the members that
//! containers, packers and players add to an event. It is computed over the text itself with a stack of its own, so
//! that depth costs no stack.

use foldhash::quality::FixedState;
use std::hash::BuildHasher as _;

/// Members of the event itself that are not its content.
const ADDED: [&str; 7] = ["windowId", "window_id", "delay", "cv", "seq", "isMutationChunk", "v"];

/// A list or object that is open.
struct Open {
    is_object: bool,
    /// What was read of it so far.
    sum: u64,
    /// In an object: the hash of the member's name, once read; whether the member counts.
    key: Option<(u64, bool)>,
}

/// The digest of one event's plain JSON; `None` where it is no JSON.
#[must_use]
pub fn digest(event: &[u8]) -> Option<u64> {
    let state = FixedState::default();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    loop {
        let byte = *event.get(at)?;
        let value = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => {
                at += 1;
                continue;
            }
            b'{' | b'[' => {
                open.push(Open { is_object: byte == b'{', sum: u64::from(byte), key: None });
                at += 1;
                continue;
            }
            b'}' | b']' => {
                at += 1;
                state.hash_one(open.pop()?.sum)
            }
            b'"' => {
                let end = string_end(event, at)?;
                let text = event.get(at..end)?;
                at = end;
                let hash = state.hash_one(unescaped(text));
                if let Some(object) = open.last_mut().filter(|object| object.is_object && object.key.is_none()) {
                    object.key = Some((hash, true));
                    skip_if_added(&mut open, text);
                    continue;
                }
                hash
            }
            _ => {
                let rest = event.get(at..)?;
                let length = rest.iter().position(|byte| b",]} \t\r\n".contains(byte)).unwrap_or(rest.len());
                at += length.max(1);
                scalar(rest.get(..length)?, &state)
            }
        };
        let Some(around) = open.last_mut() else { return Some(value) };
        around.sum = match around.key.take() {
            Some((_, false)) => around.sum,
            Some((key, true)) => around.sum.wrapping_add(state.hash_one((key, value))),
            None => state.hash_one((around.sum, value)),
        };
    }
}

/// Marks a member of the event itself that does not count.
fn skip_if_added(open: &mut [Open], quoted: &[u8]) {
    if let [event] = open {
        let name = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        if let Some((_, counts)) = &mut event.key {
            *counts = !ADDED.iter().any(|added| added.as_bytes() == name);
        }
    }
}

/// The end of the string that starts at `at`, its quote included.
pub(super) fn string_end(event: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    loop {
        let next = from + memchr::memchr2(b'"', b'\\', event.get(from..)?)?;
        if event[next] == b'"' {
            return Some(next + 1);
        }
        from = next + 2;
    }
}

/// A string's characters; as it stands where it has none (a lone surrogate).
fn unescaped(quoted: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
    if !inner.contains(&b'\\') {
        return inner.into();
    }
    serde_json::from_slice::<String>(quoted).map_or(inner.into(), |text| text.into_bytes().into())
}

/// A number by its value, a word as it stands.
fn scalar(text: &[u8], state: &FixedState) -> u64 {
    let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
    number.map_or_else(|| state.hash_one(text), |number| state.hash_one(number.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_additions_do_not_count() {
        let one = digest(br#"{"type":3,"data":{"a":[1,2.0,"\u00e9"],"b":null},"timestamp":5}"#);
        let two = digest(
            "{ \"windowId\": \"w\", \"timestamp\": 5, \"delay\": {\"x\":[]}, \"cv\":\"2024-10\",\n \"data\": {\"b\":null,\"a\":[1, 2,\"é\"]}, \"type\": 3}".as_bytes(),
        );
        assert!(one.is_some());
        assert_eq!(one, two);
    }

    #[test]
    fn content_counts() {
        let base = digest(br#"{"data":{"a":[1,[2]],"v":1}}"#);
        for other in [r#"{"data":{"a":[[1],2],"v":1}}"#, r#"{"data":{"a":[1,[2]],"v":2}}"#, r#"{"data":{"a":[1,[2]]}}"#]
        {
            assert_ne!(digest(other.as_bytes()), base, "{other}");
        }
        assert_ne!(digest(b"[[],{}]"), digest(b"[{},[]]"));
        assert_eq!(digest(br#"{"a":"#), None);
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}{}", "[".repeat(300_000), "]".repeat(300_000));
        assert!(digest(deep.as_bytes()).is_some());
    }
}
