//! The panes, and the one interface between them and the frame.
//!
//! A pane owns its state and knows nothing of the other panes, the terminal or the keys. The frame (`update`, `view`)
//! speaks to it through [`Pane`]: messages in, [`Ask`]s out, a drawing into an area. Whatever costs time (trees, diffs,
//! parsing, colouring) is a [`Want`]: the pane asks for it with [`Ask::Load`], a worker runs the pane module's `load`
//! function, and the result comes back as [`PaneMsg::Loaded`]. The newest want of a pane wins; older ones are cancelled
//! and never arrive.
//!
//! Rules of drawing: only what is visible is formatted; recorded text goes through `text::neutral`; an empty pane says
//! why and what would fill it; roles of the theme, no colours; no borders and no padding rows (the frame draws the rule
//! with the pane's title).

pub(crate) mod console;
pub(crate) mod diff;
pub(crate) mod dom;
pub(crate) mod event;
pub(crate) mod header;
pub(crate) mod lines;
pub(crate) mod network;
pub(crate) mod status;
#[cfg(test)]
mod testing;
pub(crate) mod timeline;
mod touched;

use super::command::Command;
use super::effect::Want;
use super::theme::Theme;
use crate::event::Seq;
use crate::recording::{Scope, View};
use crate::timeline::Row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The panes of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PaneId {
    /// The page as a tree of nodes.
    Dom,
    /// What changed.
    Diff,
    /// The event as it was recorded.
    Event,
    /// Console lines.
    Console,
    /// Network requests.
    Network,
}

impl PaneId {
    /// Every pane, in the order of their tabs.
    pub(crate) const ALL: [PaneId; 5] = [PaneId::Dom, PaneId::Diff, PaneId::Event, PaneId::Console, PaneId::Network];

    /// The pane's tab: the key that shows it, and its name.
    #[must_use]
    pub(crate) fn tab(self) -> (char, &'static str) {
        match self {
            PaneId::Dom => ('2', "DOM"),
            PaneId::Diff => ('3', "Diff"),
            PaneId::Event => ('4', "Event"),
            PaneId::Console => ('5', "Console"),
            PaneId::Network => ('6', "Network"),
        }
    }
}

/// The tabs in a pane's rule: the columns of each, from the rule's left end.
pub(crate) fn tabs() -> impl Iterator<Item = (std::ops::Range<u16>, PaneId)> {
    let mut x = 1;
    PaneId::ALL.into_iter().map(move |pane| {
        let start = x;
        x += u16::try_from(pane.tab().1.len()).unwrap_or(0) + 4;
        (start..x, pane)
    })
}

/// What a pane may read: the recording as far as it is indexed, and the moment.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The recording as far as it is indexed.
    pub view: &'a View,
    /// The event under the playhead; the pane shows the state after it.
    pub seq: Seq,
    /// The timeline's row under the playhead. Of a request it names the event that carries it, which is later than
    /// `seq`: the event pane shows that one, the network pane chooses that request.
    pub row: Option<Row>,
    /// The ends of the diff, `A` and `B`, each where set; with `A` alone the other end is the playhead. `A` may be the
    /// later one.
    pub marks: (Option<Seq>, Option<Seq>),
    /// The part of the recording that is looked at, by the user's choice: lists hold what is inside, and count it.
    pub scope: Scope,
    /// The size of the pane's area in cells, as it was last laid out: for paging and for keeping a line in sight.
    pub size: (u16, u16),
    /// Whether keys go to this pane.
    pub focused: bool,
}

/// What the frame tells a pane.
#[derive(Debug)]
pub(crate) enum PaneMsg<L> {
    /// The pane came into sight, or the moment, the marks or the index changed: ask for what is missing, follow.
    /// Sent only to the pane in sight; a pane in the background is told when it comes into sight.
    Refresh,
    /// What the pane asked for.
    Loaded(L),
    /// It failed, in plain words (already neutral).
    Failed(String),
    /// A command that the table lists for this pane's context or for `List`, with its count (1 when none was typed).
    Command(Command, u32),
    /// What to find, as far as it is typed; an empty text ends the search. Only panes that list `Find` are told.
    Find(String),
    /// The mouse chose a cell, from the pane's upper left corner; `double` for a second click on the same cell.
    Click {
        /// Column.
        x: u16,
        /// Line.
        y: u16,
        /// Whether it is the second click on the same cell.
        double: bool,
    },
    /// The wheel turned: lines down, negative up.
    Scroll(i32),
}

/// What a pane asks of the frame.
#[derive(Debug, PartialEq)]
pub(crate) enum Ask {
    /// Move the playhead (recorded in the jump list).
    Go(Seq),
    /// Move the playhead to when a request was sent; by its place among the view's requests.
    GoRequest(usize),
    /// Have a worker prepare something for this pane; replaces what it asked for before.
    Load(Want),
    /// Say something in the status line.
    Say(String),
}

/// The interface of a pane. `update` is pure: no I/O, no clock.
pub(crate) trait Pane {
    /// What a worker prepares for it (`()` for a pane that needs nothing).
    type Loaded: Send + 'static;

    /// Takes a message in.
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg<Self::Loaded>) -> Vec<Ask>;

    /// Draws the pane into the area.
    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer);

    /// What stands in the rule above the pane after its tab's name: `3 changes by #812 click button#buy`; may be empty.
    /// Cut by the frame.
    fn title(&self, ctx: &Context<'_>) -> String;

    /// The text for `y` and `o`: what is chosen, whole, as plain recorded text; and what it is, for the message.
    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)>;
}
