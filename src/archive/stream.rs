//! Decoding on a thread of its own: blocks of text come out of a channel, with faults where they lie.

use super::DamageKind;
use super::codec::{Fault, Head, fault_of};
use super::json::Source;
use std::cell::RefCell;
use std::io::Read as _;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

/// The size of a block. The first one is smaller: the screen waits for it.
const BLOCK: usize = 1 << 20;
const FIRST: usize = 64 << 10;
/// Blocks decoded ahead of the parser.
const AHEAD: usize = 4;
/// A layer that fails more often than this is given up.
const MOST_FAULTS: usize = 10_000;

enum Chunk {
    Data(Vec<u8>),
    Fault(Fault),
    End,
}

/// Faults met so far and not yet taken, each with its offset in the text. Shared with whoever walks the text.
pub(crate) type Faults = Rc<RefCell<Vec<(u64, Fault)>>>;

/// The text of one input, decoded ahead on another thread.
pub(crate) struct Blocks {
    chunks: Receiver<Chunk>,
    used: Sender<Vec<u8>>,
    faults: Faults,
    received: u64,
    ended: bool,
}

impl Blocks {
    /// Starts decoding.
    pub(crate) fn start(text: Head) -> Self {
        let (send, chunks) = sync_channel(AHEAD);
        let (used, reuse) = channel();
        thread::spawn(move || decode(text, &send, &reuse));
        Self { chunks, used, faults: Faults::default(), received: 0, ended: false }
    }

    /// The faults that are met as the text is read.
    pub(crate) fn faults(&self) -> Faults {
        Rc::clone(&self.faults)
    }

    fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().push((self.received, fault));
    }

    fn take(&mut self, mut block: Vec<u8>, buffer: &mut Vec<u8>) {
        self.received += block.len() as u64;
        if buffer.is_empty() {
            std::mem::swap(buffer, &mut block);
        } else {
            buffer.extend_from_slice(&block);
        }
        let _ = self.used.send(block); // the decoder may be gone already
    }
}

impl Source for Blocks {
    fn more(&mut self, buffer: &mut Vec<u8>) -> bool {
        while !self.ended {
            match self.chunks.recv() {
                Ok(Chunk::Data(block)) => {
                    self.take(block, buffer);
                    return true;
                }
                Ok(Chunk::Fault(fault)) => self.fault(fault),
                Ok(Chunk::End) => self.ended = true,
                Err(_) => {
                    self.ended = true;
                    let reason = "the decoder broke down here".to_owned();
                    self.fault(Fault { what: DamageKind::Codec, reason, remedy: None });
                }
            }
        }
        false
    }
}

fn decode(mut text: Head, send: &SyncSender<Chunk>, reuse: &Receiver<Vec<u8>>) {
    let (mut size, mut faults) = (FIRST, 0);
    loop {
        let mut block = reuse.try_recv().unwrap_or_default();
        block.resize(size, 0);
        let chunk = match text.read(&mut block) {
            Ok(0) => Chunk::End,
            Ok(count) => {
                let (count, fault) = fill(&mut text, &mut block, count);
                block.truncate(count);
                if send.send(Chunk::Data(block)).is_err() {
                    return;
                }
                let Some(fault) = fault else {
                    size = BLOCK;
                    continue;
                };
                Chunk::Fault(fault)
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => Chunk::Fault(fault_of(error)),
        };
        faults += usize::from(matches!(chunk, Chunk::Fault(_)));
        let last = matches!(chunk, Chunk::End) || faults == MOST_FAULTS;
        if send.send(chunk).is_err() {
            return;
        }
        if last {
            let _ = send.send(Chunk::End);
            return;
        }
    }
}

/// Fills the rest of a block from what is ready, so that small decoder steps don't become small blocks; a pipe that
/// has nothing more to say at once is not waited for.
fn fill(text: &mut Head, block: &mut [u8], mut count: usize) -> (usize, Option<Fault>) {
    while text.is_steady() && count < block.len() {
        match text.read(&mut block[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return (count, Some(fault_of(error))),
        }
    }
    (count, None)
}
