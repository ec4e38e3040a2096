//! A window as a cause is looked for in it.

use super::past::Past;
use crate::clock::{Span, Time};
use crate::dom::Tree;
use crate::event::{Event, Kind, Seq};
use crate::recording::traffic::Traffic;
use crate::recording::{Cancel, Recording, SeekError, View};
use crate::timeline::WindowIx;
use std::sync::Arc;

/// One window and its events.
pub(super) struct Scene<'a> {
    pub(super) recording: &'a Recording,
    pub(super) view: &'a View,
    pub(super) window: WindowIx,
    pub(super) cancel: &'a Cancel,
    /// The window's events.
    pub(super) seqs: Vec<Seq>,
    pub(super) traffic: Traffic<'a>,
    pub(super) past: Past,
}

/// Events that tell of a page's loading lie so near its snapshot.
const AROUND: Span = Span(500_000);

impl<'a> Scene<'a> {
    pub(super) fn new((recording, view): (&'a Recording, &'a View), window: WindowIx, cancel: &'a Cancel) -> Self {
        let index = &view.index;
        let seqs: Vec<Seq> = index.seqs().filter(|seq| index.window(*seq) == window).collect();
        let traffic = Traffic::new(view, window);
        let past = Past::new(view, &seqs, &traffic);
        Self { recording, view, window, cancel, seqs, traffic, past }
    }

    /// The window's events before one of them, the nearest first.
    pub(super) fn before(&self, seq: Seq) -> impl Iterator<Item = Seq> + '_ {
        let to = self.seqs.partition_point(|other| *other < seq);
        self.seqs.get(..to).unwrap_or_default().iter().rev().copied()
    }

    /// An event's body, parsed; nothing where it is no sound one, or larger than is worth a look.
    pub(super) fn event(&self, seq: Seq) -> Result<Option<Event>, SeekError> {
        const LARGEST: u32 = 1 << 20;
        if self.cancel.is_cancelled() {
            return Err(SeekError::Cancelled);
        }
        if self.view.index.loc(seq).len > LARGEST {
            return Ok(None);
        }
        Ok(Event::parse(&self.recording.event(self.view, seq)?).ok())
    }

    /// The window's page after an event.
    pub(super) fn tree(&self, seq: Seq) -> Result<Arc<Tree>, SeekError> {
        self.recording.tree(self.view, self.window, seq, self.cancel)
    }

    pub(super) fn kind(&self, seq: Seq) -> Kind {
        self.view.index.kind(seq)
    }

    pub(super) fn at(&self, seq: Seq) -> Time {
        self.view.index.time(seq)
    }

    /// An event's label, as the index has it.
    pub(super) fn label(&self, seq: Seq) -> &'a str {
        self.view.index.label(seq)
    }

    /// Whether a page was loaded at a full snapshot. Recorders also take one of the same page now and then: that is none.
    pub(super) fn is_load(&self, snapshot: Seq) -> bool {
        let view = self.view;
        let of_window = |page: &&crate::extract::Page| page.window == self.window;
        let mut pages = view.pages[..view.pages.partition_point(|page| page.seq <= snapshot)].iter().rev();
        let (now, before) = (pages.find(of_window), pages.find(of_window));
        let (Some(now), Some(before)) = (now, before) else { return true };
        let tells = |seq: Seq| {
            let label = self.label(seq);
            matches!(label, "DOM content loaded" | "load" | "custom $recording_started" | "custom $session_options")
        };
        let place = self.seqs.partition_point(|seq| *seq < snapshot);
        let near = |seq: &&Seq| (self.at(**seq) - self.at(snapshot)).0.abs() < AROUND.0;
        let after = self.seqs[place..].iter().take_while(near);
        let told = || self.seqs[..place].iter().rev().take_while(near).chain(after).any(|seq| tells(*seq));
        now.href != before.href || told()
    }
}
