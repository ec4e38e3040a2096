//! An event's JSON on one line, as containers of one event a line need it.

use super::digest::string_end;
use std::borrow::Cow;

/// The JSON without the white space between its tokens, where it has line breaks; nothing else is changed.
#[must_use]
pub fn one_line(event: &[u8]) -> Cow<'_, [u8]> {
    // A string holds no bare line break.
    if memchr::memchr2(b'\n', b'\r', event).is_none() {
        return event.into();
    }
    let mut out = Vec::with_capacity(event.len());
    let mut at = 0;
    while let Some(byte) = event.get(at) {
        let end = match byte {
            b'"' => string_end(event, at).unwrap_or(event.len()),
            _ => at + 1,
        };
        if !byte.is_ascii_whitespace() {
            out.extend_from_slice(event.get(at..end).unwrap_or_default());
        }
        at = end;
    }
    out.into()
}
