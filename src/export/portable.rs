//! What the portable forms share: the first record, and an event record for every event that is taken.

use super::{ExportError, Notes, Source};
use crate::archive::portable::{self, Encoding, Form, Line, Meta, WindowId};
use crate::clock::{Span, Time};
use crate::event::Kind;
use crate::event::envelope;
use crate::event::one_line;
use crate::recording::{Naming, Piece, Targets, summary};
use crate::timeline::WindowIx;
use std::io::{self, Write};

/// Losses of the source that the first record tells.
const MOST_LOSSES: usize = 100;

/// Takes in the records of an archive.
pub(super) trait Records {
    /// The first record.
    fn meta(&mut self, meta: &Meta<'_>) -> io::Result<()>;
    /// An event: its record, when it happened, and in which window of the recording.
    fn event(&mut self, line: &Line<'_>, at: Time, window: WindowIx) -> io::Result<()>;
}

/// Hands on the records of what is taken, in their order.
pub(super) fn records(
    source: &Source<'_>,
    (sealed, naming): (bool, Naming),
    taker: &mut dyn Records,
) -> Result<Notes, ExportError> {
    source.recording.with_targets((source.view, source.clip), naming, source.cancel, |targets| {
        let start = started(source.clip.start());
        let mut walk = Walk { source, sealed, taker, targets, opening: Some(Vec::new()), seq: 0, start };
        let mut notes = source.recorded(|piece| walk.piece(&piece))?;
        walk.begin()?;
        if targets.are_left_out() {
            notes.push(
                "nodes are not named by selectors, for that needs a long replay; pack --targets does it".to_owned(),
            );
        }
        Ok(notes)
    })
}

/// Writes the records one after the other, in no archive.
pub(super) fn plain(source: &Source<'_>, encoding: Encoding, out: &mut dyn Write) -> Result<Notes, ExportError> {
    records(source, (false, Naming::default()), &mut Plain { encoding, out, record: Vec::new() })
}

struct Plain<'w> {
    encoding: Encoding,
    out: &'w mut dyn Write,
    record: Vec<u8>,
}

impl Records for Plain<'_> {
    fn meta(&mut self, meta: &Meta<'_>) -> io::Result<()> {
        self.out.write_all(&meta.write(self.encoding)?)
    }

    fn event(&mut self, line: &Line<'_>, _: Time, _: WindowIx) -> io::Result<()> {
        self.record.clear();
        line.write(self.encoding, &mut self.record);
        self.out.write_all(&self.record)
    }
}

/// The instant from which an archive's times count: a whole millisecond.
fn started(at: Time) -> Time {
    Time(at.0.div_euclid(1000) * 1000)
}

struct Walk<'w> {
    source: &'w Source<'w>,
    sealed: bool,
    taker: &'w mut dyn Records,
    targets: &'w Targets<'w>,
    /// Events of the clip's opening, until the first recorded event: the first record tells how many follow.
    opening: Option<Vec<(WindowIx, Vec<u8>)>>,
    seq: u32,
    start: Time,
}

impl Walk<'_> {
    fn piece(&mut self, piece: &Piece<'_>) -> Result<(), ExportError> {
        if let (None, Some(opening)) = (piece.seq, &mut self.opening) {
            opening.push((piece.window, piece.json.to_vec()));
            return Ok(());
        }
        self.begin()?;
        let is_app = piece.seq.is_some_and(|seq| self.source.view.index.kind(seq) == Kind::App);
        let target = piece.seq.and_then(|seq| self.targets.of(seq));
        self.event((piece.window, piece.at), is_app, target.as_deref(), piece.json)
    }

    /// The first record, and the opening.
    fn begin(&mut self) -> Result<(), ExportError> {
        let Some(opening) = self.opening.take() else { return Ok(()) };
        let events = (opening.len() + self.source.seqs().count()) as u64;
        self.taker.meta(&meta(self.source, self.sealed, (self.start, events)))?;
        let at = self.source.clip.start();
        opening.iter().try_for_each(|(window, json)| self.event((*window, at), false, None, json))
    }

    fn event(
        &mut self,
        (window, at): (WindowIx, Time),
        is_app: bool,
        target: Option<&str>,
        json: &[u8],
    ) -> Result<(), ExportError> {
        let rrweb = one_line(json);
        let mut envelope = envelope::peek(&rrweb).map_err(|error| io::Error::other(error.to_string()))?;
        if is_app {
            envelope.kind = Kind::App;
        }
        let place = self.source.windows().position(|known| known == window);
        let line = Line {
            seq: self.seq,
            timestamp: at - self.start,
            window: place.filter(|_| self.source.windows().nth(1).is_some()),
            envelope: &envelope,
            target,
            rrweb: &rrweb,
        };
        self.taker.event(&line, at, window)?;
        self.seq += 1;
        Ok(())
    }
}

/// What the first record says.
fn meta<'s>(source: &'s Source<'_>, sealed: bool, (start, events): (Time, u64)) -> Meta<'s> {
    let Source { view, clip, .. } = source;
    let header = view.header.as_ref();
    let last = clip.seqs().rev().find(|seq| clip.has(view, *seq)).map_or(clip.start(), |seq| view.index.time(seq));
    let id = |window: WindowIx| WindowId { id: source.window_id(window) };
    let pages = || view.pages.iter().filter(|page| clip.window().is_none_or(|only| only == page.window));
    let shown = pages().take_while(|page| page.seq <= clip.seqs().start).last().or_else(|| pages().next());
    Meta {
        form: Form::new(sealed),
        session_id: source.session_id(),
        started_at: start.rfc3339(),
        duration_ms: Span((last - start).0.max(0)).ms_json(),
        events,
        start_url: shown.map(|page| &*page.href),
        user_agent: header.and_then(|header| header.user_agent.as_deref()),
        windows: source.windows().map(id).collect(),
        person: header.and_then(|header| header.person.as_ref()),
        metadata: header.and_then(|header| header.metadata.as_ref()),
        source: portable::Source {
            container: header.map_or("unknown", |header| header.container.name()),
            repeats_dropped: view.repeats,
            damage: view.damage.iter().take(MOST_LOSSES).map(summary::describe).collect(),
        },
    }
}
