//! Everything that reaches the loop, over one channel: keys, the mouse, signals, results, the growing recording.

use super::picker::Looked;
use super::signals::{self, Signal};
use super::worker::Done;
use crossterm::event::{self, Event, KeyEventKind};
use std::sync::mpsc::Sender;
use std::{io, thread};

/// Something for the loop.
pub(crate) enum Input {
    /// The terminal says something.
    Terminal(Event),
    /// The terminal is gone.
    Gone,
    /// A signal.
    Signal(Signal),
    /// The recording has grown.
    Grown,
    /// A worker is done.
    Work(Box<Done>),
    /// Something is known of what a list shows.
    Looked(Looked),
    /// A thread panicked; one line.
    Panicked(String),
}

/// Listens to the terminal and to signals from now on.
pub(crate) fn listen(to: &Sender<Input>) -> io::Result<()> {
    let tell = to.clone();
    signals::listen(move |signal| tell.send(Input::Signal(signal)).is_ok())?;
    let tell = to.clone();
    let read = move || {
        loop {
            let input = match event::read() {
                // Releases are told by some terminals; a press is what means something.
                Ok(Event::Key(key)) if key.kind == KeyEventKind::Release => continue,
                Ok(event) => Input::Terminal(event),
                Err(_) => Input::Gone,
            };
            let gone = matches!(input, Input::Gone);
            if tell.send(input).is_err() || gone {
                return;
            }
        }
    };
    thread::Builder::new().name("keys".to_owned()).spawn(read).map(|_| ())
}
