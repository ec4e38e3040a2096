//! Does what costs time, on threads of its own: the newest request of each slot wins, older ones are stopped.
//!
//! A request takes its slot over: what waits there is dropped, what runs there is cancelled, and a result that comes
//! late all the same is not handed on. A panic becomes a sentence; the thread goes on.

use super::effect::{Slot, Want, Work};
use super::finder;
use super::panes::{self, PaneId, timeline};
use super::take::{self, About, Form};
use crate::archive::Loc;
use crate::dom::select::Selector;
use crate::dom::text::Needle;
use crate::event::Seq;
use crate::query::Query;
use crate::recording::when::Question;
use crate::recording::{Cancel, Recording, RowFacts, Scope, View};
use crate::timeline::{Row, What};
use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

/// What a worker is to do.
#[derive(Debug)]
pub(crate) enum Task {
    /// Prepare what a pane wants.
    Load(PaneId, Want),
    /// Resolve the labels of these rows.
    Labels(Vec<u32>),
    /// Find the rows of a part of the recording that a pattern leaves.
    Filter(String, Scope),
    /// Find anything, with the nodes of a moment.
    Find(String, Seq),
    /// Find when a text was on the page, or a selector matched.
    Search(String),
    /// Make the text of what is to be taken along at a moment, and have it printed or copied.
    Take((Form, About, Seq), bool),
    /// Panic, for the test of what happens then.
    #[cfg(debug_assertions)]
    Panic,
}

impl Task {
    fn slot(&self) -> Slot {
        match self {
            Self::Load(pane, want) => want.slot(*pane),
            Self::Labels(_) => Slot::Labels,
            Self::Filter(..) => Slot::Filter,
            Self::Take(..) => Slot::Take,
            Self::Find(..) => Slot::Find,
            Self::Search(_) => Slot::Search,
            #[cfg(debug_assertions)]
            Self::Panic => Slot::Labels,
        }
    }
}

/// A task, what it is about, and how it is stopped.
struct Job {
    task: Task,
    view: Arc<View>,
    generation: u64,
    cancel: Cancel,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    /// Of each slot the newest generation, and how to stop it.
    newest: HashMap<Slot, (u64, Cancel)>,
    generation: u64,
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    /// Labels with their nodes, by where their event is stored: rows may still change places.
    labels: Mutex<HashMap<Loc, Arc<str>>>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_newest(&self, slot: Slot, generation: u64) -> bool {
        self.lock().newest.get(&slot).is_some_and(|(newest, _)| *newest == generation)
    }
}

/// A result on its way to `update`: to be dropped there when its slot was taken over meanwhile.
pub(crate) struct Done {
    /// Who did it: a recording that was left may still bring something.
    by: Arc<Shared>,
    slot: Slot,
    generation: u64,
    /// The result.
    pub(crate) work: Work,
}

/// The worker threads; they end when this is dropped.
pub(crate) struct Workers {
    shared: Arc<Shared>,
}

/// How many threads work: one may be deep in a seek while the other answers for what is on the screen.
const THREADS: usize = 2;

impl Workers {
    /// Starts the threads; `tell` is called with each result.
    pub(crate) fn start(recording: &Recording, tell: impl Fn(Done) + Clone + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new(), labels: Mutex::default() });
        for _ in 0..THREADS {
            let (shared, recording, tell) = (Arc::clone(&shared), recording.clone(), tell.clone());
            let work = move || {
                while let Some(job) = next(&shared) {
                    let (slot, generation) = (job.task.slot(), job.generation);
                    run(&Desk { recording: &recording, shared: &shared, job: &job }, &|work| {
                        if shared.is_newest(slot, generation) {
                            tell(Done { by: Arc::clone(&shared), slot, generation, work });
                        }
                    });
                }
            };
            thread::Builder::new().name("worker".to_owned()).stack_size(8 << 20).spawn(work)?;
        }
        Ok(Self { shared })
    }

    /// Has a task done on a view; whatever its slot did before is stopped.
    pub(crate) fn post(&self, task: Task, view: &Arc<View>) {
        let mut queue = self.shared.lock();
        let slot = task.slot();
        queue.generation += 1;
        let (generation, cancel) = (queue.generation, Cancel::new());
        if let Some((_, running)) = queue.newest.insert(slot, (generation, cancel.clone())) {
            running.cancel();
        }
        queue.waiting.retain(|job| job.task.slot() != slot);
        queue.waiting.push_back(Job { task, view: Arc::clone(view), generation, cancel });
        self.shared.wake.notify_one();
    }

    /// The result, unless its slot was taken over since.
    pub(crate) fn accept(&self, done: Done) -> Option<Work> {
        let ours = Arc::ptr_eq(&self.shared, &done.by) && self.shared.is_newest(done.slot, done.generation);
        ours.then_some(done.work)
    }
}

/// Does a task at once, on this thread: what a rehearsal of the screen needs.
pub(crate) fn at_once(recording: &Recording, task: Task, view: &Arc<View>) -> Vec<Work> {
    let shared = Shared { queue: Mutex::default(), wake: Condvar::new(), labels: Mutex::default() };
    let job = Job { task, view: Arc::clone(view), generation: 0, cancel: Cancel::new() };
    let done = std::cell::RefCell::new(Vec::new());
    run(&Desk { recording, shared: &shared, job: &job }, &|work| done.borrow_mut().push(work));
    done.into_inner()
}

impl Drop for Workers {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        queue.waiting.clear();
        queue.newest.values().for_each(|(_, cancel)| cancel.cancel());
        self.shared.wake.notify_all();
    }
}

