//! `export`: the recording, or a part of it, for something else to read.

mod tables;

use super::load::Library;
use super::out::Escape;
use super::target::Target;
use super::{Ink, Line, Out, scope};
use crate::cli::{Export, ExportFormat};
use crate::error::Failure;
use crate::event::Seq;
use crate::export::table::{Table, csv, parquet};
use crate::export::{
    ExportError, Notes, Source, har, html, jsonl, markdown, ndjson, playwright, posthog, protobuf, rrweb,
};
use crate::recording::{Cancel, Clip, Want};
use crate::text;
use serde::Serialize;
use serde_json::Number;
use std::io::{IsTerminal as _, Write};
use std::path::Path;

/// Writes the export where it was asked for.
pub(super) fn run(args: &Export, library: &mut dyn Library, out: &mut Out) -> Result<(), Failure> {
    // What is wrong with the arguments is told before anything is read.
    let formats: Vec<&str> = ExportFormat::ALL.iter().map(|format| format.name()).collect();
    let hint = format!("the formats are {}; a part is --to FORMAT --from MOMENT --to MOMENT", formats.join(" "));
    let format = args.format().map_err(|wrong| Failure::usage(wrong).hinted(hint))?;
    let until = args.until().map_err(Failure::usage)?;
    args.fits(format).map_err(|(wrong, hint)| Failure::usage(wrong).hinted(hint))?;
    let to_stdout = args.output.as_deref().is_none_or(|path| path.as_os_str() == "-");
    if format == ExportFormat::Parquet && to_stdout && std::io::stdout().is_terminal() {
        return Err(Failure::usage("--to parquet is nothing that a terminal can show").hinted("-o FILE writes it"));
    }
    let recording = library.recording(&args.input, Want::Everything)?;
    let view = recording.view();
    library.warn(&view.damage, out);
    let window = args.window.as_deref().map(|name| scope::window(name, &view)).transpose()?;
    let clip = Clip::part(&view, window, args.from, until).map_err(|error| Failure::usage(error.to_string()))?;
    // The archive's own records alone have a form for what the recorder did not write.
    let clip = if matches!(format, ExportFormat::Ndjson | ExportFormat::Protobuf) { clip.with_apps() } else { clip };
    let at = args.at.map(|moment| scope::seq(moment, &view)).transpose()?;
    let form = Form { format, table: args.table.map(tables::table), at };
    let source = Source { recording: &recording, view: &view, clip: &clip, cancel: &Cancel::new() };
    if let Some(path) = args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        let is_folder = format.has_tables() && form.table.is_none();
        let write = if is_folder { tables::to_folder } else { to_file };
        let (files, notes) = write(&source, form, (path, args.force))?;
        return written(&ExportRecord::new(&source, format, files, notes), out);
    }
    let notes = write(&source, form, &mut out.raw(escape(format))).map_err(|error| failure(error, Failure::from))?;
    tell(&notes, out);
    Ok(())
}

/// What is written: a format, and which of its tables where it has some.
#[derive(Clone, Copy)]
struct Form {
    format: ExportFormat,
    table: Option<Table>,
    /// The event that it is about.
    at: Option<Seq>,
}

/// The files that were written, and what they could not carry.
type Files = (Vec<FilePart>, Notes);

/// Writes one file.
fn to_file(source: &Source<'_>, form: Form, (path, force): (&Path, bool)) -> Result<Files, Failure> {
    let mut target = Target::create(path, force)?;
    let notes = write(source, form, &mut target).map_err(|error| failure(error, |error| target.unwritable(&error)))?;
    Ok((vec![FilePart { path: path.display().to_string(), bytes: target.commit()? }], notes))
}

/// A word about what was written.
fn written(record: &ExportRecord, out: &mut Out) -> Result<(), Failure> {
    tell(&record.notes, out);
    if out.json() {
        return out.record(record);
    }
    for FilePart { path, bytes } in &record.files {
        out.line(Line::new().add(Ink::Plain, path).add(Ink::Dim, format!("  {}", text::bytes(*bytes))))?;
    }
    Ok(())
}

fn write(source: &Source<'_>, form: Form, out: &mut dyn Write) -> Result<Notes, ExportError> {
    match form.format {
        ExportFormat::Posthog => posthog::write(source, out),
        ExportFormat::Rrweb => rrweb::write(source, out),
        ExportFormat::JsonlV2 => jsonl::write(source, out),
        ExportFormat::Har => har::write(source, out),
        ExportFormat::Csv => csv::write(source, form.table.unwrap_or(Table::Events), out),
        ExportFormat::Ndjson => ndjson::write(source, out),
        ExportFormat::Protobuf => protobuf::write(source, out),
        ExportFormat::Parquet => parquet::write(source, form.table.unwrap_or(Table::Events), out),
        ExportFormat::Markdown => markdown::write(source, form.at, out),
        ExportFormat::Html => html::write(source, form.at, out),
        ExportFormat::Playwright => playwright::write(source, out),
    }
}

/// How what acts on a terminal is written, where a terminal is what reads.
fn escape(format: ExportFormat) -> Escape {
    match format {
        ExportFormat::Posthog
        | ExportFormat::Rrweb
        | ExportFormat::JsonlV2
        | ExportFormat::Har
        | ExportFormat::Ndjson
        | ExportFormat::Playwright => Escape::Json,
        ExportFormat::Csv | ExportFormat::Parquet | ExportFormat::Protobuf | ExportFormat::Markdown => Escape::Mark,
        ExportFormat::Html => Escape::Html,
    }
}

/// Says what could not be carried over, when all is written.
fn tell(notes: &[String], out: &mut Out) {
    for note in notes {
        out.note(note);
    }
}

/// An export that failed; `written` says it where the output could not be written.
pub(super) fn failure(error: ExportError, written: impl FnOnce(std::io::Error) -> Failure) -> Failure {
    match error {
        ExportError::Seek(error) => super::seek_failure(error),
        ExportError::Write(error) => written(error),
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
