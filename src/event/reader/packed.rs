//! Fields that are packed, read where they stand.

use super::{Read, Reader, Token};
use crate::event::mobile;

/// Gives the JSON that a packed field stands for: its name, and its JSON string, quotes included. `None` where it can't
/// be unpacked.
pub type Unpack<'u> = &'u dyn Fn(&str, &str) -> Option<String>;

impl<'a> Reader<'a> {
    /// Reads an event of which fields may be packed.
    pub(in crate::event) fn unpacking(text: &'a str, unpack: Unpack<'a>) -> Self {
        Self { unpack: Some(unpack), ..Self::new(text) }
    }

    /// Whether packed fields can be read where they stand. No longer so after one of them held what must be seen whole.
    pub(in crate::event) fn unpacks(&self) -> bool {
        self.unpack.is_some()
    }

    /// The JSON that the value that comes next stands for, if it is packed. If not, nothing is read.
    pub(in crate::event) fn unpacked(&mut self, field: &str) -> Read<Option<String>> {
        let Some(unpack) = self.unpack.filter(|_| matches!(self.peek(), Ok(Token::String | Token::Null))) else {
            return Ok(None);
        };
        let start = self.at;
        let plain = unpack(field, self.raw()?);
        if plain.is_none() {
            self.at = start;
        }
        Ok(plain)
    }

    /// Reads a field that may be packed: what it unpacks to is read in its place, if that is one whole value.
    pub(in crate::event) fn packed<T>(
        &mut self,
        field: &str,
        mut read: impl FnMut(&mut Reader<'_>) -> Read<T>,
    ) -> Read<T> {
        let (start, noted) = (self.at, self.oddities.len());
        let Some(plain) = self.unpacked(field)? else { return read(self) };
        if mobile::may_be(&plain) {
            self.unpack = None;
        }
        let mut inner = Reader { oddities: self.take_oddities(), ..Reader::new(&plain) };
        let value = read(&mut inner);
        let is_whole = inner.rest().trim_ascii().is_empty();
        self.oddities = inner.oddities;
        if value.is_ok() && is_whole {
            return value;
        }
        self.oddities.truncate(noted);
        self.at = start;
        read(self)
    }
}
