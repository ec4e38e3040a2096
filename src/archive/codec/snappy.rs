//! Raw snappy blocks as PostHog stores them: length-prefixed, bare, or after a run of zeros.
//!
//! A decoder of our own, because ours are damaged, padded and lied about: it streams (no length is believed before its
//! bytes are there), stops at the block's own end (so padding is never stripped: a block may end in zeros), and gives
//! what a cut block holds. Format: google/snappy, `format_description.txt`.

use super::{Fault, Head};
use std::io::{self, BufRead as _, Read};

/// How far back a copy may reach. Every known compressor works in fragments of 64 KiB.
const WINDOW: usize = 1 << 20;
/// Decoded bytes handed on at a time.
const STEP: usize = 256 << 10;

/// How blocks lie in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A big-endian u32 length before each (snapshot API, `decompress=false`).
    Prefixed,
    /// One or more back to back (LTS objects, storage ranges).
    Bare,
    /// One after a run of zeros and before more (staff export).
    Padded,
}

/// Tells snappy by its head: a plausible length, then a literal that starts as JSON does.
pub(super) fn framing(head: &[u8]) -> Option<Framing> {
    if head.len() > 8 && head[..4] != [0; 4] && starts_block(&head[4..]) && u32_be(head) < 1 << 30 {
        return Some(Framing::Prefixed);
    }
    if head.first() == Some(&0) {
        let block = head.iter().position(|&byte| byte != 0).map_or(&[][..], |at| &head[at..]);
        let text = matches!(block.first(), Some(b'{' | b'[' | b'"'));
        return (head.len() > 64 && !text && (block.is_empty() || starts_block(block))).then_some(Framing::Padded);
    }
    (!matches!(head.first(), Some(b'{' | b'[' | b'"')) && starts_block(head)).then_some(Framing::Bare)
}

