//! Half surrogate pairs in JSON: JavaScript writes them, Rust's strings cannot hold them.

/// The JSON with every half of a surrogate pair that stands alone replaced by U+FFFD, in as many bytes; `None` where
/// there is none.
#[must_use]
pub fn mend_surrogates(json: &[u8]) -> Option<Vec<u8>> {
    let mut mended: Option<Vec<u8>> = None;
    let mut from = 0;
    while let Some(at) = json.get(from..).and_then(|rest| memchr::memchr(b'\\', rest)).map(|at| from + at) {
        from = match (escaped(json, at), escaped(json, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at + 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.get_or_insert_with(|| json.to_vec())[at..at + 6].copy_from_slice(b"\\ufffd");
                at + 6
            }
            (Some(_), _) => at + 6,
            (None, _) => at + 2,
        };
    }
    mended
}

/// The code unit of the `\uXXXX` at a place, if there is one.
fn escaped(json: &[u8], at: usize) -> Option<u16> {
    let escape = json.get(at..at + 6)?;
    let digits = std::str::from_utf8(escape.strip_prefix(b"\\u")?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lone_halves_are_replaced() {
        for (json, mended) in [
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""plain""#, None),
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ude00\ud83d\ude00\n""#, Some(r#""\ufffd\ud83d\ude00\n""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83"#, None),
        ] {
            assert_eq!(mend_surrogates(json.as_bytes()).as_deref(), mended.map(str::as_bytes), "{json}");
        }
    }
}
