//! The lanes under the panes: what happened over time. Which lanes a height has room for, and what they are gathered
//! for; the drawing is in `draw`, the words for a place in `words`, the time line above them in `ticks`.

mod draw;
pub(crate) mod ticks;
pub(crate) mod words;

pub(crate) use draw::draw;

use crate::clock::Time;
use crate::recording::{self, Cell, Scale, View};
use crate::timeline::WindowIx;
use crate::tui::areas::NAMES;
use crate::tui::state::State;
use ratatui::layout::Rect;
use std::ops::Range;
use std::sync::Arc;

/// The cells that are gathered for each column: a column of braille dots each.
const FINE: usize = 2;

/// The lanes, gathered for a width and a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lanes {
    key: Key,
    /// Half columns, for densities.
    pub(crate) fine: Vec<Cell>,
    /// The columns.
    pub(crate) columns: Vec<Cell>,
    /// Pages: the column where each begins, and its name.
    pub(crate) pages: Vec<(usize, Arc<str>)>,
    /// The columns without user activity.
    pub(crate) idle: Vec<Range<usize>>,
}

/// What lanes are gathered for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Key {
    width: usize,
    stretch: (Time, Time),
    window: Option<WindowIx>,
    /// Events, requests, signals, damaged places.
    counts: [usize; 4],
    done: bool,
}

/// Gathers the lanes anew if the width, the stretch, the window or the view changed.
pub(crate) fn fit(state: &mut State, width: usize) {
    let stretch = state.shown_time();
    let view = &state.view;
    let counts = [view.index.len(), view.network.len(), view.signals().len(), view.damage.len()];
    let key = Key { width, stretch, window: state.places.window, counts, done: view.progress.done };
    if state.lanes.key != key {
        state.lanes = gather(view, key);
    }
}

fn gather(view: &View, key: Key) -> Lanes {
    let scale = Scale { from: key.stretch.0, to: key.stretch.1, cells: key.width * FINE };
    let found = recording::lanes(view, scale, key.window);
    let columns = found.cells.chunks(FINE).map(|cells| cells.iter().fold(Cell::default(), |all, cell| all.and(*cell)));
    let mut pages: Vec<(usize, Arc<str>)> = Vec::new();
    for span in &found.pages {
        let (column, href) = (span.cells.start / FINE, Arc::clone(&view.pages[span.page].href));
        match pages.last_mut() {
            Some(last) if last.0 == column => last.1 = href,
            Some(last) if last.1 == href => {}
            _ => pages.push((column, href)),
        }
    }
    let idle = found.idle.iter().map(|cells| cells.start.div_ceil(FINE)..cells.end / FINE);
    let idle = idle.filter(|columns| !columns.is_empty()).collect();
    Lanes { key, columns: columns.collect(), fine: found.cells, pages, idle }
}

/// The column of an instant; may lie outside of the graph.
pub(crate) fn column_of(time: Time, (from, to): (Time, Time), width: usize) -> Option<usize> {
    Scale { from, to, cells: width }.cell(time)
}

/// The part of an area right of the lanes' names.
pub(crate) fn graph(area: Rect) -> Rect {
    let names = NAMES.min(area.width);
    Rect { x: area.x + names, width: area.width - names, ..area }
}

/// A lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// Pages, by name.
    Page,
    /// Which window something happened in.
    Window,
    /// Full snapshots.
    Snapshot,
    /// Changes of the page, by their size.
    Mutation,
    /// What the user did.
    Action,
    /// What was typed and chosen.
    Input,
    /// Scrolling.
    Scroll,
    /// Console lines; errors above all.
    #[default]
    Console,
    /// Requests; failed ones above all.
    Network,
    /// Signals.
    Signal,
    /// Stretches without user activity.
    Idle,
    /// What could not be read.
    Damage,
}

