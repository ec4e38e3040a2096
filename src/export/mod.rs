//! A recording, or a part of it, in a form that something else reads: one file an output format.
//!
//! Each format is a function from a [`Source`] to a writer. It streams, and answers with notes: sentences about what the
//! format cannot carry. Files, folders and terminals are the caller's business; recorded text goes out as recorded
//! where the format is data, and fenced where people read it.

mod action;
mod events;
pub mod har;
pub mod html;
pub mod jsonl;
pub mod markdown;
pub mod ndjson;
pub mod pack;
pub mod playwright;
mod portable;
pub mod posthog;
pub mod protobuf;
pub mod rrweb;
pub mod table;

use crate::archive::Header;
use crate::event::Seq;
use crate::extract::{ConsoleRow, NetworkRow, Page};
use crate::recording::{Cancel, Clip, Piece, Recording, SeekError, Unlike, View};
use crate::timeline::WindowIx;
use std::io;

/// What is exported.
#[derive(Clone, Copy)]
pub struct Source<'r> {
    /// The recording.
    pub recording: &'r Recording,
    /// What is known of it.
    pub view: &'r View,
    /// The part that is taken.
    pub clip: &'r Clip,
    /// Stops the work.
    pub cancel: &'r Cancel,
}

/// What a format could not carry, a sentence each. They may quote recorded text: not neutral.
pub type Notes = Vec<String>;

/// An export that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The recording could not be read again.
    #[error(transparent)]
    Seek(#[from] SeekError),
    /// The output could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// The part holds nothing that this format is about.
    #[error("{0}")]
    Nothing(String),
}

impl<'r> Source<'r> {
    /// What the container tells.
    fn header(&self) -> Option<&'r Header> {
        self.view.header.as_ref()
    }

    /// The recording's id, as PostHog gave it.
    #[must_use]
    pub fn session_id(&self) -> Option<&'r str> {
        self.header().and_then(|header| header.recording_id.as_deref())
    }

    /// The recorded id of a window.
    #[must_use]
    pub fn window_id(&self, window: WindowIx) -> Option<&'r str> {
        self.view.windows.get(usize::from(window))?.id.as_deref()
    }

    /// The windows that are taken, in order.
    fn windows(&self) -> impl Iterator<Item = WindowIx> + use<'r> {
        let (only, count) = (self.clip.window(), self.view.windows.len());
        (0..count).filter_map(|at| WindowIx::try_from(at).ok()).filter(move |at| only.is_none_or(|only| only == *at))
    }

    /// The events that are taken, in order.
    fn seqs(&self) -> impl Iterator<Item = Seq> + use<'r> {
        let (clip, view) = (self.clip, self.view);
        clip.seqs().filter(move |seq| clip.has(view, *seq))
    }

    /// The requests that are taken, with their numbers: by their events, not by time.
    fn numbered_requests(&self) -> impl Iterator<Item = (usize, &'r NetworkRow)> + use<'r> {
        let clip = self.clip;
        self.view.network.iter().enumerate().filter(move |(_, row)| clip.has_row(row.at, row.seq, row.window))
    }

    /// The requests that are taken, by their events.
    fn requests(&self) -> impl Iterator<Item = &'r NetworkRow> + use<'r> {
        self.numbered_requests().map(|(_, row)| row)
    }

    /// The console lines that are taken, in order.
    fn lines(&self) -> impl Iterator<Item = &'r ConsoleRow> + use<'r> {
        let clip = self.clip;
        self.view.console.iter().filter(move |row| clip.has_row(row.at, row.seq, row.window))
    }

    /// The pages that are entered in what is taken, in order.
    fn pages(&self) -> impl Iterator<Item = &'r Page> + use<'r> {
        let clip = self.clip;
        self.view.pages.iter().filter(move |page| clip.has_row(page.at, page.seq, page.window))
    }

    /// Visits every event that is taken, openings first; the answer is what the openings could not bring about.
    fn pieces(&self, visit: impl FnMut(Piece<'_>) -> Result<(), ExportError>) -> Result<Notes, ExportError> {
        let unlike = self.recording.pieces((self.view, self.clip), self.cancel, visit)?;
        Ok(self.notes(&unlike))
    }

    /// As [`Source::pieces`], with the recorded events byte for byte, but for compressed fields, which are inflated.
    fn recorded(&self, visit: impl FnMut(Piece<'_>) -> Result<(), ExportError>) -> Result<Notes, ExportError> {
        let unlike = self.recording.recorded_pieces((self.view, self.clip), self.cancel, visit)?;
        Ok(self.notes(&unlike))
    }

    /// What the openings of a clip could not bring about, and what is left out, in words.
    fn notes(&self, unlike: &[Unlike]) -> Notes {
        let note = |unlike: &Unlike| {
            let (window, line) = (unlike.window, &unlike.line);
            format!(
                "the clip begins with a page that differs from the recorded one in window {window}, first at {line}"
            )
        };
        let mut notes: Notes = unlike.iter().map(note).collect();
        let apps = self.view.index.len() - self.view.index.recorded();
        if apps > 0 && !self.clip.has_apps() {
            notes.push(format!("analytics events are left out, for the recorder did not write them: {apps}"));
        }
        notes
    }
}
