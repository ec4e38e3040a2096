//! Everything the screen shows, as plain data. Only `update` changes it.

use super::areas::{Areas, Shape, Wishes, areas};
use super::command::Command;
use super::finder::Item;
use super::keymap::{Chord, Keymap};
use super::panes::{self, Context, PaneId, Panes};
use super::take::Menu;
use super::widgets::entry::Entry;
use super::widgets::lanes::{Lane, Lanes};
use crate::clock::{Span, Time};
use crate::event::{NodeId, Seq};
use crate::recording::notes::Notes;
use crate::recording::{Scope, View};
use crate::timeline::WindowIx;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The screen's state.
pub(crate) struct State {
    /// The recording, as far as it is read.
    pub(crate) view: Arc<View>,
    /// What is opened.
    pub(crate) opened: Opened,
    /// The moment that every pane shows.
    pub(crate) playhead: Playhead,
    /// Whether and how it moves by itself.
    pub(crate) play: Play,
    /// Marks, jumps, the range.
    pub(crate) places: Places,
    /// The timeline's rows.
    pub(crate) rows: panes::timeline::State,
    /// The panes.
    pub(crate) panes: Panes,
    /// What is chosen of the screen, and its size.
    pub(crate) layout: Layout,
    /// The lanes, gathered for the layout's width and zoom.
    pub(crate) lanes: Lanes,
    /// What lies over the screen and takes the keys.
    pub(crate) overlay: Overlay,
    /// What keys mean, and which were pressed.
    pub(crate) keys: Keys,
    /// What the status line says, and the time it is.
    pub(crate) status: Status,
}

/// What is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    /// For the header: the file's name.
    pub(crate) name: String,
    /// The archives as they were named, for links and commands.
    pub(crate) files: Vec<String>,
}

/// The moment under the playhead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Playhead {
    /// The event: the last at or before `time`.
    pub(crate) seq: Seq,
    /// The instant; while playing it walks between events.
    pub(crate) time: Time,
    /// The timeline's row: its place.
    pub(crate) row: usize,
}

/// The speeds of playing, and the one at the start.
pub(crate) const SPEEDS: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];
const NORMAL_SPEED: usize = 1;

/// Whether and how the playhead moves by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Play {
    /// Since when it plays, and from which instant.
    pub(crate) on: Option<(Duration, Time)>,
    /// The place of its speed in [`SPEEDS`].
    pub(crate) speed: usize,
    /// Whether idle stretches are jumped over.
    pub(crate) skip_idle: bool,
    /// Whether it pauses at errors and signals.
    pub(crate) pause: bool,
}

impl Default for Play {
    fn default() -> Self {
        Self { on: None, speed: NORMAL_SPEED, skip_idle: true, pause: false }
    }
}

/// Where the user has been and wants to get back to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The named marks.
    pub(crate) marks: BTreeMap<char, Seq>,
    /// The diff's first end.
    pub(crate) a: Option<Seq>,
    /// The diff's second end.
    pub(crate) b: Option<Seq>,
    /// Where jumps began, oldest first.
    pub(crate) back: Vec<Seq>,
    /// Where going back began, oldest first.
    pub(crate) forward: Vec<Seq>,
    /// A range of time: its first end, and the second once it is set.
    pub(crate) range: Option<(Time, Option<Time>)>,
    /// The one window that is looked at; all of them when `None`.
    pub(crate) window: Option<WindowIx>,
    /// The node chosen last, in whichever pane, and its window.
    pub(crate) node: Option<(WindowIx, NodeId)>,
    /// When what was searched for was on the page.
    pub(crate) hits: Hits,
    /// What was written at events.
    pub(crate) notes: BTreeMap<Seq, String>,
    /// What was kept and has not found its place yet, while the recording is read; `None` where nothing can be kept.
    pub(crate) kept: Option<Notes>,
}

/// When something was on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hits {
    /// What: a text, or `css=` and a selector; empty when there is no search.
    pub(crate) what: String,
    /// The event from which on, and the one that ended it.
    pub(crate) spans: Vec<(Seq, Option<Seq>)>,
}

/// What the finder found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// The best first.
    pub(crate) items: Vec<Item>,
    /// Why nothing can be found.
    pub(crate) wrong: Option<String>,
}

impl Places {
    /// The chosen range, in order, once both ends are set.
    pub(crate) fn chosen(&self) -> Option<(Time, Time)> {
        let (from, to) = self.range?;
        to.map(|to| (from.min(to), from.max(to)))
    }

    /// The part of the recording that every list and count is of.
    pub(crate) fn scope(&self) -> Scope {
        Scope { range: self.chosen(), window: self.window }
    }
}

/// Which region the keys go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The timeline's rows.
    #[default]
    Rows,
    /// The chosen pane.
    Pane,
    /// The lanes.
    Lanes,
}

