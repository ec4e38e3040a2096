//! Draws the state; changes nothing.

use super::areas::{Areas, Region};
use super::overlays::{complete, finder, help, hints, palette, take};
use super::panes::{PaneId, Tab, header, lines, status, tabs, timeline};
use super::state::{Focus, Overlay, Purpose, State};
use super::theme::{Role, Theme};
use super::widgets::{lanes, scrubber};
use crate::text;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the whole screen.
pub(crate) fn view(state: &State, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    // A frame may be asked for before its resize came in as a message: draw for what it is told, cut to what there is.
    if (area.width, area.height) != state.layout.size {
        return;
    }
    buf.set_style(area, theme.style(Role::Text));
    let areas = state.layout.areas();
    header::draw(state, theme, areas.header, buf);
    rules(theme, &areas, buf);
    draw_rows(state, theme, areas.rows, buf);
    draw_pane(state, theme, areas.pane, buf);
    draw_detail(state, theme, areas.detail, buf);
    if !areas.marks.is_empty() {
        scrubber::draw_hits(state, theme, areas.marks, buf);
        lanes::ticks::draw(state, theme, areas.marks, buf);
        scrubber::draw_marks(state, theme, areas.marks, buf);
    }
    lanes::draw(state, theme, areas.lanes, buf);
    scrubber::draw(state, theme, areas.scrubber, buf);
    status::draw(state, theme, areas.status, buf);
    match &state.overlay {
        Overlay::Help { first } => help::draw(state, theme, (*first, area), buf),
        Overlay::Line(line) if line.purpose == Purpose::Palette => palette::draw(state, theme, (line, area), buf),
        Overlay::Take(menu) => take::draw(menu, theme, area, buf),
        Overlay::Line(line) if line.purpose == Purpose::Finder => finder::draw(state, theme, (line, area), buf),
        Overlay::Line(line) if line.purpose == Purpose::Filter => complete::draw(line, theme, area, buf),
        Overlay::None | Overlay::Line(_) => {}
    }
    if let Some(hints) = hints::hints(state) {
        hints::draw(theme, &hints, area, buf);
    }
}

/// The rules between regions.
fn rules(theme: &Theme, areas: &Areas, buf: &mut Buffer) {
    let style = theme.style(Role::Rule);
    let glyphs = theme.glyphs;
    for rule in [areas.rows.rule, areas.pane.rule, areas.detail.rule, areas.marks] {
        if !rule.is_empty() {
            let line = glyphs.horizontal().repeat(usize::from(rule.width));
            buf.set_string(rule.x, rule.y, line, style);
        }
    }
    for region in [areas.pane, areas.detail] {
        if region.rule.x == 0 || region.rule.is_empty() {
            continue;
        }
        let x = region.rule.x - 1;
        let below = region.rule.y > areas.pane.rule.y;
        buf.set_string(x, region.rule.y, if below { glyphs.pick("├", "+") } else { glyphs.pick("┬", "+") }, style);
        for y in region.body.top()..region.body.bottom() {
            buf.set_string(x, y, glyphs.vertical(), style);
        }
        if !areas.marks.is_empty() {
            buf.set_string(x, areas.marks.y, glyphs.pick("┴", "+"), style);
        }
    }
}

fn draw_rows(state: &State, theme: &Theme, region: Region, buf: &mut Buffer) {
    if region.body.is_empty() {
        return;
    }
    let all = state.view.rows.len();
    let scope = state.scope_words();
    let title = match &state.rows.matches {
        Some(matches) if state.rows.pattern.is_empty() => format!("0 Rows  {} of {all}", matches.len()),
        Some(matches) => format!("0 Rows  {} of {all}  /{}", matches.len(), text::neutral(&state.rows.pattern)),
        None => format!("0 Rows  {all}"),
    };
    let role = if state.layout.focus == Focus::Rows { Role::Accent } else { Role::Dim };
    let end = set_title(theme, region.rule, (0, &title, role), buf);
    if !scope.is_empty() {
        set_title(theme, region.rule, (end, &scope, Role::Warn), buf);
    }
    timeline::draw(state, theme, region.body, buf);
}

