//! What can be jumped to, and where it is. Only what is looked at counts: the chosen range, the chosen window.

use crate::clock::Time;
use crate::event::{Kind, Seq};
use crate::extract::is_action;
use crate::recording::{View, damage};
use crate::timeline::{IDLE_AFTER, What, idle_spans};
use crate::tui::panes::PaneId;
use crate::tui::state::State;

/// What can be jumped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A console error.
    Error,
    /// A console warning.
    Warning,
    /// A console line.
    Line,
    /// A failed request.
    Failed,
    /// A request.
    Request,
    /// A page that is entered.
    Page,
    /// Anything the user did.
    Action,
    /// A signal.
    Signal,
    /// A stretch without activity.
    Idle,
    /// Something that could not be read.
    Damage,
    /// Another window that acts.
    Window,
    /// An event of a kind.
    Kind(Kind),
}

impl Target {
    /// Where they are: instant and row.
    fn places(self, view: &View) -> Vec<(Time, usize)> {
        let of = |seq: Seq| (view.index.time(seq), view.rows.of(&view.index, seq));
        let lines = |is_one: &dyn Fn(crate::extract::Level) -> bool| {
            view.console.iter().filter(|row| is_one(row.level)).map(|row| of(row.seq)).collect()
        };
        let events = |is_one: &dyn Fn(Kind) -> bool| {
            view.index.kinds().iter().zip(0..).filter(|(kind, _)| is_one(**kind)).map(|(_, seq)| of(seq)).collect()
        };
        match self {
            Self::Error => lines(&crate::extract::Level::is_error),
            Self::Warning => lines(&crate::extract::Level::is_warning),
            Self::Line => lines(&|_| true),
            Self::Page => view.pages.iter().map(|page| of(page.seq)).collect(),
            Self::Action => events(&is_action),
            Self::Kind(kind) => events(&|other| other == kind),
            Self::Failed | Self::Request => {
                let rows = view.network.iter().zip(0..).filter(|(row, _)| self == Self::Request || row.request.failed);
                rows.filter_map(|(row, ix)| Some((row.at, request_row(view, row.at, ix)?))).collect()
            }
            Self::Signal => {
                let rows = view.signals().iter().zip(0..);
                rows.filter_map(|(it, ix)| Some((it.at, derived_row(view, it.at, What::Signal(ix))?))).collect()
            }
            Self::Idle => {
                let starts = idle_spans(&view.index, IDLE_AFTER).into_iter();
                starts.filter_map(|idle| Some((idle.from, view.rows.at_or_before(&view.index, idle.from)?))).collect()
            }
            Self::Damage => damage(view).into_iter().map(|(_, seq)| of(seq.unwrap_or(0))).collect(),
            Self::Window => {
                let seqs = view.index.seqs().skip(1);
                let other = |seq: &Seq| view.index.window(*seq) != view.index.window(*seq - 1);
                seqs.filter(other).map(of).collect()
            }
        }
    }

    /// The pane that shows it.
    pub(super) fn pane(self) -> Option<PaneId> {
        match self {
            Self::Error | Self::Warning => Some(PaneId::Console),
            Self::Failed => Some(PaneId::Network),
            Self::Signal => Some(PaneId::Signals),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Line => "console line",
            Self::Failed => "failed request",
            Self::Request => "request",
            Self::Page => "page",
            Self::Action => "action",
            Self::Signal => "signal",
            Self::Idle => "idle stretch",
            Self::Damage => "damage",
            Self::Window => "change of window",
            Self::Kind(kind) => kind.name(),
        }
    }

    fn none(self, all: usize, ahead: bool, scoped: bool) -> String {
        let name = self.name();
        let side = if ahead { "after" } else { "before" };
        match (all, scoped) {
            (0, false) => format!("no {name} was recorded"),
            (0, true) => format!("no {name} in scope; Esc drops it"),
            _ => format!("no {name} {side} this moment; {all} in all"),
        }
    }
}

/// The row of the nth of them after or before the playhead; what to say when there is none.
pub(super) fn find(state: &State, target: Target, ahead: bool, nth: usize) -> Result<usize, String> {
    let (view, scope) = (&state.view, state.places.scope());
    let inside = |(_, row): &(Time, usize)| view.row(*row).is_some_and(|row| scope.has(row.at, row.window));
    let mut places: Vec<_> = target.places(view).into_iter().filter(|place| scope.is_all() || inside(place)).collect();
    places.sort_unstable();
    let here = (state.playhead.time, state.playhead.row);
    let nth = nth.saturating_sub(1);
    let found = if ahead {
        places.get(places.partition_point(|place| *place <= here).saturating_add(nth))
    } else {
        let before = places.partition_point(|place| *place < here);
        before.checked_sub(nth.saturating_add(1)).and_then(|place| places.get(place))
    };
    found.map(|(_, row)| *row).ok_or_else(|| {
        let so_far = if view.progress.done { "" } else { "; still reading" };
        target.none(places.len(), ahead, !scope.is_all()) + so_far
    })
}

/// The row of the first error or signal after the playhead, up to an instant.
pub(super) fn trouble(state: &State, until: Time) -> Option<usize> {
    let (view, scope, here) = (&state.view, state.places.scope(), state.playhead.time);
    let inside = |at: Time, window| at > here && at <= until && scope.has(at, window);
    let errors = view.console.iter().filter(|row| row.level.is_error() && inside(row.at, row.window));
    let error = errors.map(|row| (row.at, view.rows.of(&view.index, row.seq))).min();
    let signals = view.signals().iter().zip(0..).filter(|(signal, _)| inside(signal.at, signal.window));
    let rows = signals.filter_map(|(it, ix)| Some((it.at, derived_row(view, it.at, What::Signal(ix))?)));
    error.into_iter().chain(rows).min().map(|(_, row)| row)
}

/// The place of a request's row.
pub(super) fn request_row(view: &View, at: Time, request: u32) -> Option<usize> {
    derived_row(view, at, What::Request(request))
}

/// The place of a row that is no event.
pub(super) fn derived_row(view: &View, at: Time, what: What) -> Option<usize> {
    let last = view.rows.at_or_before(&view.index, at)?;
    let same = (0..=last).rev().map_while(|place| view.row(place).filter(|row| row.at == at).map(|row| (place, row)));
    let mut same = same;
    same.find(|(_, row)| row.what == what).map(|(place, _)| place)
}
