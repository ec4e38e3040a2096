//! A peek at an event's JSON: when it happened, what it is, how much it changes. One borrowed pass, nothing inflated.
//!
//! The index calls this for every event of a recording, so values that are not needed are skipped, never built, and
//! arrays are counted, never kept. It is lenient: a field of the wrong type counts as absent, and only what is not a
//! JSON object with a time is refused. Compressed (`cv`) fields are weighed by the length their gzip footer claims.

mod leaf;
mod print;
mod read;

use super::{Kind, NodeId, custom, mend_surrogates, plugin};
use crate::clock::Time;
use std::borrow::Cow;

pub use leaf::Count;
pub use print::fingerprint;

/// rrweb's `type` of the events that are told apart here.
mod event_type {
    pub(super) const FULL_SNAPSHOT: i64 = 2;
    pub(super) const INCREMENTAL: i64 = 3;
    pub(super) const META: i64 = 4;
    pub(super) const CUSTOM: i64 = 5;
    pub(super) const PLUGIN: i64 = 6;
}

/// What the index knows of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope<'a> {
    /// The event's own timestamp.
    pub at: Time,
    /// What the event is about.
    pub kind: Kind,
    /// The event's `windowId`, where the event itself carries one; integers are written out.
    pub window: Option<Cow<'a, str>>,
    /// rrweb's event type; -1 when absent.
    pub event: i64,
    /// What the body says, as far as the index cares.
    pub facts: Facts<'a>,
    /// The event carries members that are no captured content, such as a replayer's `delay`.
    pub bookkeeping: bool,
    /// One piece of an oversized mutation that PostHog's player cut up (`isMutationChunk`).
    pub chunk: bool,
}

/// The parts of an event's `data` that the index keeps or counts. Which are meaningful depends on the event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// `data` is one compressed string: the bytes it claims to inflate to.
    pub packed: Option<u32>,
    /// rrweb's incremental source.
    pub source: Option<i64>,
    /// `data.type`: the mouse or media interaction.
    pub what: Option<i64>,
    /// The node that the event is about.
    pub node: Option<NodeId>,
    /// `x` and `y`: a pointer's or a scroll's position in CSS pixels.
    pub point: (Option<f64>, Option<f64>),
    /// `width` and `height` of the viewport in CSS pixels.
    pub size: (Option<f64>, Option<f64>),
    /// The page's address: of Meta, or of a navigation's payload.
    pub href: Option<Cow<'a, str>>,
    /// A custom event's tag, or a plugin's name.
    pub name: Option<Cow<'a, str>>,
    /// A console line's level.
    pub level: Option<Cow<'a, str>>,
    /// The value of an input event; the category or operation that the payload of a custom event names.
    pub text: Option<Cow<'a, str>>,
    /// A mutation's (or style sheet event's) lists.
    pub changes: Changes,
    /// Elements of the other list an event carries: pointer positions, canvas commands, ranges, network requests.
    pub items: u32,
}

/// The sizes of a mutation's lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Nodes added, or style rules.
    pub adds: Count,
    /// Nodes removed, or style rules.
    pub removes: Count,
    /// Texts set.
    pub texts: Count,
    /// Nodes whose attributes changed.
    pub attributes: Count,
}

impl Changes {
    /// All list elements together; `None` when a list is compressed, so that its elements are not known.
    #[must_use]
    pub fn total(&self) -> Option<u32> {
        let lists = [self.adds, self.removes, self.texts, self.attributes];
        lists.iter().try_fold(0u32, |sum, list| list.known().map(|count| sum.saturating_add(count)))
    }

    /// The JSON bytes that the compressed lists claim to inflate to.
    #[must_use]
    pub fn inflated(&self) -> u32 {
        let lists = [self.adds, self.removes, self.texts, self.attributes];
        lists.iter().fold(0, |sum, list| sum.saturating_add(list.packed()))
    }
}

/// Why an event cannot be placed on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEnvelope {
    /// Not JSON, or cut off.
    #[error("not readable as JSON: {0}")]
    Json(String),
    /// JSON, but not an object.
    #[error("not an object")]
    NotAnObject,
    /// No usable `timestamp`.
    #[error("no usable timestamp")]
    NoTimestamp,
}

/// Reads what the index needs from one event's JSON.
pub fn peek(bytes: &[u8]) -> Result<Envelope<'_>, BadEnvelope> {
    envelope(bytes).or_else(|error| match mend_surrogates(bytes) {
        Some(mended) => envelope(&mended).map(Envelope::into_owned),
        None => Err(error),
    })
}

