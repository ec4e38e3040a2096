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
const LEVEL: i32 = 1;

/// The block store. Addresses are 48 bits: the block's number, then 20 bits of offset in it.
#[derive(Default)]
pub(crate) struct Store {
    /// The number of the first block of `sealed`; those before it were forgotten.
    first: u64,
    sealed: Vec<Sealed>,
    open: Vec<u8>,
    cache: VecDeque<(u64, Arc<Vec<u8>>)>,
    packer: Option<zstd::bulk::Compressor<'static>>,
}

struct Sealed {
    packed: Box<[u8]>,
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
        let compressor = match &mut self.packer {
            Some(compressor) => compressor,
            none => none.insert(zstd::bulk::Compressor::new(LEVEL)?),
        };
        let packed = compressor.compress(&self.open)?.into_boxed_slice();
        self.sealed.push(Sealed { packed, len: self.open.len() });
        self.open.clear();
        self.open.shrink_to(2 * BLOCK);
        Ok(())
    }

    /// The bytes at an address; `None` where nothing was put there.
    pub(crate) fn get(&mut self, address: u64, len: usize) -> io::Result<Option<Vec<u8>>> {
        let (number, start) = (address >> 20, usize::try_from(address & 0xf_ffff).unwrap_or(0));
        if number == self.number() {
            return Ok(self.open.get(start..start + len).map(<[u8]>::to_vec));
        }
        let block = self.block(number)?;
        Ok(block.and_then(|block| block.get(start..start + len).map(<[u8]>::to_vec)))
    }

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
        let block = Arc::new(zstd::bulk::decompress(&sealed.packed, sealed.len)?);
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
        for n in 0..2000 {
            places.push(store.next());
            store.push(&event(n)).unwrap();
        }
        assert!(store.sealed.len() > 3, "blocks were sealed");
        for n in (0..2000).rev().chain(0..2000) {
            assert_eq!(store.get(places[n], event(n).len()).unwrap(), Some(event(n)));
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
