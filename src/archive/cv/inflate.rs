//! One packed field: its bytes to text. Knows neither events nor which fields there are.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::cell::RefCell;
use std::io::Read as _;

/// No field inflates to more than this (PostHog's own limit).
pub(super) const LARGEST: usize = 64 << 20;

/// Appends what packed bytes inflate to.
pub(super) fn inflate(packed: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    match packed {
        [0x1f, 0x8b, ..] => INFLATER.with_borrow_mut(|inflater| inflater.gzip(packed, out)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => unzstd(packed, out),
        _ => Err("it is compressed in a way that is not known: neither gzip nor zstd".to_owned()),
    }
}

/// What `[]` is deflated to, its checksum and its length: two or three of a mutation's four lists.
const EMPTY: [u8; 12] = [0x8b, 0x8e, 0x05, 0x00, 0x29, 0xbb, 0x4c, 0x0d, 2, 0, 0, 0];

thread_local! {
    /// One inflate state a thread: making one costs more than inflating a typical field.
    static INFLATER: RefCell<Inflater> = RefCell::new(Inflater(Decompress::new(false)));
}

struct Inflater(Decompress);

impl Inflater {
    fn gzip(&mut self, packed: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        let body = gzip_body(packed).ok_or("the gzip header is cut off")?;
        if body == EMPTY {
            out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.0.reset(false);
        let before = out.len();
        let hint = isize_of(packed).min(LARGEST).min(packed.len().saturating_mul(64));
        out.reserve(hint + 64);
        loop {
            let (input, had) = (usize::try_from(self.0.total_in()).unwrap_or(usize::MAX), out.len());
            let status = self
                .0
                .decompress_vec(body.get(input..).unwrap_or_default(), out, FlushDecompress::None)
                .map_err(|error| format!("the gzip data is damaged: {error}"))?;
            if out.len() - before > LARGEST {
                return Err("it inflates to more than 64 MiB".to_owned());
            }
            let consumed = usize::try_from(self.0.total_in()).unwrap_or(usize::MAX);
            match status {
                Status::StreamEnd => return checksum(body.get(consumed..).unwrap_or_default(), &out[before..]),
                _ if consumed == input && out.len() == had && out.len() < out.capacity() => {
                    return Err("the gzip data is cut off".to_owned());
                }
                _ => out.reserve(64 << 10),
            }
        }
    }
}

/// Holds the trailer's CRC-32 against what came out.
fn checksum(trailer: &[u8], text: &[u8]) -> Result<(), String> {
    let Some(stored) = trailer.first_chunk::<4>() else { return Err("the gzip data is cut off".to_owned()) };
    let mut crc = Crc::new();
    crc.update(text);
    if crc.sum() == u32::from_le_bytes(*stored) { Ok(()) } else { Err("its checksum does not fit".to_owned()) }
}

/// What follows the header of a gzip member (RFC 1952, 2.3).
fn gzip_body(packed: &[u8]) -> Option<&[u8]> {
    let flags = *packed.get(3)?;
    let mut rest = packed.get(10..)?;
    if flags & 4 != 0 {
        let len = usize::from(u16::from_le_bytes(*rest.first_chunk()?));
        rest = rest.get(2 + len..)?;
    }
    for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
        rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

/// The size that a gzip member says it has.
fn isize_of(packed: &[u8]) -> usize {
    packed.last_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
}

fn unzstd(packed: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    let damaged = |error: std::io::Error| format!("the zstd data is damaged: {error}");
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(damaged)?;
    decoder.window_log_max(26).map_err(damaged)?;
    let read = decoder.take(LARGEST as u64 + 1).read_to_end(out).map_err(damaged)?;
    if read > LARGEST { Err("it inflates to more than 64 MiB".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_is_told_without_inflating() {
        let mut out = Vec::new();
        let mut decompress = Decompress::new(false);
        out.reserve(8);
        decompress.decompress_vec(&EMPTY, &mut out, FlushDecompress::Finish).unwrap();
        assert_eq!(out, b"[]");
        checksum(&EMPTY[4..], &out).unwrap();
        let mut packed = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3].to_vec();
        packed.extend(EMPTY);
        inflate(&packed, &mut out).unwrap();
        assert_eq!(out, b"[][]");
    }
}
