//! Records to chunks to frames: compressed on all cores, written in their order, so that equal input gives equal bytes.

use super::frame::{self, Entry};
use super::index::{self, Chunk, Encoding, Section};
use crate::clock::Time;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A chunk usually holds so many bytes of records; a longer record has a chunk of its own.
pub const CHUNK: usize = 1 << 20;
/// More threads than this would wait for each other.
const MOST_THREADS: usize = 8;
/// Bytes of records that may wait to be compressed.
const MOST_WAITING: usize = 48 << 20;

/// What a record is to the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Its number among the events.
    pub seq: u32,
    /// When it happened.
    pub at: Time,
    /// The window, where it is a full snapshot.
    pub keyframe: Option<u16>,
}

/// How an archive is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packing {
    /// How records are written.
    pub encoding: Encoding,
    /// zstd's level.
    pub level: i32,
    /// Bytes of records in a chunk: [`CHUNK`], unless a reader seeks much.
    pub chunk: usize,
}

impl Default for Packing {
    fn default() -> Self {
        Self { encoding: Encoding::Ndjson, level: 3, chunk: CHUNK }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file's length in bytes.
    pub bytes: u64,
    /// The records' length in bytes.
    pub content: u64,
    /// How many chunks there are.
    pub chunks: usize,
    /// The last link of the chain of hashes: it proves all records and their order.
    pub hash: [u8; 32],
}

/// Writes a sealed archive.
pub struct Writer<'w> {
    out: &'w mut dyn Write,
    form: Packing,
    open: Vec<u8>,
    chunk: Chunk,
    pool: Pool,
    /// Bytes of records taken in.
    content: u64,
    chunks: Vec<Chunk>,
    entries: Vec<Entry>,
    hash: [u8; 32],
    /// The section of keyframes: seq, window and chunk of each full snapshot.
    keyframes: Vec<u8>,
    begun: u32,
}

impl<'w> Writer<'w> {
    /// Begins an archive.
    ///
    /// # Errors
    /// The level is none that zstd has.
    pub fn new(out: &'w mut dyn Write, form: Packing) -> io::Result<Self> {
        Ok(Self {
            out,
            form,
            open: Vec::with_capacity(CHUNK),
            chunk: Chunk::default(),
            pool: Pool::new(form.level)?,
            content: 0,
            chunks: Vec::new(),
            entries: Vec::new(),
            hash: [0; 32],
            keyframes: Vec::new(),
            begun: 0,
        })
    }

    /// Takes in a record; where it begins among all records' bytes.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn push(&mut self, record: &[u8], entered: Option<Entered>) -> io::Result<u64> {
        if !self.open.is_empty() && self.open.len() + record.len() > self.form.chunk {
            self.close()?;
        }
        if let Some(Entered { seq, at, keyframe }) = entered {
            let chunk = &mut self.chunk;
            if chunk.events == 0 {
                (chunk.first, chunk.span) = (seq, (at.0, at.0));
            }
            chunk.events += 1;
            chunk.span = (chunk.span.0.min(at.0), chunk.span.1.max(at.0));
            if let Some(window) = keyframe {
                for field in [seq, u32::from(window), self.begun] {
                    self.keyframes.extend(field.to_le_bytes());
                }
            }
        }
        let place = self.content;
        self.open.extend_from_slice(record);
        self.content += record.len() as u64;
        Ok(place)
    }

    /// Ends the chunk.
    fn close(&mut self) -> io::Result<()> {
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.content = u32::try_from(self.open.len()).map_err(|_| io::Error::other("a record of more than 4 GB"))?;
        chunk.first = if chunk.events == 0 { self.chunks.last().map_or(0, |last| last.first) } else { chunk.first };
        self.begun += 1;
        while self.pool.is_full() {
            self.write_next()?;
        }
        let spare = self.pool.send(chunk, std::mem::take(&mut self.open));
        self.open = spare;
        Ok(())
    }

    fn write_next(&mut self) -> io::Result<()> {
        let (mut chunk, frame) = self.pool.next()?;
        let too_long = |_| io::Error::other("a chunk of more than 4 GB");
        chunk.stored = u32::try_from(frame.len()).map_err(too_long)?;
        chunk.hash = index::link(&self.hash, &frame);
        self.hash = chunk.hash;
        let check = frame.last_chunk::<4>().map_or(0, |check| u32::from_le_bytes(*check));
        self.entries.push(Entry { stored: chunk.stored, content: chunk.content, check });
        self.chunks.push(chunk);
        self.out.write_all(&frame)
    }

    /// Ends the archive: writes the chunks that are left, the index with these sections, and the seek table.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(mut self, mut sections: Vec<Section>) -> io::Result<Written> {
        if !self.open.is_empty() {
            self.close()?;
        }
        while !self.pool.is_idle() {
            self.write_next()?;
        }
        sections.insert(0, Section { name: *b"KEYS", bytes: std::mem::take(&mut self.keyframes) });
        let payload = index::encode(self.form.encoding, &self.chunks, &sections)?;
        let len = u32::try_from(payload.len()).ok().filter(|len| *len <= u32::MAX - 8);
        let len = len.ok_or_else(|| io::Error::other("an index of more than 4 GB"))?;
        self.out.write_all(&frame::header(frame::INDEX, len))?;
        self.out.write_all(&payload)?;
        self.entries.push(Entry { stored: len + 8, content: 0, check: frame::OF_NOTHING });
        let table = frame::table(&self.entries).ok_or_else(|| io::Error::other("more chunks than a table can hold"))?;
        self.out.write_all(&table)?;
        self.out.flush()?;
        let stored: u64 = self.entries.iter().map(|entry| u64::from(entry.stored)).sum();
        let bytes = stored + table.len() as u64;
        Ok(Written { bytes, content: self.content, chunks: self.chunks.len(), hash: self.hash })
    }
}

