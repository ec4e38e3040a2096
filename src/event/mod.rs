//! One rrweb event, typed.
//!
//! Two doors lead in. [`envelope`] peeks at an event's JSON without allocating: the index pass uses it on every event.
//! [`Event::parse`](crate::event) reads a whole body when somebody looks at it. Neither knows in which container the
//! event travelled: `cv` fields and packed strings are plain JSON before they come here.

use std::fmt;
use std::str::FromStr;

/// An rrweb node id. Valid ids start at 1; -1 and -2 mean "unknown" and "ignored by slimDOM".
pub type NodeId = i64;

/// The 0-based place of an event in the normalised stream: the address of a moment.
pub type Seq = u32;

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
    /// A derived finding, such as a rage click.
    Signal,
    /// A stretch in which nothing was recorded.
    Gap,
    /// Everything else, unknown event types included.
    Other,
}

impl Kind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Kind; 21] = [
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
    "unknown kind {0:?}; the kinds are page snapshot mutation click pointer input scroll move touch viewport media style canvas selection focus console network custom signal gap other"
)]
pub struct UnknownKind(String);
