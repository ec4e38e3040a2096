//! Writing recorded text so that it stays text.

use std::fmt::{self, Write};

/// Text between tags, also inside `<title>` and `<textarea>`.
pub(super) fn text(text: &str, out: &mut impl Write) -> fmt::Result {
    escaped(text, out, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\0' => Some("\u{fffd}"),
        '\r' => Some("&#13;"),
        _ => None,
    })
}

/// An attribute's value, to stand between double quotes.
pub(super) fn value(text: &str, out: &mut impl Write) -> fmt::Result {
    escaped(text, out, |c| match c {
        '&' => Some("&amp;"),
        '"' => Some("&quot;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\0' => Some("\u{fffd}"),
        '\r' => Some("&#13;"),
        _ => None,
    })
}

fn escaped(text: &str, out: &mut impl Write, escape: impl Fn(char) -> Option<&'static str>) -> fmt::Result {
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if let Some(replacement) = escape(c) {
            out.write_str(text.get(start..at).unwrap_or(""))?;
            out.write_str(replacement)?;
            start = at + c.len_utf8();
        }
    }
    out.write_str(text.get(start..).unwrap_or(""))
}

/// ` name="value"`.
pub(super) fn attribute(name: &str, text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char(' ')?;
    out.write_str(name)?;
    if text.is_empty() {
        return Ok(());
    }
    out.write_str("=\"")?;
    value(text, out)?;
    out.write_char('"')
}

/// Whether the HTML parser reads this as one attribute's name.
pub(super) fn is_attribute_name(name: &str) -> bool {
    !name.is_empty()
        && !name.chars().any(|c| c.is_control() || matches!(c, ' ' | '"' | '\'' | '>' | '<' | '/' | '=' | '`'))
}

/// Whether the HTML parser reads this as one tag's name.
pub(super) fn is_tag_name(tag: &str) -> bool {
    tag.starts_with(|c: char| c.is_ascii_lowercase())
        && tag.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_' | b':' | b'.'))
}