/// Compresses chunks on threads of its own, and gives them back in their order.
struct Pool {
    jobs: Sender<Job>,
    done: Receiver<Done>,
    threads: usize,
    sent: u64,
    next: u64,
    /// Chunks that came back before their turn.
    early: BTreeMap<u64, Done>,
    waiting: usize,
    spare: Vec<Vec<u8>>,
}

struct Job {
    number: u64,
    chunk: Chunk,
    content: Vec<u8>,
}

struct Done {
    job: Job,
    frame: io::Result<Vec<u8>>,
}

impl Pool {
    fn new(level: i32) -> io::Result<Self> {
        let (jobs, queue) = channel();
        let (send, done) = channel();
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..threads {
            let mut packer = zstd::bulk::Compressor::new(level)?;
            packer.include_checksum(true)?;
            let (queue, send) = (Arc::clone(&queue), send.clone());
            thread::spawn(move || compress(&mut packer, &queue, &send));
        }
        let (early, spare) = (BTreeMap::new(), Vec::new());
        Ok(Self { jobs, done, threads, sent: 0, next: 0, early, waiting: 0, spare })
    }

    /// Whether the next chunk must be taken before another is sent.
    fn is_full(&self) -> bool {
        let under_way = self.sent - self.next;
        under_way > 0 && (under_way >= 2 * self.threads as u64 || self.waiting > MOST_WAITING)
    }

    fn is_idle(&self) -> bool {
        self.sent == self.next
    }

    /// Sends a chunk; an empty buffer for the next one.
    fn send(&mut self, chunk: Chunk, content: Vec<u8>) -> Vec<u8> {
        self.waiting += content.len();
        // Workers end when this sender does, never before.
        let _ = self.jobs.send(Job { number: self.sent, chunk, content });
        self.sent += 1;
        self.spare.pop().unwrap_or_else(|| Vec::with_capacity(CHUNK))
    }

    /// The next chunk in order, compressed.
    fn next(&mut self) -> io::Result<(Chunk, Vec<u8>)> {
        loop {
            if let Some(Done { job, frame }) = self.early.remove(&self.next) {
                self.next += 1;
                self.waiting -= job.content.len();
                let mut content = job.content;
                content.clear();
                if content.capacity() <= 2 * CHUNK {
                    self.spare.push(content);
                }
                return Ok((job.chunk, frame?));
            }
            let done = self.done.recv().map_err(|_| io::Error::other("a compressing thread broke down"))?;
            self.early.insert(done.job.number, done);
        }
    }
}

fn compress(packer: &mut zstd::bulk::Compressor<'_>, queue: &Mutex<Receiver<Job>>, send: &Sender<Done>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let frame = packer.compress(&job.content);
        if send.send(Done { job, frame }).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(level: i32) -> (Vec<u8>, Written) {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, Packing { level, ..Packing::default() }).unwrap();
        writer.push(b"{\"type\":\"meta\"}\n", None).unwrap();
        for seq in 0..4000_u32 {
            let record = format!("{{\"seq\":{seq},\"pad\":\"{}\"}}\n", "x".repeat(seq as usize % 1500));
            let keyframe = seq.is_multiple_of(1000).then_some(1);
            writer.push(record.as_bytes(), Some(Entered { seq, at: Time(seq.into()), keyframe })).unwrap();
        }
        writer.push(&vec![b'y'; 3 * CHUNK], None).unwrap();
        let told = writer.finish(Vec::new()).unwrap();
        (out, told)
    }

    #[test]
    fn the_same_records_give_the_same_bytes_in_a_file_that_zstd_reads() {
        let (one, told) = written(3);
        assert_eq!(written(3), (one.clone(), told));
        assert_eq!(told.bytes, one.len() as u64);
        assert!(told.chunks > 3);
        let content = zstd::decode_all(&one[..]).unwrap();
        assert_eq!(content.len() as u64, told.content);
        assert!(content.starts_with(b"{\"type\":\"meta\"}\n{\"seq\":0,") && content.ends_with(b"yyy"));
        assert_ne!(written(9).0, one);
    }
}
