//! An archive opened by its index, and its chunks one by one.
//!
//! Nothing is trusted before it was checked: the seek table must be the one that follows from the table of chunks, byte by
//! byte, so that no byte of a file escapes the checks; a chunk is hashed whenever it is read.

use super::super::codec::Fault;
use super::super::positioned::read_at;
use super::super::{Bodies, DamageKind, Loc};
use super::frame::{self, Entry};
use super::index::{self, Chunk, Encoding, Section};
use super::messages;
use super::meta::Learnt;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// No chunk that is opened unpacks to more than this.
const LARGEST: u32 = 320 << 20;
/// Unpacked bytes that are kept for reading again.
const CACHE: usize = 8 << 20;
/// So much of a file is checked as a whole before its index is used: it takes a few milliseconds.
const SMALL: u64 = 2 << 20;
/// What would help.
pub(super) const REMEDY: &str = "fetch or copy the archive again, or pack the recording anew";

/// What a look at a file's end told.
pub(crate) enum Opening {
    /// It is sealed, and the seal fits.
    Sealed(Sealed),
    /// It is no sealed archive, or none any more: then with the reason, where one can be told.
    Not(Option<String>),
}

/// A sealed archive.
pub(crate) struct Sealed {
    file: Arc<File>,
    pub(crate) encoding: Encoding,
    pub(crate) sections: Vec<Section>,
    chunks: Vec<Placed>,
    /// Chunks read lately.
    cache: Mutex<VecDeque<(usize, Arc<Vec<u8>>)>>,
}

/// A chunk and where it lies.
struct Placed {
    chunk: Chunk,
    /// In the file.
    at: u64,
    /// In the records.
    start: u64,
    /// The checksum in the seek table: the frame's own last bytes.
    check: u32,
}

/// A sealed archive's index, for whoever can do without its records.
pub struct Seal<'a> {
    /// What the index says, by section.
    pub sections: &'a [Section],
    /// How long all records are together.
    pub content: u64,
    /// How they are written.
    pub encoding: Encoding,
    pub(crate) file: u16,
}

impl Seal<'_> {
    /// The bytes of a section.
    #[must_use]
    pub fn section(&self, name: [u8; 4]) -> Option<&[u8]> {
        self.sections.iter().find(|section| section.name == name).map(|section| &*section.bytes)
    }

    /// Where an event is found again that lies at this place among the records; `None` where no record can lie.
    #[must_use]
    pub fn loc(&self, place: u64, len: u32) -> Option<Loc> {
        let inside = place.checked_add(len.into()).is_some_and(|end| end <= self.content);
        inside.then(|| Loc { offset: Bodies::in_file(self.file, place), len })
    }

    /// The place among the records that such a [`Loc`] stands for.
    #[must_use]
    pub fn place(&self, loc: Loc) -> u64 {
        loc.offset ^ Bodies::in_file(self.file, 0)
    }
}

/// Looks whether a file is a sealed archive.
pub(crate) fn open(file: &Arc<File>, len: u64) -> Opening {
    let mut footer = [0; frame::FOOTER_LEN];
    let read = len.checked_sub(frame::FOOTER_LEN as u64).is_some_and(|at| read_at(file, &mut footer, at).is_ok());
    if !read || !frame::ends_table(&footer) {
        return Opening::Not(None);
    }
    match by_table(file, len, &footer) {
        Ok(Some(sealed)) => Opening::Sealed(sealed),
        Ok(None) => Opening::Not(None),
        Err(reason) => Opening::Not(Some(reason)),
    }
}

/// `None` where another tool made the table.
fn by_table(file: &Arc<File>, len: u64, footer: &[u8]) -> Result<Option<Sealed>, String> {
    let Some(table_len) = frame::table_len(footer) else { return Ok(None) };
    let unreadable = |error: io::Error| format!("its end cannot be read: {error}");
    let wrong = || "its seek table is wrong".to_owned();
    let at = len.checked_sub(table_len).ok_or_else(wrong)?;
    let mut table = vec![0; usize::try_from(table_len).map_err(|_| wrong())?];
    read_at(file, &mut table, at).map_err(unreadable)?;
    let entries = frame::entries(&table);
    let index = entries.last().filter(|entry| entry.content == 0 && u64::from(entry.stored) > frame::HEADER_LEN);
    let Some(index) = index else { return Ok(None) };
    let start = at.checked_sub(index.stored.into()).ok_or_else(wrong)?;
    let mut head = [0; 8];
    read_at(file, &mut head, start).map_err(unreadable)?;
    if head != frame::header(frame::INDEX, index.stored - 8) {
        return if head.starts_with(&frame::INDEX.to_le_bytes()) { Err(wrong()) } else { Ok(None) };
    }
    let mut payload = vec![0; index.stored as usize - 8];
    read_at(file, &mut payload, start + 8).map_err(unreadable)?;
    let stored = index.stored;
    let index = index::decode(&payload)?;
    if expected(&index.chunks, &entries, stored).as_deref() != Some(&table[..]) {
        return Err("its seek table does not agree with its index".to_owned());
    }
    let chunks = placed(&index.chunks, &entries);
    let end = chunks.last().map_or(0, |last| last.at + u64::from(last.chunk.stored));
    if end != start {
        return Err("it is longer or shorter than its index says".to_owned());
    }
    let (file, cache) = (Arc::clone(file), Mutex::default());
    Ok(Some(Sealed { file, encoding: index.encoding, sections: index.sections, chunks, cache }))
}

