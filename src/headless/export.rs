//! `export`: the recording, or a part of it, for something else to read.

use super::out::Escape;
use super::target::Target;
use super::{Ink, Line, Out, load, scope};
use crate::cli::{Export, ExportFormat};
use crate::clock::Moment;
use crate::error::Failure;
use crate::export::{ExportError, Notes, Source, jsonl, posthog, rrweb};
use crate::recording::{Cancel, Clip, Want};
use crate::text;
use serde::Serialize;
use serde_json::Number;
use std::io::Write;
use std::path::Path;

/// Writes the export where it was asked for.
pub fn run(args: &Export, out: &mut Out) -> Result<(), Failure> {
    // What is wrong with the arguments is told before anything is read.
    let formats: Vec<&str> = ExportFormat::ALL.iter().map(|format| format.name()).collect();
    let hint = format!("the formats are {}; a part is --to FORMAT --from MOMENT --to MOMENT", formats.join(" "));
    let format = args.format().map_err(|wrong| Failure::usage(wrong).hinted(hint))?;
    let until = args.until().map_err(Failure::usage)?;
    let recording = load(&args.input, Want::Everything)?;
    let view = recording.view();
    let window = args.window.as_deref().map(|name| scope::window(name, &view)).transpose()?;
    let clip = match (args.from, until) {
        (None, None) => Clip::whole(&view, window),
        (from, to) => Clip::between(&view, window, from.unwrap_or(Moment::Start), to.unwrap_or(Moment::End))
            .map_err(|error| Failure::usage(error.to_string()))?,
    };
    let source = Source { recording: &recording, view: &view, clip: &clip, cancel: &Cancel::new() };
    if let Some(path) = args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        return to_file(&source, format, (path, args.force), out);
    }
    let notes = write(&source, format, &mut out.raw(escape(format))).map_err(failure)?;
    tell(&notes, out);
    Ok(())
}

/// One file, and a word about it.
fn to_file(
    source: &Source<'_>,
    format: ExportFormat,
    (path, force): (&Path, bool),
    out: &mut Out,
) -> Result<(), Failure> {
    let mut target = Target::create(path, force)?;
    let notes = write(source, format, &mut target).map_err(failure)?;
    let bytes = target.commit()?;
    tell(&notes, out);
    if out.json() {
        let files = vec![FilePart { path: path.display().to_string(), bytes }];
        return out.record(&ExportRecord::new(source, format, files, notes));
    }
    let line =
        Line::new().add(Ink::Plain, path.display().to_string()).add(Ink::Dim, format!("  {}", text::bytes(bytes)));
    out.line(line)
}

fn write(source: &Source<'_>, format: ExportFormat, out: &mut dyn Write) -> Result<Notes, ExportError> {
    match format {
        ExportFormat::Posthog => posthog::write(source, out),
        ExportFormat::Rrweb => rrweb::write(source, out),
        ExportFormat::JsonlV2 => jsonl::write(source, out),
    }
}

/// How what acts on a terminal is written, where a terminal is what reads.
fn escape(format: ExportFormat) -> Escape {
    match format {
        ExportFormat::Posthog | ExportFormat::Rrweb | ExportFormat::JsonlV2 => Escape::Json,
    }
}

/// Says what could not be carried over, when all is written.
fn tell(notes: &[String], out: &mut Out) {
    for note in notes {
        out.note(note);
    }
}

fn failure(error: ExportError) -> Failure {
    match error {
        ExportError::Seek(error) => super::seek_failure(error),
        ExportError::Write(error) => error.into(),
        ExportError::Nothing(why) => Failure::new(crate::error::FailureKind::No, why),
    }
}

/// `export -o`: what was written.
#[derive(Debug, Serialize)]
struct ExportRecord {
    record: &'static str,
    format: &'static str,
    files: Vec<FilePart>,
    events: usize,
    from_ms: Number,
    notes: Notes,
}

#[derive(Debug, Serialize)]
struct FilePart {
    path: String,
    bytes: u64,
}

impl ExportRecord {
    fn new(source: &Source<'_>, format: ExportFormat, files: Vec<FilePart>, notes: Notes) -> Self {
        let Source { view, clip, .. } = source;
        let events = clip.seqs().filter(|seq| clip.has(view, *seq)).count();
        let from_ms = (clip.start() - view.index.start()).ms_json();
        Self { record: "export", format: format.name(), files, events, from_ms, notes }
    }
}
