//! The records of a portable archive as plain Protobuf messages, each with its length before it: see [`super::ndjson`].

use super::{ExportError, Notes, Source, portable};
use crate::archive::portable::Encoding;
use std::io::Write;

/// Writes the messages.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    portable::plain(source, Encoding::Protobuf, out)
}
