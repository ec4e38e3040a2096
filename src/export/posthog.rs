//! PostHog's file export, version 2023-04-28: what its player's "Open from file" accepts (PostHog:
//! `sessionRecordingFilePlaybackSceneLogic`), and what its "Export to file" writes.
//!
//! The events of all windows in one list, sorted by time, compressed fields inflated, each with its `windowId`.

use super::{ExportError, Notes, Source, events};
use crate::archive::Person;
use serde_json::{Value, json};
use std::io::Write;

/// The window of a recording that has no window ids: PostHog's player groups events by them.
const ONLY: &str = "1";

/// Writes the export.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let person = source.view.header.as_ref().and_then(|header| header.person.as_ref());
    let id = Value::from(source.session_id().unwrap_or(""));
    let person = person.map_or(Value::Null, person_of);
    write!(out, r#"{{"version":"2023-04-28","data":{{"id":{id},"person":{person},"snapshots":["#)?;
    let mut comma = "\n";
    let notes = source.pieces(|piece| {
        out.write_all(comma.as_bytes())?;
        comma = ",\n";
        let window = source.window_id(piece.window).filter(|id| !id.is_empty()).unwrap_or(ONLY);
        Ok(events::write(out, piece.json, Some(window))?)
    })?;
    out.write_all(b"\n]}}\n")?;
    Ok(notes)
}

/// The person as PostHog's API gives it, as far as the recording tells.
fn person_of(person: &Person) -> Value {
    let properties = person.email.as_ref().map_or_else(|| json!({}), |email| json!({"email": email}));
    json!({"name": person.name, "distinct_ids": person.distinct_ids, "properties": properties})
}
