//! Bytes to records: containers and codecs.
//!
//! [`scan`] reads one recording from its inputs and hands every event to a [`Sink`], in the order of the input; [`Bodies`]
//! finds an event's JSON again later. What an input is, is told by its content and never by its name.
//!
//! This room must not know what rrweb means: to it an event is a JSON object with a `type` and a `timestamp`. It knows
//! how such objects travel: PostHog's exports, API answers, capture payloads and storage blocks, rrweb's own dumps, each
//! plain or compressed, whole or damaged.

mod app;
mod bodies;
mod capture;
mod chunks;
mod codec;
mod cv;
mod damage;
mod draft;
mod error;
mod follow;
mod har;
mod header;
mod json;
mod nested;
mod open;
mod output;
mod parts;
pub mod portable;
mod positioned;
mod posthog;
mod reader;
mod recover;
mod refuse;
mod rrweb;
mod salvage;
mod shape;
mod store;
mod stream;
mod zip;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use bodies::Bodies;
pub use cv::{FieldFault, Outcome, Unpacked, plain, unpack};
pub use damage::{Damage, DamageKind, Place};
pub use draft::{Draft, DraftFolder, sweep};
pub use error::Error;
pub use header::{Codec, Container, Header, Metadata, Person, ServerCounts};
pub use parts::are_several;
use portable::Seal;

/// Where a part of a recording comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a directory with the files that are a recording's parts.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// Where [`Bodies`] finds an event again. Opaque but for its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Loc {
    /// Which source (the high 16 bits), and where in it (the low 48).
    pub offset: u64,
    /// The event's JSON in bytes, before `cv` fields are inflated.
    pub len: u32,
}

/// One event as it lies in its container.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The window id that the wrapper around the event carries; `None` where the event may carry it itself.
    pub window: Option<&'a str>,
    /// The event's JSON object, valid UTF-8, packed strings decoded. `cv` fields are still compressed.
    pub bytes: &'a [u8],
    /// Where [`Bodies`] finds it again, if the sink answers [`Keep::Body`].
    pub loc: Loc,
    /// Where it lies in the decoded input.
    pub place: Place,
    /// What it is.
    pub kind: RecordKind,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// An event of the recording.
    Recorded,
    /// An event of the application's analytics that came along (`$pageview`, `$rageclick`, `$exception`, …), written as
    /// the custom event `{"type":5,"data":{"tag":NAME,"payload":PROPERTIES},"timestamp":MS}`.
    App,
}

/// A sink's answer to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// [`Bodies::get`] must find this event later.
    Body,
    /// Nobody will ask for this event's body.
    Nothing,
    /// These bytes are no event (broken JSON, no timestamp): say so as damage, with this reason in plain words.
    Refused(String),
}

/// Who takes in what a scan finds. All calls come from the thread that called [`scan`].
pub trait Sink {
    /// What the container tells about the recording. Called before the first event, and again when more is learnt.
    fn header(&mut self, header: &Header);
    /// One event, in the order of the input.
    fn event(&mut self, record: Record<'_>) -> Keep;
    /// The index of a sealed archive, before its events. A sink that can do without them answers true, and none comes.
    fn sealed(&mut self, _: &Seal<'_>) -> bool {
        false
    }
    /// Something that could not be read, after the events before it.
    fn damage(&mut self, damage: Damage);
    /// Bytes of input read so far, and in all where that is known. `Break` ends the scan quietly.
    fn progress(&mut self, read: u64, total: Option<u64>) -> ControlFlow<()>;
    /// What goes on with an input that grows, or that another program writes. While one waits for it this comes again
    /// and again, some 20 times a second. `Break` ends the scan quietly.
    fn followed(&mut self, _: Followed) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// What goes on with an input that grows, or that another program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// There is no file of this name, or none any more.
    Absent,
    /// There is too little in it to tell what it is.
    Undecided,
    /// All that there is was read; more may come.
    CaughtUp,
    /// Another file has taken the name: the old one was read to its end, and the new one comes next.
    Rotated,
    /// The file was cut, or written anew from its start: all events so far are void, and reading starts again.
    Restarted,
}

/// Reads a recording from its inputs, which are its parts in any order, into `sink`. What is damaged goes to the sink as well; an error comes only where
/// nothing can be shown.
///
/// # Errors
/// The input is empty, unreadable, or no replay, or the inputs are parts of different recordings; the error says what it
/// is and what would help.
pub fn scan(inputs: &[Input], bodies: &Bodies, sink: &mut dyn Sink) -> Result<(), Error> {
    parts::scan(inputs, bodies, sink)
}

/// As [`scan`], and goes on as the last input grows, until `stop` is set or the sink answers `Break`. A file is read on
/// as another program appends to it, and its name may come to another file; a pipe ends when its writer does. The inputs
/// before the last are read once.
///
/// # Errors
/// As [`scan`]; but a file that is not there yet, or says nothing yet, is waited for.
pub fn follow(inputs: &[Input], bodies: &Bodies, sink: &mut dyn Sink, stop: &Arc<AtomicBool>) -> Result<(), Error> {
    follow::follow(inputs, bodies, sink, stop)
}
