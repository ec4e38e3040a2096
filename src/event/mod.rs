//! One rrweb event, typed.
//!
//! Two doors lead in. [`envelope`] peeks at an event's JSON without allocating: the index pass uses it on every event.
//! [`Event::parse`] reads a whole body when somebody looks at it. Neither knows in which container the
//! event travelled: packed strings are plain JSON before they come here, and `cv` fields too, or
//! [`Event::parse_packed`] is given what unpacks them.

pub mod canvas;
pub mod custom;
mod digest;
pub mod envelope;
pub mod input;
mod line;
pub mod media;
pub mod mobile;
pub mod mutation;
mod named;
pub mod node;
mod nodes;
mod parse;
pub mod plugin;
mod reader;
mod scan;
mod sharing;
pub mod style;
mod subtree;
mod surrogate;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::clock::Time;

pub use digest::digest;
pub use line::one_line;
pub use named::Named;
pub use reader::Unpack;
pub(crate) use scan::quote_or_backslash;
pub use surrogate::mend_surrogates;

/// An rrweb node id. Valid ids start at 1; -1 and -2 mean "unknown" and "ignored by slimDOM".
pub type NodeId = i64;

/// The 0-based place of an event in the normalised stream: the address of a moment.
pub type Seq = u32;

/// One event, read whole.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it was recorded.
    pub at: Time,
    /// What it says.
    pub data: Data,
    /// What was wrong with its JSON: wrong types, ids that are none, missing lists.
    pub oddities: Vec<Oddity>,
}

/// Something in an event's JSON that no sound recorder writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// The field.
    pub field: &'static str,
    /// The node id it was about, where one could be read.
    pub id: Option<NodeId>,
    /// What is wrong with it, in plain words.
    pub problem: &'static str,
}

/// Why bytes are no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEvent {
    /// Not JSON, from this byte on.
    #[error("the event is not valid JSON at byte {0}")]
    Json(usize),
    /// JSON, but no object.
    #[error("the event is not a JSON object")]
    NotAnObject,
    /// No usable time.
    #[error("the event has no timestamp")]
    NoTimestamp,
}

/// What an event says: one variant for each rrweb event type and incremental source.
#[derive(Clone, Debug)]
pub enum Data {
    /// Type 0.
    DomContentLoaded,
    /// Type 1.
    Load,
    /// Type 2.
    FullSnapshot(FullSnapshot),
    /// Type 3, source 0.
    Mutation(Box<mutation::Mutation>),
    /// Sources 1, 6 and 12.
    Moves(input::Moves),
    /// Source 2.
    Interaction(input::Interaction),
    /// Source 3.
    Scroll(input::Scroll),
    /// Source 4: width and height in CSS pixels.
    ViewportResize(f64, f64),
    /// Source 5.
    Input(input::Input),
    /// Source 7.
    Media(media::Media),
    /// Source 8.
    StyleSheetRule(Box<style::SheetRules>),
    /// Source 9.
    Canvas(canvas::Canvas),
    /// Source 10.
    Font(style::Font),
    /// Source 11, the console of old recordings: the payload's JSON.
    Log(Box<RawValue>),
    /// Source 13.
    StyleDeclaration(Box<style::Declaration>),
    /// Source 14.
    Selection(Vec<input::SelectionRange>),
    /// Source 15.
    AdoptedStyleSheet(Box<style::Adopted>),
    /// Source 16: the name that was defined.
    CustomElement(Option<Arc<str>>),
    /// Type 4.
    Meta(Meta),
    /// Type 5.
    Custom {
        /// What kind of custom event.
        tag: Arc<str>,
        /// Its payload's JSON.
        payload: Box<RawValue>,
    },
    /// Type 6.
    Plugin {
        /// The plugin's name and version.
        plugin: Arc<str>,
        /// Its payload's JSON.
        payload: Box<RawValue>,
    },
    /// Type 7: the bytes of a resource, captured apart from the DOM.
    Asset {
        /// The resource.
        url: Arc<str>,
        /// The whole data's JSON.
        data: Box<RawValue>,
    },
    /// Type 8: a caption or a mark on the timeline.
    Annotation {
        /// `caption` or `timelineMarker`.
        kind: Arc<str>,
        /// The text, absent to clear a caption.
        text: Option<Arc<str>>,
    },
    /// A type or source that no known recorder writes.
    Unknown {
        /// The event type.
        kind: Option<i64>,
        /// The incremental source.
        source: Option<i64>,
    },
}

