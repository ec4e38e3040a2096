//! The index: sections under names of four letters, the table of chunks among them, and a hash over it all.
//!
//! All numbers are little-endian. A section that a reader does not know is passed over, unless its flag says that
//! nothing can be trusted without it: so later versions can add what they like.

use sha2::{Digest as _, Sha256};
use std::io::Read as _;

const MAGIC: &[u8; 8] = b"scrubjay";
/// The newest layout of the index that is understood.
pub(super) const LAYOUT: u16 = 1;
/// Magic, layout, encoding, number of sections.
const HEAD_LEN: usize = 16;
/// The SHA-256 at the end.
const SEAL_LEN: usize = 32;
/// Whoever does not know the section must not use the index.
const MUST_KNOW: u32 = 1;
/// The section's bytes are a zstd frame.
const PACKED: u32 = 2;
/// No section unpacks to more than this.
const LARGEST_SECTION: u64 = 512 << 20;
/// More sections than any version has.
const MOST_SECTIONS: u32 = 1000;
/// The table of chunks.
const CHUNKS: [u8; 4] = *b"CHNK";
const CHUNK_LEN: usize = 64;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One JSON object a line.
    Ndjson,
    /// Protobuf messages, each with its length before it.
    Protobuf,
}

impl Encoding {
    /// Every encoding.
    const ALL: [Self; 2] = [Self::Ndjson, Self::Protobuf];

    fn number(self) -> u16 {
        match self {
            Self::Ndjson => 1,
            Self::Protobuf => 2,
        }
    }

    /// The word on the command line and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Protobuf => "protobuf",
        }
    }
}

/// A part of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name, of four letters.
    pub name: [u8; 4],
    /// What it says, unpacked.
    pub bytes: Vec<u8>,
}

/// What the table says of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chunk {
    /// The frame's length in the file.
    pub(super) stored: u32,
    /// The length of its content.
    pub(super) content: u32,
    /// The seq of its first event.
    pub(super) first: u32,
    /// How many events it holds.
    pub(super) events: u32,
    /// When the earliest and the latest of them happened, in microseconds since the epoch.
    pub(super) span: (i64, i64),
    /// SHA-256 of the hash before (32 zeros before the first) and the frame's bytes.
    pub(super) hash: [u8; 32],
}

/// The index, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) encoding: Encoding,
    pub(super) chunks: Vec<Chunk>,
    pub(super) sections: Vec<Section>,
}

/// The hash of a frame in its chain.
pub(super) fn link(before: &[u8; 32], frame: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(before).chain_update(frame).finalize().into()
}

/// The payload of the index frame.
pub(super) fn encode(encoding: Encoding, chunks: &[Chunk], sections: &[Section]) -> std::io::Result<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    out.extend(LAYOUT.to_le_bytes());
    out.extend(encoding.number().to_le_bytes());
    out.extend(u32::try_from(sections.len() + 1).unwrap_or(u32::MAX).to_le_bytes());
    let mut table = Vec::with_capacity(chunks.len() * CHUNK_LEN);
    for chunk in chunks {
        for field in [chunk.stored, chunk.content, chunk.first, chunk.events] {
            table.extend(field.to_le_bytes());
        }
        table.extend(chunk.span.0.to_le_bytes());
        table.extend(chunk.span.1.to_le_bytes());
        table.extend(chunk.hash);
    }
    put(&mut out, CHUNKS, MUST_KNOW, &table);
    for section in sections {
        put(&mut out, section.name, PACKED, &zstd::bulk::compress(&section.bytes, 3)?);
    }
    let seal: [u8; SEAL_LEN] = Sha256::digest(&out).into();
    out.extend(seal);
    Ok(out)
}

