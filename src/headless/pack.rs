//! `pack`: a recording as one file that any tool can read, and that proves it is whole.

use super::export::failure;
use super::load::{load, warn};
use super::target::Target;
use super::{Ink, Line, Out, scope};
use crate::archive::portable::{CHUNK, Encoding, Packing};
use crate::cli::{Pack, PackEncoding};
use crate::error::Failure;
use crate::export::{Notes, Source, pack};
use crate::recording::{Cancel, Clip, Naming, Want};
use crate::text;
use serde::Serialize;
use serde_json::Number;
use std::fmt::Write as _;
use std::path::Path;

/// Writes the archive.
pub fn run(args: &Pack, out: &mut Out) -> Result<(), Failure> {
    not_an_input(args)?;
    // What stands in the way is told before anything is read.
    let mut target = Target::create(&args.output, args.force)?;
    let recording = load(&args.input, Want::Everything)?;
    let view = recording.view();
    warn(&view.damage);
    let window = args.window.as_deref().map(|name| scope::window(name, &view)).transpose()?;
    let clip = Clip::part(&view, window, args.from, args.to).map_err(|error| Failure::usage(error.to_string()))?;
    let clip = clip.with_apps();
    let source = Source { recording: &recording, view: &view, clip: &clip, cancel: &Cancel::new() };
    let encoding = match args.encoding {
        PackEncoding::Ndjson => Encoding::Ndjson,
        PackEncoding::Protobuf => Encoding::Protobuf,
    };
    let packing = Packing { level: args.level, encoding, chunk: CHUNK };
    let naming = if args.targets { Naming::Always } else { Naming::default() };
    let packed = pack::write(&source, packing, naming, &mut target);
    let packed = packed.map_err(|error| failure(error, |error| target.unwritable(&error)))?;
    let bytes = target.commit()?;
    for note in &packed.notes {
        out.note(note);
    }
    let path = args.output.display().to_string();
    if out.json() {
        let from_ms = (clip.start() - view.index.start()).ms_json();
        return out.record(&PackRecord::new((path, bytes), encoding, from_ms, packed));
    }
    let said = format!("  {} events, {}", packed.events, text::bytes(bytes));
    out.line(Line::new().add(Ink::Plain, path).add(Ink::Dim, said))
}

/// No input is ever changed, by force neither.
fn not_an_input(args: &Pack) -> Result<(), Failure> {
    let same =
        |path: &Path| path.canonicalize().is_ok_and(|path| args.output.canonicalize().is_ok_and(|out| out == path));
    match args.input.archives.iter().find(|input| same(input)) {
        None => Ok(()),
        Some(input) => Err(Failure::usage(format!("{} is an input of the archive", input.display()))
            .hinted("write another file, and rename it")),
    }
}

/// `pack`: what was written.
#[derive(Debug, Serialize)]
struct PackRecord {
    record: &'static str,
    path: String,
    encoding: &'static str,
    bytes: u64,
    content_bytes: u64,
    events: u64,
    chunks: usize,
    sha256: String,
    from_ms: Number,
    notes: Notes,
}

impl PackRecord {
    fn new((path, bytes): (String, u64), encoding: Encoding, from_ms: Number, packed: pack::Packed) -> Self {
        let pack::Packed { written, events, notes } = packed;
        let mut sha256 = String::new();
        for byte in written.hash {
            let _ = write!(sha256, "{byte:02x}");
        }
        let (content_bytes, chunks) = (written.content, written.chunks);
        let encoding = encoding.name();
        Self { record: "pack", path, encoding, bytes, content_bytes, events, chunks, sha256, from_ms, notes }
    }
}
