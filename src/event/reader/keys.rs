//! The keys of an object whose fields are known.
//!
//! Recorders write an object's keys in one order, so the next one is foretold and compared where it stands, quotes and
//! colon included: nothing is searched for, copied or matched letter by letter. Any other order is only slower.

use super::{Read, Reader};

/// The longest key, with its quotes and colon, that is compared where it stands.
const WIDTH: usize = 16;

/// The keys that an object is asked for, in the order in which recorders write them. A key may stand in it twice, where
/// recorders have two orders.
pub(in crate::event) struct Keys<T, const N: usize> {
    known: [Known<T>; N],
    other: T,
}

#[derive(Clone, Copy)]
struct Known<T> {
    key: &'static str,
    /// Of what is written.
    length: usize,
    /// `"key":` as a number.
    written: u128,
    /// As many bits.
    mask: u128,
    field: T,
}

impl<T: Copy, const N: usize> Keys<T, N> {
    /// All keys with what stands for each, and what stands for all others.
    pub(in crate::event) const fn new(keys: [(&'static str, T); N], other: T) -> Self {
        let mut known = [Known { key: "", length: 0, written: 0, mask: 0, field: other }; N];
        let mut place = 0;
        while place < N {
            known[place] = Known::new(keys[place].0, keys[place].1);
            place += 1;
        }
        Self { known, other }
    }
}

impl<T> Known<T> {
    const fn new(key: &'static str, field: T) -> Self {
        let length = key.len() + 3;
        assert!(length <= WIDTH, "too long a key");
        let mut written = [0; WIDTH];
        written[0] = b'"';
        let mut at = 0;
        while at < key.len() {
            written[at + 1] = key.as_bytes()[at];
            at += 1;
        }
        written[length - 2] = b'"';
        written[length - 1] = b':';
        Self { key, length, written: u128::from_le_bytes(written), mask: u128::MAX >> (8 * (WIDTH - length)), field }
    }

    #[inline]
    fn is(&self, written: u128) -> bool {
        written & self.mask == self.written
    }
}

impl Reader<'_> {
    /// What the next key of the object that was entered stands for, or `None` at its end. `next` is the place of the key
    /// that is expected: zero at the object's start.
    #[inline]
    pub(in crate::event) fn field<T: Copy, const N: usize>(
        &mut self,
        keys: &Keys<T, N>,
        next: &mut usize,
    ) -> Read<Option<T>> {
        let first = self.byte();
        if first == Some(b'}') {
            self.at += 1;
            return Ok(None);
        }
        let start = self.at + usize::from(first == Some(b','));
        let Some(written) = self.text.as_bytes().get(start..start + WIDTH).and_then(|written| written.first_chunk())
        else {
            return self.search(keys);
        };
        let written = u128::from_le_bytes(*written);
        let place = match keys.known.get(*next) {
            Some(known) if known.is(written) => *next,
            _ => match keys.known.iter().position(|known| known.is(written)) {
                Some(place) => place,
                None => return self.search(keys),
            },
        };
        let Some(known) = keys.known.get(place) else { return self.search(keys) };
        self.at = start + known.length;
        *next = place + 1;
        Ok(Some(known.field))
    }

    /// The same where the key is not written as recorders write it, is none that is known, or where the text ends.
    #[cold]
    fn search<T: Copy, const N: usize>(&mut self, keys: &Keys<T, N>) -> Read<Option<T>> {
        let Some(key) = self.key()? else { return Ok(None) };
        Ok(Some(keys.known.iter().find(|known| known.key == key).map_or(keys.other, |known| known.field)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static KEYS: Keys<u8, 4> = Keys::new([("id", 1), ("textContent", 2), ("node", 3), ("id", 1)], 0);

    /// The fields by name, as they come, and where the reading ended.
    fn slowly(json: &str) -> (Vec<u8>, Result<usize, crate::event::BadEvent>) {
        let (mut reader, mut fields) = (Reader::new(json), Vec::new());
        reader.enter();
        let end = loop {
            match reader.key() {
                Ok(Some(key)) => fields.push(match &*key {
                    "id" => 1,
                    "textContent" => 2,
                    "node" => 3,
                    _ => 0,
                }),
                Ok(None) => break Ok(reader.place()),
                Err(error) => break Err(error),
            }
            if let Err(error) = reader.skip() {
                break Err(error);
            }
        };
        (fields, end)
    }

    fn quickly(json: &str) -> (Vec<u8>, Result<usize, crate::event::BadEvent>) {
        let (mut reader, mut fields, mut next) = (Reader::new(json), Vec::new(), 0);
        reader.enter();
        let end = loop {
            match reader.field(&KEYS, &mut next) {
                Ok(Some(field)) => fields.push(field),
                Ok(None) => break Ok(reader.place()),
                Err(error) => break Err(error),
            }
            if let Err(error) = reader.skip() {
                break Err(error);
            }
        };
        (fields, end)
    }

    proptest! {
        #[test]
        fn keys_are_told_as_by_name(
            parts in proptest::collection::vec(r#",?[ \n]?"(id|i\\u0064|textContent|node|nod|nodes|)"[ ]?:[ ]?(1|"a,\\"b"|\{\}|\[1\]|,)"#, 0..5),
            end in r"[,\}]?\}?[ ]{0,20}"
        ) {
            let json = format!("{{{}{end}", parts.concat());
            prop_assert_eq!(quickly(&json), slowly(&json), "{}", json);
        }
    }
}
