//! A sealed portable archive: see [`crate::archive::portable`].

use super::portable::{Records, records};
use super::{ExportError, Notes, Source};
use crate::archive::portable::{Encoding, Entered, Line, Meta, Packing, Section, Writer, Written};
use crate::clock::Time;
use crate::event::Kind;
use crate::recording::{Indexer, Naming};
use crate::timeline::WindowIx;
use std::io::{self, Write};

/// What was packed.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The file.
    pub written: Written,
    /// The events in it.
    pub events: u64,
    /// What it could not carry.
    pub notes: Notes,
}

/// Writes the archive.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(
    source: &Source<'_>,
    packing: Packing,
    naming: Naming,
    out: &mut dyn Write,
) -> Result<Packed, ExportError> {
    let writer = Writer::new(out, packing)?;
    let (record, meta, indexer) = (Vec::new(), Vec::new(), Indexer::default());
    let mut packer = Packer { encoding: packing.encoding, source: *source, writer, record, meta, events: 0, indexer };
    let notes = records(source, (true, naming), &mut packer)?;
    let Packer { writer, meta, events, indexer, .. } = packer;
    let mut sections = vec![Section { name: *b"META", bytes: meta }];
    sections.extend(indexer.sections()?);
    let written = writer.finish(sections)?;
    Ok(Packed { written, events, notes })
}

struct Packer<'w> {
    encoding: Encoding,
    source: Source<'w>,
    writer: Writer<'w>,
    record: Vec<u8>,
    meta: Vec<u8>,
    events: u64,
    indexer: Indexer,
}

impl Records for Packer<'_> {
    fn meta(&mut self, meta: &Meta<'_>) -> io::Result<()> {
        self.meta = serde_json::to_vec(meta)?;
        self.writer.push(&meta.write(self.encoding)?, None)?;
        Ok(())
    }

    fn event(&mut self, line: &Line<'_>, at: Time, window: WindowIx) -> io::Result<()> {
        self.record.clear();
        let event = line.write(self.encoding, &mut self.record);
        let keyframe = (line.envelope.kind == Kind::Snapshot).then_some(window);
        let place = self.writer.push(&self.record, Some(Entered { seq: line.seq, at, keyframe }))?;
        let id = self.source.window_id(window);
        self.indexer.add(id, line.envelope, (line.rrweb, place + event.start as u64));
        self.events += 1;
        Ok(())
    }
}
