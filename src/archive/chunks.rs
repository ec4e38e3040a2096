//! Recordings of before 2023, whose events were compressed together and cut into pieces.
//!
//! A piece is `{"chunk_id", "chunk_index", "chunk_count", "data", …}`; all `data` in order are base64 of gzip of UTF-16
//! JSON: an array of events. A set that misses a piece is lost whole.

use super::DamageKind;
use super::output::Spot;
use super::reader::{Reader, Refusal};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Text of pieces that wait for others, in all.
const LARGEST: usize = 256 << 20;
/// Pieces a set may have.
const MOST: u32 = 100_000;

/// The pieces that wait for others.
#[derive(Default)]
pub(crate) struct Chunks {
    sets: BTreeMap<String, Set>,
    bytes: usize,
}

struct Set {
    count: u32,
    window: Option<String>,
    spot: Spot,
    pieces: BTreeMap<u32, String>,
}

#[derive(Deserialize)]
struct Piece {
    chunk_id: String,
    chunk_index: u32,
    chunk_count: u32,
    data: String,
}

impl Reader<'_, '_> {
    /// One piece; `None` where the bytes are none.
    pub(super) fn chunk(&mut self, bytes: &[u8], window: Option<&str>, spot: Spot) -> Option<Result<(), Refusal>> {
        let piece: Piece = serde_json::from_slice(bytes).ok()?;
        if piece.chunk_count > MOST || self.chunks.bytes + piece.data.len() > LARGEST {
            return Some(Err(Refusal::reason("more pieces than any recording has")));
        }
        self.chunks.bytes += piece.data.len();
        let set = self.chunks.sets.entry(piece.chunk_id.clone()).or_insert_with(|| Set {
            count: piece.chunk_count,
            window: window.map(str::to_owned),
            spot,
            pieces: BTreeMap::new(),
        });
        set.pieces.insert(piece.chunk_index, piece.data);
        if (set.pieces.len() as u64) < u64::from(set.count) {
            return Some(Ok(()));
        }
        let set = self.chunks.sets.remove(&piece.chunk_id)?;
        let whole: String = set.pieces.into_values().collect();
        self.chunks.bytes = self.chunks.bytes.saturating_sub(whole.len());
        Some(self.nested(whole.into_bytes(), set.window.as_deref(), set.spot))
    }

    /// At the end: sets that never became whole.
    pub(super) fn missing_chunks(&mut self) {
        for (_, set) in std::mem::take(&mut self.chunks.sets) {
            let missing = u64::from(set.count).saturating_sub(set.pieces.len() as u64);
            let reason =
                format!("{missing} of the {} pieces of a compressed set are missing; its events are lost", set.count);
            self.out.damage(DamageKind::Truncated, set.spot, None, reason);
        }
    }
}
