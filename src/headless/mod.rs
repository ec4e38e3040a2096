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
pub mod network;
pub mod node;
pub mod open;
mod out;
mod pager;
mod raw;
pub mod records;
pub mod schema;
mod scope;
pub mod signals;
mod size;
mod target;
pub mod verify;
pub mod when;

pub use line::{Ink, Line};
pub use load::{inputs, linked};
pub use out::{Escape, Escaper, Out, Sink};

use crate::cli::{self, Archives, Cli, Console, Display, Verb};
use crate::error::Failure;
use crate::extract::LevelFilter;
use crate::recording::{SeekError, Want};
use load::{load, load_quietly};

/// Does what the command line asks, without a screen. `command` is the line as it was written, for what goes on with it.
pub fn run(cli: &Cli, command: Vec<String>) -> Result<(), Failure> {
    let follows = matches!(&cli.verb, Some(Verb::Tail(_) | Verb::Console(Console { follow: true, .. })));
    let mut out = Out::stdout(&Display { no_pager: cli.display.no_pager || follows, ..cli.display.clone() }, command);
    let answer = match &cli.verb {
        Some(verb) if !cli.open.archives.is_empty() => Err(misplaced(verb)),
        Some(verb) => answer(verb, &mut out),
        None => {
            let input = Archives { archives: cli.open.archives.clone() };
            load(&input, Want::Everything).and_then(|recording| open::run(&recording, &cli.open, &mut out))
        }
    };
    // What was printed before a failure is still an answer.
    out.finish().and(answer)
}

fn answer(verb: &Verb, out: &mut Out) -> Result<(), Failure> {
    match verb {
        Verb::Info(args) => {
            // Only the sizes look at every event again.
            let want = if args.size { Want::Everything } else { Want::Facts };
            info::run(&load_quietly(&args.input, want)?, args, out)
        }
        Verb::Events(args) => events::run(&load(&args.input, Want::Everything)?, args, out),
        Verb::Console(args) if args.follow => console::follow(args, out),
        Verb::Tail(args) => {
            let level = args.level.clone().or_else(|| Some(LevelFilter::errors()));
            console::follow(&Console { level, ..args.clone() }, out)
        }
        Verb::Console(args) => console::run(&load(&args.input, Want::Facts)?, args, out),
        Verb::Network(args) => network::run(&load(&args.input, Want::Facts)?, args, out),
        Verb::Dom(args) => dom::run(&load(&args.input, Want::Everything)?, args, out),
        Verb::Diff(args) => diff::run(&load(&args.input, Want::Everything)?, args, out),
        Verb::Node(args) => node::run(&load(&args.input, Want::Everything)?, args, out),
        Verb::When(args) => when::run(&load(&args.input, Want::Everything)?, args, out),
        Verb::Signals(args) => signals::run(&load(&args.input, Want::Everything)?, args, out),
        Verb::Verify(args) => verify::run(&load_quietly(&args.input, Want::Everything)?, args, out),
        Verb::Export(args) => export::run(args, out),
        Verb::Ls(args) => ls::run(args, out),
        Verb::Schema => schema::run(out),
        Verb::Completions(args) => out.verbatim(&cli::completions(args.shell)),
        Verb::Man => out.verbatim(&cli::man_pages()?),
    }
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
