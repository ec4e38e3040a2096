//! The lanes under the panes: what happened over time, gathered into the columns of a graph, and their drawing.

use crate::clock::Time;
use crate::event::Kind;
use crate::recording::View;
use crate::text;
use crate::timeline::{IDLE_AFTER, idle_spans};
use crate::tui::areas::NAMES;
use crate::tui::state::State;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use std::sync::Arc;

/// What the lanes show in one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// The weight of mutations and snapshots.
    pub(crate) mutations: u32,
    /// The action that counts most.
    pub(crate) action: Option<Kind>,
    /// The worst console level: 0 none, 1 log, 2 warning, 3 error.
    pub(crate) console: u8,
    /// The requests.
    pub(crate) requests: u32,
    /// Whether one of them failed.
    pub(crate) failed: bool,
    /// Whether the user was idle all through it.
    pub(crate) idle: bool,
}

/// The lanes, gathered for a width and a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lanes {
    /// What they were gathered for: columns, stretch, events and requests.
    key: (usize, Time, Time, usize, usize),
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// Pages: the column where each begins, and its name.
    pub(crate) pages: Vec<(usize, Arc<str>)>,
}

/// Gathers the lanes anew if the width, the stretch or the view changed.
pub(crate) fn fit(state: &mut State, width: usize) {
    let (from, to) = state.shown_time();
    let view = &state.view;
    let key = (width, from, to, view.index.len(), view.network.len());
    if state.lanes.key != key {
        state.lanes = Lanes { key, ..gather(view, from, to, width) };
    }
}

/// The column of an instant; may lie outside of the graph.
pub(crate) fn column_of(time: Time, from: Time, to: Time, width: usize) -> Option<usize> {
    let span = i128::from((to - from).0.max(1));
    let at = i128::from((time - from).0);
    let column = (at * i128::try_from(width).ok()?).div_euclid(span);
    if time == to && width > 0 {
        Some(width - 1)
    } else {
        usize::try_from(column).ok().filter(|column| *column < width)
    }
}

fn gather(view: &View, from: Time, to: Time, width: usize) -> Lanes {
    let mut columns = vec![Column::default(); width];
    let index = &view.index;
    let column = |time| column_of(time, from, to, width);
    let shown = index.at_or_after(from)..index.at_or_before(to).map_or(0, |seq| seq + 1);
    for seq in shown {
        let Some(cell) = column(index.time(seq)).and_then(|column| columns.get_mut(column)) else { continue };
        match index.kind(seq) {
            Kind::Mutation | Kind::Snapshot => cell.mutations = cell.mutations.saturating_add(index.weight(seq).max(1)),
            kind => cell.action = cell.action.max_by_rank(kind),
        }
    }
    for row in &view.console {
        if let Some(cell) = column(row.at).and_then(|column| columns.get_mut(column)) {
            let level = if row.level.is_error() { 3 } else { 1 + u8::from(row.level.is_warning()) };
            cell.console = cell.console.max(level);
        }
    }
    for row in &view.network {
        if let Some(cell) = column(row.at).and_then(|column| columns.get_mut(column)) {
            cell.requests += 1;
            cell.failed |= row.request.failed;
        }
    }
    for idle in idle_spans(index, IDLE_AFTER) {
        let first = column(idle.from.max(from)).map_or(width, |column| column + 1);
        let last = if idle.to > to { width } else { column(idle.to).unwrap_or(0) };
        columns.get_mut(first..last).into_iter().flatten().for_each(|cell| cell.idle = true);
    }
    Lanes { columns, pages: pages(view, from, to, width), ..Lanes::default() }
}

/// Where pages begin; the one that was entered before the stretch begins at its first column.
fn pages(view: &View, from: Time, to: Time, width: usize) -> Vec<(usize, Arc<str>)> {
    let mut found: Vec<(usize, Arc<str>)> = Vec::new();
    for page in &view.pages {
        let column = if page.at < from { Some(0) } else { column_of(page.at, from, to, width) };
        let Some(column) = column else { continue };
        match found.last_mut() {
            Some(last) if last.0 == column => last.1 = Arc::clone(&page.href),
            Some(last) if last.1 == page.href => {}
            _ => found.push((column, Arc::clone(&page.href))),
        }
    }
    found
}

/// Which of two actions a cell shows.
trait Rank {
    fn max_by_rank(self, other: Kind) -> Option<Kind>;
}

