//! When a selector matched, or a text was on the page: the verb `when`.
//!
//! The answer is exact: it is what asking every state would give. It is quick, because after each event only what the
//! event touched is asked again: see `text` and `select`.

mod select;
mod text;

use super::replay::{Course, State, Visitor};
use super::{Cancel, Recording, SeekError, View};
use crate::dom::select::Selector;
use crate::dom::text::Needle;
use crate::dom::{Node, NodeKey, Tree};
use crate::event::{Data, Event, Kind, NodeId, Seq};
use crate::timeline::WindowIx;

/// What is asked of every state.
#[derive(Clone, Debug)]
pub enum Question {
    /// Does it match some element?
    Select(Selector),
    /// Is it on the page?
    Text(Needle),
}

/// A stretch of time in which the answer was yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The window.
    pub window: WindowIx,
    /// The event that made it so: from its state on.
    pub from: Seq,
    /// The event that ended it: the first state in which it isn't so. `None`: it lasts to the window's end.
    pub until: Option<Seq>,
    /// The first element that matched, or the element whose text it is, at the beginning; absent where it has no id.
    pub node: Option<NodeId>,
    /// A selector that finds it in that state.
    pub selector: String,
}

/// What an event touched beside what it says that it changed.
#[derive(Default)]
struct Untold {
    /// Anything.
    all: bool,
    /// Parents from which nodes were moved without being removed.
    left: Vec<NodeKey>,
}

/// Keeps the answer while states go by.
trait Watcher {
    /// The node that makes the answer yes, after one more event.
    fn look(&mut self, state: &State<'_>, untold: &Untold) -> Option<NodeKey>;
}

impl Recording {
    /// The stretches of time in which the answer was yes, in one window, in order.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn when(
        &self,
        view: &View,
        window: WindowIx,
        question: &Question,
        cancel: &Cancel,
    ) -> Result<Vec<Interval>, SeekError> {
        let watcher: Box<dyn Watcher + '_> = match question {
            Question::Select(selector) => Box::new(select::Watch::new(selector)),
            Question::Text(needle) => Box::new(text::Watch::new(needle)),
        };
        let pointer = matches!(question, Question::Select(selector) if selector.reach().pointer);
        let mut asking = Asking { window, pointer, watcher, intervals: Vec::new(), untold: Untold::default() };
        self.replay(Course::whole(view, window), cancel, &mut asking)?;
        Ok(asking.intervals)
    }
}

/// A question, and the answers so far.
struct Asking<'q> {
    window: WindowIx,
    /// The pointer's place matters.
    pointer: bool,
    watcher: Box<dyn Watcher + 'q>,
    intervals: Vec<Interval>,
    /// Of the event that is being applied.
    untold: Untold,
}

impl Visitor for Asking<'_> {
    const NEEDS_CHANGES: bool = true;

    fn asks(&self, kind: Kind) -> bool {
        match kind {
            Kind::Page | Kind::Snapshot | Kind::Mutation | Kind::Input => true,
            Kind::Move | Kind::Touch | Kind::Click | Kind::Pointer | Kind::Focus => self.pointer,
            _ => false,
        }
    }

    fn before(&mut self, event: &Event, tree: &Tree) {
        self.untold = Untold::default();
        match &event.data {
            Data::FullSnapshot(_) | Data::Meta(_) => self.untold.all = true,
            Data::Mutation(mutation) => {
                // Nodes that wait are put in with others, whatever an event names.
                self.untold.all = tree.is_waiting();
                let known = mutation.adds.iter().filter_map(|add| tree.get(add.node.root()?.id?)?.parent());
                self.untold.left = known.map(Node::key).collect();
            }
            _ => {}
        }
    }

    fn after(&mut self, state: State<'_>) {
        // Changes are told by id: of two nodes with one id, only one is told.
        self.untold.all |= state.tree.is_waiting() || state.applied.may_double(None);
        let found = self.watcher.look(&state, &self.untold);
        let open = self.intervals.last_mut().filter(|last| last.until.is_none());
        match (open, found) {
            (None, Some(key)) => self.intervals.push(begun(self.window, state.seq, state.tree, key)),
            (Some(open), None) => open.until = Some(state.seq),
            _ => {}
        }
    }
}

fn begun(window: WindowIx, from: Seq, tree: &Tree, key: NodeKey) -> Interval {
    let node = tree.by_key(key);
    Interval {
        window,
        from,
        until: None,
        node: node.and_then(|node| node.id().or_else(|| node.host()?.id())),
        selector: node.map(crate::dom::select::selector_of).unwrap_or_default(),
    }
}