/// Sets a title into a rule, from a column on; gives the column behind it.
fn set_title(theme: &Theme, line: Rect, (x, title, role): (u16, &str, Role), buf: &mut Buffer) -> u16 {
    let room = usize::from(line.width.saturating_sub(x + 2));
    if room < 4 {
        return x;
    }
    let shown = format!(" {} ", text::cut_end(title, room - 2));
    let (end, _) = buf.set_stringn(line.x + x + 1, line.y, shown, room, theme.style(role));
    end - line.x
}

fn draw_pane(state: &State, theme: &Theme, region: Region, buf: &mut Buffer) {
    if region.rule.is_empty() {
        return;
    }
    if state.layout.shows_two() {
        return draw_window(state, theme, (state.layout.pane, region), buf);
    }
    let mut end = 0;
    for Tab { columns, pane, name } in tabs(region.rule.width) {
        let (key, chosen) = (pane.key(), pane == state.layout.pane);
        let role = match (chosen, state.layout.focus) {
            (true, Focus::Pane) => Role::Accent,
            (true, Focus::Rows | Focus::Lanes) => Role::Text,
            _ => Role::Dim,
        };
        let room = usize::from(region.rule.width.saturating_sub(columns.start));
        let style = theme.style(role);
        let style = if chosen { style.add_modifier(ratatui::style::Modifier::BOLD) } else { style };
        let words = if chosen { format!("[{key} {name}]") } else { format!(" {key} {name} ") };
        buf.set_stringn(region.rule.x + columns.start, region.rule.y, words, room, style);
        end = columns.end;
    }
    let title = title(state, state.layout.pane);
    if !title.is_empty() && region.rule.width > end + 6 {
        let role = if state.layout.focus == Focus::Pane { Role::Text } else { Role::Dim };
        set_title(theme, region.rule, (end, &title, role), buf);
    }
    draw_body(state, theme, (state.layout.pane, region.body), buf);
}

fn draw_detail(state: &State, theme: &Theme, region: Region, buf: &mut Buffer) {
    if region.rule.is_empty() {
        return;
    }
    let pane = state.layout.detail();
    if state.layout.shows_two() {
        return draw_window(state, theme, (pane, region), buf);
    }
    let name = format!("{}  {}", pane.name(), title(state, pane));
    set_title(theme, region.rule, (0, name.trim_end(), Role::Dim), buf);
    draw_body(state, theme, (pane, region.body), buf);
}

/// Draws one of two windows under its own head: the pane, the window's number, its page, which is cut before the rest; the
/// window under the playhead is marked.
fn draw_window(state: &State, theme: &Theme, (pane, region): (PaneId, Region), buf: &mut Buffer) {
    let seq = state.seq_of(pane);
    let window = state.view.index.window(seq);
    let here = if window == state.view.index.window(state.playhead.seq) { theme.glyphs.bar() } else { "" };
    let later = seq > state.playhead.seq;
    let shown = state.view.page(window, seq).filter(|_| !later);
    let href = shown.map(|page| text::neutral(&page.href).into_owned()).unwrap_or_default();
    let name = format!("{} {}  {here}window {} {}", pane.key(), pane.name(), window + 1, text::cut_middle(&href, 40));
    let title = if later { String::new() } else { title(state, pane) };
    let head = format!("{}  {title}", name.trim_end());
    let focused = state.layout.focus == Focus::Pane && state.layout.keyed() == pane;
    set_title(theme, region.rule, (0, head.trim_end(), if focused { Role::Accent } else { Role::Dim }), buf);
    if later {
        let opened = state.view.offset(seq).stamp(state.hours());
        let why = format!("this window is not open yet: its first event is #{seq}, at {opened}");
        return lines::empty(buf, region.body, theme, &why);
    }
    draw_body(state, theme, (pane, region.body), buf);
}

fn title(state: &State, pane: PaneId) -> String {
    text::neutral(&state.panes.get(pane).title(&state.context(pane))).into_owned()
}

fn draw_body(state: &State, theme: &Theme, (pane, area): (PaneId, Rect), buf: &mut Buffer) {
    if !area.is_empty() {
        state.panes.get(pane).draw(&state.context(pane), theme, area, buf);
    }
}