/// The next job; `None` when the threads are to end.
fn next(shared: &Shared) -> Option<Job> {
    let mut queue = shared.lock();
    loop {
        if queue.closed {
            return None;
        }
        if let Some(job) = queue.waiting.pop_front() {
            return Some(job);
        }
        queue = shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
}

/// A job, and what it is done with.
struct Desk<'a> {
    recording: &'a Recording,
    shared: &'a Shared,
    job: &'a Job,
}

fn run(desk: &Desk<'_>, tell: &dyn Fn(Work)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| perform(desk, tell))) {
        let why = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        tell(Work::Panicked(format!("a fault of ours: {}", why.unwrap_or("a worker panicked"))));
    }
}

fn perform(desk: &Desk<'_>, tell: &dyn Fn(Work)) {
    let Job { task, view, cancel, .. } = desk.job;
    let recording = desk.recording;
    match task {
        Task::Load(pane, want) => {
            let failed = |why: String| Work::Failed(*pane, crate::text::neutral(&why).into_owned());
            let loaded = panes::load(recording, view, want, cancel).map(|loaded| Work::Loaded(*pane, loaded));
            if !cancel.is_cancelled() {
                tell(loaded.unwrap_or_else(failed));
            }
        }
        Task::Labels(places) => desk.labels(places, tell),
        Task::Find(typed, seq) => {
            let items = finder::load(recording, view, (typed, *seq), cancel);
            tell(Work::Found { typed: typed.clone(), items });
        }
        Task::Search(what) => tell(Work::Searched { what: what.clone(), spans: desk.search(what) }),
        Task::Take(what, print) => {
            let text = take::load(recording, view, *what, cancel);
            tell(Work::Taken { form: what.0, text, print: *print });
        }
        Task::Filter(pattern, scope) => desk.filter(pattern, *scope, tell),
        #[cfg(debug_assertions)]
        Task::Panic => panic!("a worker was told to panic"),
    }
}

/// How often the rows found so far are told while labels are resolved.
const TELL_EVERY: Duration = Duration::from_millis(150);

/// The labels that are kept: those of the longest recordings' clicks and keys.
const MOST_LABELS: usize = 200_000;

impl Desk<'_> {
    /// A row's label with the node it is about; a row whose state cannot be had keeps its short one.
    fn label(&self, row: Row) -> Arc<str> {
        let loc = self.job.view.index.loc(row.seq);
        let known = || self.shared.labels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(label) = known().get(&loc) {
            return Arc::clone(label);
        }
        let view = &self.job.view;
        let Ok(label) = self.recording.label(view, row, &self.job.cancel) else {
            return Arc::from(timeline::label(view, row));
        };
        let label: Arc<str> = Arc::from(label);
        let mut known = known();
        if known.len() < MOST_LABELS {
            known.insert(loc, Arc::clone(&label));
        }
        label
    }

    fn labels(&self, places: &[u32], tell: &dyn Fn(Work)) {
        let mut labels = Vec::with_capacity(places.len());
        for place in places {
            if self.job.cancel.is_cancelled() {
                return;
            }
            if let Some(row) = self.job.view.row(*place as usize) {
                labels.push((*place, self.label(row)));
            }
        }
        tell(Work::Labels(labels));
    }

    /// Finds when a text was on the page of any window, or a selector matched, by when that began.
    fn search(&self, what: &str) -> Result<Vec<(Seq, Option<Seq>)>, String> {
        let Job { view, cancel, .. } = self.job;
        let question = match what.strip_prefix("css=") {
            Some(css) => Question::Select(Selector::parse(css).map_err(|error| error.to_string())?),
            None => Question::Text(Needle::new(what).ok_or("there is nothing to look for")?),
        };
        let mut spans = Vec::new();
        for (_, window) in view.windows.iter().zip(0..) {
            let found = self.recording.when(view, window, &question, cancel).map_err(|error| error.to_string())?;
            spans.extend(found.into_iter().map(|interval| (interval.from, interval.until)));
        }
        spans.sort_unstable();
        Ok(spans)
    }

    /// Finds the rows of a part of the recording that a filter leaves: first by what the index knows, at once; then, with the
    /// labels that a seek resolves, those about a node whose text was asked for, told as they are found.
    fn filter(&self, pattern: &str, scope: Scope, tell: &dyn Fn(Work)) {
        let view = &self.job.view;
        let Ok(query) = Query::parse(pattern) else { return };
        let found = |rows: &[u32]| Work::Filtered { pattern: pattern.to_owned(), scope, rows: rows.to_vec() };
        let (mut left, mut unsure) = (Vec::new(), Vec::new());
        for (place, row) in (0u32..).zip(view.rows.iter(&view.index)) {
            if place % 1024 == 0 && self.job.cancel.is_cancelled() {
                return;
            }
            if !scope.has(row.at, row.window) {
                continue;
            }
            let asked = Cell::new(false);
            let short = || {
                asked.set(true);
                timeline::label(view, row).into_owned()
            };
            if query.matches(&RowFacts::new(view, row, &short)) {
                left.push(place);
            }
            if asked.get() && row.what == What::Event && view.index.node(row.seq).is_some() {
                unsure.push((place, row));
            }
        }
        tell(found(&left));
        let mut told = Instant::now();
        for (place, row) in unsure {
            if self.job.cancel.is_cancelled() {
                return;
            }
            let fits = query.matches(&RowFacts::new(view, row, &|| self.label(row).to_string()));
            match (fits, left.binary_search(&place)) {
                (true, Err(at)) => left.insert(at, place),
                (false, Ok(at)) => drop(left.remove(at)),
                _ => {}
            }
            if told.elapsed() > TELL_EVERY {
                tell(found(&left));
                told = Instant::now();
            }
        }
        tell(found(&left));
    }
}
