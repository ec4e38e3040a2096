//! What a node shows beside its attributes: what was typed, checked, scrolled, played, drawn.

use std::sync::Arc;

use crate::clock::Time;
use crate::event::canvas::Command;

use super::sheet::Sheet;

/// Live state of one node. Most nodes have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    /// What an Input event set: the value is dirty from then on.
    pub(crate) value: Option<Arc<str>>,
    /// What an Input event, or another radio of the group, set.
    pub(crate) checked: Option<bool>,
    pub(crate) scroll: Option<(f64, f64)>,
    pub(crate) media: Option<MediaState>,
    /// The sheet after edits that its text does not show.
    pub(crate) sheet: Option<Arc<Sheet>>,
    pub(crate) canvas: Option<Arc<CanvasState>>,
}

/// How an audio or video element plays.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "the three switches of a media element")]
pub struct MediaState {
    /// It is playing.
    pub playing: bool,
    /// Seconds, at `at`.
    pub current_time: f64,
    /// When that was.
    pub at: Time,
    /// 1 is real time.
    pub rate: f64,
    /// 0 to 1.
    pub volume: f64,
    /// Silent.
    pub muted: bool,
    /// Starts over at the end.
    pub looping: bool,
}

impl MediaState {
    /// Seconds into the media at a time. The duration is not recorded, so a loop is not wrapped.
    #[must_use]
    pub fn position(&self, now: Time) -> f64 {
        let elapsed = if self.playing { (now.ms() - self.at.ms()).max(0.0) / 1000.0 * self.rate } else { 0.0 };
        self.current_time + elapsed
    }

    /// The same state, told from a later time on.
    pub(crate) fn rebased(self, now: Time) -> Self {
        Self { current_time: self.position(now), at: now, ..self }
    }
}

/// What was drawn on a canvas.
#[derive(Clone, Debug, Default)]
pub struct CanvasState {
    /// 0 is 2D, 1 WebGL, 2 WebGL2.
    pub context: i64,
    /// Batches of commands since the last whole frame, the newest last; bounded.
    pub batches: Vec<Arc<[Command]>>,
    /// All commands ever sent.
    pub total: u64,
    /// Bytes of arguments in `batches`.
    pub(crate) bytes: usize,
}

impl PartialEq for CanvasState {
    fn eq(&self, other: &Self) -> bool {
        self.context == other.context && self.total == other.total
    }
}
