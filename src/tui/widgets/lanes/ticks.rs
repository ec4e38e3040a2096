//! The time line above the lanes: round instants with their offset, as many as there is room for.

use super::{column_of, graph};
use crate::clock::Span;
use crate::tui::state::State;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The columns from one label to the next at least.
const APART: i64 = 16;

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;

/// The steps that people count time in, in microseconds.
const STEPS: [i64; 22] = [
    1000,
    2000,
    5000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    30 * SECOND,
    60 * SECOND,
    120 * SECOND,
    300 * SECOND,
    600 * SECOND,
    1800 * SECOND,
    HOUR,
    6 * HOUR,
    24 * HOUR,
];

/// The step of a stretch drawn in so many columns; none where there is no room.
fn step(stretch: Span, columns: i64) -> Option<i64> {
    let least = stretch.0.checked_mul(APART)? / columns.max(1);
    STEPS.into_iter().find(|step| *step >= least.max(1))
}

/// An offset as short as its step allows: `02:00:00`, `10:00`, `00:12.500`.
fn label(offset: Span, step: i64) -> String {
    let stamp = offset.stamp(offset.0 >= HOUR);
    match stamp.split_once('.') {
        Some((whole, _)) if step >= SECOND => whole.to_owned(),
        _ => stamp,
    }
}

/// Draws the ticks into the rule above the lanes, where nothing else stands.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let graph = graph(area);
    let (from, to) = state.shown_time();
    let start = state.view.index.start();
    let Some(step) = step(to - from, graph.width.into()) else { return };
    let first = (from - start).0.div_euclid(step);
    let rule = theme.glyphs.horizontal();
    for nth in (first..).take(usize::from(graph.width)) {
        let offset = Span(nth.saturating_mul(step));
        let time = start + offset;
        if time > to {
            return;
        }
        let column =
            column_of(time, (from, to), usize::from(graph.width)).and_then(|column| u16::try_from(column).ok());
        let Some(column) = column.filter(|_| time >= from) else { continue };
        let text = format!("{}{} ", theme.glyphs.pick("┬", "+"), label(offset, step));
        let room = Rect { x: graph.x + column, width: u16::try_from(text.chars().count()).unwrap_or(0), ..graph };
        let is_free = |x| buf.cell((x, graph.y)).is_some_and(|cell| cell.symbol() == rule);
        if room.right() <= graph.right() && (room.left()..room.right()).all(is_free) {
            buf.set_string(room.x, room.y, text, theme.style(Role::Rule));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_at_round_instants_and_apart() {
        for (stretch, columns) in [(30 * SECOND, 71), (HOUR, 111), (5 * HOUR, 191), (20_000, 111), (1, 10)] {
            let step = step(Span(stretch), columns).unwrap();
            assert!(STEPS.contains(&step));
            assert!(step * columns / stretch.max(1) >= APART, "{stretch} in {columns}: {step}");
        }
        assert_eq!(step(Span(i64::MAX), 71), None, "a damaged clock");
    }

    #[test]
    fn a_label_says_no_more_than_its_step() {
        assert_eq!(label(Span(10 * SECOND), 10 * SECOND), "00:10");
        assert_eq!(label(Span(2 * HOUR), HOUR), "02:00:00");
        assert_eq!(label(Span(12_500_000), 500_000), "00:12.500");
    }
}
