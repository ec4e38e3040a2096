//! An input that grows: a file that another program appends to, cuts, or replaces.
//!
//! The file is looked at again and again (see [`POLL`]): that works everywhere, on network file systems too, where being
//! told of changes does not. A line counts when it is whole, so what is half written waits. The file is read by whoever
//! has its name: when another file takes the name (a rotated log), the old one is read to its end and the new one after
//! it. A file that is cut, or written anew from its start, voids what was read of it, and everything is read again.

use super::codec::{Head, Layer, peel, through};
use super::json::is_cut;
use super::open::{self, Counting, PROBE};
use super::output::Output;
use super::parts;
use super::portable::starts_stream;
use super::positioned::{Sequential, identity, read_at, some_at};
use super::reader::Meter;
use super::refuse::refuse;
use super::shape::{self, Found, Mode};
use super::{Bodies, Container, Damage, DamageKind, Error, Followed, Header, Input, Place, Sink};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A file is looked at this often.
const POLL: Duration = Duration::from_millis(50);
/// So many of the bytes read last must still stand before the file's end when it has grown.
const REMEMBERED: usize = 64;
/// A file that takes the name and starts like the old one, as far as this, is that file written anew.
const SAME_START: u64 = 4096;

/// How the reading of a growing file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The reader was told to stop, or the file is of a kind that does not grow.
    Stopped,
    /// Another file has its name.
    Rotated,
    /// The file is shorter than it was, or holds something else: what it held is gone.
    Cut,
    /// The file was written anew and starts as it did.
    Rewritten,
}

/// See [`super::follow`].
pub(super) fn follow(
    inputs: &[Input],
    bodies: &Bodies,
    sink: &mut dyn Sink,
    stop: &Arc<AtomicBool>,
) -> Result<(), Error> {
    let Some((Input::Path(path), before)) = inputs.split_last() else { return parts::scan(inputs, bodies, sink) };
    let meta = fs::metadata(path);
    if meta.as_ref().is_ok_and(fs::Metadata::is_dir) {
        return Err(Error::NotAReplay {
            name: path.display().to_string(),
            what: "a directory, which can't be followed".to_owned(),
            hints: vec!["name the file in it that grows".to_owned()],
        });
    }
    if meta.is_ok_and(|meta| !meta.is_file()) {
        return parts::scan(inputs, bodies, sink); // a pipe with a name
    }
    let growing = Growing { path, stop };
    let mut cut = None;
    loop {
        let (end, events) = growing.read_all(before, cut, bodies, sink)?;
        if end == End::Stopped {
            return Ok(());
        }
        cut = (end == End::Cut).then_some(events);
        bodies.forget();
        if sink.followed(Followed::Restarted).is_break() {
            return Ok(());
        }
    }
}

/// A file that grows.
struct Growing<'a> {
    path: &'a Path,
    stop: &'a Arc<AtomicBool>,
}

/// A file of which it is known how to read it.
struct Ready {
    file: Arc<File>,
    layers: Vec<Layer>,
    found: Found,
}

/// What a look at a file told.
enum Look {
    Ready(Ready),
    /// An archive, which is read as it is: it does not grow.
    Archive,
    Undecided,
}