fn u32_be(head: &[u8]) -> u32 {
    head.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

/// Whether a snappy block of JSON text starts here.
fn starts_block(bytes: &[u8]) -> bool {
    let Some(len) = bytes.iter().position(|byte| byte & 0x80 == 0).filter(|&at| at < 5) else { return false };
    let declared = bytes[..=len].iter().rev().fold(0u64, |n, byte| n << 7 | u64::from(byte & 0x7f));
    let rest = &bytes[len + 1..];
    let Some(&tag) = rest.first() else { return false };
    let extra = usize::from(tag >> 2).saturating_sub(59);
    let json = matches!(rest.get(1 + extra), Some(b'{' | b'['));
    declared > 1 && u32::try_from(declared).is_ok() && tag.trailing_zeros() >= 2 && extra <= 4 && json
}

/// The decoder.
pub(crate) struct Snappy {
    inner: Head,
    framing: Framing,
    block: Option<Block>,
    out: Vec<u8>,
    served: usize,
    blocks: u64,
    done: bool,
    /// A fault that waits until what was decoded before it is served.
    pending: Option<Fault>,
}

/// The block being read.
struct Block {
    /// Decoded bytes it still owes.
    owes: u64,
    /// Encoded bytes it has left, where a prefix says so.
    left: Option<u64>,
    /// Decoded bytes so far: no copy may reach further back.
    made: usize,
}

impl Snappy {
    pub(crate) fn new(inner: Head, framing: Framing) -> Self {
        Self { inner, framing, block: None, out: Vec::new(), served: 0, blocks: 0, done: false, pending: None }
    }

    /// Decodes some more of the current block, or opens the next one.
    fn step(&mut self) {
        if self.out.len() > WINDOW + STEP {
            let keep = self.out.len() - WINDOW;
            self.out.drain(..keep);
            self.served = self.served.saturating_sub(keep);
        }
        let result = self.open().and_then(|()| self.tags());
        if let Err(fault) = result {
            self.abandon();
            self.pending = Some(fault);
        }
    }

    fn open(&mut self) -> Result<(), Fault> {
        if self.block.is_some() {
            return Ok(());
        }
        if self.framing == Framing::Padded || self.blocks > 0 && self.framing == Framing::Bare {
            self.skip_zeros();
        }
        if self.peek_byte()?.is_none() {
            self.done = true;
            return Ok(());
        }
        self.blocks += 1;
        let mut block = Block { owes: 0, left: None, made: 0 };
        if self.framing == Framing::Prefixed {
            let bytes = self.inner.peek(4);
            let (len, short) = (u32_be(bytes), bytes.len() < 4);
            self.inner.consume(4);
            if short {
                self.done = true;
                return Err(Fault::truncated("snappy"));
            }
            block.left = Some(u64::from(len));
        }
        self.block = Some(block);
        let owes = self.varint()?;
        if let Some(block) = &mut self.block {
            block.owes = owes;
        }
        Ok(())
    }

    fn skip_zeros(&mut self) {
        loop {
            let zeros = self.inner.peek(1).iter().take_while(|&&byte| byte == 0).count();
            if zeros == 0 {
                return;
            }
            self.inner.consume(zeros);
        }
    }

    fn peek_byte(&mut self) -> Result<Option<u8>, Fault> {
        self.inner.fill_buf().map(|bytes| bytes.first().copied()).map_err(super::fault_of)
    }

    /// The block's next encoded byte.
    fn byte(&mut self) -> Result<u8, Fault> {
        if let Some(left) = self.block.as_mut().and_then(|block| block.left.as_mut()) {
            *left = left.checked_sub(1).ok_or_else(|| self::damaged("it is shorter than it says"))?;
        }
        let byte = self.peek_byte()?.ok_or_else(|| Fault::truncated("snappy"))?;
        self.inner.consume(1);
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(damaged("its length is no number"))
    }

    fn little_endian(&mut self, count: usize) -> Result<usize, Fault> {
        (0..count).try_fold(0, |value, at| Ok(value | usize::from(self.byte()?) << (8 * at)))
    }

    fn tags(&mut self) -> Result<(), Fault> {
        let target = self.out.len() + STEP;
        while self.out.len() < target {
            let Some(block) = &self.block else { return Ok(()) };
            if block.owes == 0 {
                return self.close();
            }
            let tag = self.byte()?;
            let high = usize::from(tag >> 2);
            match tag & 3 {
                0 if high < 60 => self.literal(high + 1)?,
                0 => {
                    let len = self.little_endian(high - 59)?;
                    self.literal(len + 1)?;
                }
                1 => {
                    let offset = usize::from(tag >> 5) << 8 | usize::from(self.byte()?);
                    self.copy(offset, (high & 7) + 4)?;
                }
                2 => {
                    let offset = self.little_endian(2)?;
                    self.copy(offset, high + 1)?;
                }
                _ => {
                    let offset = self.little_endian(4)?;
                    self.copy(offset, high + 1)?;
                }
            }
        }
        Ok(())
    }

    /// Accounts for `len` decoded bytes about to be made.
    fn owe(&mut self, len: usize) -> Result<(), Fault> {
        let Some(block) = &mut self.block else { return Err(damaged("a piece lies outside any block")) };
        block.owes = block.owes.checked_sub(len as u64).ok_or_else(|| damaged("it holds more than it says"))?;
        block.made += len;
        Ok(())
    }

    fn literal(&mut self, len: usize) -> Result<(), Fault> {
        self.owe(len)?;
        let mut left = len;
        if let Some(encoded) = self.block.as_mut().and_then(|block| block.left.as_mut()) {
            *encoded = encoded.checked_sub(len as u64).ok_or_else(|| damaged("it is shorter than it says"))?;
        }
        while left > 0 {
            let ready = self.inner.fill_buf().map_err(super::fault_of)?;
            if ready.is_empty() {
                return Err(Fault::truncated("snappy"));
            }
            let count = ready.len().min(left);
            self.out.extend_from_slice(&ready[..count]);
            self.inner.consume(count);
            left -= count;
        }
        Ok(())
    }

    fn copy(&mut self, offset: usize, len: usize) -> Result<(), Fault> {
        let reach = self.block.as_ref().map_or(0, |block| block.made).min(self.out.len());
        if offset == 0 || offset > reach {
            return Err(damaged("a copy reaches back before its start"));
        }
        self.owe(len)?;
        let start = self.out.len() - offset;
        if offset >= len {
            self.out.extend_from_within(start..start + len);
        } else {
            for at in start..start + len {
                self.out.push(self.out[at]);
            }
        }
        Ok(())
    }

    /// The block gave all it owed.
    fn close(&mut self) -> Result<(), Fault> {
        let left = self.block.take().and_then(|block| block.left).unwrap_or(0);
        self.pass(left);
        if left > 0 {
            return Err(damaged("it holds more than it says"));
        }
        if self.framing == Framing::Padded {
            self.done = true;
            // PostHog pads with 1024 zeros; anything else is a rest of the block.
            if self.inner.peek(1024).iter().take(1024).any(|&byte| byte != 0) {
                return Err(damaged("it holds more than it says"));
            }
        }
        Ok(())
    }

    /// Leaves a damaged block: a prefix says where the next one starts; nothing else does.
    fn abandon(&mut self) {
        let left = self.block.take().and_then(|block| block.left);
        match left {
            Some(left) => self.pass(left),
            None => self.done = true,
        }
        if self.out.last().is_some_and(|&byte| byte != b'\n') {
            self.out.push(b'\n'); // blocks hold whole lines: keep the next one's apart from this half line
        }
    }

    fn pass(&mut self, mut left: u64) {
        while left > 0 {
            let Ok(ready) = self.inner.fill_buf() else { return };
            if ready.is_empty() {
                return;
            }
            let count = ready.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.inner.consume(count);
            left -= count as u64;
        }
    }
}

fn damaged(how: &str) -> Fault {
    Fault::broken(format!("a snappy block is damaged: {how}"))
}

impl Read for Snappy {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.served == self.out.len() {
            if let Some(fault) = self.pending.take() {
                return Err(fault.into());
            }
            if self.done {
                break;
            }
            self.step();
        }
        let count = out.len().min(self.out.len() - self.served);
        out[..count].copy_from_slice(&self.out[self.served..self.served + count]);
        self.served += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(text: &[u8]) -> Vec<u8> {
        snap::raw::Encoder::new().compress_vec(text).unwrap()
    }

    fn prefixed(block: &[u8]) -> Vec<u8> {
        [&u32::try_from(block.len()).unwrap().to_be_bytes()[..], block].concat()
    }

    fn lines(count: u32) -> Vec<u8> {
        (0..count).flat_map(|n| format!("[\"w\",{{\"n\":{}}}]\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
    }

    fn read(bytes: &[u8]) -> (Option<Framing>, Vec<u8>, Vec<String>) {
        let Some(framing) = framing(bytes) else { return (None, vec![], vec![]) };
        let head = Head::new(Box::new(io::Cursor::new(bytes.to_vec())));
        let (got, faults) = super::super::tests::drain(&mut Snappy::new(head, framing));
        (Some(framing), got, faults)
    }

    #[test]
    fn all_framings_are_told_and_read() {
        let (a, b) = (lines(20_000), lines(300));
        let text = [a.clone(), b.clone()].concat();
        let two = [prefixed(&pack(&a)), prefixed(&pack(&b))].concat();
        assert_eq!(read(&two), (Some(Framing::Prefixed), text.clone(), vec![]));
        assert_eq!(read(&[pack(&a), pack(&b)].concat()), (Some(Framing::Bare), text, vec![]));
        let padded = [vec![0; 70_000], pack(&b), vec![0; 1024]].concat();
        assert_eq!(read(&padded), (Some(Framing::Padded), b, vec![]));
    }

    #[test]
    fn a_bad_block_costs_itself_only() {
        let mut bad = pack(&lines(300));
        let end = bad.len();
        bad[end / 2..].fill(0xff); // copies from before the start
        let stream = [prefixed(&pack(&lines(10))), prefixed(&bad), prefixed(&pack(&lines(20)))].concat();
        let (_, got, faults) = read(&stream);
        assert!(got.starts_with(&lines(10)) && got.ends_with(&lines(20)));
        assert_eq!(faults.len(), 1, "{faults:?}");
    }

    #[test]
    fn lies_about_lengths_cost_no_memory() {
        let mut lie = vec![0xff, 0xff, 0xff, 0xff, 0x0f]; // 4 GiB
        lie.extend_from_slice(&[4 << 2, b'[', b'"', b'w', b'"', b',']);
        let (framing, got, faults) = read(&lie);
        assert_eq!((framing, got.as_slice(), faults.len()), (Some(Framing::Bare), &b"[\"w\",\n"[..], 1));
    }

    #[test]
    fn text_is_not_snappy() {
        for text in [&b"{\"a\":1}"[..], b"[[1],[2],[3]]", b"plain words", b"", b"\xef\xbb\xbf{}", b"   [1]"] {
            assert_eq!(framing(text), None, "{}", String::from_utf8_lossy(text));
        }
    }
}
