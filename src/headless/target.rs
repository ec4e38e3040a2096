//! A file or a folder that a verb writes: it appears under its name whole, or not at all.
//!
//! What is written goes to a temporary file beside it, which is synchronised to disk and renamed in the end. Whatever
//! happens before (a full disk, a fault, a kill), the name holds what it held.

use crate::error::Failure;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

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
        let file = beside(path, 0o666, |builder, folder| builder.tempfile_in(folder))?;
        Ok(Self { file: BufWriter::with_capacity(256 * 1024, file), path: path.to_owned(), force, bytes: 0 })
    }

    /// The bytes that were written so far.
    pub(super) fn len(&self) -> u64 {
        self.bytes
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
        settle(&path);
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

/// A folder in the making: a new one appears when all its files are whole; of one that is there, files of the same names
/// are replaced then, one after another.
pub(super) struct TargetFolder {
    /// Where a new folder is made.
    made: Option<TempDir>,
    path: PathBuf,
    force: bool,
    files: Vec<Target>,
}

impl TargetFolder {
    /// Begins a folder; fails at once where something of that name is there and may not be touched.
    pub(super) fn create(path: &Path, force: bool) -> Result<Self, Failure> {
        let there = path.symlink_metadata().is_ok();
        if there && !force {
            return Err(taken(path));
        }
        if there && !path.is_dir() {
            return Err(Failure::usage(format!("{} is no folder", path.display())).hinted("-o takes a folder here"));
        }
        let made = if there { None } else { Some(beside(path, 0o777, |builder, folder| builder.tempdir_in(folder))?) };
        Ok(Self { made, path: path.to_owned(), force, files: Vec::new() })
    }

    /// Begins a file of the folder.
    pub(super) fn file(&self, name: &str) -> Result<Target, Failure> {
        let folder = self.made.as_ref().map_or(&*self.path, TempDir::path);
        Target::create(&folder.join(name), self.force)
    }

    /// Takes a file that is written.
    pub(super) fn keep(&mut self, file: Target) {
        self.files.push(file);
    }

    /// Ends the folder: from now on it is there, with the files that were kept.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self { made, path, files, .. } = self;
        for file in files {
            file.commit()?;
        }
        let Some(made) = made else { return Ok(()) };
        // A rename would put it in the place of an empty folder that came meanwhile: nothing is lost by that.
        fs::rename(made.path(), &path).map_err(|error| unwritable(&path, &error))?;
        let _ = made.keep(); // what was there has moved
        settle(&path);
        Ok(())
    }
}

/// Makes something temporary beside a path, hidden under its name.
fn beside<T>(
    path: &Path,
    mode: u32,
    make: impl FnOnce(&tempfile::Builder<'_, '_>, &Path) -> io::Result<T>,
) -> Result<T, Failure> {
    let name = path.file_name().ok_or_else(|| Failure::usage(format!("{} is no file's name", path.display())))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(name);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode)); // less what the umask takes
    #[cfg(not(unix))]
    let _ = mode;
    make(&builder, folder).map_err(|error| unwritable(path, &error))
}

/// A name is on disk when its folder is; not every system can do that, and none has to.
fn settle(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
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
    fn a_folder_appears_with_all_its_files_or_not_at_all() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("tables");
        let fill = |force: bool, text: &str| {
            let mut folder = TargetFolder::create(&path, force)?;
            for name in ["a", "b"] {
                let mut file = folder.file(name)?;
                file.write_all(text.as_bytes()).unwrap();
                folder.keep(file);
            }
            Ok::<_, Failure>(folder)
        };
        drop(fill(false, "given up").unwrap());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0, "a folder that was given up leaves nothing");
        fill(false, "one").unwrap().commit().unwrap();
        assert!(fill(false, "two").is_err());
        fs::write(path.join("other"), "stays").unwrap();
        let late = fill(true, "two").unwrap();
        assert_eq!(fs::read_to_string(path.join("a")).unwrap(), "one");
        late.commit().unwrap();
        let read = ["a", "b", "other"].map(|name| fs::read_to_string(path.join(name)).unwrap());
        assert_eq!(read, ["two", "two", "stays"]);
        assert_eq!(fs::read_dir(&path).unwrap().count(), 3);
        assert!(TargetFolder::create(&path.join("a"), true).is_err(), "a file is no folder");
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
