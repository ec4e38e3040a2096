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

mod before;
pub(crate) mod console;
pub(crate) mod diff;
pub(crate) mod dom;
pub(crate) mod event;
pub(crate) mod header;
pub(crate) mod info;
pub(crate) mod life;
pub(crate) mod lines;
mod marks;
pub(crate) mod network;
pub(crate) mod page;
pub(crate) mod signals;
pub(crate) mod status;
#[cfg(test)]
mod testing;
pub(crate) mod timeline;
mod touched;
mod unfolding;

use super::command::Command;
use super::effect::Want;
use super::take::About;
use super::theme::Theme;
use super::widgets::detail::Target;
use crate::clock::{Span, Time};
use crate::event::{Kind, NodeId, Seq};
use crate::recording::doctor::Finding;
use crate::recording::life::Life;
use crate::recording::why::Cause;
use crate::recording::{Cancel, Recording, Scope, View};
use crate::timeline::{Row, WindowIx};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::ops::Range;

/// The panes of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PaneId {
    /// The page as reading text.
    Page,
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
    /// What speaks of trouble, and why something happened.
    Signals,
    /// What happened to the chosen node.
    Node,
    /// What the recording is, and what is wrong with it.
    Info,
    /// The page of the second of two windows. It has no tab.
    OtherPage,
    /// The DOM of the second of two windows. It has no tab.
    OtherDom,
}

impl PaneId {
    /// Every pane, in the order of their tabs.
    pub(crate) const ALL: [PaneId; 9] = [
        PaneId::Page,
        PaneId::Dom,
        PaneId::Diff,
        PaneId::Event,
        PaneId::Console,
        PaneId::Network,
        PaneId::Signals,
        PaneId::Node,
        PaneId::Info,
    ];

    /// The key that shows it.
    #[must_use]
    pub(crate) fn key(self) -> char {
        match self {
            PaneId::Page | PaneId::OtherPage => '1',
            PaneId::Dom | PaneId::OtherDom => '2',
            PaneId::Diff => '3',
            PaneId::Event => '4',
            PaneId::Console => '5',
            PaneId::Network => '6',
            PaneId::Signals => '7',
            PaneId::Node => '8',
            PaneId::Info => '9',
        }
    }

    /// Its name.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            PaneId::Page | PaneId::OtherPage => "Page",
            PaneId::Dom | PaneId::OtherDom => "DOM",
            PaneId::Diff => "Diff",
            PaneId::Event => "Event",
            PaneId::Console => "Console",
            PaneId::Network => "Network",
            PaneId::Signals => "Signals",
            PaneId::Node => "Node",
            PaneId::Info => "Info",
        }
    }

    /// The same pane of the second of two windows, where it has one.
    pub(crate) fn of_the_other_window(self) -> Option<PaneId> {
        match self {
            PaneId::Page => Some(PaneId::OtherPage),
            PaneId::Dom => Some(PaneId::OtherDom),
            _ => None,
        }
    }

    /// Its name where there is little room.
    fn short(self) -> &'static str {
        match self {
            PaneId::Console => "Log",
            PaneId::Network => "Net",
            PaneId::Signals => "Sig",
            _ => self.name(),
        }
    }
}

/// A tab in a pane's rule.
#[derive(Debug)]
pub(crate) struct Tab {
    /// Its columns, from the rule's left end.
    pub(crate) columns: Range<u16>,
    /// The pane it shows.
    pub(crate) pane: PaneId,
    /// What it says.
    pub(crate) name: &'static str,
}

/// The columns that a title behind the tabs should have before their names are shortened.
const TITLE: u16 = 34;