/// A FullSnapshot event's body.
#[derive(Clone, Debug, Default)]
pub struct FullSnapshot {
    /// The document; empty when the event carries no node (mobile recordings).
    pub page: node::Subtree,
    /// Pixels scrolled from the left.
    pub left: f64,
    /// Pixels scrolled from the top.
    pub top: f64,
}

/// A Meta event's body.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// The page's address.
    pub href: Arc<str>,
    /// The viewport's width in CSS pixels.
    pub width: f64,
    /// The viewport's height in CSS pixels.
    pub height: f64,
}

/// What a timeline row is about: the field's own kinds, one each for every rrweb event type and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Meta, and the SPA navigations that PostHog records as `$pageview` or `$url_changed`.
    Page,
    /// A full snapshot.
    Snapshot,
    /// A DOM mutation.
    Mutation,
    /// MouseInteraction Click, and nothing else.
    Click,
    /// Double click, context menu, button up and down.
    Pointer,
    /// A form control's value changed.
    Input,
    /// A document or element scrolled.
    Scroll,
    /// The mouse moved, or dragged.
    Move,
    /// A finger touched, moved, or left.
    Touch,
    /// The viewport was resized.
    Viewport,
    /// Audio or video played, paused, seeked.
    Media,
    /// A style sheet, rule, declaration or font changed.
    Style,
    /// Canvas drawing commands.
    Canvas,
    /// The text selection changed.
    Selection,
    /// Focus and blur.
    Focus,
    /// A console line.
    Console,
    /// Network requests.
    Network,
    /// A custom event of the recorder or the application.
    Custom,
    /// An analytics event that came along with the recording (`$pageview`, `$rageclick`, `$exception`, …): PostHog's
    /// servers have it, the recorder never wrote it.
    App,
    /// A derived finding, such as a rage click.
    Signal,
    /// A stretch in which nothing was recorded.
    Gap,
    /// Everything else, unknown event types included.
    Other,
}

impl Kind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Kind; 22] = [
        Kind::Page,
        Kind::Snapshot,
        Kind::Mutation,
        Kind::Click,
        Kind::Pointer,
        Kind::Input,
        Kind::Scroll,
        Kind::Move,
        Kind::Touch,
        Kind::Viewport,
        Kind::Media,
        Kind::Style,
        Kind::Canvas,
        Kind::Selection,
        Kind::Focus,
        Kind::Console,
        Kind::Network,
        Kind::Custom,
        Kind::App,
        Kind::Signal,
        Kind::Gap,
        Kind::Other,
    ];

    /// The kind's stable name, as JSON records and filters write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Page => "page",
            Kind::Snapshot => "snapshot",
            Kind::Mutation => "mutation",
            Kind::Click => "click",
            Kind::Pointer => "pointer",
            Kind::Input => "input",
            Kind::Scroll => "scroll",
            Kind::Move => "move",
            Kind::Touch => "touch",
            Kind::Viewport => "viewport",
            Kind::Media => "media",
            Kind::Style => "style",
            Kind::Canvas => "canvas",
            Kind::Selection => "selection",
            Kind::Focus => "focus",
            Kind::Console => "console",
            Kind::Network => "network",
            Kind::Custom => "custom",
            Kind::App => "app",
            Kind::Signal => "signal",
            Kind::Gap => "gap",
            Kind::Other => "other",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// A word that names no [`Kind`].
#[derive(Debug, thiserror::Error)]
#[error(
    "unknown kind {0:?}; the kinds are page snapshot mutation click pointer input scroll move touch viewport media style canvas selection focus console network custom app signal gap other"
)]
pub struct UnknownKind(String);
