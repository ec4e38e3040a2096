//! The drawing of the lanes: a line of marks or of densities each, the chosen range shaded, the playhead through all.

use super::{FINE, Lane, column_of, graph, shown};
use crate::clock::Time;
use crate::event::Kind;
use crate::recording::Cell;
use crate::text;
use crate::tui::glyphs::Glyphs;
use crate::tui::state::{Focus, State};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// Draws the lanes with their names.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut y = area.y;
    for (lane, lines) in shown(&state.view, area.height, state.layout.shows_two()) {
        let rows = Rect { y, height: lines.min(area.bottom().saturating_sub(y)), ..area };
        y += rows.height;
        let focused = state.layout.focus == Focus::Lanes && state.layout.lane == lane;
        let style = if focused { theme.style(Role::Selection) } else { theme.style(Role::Dim) };
        let name = if focused { format!("{:<8}", lane.name()) } else { lane.name().to_owned() };
        buf.set_stringn(rows.x, rows.y, name, usize::from(rows.width), style);
        if lane.is_used(&state.view) {
            draw_lane(state, theme, (lane, graph(rows)), buf);
        } else {
            let room = usize::from(graph(rows).width);
            buf.set_stringn(graph(rows).x, rows.y, "none recorded", room, theme.style(Role::LaneIdle));
        }
    }
    let graph = graph(area);
    shade(state, theme, graph, buf);
    playhead(state, theme, graph, buf);
}

/// Shades the chosen range.
fn shade(state: &State, theme: &Theme, graph: Rect, buf: &mut Buffer) {
    let Some((first, last)) = state.places.chosen() else { return };
    let stretch = state.shown_time();
    let width = usize::from(graph.width);
    let column = |time: Time, outside| column_of(time, stretch, width).unwrap_or(outside);
    let (first, last) = (column(first.max(stretch.0), width), column(last.min(stretch.1), 0));
    let at = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
    let shaded = Rect { x: graph.x + at(first).min(graph.width), width: at((last + 1).saturating_sub(first)), ..graph };
    buf.set_style(shaded.intersection(graph), theme.style(Role::Range));
}

