//! The `scrubjay` program: parse, dispatch, one exit code.

use clap::Parser as _;
use clap::error::ErrorKind;
use scrubjay::cli::{Cli, Mistake, misspelt};
use scrubjay::error::{Failure, FailureKind};
use scrubjay::{headless, text, tui};
use std::io::Write as _;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help) if is_help(&help) => match bare(&help) {
            Some(cli) => cli,
            None => return print(&help),
        },
        Err(usage) => return end(&headless::mistake(Mistake::new(&usage, &words))),
    };
    // The panic hook has said what happened; what is left is the exit status of a fault of ours.
    match panic::catch_unwind(|| run(cli, words)).unwrap_or_else(|_| Err(Failure::new(FailureKind::Fault, ""))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => end(&failure),
    }
}

/// Says why the work was not done.
fn end(failure: &Failure) -> ExitCode {
    if !failure.message.is_empty() {
        // It may quote a file's name or recorded text: neutral like all else.
        let said = text::neutral_lines(&failure.to_string());
        let _ = writeln!(std::io::stderr(), "scrubjay: {said}");
    }
    ExitCode::from(failure.exit_status())
}

/// Whether what clap calls an error is the help, asked for or not.
fn is_help(error: &clap::Error) -> bool {
    !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// The command line without a word, where it opens the list of what was opened lately rather than being a mistake: on a
/// terminal, and when something was.
fn bare(help: &clap::Error) -> Option<Cli> {
    let is_bare = help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && std::env::args_os().count() < 2;
    if is_bare && tui::has_terminal() && tui::remembers() { Cli::bare() } else { None }
}

/// Help that was asked for goes to standard output with status 0, otherwise to standard error with 2.
fn print(help: &clap::Error) -> ExitCode {
    match help.print() {
        Ok(()) => u8::try_from(help.exit_code()).map_or(ExitCode::from(2), ExitCode::from),
        Err(error) => end(&error.into()),
    }
}

fn run(mut cli: Cli, words: Vec<String>) -> Result<(), Failure> {
    if let Some(mistake) = misspelt(&cli).filter(|_| cli.open.archives.first().is_some_and(|path| !path.exists())) {
        return Err(headless::mistake(mistake));
    }
    headless::follow_link(&mut cli)?;
    if cli.verb.is_some() || cli.display.json {
        let words = words.into_iter().skip(1);
        return headless::run(&cli, std::iter::once("scrubjay".to_owned()).chain(words).collect());
    }
    let open = &cli.open;
    if open.archives.is_empty() && !(tui::has_terminal() && tui::remembers()) {
        return Err(
            Failure::usage("no recording is named").hinted("write scrubjay ARCHIVE; see also `scrubjay --help`")
        );
    }
    let inputs = headless::inputs(&open.archives)?;
    let names: Vec<String> = open.archives.iter().map(|path| short_name(path)).collect();
    let options = tui::Options {
        name: names.join(" "),
        theme: open.theme.clone(),
        glyphs: if open.ascii { tui::GlyphSet::Ascii } else { tui::GlyphSet::default() },
        files: open.archives.iter().map(|path| path.display().to_string()).collect(),
        at: open.at,
        follow: open.follow,
        ..tui::Options::default()
    };
    tui::run(inputs, &options)
}

/// A file's name without its folders.
fn short_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
