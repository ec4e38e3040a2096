//! What `update` wants done outside: by a worker, or by the terminal.

use super::finder::Item;
use super::panes::{Loaded, PaneId};
use super::take::{About, Form};
use crate::event::{NodeId, Seq};
use crate::recording::Scope;
use crate::recording::notes::Notes;
use crate::timeline::WindowIx;
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

/// What a pane needs from a worker. Plain data, so that tests can compare it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Want {
    /// The page after an event as text, in so many columns.
    Page {
        /// The event: the last that can have changed what is read.
        seq: Seq,
        /// What changed after this event is marked as well: the user's last action, where it came before `seq`.
        since: Option<Seq>,
        /// The columns.
        columns: u16,
        /// What is to be found in it; nothing when empty.
        find: String,
    },
    /// The tree before and after an event, and what it touched.
    Dom {
        /// The event.
        seq: Seq,
        /// What is to be found in it; nothing when empty.
        find: String,
    },
    /// What one event changed.
    EventDiff {
        /// The event.
        seq: Seq,
    },
    /// What changed from the state after one event to the state after another, of one window.
    Diff {
        /// The earlier end.
        from: Seq,
        /// The later end.
        to: Seq,
        /// The user's action whose doing it is; none of two ends that were set.
        action: Option<Seq>,
    },
    /// An event's JSON, in rows.
    Event {
        /// The event.
        seq: Seq,
    },
    /// Console lines whole.
    ConsoleLines {
        /// Their places in the view's console rows.
        rows: Vec<usize>,
    },
    /// Requests whole.
    Requests {
        /// Their places in the view's network rows.
        rows: Vec<usize>,
    },
    /// The life of a node.
    Life {
        /// The window its id belongs to.
        window: WindowIx,
        /// Its id.
        node: NodeId,
    },
    /// What led to an event, or to a request by its place among the view's.
    Why {
        /// The event.
        seq: Seq,
        /// The request.
        request: Option<u32>,
    },
    /// What is wrong with the recording.
    Doctor,
}

impl Want {
    /// Where its result goes: the newest want of a kind counts, of each of two windows.
    pub(crate) fn slot(&self, pane: PaneId) -> Slot {
        let other = matches!(pane, PaneId::OtherPage | PaneId::OtherDom);
        Slot::Want(discriminant(self), other)
    }
}

/// Where results go; of each slot only the newest request counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// A kind of want, and whether it is of the second of two windows.
    Want(Discriminant<Want>, bool),
    /// The labels of the rows in sight.
    Labels,
    /// The rows that a filter leaves.
    Filter,
    /// What is taken along.
    Take,
    /// What the finder finds.
    Find,
    /// When something was on the page.
    Search,
}

/// Something to be done outside of `update`.
#[derive(Debug, PartialEq)]
pub(crate) enum Effect {
    /// Prepare what a pane wants.
    Load(PaneId, Want),
    /// Resolve the labels of these rows of the timeline.
    Labels(Vec<u32>),
    /// Find the rows of a part of the recording that a pattern leaves.
    Filter {
        /// What was typed.
        pattern: String,
        /// The part.
        scope: Scope,
    },
    /// Find anything.
    Find {
        /// What is typed.
        typed: String,
        /// The moment, for its nodes.
        seq: Seq,
    },
    /// Find when a text was on the page, or a selector matched (`css=`).
    Search(String),
    /// Keep notes and marks.
    Keep(Notes),
    /// Make the text of what is to be taken along.
    Take {
        /// The form.
        form: Form,
        /// What is chosen.
        about: About,
        /// The moment.
        seq: Seq,
        /// Whether it is to be printed after leaving.
        print: bool,
    },
    /// Put a text into the terminal's clipboard.
    Copy(String),
    /// Change the theme to the one of that name.
    Theme(String),
    /// Turn mouse reports on or off.
    Mouse(bool),
    /// Forget what is on the screen and draw everything.
    Redraw,
    /// Stop in the background.
    Suspend,
    /// Leave for the list of recordings.
    Open,
    /// Leave.
    Quit,
}

/// What a worker brings back.
pub(crate) enum Work {
    /// What a pane wanted.
    Loaded(PaneId, Loaded),
    /// A pane's want failed, in plain words.
    Failed(PaneId, String),
    /// The labels of rows, by their place.
    Labels(Vec<(u32, Arc<str>)>),
    /// The rows that a filter leaves.
    Filtered {
        /// The pattern.
        pattern: String,
        /// The part of the recording.
        scope: Scope,
        /// The rows' places, ascending.
        rows: Vec<u32>,
    },
    /// What the finder found, or why it cannot.
    Found {
        /// What was typed.
        typed: String,
        /// What was found.
        items: Result<Vec<Item>, String>,
    },
    /// When what was searched for was on the page, or why that is not known.
    Searched {
        /// What was searched for.
        what: String,
        /// From and until which event.
        spans: Result<Vec<(Seq, Option<Seq>)>, String>,
    },
    /// A text to be taken along, or why there is none.
    Taken {
        /// Its form.
        form: Form,
        /// The text.
        text: Result<String, String>,
        /// Whether it is to be printed after leaving.
        print: bool,
    },
    /// A worker panicked; one line to say.
    Panicked(String),
}
