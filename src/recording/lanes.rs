//! The recording at a glance: what happened in each cell of a line that stands for a stretch of time.
//!
//! Pure functions of a [`View`]: one pass over the events of the stretch, whatever the width. How much a bar rises for
//! its weight is the drawer's business.

use super::View;
use crate::archive::Damage;
use crate::clock::{Span, Time};
use crate::event::{Kind, Seq};
use crate::extract::Level;
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

/// What happened in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Full snapshots.
    pub snapshots: u32,
    /// Changes of the page, by their size: nodes added, removed, changed.
    pub changes: u64,
    /// The most telling action: a click before any other.
    pub action: Option<Kind>,
    /// Inputs.
    pub inputs: u32,
    /// Scrolls.
    pub scrolls: u32,
    /// The worst level of its console lines.
    pub console: Option<Level>,
    /// The requests sent.
    pub requests: u32,
    /// How many of them failed.
    pub failed: u32,
    /// Signals that begin here.
    pub signals: u32,
    /// Places that could not be read, after the last event before them.
    pub damage: u32,
    /// The windows in which something happened, a bit each; the last bit stands for all beyond.
    pub windows: u32,
}

impl Cell {
    /// What happened in this cell and another, as one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let worst = [self.console, other.console].into_iter().flatten().min();
        let action = [self.action, other.action].into_iter().flatten().min_by_key(|kind| telling(*kind));
        Self {
            snapshots: self.snapshots + other.snapshots,
            changes: self.changes.saturating_add(other.changes),
            action,
            inputs: self.inputs + other.inputs,
            scrolls: self.scrolls + other.scrolls,
            console: worst,
            requests: self.requests + other.requests,
            failed: self.failed + other.failed,
            signals: self.signals + other.signals,
            damage: self.damage + other.damage,
            windows: self.windows | other.windows,
        }
    }

    fn take(&mut self, kind: Kind, weight: u32) {
        match kind {
            Kind::Snapshot => self.snapshots += 1,
            Kind::Mutation | Kind::Style | Kind::Canvas => {
                self.changes = self.changes.saturating_add(weight.max(1).into());
            }
            Kind::Input => self.inputs += 1,
            Kind::Scroll => self.scrolls += 1,
            _ => {}
        }
        if telling(kind) < NOT_TELLING && self.action.is_none_or(|other| telling(kind) < telling(other)) {
            self.action = Some(kind);
        }
    }
}

/// What happened in every cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// The cells.
    pub cells: Vec<Cell>,
    /// The pages, in order.
    pub pages: Vec<PageSpan>,
    /// Stretches without user activity.
    pub idle: Vec<Range<usize>>,
}

/// The lanes of a stretch, of one window or of all.
#[must_use]
pub fn lanes(view: &View, scale: Scale, window: Option<WindowIx>) -> Lanes {
    let of_window = |other: WindowIx| window.is_none_or(|window| window == other);
    let mut cells = vec![Cell::default(); scale.cells];
    let mut at = |time: Time, take: &dyn Fn(&mut Cell)| {
        if let Some(cell) = scale.cell(time).and_then(|cell| cells.get_mut(cell)) {
            take(cell);
        }
    };
    let index = &view.index;
    let shown = index.at_or_after(scale.from)..index.at_or_before(scale.to).map_or(0, |seq| seq + 1);
    for seq in shown.filter(|seq| of_window(index.window(*seq))) {
        let bit = 1_u32.checked_shl(index.window(seq).into()).unwrap_or(1 << 31);
        at(index.time(seq), &|cell| {
            cell.take(index.kind(seq), index.weight(seq));
            cell.windows |= bit;
        });
    }
    for row in view.console.iter().filter(|row| of_window(row.window)) {
        // Levels are declared from the worst on.
        at(row.at, &|cell| cell.console = Some(cell.console.map_or(row.level, |other| other.min(row.level))));
    }
    for row in view.network.iter().filter(|row| of_window(row.window)) {
        at(row.at, &|cell| {
            cell.requests += 1;
            cell.failed += u32::from(row.request.failed);
        });
    }
    for signal in view.signals().iter().filter(|signal| of_window(signal.window)) {
        at(signal.at, &|cell| cell.signals += 1);
    }
    for (_, seq) in damage(view) {
        at(seq.map_or(index.start(), |seq| index.time(seq)), &|cell| cell.damage += 1);
    }
    let idle = idle_spans(index, IDLE_AFTER);
    let idle = idle.into_iter().filter_map(|idle| scale.cells_of(idle.from, idle.to));
    // The cells at both ends hold the activity before and after.
    let idle = idle.map(|cells| cells.start + 1..cells.end.saturating_sub(1)).filter(|cells| !cells.is_empty());
    Lanes { cells, pages: pages(view, scale, &of_window), idle: idle.collect() }
}

/// What could not be read, each with the last event that lies before it in the input; known when reading has ended.
#[must_use]
pub fn damage(view: &View) -> Vec<(&Damage, Option<Seq>)> {
    if view.damage.is_empty() {
        return Vec::new();
    }
    let spot = |seq| {
        let place = view.place(seq)?;
        Some(((place.input, place.byte?), seq))
    };
    let mut events: Vec<((u32, u64), Seq)> = view.index.seqs().filter_map(spot).collect();
    events.sort_unstable();
    let before = |damage: &Damage| {
        let place = (damage.place.input, damage.place.byte?);
        let count = events.partition_point(|(event, _)| *event < place);
        events.get(count.checked_sub(1)?).map(|(_, seq)| *seq)
    };
    view.damage.iter().map(|damage| (damage, before(damage))).collect()
}

/// The rank of what tells nothing of the user.
const NOT_TELLING: u8 = 7;

/// The order in which actions stand for their cell.
fn telling(kind: Kind) -> u8 {
    match kind {
        Kind::Click => 0,
        Kind::Touch => 1,
        Kind::Input => 2,
        Kind::Pointer => 3,
        Kind::Scroll => 4,
        Kind::Media => 5,
        Kind::Viewport | Kind::Focus => 6,
        _ => NOT_TELLING,
    }
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
    fn a_click_and_an_error_stand_for_their_cell() {
        let (mut one, mut other) = (Cell::default(), Cell::default());
        for kind in [Kind::Scroll, Kind::Click, Kind::Input, Kind::Move] {
            one.take(kind, 0);
        }
        other.take(Kind::Mutation, 9);
        other.console = Some(Level::Error);
        one.console = Some(Level::Log);
        let both = other.and(one);
        assert_eq!((both.action, both.inputs, both.scrolls), (Some(Kind::Click), 1, 1));
        assert_eq!((both.changes, both.console), (9, Some(Level::Error)));
        let mut moved = Cell::default();
        moved.take(Kind::Move, 0);
        assert_eq!(moved.action, None, "a mere move is no action");
    }

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