/// The seek table that follows from the table of chunks; the frames' own checksums are held against it with the frames.
fn expected(chunks: &[Chunk], entries: &[Entry], index: u32) -> Option<Vec<u8>> {
    let frames = chunks.iter().zip(entries);
    let mut expected: Vec<Entry> = frames
        .map(|(chunk, entry)| Entry { stored: chunk.stored, content: chunk.content, check: entry.check })
        .collect();
    expected.push(Entry { stored: index, content: 0, check: frame::OF_NOTHING });
    frame::table(&expected)
}

fn placed(chunks: &[Chunk], entries: &[Entry]) -> Vec<Placed> {
    let (mut at, mut start) = (0, 0);
    let place = |(chunk, entry): (&Chunk, &Entry)| {
        let placed = Placed { chunk: *chunk, at, start, check: entry.check };
        at += u64::from(chunk.stored);
        start += u64::from(chunk.content);
        placed
    };
    chunks.iter().zip(entries).map(place).collect()
}

impl Sealed {
    /// How long all records are together.
    pub(crate) fn content(&self) -> u64 {
        self.chunks.last().map_or(0, |last| last.start + u64::from(last.chunk.content))
    }

    /// The index, for whoever knows the file by this number.
    pub(crate) fn seal(&self, file: u16) -> Seal<'_> {
        Seal { sections: &self.sections, content: self.content(), encoding: self.encoding, file }
    }

    /// What the first record says, as the index has it.
    pub(crate) fn meta(&self) -> Option<Learnt> {
        Learnt::read(self.seal(0).section(*b"META")?)
    }

    /// How many events there are.
    pub(crate) fn events(&self) -> u64 {
        self.chunks.iter().map(|placed| u64::from(placed.chunk.events)).sum()
    }

    /// Whether the archive is small enough to look at all of it before its index is used.
    pub(crate) fn is_small(&self) -> bool {
        self.chunks.last().is_none_or(|last| last.at + u64::from(last.chunk.stored) <= SMALL)
    }

    /// Whether every chunk is as it was written.
    pub(crate) fn is_whole(&self) -> bool {
        self.broken().next().is_none()
    }

    /// The chunks that are not as they were written.
    fn broken(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.chunks.len()).filter(|number| !self.frame(*number).is_ok_and(|(_, fits)| fits))
    }

    /// The first of several neighbours that are not as they were written: chunks have moved, and the table of chunks does
    /// not tell where they lie.
    pub(crate) fn displaced(&self) -> Option<String> {
        let broken: Vec<usize> = self.broken().collect();
        let pair = broken.windows(2).find(|pair| pair[1] == pair[0] + 1)?;
        Some(format!("{} and those after it are not what was written there", self.describe(pair[0])))
    }

    /// A chunk's bytes in the file, and whether they are those that were written.
    fn frame(&self, number: usize) -> io::Result<(Vec<u8>, bool)> {
        let Some(placed) = self.chunks.get(number) else { return Err(io::ErrorKind::NotFound.into()) };
        let mut frame = vec![0; placed.chunk.stored as usize];
        read_at(&self.file, &mut frame, placed.at)?;
        let before = number.checked_sub(1).map_or([0; 32], |before| self.chunks[before].chunk.hash);
        let fits = index::link(&before, &frame) == placed.chunk.hash && frame.ends_with(&placed.check.to_le_bytes());
        Ok((frame, fits))
    }

    /// The chunk's records; `Err` says in plain words why they can't be trusted.
    fn chunk(&self, number: usize) -> Result<Arc<Vec<u8>>, String> {
        if let Some(chunk) = self.cached(number) {
            return Ok(chunk);
        }
        let (frame, fits) = self.frame(number).map_err(|error| format!("chunk {number}: {error}"))?;
        let content = self.chunks[number].chunk.content;
        if !fits {
            return Err(format!("chunk {number} was changed since it was written"));
        }
        if content > LARGEST {
            return Err(format!("chunk {number} is larger than any"));
        }
        let unpacked =
            zstd::bulk::decompress(&frame, content as usize).map_err(|error| format!("chunk {number}: {error}"))?;
        if unpacked.len() != content as usize {
            return Err(format!("chunk {number} is shorter than its index says"));
        }
        let chunk = Arc::new(unpacked);
        self.keep(number, &chunk);
        Ok(chunk)
    }

    fn cached(&self, number: usize) -> Option<Arc<Vec<u8>>> {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let at = cache.iter().position(|(cached, _)| *cached == number)?;
        let entry = cache.remove(at)?;
        let chunk = Arc::clone(&entry.1);
        cache.push_back(entry);
        Some(chunk)
    }

    fn keep(&self, number: usize, chunk: &Arc<Vec<u8>>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.push_back((number, Arc::clone(chunk)));
        while cache.len() > 1 && cache.iter().map(|(_, chunk)| chunk.len()).sum::<usize>() > CACHE {
            cache.pop_front();
        }
    }

    /// Bytes of the records.
    pub(crate) fn get(&self, place: u64, len: usize) -> Result<Vec<u8>, String> {
        let number = self.chunks.partition_point(|placed| placed.start <= place).saturating_sub(1);
        let start = self.chunks.get(number).map_or(0, |placed| placed.start);
        let chunk = self.chunk(number)?;
        let at = usize::try_from(place - start).unwrap_or(usize::MAX);
        let bytes = at.checked_add(len).and_then(|end| chunk.get(at..end));
        bytes.map(<[u8]>::to_vec).ok_or_else(|| "its index names a place where no event lies".to_owned())
    }

    /// What of a broken chunk can be unpacked, filled up to its length, with what is no record and no damage, so that what
    /// follows keeps its place.
    fn rest_of(&self, number: usize) -> Vec<u8> {
        let content = self.chunks[number].chunk.content.min(LARGEST);
        let mut rest = Vec::new();
        if let Ok((frame, _)) = self.frame(number)
            && let Ok(decoder) = zstd::stream::read::Decoder::with_buffer(&frame[..])
        {
            let _ = decoder.single_frame().take(content.into()).read_to_end(&mut rest);
        }
        match self.encoding {
            _ if rest.len() == content as usize => {}
            Encoding::Protobuf => {
                rest.truncate(messages::whole(&rest));
                rest.resize(content as usize, 0);
            }
            Encoding::Ndjson => {
                rest.truncate(memchr::memrchr(b'\n', &rest).map_or(0, |end| end + 1));
                rest.resize(content as usize, b' ');
                if let Some(end) = rest.last_mut() {
                    *end = b'\n';
                }
            }
        }
        rest
    }

    fn describe(&self, number: usize) -> String {
        let Placed { chunk, at, .. } = &self.chunks[number];
        let end = at + u64::from(chunk.stored);
        let events = match chunk.events {
            0 => "no event".to_owned(),
            1 => format!("event #{}", chunk.first),
            count => format!("events #{} to #{}", chunk.first, u64::from(chunk.first) + u64::from(count) - 1),
        };
        format!("chunk {number} (bytes {at} to {end} of the file, {events})")
    }
}

