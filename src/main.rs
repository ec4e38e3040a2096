//! The `scrubjay` program: parse, dispatch, one exit code.

use clap::Parser as _;
use scrubjay::cli::Cli;
use scrubjay::error::{Failure, FailureKind};
use scrubjay::{headless, text, tui};
use std::io::Write as _;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Help goes to standard output with status 0, mistakes to standard error with 2.
            let _ = usage.print();
            return u8::try_from(usage.exit_code()).map_or(ExitCode::from(2), ExitCode::from);
        }
    };
    // The panic hook has said what happened; what is left is the exit status of a fault of ours.
    match panic::catch_unwind(|| run(&cli)).unwrap_or_else(|_| Err(Failure::new(FailureKind::Fault, ""))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                // It may quote a file's name or recorded text: neutral like all else.
                let said = text::neutral_lines(&failure.to_string());
                let _ = writeln!(std::io::stderr(), "scrubjay: {said}");
            }
            ExitCode::from(failure.exit_status())
        }
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    if cli.verb.is_some() || cli.display.json {
        let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
        return headless::run(cli, std::iter::once("scrubjay".to_owned()).chain(args).collect());
    }
    let open = &cli.open;
    let (archives, linked) = headless::linked(&open.archives)?;
    let inputs = headless::inputs(&archives)?;
    let names: Vec<String> = archives.iter().map(|path| short_name(path)).collect();
    let options = tui::Options {
        name: names.join(" "),
        theme: open.theme.clone(),
        glyphs: if open.ascii { tui::GlyphSet::Ascii } else { tui::GlyphSet::default() },
        files: archives.iter().map(|path| path.display().to_string()).collect(),
        at: open.at.or(linked),
        ..tui::Options::default()
    };
    tui::run(inputs, options)
}

/// A file's name without its folders.
fn short_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
