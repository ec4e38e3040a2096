//! `ls`: the recordings under some directories, each opened and summed up, two or more at a time.

use super::list::List;
use super::{Ink, Line, Out, filter};
use crate::cli::{Ls, LsSort};
use crate::error::{Failure, FailureKind};
use crate::query::{At, Fact, Facts, Field};
use crate::recording::Cancel;
use crate::recording::listing::{Candidate, Listing, collect};
use crate::text;
use serde::Serialize;
use serde_json::Number;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// `ls`: one recording.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    record: &'static str,
    path: &'a str,
    id: Option<&'a str>,
    container: Option<&'static str>,
    person: Option<&'a str>,
    start: Option<String>,
    duration_ms: Option<Number>,
    events: usize,
    pages: &'a [String],
    errors: usize,
    bytes: u64,
    #[serde(flatten)]
    health: Health<'a>,
}

/// How whole it is.
#[derive(Debug, Serialize)]
struct Health<'a> {
    damaged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
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
        list.put(|| record(listing), || vec![line(listing)])?;
    }
    list.end()?;
    let unreadable = listings.iter().filter(|listing| listing.container.is_none()).count();
    match (listings.len(), unreadable) {
        (0, _) => Err(Failure::new(FailureKind::No, "no recording was found")),
        (_, 0) => Ok(()),
        (_, count) => Err(Failure::input(format!("{count} of the named files cannot be read"))),
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
                    let listing = Listing::read(candidate, &Cancel::new());
                    listings.lock().unwrap_or_else(PoisonError::into_inner).extend(listing);
                }
            });
        }
    });
    listings.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn sort(listings: &mut [Listing], by: LsSort) {
    listings.sort_by(|a, b| a.path.cmp(&b.path));
    match by {
        LsSort::Path => {}
        LsSort::Start => listings.sort_by_key(|listing| listing.at),
        LsSort::Duration => listings.sort_by_key(|listing| std::cmp::Reverse(listing.span)),
        LsSort::Size => listings.sort_by_key(|listing| std::cmp::Reverse(listing.bytes)),
        LsSort::Errors => listings.sort_by_key(|listing| std::cmp::Reverse(listing.errors)),
    }
}

fn record(listing: &Listing) -> Printed<'_> {
    let opened = listing.container.is_some();
    Printed {
        record: "listing",
        path: &listing.path,
        id: listing.id.as_deref(),
        container: listing.container,
        person: listing.person.as_deref(),
        start: opened.then(|| listing.at.rfc3339()),
        duration_ms: opened.then(|| listing.span.ms_json()),
        events: listing.events,
        pages: &listing.pages,
        errors: listing.errors,
        bytes: listing.bytes,
        health: Health { damaged: listing.damaged, problem: listing.problem.as_deref() },
    }
}

fn line(listing: &Listing) -> Line {
    let errors = if listing.errors == 0 { Ink::Dim } else { Ink::Red };
    let start = if listing.container.is_some() { listing.at.rfc3339() } else { "-".to_owned() };
    let line = Line::new()
        .left(Ink::Dim, start, 26)
        .right(Ink::Plain, listing.span.human(), 9)
        .right(Ink::Plain, format!("{} events", listing.events), 14)
        .right(errors, format!("{} errors", listing.errors), 12)
        .right(Ink::Dim, text::bytes(listing.bytes), 9)
        .add(Ink::Bold, format!("  {}", listing.path))
        .add(Ink::Dim, format!("  {}", listing.pages.first().map_or("", String::as_str)));
    let problem = listing.problem.as_ref().map(|problem| format!("  {problem}")).unwrap_or_default();
    line.add(Ink::Red, problem)
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
        let Self { damaged, problem, at, span, .. } = self;
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
