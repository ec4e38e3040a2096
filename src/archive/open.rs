//! One input, from its first byte to its last event.

use super::codec::{Framing, Head, Layer, fault_of, peel};
use super::json::Text;
use super::output::{Origin, Output};
use super::positioned::Sequential;
use super::reader::{Halt, Meter, Reader};
use super::refuse::refuse;
use super::shape::{self, Found, Mode};
use super::stream::{Blocks, Faults};
use super::{Bodies, Codec, Container, Error, Input};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of an input is looked at to tell what it is. A first event may be long; few are longer than this.
pub(super) const PROBE: usize = 256 << 10;

/// An input's name in messages.
pub(crate) fn name(input: &Input) -> String {
    match input {
        Input::Path(path) => path.display().to_string(),
        Input::Stdin => "standard input".to_owned(),
    }
}

/// Counts the bytes read from the input itself.
pub(super) struct Counting<R> {
    pub(super) inner: R,
    pub(super) read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// An opened input, its layers taken off.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) text: Head,
    pub(super) layers: Vec<Layer>,
    pub(super) meter: Meter,
    /// The plain file, to read events from by position.
    pub(super) file: Option<Arc<File>>,
    /// How many archives it lies in.
    pub(super) depth: u32,
}

impl Opened {
    /// The layers' names, outermost first.
    pub(super) fn codecs(&self) -> Vec<Codec> {
        self.layers.iter().map(|layer| layer.codec()).collect()
    }
}

fn open(input: &Input) -> Result<Opened, Error> {
    let name = name(input);
    let unreadable = |source: io::Error| Error::Unreadable { name: name.clone(), source };
    let read = Arc::new(AtomicU64::new(0));
    let counting = |inner: Box<dyn Read + Send>| Box::new(Counting { inner, read: Arc::clone(&read) });
    let (head, total, file) = match input {
        Input::Stdin => (Head::new(counting(Box::new(io::stdin()))), None, None),
        Input::Path(path) => {
            let file = File::open(path).map_err(unreadable)?;
            let meta = file.metadata().map_err(unreadable)?;
            if meta.is_file() {
                let file = Arc::new(file);
                let inner = Box::new(Sequential { file: Arc::clone(&file), at: 0 });
                (Head::over(counting(inner), true), Some(meta.len()), Some(file))
            } else {
                (Head::new(counting(Box::new(file))), None, None)
            }
        }
    };
    let meter = Meter { read: Arc::clone(&read), total, waiting: None };
    let peeled = peel(head).map_err(|codecs| unpackable(&name, &codecs))?;
    let file = file.filter(|_| peeled.layers.is_empty());
    Ok(Opened { name, text: peeled.text, layers: peeled.layers, meter, file, depth: 0 })
}

/// More layers than anybody makes.
pub(super) fn unpackable(name: &str, codecs: &[Codec]) -> Error {
    Error::NotAReplay {
        name: name.to_owned(),
        what: format!("packed in more than {} layers of compression", codecs.len()),
        hints: vec!["unpack it by hand, if you trust it".to_owned()],
    }
}

/// Reads one input into `out`. `Ok(false)` when the sink said stop.
pub(super) fn read(input: &Input, out: &mut Output<'_>, bodies: &Bodies) -> Result<bool, Error> {
    let opened = open(input)?;
    let size = opened.meter.total;
    out.learn(|header| header.input_bytes = size.map(|size| header.input_bytes.unwrap_or(0) + size));
    read_any(opened, out, bodies)
}

/// Reads an opened input, an archive or not.
pub(super) fn read_any(mut opened: Opened, out: &mut Output<'_>, bodies: &Bodies) -> Result<bool, Error> {
    if is_archive(opened.text.peek(4)) {
        super::zip::read(opened, out, bodies)
    } else {
        read_opened(opened, out, bodies)
    }
}

/// Whether a zip archive starts here.
pub(super) fn is_archive(head: &[u8]) -> bool {
    matches!(head, [b'P', b'K', 3 | 5, 4 | 6, ..])
}

