//! Where a JSON string ends, and marks of what was seen on the way.

use memchr::memchr2;

/// The next quote or backslash. Most strings are keys and short values, where a call into `memchr` costs more than it
/// saves; so the first words are looked at eight bytes at a time.
#[inline]
pub(crate) fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk() {
        if at == FEW {
            return memchr2(b'"', b'\\', rest).map(|past| at + past);
        }
        let found = ends(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
        rest = after;
    }
    rest.iter().position(|&byte| byte == b'"' || byte == b'\\').map(|past| at + past)
}

/// Bytes after which a call into `memchr` pays.
const FEW: usize = 32;

/// The high bit of each byte that is a quote or a backslash; exact up to and with the first of them.
#[inline]
fn ends(word: u64) -> u64 {
    zero_bytes(word ^ 0x2222_2222_2222_2222) | zero_bytes(word ^ 0x5c5c_5c5c_5c5c_5c5c)
}

/// Sets the high bit of each byte that is zero; exact up to and with the lowest such byte.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(0x0101_0101_0101_0101) & !word & 0x8080_8080_8080_8080
}

/// A string without escapes, where it stands.
pub(super) struct Plain<'a> {
    json: &'a str,
    start: usize,
    end: usize,
    hash: u64,
}

/// Bytes of a text that its hash depends on.
const HASHED: usize = 200;

impl<'a> Plain<'a> {
    /// The string whose inside starts here; `None` where it holds an escape, has no end, or ends so near to the JSON's
    /// end that no whole word is left to look at.
    #[inline]
    pub(super) fn at(json: &'a str, start: usize) -> Option<Self> {
        let mut rest = json.as_bytes().get(start..)?;
        let (mut hash, mut end) = (SEED, start);
        while let Some((word, after)) = rest.split_first_chunk() {
            let word = u64::from_le_bytes(*word);
            let found = ends(word);
            if found != 0 {
                let bits = found.trailing_zeros() & !7;
                end += bits as usize / 8;
                let is_end = (word >> bits) & 0xff == u64::from(b'"');
                return is_end.then(|| Self { json, start, end, hash: mixed(hash, word & ((1 << bits) - 1)) });
            }
            hash = mixed(hash, word);
            end += 8;
            rest = after;
            if end - start == HASHED {
                end += memchr2(b'"', b'\\', rest)?;
                let is_end = json.as_bytes().get(end) == Some(&b'"');
                return is_end.then_some(Self { json, start, end, hash });
            }
        }
        None
    }

    /// The place of its closing quote.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// The [`hash`] of its text.
    pub(super) fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.json.as_bytes().get(self.start..self.end).unwrap_or_default()
    }

    #[inline]
    pub(super) fn text(&self) -> &'a str {
        self.json.get(self.start..self.end).unwrap_or_default()
    }
}

/// A quick hash, the same each time: it only says where in a table of fixed size something is looked for.
pub(super) fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut rest = bytes.get(..HASHED).unwrap_or(bytes);
    let mut hash = SEED;
    while let Some((word, after)) = rest.split_first_chunk() {
        hash = mixed(hash, u64::from_le_bytes(*word));
        rest = after;
    }
    if bytes.len() >= HASHED {
        return hash;
    }
    let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    mixed(hash, last)
}

/// A mark of the attribute or the attributes that are written here: of what they begin with, for that tells most apart,
/// and where they end is not known yet.
#[inline]
pub(super) fn mark(kind: u64, json: &[u8]) -> u64 {
    let mut hash = mixed(SEED, kind);
    if json.starts_with(b"{}") {
        return hash;
    }
    for word in json.first_chunk::<24>().map(|begin| begin.as_chunks().0).unwrap_or_default() {
        hash = mixed(hash, u64::from_le_bytes(*word));
    }
    hash
}

const SEED: u64 = 0x243f_6a88_85a3_08d3;

/// One step of a hash: both halves of a product.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
fn mixed(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word) * 0xf39c_c060_5ced_c835;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INSIDE: &str = "[^\"\\\\]{0,230}|[a-z]{0,20}";

    proptest! {
        #[test]
        fn the_first_is_found_wherever_it_is(before in INSIDE, mark in "[\"\\\\]?", after in "[\"\\\\a\u{ff}]{0,20}") {
            let text = format!("{before}{mark}{after}");
            let naive = text.bytes().position(|byte| byte == b'"' || byte == b'\\');
            prop_assert_eq!(quote_or_backslash(text.as_bytes()), naive);
        }

        #[test]
        fn a_string_without_escapes_ends_at_its_quote(before in "[a\"]{0,9}", text in INSIDE, after in "[\"\\\\:a\u{ff}]{8,20}") {
            let json = format!("{before}{text}\"{after}");
            let plain = Plain::at(&json, before.len()).expect("a string");
            prop_assert_eq!((plain.text(), plain.bytes(), plain.end()), (&*text, text.as_bytes(), before.len() + text.len()));
            prop_assert_eq!(plain.hash(), hash(&text));
            let escaped = format!("{before}{text}\\n\"{after}");
            prop_assert!(Plain::at(&escaped, before.len()).is_none());
            let cut = format!("{before}{text}");
            prop_assert!(Plain::at(&cut, before.len()).is_none());
        }
    }
}
