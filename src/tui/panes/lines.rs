//! Small drawing helpers that all panes share.

use crate::text;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// `1 line`, `3 lines`.
pub(crate) fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Draws neutral text at a cell of a line, cut with `…` at the area's right edge; returns the column behind it.
///
/// `text` is recorded text as it is: it is made neutral here.
#[allow(clippy::too_many_arguments)] // where, what and how: a struct would only rename them
pub(crate) fn put(buf: &mut Buffer, area: Rect, x: u16, line: u16, recorded: &str, style: Style) -> u16 {
    let room = area.width.saturating_sub(x);
    if line >= area.height || room == 0 {
        return x;
    }
    // Nothing further than the room in graphemes can be seen: hostile lines of megabytes are not walked to their end.
    let mut head = recorded;
    if let Some((end, _)) = recorded.char_indices().nth(usize::from(room) * 8) {
        head = recorded.get(..end).unwrap_or(recorded);
    }
    let neutral = text::neutral(head);
    let shown = text::cut_end(&neutral, usize::from(room));
    let (end, _) = buf.set_stringn(area.x + x, area.y + line, &shown, usize::from(room), style);
    end - area.x
}

/// Lays the selection's style over a whole line.
pub(crate) fn select(buf: &mut Buffer, area: Rect, line: u16, theme: &Theme) {
    if line < area.height {
        buf.set_style(Rect { y: area.y + line, height: 1, ..area }, theme.style(Role::Selection));
    }
}

/// Says why a pane is empty and what would fill it, wrapped, from its first line.
pub(crate) fn empty(buf: &mut Buffer, area: Rect, theme: &Theme, why: &str) {
    for (line, words) in wrap(why, usize::from(area.width)).iter().enumerate() {
        put(buf, area, 0, u16::try_from(line).unwrap_or(u16::MAX), words, theme.style(Role::Dim));
    }
}

/// Breaks neutral prose into lines of at most `columns`, between words where it can.
pub(crate) fn wrap(prose: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = vec![String::new()];
    for word in prose.split_whitespace() {
        let mut word = word;
        loop {
            let line = lines.last_mut().map_or(0, |line| text::width(line));
            let gap = usize::from(line > 0);
            if line + gap + text::width(word) <= columns {
                if let Some(last) = lines.last_mut() {
                    last.push_str(if gap == 1 { " " } else { "" });
                    last.push_str(word);
                }
                break;
            }
            if line > 0 {
                lines.push(String::new());
                continue;
            }
            let (head, tail) = split_at_width(word, columns);
            if let Some(last) = lines.last_mut() {
                last.push_str(head);
            }
            lines.push(String::new());
            word = tail;
        }
    }
    lines
}

fn split_at_width(word: &str, columns: usize) -> (&str, &str) {
    use unicode_segmentation::UnicodeSegmentation as _;
    let mut room = columns;
    for (at, grapheme) in word.grapheme_indices(true) {
        let width = text::width(grapheme);
        if width > room && at > 0 {
            return word.split_at(at);
        }
        room = room.saturating_sub(width);
    }
    (word, "")
}

/// The first line to show so that `chosen` stays in sight: pages, not lines, so that stepping redraws little.
pub(crate) fn page_to(first: usize, chosen: usize, height: usize, len: usize) -> usize {
    let height = height.max(1);
    let last = len.saturating_sub(height);
    if chosen >= first && chosen < first + height {
        return first.min(last);
    }
    if chosen == first + height || chosen + 1 == first {
        // Stepping over an edge: keep a third of the page for where one comes from.
        let context = height / 3;
        return if chosen < first { (chosen + 1 + context).saturating_sub(height) } else { chosen - context }.min(last);
    }
    chosen.saturating_sub(height / 3).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_between_words_and_never_wider() {
        assert_eq!(wrap("no network was recorded", 10), ["no network", "was", "recorded"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("漢字漢字", 3), ["漢", "字", "漢", "字"]);
        assert_eq!(wrap("", 0), [""]);
        assert_eq!(wrap("漢", 1).concat(), "漢");
    }

    #[test]
    fn the_chosen_line_is_always_in_sight() {
        for len in [0, 1, 5, 100] {
            for height in [1, 3, 20] {
                for first in 0..len {
                    for chosen in 0..len {
                        let first = page_to(first, chosen, height, len);
                        assert!(first <= chosen && chosen < first + height, "{len} {height} {first} {chosen}");
                    }
                }
            }
        }
    }

    #[test]
    fn hostile_text_is_neutral_and_cut() {
        let area = Rect::new(0, 0, 6, 1);
        let mut buf = Buffer::empty(area);
        assert_eq!(put(&mut buf, area, 0, 0, "\u{1b}[31mred alert", Style::new()), 6);
        assert_eq!(buf.cell((0, 0)).map(ratatui::buffer::Cell::symbol), Some("␛"));
        assert_eq!(buf.cell((5, 0)).map(ratatui::buffer::Cell::symbol), Some("…"));
        assert_eq!(put(&mut buf, area, 0, 3, "below", Style::new()), 0);
    }
}
