//! Reading a file at a position, whatever the system: the only part of the archive that differs between them.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::sync::Arc;

/// Fills `out` from the file's bytes at `offset`.
pub(crate) fn read_at(file: &File, mut out: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !out.is_empty() {
        match some_at(file, out, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                out = &mut out[count..];
                offset += count as u64;
            }
        }
    }
    Ok(())
}

/// Reads at `offset` what one call of the system gives; 0 at the file's end.
pub(crate) fn some_at(file: &File, out: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(file, out, offset);
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(file, out, offset);
        match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// What stays the same while a file grows, and differs when another file comes to its name.
pub(crate) fn identity(meta: &Metadata) -> (u64, u64) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        (meta.dev(), meta.ino())
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::MetadataExt as _;
        (0, meta.creation_time())
    }
}

/// A file read from its start, by position, so that others may read elsewhere in it at the same time.
pub(crate) struct Sequential {
    pub(crate) file: Arc<File>,
    pub(crate) at: u64,
}

impl Read for Sequential {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = some_at(&self.file, out, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
