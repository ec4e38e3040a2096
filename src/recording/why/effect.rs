//! What is to be explained: an error, a request, or any other event.

use crate::clock::Time;
use crate::event::{Kind, NodeId, Seq};
use crate::extract::ConsoleRow;
use crate::recording::View;
use crate::timeline::{Row, What, WindowIx};
use std::sync::Arc;

/// Something that is to be explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The event.
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
    /// What it says: a console line's text, a request's address, else the row's label.
    pub text: Arc<str>,
    /// A console line's stack.
    pub stack: Arc<[String]>,
}

impl Effect {
    /// An event: a console line, the request that it reports (one that failed before others), or any other.
    #[must_use]
    pub fn of(view: &View, seq: Seq) -> Self {
        if let Some(line) = view.console_of(seq) {
            return Self::from(line);
        }
        let first = view.network.partition_point(|row| row.seq < seq);
        let requests = view.requests_of(seq);
        if !requests.is_empty() {
            let failed = requests.iter().position(|row| row.request.failed).unwrap_or(0);
            return Self::of_request(view, first + failed);
        }
        let index = &view.index;
        let text = index.label(seq).into();
        let (at, window, kind, node) = (index.time(seq), index.window(seq), index.kind(seq), index.node(seq));
        Self { seq, at, window, kind, request: None, node, text, stack: Arc::default() }
    }

    /// The request at this place among the view's, which must be one of them.
    #[must_use]
    pub fn of_request(view: &View, place: usize) -> Self {
        let row = &view.network[place];
        Self {
            seq: row.seq,
            at: row.at,
            window: row.window,
            kind: Kind::Network,
            request: u32::try_from(place).ok(),
            node: None,
            text: Arc::clone(&row.request.url),
            stack: Arc::default(),
        }
    }

    /// Its row of the timeline.
    #[must_use]
    pub fn row(&self) -> Row {
        let what = self.request.map_or(What::Event, What::Request);
        Row { at: self.at, seq: self.seq, window: self.window, kind: self.kind, what }
    }
}

impl From<&ConsoleRow> for Effect {
    fn from(line: &ConsoleRow) -> Self {
        let ConsoleRow { seq, at, window, text, stack, .. } = line;
        let (text, stack) = (Arc::clone(text), Arc::clone(stack));
        Self { seq: *seq, at: *at, window: *window, kind: Kind::Console, request: None, node: None, text, stack }
    }
}
