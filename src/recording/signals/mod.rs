//! Signals: what in a recording speaks of a user's trouble, each with the events that show it.
//!
//! Rage clicks, dead clicks, error clicks, thrashed cursors, quick backs, abandoned forms. The index names the
//! candidates; the bodies of clicks and the DOM are looked at for those alone, so a recording without trouble costs little
//! more than one pass over its index. A signal that is none costs trust: where nobody can tell, there is no signal.

mod back;
mod dead;
mod error;
mod form;
mod rage;
mod rules;
mod scene;
pub(super) mod target;
mod thrash;

use super::{Cancel, Recording, SeekError, View};
use crate::clock::Time;
use crate::event::{NodeId, Seq};
use crate::timeline::WindowIx;
use std::fmt;
use std::sync::Arc;

pub use rules::{Back, Dead, Distance, Error, Form, Pace, Preset, Rage, Rules, Spare, Target, Thrash};

/// What sort of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignalKind {
    /// Clicks in quick succession on one spot.
    RageClick,
    /// A click that nothing follows.
    DeadClick,
    /// A click that an error follows.
    ErrorClick,
    /// A cursor that is shaken to and fro.
    ThrashedCursor,
    /// A page that is left again at once for the one before.
    QuickBack,
    /// A form that is filled in and not sent.
    AbandonedForm,
}

impl SignalKind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Self; 6] = [
        Self::RageClick,
        Self::DeadClick,
        Self::ErrorClick,
        Self::ThrashedCursor,
        Self::QuickBack,
        Self::AbandonedForm,
    ];

    /// The stable name, as JSON records write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RageClick => "rage-click",
            Self::DeadClick => "dead-click",
            Self::ErrorClick => "error-click",
            Self::ThrashedCursor => "thrashed-cursor",
            Self::QuickBack => "quick-back",
            Self::AbandonedForm => "abandoned-form",
        }
    }

    /// The name in a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::RageClick => "rage click",
            Self::DeadClick => "dead click",
            Self::ErrorClick => "error click",
            Self::ThrashedCursor => "thrashed cursor",
            Self::QuickBack => "quick back",
            Self::AbandonedForm => "abandoned form",
        }
    }
}

impl fmt::Display for SignalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A number with its name, which carries the unit: `span_ms`, `spread_px`, `clicks`.
pub type Measure = (&'static str, f64);

/// An event that a signal is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The event.
    pub seq: Seq,
    /// What it is to the signal: `click`, `error`, `page`, …
    pub what: &'static str,
}

/// What shows a signal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The events, in order.
    pub events: Vec<Fired>,
    /// What was measured.
    pub measured: Vec<Measure>,
    /// The thresholds in force.
    pub thresholds: Vec<Measure>,
    /// What PostHog's own detector said at that place: a custom event's tag and seq.
    pub vendor: Vec<(&'static str, Seq)>,
}

/// One sign of trouble.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// What sort.
    pub kind: SignalKind,
    /// The window.
    pub window: WindowIx,
    /// When it begins.
    pub at: Time,
    /// The event with which it begins: its address.
    pub seq: Seq,
    /// The node it is about, where it is about one.
    pub node: Option<NodeId>,
    /// One line: `rage click button#buy "Buy now": 8 clicks in 1.6 s`. Recorded text in it: not neutral.
    pub label: String,
    /// What shows it.
    pub evidence: Evidence,
}

impl Signal {
    /// The label without the kind's words.
    #[must_use]
    pub fn says(&self) -> &str {
        self.label.strip_prefix(self.kind.words()).map_or(&self.label, str::trim_start)
    }
}

impl Recording {
    /// The signals of a view by these rules, in order of time.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn signals(&self, view: &View, rules: &Rules, cancel: &Cancel) -> Result<Vec<Signal>, SeekError> {
        let mut by_window: Vec<Vec<Seq>> = vec![Vec::new(); view.windows.len()];
        for seq in view.index.seqs() {
            if let Some(seqs) = by_window.get_mut(usize::from(view.index.window(seq))) {
                seqs.push(seq);
            }
        }
        let mut found = Vec::new();
        for window in (0u16..).zip(by_window) {
            let scene = scene::Scene::new((self, view), window, rules, cancel)?;
            rage::find(&scene, &mut found)?;
            dead::find(&scene, &mut found)?;
            error::find(&scene, &mut found)?;
            thrash::find(&scene, &mut found)?;
            back::find(&scene, &mut found);
            form::find(&scene, &mut found)?;
        }
        found.sort_by_key(|signal| (signal.at, signal.seq, signal.kind));
        Ok(found)
    }

    /// Looks for signals by our own rules and puts them into the newest view: its rows name them from then on.
    ///
    /// # Errors
    /// As [`Recording::signals`].
    pub fn find_signals(&self, cancel: &Cancel) -> Result<Arc<View>, SeekError> {
        let view = self.view();
        let signals = self.signals(&view, &Rules::default(), cancel)?;
        Ok(self.shared.tell_signals(&view, &signals))
    }
}
