//! Events that can't be read from their file again (compressed, piped, derived), kept in memory in compressed blocks.
//!
//! A block is sealed when it has grown to [`BLOCK`]; until then its bytes lie open and can be read at once. Reading one
//! event decodes its block, and the last few decoded blocks are kept: a seek reads neighbours.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

/// Decoded bytes after which a block is sealed; less than 2^20, for an event's start in its block takes 20 bits.
const BLOCK: usize = 512 << 10;
/// Decoded bytes that may be kept for reading again.
const CACHE: usize = 8 << 20;
/// So much is not compressed before there is more: most recordings never need it.
const LOOSE: usize = 16 << 20;
const LEVEL: i32 = 1;

/// The block store. Addresses are 48 bits: the block's number, then 20 bits of offset in it.
#[derive(Default)]
pub(crate) struct Store {
    /// The number of the first block of `sealed`; those before it were forgotten.
    first: u64,
    sealed: Vec<Sealed>,
    /// How many of `sealed` are compressed: the first ones.
    packed: usize,
    open: Vec<u8>,
    cache: VecDeque<(u64, Arc<Vec<u8>>)>,
    packer: Option<zstd::bulk::Compressor<'static>>,
}

struct Sealed {
    /// Compressed, or not yet.
    bytes: Box<[u8]>,
    len: usize,
}

impl Store {
    /// Where the next event will lie.
    pub(crate) fn next(&self) -> u64 {
        self.number() << 20 | self.open.len() as u64
    }

    /// The number of the open block.
    fn number(&self) -> u64 {
        self.first + self.sealed.len() as u64
    }

    /// Forgets every event; their addresses are not given again.
    pub(crate) fn forget(&mut self) {
        let first = self.number() + 1;
        *self = Self { first, ..Self::default() };
    }

    /// Appends an event, at the address that [`Store::next`] told.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open.extend_from_slice(bytes);
        if self.open.len() >= BLOCK { self.seal() } else { Ok(()) }
    }

    fn seal(&mut self) -> io::Result<()> {
        self.sealed.push(Sealed { bytes: self.open.as_slice().into(), len: self.open.len() });
        self.open.clear();
        self.open.shrink_to(2 * BLOCK);
        let loose = self.sealed.iter().skip(self.packed).map(|block| block.len).sum::<usize>();
        if loose > LOOSE || self.packed > 0 { self.pack() } else { Ok(()) }
    }

    /// Compresses every block that is not.
    fn pack(&mut self) -> io::Result<()> {
        let compressor = match &mut self.packer {
            Some(compressor) => compressor,
            none => none.insert(zstd::bulk::Compressor::new(LEVEL)?),
        };
        for block in self.sealed.iter_mut().skip(self.packed) {
            block.bytes = compressor.compress(&block.bytes)?.into_boxed_slice();
            self.packed += 1;
        }
        Ok(())
    }

    /// The bytes at an address; `None` where nothing was put there.
    pub(crate) fn get(&mut self, address: u64, len: usize) -> io::Result<Option<Vec<u8>>> {
        let (number, start) = (address >> 20, usize::try_from(address & 0xf_ffff).unwrap_or(0));
        if number == self.number() {
            return Ok(self.open.get(start..start + len).map(<[u8]>::to_vec));
        }
        let place = number.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        if let Some(loose) = place.filter(|place| *place >= self.packed).and_then(|place| self.sealed.get(place)) {
            return Ok(loose.bytes.get(start..start + len).map(<[u8]>::to_vec));
        }
        let block = self.block(number)?;
        Ok(block.and_then(|block| block.get(start..start + len).map(<[u8]>::to_vec)))
    }

    /// A compressed block, decoded.
    fn block(&mut self, number: u64) -> io::Result<Option<Arc<Vec<u8>>>> {
        if let Some(at) = self.cache.iter().position(|(cached, _)| *cached == number) {
            let entry = self.cache.remove(at);
            let block = entry.as_ref().map(|(_, block)| Arc::clone(block));
            self.cache.extend(entry);
            return Ok(block);
        }
        let place = number.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        let Some(sealed) = place.and_then(|place| self.sealed.get(place)) else {
            return Ok(None);
        };
        let block = Arc::new(zstd::bulk::decompress(&sealed.bytes, sealed.len)?);
        self.cache.push_back((number, Arc::clone(&block)));
        while self.cache.len() > 1 && self.cache.iter().map(|(_, block)| block.len()).sum::<usize>() > CACHE {
            self.cache.pop_front();
        }
        Ok(Some(block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_found_again_sealed_or_open() {
        let mut store = Store::default();
        let event = |n: usize| format!("{{\"n\":{n},\"pad\":\"{}\"}}", "x".repeat(n * 37 % 5000)).into_bytes();
        let mut places = Vec::new();
        for (count, is_packed) in [(2000, false), (8000, true)] {
            for n in places.len()..count {
                places.push(store.next());
                store.push(&event(n)).unwrap();
            }
            assert!(store.sealed.len() > 3, "blocks were sealed");
            assert_eq!(store.packed > 3, is_packed, "{} of {} blocks", store.packed, store.sealed.len());
            for n in (0..count).rev().chain(0..count) {
                assert_eq!(store.get(places[n], event(n).len()).unwrap(), Some(event(n)));
            }
        }
        assert_eq!(store.get(99 << 20, 10).unwrap(), None);
        assert_eq!(store.get(store.next(), 10).unwrap(), None);
        store.forget();
        let later = store.next();
        store.push(&event(9)).unwrap();
        assert_eq!(store.get(later, event(9).len()).unwrap(), Some(event(9)));
        assert!(places.iter().all(|place| store.get(*place, 1).unwrap().is_none()), "what is forgotten stays so");
    }
}
