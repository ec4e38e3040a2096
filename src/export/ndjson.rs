//! The records of a portable archive as plain lines: what `zstd -dc` makes of a packed one, without the claim that it is
//! sealed.

use super::{ExportError, Notes, Source, portable};
use crate::archive::portable::Encoding;
use std::io::Write;

/// Writes the lines.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    portable::plain(source, Encoding::Ndjson, out)
}
