//! One input, from its first byte to its last event.

use super::codec::{Framing, Head, Layer, fault_of, peel};
use super::json::Text;
use super::output::{Origin, Output};
use super::portable::{self, Encoding, Opening, SealState, Sealed, State, Unit, Whole};
use super::positioned::Sequential;
use super::reader::{Halt, Meter, Reader};
use super::refuse::refuse;
use super::shape::{self, Found, Mode};
use super::stream::{Blocks, Faults};
use super::{Bodies, Codec, Container, Damage, DamageKind, Error, Input, Place};
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
    /// The file itself, to read from by position.
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
    let seal = match sealed(&opened, out) {
        Ok(sealed) => match read_sealed(sealed, &opened, out, bodies) {
            Some(going) => return Ok(going),
            None => SealState::Unknown,
        },
        Err(seal) => seal,
    };
    let head = opened.text.peek_until(PROBE, shape::is_settled).to_vec();
    let Some(found) = shape::probe(&head) else {
        let mut reader = Reader::new(out, Faults::default(), opened.meter.clone());
        let sidecar = !reader.out.sidecars.unwanted && reader.metadata(&head);
        return if sidecar { Ok(true) } else { Err(no_shape(opened, &head)) };
    };
    if out.events == 0 {
        announce(out, &opened.layers, found, opened.depth);
    }
    let plain = opened.file.take().filter(|_| opened.layers.is_empty());
    out.origin = plain.map_or(0, |file| bodies.add_file(file)).into();
    let (before, damages) = (out.events, out.damages());
    let state = State::with(seal, Unit::guess(&head));
    let going = walk_from(opened.text, out, opened.meter.clone(), (found.mode, state));
    // In an archive, a table without a row is no news.
    let table = opened.depth > 0 && found.container == Container::ClickHouse && out.damages() == damages;
    if going && out.events == before && !out.take_learnt() && !table {
        return Err(nothing(opened.name, out, &head));
    }
    Ok(going)
}

/// Opens an input as a sealed archive; else what is known of a seal.
fn sealed(opened: &Opened, out: &mut Output<'_>) -> Result<Arc<Sealed>, SealState> {
    let Some(file) = &opened.file else { return Err(SealState::Unknown) };
    match portable::open(file, opened.meter.total.unwrap_or(0)) {
        Opening::Sealed(sealed) => Ok(Arc::new(sealed)),
        Opening::Not(None) => Err(SealState::Lost),
        Opening::Not(Some(reason)) => {
            unsealed(out, &reason);
            Err(SealState::Unknown)
        }
    }
}

/// Tells why an archive is read without its seal.
fn unsealed(out: &mut Output<'_>, reason: &str) {
    let reason = format!("the archive's seal is broken, so its records were read without it: {reason}");
    let remedy = Some("fetch or copy the archive again, or pack the recording anew".to_owned());
    let place = Place { input: out.input, byte: None, line: None };
    out.report(Damage { what: DamageKind::Seal, place, events_lost: Some(0), reason, remedy });
}

/// Reads a sealed archive: by its index, if that is enough for the sink. False when the sink said stop; `None`
/// where its chunks do not lie where they should.
fn read_sealed(sealed: Arc<Sealed>, opened: &Opened, out: &mut Output<'_>, bodies: &Bodies) -> Option<bool> {
    let mode = match sealed.encoding {
        Encoding::Ndjson => Mode::Lines,
        Encoding::Protobuf => Mode::Messages,
    };
    if out.events == 0 {
        announce(out, &[Layer::Zstd], Found { container: Container::Portable, mode }, opened.depth);
    }
    let file = bodies.add_sealed(Arc::clone(&sealed));
    let state = State::with(SealState::Kept, Unit::default());
    let meta = sealed.meta();
    // What a newer version's index means by what it says is not known; its records say that it is one.
    let is_newer = meta.as_ref().and_then(|meta| meta.version).is_some_and(|version| version > portable::VERSION);
    let is_fit = !is_newer && (!sealed.is_small() || sealed.is_whole());
    if file > 0 && out.sidecars.unwanted && out.events == 0 && is_fit {
        if let Some(meta) = meta {
            Reader::new(out, Faults::default(), opened.meter.clone()).learn_meta(&meta);
        }
        if out.offer(&sealed.seal(file)) {
            out.events = sealed.events();
            return Some(true);
        }
    }
    if let Some(reason) = sealed.displaced() {
        unsealed(out, &reason);
        return None;
    }
    out.origin = if sealed.is_whole() { file.into() } else { Origin::Stream };
    let whole = Whole::new(sealed, Arc::clone(&opened.meter.read));
    let text = Head::over(Box::new(whole), true);
    Some(walk_from(text, out, opened.meter.clone(), (mode, state)))
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
            let messages = (found.mode == Mode::Messages).then_some(Codec::Protobuf);
            header.codecs = layers.iter().map(|layer| layer.codec()).chain(messages).collect();
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
    walk_from(text, out, meter, (mode, State::default()))
}

/// As [`walk`], where something is known of a portable archive before its first record.
fn walk_from(text: Head, out: &mut Output<'_>, meter: Meter, (mode, state): (Mode, State)) -> bool {
    let mut blocks = Blocks::start(text, out.outlet(), meter.clone());
    let faults = blocks.faults();
    let mut text = Text::stream(&mut blocks);
    let mut reader = Reader::new(out, faults, meter);
    reader.portable = state;
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
