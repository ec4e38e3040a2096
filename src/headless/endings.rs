//! What ends a command, and what does not: an interrupt, a reader that went away.

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

    /// Calls `tidy` before a signal ends the process, as it would have anyway.
    pub(crate) fn before_the_end(tidy: fn()) -> io::Result<()> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal)))?;
        let wait = move || {
            for signal in signals.forever() {
                tidy();
                let _ = emulate_default_handler(signal);
            }
        };
        thread::Builder::new().name("endings".to_owned()).spawn(wait).map(drop)
    }

    /// Whether who started us wants a signal ignored (`nohup`, a shell's background job): to hear it would undo that.
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .map_or(signal == SIGHUP, |mask| mask >> (signal - 1) & 1 == 1)
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

    /// A signal ends the process by itself.
    pub(crate) fn before_the_end(_tidy: fn()) -> io::Result<()> {
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
pub(super) use other::{before_the_end, ignore_interrupts, is_read, on_interrupt};
#[cfg(unix)]
pub(super) use unix::{before_the_end, ignore_interrupts, is_read, on_interrupt};
