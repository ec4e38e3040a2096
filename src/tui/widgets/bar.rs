//! A bar on a stretch of time: where a request ran among the others, where a phase ran within its request.

use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use crate::tui::widgets::line::Line;
use std::ops::Range;

/// Where an offset falls when a whole is drawn in so many columns.
pub(crate) fn scale(offset: i64, whole: i64, columns: usize) -> usize {
    let columns = i128::try_from(columns).unwrap_or(0);
    usize::try_from(i128::from(offset.max(0)) * columns / i128::from(whole.max(1))).unwrap_or(0)
}

/// Appends a bar: blank up to its start, thin up to `thick`, thick from there; never less than one cell.
pub(crate) fn push(line: &mut Line, thin: Range<usize>, thick: usize, (role, glyphs): (Role, Glyphs)) {
    let end = thin.end.max(thin.start + 1);
    let middle = thick.clamp(thin.start, end - 1);
    line.push(Role::Text, &" ".repeat(thin.start));
    line.push(Role::Dim, &glyphs.pick("─", "-").repeat(middle - thin.start));
    line.push(role, &glyphs.pick("━", "=").repeat(end - middle));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(thin: Range<usize>, thick: usize) -> String {
        let mut line = Line::new();
        push(&mut line, thin, thick, (Role::Text, Glyphs::new(false)));
        line.text()
    }

    #[test]
    fn a_bar_always_shows() {
        assert_eq!(bar(2..6, 4), "  ──━━");
        assert_eq!(bar(3..3, 9), "   ━");
        assert_eq!(bar(0..2, 0), "━━");
        assert_eq!((scale(50, 100, 8), scale(-5, 0, 8)), (4, 0));
    }
}
