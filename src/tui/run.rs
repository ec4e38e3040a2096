//! Opening: a recording at once, or a list to choose one from; from one to the next until the user leaves.

use super::app::App;
use super::host::{End, Host, recent};
use super::input::Input;
use super::options::Options;
use super::picker::Picker;
use super::signals;
use crate::archive;
use crate::error::Failure;
use crate::recording::{Cancel, Recording, Want};
use crate::text;
use std::io::{self, Write as _};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// So long the screen waits for the first events, so that what is no replay is told without it.
const PATIENCE: Duration = Duration::from_millis(150);

/// Opens the inputs on the screen and stays until the user leaves. Inputs that are several recordings are listed to
/// choose one from, and so is what was opened lately when there are none.
///
/// # Errors
/// There is no terminal, it is gone, or nothing of the inputs can be shown.
pub fn run(inputs: Vec<archive::Input>, options: &Options) -> Result<(), Failure> {
    let (to, from) = mpsc::channel();
    let enter = || Host::enter(options, &to).map_err(|error| no_terminal(&error));
    if inputs.is_empty() {
        return turns(enter()?, Picker::of_recent(&recent()), options, (&to, &from));
    }
    if archive::are_several(&inputs) {
        if has_terminal() {
            return turns(enter()?, Picker::of_inputs(&inputs), options, (&to, &from));
        }
        // However slow they are to read, what is wrong is told rather than that there is no terminal.
        if let Err(error) = Recording::load(&inputs, Want::Summary) {
            return Err(error.hints().into_iter().fold(Failure::input(error.to_string()), Failure::hinted));
        }
    }
    let cancel = Cancel::new();
    let recording = start(inputs, options, &cancel, &to);
    await_first_events(&recording, &from);
    refuse(&recording)?;
    let mut host = enter()?;
    let shown = show(recording.clone(), (options.clone(), false), &mut host, (&to, &from));
    cancel.cancel();
    match shown? {
        End::Open => {
            let picker = Picker::of_recent(&host.memory.recent);
            turns(host, picker, options, (&to, &from))
        }
        end => leave(host, &end).and_then(|()| refuse(&recording)),
    }
}

/// Whether there is somebody to choose from a list.
#[must_use]
pub fn has_terminal() -> bool {
    use std::io::IsTerminal as _;
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether recordings that were opened lately are remembered.
#[must_use]
pub fn remembers() -> bool {
    !recent().is_empty()
}

type Channel<'c> = (&'c Sender<Input>, &'c Receiver<Input>);

/// From the list to a recording and back, until the user leaves.
fn turns(mut host: Host, mut picker: Picker, options: &Options, (to, from): Channel<'_>) -> Result<(), Failure> {
    loop {
        let path = match picker.stay(&mut host, (to, from)).map_err(|error| gone(&error))? {
            Ok(path) => path,
            Err(end) => return leave(host, &end),
        };
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let options = Options { name, files: vec![path.display().to_string()], at: None, ..options.clone() };
        let cancel = Cancel::new();
        let recording = start(vec![archive::Input::Path(path)], &options, &cancel, to);
        let shown = show(recording, (options, true), &mut host, (to, from));
        cancel.cancel();
        match shown? {
            End::Open => {}
            End::Refused(why) => picker.say(why.lines().next().unwrap_or_default()),
            end => return leave(host, &end),
        }
    }
}

fn start(inputs: Vec<archive::Input>, options: &Options, cancel: &Cancel, to: &Sender<Input>) -> Recording {
    let grown = to.clone();
    let grown = move || drop(grown.send(Input::Grown));
    if options.follow {
        Recording::follow(inputs, Want::Everything, cancel, grown)
    } else {
        Recording::start(inputs, cancel, grown)
    }
}

/// Shows a recording until the user leaves it.
fn show(recording: Recording, what: (Options, bool), host: &mut Host, (to, from): Channel<'_>) -> Result<End, Failure> {
    let mut app = App::start(recording, what, host, to).map_err(|error| no_terminal(&error))?;
    let ended = app.stay(from);
    app.remember();
    ended.map_err(|error| gone(&error))
}

/// Leaves the terminal, and prints what `o` took along.
fn leave(host: Host, end: &End) -> Result<(), Failure> {
    let Host { screen, print, .. } = host;
    screen.leave();
    match end {
        End::Signal(signal) => signals::die(*signal),
        End::Gone => {}
        End::Left | End::Open | End::Refused(_) => {
            for taken in &print {
                writeln!(io::stdout().lock(), "{}", text::neutral_lines(taken).trim_end())?;
            }
        }
    }
    Ok(())
}

/// Waits until there is something to show or nothing ever will be, but never for long: a pipe may be slow.
fn await_first_events(recording: &Recording, from: &Receiver<Input>) {
    let begun = Instant::now();
    loop {
        let view = recording.view();
        let left = PATIENCE.saturating_sub(begun.elapsed());
        if view.progress.done || !view.index.is_empty() || left.is_zero() {
            return;
        }
        let _ = from.recv_timeout(left);
    }
}

/// What can never be shown is refused in words, before the screen or after it.
fn refuse(recording: &Recording) -> Result<(), Failure> {
    let view = recording.view();
    match &view.progress.failed {
        Some(reason) if view.index.is_empty() => Err(unreadable(reason)),
        _ => Ok(()),
    }
}

fn no_terminal(error: &io::Error) -> Failure {
    Failure::usage(format!("the screen needs a terminal: {error}"))
        .hinted("--json prints what the screen would show; see also `scrubjay --help`")
}

fn gone(error: &io::Error) -> Failure {
    Failure::fault(format!("the terminal cannot be written to: {error}"))
}

fn unreadable(reason: &str) -> Failure {
    let mut lines = reason.lines();
    let failure = Failure::input(lines.next().unwrap_or("the input cannot be read"));
    lines.fold(failure, Failure::hinted)
}
