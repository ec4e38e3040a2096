//! The scrubber, and the rule above the lanes where marks stand.

use super::lanes::{column_of, graph};
use crate::event::Seq;
use crate::recording::Scale;
use crate::tui::state::{SPEEDS, State};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the scrubber: the played part heavy, the rest light; how it plays stands at the left.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let glyphs = theme.glyphs;
    let sign = if state.play.on.is_some() { glyphs.pick("▶", ">") } else { glyphs.pick("‖", "=") };
    let role = if state.play.on.is_some() { Role::Accent } else { Role::Dim };
    let skip = if state.play.skip_idle { glyphs.pick("⇥", "+") } else { "" };
    let label = format!("{sign} {}x {skip}", SPEEDS[state.play.speed]);
    buf.set_stringn(area.x, area.y, label, usize::from(area.width), theme.style(role));
    let graph = graph(area);
    let (from, to) = state.shown_time();
    let here = column_of(state.playhead.time, (from, to), usize::from(graph.width));
    let played = here.unwrap_or(if state.playhead.time > to { usize::from(graph.width) } else { 0 });
    for (column, x) in (graph.left()..graph.right()).enumerate() {
        let (symbol, role) = match () {
            () if here == Some(column) => (glyphs.pick("┃", "#"), Role::Playhead),
            () if column < played => (glyphs.pick("━", "="), Role::Accent),
            () => (glyphs.pick("─", "-"), Role::Rule),
        };
        buf.set_string(x, area.y, symbol, theme.style(role));
    }
}

/// Draws into the marks' rule when what was searched for was on the page.
pub(crate) fn draw_hits(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let graph = graph(area);
    let (from, to) = state.shown_time();
    let scale = Scale { from, to, cells: usize::from(graph.width) };
    let index = &state.view.index;
    for (first, until) in &state.places.hits.spans {
        let end = until.map_or(index.end(), |until| index.time(until));
        let cells = scale.cells_of(index.time(*first), end).unwrap_or_default();
        for x in cells.filter_map(|cell| u16::try_from(cell).ok()) {
            buf.set_string(graph.x + x, graph.y, theme.glyphs.pick("━", "="), theme.style(Role::Hit));
        }
    }
}

/// Draws the marks into their rule: `A` and `B` over letters, and these over notes.
pub(crate) fn draw_marks(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let graph = graph(area);
    let (from, to) = state.shown_time();
    let named = state.places.marks.iter().map(|(name, seq)| (*name, *seq));
    let ends = [('A', state.places.a), ('B', state.places.b)];
    let ends = ends.into_iter().filter_map(|(name, seq)| Some((name, seq?)));
    let notes = state.places.notes.keys().map(|seq| (theme.glyphs.note(), *seq));
    let mut mark = |name: char, seq: Seq| {
        let column = column_of(state.view.index.time(seq), (from, to), usize::from(graph.width));
        if let Some(x) = column.and_then(|column| u16::try_from(column).ok()) {
            buf.set_string(graph.x + x, graph.y, name.to_string(), theme.style(Role::Accent));
        }
    };
    notes.chain(named).chain(ends).for_each(|(name, seq)| mark(name, seq));
    if let Some((start, None)) = state.places.range {
        let column = column_of(start, (from, to), usize::from(graph.width));
        if let Some(x) = column.and_then(|column| u16::try_from(column).ok()) {
            buf.set_string(graph.x + x, graph.y, theme.glyphs.pick("├", "["), theme.style(Role::Accent));
        }
    }
}
