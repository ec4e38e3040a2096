//! The header: what is open, where it was recorded, what is wrong in it.

use crate::recording::Now;
use crate::text;
use crate::tui::state::State;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the header into its line: parts set into a rule, the least telling left out first.
pub(crate) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let rule = theme.glyphs.horizontal();
    let blank = rule.repeat(usize::from(area.width));
    buf.set_stringn(area.x, area.y, blank, usize::from(area.width), theme.style(Role::Rule));
    let parts = fitting(parts(state, theme), usize::from(area.width));
    let mut x = area.x + 1;
    for (words, role, _) in parts {
        let room = usize::from(area.right().saturating_sub(x));
        let (end, _) = buf.set_stringn(x, area.y, format!(" {words} "), room, theme.style(role));
        x = end + 1;
    }
}

/// A part: its words, its role, and how much it would be missed.
type Part = (String, Role, u8);

fn parts(state: &State, theme: &Theme) -> Vec<Part> {
    let view = &state.view;
    let name = text::cut_middle(&text::neutral(&state.opened.name), 32).into_owned();
    let mut parts = vec![("scrubjay".to_owned(), Role::Accent, 2), (name, Role::Text, 9)];
    let person = view.header.as_ref().and_then(|header| header.person.as_ref());
    if let Some(person) = person.and_then(who) {
        parts.push((text::cut_end(&text::neutral(&person), 28).into_owned(), Role::Dim, 3));
    }
    let window = view.index.window(state.playhead.seq);
    if let Some(page) = view.page(window, state.playhead.seq) {
        parts.push((text::cut_middle(&text::neutral(&page.href), 44).into_owned(), Role::Text, 6));
    }
    if view.windows.len() > 1 {
        parts.push((format!("{} windows", view.windows.len()), Role::Dim, 4));
    }
    let scope = state.places.scope();
    let words = state.scope_words();
    if !words.is_empty() {
        parts.push((format!("only {words}"), Role::Warn, 8));
    }
    let errors = view.console.iter().filter(|row| row.level.is_error() && scope.has(row.at, row.window)).count();
    if errors > 0 {
        let plural = if errors == 1 { "error" } else { "errors" };
        parts.push((format!("{} {errors} {plural}", theme.glyphs.error()), Role::Error, 7));
    }
    let failed = view.network.iter().filter(|row| row.request.failed && scope.has(row.at, row.window)).count();
    if failed > 0 {
        parts.push((format!("{} {failed} failed", theme.glyphs.failed()), Role::Error, 5));
    }
    if !view.damage.is_empty() {
        parts.push((format!("{} {} damaged", theme.glyphs.damage(), view.damage.len()), Role::Warn, 8));
    }
    if let Some(read) = reading(state) {
        parts.push((read, Role::Accent, 8));
    }
    parts
}

/// How far the reading is, while it runs.
fn reading(state: &State) -> Option<String> {
    let progress = &state.view.progress;
    if progress.done {
        return None;
    }
    let following = |follow: crate::recording::Following| match follow.now {
        Now::Reading => None,
        Now::Absent => Some("waiting for the file"),
        Now::Undecided => Some("waiting for events"),
        Now::Waiting => Some("following"),
        Now::Ended => Some("no longer followed"),
    };
    if let Some(words) = progress.follow.and_then(following) {
        return Some(words.to_owned());
    }
    Some(match progress.total.filter(|total| *total > 0) {
        Some(total) => format!("reading {}%", (progress.read.min(total) * 100) / total),
        None => format!("reading {}", text::bytes(progress.read)),
    })
}

fn who(person: &crate::archive::Person) -> Option<String> {
    person.distinct_ids.first().cloned()
}

/// Leaves the least telling parts out until the rest fits.
fn fitting(mut parts: Vec<Part>, columns: usize) -> Vec<Part> {
    let width = |parts: &[Part]| 1 + parts.iter().map(|(words, ..)| text::width(words) + 3).sum::<usize>();
    while width(&parts) > columns && parts.len() > 1 {
        let least = parts.iter().enumerate().min_by_key(|(_, (.., worth))| *worth).map(|(place, _)| place);
        parts.remove(least.unwrap_or(0));
    }
    parts
}
