//! `ls`: the recordings under some directories, each opened and summed up, two or more at a time.
//!
//! A file that is no replay is passed over when it was found in a directory, and reported when it was named, as one that is
//! missing is.

use super::list::List;
use super::{Ink, Line, Out, filter};
use crate::archive::{self, Input};
use crate::cli::{Ls, LsSort};
use crate::clock::{Span, Time};
use crate::error::{Failure, FailureKind};
use crate::query::{At, Fact, Facts, Field};
use crate::recording::{OpenError, Recording, View, Want, summary};
use crate::text;
use serde::Serialize;
use serde_json::Number;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Directories nested deeper than this are not entered. A link to a file is followed, one to a directory never is: no loop can
/// be entered.
const DEPTH: usize = 16;

/// `ls`: one recording.
#[derive(Debug, Serialize)]
struct Listing {
    record: &'static str,
    path: String,
    id: Option<String>,
    container: Option<&'static str>,
    person: Option<String>,
    start: Option<String>,
    duration_ms: Option<Number>,
    events: usize,
    pages: Vec<String>,
    errors: usize,
    bytes: u64,
    #[serde(flatten)]
    health: Health,
}

/// How whole it is; and what only sorting needs.
#[derive(Debug, Serialize)]
struct Health {
    damaged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(skip)]
    at: Time,
    #[serde(skip)]
    span: Span,
}

/// A file to open: named by the user, or found.
struct Candidate {
    path: PathBuf,
    named: bool,
}

/// Prints the recordings; fails with "no" where there is none, and as unreadable where a named file is.
pub fn run(args: &Ls, out: &mut Out) -> Result<(), Failure> {
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    let mut list = List::new(out, &args.portion, "listing")?;
    let mut candidates = Vec::new();
    for path in &args.paths {
        collect(path, &mut candidates);
    }
    let mut listings = open_all(&candidates);
    listings.retain(|listing| query.matches(listing));
    sort(&mut listings, args.sort);
    for listing in &listings {
        list.put(|| listing, || vec![listing.line()])?;
    }
    list.end()?;
    let unreadable = listings.iter().filter(|listing| listing.container.is_none()).count();
    match (listings.len(), unreadable) {
        (0, _) => Err(Failure::new(FailureKind::No, "no recording was found")),
        (_, 0) => Ok(()),
        (_, count) => Err(Failure::input(format!("{count} of the named files cannot be read"))),
    }
}

fn collect(path: &Path, found: &mut Vec<Candidate>) {
    if !path.is_dir() {
        found.push(Candidate { path: path.to_owned(), named: true });
        return;
    }
    let mut folders = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        // A folder that may not be read is passed over like a file that is no replay.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < DEPTH => folders.push((path, depth + 1)),
                Ok(kind) if !kind.is_dir() && path.is_file() => found.push(Candidate { path, named: false }),
                _ => {}
            }
        }
    }
}

/// Opens every candidate, on as many threads as there are processors.
fn open_all(candidates: &[Candidate]) -> Vec<Listing> {
    let next = AtomicUsize::new(0);
    let listings = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(candidates.len()) {
            scope.spawn(|| {
                while let Some(candidate) = candidates.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let listing = open(candidate);
                    listings.lock().unwrap_or_else(PoisonError::into_inner).extend(listing);
                }
            });
        }
    });
    listings.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn open(candidate: &Candidate) -> Option<Listing> {
    let bytes = fs::metadata(&candidate.path).map_or(0, |metadata| metadata.len());
    match Recording::load(&[Input::Path(candidate.path.clone())], Want::Summary) {
        Ok(recording) => Some(Listing::new(&candidate.path, bytes, &recording.view())),
        Err(OpenError::Archive(archive::Error::NotAReplay { .. } | archive::Error::Empty { .. }))
            if !candidate.named =>
        {
            None
        }
        Err(error) => Some(Listing::unreadable(&candidate.path, bytes, &error)),
    }
}

