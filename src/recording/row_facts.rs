//! What a row of the timeline says to an expression: the one source for `--grep` of every verb and for the screen's `/`.

use super::{Signal, View};
use crate::event::Kind;
use crate::extract::{ConsoleRow, NetworkRow, Request};
use crate::query::{At, Fact, Facts, Field};
use crate::timeline::{Row, What, WindowIx};

/// A row, with what makes its label when an expression asks for it.
pub struct RowFacts<'a> {
    view: &'a View,
    row: Row,
    label: &'a dyn Fn() -> String,
}

impl<'a> RowFacts<'a> {
    /// The facts of a row of this view.
    #[must_use]
    pub fn new(view: &'a View, row: Row, label: &'a dyn Fn() -> String) -> Self {
        Self { view, row, label }
    }

    fn line(&self) -> Option<&'a ConsoleRow> {
        self.view.console_of(self.row.seq).filter(|_| self.row.kind == Kind::Console)
    }

    fn request(&self) -> Option<&'a Request> {
        match self.row.what {
            What::Request(place) => self.view.network.get(place as usize).map(|row| &*row.request),
            _ => None,
        }
    }

    fn signal(&self) -> Option<&'a Signal> {
        match self.row.what {
            What::Signal(place) => self.view.signals().get(place as usize),
            _ => None,
        }
    }

    /// The node that the event or the signal is about.
    #[allow(clippy::cast_precision_loss)] // ids of real pages are small
    fn node(&self) -> Fact<'a> {
        let of_event = || self.view.index.node(self.row.seq).filter(|_| self.is_event());
        let node = self.signal().map_or_else(of_event, |signal| signal.node);
        Fact::maybe(node, |node| Fact::Number(node as f64))
    }

    fn is_event(&self) -> bool {
        self.row.what == What::Event
    }

    fn url(&self) -> Fact<'a> {
        if let Some(request) = self.request() {
            return Fact::text(&*request.url);
        }
        let entered = || self.view.page(self.row.window, self.row.seq).filter(|page| page.seq == self.row.seq);
        Fact::maybe(entered().filter(|_| self.row.kind == Kind::Page), |page| Fact::text(&*page.href))
    }

    fn size(&self) -> Fact<'a> {
        match self.request() {
            Some(request) => Fact::maybe(request.sizes.transfer.or(request.sizes.encoded), Fact::count),
            None if self.is_event() => Fact::count(self.view.index.loc(self.row.seq).len.into()),
            None => Fact::Absent,
        }
    }

    /// A signal's kind, or the tag of a custom event or the name of an analytics one, as the index's label has it: `custom checkout`.
    fn name(&self) -> Fact<'a> {
        if let Some(signal) = self.signal() {
            return Fact::text(signal.kind.name());
        }
        let label = || self.view.index.label(self.row.seq);
        let tag = match self.row.kind {
            Kind::Custom => label().strip_prefix("custom "),
            Kind::App => label().strip_prefix("app "),
            _ => None,
        };
        Fact::maybe(tag, Fact::text)
    }

    /// A window under all its names: index and id.
    #[must_use]
    pub fn window(view: &View, window: WindowIx) -> Fact<'_> {
        let id = view.windows.get(usize::from(window)).and_then(|window| window.id.as_deref());
        Fact::Texts(std::iter::once(window.to_string().into()).chain(id.map(Into::into)).collect())
    }
}

impl Facts for RowFacts<'_> {
    fn fact(&self, field: Field) -> Fact<'_> {
        let (view, row) = (self.view, &self.row);
        let request = || self.request();
        match field {
            Field::Kind => Fact::text(row.kind.name()),
            Field::Level => Fact::maybe(self.line(), |line| Fact::Level(line.level)),
            Field::Text => self.line().map_or_else(|| Fact::text((self.label)()), |line| Fact::text(&*line.text)),
            Field::Stack => Fact::maybe(self.line(), |line| Fact::Texts(line.stack.iter().map(Into::into).collect())),
            Field::Url => self.url(),
            Field::Page => Fact::maybe(view.page(row.window, row.seq), |page| Fact::text(&*page.href)),
            Field::Method => Fact::maybe(request().and_then(|request| request.method.as_deref()), Fact::text),
            Field::Status => Fact::maybe(request().and_then(|request| request.status), Fact::number),
            Field::Failed => Fact::maybe(request(), |request| Fact::Flag(request.failed)),
            Field::Initiator => Fact::maybe(request().and_then(|request| request.initiator.as_deref()), Fact::text),
            Field::Dur => match row.what {
                What::Gap(span) => Fact::number(span.ms()),
                _ => Fact::maybe(request().and_then(|request| request.duration), |took| Fact::number(took.ms())),
            },
            Field::Size => self.size(),
            Field::Seq => Fact::number(row.seq),
            Field::At => {
                let recording = (view.index.start(), view.index.end());
                Fact::At(At { time: row.at, seq: Some(row.seq), recording })
            }
            Field::Window => Self::window(view, row.window),
            Field::Node => self.node(),
            Field::Name => self.name(),
            _ => Fact::Absent,
        }
    }
}

/// The timeline row that a console line is.
impl From<&ConsoleRow> for Row {
    fn from(line: &ConsoleRow) -> Self {
        let ConsoleRow { seq, at, window, .. } = line;
        Self { at: *at, seq: *seq, window: *window, kind: Kind::Console, what: What::Event }
    }
}

impl NetworkRow {
    /// The timeline row of the request at this place among the recording's.
    #[must_use]
    pub fn row(&self, place: u32) -> Row {
        Row { at: self.at, seq: self.seq, window: self.window, kind: Kind::Network, what: What::Request(place) }
    }
}
