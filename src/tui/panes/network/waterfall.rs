//! A request's bar on the time that the requests in sight span, phase by phase, and the axis above.

use crate::clock::{Span, Time};
use crate::extract::NetworkRow;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use crate::tui::widgets::bar::scale;
use crate::tui::widgets::line::Line;
use std::ops::Range;

/// The columns from which the axis tells its middle as well as its ends.
const ROOMY: usize = 36;

/// The time from the first of some requests to the end of the last to end.
pub(super) fn span_of<'r>(rows: impl Iterator<Item = &'r NetworkRow>) -> Option<Range<Time>> {
    rows.map(|row| row.at..end_of(row)).reduce(|all, one| all.start.min(one.start)..all.end.max(one.end))
}

fn end_of(row: &NetworkRow) -> Time {
    row.at + row.request.duration.or(row.request.phases.end).unwrap_or_default()
}

/// The axis: how long after the first request's start each column is, at the ends and in the middle.
pub(super) fn axis(all: &Range<Time>, columns: usize) -> String {
    let whole = (all.end - all.start).0;
    let last = Span(whole).human();
    let mut out = "0".to_owned();
    let mut put = |end: usize, words: &str| {
        // A label ends where its instant is; one that would run into the label before it is left out.
        if let Some(gap) = end.checked_sub(out.chars().count() + words.chars().count()).filter(|gap| *gap > 0) {
            out.push_str(&" ".repeat(gap));
            out.push_str(words);
        }
    };
    if columns >= ROOMY {
        put(columns / 2, &Span(whole / 2).human());
    }
    put(columns, &last);
    out
}

/// Appends the bar: dotted until the request is sent (queue, name lookup, connecting), thin while it waits for its first
/// byte, thick while the response comes; the end of a failed one is crossed.
pub(super) fn push(line: &mut Line, row: &NetworkRow, all: &Range<Time>, columns: usize, glyphs: Glyphs) {
    let whole = (all.end - all.start).0;
    let at = |time: Time| scale((time - all.start).0, whole, columns);
    let phases = &row.request.phases;
    let start = at(row.at).min(columns.saturating_sub(1));
    let end = at(end_of(row)).min(columns).max(start + 1);
    let within = |offset: Option<Span>| offset.map_or(start, |offset| at(row.at + offset).clamp(start, end));
    let first_byte = within(phases.response).min(end - 1);
    let sent = within(phases.request).min(first_byte);
    let failed = row.request.failed;
    let role = if failed { Role::Error } else { Role::LaneNetwork };
    line.push(Role::Text, &" ".repeat(start));
    line.push(Role::Dim, &glyphs.pick("╌", ".").repeat(sent - start));
    line.push(Role::Dim, &glyphs.pick("─", "-").repeat(first_byte - sent));
    line.push(role, &glyphs.pick("━", "=").repeat(end - first_byte - usize::from(failed)));
    if failed {
        line.push(role, glyphs.failed());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;
    use super::*;
    use std::sync::Arc;

    fn bar(row: &NetworkRow, all: &Range<Time>, columns: usize) -> String {
        let mut line = Line::new();
        push(&mut line, row, all, columns, Glyphs::new(false));
        line.text()
    }

    #[test]
    fn bars_stand_where_the_requests_ran() {
        let mut rows = [request(0, 0, 100, 50), request(1, 100, 100, 0), request(2, 199, 1, 0)];
        let all = span_of(rows.iter()).unwrap();
        assert_eq!(bar(&rows[0], &all, 8), "──━━");
        assert_eq!(bar(&rows[1], &all, 8), "    ━━━━");
        assert_eq!(bar(&rows[2], &all, 8), "       ━", "the shortest still shows");
        let of = Arc::make_mut(&mut rows[0].request);
        (of.phases.request, of.failed) = (Some(Span(25_000)), true);
        assert_eq!(bar(&rows[0], &all, 8), "╌─━⨯", "phase by phase, a failure without colours too");
        let of = Arc::make_mut(&mut rows[0].request);
        of.phases.request = Some(Span(900_000_000));
        of.phases.response = Some(Span(-5));
        for columns in 0..20 {
            for row in &rows {
                assert!(bar(row, &all, columns).chars().count() <= columns.max(1));
            }
        }
    }

    #[test]
    fn the_axis_ends_with_its_whole_time() {
        let all = Time(0)..Time(2_000_000);
        assert_eq!(axis(&all, 20), "0              2.0 s");
        assert_eq!(axis(&all, 40), "0              1.0 s               2.0 s");
        for columns in 0..50 {
            assert!(axis(&all, columns).chars().count() <= columns.max(1));
        }
    }
}