fn put(out: &mut Vec<u8>, name: [u8; 4], flags: u32, bytes: &[u8]) {
    out.extend(name);
    out.extend(flags.to_le_bytes());
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

/// Reads the payload of an index frame; `Err` says in plain words why it can't be used.
pub(super) fn decode(payload: &[u8]) -> Result<Index, String> {
    let body = payload.len().checked_sub(SEAL_LEN).filter(|len| *len >= HEAD_LEN).ok_or("its index is cut")?;
    let (body, seal) = payload.split_at(body);
    if !body.starts_with(MAGIC) {
        return Err("its index is another program's".to_owned());
    }
    if Sha256::digest(body).as_slice() != seal {
        return Err("its index was changed: the checksum does not match".to_owned());
    }
    let mut rest = &body[MAGIC.len()..];
    let layout = u16::from_le_bytes(take(&mut rest)?);
    if layout > LAYOUT {
        return Err(format!("its index was written by a newer version (layout {layout}, {LAYOUT} is known)"));
    }
    let number = u16::from_le_bytes(take(&mut rest)?);
    let encoding = Encoding::ALL.into_iter().find(|encoding| encoding.number() == number);
    let encoding = encoding.ok_or_else(|| format!("its records are in an encoding that is not known ({number})"))?;
    let count = u32::from_le_bytes(take(&mut rest)?).min(MOST_SECTIONS);
    let (mut chunks, mut sections) = (None, Vec::new());
    for _ in 0..count {
        let name: [u8; 4] = take(&mut rest)?;
        let flags = u32::from_le_bytes(take(&mut rest)?);
        let len = u64::from_le_bytes(take(&mut rest)?);
        let bytes = usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len)).ok_or("its index is cut")?;
        rest = bytes.1;
        let known = name == CHUNKS || KNOWN.contains(&&name);
        if !known && flags & MUST_KNOW != 0 {
            let name = String::from_utf8_lossy(&name).into_owned();
            return Err(format!("its index needs a newer version: section {name:?} is not known"));
        }
        let bytes = if flags & PACKED == 0 { bytes.0.to_vec() } else { unpack(bytes.0)? };
        if name == CHUNKS {
            chunks = Some(table(&bytes));
        } else {
            sections.push(Section { name, bytes });
        }
    }
    Ok(Index { encoding, chunks: chunks.ok_or("its index has no table of chunks")?, sections })
}

/// The sections that other rooms read.
const KNOWN: [&[u8; 4]; 5] = [b"META", b"KEYS", b"SUMM", b"COLS", b"FACT"];

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], String> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or("its index is cut")?;
    *rest = tail;
    Ok(*head)
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let broken = |error: std::io::Error| format!("a section of its index does not unpack: {error}");
    let mut out = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(broken)?;
    decoder.take(LARGEST_SECTION).read_to_end(&mut out).map_err(broken)?;
    Ok(out)
}

fn table(bytes: &[u8]) -> Vec<Chunk> {
    let chunks = bytes.chunks_exact(CHUNK_LEN);
    chunks.map(|mut rest| read_chunk(&mut rest).unwrap_or_default()).collect()
}

fn read_chunk(rest: &mut &[u8]) -> Result<Chunk, String> {
    let [stored, content, first, events] = [take(rest)?, take(rest)?, take(rest)?, take(rest)?].map(u32::from_le_bytes);
    let span = (i64::from_le_bytes(take(rest)?), i64::from_le_bytes(take(rest)?));
    Ok(Chunk { stored, content, first, events, span, hash: take(rest)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Vec<Chunk>, Vec<Section>) {
        let hash = link(&[0; 32], b"frame");
        let chunks = vec![Chunk { stored: 5, content: 70, first: 3, events: 9, span: (-1, i64::MAX), hash }];
        (chunks, vec![Section { name: *b"COLS", bytes: vec![7; 1000] }, Section { name: *b"????", bytes: vec![1] }])
    }

    #[test]
    fn an_index_reads_back_and_what_is_not_known_is_passed_over() {
        let (chunks, sections) = sample();
        for encoding in Encoding::ALL {
            let payload = encode(encoding, &chunks, &sections).unwrap();
            let (chunks, sections) = sample();
            assert_eq!(decode(&payload).unwrap(), Index { encoding, chunks, sections });
        }
    }

    #[test]
    fn any_changed_byte_is_found() {
        let (chunks, sections) = sample();
        let payload = encode(Encoding::Ndjson, &chunks, &sections).unwrap();
        for at in 0..payload.len() {
            let mut bad = payload.clone();
            bad[at] ^= 4;
            assert!(decode(&bad).is_err(), "byte {at}");
            assert!(decode(&payload[..at]).is_err(), "cut at {at}");
        }
    }

    /// The payload with its body changed and sealed again.
    fn resealed(change: impl FnOnce(&mut Vec<u8>)) -> Result<Index, String> {
        let (chunks, sections) = sample();
        let mut payload = encode(Encoding::Ndjson, &chunks, &sections).unwrap();
        payload.truncate(payload.len() - SEAL_LEN);
        change(&mut payload);
        let seal: [u8; SEAL_LEN] = Sha256::digest(&payload).into();
        payload.extend(seal);
        decode(&payload)
    }

    #[test]
    fn a_newer_version_says_what_must_be_known() {
        let extra = |flags| {
            resealed(move |body| {
                body[12] += 1;
                put(body, *b"NEWS", flags, b"x");
            })
        };
        assert!(extra(0).is_ok());
        assert!(extra(MUST_KNOW).unwrap_err().contains("newer version"));
        assert!(resealed(|body| body[8] = 2).unwrap_err().contains("newer version"));
        assert!(resealed(|body| body[10] = 9).unwrap_err().contains("encoding"));
    }
}
