//! What a window's events say that signals are made of: clicks with their places, and what came after each.

use super::rules::Rules;
use super::{Cancel, Fired, Measure, Recording, SeekError, Signal, SignalKind, View};
use crate::clock::{Span, Time};
use crate::dom::Tree;
use crate::event::input::{Interaction, InteractionKind};
use crate::event::{Data, Event, Kind, NodeId, Seq};
use crate::recording::describe;
use crate::recording::traffic::Traffic;
use crate::timeline::WindowIx;
use std::sync::Arc;

/// A click, or the tap of a finger where the recording has no clicks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Click {
    pub(super) seq: Seq,
    pub(super) at: Time,
    pub(super) node: Option<NodeId>,
    /// CSS pixels from the left and the top of the target's viewport.
    pub(super) place: Option<(f64, f64)>,
    /// Where and by which event the button went down, or the finger.
    pub(super) down: Option<(Seq, Option<(f64, f64)>)>,
}

/// Longer before a click than this, a button that went down belongs to something else.
const HELD: Span = Span(2_000_000);

/// One window, its events, and the rules that are asked of it.
pub(super) struct Scene<'a> {
    pub(super) recording: &'a Recording,
    pub(super) view: &'a View,
    pub(super) window: WindowIx,
    pub(super) rules: &'a Rules,
    pub(super) cancel: &'a Cancel,
    /// The window's events.
    pub(super) seqs: Vec<Seq>,
    pub(super) clicks: Vec<Click>,
    pub(super) traffic: Traffic<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        (recording, view): (&'a Recording, &'a View),
        (window, seqs): (WindowIx, Vec<Seq>),
        rules: &'a Rules,
        cancel: &'a Cancel,
    ) -> Result<Self, SeekError> {
        let traffic = Traffic::new(view, window);
        let mut scene = Self { recording, view, window, rules, cancel, seqs, clicks: Vec::new(), traffic };
        scene.clicks = scene.read_clicks()?;
        Ok(scene)
    }

    /// An event, parsed; `None` where it is no sound one.
    pub(super) fn event(&self, seq: Seq) -> Result<Option<Event>, SeekError> {
        if self.cancel.is_cancelled() {
            return Err(SeekError::Cancelled);
        }
        Ok(Event::parse(&self.recording.event(self.view, seq)?).ok())
    }

    /// The window's page after an event.
    pub(super) fn tree(&self, seq: Seq) -> Result<Arc<Tree>, SeekError> {
        self.recording.tree(self.view, self.window, seq, self.cancel)
    }

    /// The window's events after one of them.
    pub(super) fn after(&self, seq: Seq) -> &[Seq] {
        let from = self.seqs.partition_point(|other| *other <= seq);
        self.seqs.get(from..).unwrap_or_default()
    }

    /// The window's events before one of them, the nearest first.
    pub(super) fn before(&self, seq: Seq) -> impl Iterator<Item = Seq> + '_ {
        let to = self.seqs.partition_point(|other| *other < seq);
        self.seqs.get(..to).unwrap_or_default().iter().rev().copied()
    }

    pub(super) fn kind(&self, seq: Seq) -> Kind {
        self.view.index.kind(seq)
    }

    pub(super) fn at(&self, seq: Seq) -> Time {
        self.view.index.time(seq)
    }

    /// Whether an event's label begins with this: the word for a gesture, or a custom event's tag.
    pub(super) fn is(&self, seq: Seq, words: &str) -> bool {
        self.view.index.label(seq).starts_with(words)
    }

    /// A node as a person would point at it.
    pub(super) fn words(&self, seq: Seq, node: Option<NodeId>) -> Result<String, SeekError> {
        let Some(id) = node else { return Ok("somewhere".to_owned()) };
        let tree = self.tree(seq)?;
        Ok(describe::target(&tree, id).unwrap_or_else(|| format!("#{id}")))
    }

    fn read_clicks(&self) -> Result<Vec<Click>, SeekError> {
        let has_clicks = self.seqs.iter().any(|seq| self.kind(*seq) == Kind::Click);
        let (kind, down_words, up_words) =
            if has_clicks { (Kind::Click, "mouse down", "click") } else { (Kind::Touch, "touch start", "touch end") };
        let mut clicks = Vec::new();
        let mut down: Option<Seq> = None;
        for seq in &self.seqs {
            let what = self.kind(*seq);
            if matches!(what, Kind::Pointer | Kind::Touch) && self.is(*seq, down_words) {
                down = Some(*seq);
            } else if what == kind && self.is(*seq, up_words) {
                let held = down.take().filter(|down| self.at(*seq) - self.at(*down) < HELD);
                clicks.extend(self.click(*seq, held)?);
            }
        }
        Ok(clicks)
    }

    fn click(&self, seq: Seq, down: Option<Seq>) -> Result<Option<Click>, SeekError> {
        let Some(interaction) = self.interaction(seq)? else { return Ok(None) };
        let down = match down {
            Some(down) => self.interaction(down)?.map(|interaction| (down, place(&interaction))),
            None => None,
        };
        if interaction.kind == InteractionKind::TouchEnd && down.is_none() {
            return Ok(None);
        }
        let node = interaction.id.filter(|id| *id >= 0);
        Ok(Some(Click { seq, at: self.at(seq), node, place: place(&interaction), down }))
    }

    fn interaction(&self, seq: Seq) -> Result<Option<Interaction>, SeekError> {
        Ok(match self.event(seq)? {
            Some(Event { data: Data::Interaction(interaction), .. }) => Some(interaction),
            _ => None,
        })
    }

    /// A signal that begins with an event; its label is the kind's words and what comes after.
    pub(super) fn signal(&self, kind: SignalKind, seq: Seq, node: Option<NodeId>, says: &str) -> Signal {
        let label = format!("{} {says}", kind.words());
        let at = self.at(seq);
        Signal { kind, window: self.window, at, seq, node, label, evidence: super::Evidence::default() }
    }
}

fn place(interaction: &Interaction) -> Option<(f64, f64)> {
    interaction.x.zip(interaction.y)
}

/// A span as a measure.
pub(super) fn ms(name: &'static str, span: Span) -> Measure {
    (name, span.ms())
}

/// A count as a measure.
#[allow(clippy::cast_precision_loss)] // counts of events are small
pub(super) fn count(name: &'static str, count: usize) -> Measure {
    (name, count as f64)
}

/// Events of one sort.
pub(super) fn fired(what: &'static str, seqs: impl IntoIterator<Item = Seq>) -> Vec<Fired> {
    seqs.into_iter().map(|seq| Fired { seq, what }).collect()
}
