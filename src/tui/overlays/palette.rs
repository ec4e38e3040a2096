//! The palette: every command by its name, and every moment as people write it.

use super::sheet;
use crate::clock::Moment;
use crate::query::fuzzy::Fuzzy;
use crate::tui::command::{COMMANDS, Spec};
use crate::tui::panes::lines::{page_to, put, select};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The commands that what is typed finds, the best first.
pub(crate) fn found(typed: &str) -> Vec<&'static Spec> {
    let fuzzy = Fuzzy::new(typed);
    let score = |spec: &'static Spec| {
        let by_name = fuzzy.score(spec.name).map(|score| score + 1000);
        by_name.or_else(|| fuzzy.score(spec.doc)).map(|score| (score, spec))
    };
    let mut found: Vec<(i64, &Spec)> = COMMANDS.iter().filter_map(score).collect();
    if !fuzzy.is_empty() {
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    found.into_iter().map(|(_, spec)| spec).collect()
}

/// Draws the palette over the lower part of an area; the line that is typed stands in the status line.
pub(crate) fn draw(theme: &Theme, (typed, chosen): (&str, usize), screen: Rect, buf: &mut Buffer) {
    let found = found(typed);
    let moment = typed.parse::<Moment>().is_ok();
    let lines = if moment { 1 } else { found.len().max(1) };
    let height = u16::try_from(lines + 2).unwrap_or(u16::MAX).min(screen.height.saturating_sub(2)).min(16);
    let width = screen.width.min(90);
    let area = Rect { x: screen.x, y: screen.bottom().saturating_sub(1 + height), width, height };
    let inner = sheet(theme, area, "commands, or a moment: 12.3s  #1234  42%", buf);
    if moment {
        put(buf, inner, 0, 0, &format!("go to {}", typed.trim()), theme.style(Role::Text));
        return;
    }
    if found.is_empty() {
        put(buf, inner, 0, 0, "no command is called so", theme.style(Role::Dim));
    }
    let first = page_to(0, chosen, usize::from(inner.height), found.len());
    for (line, spec) in (0..inner.height).zip(found.iter().skip(first)) {
        put(buf, inner, 0, line, spec.name, theme.style(Role::Text));
        let keys = spec.keys.join(" ");
        put(buf, inner, 18, line, &keys, theme.style(Role::Accent));
        put(buf, inner, 18 + 13, line, spec.doc, theme.style(Role::Dim));
        if first + usize::from(line) == chosen {
            select(buf, inner, line, theme);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_before_what_only_speaks_of_it() {
        assert_eq!(found("next-error").first().map(|spec| spec.name), Some("next-error"));
        assert_eq!(found("diff").first().map(|spec| spec.name), Some("diff"));
        assert_eq!(found("").len(), COMMANDS.len());
        assert!(found("qqqq").is_empty());
    }
}
