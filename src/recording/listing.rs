//! Which recordings lie under some directories, and each in a row: what `ls` prints and the screen's picker shows.
//!
//! A file that is no replay is passed over when it was found in a directory, and told when it was named, as one that is
//! missing is.

use super::{Cancel, OpenError, Recording, View, Want, summary};
use crate::archive::{self, Input};
use crate::clock::{Span, Time};
use std::fs;
use std::path::{Path, PathBuf};

/// Directories nested deeper than this are not entered. A link to a file is followed, one to a directory never is: no loop can
/// be entered.
const DEPTH: usize = 16;

/// A file to look at: named by the user, or found.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it is.
    pub path: PathBuf,
    /// Whether the user named it.
    pub named: bool,
}

/// A recording in a row. Recorded text: not neutral.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Where it is.
    pub path: String,
    /// The recording's id.
    pub id: Option<String>,
    /// The shape it was read from; none where it cannot be read.
    pub container: Option<&'static str>,
    /// Who was recorded.
    pub person: Option<String>,
    /// When it starts.
    pub at: Time,
    /// How long it is.
    pub span: Span,
    /// Its events.
    pub events: usize,
    /// The pages that were entered, in order.
    pub pages: Vec<String>,
    /// Its console errors.
    pub errors: usize,
    /// The file's size.
    pub bytes: u64,
    /// Whether something of it cannot be read.
    pub damaged: bool,
    /// The first thing that cannot, and why.
    pub problem: Option<String>,
}

/// Collects a file, or the files in and below a directory.
pub fn collect(path: &Path, found: &mut Vec<Candidate>) {
    if !path.is_dir() {
        found.push(Candidate { path: path.to_owned(), named: true });
        return;
    }
    let mut folders = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        // A folder that may not be read is passed over like a file that is no replay.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < DEPTH => folders.push((path, depth + 1)),
                Ok(kind) if !kind.is_dir() && path.is_file() => found.push(Candidate { path, named: false }),
                _ => {}
            }
        }
    }
}

impl Listing {
    /// Opens a candidate and sums it up; `None` where it was only found and is no replay, or when cancelled.
    #[must_use]
    pub fn read(candidate: &Candidate, cancel: &Cancel) -> Option<Self> {
        let bytes = fs::metadata(&candidate.path).map_or(0, |metadata| metadata.len());
        let read = Recording::load_until(&[Input::Path(candidate.path.clone())], Want::Summary, cancel);
        let listing = match read {
            Ok(recording) => Some(Self::of(&candidate.path, bytes, &recording.view())),
            Err(OpenError::Archive(archive::Error::NotAReplay { .. } | archive::Error::Empty { .. }))
                if !candidate.named =>
            {
                None
            }
            Err(error) => Some(Self {
                path: candidate.path.display().to_string(),
                bytes,
                damaged: true,
                problem: Some(error.to_string()),
                ..Self::default()
            }),
        };
        listing.filter(|_| !cancel.is_cancelled())
    }

    fn of(path: &Path, bytes: u64, view: &View) -> Self {
        let header = view.header.as_ref();
        let mut pages: Vec<String> = view.pages.iter().map(|page| page.href.to_string()).collect();
        pages.dedup();
        Self {
            path: path.display().to_string(),
            id: header.and_then(|header| header.recording_id.clone()),
            container: header.map(|header| header.container.name()),
            person: header.and_then(|header| header.person.as_ref()).and_then(summary::who),
            at: view.index.start(),
            span: view.index.duration(),
            events: view.index.recorded(),
            pages,
            errors: view.console.iter().filter(|row| row.level.is_error()).count(),
            bytes,
            damaged: !view.damage.is_empty(),
            problem: view.damage.first().map(summary::describe),
        }
    }
}
