//! Finding the recordings of a list and what each is, on threads of their own: what is in sight first, and nothing any more
//! once the list is left.

use crate::recording::Cancel;
use crate::recording::listing::{Candidate, Listing, collect};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The recordings that are listed at most.
const MOST: usize = 10_000;

/// How many are looked at at once: reading is work for the processor and the disk, and keys come first.
const THREADS: usize = 2;

/// Something found out.
pub(crate) enum Looked {
    /// The files that may be recordings, in the order in which they are listed, and how many more there are.
    Files(Vec<Candidate>, usize),
    /// What a file of the list is; `None` of what is no replay.
    Facts(usize, Option<Box<Listing>>),
    /// A file of the list is not there.
    Missing(usize),
}

/// What is still to be found out.
pub(super) enum Quest {
    /// Which files there are, under these paths; then all of them.
    Folders(Vec<PathBuf>),
    /// What these files of the list are.
    Files(Vec<(usize, Candidate)>),
}

impl Quest {
    /// The files to look at, by their numbers in the list; of folders it is told which there are.
    fn files(self, tell: impl FnOnce(Looked)) -> Vec<(usize, Candidate)> {
        match self {
            Self::Files(files) => files,
            Self::Folders(paths) => {
                let (files, more) = files(&paths);
                tell(Looked::Files(files.clone(), more));
                files.into_iter().enumerate().collect()
            }
        }
    }
}

type Waiting = Arc<Mutex<VecDeque<(usize, Candidate)>>>;

/// The threads that look; they stop when this is dropped.
pub(super) struct Lookers {
    waiting: Waiting,
    cancel: Cancel,
}

fn lock(waiting: &Waiting) -> MutexGuard<'_, VecDeque<(usize, Candidate)>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lookers {
    /// Begins to look; `tell` is called with each thing found out.
    pub(super) fn start(quest: Quest, tell: impl Fn(Looked) + Send + Sync + 'static) -> Self {
        let this = Self { waiting: Waiting::default(), cancel: Cancel::new() };
        let (waiting, cancel) = (Arc::clone(&this.waiting), this.cancel.clone());
        // A thread that cannot be had leaves the list without facts: files can be opened all the same.
        let _ = thread::Builder::new().name("list".to_owned()).spawn(move || {
            // Folders are read before the lock is taken: the list takes it to have what is in sight looked at first.
            let files = quest.files(&tell);
            lock(&waiting).extend(files);
            thread::scope(|scope| {
                for _ in 0..THREADS {
                    scope.spawn(|| look(&waiting, &cancel, &tell));
                }
            });
        });
        this
    }

    /// Has these files of the list looked at next.
    pub(super) fn prefer(&self, ids: &[usize]) {
        let mut waiting = lock(&self.waiting);
        let (first, rest): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|(id, _)| ids.contains(id));
        waiting.extend(first.into_iter().chain(rest));
    }
}

impl Drop for Lookers {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// The files under some paths, by their paths; and how many more there are than are listed.
fn files(paths: &[PathBuf]) -> (Vec<Candidate>, usize) {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    let more = files.len().saturating_sub(MOST);
    files.truncate(MOST);
    (files, more)
}

fn look(waiting: &Waiting, cancel: &Cancel, tell: &impl Fn(Looked)) {
    while !cancel.is_cancelled() {
        let next = lock(waiting).pop_front();
        let Some((id, candidate)) = next else { return };
        let looked = catch_unwind(AssertUnwindSafe(|| about(id, &candidate, cancel)));
        if !cancel.is_cancelled() {
            tell(looked.unwrap_or_else(|_| Looked::Facts(id, Some(Box::new(fault(&candidate))))));
        }
    }
}

/// What a file of the list is.
fn about(id: usize, candidate: &Candidate, cancel: &Cancel) -> Looked {
    if !candidate.path.exists() {
        return Looked::Missing(id);
    }
    Looked::Facts(id, Listing::read(candidate, cancel).map(Box::new))
}

/// A file that our reading of panicked; the hook told what happened.
fn fault(candidate: &Candidate) -> Listing {
    let problem = Some("a fault of ours: it could not be looked at".to_owned());
    Listing { path: candidate.path.display().to_string(), damaged: true, problem, ..Listing::default() }
}

/// Looks at everything at once, on this thread: what a rehearsal of the screen needs.
pub(super) fn at_once(quest: Quest, tell: &mut dyn FnMut(Looked)) {
    for (id, candidate) in quest.files(&mut *tell) {
        tell(about(id, &candidate, &Cancel::new()));
    }
}
