//! What all panes that are a list of rows to unfold have in common.

use super::{Ask, Context, PaneMsg};
use crate::tui::widgets::log::{Done, Log};

/// A pane that is a list of rows to unfold.
pub(super) trait Unfolding {
    /// The list.
    fn log(&mut self) -> &mut Log;

    /// Goes to the moment of a row.
    fn go(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask>;

    /// Shows a row whole.
    fn unfold(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask>;

    /// Takes in what means the same to every list: its commands, the mouse. Whatever else is no business of the pane's.
    fn listed(&mut self, ctx: &Context<'_>, msg: &PaneMsg) -> Vec<Ask> {
        let done = match *msg {
            PaneMsg::Command(command, count) => self.log().command(command, count),
            PaneMsg::Click { y, double, .. } => self.log().click(usize::from(y), double),
            PaneMsg::Scroll(by) => {
                self.log().scroll(by);
                Done::Here
            }
            PaneMsg::Refresh | PaneMsg::Find(_) | PaneMsg::Loaded(_) | PaneMsg::Failed(_) => Done::Here,
        };
        match done {
            Done::Here => Vec::new(),
            Done::To(target) => vec![target.into()],
            Done::Row(row) => self.go(ctx, row),
            Done::Unfold(row) => self.unfold(ctx, row),
        }
    }
}
