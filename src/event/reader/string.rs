//! Strings, their escapes undone.

use std::borrow::Cow;

use super::{Read, Reader};
use crate::event::node::Name;
use crate::event::scan::{Plain, quote_or_backslash};
use crate::event::sharing::{Names, with};

impl<'a> Reader<'a> {
    /// The string that comes next, if it is written without escapes; else only space is consumed.
    #[inline]
    pub(in crate::event) fn plain(&mut self) -> Option<Plain<'a>> {
        if self.byte_past_space() != Some(b'"') {
            return None;
        }
        let plain = Plain::at(self.text, self.at + 1)?;
        self.at = plain.end() + 1;
        Some(plain)
    }

    /// The next key of the object that was entered, kept with other names, or `None` at its end.
    pub(in crate::event) fn name_of_value(&mut self) -> Read<Option<Name>> {
        self.byte_past_comma();
        with(|kept| self.name_here(&mut kept.names))
    }

    /// The key at this place, kept with other names, or `None` at the end of the object.
    #[inline]
    pub(in crate::event) fn name_here(&mut self, names: &mut Names) -> Read<Option<Name>> {
        let Some(plain) = &self.plain() else { return self.key_here().map(|key| key.map(|key| names.of(&key))) };
        if self.byte_past_space() != Some(b':') {
            return self.bad();
        }
        self.at += 1;
        Ok(Some(names.plain(plain)))
    }

    /// The string that comes next.
    #[inline]
    pub(in crate::event) fn string(&mut self) -> Read<Cow<'a, str>> {
        let start = self.at + 1;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let Some(length) = quote_or_backslash(rest) else { return self.bad() };
        let end = start + length;
        let plain = self.text.get(start..end).unwrap_or_default();
        if rest.get(length) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.at = end;
        self.escaped(plain.to_owned()).map(Cow::Owned)
    }

    /// The rest of a string, from its first escape on.
    #[cold]
    fn escaped(&mut self, mut out: String) -> Read<String> {
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                Some(_) => {
                    let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
                    let Some(length) = quote_or_backslash(rest) else { return self.bad() };
                    out.push_str(self.text.get(self.at..self.at + length).unwrap_or_default());
                    self.at += length;
                }
                None => return self.bad(),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Read<()> {
        self.at += 1;
        let letter = self.byte();
        self.at += 1;
        out.push(match letter {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => self.unicode()?,
            Some(other @ (b'"' | b'\\' | b'/')) => char::from(other),
            _ => return self.bad(),
        });
        Ok(())
    }

    /// The character of a `\u` escape, its second half included.
    fn unicode(&mut self) -> Read<char> {
        let first = self.hex()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if self.text.as_bytes().get(self.at..self.at + 2) != Some(b"\\u") {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let back = self.at;
        self.at += 2;
        let second = self.hex()?;
        if !(0xDC00..0xE000).contains(&second) {
            self.at = back;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        Ok(char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            .unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else { return self.bad() };
        self.at += 4;
        Ok(code)
    }

    pub(super) fn skip_string(&mut self) -> Read<()> {
        self.at += 1;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let Some(length) = quote_or_backslash(rest) else { return self.bad() };
            self.at += length;
            let quote = self.byte() == Some(b'"');
            self.at += if quote { 1 } else { 2 };
            if quote {
                return Ok(());
            }
        }
    }
}
