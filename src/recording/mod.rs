//! The façade both front ends use: open a recording, look at its timeline, seek to any moment of any window.
//!
//! A [`Recording`] is a handle to a scan that may still run; a [`View`] is what is known at one moment, immutable, so
//! that a frame or a command works on one consistent state. Seqs belong to the view they come from: while a file is
//! still read, a late event may find its place before others. Nothing here knows arguments or terminals.

mod ahead;
mod blame;
mod cancel;
mod clip;
mod describe;
pub mod doctor;
mod error;
mod facts;
mod frames;
mod label;
mod lanes;
mod lead;
pub mod life;
pub mod listing;
mod load;
pub mod notes;
mod places;
mod replay;
mod row_facts;
mod scope;
mod sealed;
mod seek;
pub mod signals;
pub mod size;
pub mod summary;
mod tail;
mod targets;
mod told;
mod traffic;
mod view;
pub mod when;
pub mod why;

use crate::archive::{Bodies, FieldFault, Input};
use crate::clock::Moment;
use crate::dom::Tree;
use crate::event::Seq;
use crate::timeline::{Row, WindowIx};
use std::sync::Arc;

pub use cancel::Cancel;
pub use clip::{Clip, Piece, Unlike};
pub use describe::selector;
pub use error::{NoSuchMoment, OpenError, SeekError};
pub use lanes::{Cell, Lanes, PageSpan, Scale, damage, lanes};
pub use lead::{Lead, Leads};
pub use load::Want;
pub use row_facts::RowFacts;
pub use scope::Scope;
pub use sealed::Indexer;
pub use seek::Step;
pub use signals::Signal;
pub use targets::{Naming, Targets};
pub use view::{Following, Now, Progress, View};

/// One session replay, open. Cheap to clone; every clone is the same recording.
#[derive(Clone)]
pub struct Recording {
    shared: Arc<load::Shared>,
    bodies: Bodies,
    seeker: Arc<seek::Seeker>,
}

impl Recording {
    /// Reads a recording to its end.
    ///
    /// # Errors
    /// Nothing of it can be shown.
    pub fn load(inputs: &[Input], want: Want) -> Result<Self, OpenError> {
        let recording = Self::empty();
        load::scan(inputs, want, &recording, &|_| {}, &Cancel::new())?;
        Ok(recording)
    }

    /// [`Recording::load`], until cancelled: what is read by then is the recording.
    ///
    /// # Errors
    /// Nothing of it can be shown.
    pub fn load_until(inputs: &[Input], want: Want, cancel: &Cancel) -> Result<Self, OpenError> {
        let recording = Self::empty();
        load::scan(inputs, want, &recording, &|_| {}, cancel)?;
        Ok(recording)
    }

    /// [`Recording::load`], telling now and then how far the reading is.
    ///
    /// # Errors
    /// Nothing of it can be shown.
    pub fn load_watched(inputs: &[Input], want: Want, watch: &dyn Fn(&Progress)) -> Result<Self, OpenError> {
        let recording = Self::empty();
        load::scan(inputs, want, &recording, watch, &Cancel::new())?;
        Ok(recording)
    }

    /// Starts reading a recording in the background; `on_change` is called whenever there is a new view, at most about
    /// every 50 ms, and at the end. Reading stops when `cancel` is cancelled.
    pub fn start(inputs: Vec<Input>, cancel: &Cancel, on_change: impl Fn() + Send + Sync + 'static) -> Self {
        let recording = Self::empty();
        let (reader, cancel) = (recording.clone(), cancel.clone());
        std::thread::spawn(move || load::run(&inputs, &reader, &on_change, &cancel));
        recording
    }

    /// [`Recording::start`], and reads on as the last input grows: a file that another program appends to, rotates or
    /// cuts, or a pipe. Views come within 200 ms of what is appended; [`Progress::follow`] says how it stands. It ends
    /// when `cancel` is cancelled, or a pipe's writer is gone.
    ///
    /// What is new in a later view is told by [`Index::arrival`](crate::timeline::Index::arrival), which stays the same
    /// for an event (until [`Following::restarted`] counts up): seqs move when a late event finds its place before
    /// others.
    pub fn follow(
        inputs: Vec<Input>,
        want: Want,
        cancel: &Cancel,
        on_change: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let recording = Self::empty();
        let (reader, cancel) = (recording.clone(), cancel.clone());
        std::thread::spawn(move || load::follow(&inputs, want, &reader, &on_change, &cancel));
        recording
    }

    fn empty() -> Self {
        let bodies = Bodies::new();
        let seeker = Arc::new(seek::Seeker::new(bodies.clone()));
        Self { shared: Arc::new(load::Shared::default()), bodies, seeker }
    }

    /// What is known now.
    #[must_use]
    pub fn view(&self) -> Arc<View> {
        self.shared.view()
    }

    /// The last event at or before a moment.
    ///
    /// # Errors
    /// The moment lies before the first event, or names an event that is not there.
    pub fn resolve(&self, view: &View, moment: Moment) -> Result<Seq, NoSuchMoment> {
        view.resolve(moment)
    }

    /// An event's JSON, compressed fields inflated.
    ///
    /// # Errors
    /// No such event, or its body cannot be found again.
    pub fn event(&self, view: &View, seq: Seq) -> Result<Vec<u8>, SeekError> {
        self.examine(view, seq).map(|(body, _)| body)
    }

    /// As [`Recording::event`], with what was wrong with its compressed fields.
    fn examine(&self, view: &View, seq: Seq) -> Result<(Vec<u8>, Vec<FieldFault>), SeekError> {
        if view.index.last().is_none_or(|last| seq > last) {
            return Err(SeekError::OutOfRange);
        }
        self.bodies.examine(view.index.loc(seq)).map_err(|source| SeekError::Body { seq, source })
    }

    /// A window's state after all its events up to and including `seq`, whichever way it is reached.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn tree(&self, view: &View, window: WindowIx, seq: Seq, cancel: &Cancel) -> Result<Arc<Tree>, SeekError> {
        self.seeker.tree(view, (window, seq), cancel)
    }

    /// The state before and after an event of its window, and what the event did.
    ///
    /// # Errors
    /// As [`Recording::tree`].
    pub fn applied(&self, view: &View, seq: Seq, cancel: &Cancel) -> Result<Step, SeekError> {
        self.seeker.step(view, seq, cancel)
    }

    /// A row's text with the node it is about: `click button#buy "Buy now"`. Recorded text: not neutral.
    ///
    /// # Errors
    /// As [`Recording::tree`].
    pub fn label(&self, view: &View, row: Row, cancel: &Cancel) -> Result<String, SeekError> {
        label::full(self, view, row, cancel)
    }
}
