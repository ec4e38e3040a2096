//! UTF-16 with a byte order mark, as the oldest stored recordings use it. Lone surrogates become U+FFFD.

use super::Head;
use std::io::{self, BufRead as _, Read};

pub(super) struct Utf16 {
    inner: Head,
    little: bool,
    started: bool,
    high: Option<u16>,
    out: Vec<u8>,
    served: usize,
}

impl Utf16 {
    pub(super) fn new(inner: Head) -> Self {
        Self { inner, little: true, started: false, high: None, out: Vec::new(), served: 0 }
    }

    fn step(&mut self) -> io::Result<()> {
        self.inner.fill_buf()?;
        let bytes = self.inner.peek(2);
        let units = bytes.len().min(32 << 10) / 2;
        for pair in bytes.chunks_exact(2).take(units) {
            let pair = [pair[0], pair[1]];
            let unit = if self.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            push(&mut self.out, &mut self.high, unit);
        }
        let used = if units == 0 { bytes.len() } else { units * 2 };
        self.inner.consume(used);
        Ok(())
    }
}

fn push(out: &mut Vec<u8>, high: &mut Option<u16>, unit: u16) {
    let mut put = |c: char| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    if let Some(first) = high.take() {
        match char::decode_utf16([first, unit]).next() {
            Some(Ok(c)) => return put(c),
            _ => put(char::REPLACEMENT_CHARACTER),
        }
    }
    match char::from_u32(u32::from(unit)) {
        Some(c) => put(c),
        None if unit < 0xdc00 => *high = Some(unit),
        None => put(char::REPLACEMENT_CHARACTER),
    }
}

impl Read for Utf16 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.started {
            self.started = true;
            self.little = self.inner.peek(2).starts_with(&[0xff]);
            self.inner.consume(2);
        }
        while self.served == self.out.len() {
            self.out.clear();
            self.served = 0;
            if self.inner.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.step()?;
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

    #[test]
    fn both_byte_orders_and_lone_surrogates_read() {
        let units: Vec<u16> = "{\"a\":\"漢😀\"}".encode_utf16().chain([0xd83d, u16::from(b'!'), 0xdc00]).collect();
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect();
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(units.iter().flat_map(|unit| unit.to_be_bytes())).collect();
        for bytes in [little, big] {
            let (got, faults) =
                super::super::tests::drain(&mut Utf16::new(Head::new(Box::new(io::Cursor::new(bytes)))));
            assert_eq!(String::from_utf8(got).unwrap(), "{\"a\":\"漢😀\"}\u{fffd}!\u{fffd}");
            assert!(faults.is_empty());
        }
    }
}
