//! The recording at a glance: what happened in each cell of a line that stands for a stretch of time.
//!
//! Pure functions of a [`View`]: one pass over the events of the stretch, whatever the width. How much a bar rises for
//! its weight is the drawer's business.

use super::View;
use crate::clock::{Span, Time};
use crate::event::Kind;
use crate::extract::{ConsoleRow, Level, is_action};
use crate::timeline::{IDLE_AFTER, WindowIx, idle_spans};
use std::ops::Range;

/// A stretch of time, cut into cells of even length; the last instant belongs to the last cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Where the first cell begins.
    pub from: Time,
    /// Where the last cell ends.
    pub to: Time,
    /// How many cells.
    pub cells: usize,
}

impl Scale {
    /// The whole recording in so many cells.
    #[must_use]
    pub fn whole(view: &View, cells: usize) -> Self {
        Self { from: view.index.start(), to: view.index.end(), cells }
    }

    /// The cell an instant falls in; `None` outside the stretch.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in range by what was checked
    pub fn cell(&self, at: Time) -> Option<usize> {
        let inside = (self.from..=self.to).contains(&at) && self.cells > 0;
        let length = i128::from((self.to - self.from).0.max(1));
        let cell = || i128::from((at - self.from).0) * self.cells as i128 / length;
        inside.then(|| (cell() as usize).min(self.cells - 1))
    }

    /// The instant at which a cell begins.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // no larger than the stretch
    pub fn time(&self, cell: usize) -> Time {
        let length = i128::from((self.to - self.from).0);
        let offset = length * cell as i128 / (self.cells.max(1) as i128);
        self.from + Span(offset as i64)
    }

    /// The cells that a span of time touches.
    #[must_use]
    pub fn cells_of(&self, from: Time, to: Time) -> Option<Range<usize>> {
        let (from, to) = (from.max(self.from), to.min(self.to));
        if from > to {
            return None;
        }
        Some(self.cell(from)?..self.cell(to)? + 1)
    }
}

/// A page, and the cells in which a window showed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSpan {
    /// Its place among the view's pages.
    pub page: usize,
    /// The cells.
    pub cells: Range<usize>,
}

/// The requests of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// How many were sent.
    pub sent: u32,
    /// How many of them failed.
    pub failed: u32,
}

/// What happened in every cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// The pages, in order.
    pub pages: Vec<PageSpan>,
    /// The weight of the mutations.
    pub mutations: Vec<u64>,
    /// The most telling action: a click before any other.
    pub actions: Vec<Option<Kind>>,
    /// The worst console level.
    pub console: Vec<Option<Level>>,
    /// The requests.
    pub network: Vec<Requests>,
    /// Stretches without user activity.
    pub idle: Vec<Range<usize>>,
}

/// The lanes of a stretch, of one window or of all.
#[must_use]
pub fn lanes(view: &View, scale: Scale, window: Option<WindowIx>) -> Lanes {
    let of_window = |other: WindowIx| window.is_none_or(|window| window == other);
    let (mutations, actions) = events(view, scale, &of_window);
    let mut network = vec![Requests::default(); scale.cells];
    for row in view.network.iter().filter(|row| of_window(row.window)) {
        if let Some(cell) = scale.cell(row.at) {
            network[cell].sent += 1;
            network[cell].failed += u32::from(row.request.failed);
        }
    }
    let idle = idle_spans(&view.index, IDLE_AFTER);
    Lanes {
        pages: pages(view, scale, &of_window),
        mutations,
        actions,
        console: worst(view.console.iter().filter(|row| of_window(row.window)), scale),
        network,
        idle: idle.into_iter().filter_map(|idle| scale.cells_of(idle.from, idle.to)).collect(),
    }
}

fn events(view: &View, scale: Scale, of_window: &impl Fn(WindowIx) -> bool) -> (Vec<u64>, Vec<Option<Kind>>) {
    let index = &view.index;
    let mut mutations = vec![0; scale.cells];
    let mut actions = vec![None; scale.cells];
    let first = index.at_or_after(scale.from);
    for seq in (first..).take_while(|seq| index.last().is_some_and(|last| *seq <= last)) {
        let at = index.time(seq);
        if at > scale.to {
            break;
        }
        let kind = index.kind(seq);
        let is_change = matches!(kind, Kind::Mutation | Kind::Style | Kind::Canvas);
        if !(is_change || is_action(kind)) || !of_window(index.window(seq)) {
            continue;
        }
        let Some(cell) = scale.cell(at) else { continue };
        if is_change {
            mutations[cell] += u64::from(index.weight(seq));
        } else if actions[cell].is_none_or(|other| telling(kind) < telling(other)) {
            actions[cell] = Some(kind);
        }
    }
    (mutations, actions)
}

/// The order in which actions stand for their cell.
fn telling(kind: Kind) -> u8 {
    match kind {
        Kind::Click => 0,
        Kind::Input => 1,
        Kind::Touch => 2,
        Kind::Pointer => 3,
        _ => 4,
    }
}

fn worst<'a>(rows: impl Iterator<Item = &'a ConsoleRow>, scale: Scale) -> Vec<Option<Level>> {
    let mut cells: Vec<Option<Level>> = vec![None; scale.cells];
    for row in rows {
        if let Some(cell) = scale.cell(row.at) {
            // Levels are declared from the worst on.
            let level = cells[cell].map_or(row.level, |other| other.min(row.level));
            cells[cell] = Some(level);
        }
    }
    cells
}

/// Each page lasts until its window enters the next.
fn pages(view: &View, scale: Scale, of_window: &impl Fn(WindowIx) -> bool) -> Vec<PageSpan> {
    let pages = || view.pages.iter().enumerate().filter(|(_, page)| of_window(page.window));
    let next = pages().skip(1).map(|(_, page)| page.at).chain([view.index.end()]);
    pages()
        .zip(next)
        .filter_map(|((page, entered), left)| Some(PageSpan { page, cells: scale.cells_of(entered.at, left)? }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_of_the_stretch_has_one_cell() {
        let scale = Scale { from: Time(100), to: Time(1100), cells: 10 };
        assert_eq!(scale.cell(Time(99)), None);
        assert_eq!(scale.cell(Time(100)), Some(0));
        assert_eq!(scale.cell(Time(199)), Some(0));
        assert_eq!(scale.cell(Time(200)), Some(1));
        assert_eq!(scale.cell(Time(1100)), Some(9));
        assert_eq!(scale.cell(Time(1101)), None);
        for cell in 0..10 {
            assert_eq!(scale.cell(scale.time(cell)), Some(cell));
        }
    }

    #[test]
    fn a_stretch_of_no_length_or_no_cells_is_no_trap() {
        let at = Time(5);
        assert_eq!(Scale { from: at, to: at, cells: 4 }.cell(at), Some(0));
        assert_eq!(Scale { from: at, to: at, cells: 0 }.cell(at), None);
        let ages = Scale { from: Time(i64::MIN), to: Time(i64::MAX), cells: 7 };
        assert_eq!(ages.cell(Time(i64::MAX)), Some(6));
    }
}
