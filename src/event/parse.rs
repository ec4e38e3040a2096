//! JSON to [`Event`].

use super::{BadEvent, Event};

impl Event {
    /// Reads one event's JSON object, `cv` fields and packing undone.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadEvent> {
        let _ = bytes;
        Err(BadEvent::NotAnObject)
    }
}