/// The tabs in a pane's rule of so many columns.
pub(crate) fn tabs(width: u16) -> impl Iterator<Item = Tab> {
    let columns = |name: &str| u16::try_from(name.len()).unwrap_or(0) + 4;
    let whole: u16 = PaneId::ALL.into_iter().map(|pane| columns(pane.name())).sum();
    let short = whole + TITLE > width;
    let mut x = 1;
    PaneId::ALL.into_iter().map(move |pane| {
        let (start, name) = (x, if short { pane.short() } else { pane.name() });
        x += columns(name);
        Tab { columns: start..x, pane, name }
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
    /// The node chosen last, in whichever pane, and its window.
    pub node: Option<(WindowIx, NodeId)>,
    /// The size of the pane's area in cells, as it was last laid out: for paging and for keeping a line in sight.
    pub size: (u16, u16),
    /// Whether keys go to this pane.
    pub focused: bool,
}

impl Context<'_> {
    /// An instant as the offset from the recording's start: `mm:ss.mmm`, with hours where the recording has any.
    pub(crate) fn stamp(&self, at: Time) -> String {
        let index = &self.view.index;
        (at - index.start()).stamp(index.duration() >= Span(3_600_000_000))
    }

    /// When an event happened, as [`Context::stamp`] writes it.
    pub(crate) fn stamp_of(&self, seq: Seq) -> String {
        self.stamp(self.view.index.time(seq))
    }

    /// Whether an event is in the part that is looked at.
    pub(crate) fn looks_at(&self, seq: Seq) -> bool {
        self.scope.has(self.view.index.time(seq), self.view.index.window(seq))
    }

    /// Why there is no page at the playhead.
    pub(crate) fn no_page(&self) -> String {
        let index = &self.view.index;
        match index.seqs().skip(self.seq as usize).find(|seq| index.kind(*seq) == Kind::Snapshot) {
            Some(seq) => format!("no page yet: this window's first full snapshot is event #{seq}"),
            None => "no page here: the recording has no full snapshot at or after this event".to_owned(),
        }
    }

    /// `3 lines`, or `3 lines in scope` where a part of the recording is looked at.
    pub(crate) fn count(&self, count: usize, what: &str) -> String {
        let scoped = if self.scope.is_all() { "" } else { " in scope" };
        format!("{}{scoped}", lines::plural(count, what))
    }
}

/// The panes' own states.
#[derive(Debug, Default)]
pub(crate) struct Panes {
    page: page::State,
    dom: dom::State,
    diff: diff::State,
    event: event::State,
    console: console::State,
    network: network::State,
    signals: signals::State,
    life: life::State,
    info: info::State,
    other_page: page::State,
    other_dom: dom::State,
}

impl Panes {
    /// What the signals pane explains.
    pub(crate) fn question(&self) -> Option<signals::Question> {
        self.signals.question()
    }

    /// A pane, to look at.
    pub(crate) fn get(&self, pane: PaneId) -> &dyn Pane {
        match pane {
            PaneId::Page => &self.page,
            PaneId::Dom => &self.dom,
            PaneId::Diff => &self.diff,
            PaneId::Event => &self.event,
            PaneId::Console => &self.console,
            PaneId::Network => &self.network,
            PaneId::Signals => &self.signals,
            PaneId::Node => &self.life,
            PaneId::Info => &self.info,
            PaneId::OtherPage => &self.other_page,
            PaneId::OtherDom => &self.other_dom,
        }
    }

    /// A pane, to tell it something.
    pub(crate) fn get_mut(&mut self, pane: PaneId) -> &mut dyn Pane {
        match pane {
            PaneId::Page => &mut self.page,
            PaneId::Dom => &mut self.dom,
            PaneId::Diff => &mut self.diff,
            PaneId::Event => &mut self.event,
            PaneId::Console => &mut self.console,
            PaneId::Network => &mut self.network,
            PaneId::Signals => &mut self.signals,
            PaneId::Node => &mut self.life,
            PaneId::Info => &mut self.info,
            PaneId::OtherPage => &mut self.other_page,
            PaneId::OtherDom => &mut self.other_dom,
        }
    }
}

/// What a worker prepared for a pane.
#[derive(Debug)]
pub(crate) enum Loaded {
    /// For the page pane.
    Page(Box<page::Loaded>),
    /// For the DOM pane.
    Dom(Box<dom::Loaded>),
    /// For the diff pane.
    Diff(diff::Loaded),
    /// For the event pane.
    Event(event::Loaded),
    /// For the console pane.
    Console(console::Loaded),
    /// For the network pane.
    Network(network::Loaded),
    /// For the signals pane: what led to what it asked about.
    Why(Vec<Cause>),
    /// For the node pane.
    Life(Life),
    /// For the info pane.
    Info(Vec<Finding>),
}

/// Prepares what a pane wants; runs on a worker. An error is a sentence for the pane.
pub(crate) fn load(recording: &Recording, view: &View, want: &Want, cancel: &Cancel) -> Result<Loaded, String> {
    match want {
        Want::Page { .. } => page::load(recording, view, want, cancel).map(|loaded| Loaded::Page(Box::new(loaded))),
        Want::Dom { seq, find } => {
            dom::load(recording, view, (*seq, find), cancel).map(|loaded| Loaded::Dom(Box::new(loaded)))
        }
        Want::EventDiff { .. } | Want::Diff { .. } => diff::load(recording, view, want, cancel).map(Loaded::Diff),
        Want::Event { seq } => event::load(recording, view, *seq, cancel).map(Loaded::Event),
        Want::ConsoleLines { rows } => console::load(recording, view, rows, cancel).map(Loaded::Console),
        Want::Life { window, node } => life::load(recording, view, (*window, *node), cancel).map(Loaded::Life),
        Want::Why { seq, request } => signals::load(recording, view, (*seq, *request), cancel).map(Loaded::Why),
        Want::Doctor => info::load(recording, view, cancel).map(Loaded::Info),
        Want::Requests { rows } => network::load(recording, view, rows, cancel).map(Loaded::Network),
    }
}

/// What the frame tells a pane.
#[derive(Debug)]
pub(crate) enum PaneMsg {
    /// The pane came into sight, or the moment, the marks or the index changed: ask for what is missing, follow.
    /// Sent only to the pane in sight; a pane in the background is told when it comes into sight.
    Refresh,
    /// What the pane asked for.
    Loaded(Loaded),
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
    /// Have a worker prepare something for this pane; replaces what it asked for before of the same kind.
    Load(Want),
    /// Choose a node of the window under the playhead, for every pane that speaks of one.
    Node(NodeId),
    /// Choose a node and show it in the DOM.
    Inspect(NodeId),
    /// Say something in the status line.
    Say(String),
}

impl From<Target> for Ask {
    fn from(target: Target) -> Self {
        match target {
            Target::Event(seq) => Self::Go(seq),
            Target::Node(node) => Self::Inspect(node),
        }
    }
}

/// The interface of a pane. `update` is pure: no I/O, no clock.
pub(crate) trait Pane {
    /// Takes a message in.
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask>;

    /// Draws the pane into the area.
    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer);

    /// What stands in the rule above the pane after its tab's name: `3 changes by #812 click button#buy`; may be empty.
    /// Cut by the frame.
    fn title(&self, ctx: &Context<'_>) -> String;

    /// What the chosen thing is about, where it is more than the moment: for the other forms of `y` and `o`.
    fn about(&self, _ctx: &Context<'_>) -> About {
        About::default()
    }

    /// The text for `y` and `o`: what is chosen, whole, as plain recorded text; and what it is, for the message.
    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)>;
}
