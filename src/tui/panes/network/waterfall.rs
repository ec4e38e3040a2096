//! A request's bar on the time that the requests in sight span.

use crate::clock::Time;
use crate::extract::NetworkRow;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use crate::tui::widgets::bar::{self, scale};
use crate::tui::widgets::line::Line;
use std::ops::Range;

/// The time from the first of some requests to the end of the last to end.
pub(super) fn span_of<'r>(rows: impl Iterator<Item = &'r NetworkRow>) -> Option<Range<Time>> {
    rows.map(|row| row.at..end_of(row)).reduce(|all, one| all.start.min(one.start)..all.end.max(one.end))
}

fn end_of(row: &NetworkRow) -> Time {
    row.at + row.request.duration.or(row.request.phases.end).unwrap_or_default()
}

/// Appends the bar: thin while the request waits for its first byte, thick while the response comes.
pub(super) fn push(line: &mut Line, row: &NetworkRow, all: &Range<Time>, columns: usize, glyphs: Glyphs) {
    let whole = (all.end - all.start).0;
    let at = |time: Time| scale((time - all.start).0, whole, columns);
    let first_byte = row.request.phases.response.map_or_else(|| row.at, |response| row.at + response);
    let start = at(row.at).min(columns.saturating_sub(1));
    let role = if row.request.failed { Role::Error } else { Role::LaneNetwork };
    bar::push(line, start..at(end_of(row)).min(columns), at(first_byte), (role, glyphs));
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;
    use super::*;

    fn bar(row: &NetworkRow, all: &Range<Time>, columns: usize) -> String {
        let mut line = Line::new();
        push(&mut line, row, all, columns, Glyphs::new(false));
        line.text()
    }

    #[test]
    fn bars_stand_where_the_requests_ran() {
        let rows = [request(0, 0, 100, 50), request(1, 100, 100, 0), request(2, 199, 1, 0)];
        let all = span_of(rows.iter()).unwrap();
        assert_eq!(bar(&rows[0], &all, 8), "──━━");
        assert_eq!(bar(&rows[1], &all, 8), "    ━━━━");
        assert_eq!(bar(&rows[2], &all, 8), "       ━", "the shortest still shows");
        for columns in 0..20 {
            for row in &rows {
                assert!(bar(row, &all, columns).chars().count() <= columns.max(1));
            }
        }
    }
}
