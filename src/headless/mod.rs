//! The verbs that print and end: one file a verb, `run(&Recording, &Args, &mut Out) -> Result<(), Failure>`.
//!
//! This room turns what [`recording`](crate::recording) knows into records and lines, and nothing else: whatever a verb
//! prints, the screen gets from the same functions. Records are defined in [`records`], their schema in [`schema`].

pub mod console;
pub mod diff;
pub mod dom;
mod endings;
pub mod events;
pub mod export;
mod fields;
mod filter;
mod finding;
pub mod info;
mod line;
mod list;
mod load;
pub mod ls;
pub mod man;
pub mod mcp;
pub mod network;
pub mod node;
pub mod open;
mod out;
pub mod pack;
mod pager;
mod raw;
pub mod records;
pub mod schema;
mod scope;
mod server;
pub mod signals;
mod size;
pub mod skill;
mod target;
pub mod verify;
pub mod when;
pub mod why;

pub use line::{Ink, Line};
pub use load::{follow_link, inputs};
pub use out::{Escape, Escaper, Out, Sink};

use crate::cli::{self, Archives, Cli, Console, Display, Mistake, Verb};
use crate::error::Failure;
use crate::extract::LevelFilter;
use crate::recording::{Recording, SeekError, Want};
use load::{Afresh, Library};
use std::sync::Arc;

/// Does what the command line asks, without a screen. `command` is the line as it was written, for what goes on with it.
pub fn run(cli: &Cli, command: Vec<String>) -> Result<(), Failure> {
    let goes_on = matches!(&cli.verb, Some(Verb::Tail(_) | Verb::Mcp(_) | Verb::Console(Console { follow: true, .. })));
    let mut out = Out::stdout(&Display { no_pager: cli.display.no_pager || goes_on, ..cli.display.clone() }, command);
    let mut library = Afresh::default();
    let answer = match &cli.verb {
        Some(verb) if !cli.open.archives.is_empty() => Err(misplaced(verb)),
        Some(verb) => answer(verb, &mut library, &mut out),
        None => {
            let input = Archives { archives: cli.open.archives.clone() };
            whole(&mut library, &input, &mut out).and_then(|recording| open::run(&recording, &cli.open, &mut out))
        }
    };
    // What was printed before a failure is still an answer.
    out.finish().and(answer)?;
    // What was named and could not be read has been told; the status says that the answer lacks it.
    if library.lacks { Err(Failure::input("")) } else { Ok(()) }
}

/// Does what a verb asks, on a recording of the library.
fn answer(verb: &Verb, library: &mut dyn Library, out: &mut Out) -> Result<(), Failure> {
    match verb {
        Verb::Info(args) => {
            // Only the sizes look at every event again.
            let want = if args.size { Want::Everything } else { Want::Facts };
            info::run(&*library.recording(&args.input, want)?, args, out)
        }
        Verb::Events(args) => events::run(&*whole(library, &args.input, out)?, args, out),
        Verb::Console(args) if args.follow => console::follow(args, out),
        Verb::Tail(args) => {
            let level = args.level.clone().or_else(|| Some(LevelFilter::errors()));
            console::follow(&Console { level, ..args.clone() }, out)
        }
        Verb::Console(args) => console::run(&*facts(library, &args.input, out)?, args, out),
        Verb::Network(args) => network::run(&*facts(library, &args.input, out)?, args, out),
        Verb::Dom(args) => dom::run(&*whole(library, &args.input, out)?, args, out),
        Verb::Diff(args) => diff::run(&*whole(library, &args.input, out)?, args, out),
        Verb::Node(args) => node::run(&*whole(library, &args.input, out)?, args, out),
        Verb::When(args) => when::run(&*whole(library, &args.input, out)?, args, out),
        Verb::Signals(args) => signals::run(&*whole(library, &args.input, out)?, args, out),
        Verb::Why(args) => why::run(&*whole(library, &args.input, out)?, args, out),
        Verb::Verify(args) => verify::run(&*library.recording(&args.input, Want::Proof)?, args, out),
        Verb::Export(args) => export::run(args, library, out),
        Verb::Pack(args) => pack::run(args, out),
        Verb::Ls(args) => ls::run(args, out),
        Verb::Mcp(args) => mcp::run(args, out),
        Verb::Skill => skill::run(out),
        Verb::Schema => schema::run(out),
        Verb::Completions(args) => out.verbatim(&cli::completions(args.shell)),
        Verb::Man(args) => man::run(args, out),
    }
}

/// The whole of a recording, with a warning of what could not be read.
fn whole(library: &mut dyn Library, input: &Archives, out: &mut Out) -> Result<Arc<Recording>, Failure> {
    warned(library, input, Want::Everything, out)
}

/// A recording for verbs that look at no event's body, with a warning of what could not be read.
fn facts(library: &mut dyn Library, input: &Archives, out: &mut Out) -> Result<Arc<Recording>, Failure> {
    warned(library, input, Want::Facts, out)
}

fn warned(library: &mut dyn Library, input: &Archives, want: Want, out: &mut Out) -> Result<Arc<Recording>, Failure> {
    let recording = library.recording(input, want)?;
    library.warn(&recording.view().damage, out);
    Ok(recording)
}

/// A wrong command line, as a failure.
#[must_use]
pub fn mistake(mistake: Mistake) -> Failure {
    let failure = Failure::usage(mistake.message);
    let failure = match &mistake.place {
        Some((text, at, len)) => failure.marked(text, *at, *len),
        None => failure,
    };
    mistake.hints.into_iter().fold(failure, Failure::hinted)
}

/// An archive before the verb: `scrubjay a.json info`.
fn misplaced(verb: &Verb) -> Failure {
    Failure::usage("the archive stands before the verb").hinted(format!("write scrubjay {} ARCHIVE", verb.name()))
}

/// A state that cannot be shown is a fault of the input's; anything else would be ours.
#[allow(clippy::needless_pass_by_value)] // what map_err hands over
fn seek_failure(error: SeekError) -> Failure {
    match error {
        SeekError::Body { .. } => Failure::input(error.to_string()),
        SeekError::Cancelled | SeekError::OutOfRange => Failure::fault(error.to_string()),
    }
}
