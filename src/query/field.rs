//! The fields of rows: how they are named, what their values are, which words can stand for them.

use crate::event::Kind;
use crate::extract::Level;

/// Something that a row can say of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Which sort of row it is.
    Kind,
    /// The console level.
    Level,
    /// What the row says.
    Text,
    /// The stack of a console line.
    Stack,
    /// The address: of a request, of a page that was entered, of the pages of a recording.
    Url,
    /// The address of the page on which it happened.
    Page,
    /// A request's method.
    Method,
    /// A request's status.
    Status,
    /// Whether a request failed.
    Failed,
    /// What sent a request.
    Initiator,
    /// How long it took.
    Dur,
    /// How large it is: what a request transferred, an event's JSON, a file.
    Size,
    /// The event.
    Seq,
    /// When.
    At,
    /// The window, by index or id.
    Window,
    /// The node it is about.
    Node,
    /// The name: of a custom event, of a signal, of a check.
    Name,
    /// A recording's id.
    Id,
    /// A recording's path.
    Path,
    /// Who was recorded.
    Person,
    /// An archive's shape.
    Container,
    /// How many console errors a recording has.
    Errors,
    /// How many events a recording has.
    Events,
    /// Whether a recording is damaged.
    Damaged,
    /// How grave a finding is.
    Severity,
}

/// What the values of a field are, and so which operators it has and how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// One of a few words.
    Words(&'static [&'static str]),
    /// A kind.
    Kinds,
    /// A console level; the graver is the greater.
    Levels,
    /// A word that must fit as a whole.
    Word,
    /// A text, of which a part is enough.
    Text,
    /// A number.
    Number,
    /// A node id or a seq, with or without `#`.
    Id,
    /// Bytes.
    Bytes,
    /// A length of time.
    Duration,
    /// A moment.
    Moment,
    /// `yes` or `no`.
    YesNo,
}

/// One field's row in the table.
pub(super) struct Spec {
    pub(super) field: Field,
    /// The name that help and completion offer.
    pub(super) name: &'static str,
    /// Other names, those of the JSON records among them. A name in `_ms` takes plain milliseconds.
    also: &'static [&'static str],
    pub(super) values: Values,
    /// What it is, in a few words.
    pub(super) about: &'static str,
}

const fn spec(
    field: Field,
    name: &'static str,
    also: &'static [&'static str],
    values: Values,
    about: &'static str,
) -> Spec {
    Spec { field, name, also, values, about }
}

const SPECS: &[Spec] = &[
    spec(Field::Kind, "kind", &[], Values::Kinds, "what the row is about"),
    spec(Field::Level, "level", &[], Values::Levels, "console level"),
    spec(Field::Text, "text", &["label", "effect"], Values::Text, "what the row says"),
    spec(Field::Stack, "stack", &[], Values::Text, "a console line's stack"),
    spec(Field::Url, "url", &["href", "pages"], Values::Text, "address of a request or a page"),
    spec(Field::Page, "page", &[], Values::Text, "address of the page it happened on"),
    spec(Field::Method, "method", &[], Values::Word, "a request's method"),
    spec(Field::Status, "status", &[], Values::Number, "a request's status"),
    spec(Field::Failed, "failed", &[], Values::YesNo, "whether a request failed"),
    spec(Field::Initiator, "initiator", &[], Values::Word, "what sent a request: fetch, script, img, …"),
    spec(Field::Dur, "dur", &["duration", "duration_ms"], Values::Duration, "how long it took"),
    spec(Field::Size, "size", &["bytes", "transfer_bytes"], Values::Bytes, "what was transferred, or how large it is"),
    spec(Field::Seq, "seq", &["event", "from_seq"], Values::Id, "the event's number"),
    spec(Field::At, "at", &["time", "at_ms", "from_ms", "start"], Values::Moment, "when it happened"),
    spec(Field::Window, "window", &[], Values::Word, "the window's index or id"),
    spec(Field::Node, "node", &[], Values::Id, "the node it is about"),
    spec(
        Field::Name,
        "name",
        &["tag", "check", "signal", "deed"],
        Values::Text,
        "name of a custom event, signal or check",
    ),
    spec(Field::Id, "id", &[], Values::Text, "a recording's id"),
    spec(Field::Path, "path", &[], Values::Text, "a recording's path"),
    spec(Field::Person, "person", &[], Values::Text, "who was recorded"),
    spec(Field::Container, "container", &[], Values::Text, "an archive's shape"),
    spec(Field::Errors, "errors", &[], Values::Number, "console errors of a recording"),
    spec(Field::Events, "events", &[], Values::Number, "events of a recording"),
    spec(Field::Damaged, "damaged", &[], Values::YesNo, "whether a recording is damaged"),
    spec(Field::Severity, "severity", &[], Values::Words(&["info", "warning", "error"]), "how grave a finding is"),
];

impl Field {
    /// Every field.
    pub const ALL: &'static [Field] = &{
        let mut all = [Field::Kind; SPECS.len()];
        let mut at = 0;
        while at < SPECS.len() {
            all[at] = SPECS[at].field;
            at += 1;
        }
        all
    };

    /// The fields of a timeline row, and so of a console line, a request or a signal.
    pub const OF_ROWS: &'static [Field] = &[
        Field::Kind,
        Field::Level,
        Field::Text,
        Field::Stack,
        Field::Url,
        Field::Page,
        Field::Method,
        Field::Status,
        Field::Failed,
        Field::Initiator,
        Field::Dur,
        Field::Size,
        Field::Seq,
        Field::At,
        Field::Window,
        Field::Node,
        Field::Name,
    ];

    /// The fields that a bare word or a phrase is looked for in, the cheap ones first.
    pub(super) const WORDY: [Field; 9] = [
        Field::Name,
        Field::Path,
        Field::Id,
        Field::Person,
        Field::Container,
        Field::Url,
        Field::Stack,
        Field::Severity,
        Field::Text,
    ];

    /// The field of this name, one of the JSON records' names included.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = |spec: &&Spec| spec.name == name || spec.also.contains(&name);
        SPECS.iter().find(known).map(|spec| spec.field)
    }

    /// The name, as help and completion write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.spec().about
    }

    /// The words that can be its value, where they are few.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        match self.spec().values {
            Values::Words(words) => words.to_vec(),
            Values::Kinds => Kind::ALL.map(Kind::name).to_vec(),
            Values::Levels => Level::ALL.iter().map(|level| level.name()).collect(),
            Values::YesNo => vec!["yes", "no"],
            _ => Vec::new(),
        }
    }

    pub(super) fn values(self) -> Values {
        self.spec().values
    }

    /// Whether its value is made anew for each row, from an event's body or the DOM.
    pub(super) fn is_dear(self) -> bool {
        self == Self::Text
    }

    #[allow(clippy::expect_used)] // the table has a row for every variant: a test holds that
    fn spec(self) -> &'static Spec {
        SPECS.iter().find(|spec| spec.field == self).expect("a row for every field")
    }
}
