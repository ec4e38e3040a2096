//! A bare array of rrweb events: what rrweb-player plays, and what PostHog's "rrweb" export is.
//!
//! Events of a recording with window ids keep them as `windowId`, which players ignore.

use super::{ExportError, Notes, Source, events};
use std::io::Write;

/// Writes the array.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let mut comma = "[\n";
    let mut notes = source.pieces(|piece| {
        out.write_all(comma.as_bytes())?;
        comma = ",\n";
        Ok(events::write(out, piece.json, source.window_id(piece.window))?)
    })?;
    out.write_all(if comma == "[\n" { b"[]\n" } else { b"\n]\n" })?;
    let windows = source.windows().count();
    if windows > 1 {
        notes.push(format!(
            "the array mixes the events of {windows} windows, as PostHog's rrweb export does; a player shows one page: choose it with --window"
        ));
    }
    if source.seqs().take(1000).any(|seq| is_mobile(source, seq)) {
        notes.push("this is a mobile recording: rrweb's player has no wireframes and shows nothing of it".to_owned());
    }
    Ok(notes)
}

/// Whether an event is a snapshot of wireframes.
fn is_mobile(source: &Source<'_>, seq: crate::event::Seq) -> bool {
    let is_snapshot = source.view.index.kind(seq) == crate::event::Kind::Snapshot;
    let body = || source.recording.event(source.view, seq).unwrap_or_default();
    is_snapshot && memchr::memmem::find(&body(), b"\"wireframes\"").is_some()
}
