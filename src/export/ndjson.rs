//! The records of a portable archive as plain lines: what `zstd -dc` makes of a packed one, without the claim that it is
//! sealed.

use super::portable::{Records, records};
use super::{ExportError, Notes, Source};
use crate::archive::portable::{Line, Meta};
use crate::clock::Time;
use crate::timeline::WindowIx;
use std::io::{self, Write};

/// Writes the lines.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    records(source, false, &mut Lines { out, line: Vec::new() })
}

struct Lines<'w> {
    out: &'w mut dyn Write,
    line: Vec<u8>,
}

impl Records for Lines<'_> {
    fn meta(&mut self, meta: &Meta<'_>) -> io::Result<()> {
        self.out.write_all(&meta_line(meta)?)
    }

    fn event(&mut self, line: &Line<'_>, _: Time, _: WindowIx) -> io::Result<()> {
        self.line.clear();
        line.write(&mut self.line);
        self.out.write_all(&self.line)
    }
}

/// The first record as a line.
pub(super) fn meta_line(meta: &Meta<'_>) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(meta)?;
    line.push(b'\n');
    Ok(line)
}
