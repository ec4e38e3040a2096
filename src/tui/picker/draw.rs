//! The list as it is drawn: times and numbers in columns, then the name; the chosen one whole below.

use super::{Facts, Picker, Row, Source};
use crate::recording::listing::Listing;
use crate::text;
use crate::tui::command::{Command, Context};
use crate::tui::panes::lines::{plural, put, select};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Where everything stands.
pub(super) struct Parts {
    header: Rect,
    heads: Rect,
    pub(super) list: Rect,
    rule: Rect,
    detail: Rect,
    status: Rect,
}

/// Lays a screen out: the list takes what the lines around it leave.
pub(super) fn parts((width, height): (u16, u16)) -> Parts {
    let below = if height >= 12 { 3 } else { 0 };
    let lines = [1, 1, height.saturating_sub(3 + below), below.min(1), below.saturating_sub(1), 1];
    let mut y = 0;
    let [header, heads, list, rule, detail, status] = lines.map(|lines| {
        let lines = lines.min(height.saturating_sub(y));
        let area = Rect { x: 0, y, width, height: lines };
        y += lines;
        area
    });
    Parts { header, heads, list, rule, detail, status }
}

/// A column: its head, its width, and from which width of the screen on there is room for it.
const COLUMNS: [(&str, u16, u16); 6] = [
    ("start", 16, 40),
    ("length", 10, 60),
    ("events", 8, 100),
    ("errors", 7, 60),
    ("size", 9, 50),
    ("container", 24, 130),
];

/// Draws the list.
pub(super) fn draw(picker: &Picker, theme: &Theme, screen: Rect, buf: &mut Buffer) {
    // A frame may be asked for before its resize came in as a message.
    if (screen.width, screen.height) != picker.size {
        return;
    }
    buf.set_style(screen, theme.style(Role::Text));
    let parts = parts(picker.size);
    header(picker, theme, parts.header, buf);
    heads(theme, parts.heads, buf);
    let places = picker.list.window(picker.shown.len(), usize::from(parts.list.height));
    for (line, place) in (0..parts.list.height).zip(places) {
        let Some(row) = picker.shown.get(place).and_then(|id| picker.rows.get(*id)) else { continue };
        draw_row(row, theme, (parts.list, line), buf);
        if place == picker.list.cursor {
            select(buf, parts.list, line, theme);
        }
    }
    if picker.shown.is_empty() {
        put(buf, parts.list, 1, 0, &empty(picker), theme.style(Role::Dim));
    }
    if !parts.rule.is_empty() {
        let rule = theme.glyphs.horizontal().repeat(usize::from(parts.rule.width));
        buf.set_stringn(parts.rule.x, parts.rule.y, rule, usize::from(parts.rule.width), theme.style(Role::Rule));
    }
    if let Some(row) = picker.chosen() {
        detail(row, theme, parts.detail, buf);
    }
    status(picker, theme, parts.status, buf);
}

fn header(picker: &Picker, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let rule = theme.glyphs.horizontal().repeat(usize::from(area.width));
    buf.set_stringn(area.x, area.y, rule, usize::from(area.width), theme.style(Role::Rule));
    let listed = picker.rows.iter().filter(|row| !matches!(row.facts, Facts::NoReplay)).count();
    let waiting = picker.rows.iter().filter(|row| matches!(row.facts, Facts::Waiting)).count();
    let what = match &picker.source {
        Source::Recent => "opened lately".to_owned(),
        Source::Inputs(paths, _) => match paths.as_slice() {
            [one] => text::cut_middle(&text::neutral(&one.display().to_string()), 40).into_owned(),
            several => plural(several.len(), "input"),
        },
    };
    let count = match picker.shown.len() {
        _ if picker.filter.text().is_empty() => plural(listed - waiting, "recording"),
        shown => format!("{shown} of {}", plural(listed, "recording")),
    };
    let mut parts = vec![("scrubjay".to_owned(), Role::Accent), (what, Role::Text), (count, Role::Dim)];
    parts.extend((waiting > 0).then(|| (format!("looking at {waiting}"), Role::Accent)));
    parts.extend((picker.more > 0).then(|| (format!("{} more files are left out", picker.more), Role::Warn)));
    let mut x = 1;
    for (words, role) in parts {
        x = 1 + put(buf, area, x, 0, &format!(" {words} "), theme.style(role));
    }
}

fn heads(theme: &Theme, area: Rect, buf: &mut Buffer) {
    let style = theme.style(Role::Dim);
    let x = columns(area.width, |at, column, (head, _, _)| {
        let x = if matches!(column, 0 | 5) {
            at.x
        } else {
            at.x + at.width.saturating_sub(u16::try_from(head.len()).unwrap_or(0))
        };
        put(buf, area, x, 0, head, style);
    });
    put(buf, area, x, 0, "recording", style);
}

/// Where a column stands.
#[derive(Clone, Copy)]
struct At {
    x: u16,
    width: u16,
}

/// Walks the columns that a width has room for; the column behind them.
fn columns(width: u16, mut each: impl FnMut(At, usize, (&str, u16, u16))) -> u16 {
    let mut x = 1;
    for (column, (head, columns, from)) in COLUMNS.into_iter().enumerate() {
        if width >= from {
            each(At { x, width: columns }, column, (head, columns, from));
            x += columns + 1;
        }
    }
    x + 1
}