/// What is chosen of the screen, and its size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    /// Columns and lines.
    pub(crate) size: (u16, u16),
    /// Where keys go.
    pub(crate) focus: Focus,
    /// The chosen pane.
    pub(crate) pane: PaneId,
    /// Whether the focused region has the whole screen.
    pub(crate) maximised: bool,
    /// How much more or less room the regions have than by default.
    pub(crate) shape: Shape,
    /// Two windows beside each other.
    pub(crate) windows: Windows,
    /// The lane that is told in words.
    pub(crate) lane: Lane,
    /// The stretch of time that the lanes show; all of it when `None`.
    pub(crate) zoom: Option<(Time, Time)>,
    /// The range that was zoomed to last, to come back from it.
    pub(crate) zoomed_to: Option<(Time, Time)>,
    /// The mouse.
    pub(crate) mouse: Mouse,
}

/// Whether two windows' pages, or DOMs, stand beside each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Windows {
    /// Whether they shall.
    pub(crate) two: bool,
    /// Whether keys go to the second, while the pane has the focus.
    pub(crate) second: bool,
    /// Of each the event that it is shown after; `None` unless they shall and there are two.
    pub(crate) pair: Option<[Seq; 2]>,
}

/// What the mouse is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mouse {
    /// Whether it is listened to.
    pub(crate) on: bool,
    /// Whether it drags the scrubber.
    pub(crate) dragging: bool,
    /// Where and when it was pressed last, to tell a double click.
    pub(crate) pressed: Option<(u16, u16, Duration)>,
}

impl Layout {
    /// Where everything stands.
    pub(crate) fn areas(&self) -> Areas {
        let wishes = Wishes { focus: self.focus, maximised: self.maximised, shape: self.shape, two: self.wants_two() };
        areas(self.size.0, self.size.1, wishes)
    }

    fn wants_two(&self) -> bool {
        self.windows.pair.is_some() && self.pane.of_the_other_window().is_some()
    }

    /// Whether two windows stand beside each other: it is wished for, and there is room.
    pub(crate) fn shows_two(&self) -> bool {
        self.wants_two() && !self.areas().detail.body.is_empty()
    }

    /// The second pane: the other window's; else, on very wide screens, the event, or the DOM beside the event.
    pub(crate) fn detail(&self) -> PaneId {
        match self.pane {
            pane if self.wants_two() => pane.of_the_other_window().unwrap_or(pane),
            PaneId::Event => PaneId::Dom,
            _ => PaneId::Event,
        }
    }

    /// The pane that keys go to, while the pane has the focus.
    pub(crate) fn keyed(&self) -> PaneId {
        if self.windows.second && self.shows_two() { self.detail() } else { self.pane }
    }

    /// Whether a pane is in sight.
    pub(crate) fn shows(&self, pane: PaneId) -> bool {
        let areas = self.areas();
        (pane == self.pane && !areas.pane.body.is_empty()) || (pane == self.detail() && !areas.detail.body.is_empty())
    }
}

/// What lies over the screen and takes the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// A line is being typed.
    Line(Line),
    /// The forms to take along what is chosen.
    Take(Menu),
    /// The keys of a pane, from a line on.
    Help {
        /// The first line shown.
        first: usize,
    },
}

/// A line that is being typed in the status line, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// What is typed.
    pub(crate) entry: Entry,
    /// Which of the lines that are offered is chosen.
    pub(crate) chosen: usize,
    /// What was typed, and where the cursor stood, before the first completion was tried.
    pub(crate) base: Option<(String, usize)>,
}

/// What a line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To narrow the rows.
    Filter,
    /// To find something in the pane that has the focus.
    Find,
    /// To name a command, or a moment.
    Palette,
    /// To find anything.
    Finder,
    /// To find something on the page at every moment.
    Search,
    /// To write a note.
    Note,
}

/// What keys mean, and which were pressed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// What they mean.
    pub(crate) map: Keymap,
    /// The chords that begin some command's keys.
    pub(crate) typed: Vec<Chord>,
    /// A command that waits for a letter.
    pub(crate) letter: Option<Command>,
    /// When the last of them was pressed.
    pub(crate) since: Duration,
    /// A count.
    pub(crate) count: Option<Count>,
    /// The last jump, and its count.
    pub(crate) jump: Option<(Command, u32)>,
}

impl Keys {
    /// Whether another key must follow.
    pub(crate) fn wait(&self) -> bool {
        self.letter.is_some() || !self.typed.is_empty()
    }
}

/// A count, typed since; the layout before its first digit chose a pane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Count {
    /// The count so far.
    pub(crate) number: u32,
    /// When its last digit was typed.
    pub(crate) at: Duration,
    /// The layout to come back to when it turns out to be a count.
    pub(crate) before: Box<Layout>,
}

/// What the status line says, and the time it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Status {
    /// The time since the start.
    pub(crate) now: Duration,
    /// A message, and when it goes.
    pub(crate) message: Option<(String, Duration)>,
    /// Whether the end of the reading was told.
    pub(crate) told_end: bool,
    /// Whether the playhead still waits for the first snapshot.
    pub(crate) opening: bool,
    /// What is to be printed after leaving.
    pub(crate) print: Vec<String>,
    /// What the finder found.
    pub(crate) found: Found,
    /// What must be said of the way to the terminal's clipboard.
    pub(crate) clipboard: &'static str,
}

