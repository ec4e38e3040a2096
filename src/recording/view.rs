//! What is known of a recording at one moment of its reading: immutable, shared by all who look.

use crate::archive::{Damage, Header, Place};
use crate::clock::{Moment, Span, Time};
use crate::event::Seq;
use crate::extract::{Action, ConsoleRow, NetworkRow, Page, action, is_cause};
use crate::timeline::{Index, Row, Rows, Window, WindowIx};

use super::NoSuchMoment;
use super::places::Places;
use super::signals::Signal;
use std::sync::Arc;

/// How far the reading is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of input read.
    pub read: u64,
    /// Bytes of input in all, where known.
    pub total: Option<u64>,
    /// Whether reading has ended, well or not.
    pub done: bool,
    /// Why it failed, where nothing can be shown: a sentence, then what would help, one line each.
    pub failed: Option<String>,
    /// How the following stands, where the input is followed as it grows.
    pub follow: Option<Following>,
}

/// How the following of a growing input stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// What it does now.
    pub now: Now,
    /// How often another file took the input's name, and was read after the one before.
    pub rotated: u32,
    /// How often the file was cut or written anew. Each time the recording began again: its events, and with them all
    /// seqs and arrival numbers, are others.
    pub restarted: u32,
}

/// What the reading of a growing input does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Now {
    /// It reads what is there.
    #[default]
    Reading,
    /// It waits for a file of that name.
    Absent,
    /// It waits until the file tells what it is.
    Undecided,
    /// It has read all there is, and waits for more.
    Waiting,
    /// It has ended: it was stopped, or the writer of a pipe is gone.
    Ended,
}

/// What is found out when reading has ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Late {
    /// Where every event lies in the inputs.
    pub(super) places: Arc<Places>,
    /// The signals, in order; rows name them by their place here.
    pub(super) signals: Arc<[Signal]>,
}

/// The recording, as far as it has been read.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What the container tells; `None` until it is recognised.
    pub header: Option<Header>,
    /// Every event, in the normalised order.
    pub index: Index,
    /// The timeline's rows.
    pub rows: Rows,
    /// The windows, by their first event.
    pub windows: Vec<Window>,
    /// The pages visited, in order.
    pub pages: Vec<Page>,
    /// The console lines, in order.
    pub console: Vec<ConsoleRow>,
    /// The requests, by their event and their place in it. Rows name them by their place here.
    pub network: Vec<NetworkRow>,
    /// What could not be read.
    pub damage: Vec<Damage>,
    /// What is found out when reading has ended.
    pub(super) late: Late,
    /// Repeated events that were dropped by PostHog's rule.
    pub repeats: u32,
    /// Counts how often seqs that were known have changed since: states are of one epoch.
    pub(super) epoch: u32,
    /// How far the reading is.
    pub progress: Progress,
}

impl View {
    /// The row at a place of the timeline.
    #[must_use]
    pub fn row(&self, place: usize) -> Option<Row> {
        self.rows.get(&self.index, place)
    }

    /// Where an event lies in the inputs; known when reading has ended.
    #[must_use]
    pub fn place(&self, seq: Seq) -> Option<Place> {
        self.late.places.get(self.index.arrival(seq)?)
    }

    /// For each input how many events it held, and how many of them were repeats that others held before; known when
    /// reading has ended.
    #[must_use]
    pub fn repeats_by_input(&self) -> Vec<(u64, u64)> {
        let inputs = self.header.as_ref().map_or(0, |header| header.inputs.len());
        let mut tally = vec![(0, 0); inputs];
        for input in self.late.places.inputs() {
            if let Some((held, repeats)) = tally.get_mut(input) {
                (*held, *repeats) = (*held + 1, *repeats + 1);
            }
        }
        for seq in self.index.seqs() {
            if let Some((_, repeats)) = self.place(seq).and_then(|place| tally.get_mut(place.input as usize)) {
                *repeats = u64::saturating_sub(*repeats, 1);
            }
        }
        tally
    }

    /// The signals, in order; none until [`Recording::find_signals`](super::Recording::find_signals) has looked for them.
    #[must_use]
    pub fn signals(&self) -> &[Signal] {
        &self.late.signals
    }

    /// The same view with these signals, and rows for them.
    pub(super) fn with_signals(&self, signals: &[Signal]) -> Self {
        let requests = self.network.iter().map(|row| (row.at, row.seq));
        let rows = Rows::new(&self.index, requests, signals.iter().map(|signal| (signal.at, signal.seq)));
        let late = Late { signals: signals.into(), ..self.late.clone() };
        Self { rows, late, ..self.clone() }
    }

    /// The offset of an event from the recording's start.
    #[must_use]
    pub fn offset(&self, seq: Seq) -> Span {
        self.index.time(seq) - self.index.start()
    }

    /// The page a window shows at an event: the last it entered at or before it.
    #[must_use]
    pub fn page(&self, window: WindowIx, seq: Seq) -> Option<&Page> {
        let entered = self.pages.partition_point(|page| page.seq <= seq);
        self.pages[..entered].iter().rev().find(|page| page.window == window)
    }

    /// The console line that an event is.
    #[must_use]
    pub fn console_of(&self, seq: Seq) -> Option<&ConsoleRow> {
        let at = self.console.binary_search_by_key(&seq, |row| row.seq).ok()?;
        self.console.get(at)
    }

    /// The requests that an event carries.
    #[must_use]
    pub fn requests_of(&self, seq: Seq) -> &[NetworkRow] {
        let from = self.network.partition_point(|row| row.seq < seq);
        let to = self.network.partition_point(|row| row.seq <= seq);
        &self.network[from..to]
    }

    /// The last event at or before a moment.
    ///
    /// # Errors
    /// The moment lies before the first event, or names an event that is not there.
    pub fn resolve(&self, moment: Moment) -> Result<Seq, NoSuchMoment> {
        let last = self.index.last().ok_or(NoSuchMoment::Empty)?;
        let at = |time: Time| self.index.at_or_before(time).ok_or(NoSuchMoment::BeforeStart { moment });
        let (start, end) = (self.index.start(), self.index.end());
        match moment {
            Moment::Seq(seq) if seq > last => Err(NoSuchMoment::NoSuchSeq { seq, last }),
            Moment::Seq(seq) => Ok(seq),
            Moment::FromStart(span) => at(start + span),
            Moment::FromEnd(span) => at(end + Span(span.0.saturating_neg())),
            Moment::Percent(percent) => at(start + Span::from_ms(self.index.duration().ms() * percent / 100.0)),
            Moment::At(time) => at(time),
            Moment::Start => at(start),
            Moment::End => Ok(last),
        }
    }

    /// What the user last did in a window before an event: a click, a touch or an input. The action an error follows.
    #[must_use]
    pub fn action_before(&self, window: WindowIx, seq: Seq) -> Option<Action> {
        let causes = |seq: &Seq| is_cause(self.index.kind(*seq)) && self.index.window(*seq) == window;
        (0..seq).rev().find(causes).and_then(|seq| action(&self.index, seq))
    }

    /// A row's text, made without any event's body; [`Recording::label`](super::Recording::label) says more. Recorded
    /// text: not neutral.
    #[must_use]
    pub fn label(&self, row: Row) -> String {
        super::label::short(self, row)
    }
}