fn draw_row(row: &Row, theme: &Theme, (area, line): (Rect, u16), buf: &mut Buffer) {
    let x = match &row.facts {
        Facts::Known(listing) if listing.container.is_some() => {
            let (cells, glyphs) = (cells(listing), theme.glyphs);
            columns(area.width, |at, column, _| {
                let role = match column {
                    3 if listing.errors > 0 => Role::Error,
                    1 => Role::Text,
                    _ => Role::Dim,
                };
                let mut words = cells[column].clone();
                if column == 3 && listing.errors > 0 {
                    words = format!("{} {words}", glyphs.error());
                }
                cell(buf, (area, line), at, (&words, column), theme.style(role));
            })
        }
        facts => {
            let (words, role) = match facts {
                Facts::Missing => (format!("{} not there", theme.glyphs.damage()), Role::Warn),
                Facts::Known(_) => (format!("{} unreadable", theme.glyphs.damage()), Role::Warn),
                _ => (theme.glyphs.pick("…", "...").to_owned(), Role::Dim),
            };
            let end = columns(area.width, |_, _, _| {});
            put(buf, Rect { width: end.min(area.width), ..area }, 1, line, &words, theme.style(role));
            end
        }
    };
    let role = if matches!(row.facts, Facts::Missing) { Role::Dim } else { Role::Text };
    let room = usize::from(area.width.saturating_sub(x));
    let damage = matches!(&row.facts, Facts::Known(listing) if listing.damaged && listing.container.is_some());
    let name = text::neutral(&row.name).into_owned();
    let end = put(buf, area, x, line, &text::cut_middle(&name, room), theme.style(role));
    if damage {
        put(buf, area, end + 1, line, &format!("{} damaged", theme.glyphs.damage()), theme.style(Role::Warn));
    }
}

fn cell(
    buf: &mut Buffer,
    (area, line): (Rect, u16),
    at: At,
    (words, column): (&str, usize),
    style: ratatui::style::Style,
) {
    let is_left = matches!(column, 0 | 5);
    let words = text::cut_end(words, usize::from(at.width)).into_owned();
    let blank = at.width.saturating_sub(u16::try_from(text::width(&words)).unwrap_or(at.width));
    put(buf, area, if is_left { at.x } else { at.x + blank }, line, &words, style);
}

/// What stands in the columns.
fn cells(listing: &Listing) -> [String; 6] {
    // `2026-11-23T06:49:00.000Z` to the minute.
    let start = listing.at.rfc3339().replace('T', " ").chars().take(16).collect();
    let (length, size) = (listing.span.human(), text::bytes(listing.bytes));
    let container = listing.container.unwrap_or_default().to_owned();
    [start, length, listing.events.to_string(), listing.errors.to_string(), size, container]
}

/// The chosen one: where it is, and what is known of it or wrong with it.
fn detail(row: &Row, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let path = text::neutral(&row.candidate.path.display().to_string()).into_owned();
    let room = usize::from(area.width.saturating_sub(2));
    let bold = theme.style(Role::Text).add_modifier(Modifier::BOLD);
    put(buf, area, 1, 0, &text::cut_middle(&path, room), bold);
    let (words, role) = match &row.facts {
        Facts::Waiting | Facts::NoReplay => ("not looked at yet".to_owned(), Role::Dim),
        Facts::Missing => ("it was opened once and is not there any more".to_owned(), Role::Warn),
        Facts::Known(listing) => {
            let problem = listing.problem.clone().map(|problem| (problem, Role::Warn));
            problem.unwrap_or_else(|| (whole(listing, theme), Role::Dim))
        }
    };
    put(buf, area, 1, 1, &words, theme.style(role));
}

/// What is known of a recording, in a line.
fn whole(listing: &Listing, theme: &Theme) -> String {
    let page = listing.pages.first().cloned();
    let facts = [listing.container.map(str::to_owned), listing.person.clone(), page, listing.id.clone()];
    let counts = [plural(listing.events, "event"), plural(listing.errors, "error")];
    let facts: Vec<String> = facts.into_iter().flatten().chain(counts).collect();
    facts.join(theme.glyphs.pick(" · ", "  "))
}

/// Why nothing is listed.
fn empty(picker: &Picker) -> String {
    match &picker.source {
        _ if !picker.filter.text().is_empty() => "no recording fits; Esc lists all".to_owned(),
        Source::Inputs(_, false) => "looking for recordings …".to_owned(),
        Source::Inputs(..) => "there is no recording here".to_owned(),
        Source::Recent => "nothing was opened yet: scrubjay FILE opens a recording".to_owned(),
    }
}

fn status(picker: &Picker, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    if picker.typing {
        let x = put(buf, area, 0, 0, "/", theme.style(Role::Accent));
        let (shown, cursor) = picker.filter.shown(usize::from(area.width / 2));
        let end = put(buf, area, x, 0, &shown, theme.style(Role::Text));
        let at = x + u16::try_from(cursor).unwrap_or(0);
        let style = theme.style(Role::Text).add_modifier(Modifier::REVERSED);
        buf.set_style(Rect { x: area.x + at, width: 1, ..area }.intersection(area), style);
        put(buf, area, end.max(at + 1) + 1, 0, "Enter opens, Esc lists all", theme.style(Role::Dim));
        return;
    }
    if let Some(said) = &picker.said {
        put(buf, area, 0, 0, said, theme.style(Role::Text));
        return;
    }
    let key = |command| picker.keys.keys_of(&[Context::List, Context::Global], command).into_iter().next();
    let offers = [
        (Command::Choose, "open"),
        (Command::Filter, "filter"),
        (Command::Down, "down"),
        (Command::Up, "up"),
        (Command::Help, "help"),
        (Command::Quit, "quit"),
    ];
    let mut x = 0;
    for (command, word) in offers {
        let Some(key) = key(command) else { continue };
        x = put(buf, area, x, 0, &key, theme.style(Role::Accent));
        x = 2 + put(buf, area, x + 1, 0, word, theme.style(Role::Dim));
    }
}