/// All records of a sealed archive, one chunk after the other. A chunk that was changed is told, and gives what can still
/// be unpacked of it.
pub(crate) struct Whole {
    sealed: Arc<Sealed>,
    read: Arc<AtomicU64>,
    next: usize,
    chunk: Arc<Vec<u8>>,
    at: usize,
}

impl Whole {
    /// `read` counts the bytes of the file.
    pub(crate) fn new(sealed: Arc<Sealed>, read: Arc<AtomicU64>) -> Self {
        Self { sealed, read, next: 0, chunk: Arc::default(), at: 0 }
    }
}

impl Read for Whole {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            let number = self.next;
            let Some(placed) = self.sealed.chunks.get(number) else { return Ok(0) };
            self.next += 1;
            self.at = 0;
            self.read.fetch_add(placed.chunk.stored.into(), Ordering::Relaxed);
            if let Ok(chunk) = self.sealed.chunk(number) {
                self.chunk = chunk;
                continue;
            }
            self.chunk = Arc::new(self.sealed.rest_of(number));
            let reason = format!(
                "{} is not what was written: its checksum does not match, and what it still holds can't be trusted",
                self.sealed.describe(number)
            );
            return Err(Fault { what: DamageKind::Seal, reason, remedy: Some(REMEDY.to_owned()) }.into());
        }
        let rest = &self.chunk[self.at..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}
