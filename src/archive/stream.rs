//! Decoding on a thread of its own: blocks of text come out of a channel, with faults where they lie.

use super::codec::{Fault, Head, fault_of};
use super::json::Source;
use super::output::Outlet;
use super::reader::Meter;
use super::{DamageKind, Followed};
use std::cell::RefCell;
use std::io::Read as _;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

/// The size of a block. The first one is smaller: the screen waits for it.
const BLOCK: usize = 1 << 20;
const FIRST: usize = 64 << 10;
/// Blocks decoded ahead of the parser.
const AHEAD: usize = 4;
/// A layer that fails more often than this is given up.
const MOST_FAULTS: usize = 10_000;
/// While another program is waited for, the sink hears of it this often.
const TICK: Duration = Duration::from_millis(50);

enum Chunk {
    Data(Vec<u8>),
    Fault(Fault),
    End,
}

/// Faults met so far and not yet taken, each with its offset in the text. Shared with whoever walks the text.
pub(crate) type Faults = Rc<RefCell<Vec<(u64, Fault)>>>;

/// Whom to tell, and how it stands, while another program is waited for.
struct Live<'s> {
    outlet: Rc<Outlet<'s>>,
    meter: Meter,
}

/// The text of one input, decoded ahead on another thread.
pub(crate) struct Blocks<'s> {
    chunks: Receiver<Chunk>,
    used: Sender<Vec<u8>>,
    faults: Faults,
    received: u64,
    ended: bool,
    /// Of an input that may make its reader wait.
    live: Option<Live<'s>>,
}

impl<'s> Blocks<'s> {
    /// Starts decoding. Where the text may make its reader wait, `outlet` hears of that.
    pub(crate) fn start(text: Head, outlet: Rc<Outlet<'s>>, meter: Meter) -> Self {
        let live = (!text.is_steady()).then_some(Live { outlet, meter });
        let (send, chunks) = sync_channel(AHEAD);
        let (used, reuse) = channel();
        thread::spawn(move || decode(text, &send, &reuse));
        Self { chunks, used, faults: Faults::default(), received: 0, ended: false, live }
    }

    /// The next chunk; `None` when the decoder is gone.
    fn next(&self) -> Option<Chunk> {
        let Some(live) = &self.live else { return self.chunks.recv().ok() };
        let mut patience = Duration::ZERO;
        loop {
            let caught_up = live.meter.caught_up(); // asked before the channel, or what came between would be missed
            match self.chunks.recv_timeout(patience) {
                Ok(chunk) => {
                    if matches!(chunk, Chunk::End) {
                        live.outlet.followed(Followed::CaughtUp); // whether it ends because it is to stop
                    }
                    return Some(chunk);
                }
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if caught_up && !live.outlet.followed(Followed::CaughtUp) => {
                    return Some(Chunk::End);
                }
                Err(RecvTimeoutError::Timeout) => patience = TICK,
            }
        }
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

impl Source for Blocks<'_> {
    fn more(&mut self, buffer: &mut Vec<u8>) -> bool {
        while !self.ended {
            match self.next() {
                Some(Chunk::Data(block)) => {
                    self.take(block, buffer);
                    return true;
                }
                Some(Chunk::Fault(fault)) => self.fault(fault),
                Some(Chunk::End) => self.ended = true,
                None => {
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
        let mut block = reuse.try_recv().ok().filter(|block| block.capacity() >= size).unwrap_or_else(|| vec![0; size]);
        block.resize(size, 0);
        let chunk = match text.read(&mut block) {
            Ok(0) => Chunk::End,
            Ok(count) => {
                let (count, fault) = fill(&mut text, &mut block, count);
                let full = count == size;
                block.truncate(count);
                if send.send(Chunk::Data(block)).is_err() {
                    return;
                }
                let Some(fault) = fault else {
                    size = if full { BLOCK } else { size };
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
