//! A file or a folder that a verb writes: it appears under its name whole, or not at all, and what stands in its way is
//! told with what would help.

use super::endings;
use crate::archive::{Draft, DraftFolder, sweep};
use crate::error::Failure;
use crate::text;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// A file in the making.
pub(super) struct Target(Draft);

impl Target {
    /// Begins a file; fails at once where one is there and may not be replaced.
    pub(super) fn create(path: &Path, force: bool) -> Result<Self, Failure> {
        tidy_up();
        Ok(Self(Draft::create(path, force).map_err(|error| unwritable(path, 0, &error))?))
    }

    /// The bytes that were written so far.
    pub(super) fn bytes(&self) -> u64 {
        self.0.bytes()
    }

    /// Why it could not be written on.
    pub(super) fn unwritable(&self, error: &io::Error) -> Failure {
        unwritable(self.0.path(), self.bytes(), error)
    }

    /// Ends the file: from now on it is there. Gives its size in bytes.
    pub(super) fn commit(self) -> Result<u64, Failure> {
        let (path, bytes) = (self.0.path().to_owned(), self.bytes());
        self.0.commit().map_err(|error| unwritable(&path, bytes, &error))
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A folder in the making: a new one appears when all its files are whole; of one that is there, files of the same names
/// are replaced then, one after another.
pub(super) struct TargetFolder {
    /// Where a new folder is made.
    made: Option<DraftFolder>,
    path: PathBuf,
    force: bool,
    files: Vec<Target>,
}

impl TargetFolder {
    /// Begins a folder; fails at once where something of that name is there and may not be touched.
    pub(super) fn create(path: &Path, force: bool) -> Result<Self, Failure> {
        tidy_up();
        let there = path.symlink_metadata().is_ok();
        if there && !force {
            return Err(unwritable(path, 0, &io::ErrorKind::AlreadyExists.into()));
        }
        if there && !path.is_dir() {
            return Err(Failure::usage(format!("{} is no folder", path.display())).hinted("-o takes a folder here"));
        }
        let made = if there { None } else { Some(DraftFolder::create(path)) };
        let made = made.transpose().map_err(|error| unwritable(path, 0, &error))?;
        Ok(Self { made, path: path.to_owned(), force, files: Vec::new() })
    }

    /// Begins a file of the folder.
    pub(super) fn file(&self, name: &str) -> Result<Target, Failure> {
        let folder = self.made.as_ref().map_or(&*self.path, DraftFolder::inside);
        let path = folder.join(name);
        Ok(Target(Draft::create(&path, self.force).map_err(|error| unwritable(&self.path.join(name), 0, &error))?))
    }

    /// Why a file of it could not be written on.
    pub(super) fn unwritable(&self, name: &str, bytes: u64, error: &io::Error) -> Failure {
        unwritable(&self.path.join(name), bytes, error)
    }

    /// Takes a file that is written.
    pub(super) fn keep(&mut self, file: Target) {
        self.files.push(file);
    }

    /// Ends the folder: from now on it is there, with the files that were kept.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self { made, path, files, .. } = self;
        for Target(file) in files {
            let (name, bytes) = (file.path().file_name().unwrap_or_default().to_owned(), file.bytes());
            file.commit().map_err(|error| unwritable(&path.join(name), bytes, &error))?;
        }
        made.map_or(Ok(()), |made| made.commit().map_err(|error| unwritable(&path, 0, &error)))
    }
}

/// From the first file on, a signal that ends the process leaves no temporary file behind.
fn tidy_up() {
    static ONCE: Once = Once::new();
    // Where signals can't be heard, a file may be left: that is no reason to write none.
    ONCE.call_once(|| drop(endings::before_the_end(sweep)));
}

/// A file that cannot be written, after so many bytes, with what would help.
fn unwritable(path: &Path, bytes: u64, error: &io::Error) -> Failure {
    use io::ErrorKind as Kind;
    let name = path.display();
    let place = if bytes > 0 { format!(" after {}", text::bytes(bytes)) } else { String::new() };
    let failed = Failure::fault(format!("cannot write {name}{place}: {error}"));
    match error.kind() {
        Kind::AlreadyExists => Failure::usage(format!("{name} is there already")).hinted("--force replaces it"),
        Kind::IsADirectory => Failure::usage(format!("{name} is a folder"))
            .hinted(format!("name a file in it, such as {}", path.join("NAME").display())),
        Kind::InvalidInput => Failure::usage(format!("cannot write {name}: {error}")).hinted("name a file"),
        Kind::NotFound => {
            let folder = path.parent().unwrap_or(path).display();
            Failure::usage(format!("cannot write {name}: there is no folder {folder}"))
                .hinted(format!("make it with mkdir -p {folder}, or write elsewhere"))
        }
        Kind::NotADirectory => {
            let folder = path.parent().unwrap_or(path).display();
            Failure::usage(format!("cannot write {name}: {folder} is no folder")).hinted("write elsewhere")
        }
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => failed.hinted("write into a folder that you may write to"),
        Kind::StorageFull | Kind::FileTooLarge | Kind::QuotaExceeded => {
            failed.hinted("make room, or write elsewhere: nothing was left of the attempt")
        }
        _ => failed.hinted("nothing was left of the attempt; try again, or write elsewhere"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
}
