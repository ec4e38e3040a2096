//! Snapshot JSONL, version 2: `["WINDOW",{EVENT}]` a line, as PostHog's snapshot API and storage have it, with no field
//! compressed.

use super::{ExportError, Notes, Source, events};
use serde_json::Value;
use std::io::Write;

/// Writes the lines.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    source.pieces(|piece| {
        write!(out, "[{},", Value::from(source.window_id(piece.window).unwrap_or("")))?;
        events::write(out, piece.json, None)?;
        Ok(out.write_all(b"]\n")?)
    })
}
