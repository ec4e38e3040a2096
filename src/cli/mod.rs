//! Command-line types, one file a verb. No behaviour: `headless` and `tui` read these, `main` dispatches on [`Verb`].

mod completions;
mod console;
mod diff;
mod dom;
mod events;
mod examples;
mod export;
mod info;
mod ls;
mod mcp;
mod mistake;
mod network;
mod node;
mod open;
mod pack;
mod parts;
mod signals;
mod tools;
mod verify;
mod when;
mod why;

pub use completions::{Completions, Man, completions, man_pages};
pub use console::{Console, Fold};
pub use diff::{Diff, DiffFormat};
pub use dom::{Dom, DomFormat};
pub use events::Events;
pub use export::{Export, ExportFormat, TableName};
pub use info::Info;
pub use ls::{Ls, LsSort};
pub use mcp::Mcp;
pub use mistake::{Mistake, misspelt};
pub use network::{Bars, Network};
pub use node::Node;
pub use open::Open;
pub use pack::{Pack, PackEncoding};
pub use parts::{Archives, Color, Display, Portion, Scope, Size};
pub use signals::{SignalKind, SignalRules, Signals};
pub use tools::{Tool, ToolOption, Type, call, tools, verbs};
pub use verify::Verify;
pub use when::When;
pub use why::Why;

use crate::clock::Moment;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::path::PathBuf;

/// Inspect a session replay (PostHog or rrweb) in the terminal: timeline, DOM at any moment, diffs, console, network
#[derive(Debug, Parser)]
#[command(
    name = "scrubjay",
    version,
    subcommand_precedence_over_arg = true,
    arg_required_else_help = true,
    infer_subcommands = false,
    max_term_width = 120,
    after_help = examples::PROGRAM
)]
pub struct Cli {
    /// What to print; without one, the screen opens.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// The default verb's own arguments.
    #[command(flatten)]
    pub open: Open,
    /// How to print; every verb takes these.
    #[command(flatten)]
    pub display: Display,
}

impl Cli {
    /// A command line without a word on it, which by itself asks for help.
    #[must_use]
    pub fn bare() -> Option<Self> {
        let matches = Self::command().arg_required_else_help(false).try_get_matches_from(["scrubjay"]).ok()?;
        Self::from_arg_matches(&matches).ok()
    }
}

/// The verbs that print and end.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Print one summary: who, when, windows, pages, counts, damage
    #[command(after_help = examples::INFO)]
    Info(Info),
    /// Print the timeline's rows
    #[command(after_help = examples::EVENTS)]
    Events(Events),
    /// Print console lines with level, text and stack
    #[command(after_help = examples::CONSOLE)]
    Console(Console),
    /// Print console errors as they come: console --follow --level error
    Tail(Console),
    /// Print network requests with status, timings and sizes
    #[command(after_help = examples::NETWORK)]
    Network(Network),
    /// Print the DOM at a moment
    #[command(after_help = examples::DOM)]
    Dom(Dom),
    /// Print what changed between two moments, or by one event
    #[command(after_help = examples::DIFF)]
    Diff(Diff),
    /// Print the life of a node: created, moved, changed, removed, by which event, after which action
    #[command(after_help = examples::NODE)]
    Node(Node),
    /// Print when a selector matched or a text was on the page
    #[command(after_help = examples::WHEN)]
    When(When),
    /// Print rage, dead and error clicks and other signs of trouble, with what shows them
    Signals(Signals),
    /// Print what led to an error: the action, request or change before it, ranked, with the reasons
    Why(Why),
    /// Check integrity and completeness, and list every defect with where it is
    #[command(after_help = examples::VERIFY)]
    Verify(Verify),
    /// Write the recording, or a part of it, in a form that something else reads
    Export(Export),
    /// Write a portable archive: one file that any tool can read, and that proves it is whole
    Pack(Pack),
    /// Print a table of the recordings in a directory
    #[command(after_help = examples::LS)]
    Ls(Ls),
    /// Serve the verbs to a program over the Model Context Protocol on standard input and output, read-only
    Mcp(Mcp),
    /// Print a short guide to scrubjay for coding agents
    Skill,
    /// Print the JSON Schema of every record that --json prints
    Schema,
    /// Print a shell's completion script
    Completions(Completions),
    /// Print the manual, or one verb's page of it
    Man(Man),
}

impl Cli {
    /// The archives to read, and the option for the one moment that is asked about, where the verb has one.
    pub fn asked(&mut self) -> (Option<&mut Vec<PathBuf>>, Option<&mut Option<Moment>>) {
        let (input, at) = match &mut self.verb {
            None => return (Some(&mut self.open.archives), Some(&mut self.open.at)),
            Some(Verb::Dom(args)) => (&mut args.input, Some(&mut args.at)),
            Some(Verb::Why(args)) => (&mut args.input, Some(&mut args.at)),
            Some(Verb::Export(args)) => (&mut args.input, Some(&mut args.at)),
            Some(Verb::Info(args)) => (&mut args.input, None),
            Some(Verb::Events(args)) => (&mut args.input, None),
            Some(Verb::Console(args) | Verb::Tail(args)) => (&mut args.input, None),
            Some(Verb::Network(args)) => (&mut args.input, None),
            Some(Verb::Diff(args)) => (&mut args.input, None),
            Some(Verb::Node(args)) => (&mut args.input, None),
            Some(Verb::When(args)) => (&mut args.input, None),
            Some(Verb::Signals(args)) => (&mut args.input, None),
            Some(Verb::Verify(args)) => (&mut args.input, None),
            Some(Verb::Pack(args)) => (&mut args.input, None),
            Some(Verb::Ls(_) | Verb::Mcp(_) | Verb::Skill | Verb::Schema | Verb::Completions(_) | Verb::Man(_)) => {
                return (None, None);
            }
        };
        (Some(&mut input.archives), at)
    }
}

impl Verb {
    /// The word on the command line.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Info(_) => "info",
            Self::Events(_) => "events",
            Self::Console(_) => "console",
            Self::Tail(_) => "tail",
            Self::Network(_) => "network",
            Self::Dom(_) => "dom",
            Self::Diff(_) => "diff",
            Self::Node(_) => "node",
            Self::When(_) => "when",
            Self::Signals(_) => "signals",
            Self::Why(_) => "why",
            Self::Verify(_) => "verify",
            Self::Export(_) => "export",
            Self::Pack(_) => "pack",
            Self::Ls(_) => "ls",
            Self::Mcp(_) => "mcp",
            Self::Skill => "skill",
            Self::Schema => "schema",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}