fn envelope(bytes: &[u8]) -> Result<Envelope<'_>, BadEnvelope> {
    let raw = read::raw(bytes)?;
    let event = raw.event.unwrap_or(-1);
    let tag = raw.facts.name.as_deref().filter(|_| event == event_type::CUSTOM);
    let time = raw.timestamp.map(|time| tag.map_or(time, |tag| custom::milliseconds(tag, time)));
    let at = time.and_then(Time::from_ms).ok_or(BadEnvelope::NoTimestamp)?;
    Ok(Envelope {
        at,
        kind: kind(event, &raw.facts),
        window: raw.window,
        event,
        facts: raw.facts,
        bookkeeping: raw.bookkeeping,
        chunk: raw.chunk,
    })
}

impl Envelope<'_> {
    /// The same envelope, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Envelope<'static> {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        let Facts { href, name, level, text, packed, source, what, node, point, size, changes, items } = self.facts;
        let (href, name, level, text) = (owned(href), owned(name), owned(level), owned(text));
        Envelope {
            window: owned(self.window),
            facts: Facts { packed, source, what, node, point, size, href, name, level, text, changes, items },
            ..self
        }
    }

    /// Whether an equal event right after this one is another event, not this one written twice.
    #[must_use]
    pub fn may_repeat(&self) -> bool {
        self.chunk || (self.kind == Kind::Custom && self.facts.name.as_deref() == Some(custom::RECORDING_STARTED))
    }

    /// How much the event changes: list elements where they can be counted, else an estimate from the size.
    #[must_use]
    pub fn weight(&self) -> u32 {
        /// About the bytes of one mutation entry, for compressed lists.
        const BYTES_AN_ENTRY: u32 = 160;
        match self.kind {
            Kind::Mutation | Kind::Style => {
                let known = self.facts.changes.total();
                known.unwrap_or(self.facts.changes.inflated() / BYTES_AN_ENTRY).max(1)
            }
            _ => self.facts.items.max(1),
        }
    }

    /// The bytes of JSON that a seek parses for this event, once its compressed fields are inflated.
    #[must_use]
    pub fn cost(&self, len: u32) -> u32 {
        len.saturating_add(self.facts.packed.unwrap_or(0)).saturating_add(self.facts.changes.inflated())
    }
}

/// The timeline kind of an event of this type with these facts.
fn kind(event: i64, facts: &Facts<'_>) -> Kind {
    match event {
        event_type::FULL_SNAPSHOT => Kind::Snapshot,
        event_type::INCREMENTAL => incremental(facts),
        event_type::META => Kind::Page,
        event_type::CUSTOM => custom::kind(facts.name.as_deref().unwrap_or_default(), facts.text.as_deref()),
        event_type::PLUGIN => facts.name.as_deref().map_or(Kind::Other, plugin::kind),
        _ => Kind::Other,
    }
}

/// rrweb's `IncrementalSource`, and of the mouse interactions those that are a click, a touch or a change of focus.
fn incremental(facts: &Facts<'_>) -> Kind {
    match facts.source {
        Some(0) => Kind::Mutation,
        Some(1 | 12) => Kind::Move,
        Some(2) => match facts.what {
            Some(2) => Kind::Click,
            Some(5 | 6) => Kind::Focus,
            Some(7..=10) => Kind::Touch,
            _ => Kind::Pointer,
        },
        Some(3) => Kind::Scroll,
        Some(4) => Kind::Viewport,
        Some(5) => Kind::Input,
        Some(6) => Kind::Touch,
        Some(7) => Kind::Media,
        Some(8 | 10 | 13 | 15) => Kind::Style,
        Some(9) => Kind::Canvas,
        Some(11) => Kind::Console,
        Some(14) => Kind::Selection,
        _ => Kind::Other,
    }
}

/// The word for what the user or the page did, where it is finer than the kind: of rrweb's mouse interactions and media
/// events, and of its several style sources.
#[must_use]
pub fn gesture(event: i64, source: Option<i64>, what: Option<i64>) -> Option<&'static str> {
    if event != event_type::INCREMENTAL {
        return None;
    }
    Some(match (source?, what) {
        (2, Some(0)) => "mouse up",
        (2, Some(1)) => "mouse down",
        (2, Some(2)) => "click",
        (2, Some(3)) => "context menu",
        (2, Some(4)) => "double click",
        (2, Some(5)) => "focus",
        (2, Some(6)) => "blur",
        (2, Some(7)) => "touch start",
        (2, Some(9)) => "touch end",
        (2, Some(10)) => "touch cancel",
        (7, Some(0)) => "play",
        (7, Some(1)) => "pause",
        (7, Some(2)) => "media seeked",
        (7, Some(3)) => "volume change",
        (7, Some(4)) => "playback rate change",
        (6, _) => "touch move",
        (8, _) => "style rules",
        (10, _) => "font",
        (13, _) => "style declaration",
        (15, _) => "adopted style sheets",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
