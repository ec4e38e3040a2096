//! JSON strings to text, and to the bytes that `cv` fields and packed events hold in them.

use std::borrow::Cow;

/// The text of a JSON string's inside (what lies between its quotes). Lone surrogates become U+FFFD; an escape that is
/// none is kept as it stands.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if memchr::memchr(b'\\', raw).is_none() {
        return String::from_utf8_lossy(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (unit, len) = escape(rest);
        let (unit, len) = if (0xd800..0xdc00).contains(&unit) { pair(unit, rest, len) } else { (unit, len) };
        let c = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[len..];
    }
    out.extend_from_slice(rest);
    match String::from_utf8(out) {
        Ok(text) => Cow::Owned(text),
        Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// A high surrogate with the low one that follows it, where one does.
fn pair(high: u32, rest: &[u8], len: usize) -> (u32, usize) {
    let next = rest.get(len..).unwrap_or_default();
    if next.starts_with(b"\\u") {
        let (low, more) = escape(next);
        if (0xdc00..0xe000).contains(&low) {
            return (0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), len + more);
        }
    }
    (high, len)
}

/// The code unit of the escape at the start of `rest`, and the escape's length.
fn escape(rest: &[u8]) -> (u32, usize) {
    let simple = |unit: u8| (u32::from(unit), 2);
    match rest.get(1) {
        Some(b'n') => simple(b'\n'),
        Some(b't') => simple(b'\t'),
        Some(b'r') => simple(b'\r'),
        Some(b'b') => simple(8),
        Some(b'f') => simple(12),
        Some(b'u') => match rest.get(2..6).and_then(hex4) {
            Some(unit) => (unit, 6),
            None => (u32::from(b'\\'), 1),
        },
        Some(&c) if c.is_ascii() => simple(c),
        _ => (u32::from(b'\\'), 1),
    }
}

fn hex4(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
}

/// A character beyond U+00FF where every character should stand for one byte: some program took the text for another
/// charset and wrote it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign(pub(crate) char);

/// The bytes that a JSON string's inside stands for, one a character (how PostHog's `cv` and rrweb's packer put binary
/// data into JSON). Appends to `out`.
pub(crate) fn latin1(raw: &[u8], out: &mut Vec<u8>) -> Result<(), Foreign> {
    out.reserve(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'\\' => {
                let (unit, len) = escape(&raw[at..]);
                let Ok(byte) = u8::try_from(unit) else {
                    return Err(Foreign(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)));
                };
                out.push(byte);
                at += len;
            }
            0..=0x7f => {
                out.push(byte);
                at += 1;
            }
            0xc2 | 0xc3 if raw.len() > at + 1 => {
                out.push(byte << 6 | raw[at + 1] & 0x3f);
                at += 2;
            }
            _ => return Err(Foreign(first_char(&raw[at..]))),
        }
    }
    Ok(())
}

fn first_char(bytes: &[u8]) -> char {
    let head = &bytes[..bytes.len().min(4)];
    String::from_utf8_lossy(head).chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_as_serde_reads_it() {
        for inside in [r"plain", r#"a\"b\\c\/d\n\t\r\b\f"#, r"gr\u00fc\u00df \ud83d\ude00 漢"] {
            let want: String = serde_json::from_str(&format!("\"{inside}\"")).unwrap();
            assert_eq!(unescape(inside.as_bytes()), want);
        }
    }

    #[test]
    fn lone_surrogates_and_bad_escapes_are_no_error() {
        assert_eq!(unescape(br"a\ud83db\udc00c"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(unescape(br"\ud83d\u0041"), "\u{fffd}A");
        assert_eq!(unescape(br"\u12"), r"\u12");
        assert_eq!(unescape(b"\\"), "\\");
    }

    #[test]
    fn bytes_come_out_of_any_spelling() {
        let want: Vec<u8> = (0..=255).collect();
        let text: String = want.iter().map(|&byte| char::from(byte)).collect();
        let utf8 = serde_json::to_string(&text).unwrap();
        let ascii = want.iter().fold(String::new(), |out, byte| out + &format!("\\u{byte:04x}"));
        for inside in [utf8.trim_matches('"').replace("\\\"", "\\u0022").as_bytes(), ascii.as_bytes()] {
            let mut got = Vec::new();
            latin1(inside, &mut got).unwrap();
            assert_eq!(got, want);
        }
    }

    #[test]
    fn a_charset_conversion_is_named() {
        assert_eq!(latin1("a\u{2039}".as_bytes(), &mut Vec::new()), Err(Foreign('\u{2039}')));
        assert_eq!(latin1(br"\u2039", &mut Vec::new()), Err(Foreign('\u{2039}')));
    }
}
