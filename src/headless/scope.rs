//! The part of a recording that a verb looks at: `--window`, `--from` and `--to`, held against what was recorded.

use crate::cli::Scope;
use crate::clock::{Moment, Time};
use crate::error::Failure;
use crate::event::Seq;
use crate::recording::{NoSuchMoment, View};
use crate::text;
use crate::timeline::WindowIx;

/// A resolved scope: which rows are inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Within {
    window: Option<WindowIx>,
    from: Option<Edge>,
    to: Option<Edge>,
}

/// An end of a scope: an instant, with the seq where a seq was named.
#[derive(Clone, Copy, Debug)]
struct Edge {
    at: Time,
    seq: Option<Seq>,
}

impl Within {
    /// Holds a scope against a recording.
    pub(super) fn new(scope: &Scope, view: &View) -> Result<Self, Failure> {
        // The recording's own ends leave nothing out: a request may have been sent before the first event.
        let edge = |moment: &Option<Moment>, own: Moment| {
            moment.filter(|moment| *moment != own).map(|moment| edge(moment, view)).transpose()
        };
        let window = scope.window.as_deref().map(|name| window(name, view)).transpose()?;
        Ok(Self { window, from: edge(&scope.from, Moment::Start)?, to: edge(&scope.to, Moment::End)? })
    }

    /// Whether a row at this instant, of this event and window, is inside. Both ends are.
    pub(super) fn has(&self, at: Time, seq: Seq, window: WindowIx) -> bool {
        let after = self.from.is_none_or(|from| (at, seq) >= (from.at, from.seq.unwrap_or(Seq::MIN)));
        let before = self.to.is_none_or(|to| (at, seq) <= (to.at, to.seq.unwrap_or(Seq::MAX)));
        after && before && self.window.is_none_or(|only| only == window)
    }

    /// Whether a stretch of time, from one event to before another or to the end, has a part inside. The window is the
    /// caller's to look at.
    pub(super) fn meets(&self, (from, until): (Seq, Option<Seq>), view: &View) -> bool {
        let index = &view.index;
        let begins = self.to.is_none_or(|to| (index.time(from), from) <= (to.at, to.seq.unwrap_or(Seq::MAX)));
        let lasts =
            |until| self.from.is_none_or(|from| (index.time(until), until) > (from.at, from.seq.unwrap_or(Seq::MIN)));
        begins && until.is_none_or(lasts)
    }
}

fn edge(moment: Moment, view: &View) -> Result<Edge, Failure> {
    let index = &view.index;
    match moment.instant(index.start(), index.end()) {
        Some(at) => Ok(Edge { at, seq: None }),
        None => seq(moment, view).map(|seq| Edge { at: index.time(seq), seq: Some(seq) }),
    }
}

/// The event a moment names: the last one at or before it.
pub(super) fn seq(moment: Moment, view: &View) -> Result<Seq, Failure> {
    view.resolve(moment).map_err(|error| no_moment(moment, &error, view))
}

/// A moment that is not in the recording: which it was, and which there are.
pub(super) fn no_moment(moment: Moment, error: &NoSuchMoment, view: &View) -> Failure {
    let (text, index) = (moment.to_string(), &view.index);
    let hours = index.duration().0 >= 3_600_000_000;
    let failure = Failure::usage(error.to_string()).marked(&text, 0, text.len());
    let Some(last) = index.len().checked_sub(1) else { return failure };
    failure.hinted(format!("it has #0 to #{last}, and lasts {}", index.duration().stamp(hours)))
}

/// The window that was asked for, or all of them.
pub(super) fn windows(name: Option<&str>, view: &View) -> Result<Vec<WindowIx>, Failure> {
    match name {
        Some(name) => Ok(vec![window(name, view)?]),
        None => Ok((0..view.windows.len()).filter_map(|at| WindowIx::try_from(at).ok()).collect()),
    }
}

/// The window that was asked for, or the one in which an event happened.
pub(super) fn window_or(name: Option<&str>, seq: Seq, view: &View) -> Result<WindowIx, Failure> {
    name.map_or_else(|| Ok(view.index.window(seq)), |name| window(name, view))
}

/// The window of this index or id; an id may be shortened as long as it stays unique.
pub(super) fn window(name: &str, view: &View) -> Result<WindowIx, Failure> {
    let id = |at: &usize| view.windows[*at].id.as_deref().unwrap_or("");
    let places = 0..view.windows.len();
    let exact = places.clone().find(|at| !name.is_empty() && id(at) == name);
    let by_index = || name.parse().ok().filter(|at| places.contains(at));
    let by_start = || {
        let mut starting = places.clone().filter(|at| name.len() >= 4 && id(at).starts_with(name));
        starting.next().filter(|_| starting.next().is_none())
    };
    let found = exact.or_else(by_index).or_else(by_start).and_then(|at| WindowIx::try_from(at).ok());
    found.ok_or_else(|| {
        let known = |at| format!("{at} ({})", if id(&at).is_empty() { "no id" } else { id(&at) });
        let known: Vec<String> = places.clone().map(known).collect();
        Failure::usage(text::neutral(&format!("there is no window {name:?}")))
            .marked(name, 0, name.len())
            .hinted(text::neutral(&format!("the windows are {}", known.join(", "))))
    })
}
