//! What came before the same, the other times: the times at which each action, request and custom event of a window
//! happened, and each error.

use crate::clock::{Span, Time};
use crate::event::{Kind, NodeId, Seq};
use crate::extract::{host_and_path, imprint, is_cause};
use crate::recording::View;
use crate::recording::traffic::{Sent, Traffic, keeps_a_rhythm};
use std::collections::HashMap;

/// What is the same when it happens again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// An action on a node.
    Action(Kind, NodeId),
    /// A request: its method, host and path.
    Request(String),
    /// A custom event's label.
    Custom(String),
}

impl Key {
    pub(super) fn request(sent: &Sent<'_>) -> Self {
        let request = &sent.row.request;
        let (host, path) = host_and_path(&request.url);
        Self::Request(format!("{} {host}{path}", request.method.as_deref().unwrap_or("GET")))
    }
}

/// How often causes and effects met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Met {
    /// The effects.
    pub(super) effects: usize,
    /// Those of them with the cause before them.
    pub(super) after: usize,
    /// The causes.
    pub(super) causes: usize,
    /// Those of them with the effect behind them.
    pub(super) before: usize,
}

/// The times of a window's happenings, ascending.
pub(super) struct Past {
    causes: HashMap<Key, Vec<Time>>,
    errors: HashMap<(String, String), Vec<Time>>,
}

impl Past {
    pub(super) fn new(view: &View, seqs: &[Seq], traffic: &Traffic<'_>) -> Self {
        let index = &view.index;
        let mut causes: HashMap<Key, Vec<Time>> = HashMap::new();
        for seq in seqs {
            let key = match (index.kind(*seq), index.node(*seq)) {
                (kind, Some(node)) if is_cause(kind) => Key::Action(kind, node),
                (Kind::Custom, _) => Key::Custom(index.label(*seq).to_owned()),
                _ => continue,
            };
            causes.entry(key).or_default().push(index.time(*seq));
        }
        for sent in traffic.all().iter().filter(|sent| sent.by_script()) {
            causes.entry(Key::request(sent)).or_default().push(sent.ended().unwrap_or(sent.row.at));
        }
        let window = seqs.first().map(|seq| index.window(*seq));
        let mut errors: HashMap<(String, String), Vec<Time>> = HashMap::new();
        for line in view.console.iter().filter(|line| Some(line.window) == window) {
            if line.level.is_error() || line.level.is_warning() {
                errors.entry(imprint(&line.text, &line.stack)).or_default().push(line.at);
            }
        }
        for times in causes.values_mut() {
            times.sort_unstable();
        }
        Self { causes, errors }
    }

    /// When the like of a console line came.
    pub(super) fn like(&self, text: &str, stack: &[String]) -> &[Time] {
        self.errors.get(&imprint(text, stack)).map(Vec::as_slice).unwrap_or_default()
    }

    /// How often something came before the like of an effect, within a span.
    pub(super) fn met(&self, key: &Key, effects: &[Time], within: Span) -> Met {
        let causes = self.causes.get(key).map(Vec::as_slice).unwrap_or_default();
        let between = |times: &[Time], from: Time, to: Time| {
            times.get(times.partition_point(|at| *at < from)).is_some_and(|at| *at <= to)
        };
        let after = effects.iter().filter(|at| between(causes, **at + Span(-within.0), **at)).count();
        let before = causes.iter().filter(|at| between(effects, **at, **at + within)).count();
        Met { effects: effects.len(), after, causes: causes.len(), before }
    }

    /// Whether the like of a console line comes at a steady rhythm, as a timer makes it.
    pub(super) fn is_steady(times: &[Time]) -> bool {
        keeps_a_rhythm(times)
    }
}