impl Growing<'_> {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Reads the inputs before, then the file as it grows; with the events read so far. `cut` gives the events that were
    /// lost when the file was cut before.
    fn read_all(
        &self,
        before: &[Input],
        cut: Option<u64>,
        bodies: &Bodies,
        sink: &mut dyn Sink,
    ) -> Result<(End, u64), Error> {
        let parts = parts::expand(before)?;
        let mut header = Header::new(Container::RrwebNdjson);
        header.mixed = parts::same_recording(&parts)?;
        header.inputs = parts.iter().map(|part| open::name(&part.input)).chain([self.name()]).collect();
        let mut out = Output::new(sink, bodies, header);
        let Some(refused) = parts::read(&parts, false, &mut out, bodies)? else { return Ok((End::Stopped, 0)) };
        parts::tell(refused, &mut out);
        out.input = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        if let Some(lost) = cut {
            let place = Place { input: out.input, byte: Some(0), line: None };
            let reason = "the file was cut while it was followed: what it held before is gone".to_owned();
            let remedy = Some("follow a copy, or let the program that writes it start a new file".to_owned());
            out.report(Damage { what: DamageKind::Truncated, place, events_lost: Some(lost), reason, remedy });
        }
        let end = self.read(&mut out, bodies)?;
        out.finish();
        Ok((end, out.events))
    }

    /// Reads every file that comes to the name, one after the other.
    fn read(&self, out: &mut Output<'_>, bodies: &Bodies) -> Result<End, Error> {
        let mut rotations = 0;
        loop {
            let ready = match self.find(out, rotations)? {
                Some(Look::Ready(ready)) => ready,
                Some(Look::Archive) => {
                    open::read(&Input::Path(self.path.to_owned()), out, bodies)?;
                    return Ok(End::Stopped);
                }
                Some(Look::Undecided) | None => return Ok(End::Stopped),
            };
            match self.read_one(ready, out, bodies) {
                End::Rotated if out.followed(Followed::Rotated) => {
                    rotations += 1;
                    out.next_input(format!("{} (after {rotations} rotations)", self.name()));
                }
                End::Rotated => return Ok(End::Stopped),
                end => return Ok(end),
            }
        }
    }

    /// Waits until the file is there and tells what it is. The first one must be a replay; of those that come to its
    /// name later a stranger is told and waited out. `None` when it is time to stop.
    fn find(&self, out: &mut Output<'_>, rotations: u32) -> Result<Option<Look>, Error> {
        let mut seen = None;
        let mut what = Followed::Absent;
        loop {
            let meta = fs::metadata(self.path);
            let now = meta.as_ref().ok().map(|meta| (identity(meta), meta.len()));
            what = match meta {
                Err(error) if error.kind() != io::ErrorKind::NotFound && rotations == 0 => {
                    return Err(Error::Unreadable { name: self.name(), source: error });
                }
                Err(_) => Followed::Absent,
                Ok(_) if now == seen => what,
                Ok(_) => match self.look() {
                    Ok(Look::Undecided) => Followed::Undecided,
                    Ok(look) => return Ok(Some(look)),
                    Err(error) if rotations == 0 => return Err(error),
                    Err(error) => {
                        out.damage_somewhere(DamageKind::Unknown, None, format!("skipped: {}", error.reason()));
                        Followed::Undecided
                    }
                },
            };
            seen = now;
            if !out.followed(what) || self.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            thread::sleep(POLL);
        }
    }

    /// Looks at the file as it is now.
    fn look(&self) -> Result<Look, Error> {
        let unreadable = |source: io::Error| Error::Unreadable { name: self.name(), source };
        let file = Arc::new(File::open(self.path).map_err(unreadable)?);
        let head = Head::over(Box::new(Sequential { file: Arc::clone(&file), at: 0 }), true);
        let mut peeled = peel(head).map_err(|codecs| open::unpackable(&self.name(), &codecs))?;
        let head = peeled.text.peek(PROBE);
        if open::is_archive(head) {
            return Ok(Look::Archive);
        }
        let settled = head.len() >= PROBE || shape::is_settled(head);
        match shape::probe(head) {
            Some(found) if settled || found.mode != Mode::Lines => {
                Ok(Look::Ready(Ready { file, layers: peeled.layers, found }))
            }
            None if starts_stream(head).is_none() => Ok(Look::Undecided),
            None if head.trim_ascii_start().contains(&b'\n') && !is_cut(head) || settled => {
                Err(refuse(&self.name(), head))
            }
            _ => Ok(Look::Undecided),
        }
    }

    /// Reads one file as it grows.
    fn read_one(&self, ready: Ready, out: &mut Output<'_>, bodies: &Bodies) -> End {
        let Ready { file, layers, found } = ready;
        let Ok(meta) = file.metadata() else { return End::Rotated };
        let (waiting, read) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let end = Arc::new(Mutex::new(End::Stopped));
        let tail = Tail {
            inner: Sequential { file: Arc::clone(&file), at: 0 },
            path: self.path.to_owned(),
            identity: identity(&meta),
            last: Vec::new(),
            idle: false,
            replaced: false,
            stop: Arc::clone(self.stop),
            waiting: Arc::clone(&waiting),
            end: Arc::clone(&end),
        };
        let meter = Meter { read: Arc::clone(&read), total: None, waiting: Some(waiting) };
        let text = through(Head::new(Box::new(Counting { inner: tail, read })), &layers);
        if out.events == 0 {
            open::announce(out, &layers, found, 0);
        }
        out.origin = if layers.is_empty() { bodies.add_file(file) } else { 0 }.into();
        let going = open::walk(text, out, meter, found.mode);
        if going { *end.lock().unwrap_or_else(PoisonError::into_inner) } else { End::Stopped }
    }
}

