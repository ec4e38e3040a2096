//! LZ4 blocks, each after its decoded size as a little-endian u32: how PostHog's capture packs the values of its Kafka
//! messages.
//!
//! A decoder of our own, for the same reasons as snappy's: it streams, believes no size before its bytes are there, and
//! gives what a cut block holds. Format: lz4, `lz4_Block_format.md`; a block ends when it has made what it owes.

use super::{Fault, Head};
use std::io::{self, BufRead as _, Read};

/// How far back a copy may reach: two bytes of offset.
const WINDOW: usize = 64 << 10;
/// Decoded bytes made before they are handed on.
const STEP: usize = 256 << 10;
/// No message is larger. So the size's last byte is 3 at most, and no text passes for one.
const LARGEST: u32 = 64 << 20;

/// Whether a sized LZ4 block of a JSON object starts here: a plausible size, then literals that begin as an object does.
pub(super) fn starts(head: &[u8]) -> bool {
    let Some((size, block)) = head.split_first_chunk::<4>() else { return false };
    let Some((token, mut rest)) = block.split_first() else { return false };
    if token >> 4 == 15 {
        let Some(end) = rest.iter().position(|&byte| byte != 0xff) else { return false };
        rest = &rest[end + 1..];
    }
    (8..LARGEST).contains(&u32::from_le_bytes(*size)) && token >> 4 >= 2 && rest.starts_with(b"{\"")
}

/// The decoder.
pub(super) struct Lz4 {
    inner: Head,
    /// Decoded bytes that the current block still owes.
    owes: u64,
    /// Decoded bytes of the current block so far: no copy may reach further back.
    made: usize,
    out: Vec<u8>,
    served: usize,
    done: bool,
    /// A fault that waits until what was decoded before it is served.
    pending: Option<Fault>,
}

impl Lz4 {
    pub(super) fn new(inner: Head) -> Self {
        Self { inner, owes: 0, made: 0, out: Vec::new(), served: 0, done: false, pending: None }
    }

    /// Decodes some more; a fault ends the stream, for nothing tells where another block begins.
    fn step(&mut self) {
        if self.out.len() > WINDOW + STEP {
            let keep = self.out.len() - WINDOW;
            self.out.drain(..keep);
            self.served = self.served.saturating_sub(keep);
        }
        if let Err(fault) = self.sequences() {
            self.done = true;
            self.pending = Some(fault);
        }
    }

    fn sequences(&mut self) -> Result<(), Fault> {
        let target = self.out.len() + STEP;
        while self.out.len() < target && !self.done {
            if self.owes == 0 {
                self.open()?;
            } else {
                self.sequence()?;
            }
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), Fault> {
        match self.inner.peek(4) {
            [] => self.done = true,
            [a, b, c, d, ..] => {
                self.owes = u32::from_le_bytes([*a, *b, *c, *d]).into();
                self.made = 0;
                self.inner.consume(4);
            }
            _ => return Err(Fault::truncated("lz4")),
        }
        self.inner.take_trouble().map_or(Ok(()), |error| Err(super::fault_of(error)))
    }

    /// Literals, then a copy, unless the literals end the block.
    fn sequence(&mut self) -> Result<(), Fault> {
        let token = self.byte()?;
        let literals = self.length(usize::from(token >> 4))?;
        self.literals(literals)?;
        if self.owes == 0 {
            return Ok(());
        }
        let offset = usize::from(self.byte()?) | usize::from(self.byte()?) << 8;
        let len = self.length(usize::from(token & 15))? + 4;
        if offset == 0 || offset > self.made.min(self.out.len()) {
            return Err(damaged("a copy reaches back before its start"));
        }
        self.owe(len)?;
        let from = self.out.len() - offset;
        (from..from + len).for_each(|at| self.out.push(self.out[at]));
        Ok(())
    }

    /// A length whose nibble is full goes on in bytes.
    fn length(&mut self, nibble: usize) -> Result<usize, Fault> {
        let mut length = nibble;
        let mut more = nibble == 15;
        while more {
            let byte = self.byte()?;
            length += usize::from(byte);
            more = byte == 0xff;
            if length as u64 > self.owes {
                return Err(damaged("it holds more than it says"));
            }
        }
        Ok(length)
    }

    fn literals(&mut self, len: usize) -> Result<(), Fault> {
        self.owe(len)?;
        let mut left = len;
        while left > 0 {
            let ready = self.inner.fill_buf().map_err(super::fault_of)?;
            if ready.is_empty() {
                return Err(Fault::truncated("lz4"));
            }
            let count = ready.len().min(left);
            self.out.extend_from_slice(&ready[..count]);
            self.inner.consume(count);
            left -= count;
        }
        Ok(())
    }

    /// Accounts for `len` decoded bytes about to be made.
    fn owe(&mut self, len: usize) -> Result<(), Fault> {
        self.owes = self.owes.checked_sub(len as u64).ok_or_else(|| damaged("it holds more than it says"))?;
        self.made += len;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let byte = self.inner.fill_buf().map_err(super::fault_of)?.first().copied();
        self.inner.consume(usize::from(byte.is_some()));
        byte.ok_or_else(|| Fault::truncated("lz4"))
    }
}

fn damaged(how: &str) -> Fault {
    Fault::broken(format!("the lz4 block is damaged: {how}"))
}

impl Read for Lz4 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.served == self.out.len() && !self.done {
            self.step();
        }
        if self.served == self.out.len() {
            return self.pending.take().map_or(Ok(0), |fault| Err(fault.into()));
        }
        let ready = &self.out[self.served..];
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.served += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Vec<u8>, Vec<String>) {
        super::super::tests::drain(&mut Lz4::new(Head::new(Box::new(io::Cursor::new(bytes.to_vec())))))
    }

    fn text(lines: u32) -> Vec<u8> {
        (0..lines)
            .flat_map(|n| format!("{{\"event\":\"x\",\"n\":{n},\"m\":{}}}\n", n * 7919 % 1009).into_bytes())
            .collect()
    }

    #[test]
    fn blocks_of_another_encoder_follow_each_other() {
        let (one, two) = (text(20_000), text(3));
        let packed = [&one, &two].map(|text| lz4_flex::block::compress_prepend_size(text)).concat();
        assert!(starts(&packed[..64]));
        assert_eq!(read(&packed), ([one, two].concat(), vec![]));
    }

    #[test]
    fn a_cut_block_gives_what_it_holds_and_says_so() {
        let whole = text(20_000);
        let packed = lz4_flex::block::compress_prepend_size(&whole);
        for cut in [packed.len() / 2, packed.len() - 1, 6] {
            let (got, faults) = read(&packed[..cut]);
            assert!(whole.starts_with(&got) && got.len() + 4 >= cut / 2, "{cut}: {}", got.len());
            assert_eq!(faults, ["the lz4 stream ends too early"]);
        }
    }

    #[test]
    fn lies_are_found_out() {
        assert!(!starts(br#"["w",{"type":4,"data":{}}]"#), "a line of a window with a short name");
        for (bytes, said) in [
            (&b"\xff\xff\xff\x03\xf0\xff\xff\xff\x00{\""[..], "ends too early"),
            (b"\x10\0\0\0\x20{\"\0\0", "before its start"),
            (b"\x10\0\0\0\x20{\"\x05\0", "before its start"),
            (b"\x08\0\0\0\xf0\x20{\"", "more than it says"),
            (b"\x10\0", "ends too early"),
        ] {
            let (_, faults) = read(bytes);
            assert!(faults.len() == 1 && faults[0].contains(said), "{bytes:?}: {faults:?}");
        }
    }
}
