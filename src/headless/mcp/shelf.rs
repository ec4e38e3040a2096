//! The recordings that a server may read: those that were named at its start, by path, file name or id, and the last few
//! that were read, kept for the next question. A file that has changed since is read again.

use super::super::Out;
use super::super::load::{self, Library};
use crate::archive::{Damage, Input};
use crate::cli::Archives;
use crate::error::Failure;
use crate::recording::{Recording, Want, summary};
use crate::text;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// So many recordings are kept: an agent compares two, and returns to one.
const KEPT: usize = 3;

/// What may be read, and what was.
pub(super) struct Shelf {
    named: Vec<PathBuf>,
    /// Recordings that were read, the last one last.
    kept: Vec<Kept>,
}

struct Kept {
    path: PathBuf,
    stamps: Vec<Stamp>,
    recording: Arc<Recording>,
}

/// A file as it was when it was read.
#[derive(PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    bytes: u64,
    changed: Option<SystemTime>,
}

impl Shelf {
    /// A shelf of what is named; fails where there is nothing of it.
    pub(super) fn new(named: &[PathBuf]) -> Result<Self, Failure> {
        if named.iter().any(|path| path.as_os_str() == "-") {
            return Err(
                Failure::usage("standard input (-) is where requests come from").hinted("name files or directories")
            );
        }
        let shelf = Self { named: named.to_vec(), kept: Vec::new() };
        let missing: Vec<String> = shelf.missing().collect();
        match missing.first() {
            Some(first) if missing.len() == named.len() => Err(Failure::input(first)),
            _ => Ok(shelf),
        }
    }

    /// What was named and is not there.
    pub(super) fn missing(&self) -> impl Iterator<Item = String> {
        let error = |path: &PathBuf| fs::metadata(path).err().map(|error| format!("{}: {error}", path.display()));
        self.named.iter().filter_map(error)
    }

    /// What was named, as it was written.
    pub(super) fn named(&self) -> &[PathBuf] {
        &self.named
    }

    /// The archive that a caller means: as it was named, by its file's name, by the recording's id, or as a file in a
    /// directory that was named. Without a word it is the only one.
    pub(super) fn find(&self, word: Option<&str>) -> Result<PathBuf, Failure> {
        let Some(word) = word else {
            return match self.named.as_slice() {
                [only] => Ok(only.clone()),
                _ => Err(self.known(Failure::usage("archive is missing: which recording?"))),
            };
        };
        let path = Path::new(word);
        let as_named = self.named.iter().find(|named| named.as_path() == path);
        let by_name = || only(self.named.iter().filter(|named| named.file_name() == Some(path.as_os_str())));
        let found = as_named.or_else(by_name).or_else(|| only(self.named.iter().filter(|named| has_id(named, word))));
        found.cloned().or_else(|| self.inside(path)).ok_or_else(|| {
            let names: Vec<String> = self.named.iter().map(|path| path.display().to_string()).collect();
            let near =
                text::nearest(word, names.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"));
            let refused = Failure::usage(format!("{word:?} was not named when the server started, and is not read"));
            self.known(near.into_iter().fold(refused, Failure::hinted))
        })
    }

    /// A file in a directory that was named, and really in it: not by way of `..` or a link.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        path.components().next()?;
        let mut folders = self.named.iter().filter(|named| named.is_dir());
        folders.find_map(|folder| {
            let home = folder.canonicalize().ok()?;
            let either = [path.to_owned(), folder.join(path)];
            either.into_iter().find(|path| path.canonicalize().is_ok_and(|real| real.starts_with(&home)))
        })
    }

    fn known(&self, failure: Failure) -> Failure {
        let names: Vec<String> = self.named.iter().map(|path| path.display().to_string()).collect();
        failure.hinted(format!("it can be {}; ls lists them", names.join(", ")))
    }
}

impl Library for Shelf {
    /// The whole recording whatever is wanted of it: the next question may want more.
    fn recording(&mut self, archives: &Archives, want: Want) -> Result<Arc<Recording>, Failure> {
        if want == Want::Proof {
            return load::load(archives, want).map(Arc::new);
        }
        let [path] = archives.archives.as_slice() else {
            return Err(Failure::usage("a tool reads one recording"));
        };
        let stamps = stamps(path).unwrap_or_default();
        let held = self.kept.iter().position(|kept| kept.path == *path && kept.stamps == stamps);
        let kept = if let Some(at) = held {
            self.kept.remove(at)
        } else {
            let recording = Arc::new(load::load(archives, Want::Everything)?);
            self.kept.retain(|kept| kept.path != *path);
            Kept { path: path.clone(), stamps, recording }
        };
        let recording = Arc::clone(&kept.recording);
        self.kept.push(kept);
        if self.kept.len() > KEPT {
            self.kept.remove(0);
        }
        Ok(recording)
    }

    fn warn(&mut self, damage: &[Damage], out: &mut Out) {
        for damage in damage {
            out.note(&format!("warning: {}", summary::describe(damage)));
        }
    }
}

fn only<'p>(mut found: impl Iterator<Item = &'p PathBuf>) -> Option<&'p PathBuf> {
    found.next().filter(|_| found.next().is_none())
}

fn has_id(path: &Path, id: &str) -> bool {
    let recording = Recording::load(&[Input::Path(path.to_owned())], Want::Summary);
    recording.is_ok_and(|recording| {
        let view = recording.view();
        view.header.as_ref().and_then(|header| header.recording_id.as_deref()) == Some(id)
    })
}

/// An archive's files as they are now.
fn stamps(path: &Path) -> io::Result<Vec<Stamp>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_dir() {
        return Ok(vec![Stamp { path: path.to_owned(), bytes: metadata.len(), changed: metadata.modified().ok() }]);
    }
    let mut stamps = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if let Ok(metadata) = fs::metadata(&path) {
            stamps.push(Stamp { path, bytes: metadata.len(), changed: metadata.modified().ok() });
        }
    }
    stamps.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(stamps)
}