/// Reads a file as it grows. Its end is the end of the reading only when it is cut or replaced, or it is time to stop.
struct Tail {
    inner: Sequential,
    path: std::path::PathBuf,
    identity: (u64, u64),
    /// The bytes read last.
    last: Vec<u8>,
    /// Whether the end was met since bytes were read.
    idle: bool,
    /// Whether another file has the name: what is left of this one is read, then it ends.
    replaced: bool,
    stop: Arc<AtomicBool>,
    waiting: Arc<AtomicBool>,
    end: Arc<Mutex<End>>,
}

impl Read for Tail {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = some_at(&self.inner.file, out, self.inner.at)?;
            if count > 0 && self.idle && !self.still_stands() {
                return Ok(self.finish(End::Cut));
            }
            if count > 0 || out.is_empty() {
                self.take(&out[..count]);
                return Ok(count);
            }
            self.idle = true;
            if let Some(end) = self.change() {
                return Ok(self.finish(end));
            }
            if !self.replaced {
                self.waiting.store(true, Ordering::Release);
                thread::sleep(POLL);
            }
        }
    }
}

impl Tail {
    fn take(&mut self, bytes: &[u8]) {
        self.waiting.store(false, Ordering::Release);
        self.idle = false;
        self.inner.at += bytes.len() as u64;
        self.last.extend_from_slice(&bytes[bytes.len().saturating_sub(REMEMBERED)..]);
        self.last.drain(..self.last.len().saturating_sub(REMEMBERED));
    }

    fn finish(&self, end: End) -> usize {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
        0
    }

    /// Whether what was read last still stands where it stood.
    fn still_stands(&self) -> bool {
        let mut now = vec![0; self.last.len()];
        let from = self.inner.at - self.last.len() as u64;
        read_at(&self.inner.file, &mut now, from).is_ok() && now == self.last
    }

    /// At the file's end: whether there is a reason to read no further.
    fn change(&mut self) -> Option<End> {
        if self.stop.load(Ordering::Relaxed) || Arc::strong_count(&self.end) == 1 {
            return Some(End::Stopped); // told to, or nobody reads on
        }
        if self.inner.file.metadata().is_ok_and(|meta| meta.len() < self.inner.at) {
            return Some(End::Cut);
        }
        if self.replaced {
            return Some(if self.is_rewritten() { End::Rewritten } else { End::Rotated });
        }
        self.replaced = fs::metadata(&self.path).is_ok_and(|meta| meta.is_file() && identity(&meta) != self.identity);
        None
    }

    /// Whether the file that has the name now starts as this one does.
    fn is_rewritten(&self) -> bool {
        let same = usize::try_from(self.inner.at.min(SAME_START)).unwrap_or(0);
        let (mut old, mut new) = (vec![0; same], vec![0; same]);
        let read = |file: &File, start: &mut [u8]| read_at(file, start, 0).is_ok();
        let both = read(&self.inner.file, &mut old) && File::open(&self.path).is_ok_and(|file| read(&file, &mut new));
        same > 0 && both && old == new
    }
}
