//! A file in the making: it is written beside its name and takes the name in the end, so that the name never holds half
//! of it. Whatever happens before (a full disk, a fault, a kill), the name holds what it held.
//!
//! What is left where nothing could tidy up (`kill -9`, a power cut) is hidden under its name, `.NAMEabc123.part`, and stands
//! in nobody's way.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::{NamedTempFile, TempDir};

/// Bytes of a name that the temporary name repeats: systems take 255 in all.
const LONGEST_NAME: usize = 200;

/// The temporary files and folders of this process.
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes every draft of this process: for whoever ends it in the middle.
pub fn sweep() {
    for path in BEGUN.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // A draft that took its name has none to remove.
        let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    }
}

/// A file in the making. What is dropped leaves nothing.
#[derive(Debug)]
pub struct Draft {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    /// Whether a file of that name may be replaced.
    replaces: bool,
    bytes: u64,
}

impl Draft {
    /// Begins a file that everybody may read; fails at once where one is there and may not be replaced.
    ///
    /// # Errors
    /// `AlreadyExists`, `IsADirectory`, `InvalidInput` (a device, a pipe), or what the system says.
    pub fn create(path: &Path, replaces: bool) -> io::Result<Self> {
        Self::begin(path, replaces, 0o666)
    }

    /// Begins a file that its owner alone may read, and that replaces what is there.
    ///
    /// # Errors
    /// As [`Draft::create`].
    pub fn private(path: &Path) -> io::Result<Self> {
        Self::begin(path, true, 0o600)
    }

    fn begin(path: &Path, replaces: bool, mode: u32) -> io::Result<Self> {
        free(path, replaces)?;
        let file = beside(path, mode, |builder, folder| builder.tempfile_in(folder))?;
        list(file.path());
        Ok(Self { file: BufWriter::with_capacity(256 * 1024, file), path: path.to_owned(), replaces, bytes: 0 })
    }

    /// The name that it will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes that were written so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Ends the file: it is on disk, and from now on under its name. Gives its size in bytes.
    ///
    /// # Errors
    /// `AlreadyExists` where a file came meanwhile that may not be replaced, or what the system says.
    pub fn commit(self) -> io::Result<u64> {
        let Self { file, path, replaces, bytes } = self;
        let file = file.into_inner().map_err(|error| plain(error.into_error()))?;
        file.as_file().sync_all()?;
        free(&path, replaces)?;
        let begun = file.path().to_owned();
        let persisted = if replaces { file.persist(&path) } else { file.persist_noclobber(&path) };
        unlist(&begun);
        persisted.map_err(|lost| lost.error)?;
        settle(&path);
        Ok(bytes)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes).map_err(plain)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(plain)
    }
}

/// A new folder in the making.
#[derive(Debug)]
pub struct DraftFolder {
    made: TempDir,
    path: PathBuf,
}

impl DraftFolder {
    /// Begins a folder.
    ///
    /// # Errors
    /// `AlreadyExists`, or what the system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        free(path, false)?;
        let made = beside(path, 0o777, |builder, folder| builder.tempdir_in(folder))?;
        list(made.path());
        Ok(Self { made, path: path.to_owned() })
    }

    /// Where its files are made.
    #[must_use]
    pub fn inside(&self) -> &Path {
        self.made.path()
    }

    /// Ends the folder: from now on it is there.
    ///
    /// # Errors
    /// Something came to its name meanwhile, or what the system says.
    pub fn commit(self) -> io::Result<()> {
        let Self { made, path } = self;
        // A rename would put it in the place of an empty folder that came meanwhile: nothing is lost by that.
        fs::rename(made.path(), &path)?;
        unlist(made.path());
        let _ = made.keep(); // what was there has moved
        settle(&path);
        Ok(())
    }
}

/// Whether a name may be taken. A rename would put a file in the place of a device or a pipe.
fn free(path: &Path, replaces: bool) -> io::Result<()> {
    let Ok(there) = path.symlink_metadata() else { return Ok(()) };
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !there.is_file() && !there.is_symlink() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a device or a pipe is there, which is no file to replace",
        ));
    }
    if replaces { Ok(()) } else { Err(io::ErrorKind::AlreadyExists.into()) }
}

/// Makes something temporary beside a path, hidden under its name.
fn beside<T>(
    path: &Path,
    mode: u32,
    make: impl FnOnce(&tempfile::Builder<'_, '_>, &Path) -> io::Result<T>,
) -> io::Result<T> {
    let name = path.file_name().ok_or(io::Error::new(io::ErrorKind::InvalidInput, "it is no file's name"))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut prefix = OsString::from(".");
    prefix.push(if name.len() <= LONGEST_NAME { name } else { "scrubjay".as_ref() });
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode)); // less what the umask takes
    #[cfg(not(unix))]
    let _ = mode;
    make(&builder, folder).map_err(plain)
}

/// What the system said: the crate adds the temporary file's path, which is not what the user named.
fn plain(error: io::Error) -> io::Error {
    let said = error.to_string();
    match said.split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

/// A name is on disk when its folder is; not every system can do that, and none has to.
fn settle(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}

fn list(path: &Path) {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
}

fn unlist(path: &Path) {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner).retain(|begun| begun != path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let mut draft = Draft::create(&path, false).unwrap();
        draft.write_all(b"[1]").unwrap();
        assert!(!path.exists());
        drop(draft);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a file that was given up leaves nothing");
        let mut draft = Draft::create(&path, false).unwrap();
        draft.write_all(b"[2]").unwrap();
        assert_eq!(draft.commit().unwrap(), 3);
        assert_eq!(fs::read(&path).unwrap(), b"[2]");
    }

    #[test]
    fn what_is_there_is_replaced_by_force_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let late = Draft::create(&path, false).unwrap();
        fs::write(&path, "old").unwrap();
        let kind = |draft: io::Result<_>| draft.map(drop).unwrap_err().kind();
        assert_eq!(late.commit().unwrap_err().kind(), io::ErrorKind::AlreadyExists, "it came while the file was made");
        assert_eq!(kind(Draft::create(&path, false)), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let mut draft = Draft::create(&path, true).unwrap();
        draft.write_all(b"new").unwrap();
        draft.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(kind(Draft::create(folder.path(), true)), io::ErrorKind::IsADirectory);
    }

    #[test]
    fn a_name_as_long_as_the_system_takes_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x".repeat(250));
        Draft::create(&path, false).unwrap().commit().unwrap();
        assert!(path.exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn no_file_takes_the_place_of_a_device() {
        let wrong = Draft::create(Path::new("/dev/null"), true).unwrap_err();
        assert_eq!(wrong.kind(), io::ErrorKind::InvalidInput);
    }
}
