//! zip archives: PostHog's staff export, and plain zips that somebody made of a recording's files.
//!
//! Entries are read like files of their own, so whatever a block is packed in comes off as anywhere else. Names are only
//! shown and sorted by, never used as paths.

use super::codec::{Fault, Head, peel};
use super::open::{Opened, read_any, unpackable};
use super::output::Output;
use super::reader::Meter;
use super::{Bodies, Codec, Container, Damage, DamageKind, Error, Place, positioned};
use ::zip::{CompressionMethod, ZipArchive};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Entries that are looked at.
const MOST: usize = 10_000;
/// zips within zips that are opened.
const DEEPEST: u32 = 3;
/// A zip that does not lie in a file is held in memory, up to this size.
const LARGEST_IN_MEMORY: u64 = 256 << 20;

/// The bytes of a zip, at any place.
#[derive(Clone)]
enum Volume {
    File(Arc<File>),
    Memory(Arc<[u8]>),
}

/// A stretch of a volume, as a reader of its own.
#[derive(Clone)]
struct Stretch {
    volume: Volume,
    start: u64,
    len: u64,
    at: u64,
}

impl Read for Stretch {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let count = out.len().min(left);
        let from = self.start + self.at;
        match &self.volume {
            Volume::File(file) => positioned::read_at(file, &mut out[..count], from)?,
            Volume::Memory(bytes) => {
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                let piece = bytes.get(from..from.saturating_add(count)).ok_or(io::ErrorKind::UnexpectedEof)?;
                out[..count].copy_from_slice(piece);
            }
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Stretch {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Holds what an entry unpacks to against its CRC-32.
struct Checked<R> {
    inner: R,
    crc: Crc,
    /// `None` where nothing tells.
    want: Option<u32>,
    done: bool,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.done {
            return Ok(0);
        }
        match self.inner.read(out) {
            Ok(0) if !out.is_empty() => {
                self.done = true;
                if self.want.is_none_or(|want| self.crc.sum() == want) {
                    Ok(0)
                } else {
                    Err(damaged("its checksum does not fit"))
                }
            }
            Ok(count) => {
                self.crc.update(&out[..count]);
                Ok(count)
            }
            Err(error) => {
                self.done = true;
                Err(damaged(&error.to_string()))
            }
        }
    }
}

fn damaged(how: &str) -> io::Error {
    let remedy = Some("fetch or copy the zip again".to_owned());
    Fault { what: DamageKind::Codec, reason: format!("the zip entry is damaged: {how}"), remedy }.into()
}

struct Entry {
    name: String,
    stretch: Stretch,
    deflated: bool,
    crc: Option<u32>,
}

/// Reads a zip whose bytes `opened` holds. `Ok(false)` when the sink said stop.
pub(super) fn read(mut opened: Opened, out: &mut Output<'_>, bodies: &Bodies) -> Result<bool, Error> {
    let refuse = |what: String| Error::NotAReplay {
        name: opened.name.clone(),
        what,
        hints: vec!["fetch or copy the zip again, or unpack it and open the directory".to_owned()],
    };
    #[allow(clippy::single_match_else)] // two sources of equal rank
    let (volume, len) = match opened.file.take().filter(|_| opened.layers.is_empty()) {
        Some(file) => {
            let len = file.metadata().map_or(0, |meta| meta.len());
            (Volume::File(file), len)
        }
        None => {
            let mut bytes = Vec::new();
            let read = (&mut opened.text).take(LARGEST_IN_MEMORY).read_to_end(&mut bytes);
            read.map_err(|error| refuse(format!("a zip archive that can't be read: {error}")))?;
            let len = bytes.len() as u64;
            (Volume::Memory(bytes.into()), len)
        }
    };
    let found = entries(&volume, len, out);
    let (entries, skipped) = found.map_err(|error| refuse(format!("a zip archive that can't be read: {error}")))?;
    let staff = entries.iter().any(|entry| entry.name.contains("data/") || entry.name.ends_with("s3_prefix.txt"));
    out.learn(|header| header.codecs = opened.codecs().into_iter().chain([Codec::Zip]).collect());
    let names: BTreeSet<String> = entries.iter().map(|entry| last_part(&entry.name).to_owned()).collect();
    let (before, depth) = (out.events, opened.depth + 1);
    if depth > DEEPEST {
        return Err(refuse("a zip archive in more zip archives than anybody makes".to_owned()));
    }
    out.sidecars.unwanted = false;
    let going = read_entries(entries, &opened.meter, depth, out, bodies);
    out.part = None;
    for reason in skipped {
        out.damage_somewhere(DamageKind::Codec, None, reason);
    }
    if staff && going {
        missing_blocks(&names, out);
    }
    if staff && out.input == 0 {
        out.learn(|header| header.container = Container::StaffZip);
    }
    if going && out.events == before {
        let what =
            if staff { "a staff export whose blocks hold no events" } else { "a zip archive without a replay in it" };
        let hint = if staff {
            "it may be of the wrong team, or of a recording that was deleted: export it again"
        } else {
            "unpack it and look"
        };
        return Err(Error::NotAReplay { name: opened.name, what: what.to_owned(), hints: vec![hint.to_owned()] });
    }
    out.announce();
    Ok(going)
}

/// The entries to read, and what can't be read of others; of a zip whose directory is lost, those that are found without.
fn entries(volume: &Volume, len: u64, out: &mut Output<'_>) -> io::Result<(Vec<Entry>, Vec<String>)> {
    let error = match list(volume, len) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    let entries = by_headers(volume, len);
    if entries.is_empty() {
        return Err(error);
    }
    let reason = format!("the zip's directory can't be read ({error}): what follows was found without it");
    let place = Place { input: out.input, byte: Some(len), line: None };
    let remedy = Some("fetch or copy the zip again".to_owned());
    out.report(Damage { what: DamageKind::Truncated, place, events_lost: None, reason, remedy });
    Ok((entries, Vec::new()))
}

fn read_entries(entries: Vec<Entry>, meter: &Meter, depth: u32, out: &mut Output<'_>, bodies: &Bodies) -> bool {
    for entry in entries {
        let Entry { name, stretch, deflated, crc } = entry;
        let inner: Box<dyn Read + Send> = if deflated {
            Box::new(Checked { inner: DeflateDecoder::new(stretch), crc: Crc::new(), want: crc, done: false })
        } else {
            Box::new(Checked { inner: stretch, crc: Crc::new(), want: crc, done: false })
        };
        out.part = Some(name.clone());
        let peeled = peel(Head::over(inner, true)).map_err(|codecs| unpackable(&name, &codecs));
        let result = peeled.and_then(|peeled| {
            let (text, layers) = (peeled.text, peeled.layers);
            read_any(Opened { name: name.clone(), text, layers, meter: meter.clone(), file: None, depth }, out, bodies)
        });
        match result {
            Ok(true) => {}
            Ok(false) => return false,
            Err(_) if name.ends_with("s3_prefix.txt") => {}
            Err(error) => out.damage_somewhere(DamageKind::Unknown, None, format!("skipped: {}", error.reason())),
        }
    }
    true
}

/// The entries to read, in an order that lets the header be known early; and what can't be read of others.
fn list(volume: &Volume, len: u64) -> io::Result<(Vec<Entry>, Vec<String>)> {
    let whole = Stretch { volume: volume.clone(), start: 0, len, at: 0 };
    let mut archive = ZipArchive::new(whole)?;
    let (mut entries, mut skipped) = (Vec::new(), Vec::new());
    if archive.len() > MOST {
        skipped.push(format!("{} entries, of which the first {MOST} were looked at", archive.len()));
    }
    for number in 0..archive.len().min(MOST) {
        let Ok(file) = archive.by_index_raw(number) else {
            skipped.push(format!("entry {number} can't be read"));
            continue;
        };
        let name = file.name().map_or_else(|_| format!("entry {number}"), std::borrow::Cow::into_owned);
        let method = file.compression();
        let deflated = method == CompressionMethod::Deflated;
        if file.is_dir() {
            continue;
        }
        let (Some(start), false, true) =
            (file.data_start(), file.encrypted(), deflated || method == CompressionMethod::Stored)
        else {
            skipped.push(format!("{name} is encrypted or compressed in a way we don't read ({method})"));
            continue;
        };
        let stretch = Stretch { volume: volume.clone(), start, len: file.compressed_size(), at: 0 };
        entries.push(Entry { name, stretch, deflated, crc: Some(file.crc32()) });
    }
    sort(&mut entries);
    Ok((entries, skipped))
}

fn sort(entries: &mut [Entry]) {
    entries.sort_by(|a, b| (rank(&a.name), &a.name).cmp(&(rank(&b.name), &b.name)));
}

/// What an entry starts with.
const HEADER: &[u8] = b"PK\x03\x04";

/// The entries that are found by the header before each, for a zip whose directory (at its end) is lost.
fn by_headers(volume: &Volume, len: u64) -> Vec<Entry> {
    let (mut entries, mut at) = (Vec::new(), 0);
    while entries.len() < MOST
        && let Some(start) = next_header(volume, len, at)
    {
        at = start + 4;
        let Some(head) = piece(volume, len, start, 30).filter(|head| head.len() == 30) else { break };
        let half = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let word = |at: usize| u32::from(half(at)) | u32::from(half(at + 2)) << 16;
        let (flags, method, packed) = (half(6), half(8), word(18));
        let (name, extra) = (usize::from(half(26)), u64::from(half(28)));
        let data = start + 30 + name as u64 + extra;
        let Some(name) = piece(volume, len, start + 30, name) else { break };
        // Whoever wrote it in a stream knew neither size nor checksum yet.
        let streamed = flags & 8 != 0 || packed == u32::MAX;
        let end = if streamed { next_header(volume, len, data).unwrap_or(len) } else { data + u64::from(packed) };
        let end = end.min(len).max(data.min(len));
        if flags & 1 == 0 && matches!(method, 0 | 8) {
            let stretch = Stretch { volume: volume.clone(), start: data, len: end.saturating_sub(data), at: 0 };
            let name = String::from_utf8_lossy(&name).into_owned();
            entries.push(Entry { name, stretch, deflated: method == 8, crc: (!streamed).then_some(word(14)) });
        }
        at = at.max(end);
    }
    sort(&mut entries);
    entries
}

/// The place of the next header at or after a place.
fn next_header(volume: &Volume, len: u64, mut at: u64) -> Option<u64> {
    loop {
        let window = piece(volume, len, at, 64 << 10)?;
        if let Some(found) = memchr::memmem::find(&window, HEADER) {
            return Some(at + found as u64);
        }
        at += (window.len() as u64).saturating_sub(3).max(1);
    }
}

/// Up to so many bytes at a place; `None` where there are fewer than a header's mark.
fn piece(volume: &Volume, len: u64, at: u64, count: usize) -> Option<Vec<u8>> {
    let left = usize::try_from(len.checked_sub(at)?).unwrap_or(usize::MAX);
    let mut bytes = vec![0; count.min(left)];
    let whole = len.saturating_sub(at);
    let mut stretch = Stretch { volume: volume.clone(), start: at, len: whole, at: 0 };
    stretch.read_exact(&mut bytes).ok()?;
    (count < HEADER.len() || bytes.len() >= HEADER.len()).then_some(bytes)
}

/// Blocks that the export's own table lists and that are not in it: the exporter skips what it fails to fetch.
fn missing_blocks(names: &BTreeSet<String>, out: &mut Output<'_>) {
    let blocks = out.header.metadata.as_ref().map(|metadata| metadata.blocks.clone()).unwrap_or_default();
    for block in blocks.iter().filter(|block| !names.contains(*block)) {
        let reason = format!("the block {block} is listed, but not in the export");
        out.damage_somewhere(DamageKind::Truncated, None, reason);
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

fn rank(name: &str) -> u8 {
    match last_part(name) {
        "session-replay-events.json" => 0,
        "events.json" => 2,
        _ => 1,
    }
}
