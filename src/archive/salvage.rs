//! Finding whole events within something broken, and telling a cut from other damage.

use super::json::{Skip, Text, is_json, unescape};
use std::ops::Range;

/// An event that is looked for in a broken stream is found whole within this many bytes, or passed over.
pub(crate) const LONGEST_TRIED: usize = 8 << 20;
/// Starts without an end that are tried in one piece: each may cost a scan of the whole.
const MOST_TRIALS: usize = 16;
/// How far one looks after that.
const NEAR: usize = 64 << 10;

/// What a search found.
#[derive(Debug, Default)]
pub(crate) struct Next {
    pub(crate) event: Option<Range<usize>>,
    /// Starts of events before it that no whole event followed.
    pub(crate) failed: u64,
}

/// The next whole event at or after `from`, by how events start and by having type and timestamp.
pub(crate) fn next_event(bytes: &[u8], from: usize) -> Next {
    let mut next = Next::default();
    let (mut at, mut trials) = (from, 0);
    while let Some(past) = bytes.get(at..).and_then(|rest| memchr::memchr(b'{', rest)) {
        let start = at + past;
        at = start + 1;
        if !starts_event(&bytes[start..]) {
            continue;
        }
        // After so many starts without an end only near ends are looked for: each look may cost a scan of the whole.
        let reach = if trials < MOST_TRIALS { bytes.len() } else { bytes.len().min(start + NEAR) };
        match Skip::default().advance(&bytes[start..reach]) {
            Some(len) if is_event(&bytes[start..start + len]) => {
                next.event = Some(start..start + len);
                return next;
            }
            Some(_) => {}
            None => trials += 1,
        }
        next.failed += 1;
    }
    next
}

/// Whether an array of events starts here, whatever it is called.
pub(crate) fn starts_events(bytes: &[u8]) -> bool {
    let mut text = Text::slice(&bytes[..bytes.len().min(512)], 0);
    text.eat(b'[') && text.peek() == Some(b'{') && starts_event(text.ahead())
}

/// Whether an object starts here whose first member is an array of events.
pub(crate) fn starts_groups(bytes: &[u8]) -> bool {
    let mut text = Text::slice(&bytes[..bytes.len().min(1024)], 0);
    text.eat(b'{') && matches!(text.key(), Ok(Some(_))) && text.peek().is_some() && starts_events(text.ahead())
}

const KEYS: [&str; 7] = ["type", "data", "timestamp", "windowId", "cv", "delay", "seq"];

/// Whether an object's first two keys are an event's.
pub(crate) fn starts_event(bytes: &[u8]) -> bool {
    let mut text = Text::slice(&bytes[..bytes.len().min(256)], 0);
    text.eat(b'{');
    for _ in 0..2 {
        match text.key() {
            Ok(Some(key)) if KEYS.contains(&key.as_str()) => {}
            _ => return false,
        }
        if text.skip().is_err() {
            return true; // a value longer than we look
        }
    }
    true
}

/// Whether an object has an event's type and timestamp, and is JSON throughout.
fn is_event(bytes: &[u8]) -> bool {
    let mut text = Text::slice(bytes, 0);
    let (mut kind, mut time) = (false, false);
    text.eat(b'{');
    while let Ok(Some(key)) = text.key() {
        let number = matches!(text.peek(), Some(b'0'..=b'9' | b'-'));
        kind |= number && key == "type";
        time |= number && key == "timestamp";
        if text.skip().is_err() {
            return false;
        }
    }
    kind && time && is_json(bytes)
}

/// The window that the text around an event names: just before it (`["window",{…}`), or anywhere in its line.
pub(crate) fn window_of(bytes: &[u8], start: usize) -> Option<String> {
    let before = bytes.get(..start)?.trim_ascii_end();
    if let Some(head) = before.strip_suffix(b",").map(<[u8]>::trim_ascii_end).and_then(|head| head.strip_suffix(b"\""))
        && let Some(open) = memchr::memrchr(b'"', head)
        && head[..open].trim_ascii_end().ends_with(b"[")
    {
        return Some(unescape(&head[open + 1..]).into_owned());
    }
    [&b"\"window_id\""[..], b"\"windowId\"", b"\"$window_id\""].into_iter().find_map(|key| {
        let at = memchr::memmem::find(before, key)
            .or_else(|| (key == b"\"$window_id\"").then(|| memchr::memmem::find(bytes, key)).flatten())?;
        let mut text = Text::slice(&bytes[at + key.len()..], 0);
        text.eat(b':');
        let range = text.string().ok()?;
        Some(unescape(text.get(range)).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_found_in_the_middle_of_anything_but_nodes_are_not_events() {
        let text = br#"x{"type":2,"data":{"node":{"type":2,"tagName":"p","childNodes":[{"type":3,"id":1}]}},"timestamp":5},,{"type":3,"data":"#;
        let range = next_event(text, 0).event.unwrap();
        assert!(text[range.clone()].ends_with(br#""timestamp":5}"#));
        let next = next_event(text, range.start + 1);
        assert_eq!((next.event, next.failed), (None, 1), "the cut one is counted");
    }

    #[test]
    fn the_window_is_read_off_the_neighbourhood() {
        let pair = br#"x["w-1",{"type":4"#;
        assert_eq!(window_of(pair, 8).as_deref(), Some("w-1"));
        let line = br#"{"window_id":"w-2","data":[{},{"#;
        assert_eq!(window_of(line, 30).as_deref(), Some("w-2"));
    }
}
