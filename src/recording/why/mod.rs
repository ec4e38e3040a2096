//! Why something happened: what came before an error (or any other event) and plausibly led to it, ranked.
//!
//! Nothing in a recording proves a cause. Each candidate (an action of the user's, a request, a change of the page, a custom
//! event, the page's own loading, an earlier line of the console) is weighed by clues: each says what speaks for it or
//! against it, and how strongly, so that a reader can disagree. Only the neighbourhood is looked at: the index names the
//! candidates, the bodies of a few are read, and a seek serves those alone whose nodes are asked about.

mod candidates;
mod clues;
mod effect;
mod named;
mod past;
mod rank;
mod reasons;
mod scene;
mod weigh;

use super::{Cancel, Recording, SeekError, View};
use crate::clock::Time;
use crate::event::{Kind, NodeId, Seq};
use crate::timeline::{Row, What, WindowIx};

pub use effect::Effect;
pub use reasons::{Clue, Reason};

/// Something that plausibly led to an effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The event; of a request the one that reports it.
    pub seq: Seq,
    /// When; of a request when it was sent.
    pub at: Time,
    /// The window.
    pub window: WindowIx,
    /// What sort of event.
    pub kind: Kind,
    /// The request's place among the view's, where it is one.
    pub request: Option<u32>,
    /// The node it is about.
    pub node: Option<NodeId>,
    /// Its row's text. Recorded text: not neutral.
    pub label: String,
    /// How plausible, from 0 to 1.
    pub score: f64,
    /// What speaks for it, the strongest first, then what speaks against it.
    pub reasons: Vec<Reason>,
}

impl Cause {
    /// The cause's row of the timeline.
    #[must_use]
    pub fn row(&self) -> Row {
        let what = self.request.map_or(What::Event, What::Request);
        Row { at: self.at, seq: self.seq, window: self.window, kind: self.kind, what }
    }
}

/// Explains effects of one view of a recording; what it learns of a window serves the next effect, too.
pub struct Why<'a> {
    recording: &'a Recording,
    view: &'a View,
    cancel: &'a Cancel,
    scenes: Vec<Option<scene::Scene<'a>>>,
}

impl<'a> Why<'a> {
    /// For the effects of this view.
    #[must_use]
    pub fn new(recording: &'a Recording, view: &'a View, cancel: &'a Cancel) -> Self {
        Self { recording, view, cancel, scenes: Vec::new() }
    }

    /// At most so many causes of an effect, the most plausible first.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn causes(&mut self, effect: &Effect, most: usize) -> Result<Vec<Cause>, SeekError> {
        let (recording, view, cancel) = (self.recording, self.view, self.cancel);
        let at = usize::from(effect.window);
        if at >= self.scenes.len() {
            self.scenes.resize_with(at + 1, || None);
        }
        let scene = self.scenes[at].get_or_insert_with(|| scene::Scene::new((recording, view), effect.window, cancel));
        let ranked = rank::ranked(scene, effect)?;
        ranked.into_iter().take(most).map(|found| cause(recording, view, found, cancel)).collect()
    }
}

/// A cause with the words of its row.
fn cause(recording: &Recording, view: &View, found: rank::Found, cancel: &Cancel) -> Result<Cause, SeekError> {
    let rank::Found { candidate, score, reasons } = found;
    let candidates::Candidate { seq, sent, window, kind, request, node, .. } = candidate;
    let mut cause = Cause { seq, at: sent, window, kind, request, node, label: String::new(), score, reasons };
    cause.label = recording.label(view, cause.row(), cancel)?;
    Ok(cause)
}