impl State {
    /// The state before anything is read.
    pub(crate) fn new(name: String, view: Arc<View>, size: (u16, u16), mouse: bool) -> Self {
        let mouse = Mouse { on: mouse, ..Mouse::default() };
        let layout = Layout {
            size,
            focus: Focus::Rows,
            pane: PaneId::Dom,
            maximised: false,
            shape: Shape::default(),
            windows: Windows::default(),
            lane: Lane::default(),
            zoom: None,
            zoomed_to: None,
            mouse,
        };
        Self {
            view,
            opened: Opened { name, files: Vec::new() },
            playhead: Playhead::default(),
            play: Play::default(),
            places: Places::default(),
            rows: panes::timeline::State::default(),
            panes: Panes::default(),
            layout,
            lanes: Lanes::default(),
            overlay: Overlay::None,
            keys: Keys::default(),
            status: Status { opening: true, ..Status::default() },
        }
    }

    /// Says something in the status line, for as long as it takes to read.
    pub(crate) fn say(&mut self, words: impl Into<String>) {
        let words = words.into();
        let reading = Duration::from_millis(2500 + 60 * u64::try_from(words.len().min(400)).unwrap_or(400));
        self.status.message = Some((words, self.status.now + reading));
    }

    /// What a pane may read.
    pub(crate) fn context(&self, pane: PaneId) -> Context<'_> {
        Context {
            view: &self.view,
            seq: self.seq_of(pane),
            row: self.view.row(self.playhead.row),
            marks: (self.places.a, self.places.b),
            scope: self.places.scope(),
            node: self.places.node,
            size: self.pane_size(pane),
            focused: self.layout.focus == Focus::Pane && self.layout.keyed() == pane && self.overlay == Overlay::None,
        }
    }

    /// The event that a pane shows the state after: the one under the playhead, or, of two windows beside each other, the
    /// last of the pane's window up to there.
    pub(crate) fn seq_of(&self, pane: PaneId) -> Seq {
        let Some([first, second]) = self.layout.windows.pair.filter(|_| self.layout.shows_two()) else {
            return self.playhead.seq;
        };
        match pane {
            pane if pane == self.layout.pane => first,
            pane if pane == self.layout.detail() => second,
            _ => self.playhead.seq,
        }
    }

    /// Finds the two windows to stand beside each other: the one under the playhead, and the one that something happened in
    /// last before, else the first other one; in their own order, so that neither changes its place. Of each the last event
    /// up to the playhead, or its first before it was opened.
    pub(crate) fn pair_windows(&mut self) {
        let (index, here) = (&self.view.index, self.playhead.seq);
        self.layout.windows.pair = None;
        if !self.layout.windows.two || self.view.windows.len() < 2 || index.is_empty() {
            return;
        }
        let window = index.window(here);
        let is_other = |seq: &Seq| index.window(*seq) != window;
        let other = (0..here).rev().find(is_other).or_else(|| index.seqs().find(is_other));
        let in_order = |other| if index.window(other) < window { [other, here] } else { [here, other] };
        self.layout.windows.pair = other.map(in_order);
    }

    fn pane_size(&self, pane: PaneId) -> (u16, u16) {
        let areas = self.layout.areas();
        let body = if pane == self.layout.pane { areas.pane.body } else { areas.detail.body };
        (body.width, body.height)
    }

    /// The stretch of time that lanes and scrubber show.
    pub(crate) fn shown_time(&self) -> (Time, Time) {
        self.layout.zoom.unwrap_or((self.view.index.start(), self.view.index.end()))
    }

    /// What lists and counts are limited to; empty when they are of everything.
    pub(crate) fn scope_words(&self) -> String {
        let scope = self.places.scope();
        let stamp = |time: Time| (time - self.view.index.start()).stamp(self.hours());
        let range = scope.range.map(|(from, to)| format!("{} to {}", stamp(from), stamp(to)));
        let window = scope.window.map(|window| format!("window {}", window + 1));
        [range, window].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Whether the recording is long enough for hours in its time column.
    pub(crate) fn hours(&self) -> bool {
        self.view.index.duration() >= Span(3_600_000_000)
    }

    /// When the state next changes by itself, if it does.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        let message = self.status.message.as_ref().map(|(_, until)| *until);
        let play = self.play.on.map(|_| self.status.now + STEP);
        let count = self.keys.count.as_ref().map(|count| count.at + COUNT_WITHIN);
        let hints = Some(self.keys.since + HINT_AFTER).filter(|at| self.keys.wait() && *at > self.status.now);
        [message, play, count, hints].into_iter().flatten().min()
    }
}

/// A digit is a count when a step follows within this time; by itself it chooses a pane.
pub(crate) const COUNT_WITHIN: Duration = Duration::from_millis(700);

/// What may follow a key is shown when it is waited for so long: who knows the keys is not bothered.
pub(crate) const HINT_AFTER: Duration = Duration::from_millis(300);

/// While it plays the playhead moves this often: twice as often would cost a slow line twice the bytes.
const STEP: Duration = Duration::from_millis(80);

/// The least time between two frames: thirty a second.
pub(crate) const FRAME: Duration = Duration::from_millis(33);