impl Rank for Option<Kind> {
    fn max_by_rank(self, other: Kind) -> Option<Kind> {
        fn rank(kind: Kind) -> u8 {
            match kind {
                Kind::Click => 5,
                Kind::Pointer | Kind::Touch => 4,
                Kind::Input => 3,
                Kind::Scroll => 2,
                Kind::Viewport | Kind::Media | Kind::Focus => 1,
                _ => 0,
            }
        }
        [self, Some(other)].into_iter().flatten().filter(|kind| rank(*kind) > 0).max_by_key(|kind| rank(*kind))
    }
}

/// A lane: its name, and how it draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    Page,
    Mutation,
    Action,
    Console,
    Network,
}

/// The lanes that a height has room for, each with its lines.
fn shown(height: u16) -> &'static [(Lane, u16)] {
    use Lane::{Action, Console, Mutation, Network, Page};
    match height {
        0 => &[],
        1..=4 => &[(Action, 1), (Console, 1), (Network, 1)],
        5..=6 => &[(Page, 1), (Mutation, 1), (Action, 1), (Console, 1), (Network, 1)],
        _ => &[(Page, 1), (Mutation, 2), (Action, 1), (Console, 1), (Network, 2)],
    }
}

/// Draws the lanes with their names, the chosen range shaded, the playhead through all of them.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut y = area.y;
    for (lane, lines) in shown(area.height) {
        let rows = Rect { y, height: (*lines).min(area.bottom().saturating_sub(y)), ..area };
        y += rows.height;
        draw_lane(state, theme, *lane, rows, buf);
    }
    let graph = graph(area);
    let (from, to) = state.shown_time();
    let width = usize::from(graph.width);
    if let Some((first, last)) = state.places.chosen() {
        let column = |time: Time, outside| column_of(time, from, to, width).unwrap_or(outside);
        let (first, last) = (column(first.max(from), width), column(last.min(to), 0));
        let at = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
        let shaded =
            Rect { x: graph.x + at(first).min(graph.width), width: at((last + 1).saturating_sub(first)), ..graph };
        buf.set_style(shaded.intersection(graph), theme.style(Role::Range));
    }
    playhead(state, theme, graph, buf);
}

/// The part of an area right of the lanes' names.
pub(crate) fn graph(area: Rect) -> Rect {
    let names = NAMES.min(area.width);
    Rect { x: area.x + names, width: area.width - names, ..area }
}

fn playhead(state: &State, theme: &Theme, graph: Rect, buf: &mut Buffer) {
    let (from, to) = state.shown_time();
    let column = column_of(state.playhead.time, from, to, usize::from(graph.width));
    let Some(x) = column.and_then(|column| u16::try_from(column).ok()) else { return };
    for y in graph.top()..graph.bottom() {
        let Some(cell) = buf.cell_mut((graph.x + x, y)) else { continue };
        if cell.symbol() == " " || cell.symbol() == theme.glyphs.pick("·", ".") {
            cell.set_symbol(theme.glyphs.vertical()).set_style(theme.style(Role::Playhead));
        } else {
            cell.set_style(Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED));
        }
    }
}

fn draw_lane(state: &State, theme: &Theme, lane: Lane, area: Rect, buf: &mut Buffer) {
    let name = match lane {
        Lane::Page => "page",
        Lane::Mutation => "mutation",
        Lane::Action => "action",
        Lane::Console => "console",
        Lane::Network => "network",
    };
    buf.set_stringn(area.x, area.y, name, usize::from(area.width), theme.style(Role::Dim));
    let graph = graph(area);
    let columns = &state.lanes.columns;
    match lane {
        Lane::Page => draw_pages(state, theme, graph, buf),
        Lane::Mutation => {
            let heights = heights(columns.iter().map(|column| column.mutations), graph.height);
            draw_density(theme, (graph, Role::LaneMutation), &heights, buf);
        }
        Lane::Network => {
            let heights = heights(columns.iter().map(|column| column.requests), graph.height);
            draw_density(theme, (graph, Role::LaneNetwork), &heights, buf);
        }
        Lane::Action | Lane::Console => {}
    }
    for (column, x) in columns.iter().zip(graph.left()..graph.right()) {
        let floor = column.idle.then(|| (theme.glyphs.pick("·", "."), Role::LaneIdle));
        let Some((symbol, role)) = mark(theme, lane, column).or(floor) else { continue };
        let Some(cell) = buf.cell_mut((x, graph.bottom().saturating_sub(1))) else { continue };
        if lane != Lane::Page && (role != Role::LaneIdle || cell.symbol() == " ") {
            cell.set_symbol(symbol).set_style(theme.style(role));
        }
    }
}

