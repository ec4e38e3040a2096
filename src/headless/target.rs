//! A file that a verb writes: it appears under its name whole, or not at all.
//!
//! What is written goes to a temporary file beside it, which is synchronised to disk and renamed in the end. Whatever
//! happens before (a full disk, a fault, a kill), the name holds what it held.

use crate::error::Failure;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file in the making.
pub(super) struct Target {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    /// Whether a file of that name may be replaced.
    force: bool,
    bytes: u64,
}

impl Target {
    /// Begins a file; fails at once where one is there and may not be replaced.
    pub(super) fn create(path: &Path, force: bool) -> Result<Self, Failure> {
        if !force && path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
        let name = path.file_name().ok_or_else(|| Failure::usage(format!("{} is no file's name", path.display())))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(name);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".part");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the umask takes
        let file = builder.tempfile_in(folder).map_err(|error| unwritable(path, &error))?;
        Ok(Self { file: BufWriter::with_capacity(256 * 1024, file), path: path.to_owned(), force, bytes: 0 })
    }

    /// Ends the file: from now on it is there. Gives its size in bytes.
    pub(super) fn commit(self) -> Result<u64, Failure> {
        let Self { file, path, force, bytes } = self;
        let failure = |error: io::Error| unwritable(&path, &error);
        let file = file.into_inner().map_err(|error| failure(error.into_error()))?;
        file.as_file().sync_all().map_err(failure)?;
        let persisted = if force { file.persist(&path) } else { file.persist_noclobber(&path) };
        match persisted {
            Ok(_) => {}
            Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => return Err(taken(&path)),
            Err(lost) => return Err(failure(lost.error)),
        }
        // The name is on disk when its folder is; not every system can do that, and none has to.
        if let Some(folder) = path.parent() {
            let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(bytes)
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file that is there already.
fn taken(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already", path.display())).hinted("--force replaces it")
}

/// A file that cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::fault(format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let mut target = Target::create(&path, false).unwrap();
        target.write_all(b"[1]").unwrap();
        assert!(!path.exists());
        drop(target);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a file that was given up leaves nothing");
        let mut target = Target::create(&path, false).unwrap();
        target.write_all(b"[2]").unwrap();
        assert_eq!(target.commit().unwrap(), 3);
        assert_eq!(fs::read(&path).unwrap(), b"[2]");
    }

    #[test]
    fn what_is_there_is_replaced_by_force_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let late = Target::create(&path, false).unwrap();
        fs::write(&path, "old").unwrap();
        assert!(late.commit().is_err(), "it came while the file was made");
        assert!(Target::create(&path, false).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let mut target = Target::create(&path, true).unwrap();
        target.write_all(b"new").unwrap();
        target.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