/// Reads an opened input that is no archive.
fn read_opened(mut opened: Opened, out: &mut Output<'_>, bodies: &Bodies) -> Result<bool, Error> {
    let head = opened.text.peek_until(PROBE, shape::has_whole_line).to_vec();
    let Some(found) = shape::probe(&head) else {
        let mut reader = Reader::new(out, Faults::default(), opened.meter.clone());
        let sidecar = !reader.out.sidecars.unwanted && reader.metadata(&head);
        return if sidecar { Ok(true) } else { Err(no_shape(opened, &head)) };
    };
    if out.events == 0 {
        announce(out, &opened.layers, found, opened.depth);
    }
    out.origin = opened.file.take().map_or(0, |file| bodies.add_file(file)).into();
    let before = out.events;
    let going = walk(opened.text, out, opened.meter.clone(), found.mode);
    if going && out.events == before && !out.take_learnt() {
        return Err(nothing(opened.name, out, &head));
    }
    Ok(going)
}

/// Tells the header what the input is.
pub(super) fn announce(out: &mut Output<'_>, layers: &[Layer], found: Found, depth: u32) {
    let blocks =
        layers.iter().rev().find_map(|layer| if let Layer::Snappy(framing) = layer { Some(framing) } else { None });
    let container = match (blocks, found.container) {
        (Some(Framing::Prefixed), Container::SnapshotJsonlV2) => Container::SnapshotSnappy,
        (Some(Framing::Bare), Container::SnapshotJsonlV2) => Container::SnapshotSnappyRaw,
        (Some(Framing::Padded), Container::SnapshotJsonlV2) => Container::StaffBlock,
        (_, container) => container,
    };
    out.learn(|header| {
        header.container = container;
        if depth == 0 {
            header.codecs = layers.iter().map(|layer| layer.codec()).collect();
        }
    });
}

impl From<u16> for Origin {
    /// File 0 is none.
    fn from(file: u16) -> Self {
        if file == 0 { Self::Stream } else { Self::File(file) }
    }
}

/// Walks the text to its end; false when the sink said stop.
pub(super) fn walk(text: Head, out: &mut Output<'_>, meter: Meter, mode: Mode) -> bool {
    let mut blocks = Blocks::start(text, out.outlet(), meter.clone());
    let faults = blocks.faults();
    let mut text = Text::stream(&mut blocks);
    let mut reader = Reader::new(out, faults, meter);
    reader.read(&mut text, mode) != Err(Halt::Stop)
}

/// The first bytes are no container: say what they are.
fn no_shape(mut opened: Opened, head: &[u8]) -> Error {
    if !head.is_empty() {
        return refuse(&opened.name, head);
    }
    let codecs: Vec<&str> = opened.codecs().into_iter().map(Codec::name).collect();
    match opened.text.take_trouble() {
        Some(error) if opened.layers.is_empty() => Error::Unreadable { name: opened.name, source: error },
        Some(error) => Error::NotAReplay {
            name: opened.name,
            what: format!("nothing of it can be unpacked: {}", fault_of(error)),
            hints: vec!["fetch or copy the file again".to_owned()],
        },
        None if codecs.is_empty() => Error::Empty { name: opened.name },
        None => Error::NotAReplay {
            name: opened.name,
            what: format!("an empty file, compressed ({})", codecs.join(", ")),
            hints: vec!["fetch or export the recording again".to_owned()],
        },
    }
}

/// It had a container's shape, but not one event was usable.
fn nothing(name: String, out: &Output<'_>, head: &[u8]) -> Error {
    match &out.first_damage {
        Some(damage) => Error::NotAReplay {
            name,
            what: format!(
                "{}, but not one event of it can be read: {} ({})",
                out.header.container, damage.reason, damage.place
            ),
            hints: vec!["fetch or export the recording again".to_owned()],
        },
        None => refuse(&name, head),
    }
}
