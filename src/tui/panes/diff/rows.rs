//! The diff's lines as rows: hunks fold, and where there is room, what was stands beside what is.

use super::load::Made;
use crate::dom::diff::{DiffLine, Role as DiffRole, Tone};
use crate::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{Line, Look};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::collections::BTreeSet;

/// The columns from which what was and what is stand side by side.
pub(super) const WIDE: u16 = 110;

/// A row: places of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// A line.
    One(usize),
    /// What was there at the left, what is at the right.
    Two(Option<usize>, Option<usize>),
}

impl Row {
    /// The line that the row is about: of two, what is there now.
    pub(super) fn place(self) -> usize {
        match self {
            Self::One(place) | Self::Two(_, Some(place)) | Self::Two(Some(place), None) => place,
            Self::Two(None, None) => 0,
        }
    }
}

/// The rows of what is not folded.
pub(super) fn lay(lines: &[Made], folded: &BTreeSet<usize>, wide: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut hidden = false;
    for (place, made) in lines.iter().enumerate() {
        let role = made.line.role;
        if role == DiffRole::Hunk {
            hidden = folded.contains(&place);
        } else if hidden {
            continue;
        }
        let change = |row: &Row| lines.get(row.place()).and_then(|made| made.line.change);
        match (role, rows.last_mut()) {
            // Of one change, what was stands right before what is.
            (DiffRole::Added, Some(row @ Row::Two(Some(_), None))) if wide && change(row) == made.line.change => {
                *row = Row::Two(Some(row.place()), Some(place));
            }
            (DiffRole::Removed, _) if wide => rows.push(Row::Two(Some(place), None)),
            (DiffRole::Added, _) if wide => rows.push(Row::Two(None, Some(place))),
            _ => rows.push(Row::One(place)),
        }
    }
    rows
}

/// Draws a row; `folded` is the number of lines that a folded head hides.
pub(super) fn draw(
    lines: &[Made],
    (row, folded): (Row, Option<usize>),
    (area, look): (Rect, Look),
    theme: &Theme,
    buf: &mut Buffer,
) {
    match row {
        Row::One(place) => {
            if let Some(made) = lines.get(place) {
                line(made, folded, usize::from(area.width), theme).draw(area, look, theme, buf);
            }
        }
        Row::Two(old, new) => {
            let half = area.width.saturating_sub(1) / 2;
            let left = Rect { width: half, ..area };
            let right = Rect { x: area.x + half + 1, width: area.width.saturating_sub(half + 1), ..area };
            for (place, area) in [(old, left), (new, right)] {
                let drawn = place
                    .and_then(|place| lines.get(place))
                    .map(|made| line(made, None, usize::from(area.width), theme));
                drawn.unwrap_or_default().draw(area, look, theme, buf);
            }
            if half > 0 {
                buf.set_string(left.right(), area.y, theme.glyphs.vertical(), theme.style(Role::Rule));
            }
        }
    }
}

/// A line of the diff as it is drawn.
fn line(made: &Made, folded: Option<usize>, columns: usize, theme: &Theme) -> Line {
    let line = &made.line;
    let mut out = Line::new();
    let (mark, role) = match line.role {
        DiffRole::Removed => ("-", Role::Removed),
        DiffRole::Added => ("+", Role::Added),
        DiffRole::Moved => (">", Role::Moved),
        DiffRole::Hunk if folded.is_some() => (theme.glyphs.folded(), Role::Dim),
        DiffRole::Hunk => (theme.glyphs.unfolded(), Role::Dim),
        DiffRole::Context | DiffRole::Folded | DiffRole::Note => (" ", Role::Dim),
    };
    out.mark(role, mark);
    out.push(Role::Dim, &"  ".repeat(line.depth.min(60)));
    if line.role != DiffRole::Hunk {
        out.push(Role::Dim, " ");
    }
    for span in &line.spans {
        let (role, add) = role_of(line.role, span.tone);
        out.push_with(role, add, &span.text);
    }
    if let Some(note) = notes(made, folded).into_iter().find(|note| text::width(note) + 2 <= columns / 2) {
        out.note(Role::Dim, &note);
    }
    out
}

/// What may stand at the right margin, the most telling first.
fn notes(made: &Made, folded: Option<usize>) -> Vec<String> {
    let by = made.story.split(',').next().unwrap_or_default();
    match (folded, made.line.node) {
        (Some(lines), _) if by.is_empty() => vec![format!("{lines} lines")],
        (Some(lines), _) => vec![format!("{lines} lines by {}", made.story), format!("{lines} lines")],
        (None, _) if by.is_empty() && made.line.role == DiffRole::Hunk => Vec::new(),
        (None, _) if made.line.role == DiffRole::Hunk => vec![format!("by {}", made.story), format!("by {by}")],
        (None, node) => node.map(|id| format!("#{id}")).into_iter().collect(),
    }
}

/// The role of a piece in a line, and whether it is the part that differs.
fn role_of(line: DiffRole, tone: Tone) -> (Role, Modifier) {
    let role = match (line, tone) {
        (DiffRole::Removed, Tone::Plain | Tone::Tag | Tone::Name | Tone::Mark) => Role::Removed,
        (DiffRole::Added, Tone::Plain | Tone::Tag | Tone::Name | Tone::Mark) => Role::Added,
        (DiffRole::Moved, Tone::Plain | Tone::Tag | Tone::Mark) => Role::Moved,
        (DiffRole::Folded | DiffRole::Note, _) | (DiffRole::Context, Tone::Plain) | (_, Tone::Dim | Tone::Name) => {
            Role::Dim
        }
        (DiffRole::Hunk, _) | (_, Tone::Tag) => Role::Accent,
        (_, Tone::Mark) => Role::Changed,
    };
    (role, if tone == Tone::Mark { Modifier::REVERSED } else { Modifier::empty() })
}

/// A line as plain text, for the clipboard.
pub(super) fn plain(line: &DiffLine) -> String {
    format!("{} {}{}", line.role.mark(), "  ".repeat(line.depth), line.text())
}