impl Lane {
    /// Every lane, the one first that is missed most.
    const BY_WORTH: [Self; 12] = [
        Self::Console,
        Self::Network,
        Self::Action,
        Self::Mutation,
        Self::Page,
        Self::Signal,
        Self::Damage,
        Self::Input,
        Self::Window,
        Self::Idle,
        Self::Snapshot,
        Self::Scroll,
    ];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Window => "window",
            Self::Snapshot => "snapshot",
            Self::Mutation => "mutation",
            Self::Action => "action",
            Self::Input => "input",
            Self::Scroll => "scroll",
            Self::Console => "console",
            Self::Network => "network",
            Self::Signal => "signal",
            Self::Idle => "idle",
            Self::Damage => "damage",
        }
    }

    /// Whether it can have anything in a recording, as far as it is read.
    fn is_used(self, view: &View) -> bool {
        match self {
            Self::Page => !view.pages.is_empty(),
            Self::Window => view.windows.len() > 1,
            Self::Console => !view.console.is_empty(),
            Self::Network => !view.network.is_empty(),
            Self::Signal => !view.signals().is_empty(),
            Self::Damage => !view.damage.is_empty(),
            Self::Mutation | Self::Action | Self::Input | Self::Scroll | Self::Snapshot | Self::Idle => true,
        }
    }
}

/// The lanes that a height has room for, from above, each with its lines: those that are missed most. A lane in which
/// nothing was recorded gives way to any other but the first three, which say that there was nothing.
/// While two windows stand beside each other, the lane that tells them apart comes first.
pub(crate) fn shown(view: &View, height: u16, two: bool) -> Vec<(Lane, u16)> {
    const ALWAYS: usize = 3;
    let of_use = |lane: &Lane| *lane != Lane::Window || (lane.is_used(view) && !two);
    let (lanes, rest) = Lane::BY_WORTH.split_at(ALWAYS);
    let (used, empty): (Vec<Lane>, Vec<Lane>) =
        rest.iter().filter(|lane| of_use(lane)).partition(|lane| lane.is_used(view));
    let mut chosen: Vec<Lane> = two.then_some(Lane::Window).into_iter().chain(lanes.iter().copied()).collect();
    chosen.extend(used);
    chosen.extend(empty);
    chosen.truncate(usize::from(height));
    let spare = usize::from(height) - chosen.len();
    let tall: Vec<Lane> = [Lane::Mutation, Lane::Network].into_iter().cycle().take(spare.min(4)).collect();
    let high = |lane: &Lane| 1 + u16::try_from(tall.iter().filter(|tall| *tall == lane).count()).unwrap_or(0);
    chosen.sort_unstable();
    chosen.iter().map(|lane| (*lane, high(lane))).collect()
}

/// The lane at a line of the lanes' area.
pub(crate) fn at_line(view: &View, (height, two): (u16, bool), line: u16) -> Option<Lane> {
    let mut below = 0;
    shown(view, height, two).into_iter().find_map(|(lane, lines)| {
        below += lines;
        (line < below).then_some(lane)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_find_their_column() {
        let column = |time| column_of(Time(time), (Time(100), Time(200)), 10);
        assert_eq!(
            [99, 100, 109, 110, 199, 200, 201].map(column),
            [None, Some(0), Some(0), Some(1), Some(9), Some(9), None]
        );
        assert_eq!(column_of(Time(5), (Time(0), Time(9)), 0), None);
        assert_eq!(column_of(Time(i64::MAX), (Time(i64::MIN), Time(i64::MAX)), 10), Some(9), "a damaged clock");
    }

    #[test]
    fn a_height_has_the_lanes_that_are_missed_most_in_one_order() {
        let view = View::default();
        let names = |height| shown(&view, height, false).into_iter().map(|(lane, _)| lane.name()).collect::<Vec<_>>();
        assert_eq!(names(0), [""; 0]);
        assert_eq!(names(3), ["action", "console", "network"]);
        let two: Vec<Lane> = shown(&view, 3, true).into_iter().map(|(lane, _)| lane).collect();
        assert_eq!(two, [Lane::Window, Lane::Console, Lane::Network], "which window is told first");
        assert_eq!(names(4), ["mutation", "action", "console", "network"]);
        for height in 0..20 {
            let lanes = shown(&view, height, false);
            assert!(lanes.iter().map(|(_, lines)| lines).sum::<u16>() <= height);
            assert!(lanes.is_sorted(), "always in the same order: {lanes:?}");
        }
        assert_eq!(shown(&view, 13, false).len(), 11, "there are no windows to tell apart");
        assert_eq!(at_line(&view, (13, false), 3), Some(Lane::Mutation), "it has two lines");
    }
}
