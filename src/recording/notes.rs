//! Notes and marks that a person makes on a recording, in a small file beside it: `FILE.scrubjay.toml`. Where nothing can be
//! written there, it lies in the folder for state, under a name made of the archive's path.
//!
//! Moments are kept as seqs with their offset, so that they are found again in a recording that has grown since.

use super::View;
use crate::archive::Draft;
use crate::clock::{Moment, Span};
use crate::event::Seq;
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The longest file that is read: it is written by hands.
const MOST_BYTES: u64 = 4 << 20;

/// Notes and marks of one recording.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notes {
    /// Places with a letter.
    #[serde(rename = "mark")]
    pub marks: Vec<Mark>,
    /// Places with a text.
    #[serde(rename = "note")]
    pub notes: Vec<Note>,
}

/// A place with a letter: `a` to `z`, or `A` and `B`, the ends of the diff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The letter.
    pub name: char,
    /// The event.
    pub seq: Seq,
    /// Its offset from the recording's start, in milliseconds.
    pub at_ms: f64,
}

/// A place with a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The event.
    pub seq: Seq,
    /// Its offset from the recording's start, in milliseconds.
    pub at_ms: f64,
    /// What a person wrote there.
    pub text: String,
}

impl Notes {
    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.notes.is_empty()
    }

    /// Reads the notes of an archive: those beside it, else those in the folder for state; none where there are none.
    ///
    /// # Errors
    /// A sentence that names the file and the line that cannot be read.
    pub fn load(archive: &Path) -> Result<Self, String> {
        for file in files(archive) {
            let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
            match std::fs::metadata(&file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(told(&error)),
                Ok(data) if data.len() > MOST_BYTES => return Err(told(&"too large for notes")),
                Ok(_) => {}
            }
            let text = std::fs::read_to_string(&file).map_err(|error| told(&error))?;
            return toml::from_str(&text).map_err(|error| {
                let byte = error.span().map_or(0, |span| span.start);
                let line = 1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count();
                format!("{}, line {line}: {}", file.display(), error.message())
            });
        }
        Ok(Self::default())
    }

    /// Writes the notes of an archive, whole or not at all, beside it or else in the folder for state; gives the file.
    /// Nothing to keep leaves no file behind.
    ///
    /// # Errors
    /// Neither can be written to.
    pub fn save(&self, archive: &Path) -> io::Result<PathBuf> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        let mut failed = io::Error::from(io::ErrorKind::NotFound);
        for file in files(archive) {
            match self.write(&file, &text) {
                Ok(()) => return Ok(file),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    fn write(&self, file: &Path, text: &str) -> io::Result<()> {
        if self.is_empty() {
            return match std::fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        let folder = file.parent().ok_or(io::ErrorKind::NotFound)?;
        // Only the folder for state is made: beside an archive there is one.
        if file.extension().is_some_and(|end| end == "notes") {
            std::fs::create_dir_all(folder)?;
        }
        let mut new = Draft::private(file)?;
        new.write_all(text.as_bytes())?;
        new.commit().map(drop)
    }
}

impl Note {
    /// The event it is about in a view: the same seq where the time is the same, else the last at its offset.
    #[must_use]
    pub fn found(&self, view: &View) -> Option<Seq> {
        found(view, self.seq, self.at_ms)
    }
}

impl Mark {
    /// The event it stands at in a view, as [`Note::found`].
    #[must_use]
    pub fn found(&self, view: &View) -> Option<Seq> {
        found(view, self.seq, self.at_ms)
    }
}

fn found(view: &View, seq: Seq, at_ms: f64) -> Option<Seq> {
    let offset = Span::from_ms(at_ms);
    let same = view.index.last().is_some_and(|last| seq <= last) && view.offset(seq) == offset;
    if same { Some(seq) } else { view.resolve(Moment::FromStart(offset)).ok() }
}

/// Where the notes of an archive may lie, the best place first.
fn files(archive: &Path) -> Vec<PathBuf> {
    let mut beside = archive.as_os_str().to_owned();
    beside.push(".scrubjay.toml");
    let state = || {
        let base = etcetera::choose_base_strategy().ok()?;
        let folder = base.state_dir().unwrap_or_else(|| base.data_dir());
        let path = std::path::absolute(archive).ok()?;
        Some(
            folder
                .join("scrubjay")
                .join("notes")
                .join(format!("{:016x}.notes", hash(path.as_os_str().as_encoded_bytes()))),
        )
    };
    [Some(PathBuf::from(beside)), state()].into_iter().flatten().collect()
}

/// FNV-1a: the same in every version, which the hashers of the standard library do not promise.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes() -> Notes {
        Notes {
            marks: vec![Mark { name: 'a', seq: 3, at_ms: 1.5 }],
            notes: vec![Note { seq: 7, at_ms: 20.0, text: "here it \"breaks\"\nsee #4".to_owned() }],
        }
    }

    #[test]
    fn notes_lie_beside_their_archive_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a.json.zst");
        assert_eq!(Notes::load(&archive), Ok(Notes::default()));
        let file = notes().save(&archive).unwrap();
        assert_eq!(file, folder.path().join("a.json.zst.scrubjay.toml"));
        assert_eq!(Notes::load(&archive), Ok(notes()));
        Notes::default().save(&archive).unwrap();
        assert!(!file.exists(), "nothing to keep");
    }

    #[test]
    fn damaged_notes_are_told_with_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a.json");
        std::fs::write(folder.path().join("a.json.scrubjay.toml"), "[[note]]\nseq = 1\nat_ms = 2\ntext = 3\n").unwrap();
        let said = Notes::load(&archive).unwrap_err();
        assert!(said.contains("a.json.scrubjay.toml, line 4"), "{said}");
    }
}