fn playhead(state: &State, theme: &Theme, graph: Rect, buf: &mut Buffer) {
    let column = column_of(state.playhead.time, state.shown_time(), usize::from(graph.width));
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

fn draw_lane(state: &State, theme: &Theme, (lane, graph): (Lane, Rect), buf: &mut Buffer) {
    let lanes = &state.lanes;
    match lane {
        Lane::Page => return draw_pages(state, theme, graph, buf),
        Lane::Window => return draw_windows(state, theme, graph, buf),
        Lane::Mutation => draw_density(theme, (graph, Role::LaneMutation), &lanes.fine, |cell| cell.changes, buf),
        Lane::Network => draw_density(theme, (graph, Role::LaneNetwork), &lanes.fine, |cell| cell.requests.into(), buf),
        _ => {}
    }
    let floor = if lane == Lane::Idle { theme.glyphs.kind(Kind::Gap) } else { theme.glyphs.pick("·", ".") };
    let bottom = graph.bottom().saturating_sub(1);
    for x in lanes.idle.iter().flat_map(Clone::clone).filter_map(|column| u16::try_from(column).ok()) {
        if let Some(cell) = buf.cell_mut((graph.x + x, bottom)).filter(|cell| cell.symbol() == " ") {
            cell.set_symbol(floor).set_style(theme.style(Role::LaneIdle));
        }
    }
    for (column, x) in lanes.columns.iter().zip(graph.left()..graph.right()) {
        let Some((symbol, role)) = mark(theme, lane, column) else { continue };
        if let Some(cell) = buf.cell_mut((x, bottom)) {
            cell.set_symbol(symbol).set_style(theme.style(role));
        }
    }
}

/// The glyph that a lane sets into a column, where it does; it wins over the density.
fn mark(theme: &Theme, lane: Lane, column: &Cell) -> Option<(&'static str, Role)> {
    let glyphs = theme.glyphs;
    let if_any = |count: u32, mark: (&'static str, Role)| (count > 0).then_some(mark);
    match lane {
        Lane::Snapshot => if_any(column.snapshots, (glyphs.kind(Kind::Snapshot), Role::LanePage)),
        Lane::Action => column.action.map(|kind| (glyphs.kind(kind), Role::LaneAction)),
        Lane::Input => if_any(column.inputs, (glyphs.kind(Kind::Input), Role::LaneAction)),
        Lane::Scroll => if_any(column.scrolls, (glyphs.kind(Kind::Scroll), Role::LaneAction)),
        Lane::Console => column.console.map(|level| match level {
            level if level.is_error() => (glyphs.error(), Role::Error),
            level if level.is_warning() => (glyphs.warning(), Role::Warn),
            _ => (glyphs.kind(Kind::Console), Role::LaneConsole),
        }),
        Lane::Network => if_any(column.failed, (glyphs.failed(), Role::Error)),
        Lane::Signal => if_any(column.signals, (glyphs.kind(Kind::Signal), Role::Warn)),
        Lane::Damage => if_any(column.damage, (glyphs.damage(), Role::Error)),
        Lane::Page | Lane::Window | Lane::Mutation | Lane::Idle => None,
    }
}

/// Densities in steps of a line, by square root, so that a quiet minute still shows.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // between 1 and the steps
fn heights(counts: &[u64], steps: u16) -> Vec<u16> {
    let most = (counts.iter().copied().max().unwrap_or(0) as f64).sqrt().max(1.0);
    let full = f64::from(steps);
    counts
        .iter()
        .map(|count| if *count == 0 { 0 } else { (((*count as f64).sqrt() / most) * full).ceil() as u16 })
        .collect()
}

/// What of a height falls into a line, counted from below, of so many steps.
fn part(height: u16, line: u16, steps: u16) -> u8 {
    u8::try_from(height.saturating_sub(line * steps).min(steps)).unwrap_or(u8::MAX)
}

fn draw_density(
    theme: &Theme,
    (graph, role): (Rect, Role),
    fine: &[Cell],
    count: impl Fn(&Cell) -> u64,
    buf: &mut Buffer,
) {
    let style = theme.style(role);
    let lines = || (0..).zip((graph.top()..graph.bottom()).rev());
    if theme.glyphs.is_braille() {
        let heights = heights(&fine.iter().map(count).collect::<Vec<_>>(), graph.height * 4);
        for (pair, x) in heights.chunks(FINE).zip(graph.left()..graph.right()) {
            for (line, y) in lines() {
                let dots = [0, 1].map(|side| part(pair.get(side).copied().unwrap_or(0), line, 4));
                if dots != [0, 0] {
                    buf.set_string(x, y, Glyphs::dots(dots).encode_utf8(&mut [0; 4]), style);
                }
            }
        }
        return;
    }
    let counts: Vec<u64> = fine.chunks(FINE).map(|cells| cells.iter().map(&count).sum()).collect();
    for (height, x) in heights(&counts, graph.height * 8).into_iter().zip(graph.left()..graph.right()) {
        for (line, y) in lines() {
            let eighths = part(height, line, 8);
            if eighths > 0 {
                buf.set_string(x, y, theme.glyphs.density(eighths), style);
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
        put(buf, (graph.x + x, graph.y), theme.glyphs.vertical(), theme.style(Role::Rule));
        let name = text::neutral(name_of(href));
        let shown = text::cut_middle(&name, room.saturating_sub(2));
        put(buf, (graph.x + x + 1, graph.y), &shown, theme.style(Role::LanePage));
    }
}

/// The windows by number: each where it takes over from another, a line where it goes on, a star where several act.
fn draw_windows(state: &State, theme: &Theme, graph: Rect, buf: &mut Buffer) {
    let mut last = 0;
    for (column, x) in state.lanes.columns.iter().zip(graph.left()..graph.right()) {
        if column.windows == 0 {
            continue;
        }
        let goes_on = theme.glyphs.horizontal();
        let number = match column.windows {
            same if same == last => goes_on.to_owned(),
            one if one.is_power_of_two() && one.trailing_zeros() < 9 => (one.trailing_zeros() + 1).to_string(),
            _ => "*".to_owned(),
        };
        last = column.windows;
        let role = if number == goes_on { Role::Dim } else { Role::Text };
        put(buf, (x, graph.y), &number, theme.style(role));
    }
}

fn put(buf: &mut Buffer, (x, y): (u16, u16), shown: &str, style: Style) {
    if buf.area.contains(Position { x, y }) {
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
    fn a_quiet_minute_still_shows() {
        assert_eq!(heights(&[0, 1, 100, 10_000], 8), [0, 1, 1, 8]);
        assert_eq!(heights(&[0, 4], 16), [0, 16]);
        assert_eq!([0, 1, 2].map(|line| part(12, line, 8)), [8, 4, 0]);
    }

    #[test]
    fn pages_are_told_by_their_path() {
        assert_eq!(name_of("https://shop.test/cart?x=1"), "/cart?x=1");
        assert_eq!(name_of("https://shop.test/"), "shop.test");
        assert_eq!(name_of("about:blank"), "about:blank");
    }
}
