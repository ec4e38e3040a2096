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
    let (mut unit, mut is_hex) = (0, true);
    for &digit in digits {
        let value = HEX[usize::from(digit)];
        is_hex &= value < 16;
        unit = unit << 4 | u32::from(value);
    }
    is_hex.then_some(unit)
}

/// What hexadecimal digits are worth; 255 for what is none.
const HEX: [u8; 256] = {
    let mut values = [255; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value as usize];
        values[digit as usize] = value;
        values[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};

/// A character beyond U+00FF where every character should stand for one byte: some program took the text for another
/// charset and wrote it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign(pub(crate) char);

/// The bytes that a JSON string's inside stands for, one a character (how PostHog's `cv` and rrweb's packer put binary
/// data into JSON). Appends to `out`.
fn latin1(raw: &[u8], out: &mut Vec<u8>) -> Result<(), Foreign> {
    let start = out.len();
    narrow(raw, out)?;
    let text = &mut out[start..];
    let (mut from, mut to) = (0, 0);
    // Every eighth byte or so is an escape in compressed data: too many to look for them by other means.
    while let Some(&byte) = text.get(from) {
        if byte == b'\\' {
            let (unit, len) = escape(&text[from..]);
            let foreign = |_| Foreign(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            text[to] = u8::try_from(unit).map_err(foreign)?;
            from += len;
        } else {
            text[to] = byte;
            from += 1;
        }
        to += 1;
    }
    out.truncate(start + to);
    Ok(())
}

/// Appends the characters of UTF-8 as a byte each.
///
/// In compressed data nobody can foretell which characters take one byte and which two, so each byte is turned into
/// what it would be as a first one, and those that are none are written over by the next.
fn narrow(utf8: &[u8], out: &mut Vec<u8>) -> Result<(), Foreign> {
    let start = out.len();
    out.resize(start + utf8.len(), 0);
    let into = &mut out[start..];
    let (mut count, mut before) = (0, 0);
    let mut is_sound = utf8.first().is_none_or(|first| first >> 6 != 2);
    for &byte in if is_sound { utf8 } else { &[] } {
        let is_second = byte >> 6 == 2;
        is_sound &= is_second == (before >> 1 == 0x61) && byte < 0xc4 && byte >> 1 != 0x60;
        // A second byte takes back the place that the first was given.
        count -= usize::from(is_second);
        into[count] = if is_second { before << 6 | byte & 0x3f } else { byte };
        count += 1;
        before = byte;
    }
    is_sound &= before >> 1 != 0x61;
    out.truncate(start + count);
    if is_sound { Ok(()) } else { Err(Foreign(first_wide(utf8))) }
}

/// Binary data that came out of a JSON string.
pub(crate) struct Binary {
    pub(crate) bytes: Vec<u8>,
    /// How the text had been converted on its way, where it was and this was undone: a guess that a checksum must
    /// confirm.
    pub(crate) undone: Option<&'static str>,
}

/// As [`latin1`], and where the text went through another charset on its way, that is undone: bytes that were read as
/// Windows-1252 (which shows some as curly quotes and the like), or as UTF-8 taken for Latin-1 and encoded once more.
pub(crate) fn binary(raw: &[u8]) -> Result<Binary, Foreign> {
    let (mut bytes, mut undone) = (Vec::new(), None);
    if let Err(foreign) = latin1(raw, &mut bytes) {
        bytes = unescape(raw).chars().map(windows_1252).collect::<Option<_>>().ok_or(foreign)?;
        undone = Some("read as Windows-1252");
    }
    // Compressed data is no UTF-8: the first bytes of gzip, zstd and zlib already are none.
    for _ in 0..MOST_ROUNDS {
        let again = || std::str::from_utf8(&bytes).ok()?.chars().map(windows_1252).collect::<Option<Vec<u8>>>();
        match if bytes.is_ascii() { None } else { again() } {
            Some(before) => (bytes, undone) = (before, Some("encoded as UTF-8 twice")),
            None => break,
        }
    }
    Ok(Binary { bytes, undone })
}

/// Text that was encoded more often than this is given up.
const MOST_ROUNDS: usize = 3;

/// The characters of the bytes 0x80 to 0x9f in Windows-1252 (WHATWG: index windows-1252); those it leaves out stand for
/// themselves.
const WINDOWS_1252: [(char, u8); 27] = [
    ('€', 0x80),
    ('‚', 0x82),
    ('ƒ', 0x83),
    ('„', 0x84),
    ('…', 0x85),
    ('†', 0x86),
    ('‡', 0x87),
    ('ˆ', 0x88),
    ('‰', 0x89),
    ('Š', 0x8a),
    ('‹', 0x8b),
    ('Œ', 0x8c),
    ('Ž', 0x8e),
    ('\u{2018}', 0x91),
    ('\u{2019}', 0x92),
    ('\u{201c}', 0x93),
    ('\u{201d}', 0x94),
    ('•', 0x95),
    ('–', 0x96),
    ('—', 0x97),
    ('˜', 0x98),
    ('™', 0x99),
    ('š', 0x9a),
    ('›', 0x9b),
    ('œ', 0x9c),
    ('ž', 0x9e),
    ('Ÿ', 0x9f),
];

/// The byte that a character stands for in Windows-1252, or in Latin-1.
fn windows_1252(c: char) -> Option<u8> {
    let special = || WINDOWS_1252.iter().find(|(special, _)| *special == c).map(|(_, byte)| *byte);
    u8::try_from(u32::from(c)).ok().or_else(special)
}

fn first_wide(text: &[u8]) -> char {
    let text = String::from_utf8_lossy(text);
    text.chars().find(|c| u32::from(*c) > 0xff).unwrap_or(char::REPLACEMENT_CHARACTER)
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
    fn charset_conversions_are_undone() {
        // A gzip header, and every byte: some of them are no characters of their own in Windows-1252.
        let want: Vec<u8> = [0x1f, 0x8b, 8].into_iter().chain(0..=255).collect();
        let inside = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').replace("\\\"", "\\u0022");
        let latin1: String = want.iter().map(|&byte| char::from(byte)).collect();
        let special =
            |c: char| WINDOWS_1252.iter().find(|(_, byte)| u32::from(*byte) == u32::from(c)).map_or(c, |(c, _)| *c);
        let windows: String = latin1.chars().map(special).collect();
        let doubled: String = latin1.bytes().map(char::from).collect();
        let doubled_windows: String = latin1.bytes().map(char::from).map(special).collect();
        for (text, undone) in [
            (latin1, None),
            (windows, Some("read as Windows-1252")),
            (doubled, Some("encoded as UTF-8 twice")),
            (doubled_windows, Some("encoded as UTF-8 twice")),
        ] {
            let got = binary(inside(&text).as_bytes()).unwrap();
            assert_eq!((got.bytes, got.undone), (want.clone(), undone));
        }
        assert_eq!(binary("\u{1f}\u{8b}漢".as_bytes()).err(), Some(Foreign('漢')));
    }

    #[test]
    fn a_charset_conversion_is_named() {
        assert_eq!(latin1("a\u{2039}".as_bytes(), &mut Vec::new()), Err(Foreign('\u{2039}')));
        assert_eq!(latin1(br"\u2039", &mut Vec::new()), Err(Foreign('\u{2039}')));
    }
}
