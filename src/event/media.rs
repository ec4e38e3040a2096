//! Playing audio and video.

use super::NodeId;

/// What happened to a media element (rrweb: `MediaInteractions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// 0.
    Play,
    /// 1.
    Pause,
    /// 2.
    Seeked,
    /// 3.
    VolumeChange,
    /// 4.
    RateChange,
    /// A number no known recorder writes.
    Unknown(i64),
}

/// A MediaInteraction event's body. Absent fields leave the state as it is.
#[derive(Clone, Copy, Debug)]
pub struct Media {
    /// What happened.
    pub kind: MediaKind,
    /// The element.
    pub id: Option<NodeId>,
    /// Seconds.
    pub current_time: Option<f64>,
    /// 0 to 1.
    pub volume: Option<f64>,
    /// Silent.
    pub muted: Option<bool>,
    /// Starts over at the end.
    pub looping: Option<bool>,
    /// 1 is real time.
    pub playback_rate: Option<f64>,
}
