//! What ends a command that would go on for ever, and what does not: an interrupt, a reader that went away.

#[cfg(unix)]
mod unix {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::time::Timespec;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::{io, thread};

    /// Calls `end` at the first signal that asks for it; from then on another one kills.
    pub(crate) fn on_interrupt(end: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let wait = move || {
            let mut signals = signals.forever();
            if signals.next().is_some() {
                end();
            }
            if let Some(signal) = signals.next() {
                let _ = emulate_default_handler(signal);
            }
        };
        thread::Builder::new().name("signals".to_owned()).spawn(wait).map(drop)
    }

    /// Lets interrupts be: the pager has the terminal and decides about them.
    pub(crate) fn ignore_interrupts() -> io::Result<()> {
        signal_hook::flag::register(SIGINT, std::sync::Arc::default()).map(drop)
    }

    /// Whether somebody still reads standard output; a pipe tells.
    pub(crate) fn is_read() -> bool {
        let stdout = io::stdout();
        let mut fds = [PollFd::new(&stdout, PollFlags::empty())];
        let told = poll(&mut fds, Some(&Timespec::default()));
        told.is_err() || !fds[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
    }
}

#[cfg(not(unix))]
mod other {
    use std::io;

    /// An interrupt ends the process by itself.
    pub(crate) fn on_interrupt(_end: impl FnOnce() + Send + 'static) -> io::Result<()> {
        Ok(())
    }

    /// They are the pager's already.
    pub(crate) fn ignore_interrupts() -> io::Result<()> {
        Ok(())
    }

    /// Whoever writes next will be told.
    pub(crate) fn is_read() -> bool {
        true
    }
}

#[cfg(not(unix))]
pub(super) use other::{ignore_interrupts, is_read, on_interrupt};
#[cfg(unix)]
pub(super) use unix::{ignore_interrupts, is_read, on_interrupt};