/// The glyph that a lane sets into a column, where it does; it wins over the density.
fn mark(theme: &Theme, lane: Lane, column: &Column) -> Option<(&'static str, Role)> {
    let glyphs = theme.glyphs;
    match lane {
        Lane::Action => column.action.map(|kind| (glyphs.kind(kind), Role::LaneAction)),
        Lane::Console => match column.console {
            0 => None,
            1 => Some((glyphs.kind(Kind::Console), Role::LaneConsole)),
            2 => Some((glyphs.warning(), Role::Warn)),
            _ => Some((glyphs.error(), Role::Error)),
        },
        Lane::Network => column.failed.then(|| (glyphs.failed(), Role::Error)),
        Lane::Page | Lane::Mutation => None,
    }
}

/// Densities in eighths of a line, by square root, so that a quiet minute still shows.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 1 and 8 times the lines
fn heights(counts: impl Iterator<Item = u32> + Clone, lines: u16) -> Vec<u16> {
    let most = f64::from(counts.clone().max().unwrap_or(0)).sqrt().max(1.0);
    let full = f64::from(lines * 8);
    counts.map(|count| if count == 0 { 0 } else { ((f64::from(count).sqrt() / most) * full).ceil() as u16 }).collect()
}

fn draw_density(theme: &Theme, (graph, role): (Rect, Role), heights: &[u16], buf: &mut Buffer) {
    for (height, x) in heights.iter().zip(graph.left()..graph.right()) {
        for (line, y) in (graph.top()..graph.bottom()).rev().enumerate() {
            let below = u16::try_from(line * 8).unwrap_or(u16::MAX);
            let eighths = u8::try_from(height.saturating_sub(below).min(8)).unwrap_or(8);
            if eighths > 0 {
                buf.set_string(x, y, theme.glyphs.density(eighths), theme.style(role));
            }
        }
    }
}

fn draw_pages(state: &State, theme: &Theme, graph: Rect, buf: &mut Buffer) {
    let pages = &state.lanes.pages;
    for (place, (column, href)) in pages.iter().enumerate() {
        let next = pages.get(place + 1).map_or(usize::from(graph.width), |(column, _)| *column);
        let room = next.saturating_sub(*column);
        let Some(x) = u16::try_from(*column).ok().filter(|_| room > 0) else { continue };
        buf.set_string(graph.x + x, graph.y, theme.glyphs.vertical(), theme.style(Role::Rule));
        let name = text::neutral(name_of(href));
        let shown = text::cut_middle(&name, room.saturating_sub(2));
        put(buf, (graph.x + x + 1, graph.y), &shown, theme.style(Role::LanePage));
    }
}

fn put(buf: &mut Buffer, (x, y): (u16, u16), shown: &str, style: Style) {
    if buf.area.contains(ratatui::layout::Position { x, y }) {
        buf.set_string(x, y, shown, style);
    }
}

/// What is short and tells pages apart: the path, with its query and fragment; the host for a bare one.
fn name_of(href: &str) -> &str {
    let rest = href.split_once("://").map_or(href, |(_, rest)| rest);
    let path = rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("");
    if path.len() > 1 { path } else { rest.trim_end_matches('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_find_their_column() {
        let column = |time| column_of(Time(time), Time(100), Time(200), 10);
        assert_eq!(
            [99, 100, 109, 110, 199, 200, 201].map(column),
            [None, Some(0), Some(0), Some(1), Some(9), Some(9), None]
        );
        assert_eq!(column_of(Time(5), Time(5), Time(5), 10), Some(9));
        assert_eq!(column_of(Time(5), Time(0), Time(9), 0), None);
        assert_eq!(column_of(Time(i64::MAX), Time(i64::MIN), Time(i64::MAX), 10), Some(9), "a damaged clock");
    }

    #[test]
    fn a_quiet_minute_still_shows() {
        assert_eq!(heights([0, 1, 100, 10_000].into_iter(), 1), [0, 1, 1, 8]);
        assert_eq!(heights([0, 4].into_iter(), 2), [0, 16]);
    }

    #[test]
    fn pages_are_told_by_their_path() {
        assert_eq!(name_of("https://shop.test/cart?x=1"), "/cart?x=1");
        assert_eq!(name_of("https://shop.test/"), "shop.test");
        assert_eq!(name_of("about:blank"), "about:blank");
    }

    #[test]
    fn a_click_wins_its_cell() {
        assert_eq!(Some(Kind::Scroll).max_by_rank(Kind::Click), Some(Kind::Click));
        assert_eq!(None.max_by_rank(Kind::Move), None);
    }
}
