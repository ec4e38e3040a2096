//! The frames around the data: skippable frames, and the seek table of zstd's seekable format.
//!
//! (zstd: `contrib/seekable_format/zstd_seekable_compression_format.md`.) Other tools that know that format find any part
//! of the records with it; all others skip it.

/// The skippable frame that holds the index.
pub(super) const INDEX: u32 = 0x184D_2A5D;
/// The skippable frame that holds the seek table.
const TABLE: u32 = 0x184D_2A5E;
/// The last four bytes of the seek table.
const FOOTER: u32 = 0x8F92_EAB1;
/// Before them: the number of entries, and a byte of flags.
pub(super) const FOOTER_LEN: usize = 9;
/// In that byte: every entry has a checksum.
const CHECKED: u8 = 1 << 7;
/// A frame's magic and length.
pub(super) const HEADER_LEN: u64 = 8;
const ENTRY_LEN: u64 = 12;

/// The low half of the XXH64 of nothing: the checksum of a frame without content.
pub(super) const OF_NOTHING: u32 = 0x51D8_E999;

/// A frame, as the seek table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The frame's length in the file.
    pub(super) stored: u32,
    /// The length of what it holds; 0 for a skippable frame.
    pub(super) content: u32,
    /// The low half of the XXH64 of what it holds: a zstd frame's own last four bytes.
    pub(super) check: u32,
}

/// The header of a skippable frame.
pub(super) fn header(magic: u32, len: u32) -> [u8; 8] {
    let mut header = [0; 8];
    header[..4].copy_from_slice(&magic.to_le_bytes());
    header[4..].copy_from_slice(&len.to_le_bytes());
    header
}

/// The seek table of these frames, which is the last frame of a file. `None` when there are too many.
pub(super) fn table(entries: &[Entry]) -> Option<Vec<u8>> {
    let count = u32::try_from(entries.len()).ok()?;
    let len = u32::try_from(entries.len() as u64 * ENTRY_LEN + FOOTER_LEN as u64).ok()?;
    let mut table = header(TABLE, len).to_vec();
    for entry in entries {
        for field in [entry.stored, entry.content, entry.check] {
            table.extend(field.to_le_bytes());
        }
    }
    table.extend(count.to_le_bytes());
    table.push(CHECKED);
    table.extend(FOOTER.to_le_bytes());
    Some(table)
}

/// The length of the table frame that a file's last [`FOOTER_LEN`] bytes end; `None` where they end none of ours.
pub(super) fn table_len(footer: &[u8]) -> Option<u64> {
    let (count, rest) = footer.split_first_chunk::<4>()?;
    let (flags, magic) = rest.split_first()?;
    let ours = *flags == CHECKED && magic == FOOTER.to_le_bytes();
    ours.then(|| HEADER_LEN + u64::from(u32::from_le_bytes(*count)) * ENTRY_LEN + FOOTER_LEN as u64)
}

/// Whether a file's last bytes are those of any seek table.
pub(super) fn ends_table(footer: &[u8]) -> bool {
    footer.ends_with(&FOOTER.to_le_bytes())
}

/// The entries of a table frame of the length that its footer told.
pub(super) fn entries(table: &[u8]) -> Vec<Entry> {
    let end = table.len().saturating_sub(9);
    let word = |entry: &[u8], at: usize| {
        entry.get(at..at + 4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_le_bytes)
    };
    let entries = table.get(8..end).unwrap_or_default().chunks_exact(12);
    entries.map(|entry| Entry { stored: word(entry, 0), content: word(entry, 4), check: word(entry, 8) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back_and_is_a_frame_that_zstd_skips() {
        let entries_of =
            [Entry { stored: 70, content: 100, check: 7 }, Entry { stored: u32::MAX, content: 0, check: OF_NOTHING }];
        let table = table(&entries_of).unwrap();
        let footer = &table[table.len() - 9..];
        assert_eq!(table_len(footer), Some(table.len() as u64));
        assert!(ends_table(footer));
        assert_eq!(entries(&table), entries_of);
        let file = [zstd::bulk::compress(b"content", 3).unwrap(), table.clone()].concat();
        assert_eq!(zstd::decode_all(&file[..]).unwrap(), b"content");
        let mut unchecked = footer.to_vec();
        unchecked[4] = 0;
        assert_eq!(table_len(&unchecked), None, "a table without checksums is another tool's");
    }

    #[test]
    fn the_checksum_of_a_frame_is_its_own_last_four_bytes() {
        let mut packer = zstd::bulk::Compressor::new(3).unwrap();
        packer.include_checksum(true).unwrap();
        let empty = packer.compress(b"").unwrap();
        assert_eq!(empty[empty.len() - 4..], OF_NOTHING.to_le_bytes());
    }
}
