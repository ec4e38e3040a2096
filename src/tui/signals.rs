//! Signals: those that end or stop the program arrive as input like keys do, so that the terminal is left first.

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Leave, then die of this signal as if nobody had caught it.
    Die(i32),
    /// Stop in the background.
    Stop,
    /// Back from the background: take the terminal again.
    Continue,
}

#[cfg(unix)]
mod unix {
    use super::Signal;
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use std::{io, thread};

    /// Tells every signal from now on to `tell`, from a thread of its own; ends when `tell` answers false.
    pub(crate) fn listen(tell: impl Fn(Signal) -> bool + Send + 'static) -> io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
        let listen = move || {
            for signal in signals.forever() {
                let meaning = match signal {
                    SIGTSTP => Signal::Stop,
                    SIGCONT => Signal::Continue,
                    _ => Signal::Die(signal),
                };
                if !tell(meaning) {
                    return;
                }
            }
        };
        thread::Builder::new().name("signals".to_owned()).spawn(listen).map(|_| ())
    }

    /// Stops this process as the shell's Ctrl-Z would; comes back when it is continued.
    pub(crate) fn stop() {
        let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
    }

    /// Dies of a signal, so that who waits for this process sees it.
    pub(crate) fn die(signal: i32) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}

#[cfg(not(unix))]
mod other {
    use super::Signal;
    use std::io;

    /// There are no signals to tell.
    pub(crate) fn listen(_tell: impl Fn(Signal) -> bool + Send + 'static) -> io::Result<()> {
        Ok(())
    }

    /// There is no background to stop in.
    pub(crate) fn stop() {}

    /// There is nothing to die of.
    pub(crate) fn die(_signal: i32) {}
}

#[cfg(not(unix))]
pub(crate) use other::{die, listen, stop};
#[cfg(unix)]
pub(crate) use unix::{die, listen, stop};
