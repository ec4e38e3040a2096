//! Playing audio and video.

use super::reader::Reader;
use super::{BadEvent, NodeId};

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

impl Media {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut media = Self {
            kind: MediaKind::Unknown(-1),
            id: None,
            current_time: None,
            volume: None,
            muted: None,
            looping: None,
            playback_rate: None,
        };
        while let Some(key) = reader.key()? {
            match &*key {
                "type" => media.kind = MediaKind::from_number(reader.integer("type")?.unwrap_or(-1)),
                "id" => media.id = reader.id("id")?,
                "currentTime" => media.current_time = reader.float("currentTime")?,
                "volume" => media.volume = reader.float("volume")?,
                "muted" => media.muted = reader.boolean("muted")?,
                "loop" => media.looping = reader.boolean("loop")?,
                "playbackRate" => media.playback_rate = reader.float("playbackRate")?,
                _ => reader.skip()?,
            }
        }
        Ok(media)
    }
}

impl MediaKind {
    /// The kind with rrweb's number.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Play,
            1 => Self::Pause,
            2 => Self::Seeked,
            3 => Self::VolumeChange,
            4 => Self::RateChange,
            other => Self::Unknown(other),
        }
    }
}
