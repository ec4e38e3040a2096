//! What came before a moment: the page, and what the user last did. Beside errors and requests.

use super::Context;
use crate::clock::Time;
use crate::event::Seq;
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use crate::tui::theme::Role;
use crate::tui::widgets::detail::{Detail, Target};
use crate::tui::widgets::line::Line;

/// The action before an event, with the node it was done to; for a worker.
pub(super) fn action(
    recording: &Recording,
    view: &View,
    (window, seq): (WindowIx, Seq),
    cancel: &Cancel,
) -> Option<String> {
    let action = view.action_before(window, seq)?;
    let row = view.row(view.rows.of(&view.index, action.seq))?;
    recording.label(view, row, cancel).ok()
}

/// Appends the page and the action before an event; `at` is when what is explained happened, `label` names the action
/// once it is known.
pub(super) fn push(
    detail: &mut Detail,
    ctx: &Context<'_>,
    (window, seq, at): (WindowIx, Seq, Time),
    label: Option<&str>,
) {
    let view = ctx.view;
    if let Some(page) = view.page(window, seq) {
        let mut line = Line::of(Role::Dim, "on ");
        line.push(Role::Text, &page.href);
        detail.line(line).to(Target::Event(page.seq));
    }
    let Some(action) = view.action_before(window, seq) else { return };
    let mut line = Line::of(Role::Dim, &format!("{} after ", (at - action.at).human()));
    line.push(Role::Text, label.unwrap_or_else(|| view.index.label(action.seq)));
    line.push(Role::Accent, &format!(" #{}", action.seq));
    line.push(Role::Dim, &format!(" {}", ctx.stamp(action.at)));
    detail.line(line).to(Target::Event(action.seq));
}
