//! The report's head, the steps before, and the rows around.

use super::code::{block, code};
use super::{Subject, What};
use crate::clock::Span;
use crate::event::Kind;
use crate::export::ExportError;
use crate::export::action::{self, Deed};
use crate::extract::host_and_path;
use crate::recording::summary;
use crate::timeline::Row;
use std::fmt::Write as _;

/// Steps before the moment that are told.
const MOST_STEPS: usize = 40;
/// The rows around the moment: so long before, so long after, at most so many.
const BEFORE: Span = Span(10_000_000);
const AFTER: Span = Span(5_000_000);
const MOST_ROWS: usize = 60;

/// Title, what went wrong, and where.
pub(super) fn head(subject: &Subject<'_>, out: &mut String) {
    let source = subject.source;
    let view = source.view;
    let title = match &subject.what {
        What::Line(line) => line.text.lines().next().unwrap_or_default().to_owned(),
        What::Request(row) => {
            let status = row.request.status.map_or_else(|| "got no response".to_owned(), |status| status.to_string());
            let (_, path) = host_and_path(&row.request.url);
            format!("{} {path} {status}", row.request.method.as_deref().unwrap_or("request"))
        }
        What::Other(label) => label.clone(),
    };
    let _ = writeln!(out, "# {}\n", code(&title));
    if let What::Line(line) = &subject.what {
        let same = view.console.iter().filter(|other| other.text == line.text && other.level == line.level).count();
        let times = if same > 1 { format!(", {same} times in the recording") } else { String::new() };
        let _ = writeln!(out, "Console `{}`{times}:\n", line.level);
        let lines: Vec<&str> = line.text.lines().chain(line.stack.iter().map(String::as_str)).collect();
        let _ = writeln!(out, "{}", block("text", &lines.join("\n"), 30));
    }
    let mut fact = |name: &str, what: String| {
        let _ = writeln!(out, "- **{name}:** {what}");
    };
    fact("moment", format!("{} (event `#{}`), {}", subject.stamp(subject.at), subject.seq, subject.at.rfc3339()));
    if let Some(page) = view.page(subject.window, subject.seq_at(subject.at)) {
        fact("page", code(&page.href));
    }
    let tree = source.recording.tree(view, subject.window, subject.seq, source.cancel);
    if let Some((width, height)) = tree.ok().and_then(|tree| tree.viewport()) {
        fact("viewport", format!("{width} × {height}"));
    }
    if view.windows.len() > 1 {
        fact("window", format!("{} of {}", subject.window, view.windows.len()));
    }
    let of_recording = ["recording", "person", "recorded", "container"];
    for (name, what) in summary::facts(view).into_iter().filter(|(name, _)| of_recording.contains(name)) {
        fact(name, code(&what));
    }
    out.push('\n');
}

/// What the user did up to the moment, from the page's opening on.
pub(super) fn steps(subject: &Subject<'_>, out: &mut String) -> Result<(), ExportError> {
    let until = subject.seq_at(subject.at).max(subject.seq);
    let mut steps = action::steps(subject.source, subject.window, Some(until))?;
    out.push_str("## Steps to reproduce\n\n");
    let left = steps.len().saturating_sub(MOST_STEPS);
    if left > 0 {
        let page = steps.iter().take(left + 1).rev().find_map(|step| match &step.what {
            Deed::Open(href) | Deed::Arrive(href) => Some(code(href)),
            _ => None,
        });
        steps.drain(..left);
        let page = page.map(|page| format!(", on {page}")).unwrap_or_default();
        let _ = writeln!(out, "After {left} earlier steps{page}:\n");
    }
    if steps.is_empty() {
        out.push_str("Nothing that the user did was recorded before.\n");
    }
    for (step, number) in steps.iter().zip(1..) {
        let _ = writeln!(out, "{number}. {} (`#{}`, {})", code(&step.told()), step.seq, subject.stamp(step.at));
    }
    out.push('\n');
    Ok(())
}

/// The rows around the moment.
pub(super) fn timeline(subject: &Subject<'_>, out: &mut String) -> Result<(), ExportError> {
    let source = subject.source;
    let view = source.view;
    let (from, to) = (subject.at + Span(-BEFORE.0), subject.at + AFTER);
    let is_told = |kind| {
        matches!(
            kind,
            Kind::Page
                | Kind::Click
                | Kind::Input
                | Kind::Touch
                | Kind::Console
                | Kind::Network
                | Kind::Custom
                | Kind::Viewport
                | Kind::Gap
        )
    };
    let rows: Vec<_> = view
        .rows
        .iter(&view.index)
        .filter(|row| {
            (from..=to).contains(&row.at)
                && row.window == subject.window
                && is_told(row.kind)
                && source.clip.has_row(row.at, row.seq, row.window)
        })
        .collect();
    // Of a run of keystrokes the last one says what was typed.
    let is_typed_on = |place: usize| {
        let node = |row: &Row| (row.kind == Kind::Input).then(|| view.index.node(row.seq)).flatten();
        let (this, next) = (rows.get(place).and_then(node), rows.get(place + 1).and_then(node));
        this.is_some() && this == next && rows.get(place).is_some_and(|row| row.seq != subject.seq)
    };
    let rows: Vec<Row> = (0..rows.len()).filter(|place| !is_typed_on(*place)).map(|place| rows[place]).collect();
    let here = rows.iter().position(|row| (row.at, row.seq) >= (subject.at, subject.seq)).unwrap_or(0);
    let first = here.saturating_sub(MOST_ROWS * 2 / 3);
    let mut lines = String::new();
    for row in rows.iter().skip(first).take(MOST_ROWS) {
        let mark = if (row.at, row.seq) == (subject.at, subject.seq) { '>' } else { ' ' };
        let label = source.recording.label(view, *row, source.cancel)?;
        let label = crate::text::neutral(&label);
        let _ = writeln!(lines, "{mark} {}  #{:<6} {:<8} {label}", subject.stamp(row.at), row.seq, row.kind);
    }
    let _ = writeln!(out, "## Around it\n\n{}", block("text", &lines, MOST_ROWS));
    let near: Vec<_> = source
        .signals()?
        .into_iter()
        .filter(|it| (from..=to).contains(&it.at) && it.window == subject.window)
        .collect();
    for signal in &near {
        let _ = writeln!(out, "- {} {}", subject.stamp(signal.at), code(&signal.label));
    }
    out.push_str(if near.is_empty() { "" } else { "\n" });
    Ok(())
}