fn sort(listings: &mut [Listing], by: LsSort) {
    listings.sort_by(|a, b| a.path.cmp(&b.path));
    match by {
        LsSort::Path => {}
        LsSort::Start => listings.sort_by_key(|listing| listing.health.at),
        LsSort::Duration => listings.sort_by_key(|listing| std::cmp::Reverse(listing.health.span)),
        LsSort::Size => listings.sort_by_key(|listing| std::cmp::Reverse(listing.bytes)),
        LsSort::Errors => listings.sort_by_key(|listing| std::cmp::Reverse(listing.errors)),
    }
}

impl Listing {
    fn new(path: &Path, bytes: u64, view: &View) -> Self {
        let header = view.header.as_ref();
        let mut pages: Vec<String> = view.pages.iter().map(|page| page.href.to_string()).collect();
        pages.dedup();
        Self {
            record: "listing",
            path: path.display().to_string(),
            id: header.and_then(|header| header.recording_id.clone()),
            container: header.map(|header| header.container.name()),
            person: header.and_then(|header| header.person.as_ref()).and_then(summary::who),
            start: Some(view.index.start().rfc3339()),
            duration_ms: Some(view.index.duration().ms_json()),
            events: view.index.recorded(),
            pages,
            errors: view.console.iter().filter(|row| row.level.is_error()).count(),
            bytes,
            health: Health {
                damaged: !view.damage.is_empty(),
                problem: view.damage.first().map(summary::describe),
                at: view.index.start(),
                span: view.index.duration(),
            },
        }
    }

    fn unreadable(path: &Path, bytes: u64, error: &OpenError) -> Self {
        let problem = Some(error.to_string());
        let health = Health { damaged: true, problem, at: Time::default(), span: Span::default() };
        Self {
            record: "listing",
            path: path.display().to_string(),
            id: None,
            container: None,
            person: None,
            start: None,
            duration_ms: None,
            events: 0,
            pages: Vec::new(),
            errors: 0,
            bytes,
            health,
        }
    }

    fn line(&self) -> Line {
        let errors = if self.errors == 0 { Ink::Dim } else { Ink::Red };
        let line = Line::new()
            .left(Ink::Dim, self.start.as_deref().unwrap_or("-"), 26)
            .right(Ink::Plain, self.health.span.human(), 9)
            .right(Ink::Plain, format!("{} events", self.events), 14)
            .right(errors, format!("{} errors", self.errors), 12)
            .right(Ink::Dim, text::bytes(self.bytes), 9)
            .add(Ink::Bold, format!("  {}", self.path))
            .add(Ink::Dim, format!("  {}", self.pages.first().map_or("", String::as_str)));
        let problem = self.health.problem.as_ref().map(|problem| format!("  {problem}")).unwrap_or_default();
        line.add(Ink::Red, problem)
    }
}

/// What an expression can ask of a listing.
const FIELDS: &[Field] = &[
    Field::Path,
    Field::Id,
    Field::Container,
    Field::Person,
    Field::At,
    Field::Dur,
    Field::Events,
    Field::Url,
    Field::Errors,
    Field::Size,
    Field::Damaged,
    Field::Text,
];

impl Facts for Listing {
    fn fact(&self, field: Field) -> Fact<'_> {
        let Health { damaged, problem, at, span } = &self.health;
        let opened = self.container.is_some();
        match field {
            Field::Path => Fact::text(&*self.path),
            Field::Id => Fact::maybe(self.id.as_deref(), Fact::text),
            Field::Container => Fact::maybe(self.container, Fact::text),
            Field::Person => Fact::maybe(self.person.as_deref(), Fact::text),
            Field::At if opened => Fact::At(At { time: *at, seq: None, recording: (*at, *at) }),
            Field::Dur if opened => Fact::number(span.ms()),
            Field::Events if opened => Fact::count(self.events as u64),
            Field::Errors if opened => Fact::count(self.errors as u64),
            Field::Url => Fact::Texts(self.pages.iter().map(Into::into).collect()),
            Field::Size => Fact::count(self.bytes),
            Field::Damaged => Fact::Flag(*damaged),
            Field::Text => Fact::maybe(problem.as_deref(), Fact::text),
            _ => Fact::Absent,
        }
    }
}
