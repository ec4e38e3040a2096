//! Where text for people goes on a terminal: straight there while it fits, through the user's pager when it is longer.

use super::endings;
use super::out::Sink;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// Text on its way to a terminal.
pub(super) struct Pager {
    /// The pager and its arguments.
    command: Vec<OsString>,
    /// The lines that fit.
    rows: usize,
    way: Way,
}

enum Way {
    /// It may still fit.
    Held { text: Vec<u8>, lines: usize },
    /// It did not.
    Paged(Child),
    /// There is no pager after all.
    Straight,
}

/// The pager that the user wants: `SCRUBJAY_PAGER`, `PAGER`, or `less`; none where it is set to nothing, or to `cat`.
pub(super) fn wanted() -> Option<Vec<OsString>> {
    let set = ["SCRUBJAY_PAGER", "PAGER"].iter().find_map(std::env::var_os);
    let command = set.unwrap_or_else(|| "less".into());
    let words: Vec<OsString> = command.to_string_lossy().split_whitespace().map(OsString::from).collect();
    if words.first().is_none_or(|program| program == "cat") { None } else { Some(words) }
}

impl Pager {
    pub(super) fn new(command: Vec<OsString>, rows: usize) -> Self {
        Self { command, rows, way: Way::Held { text: Vec::new(), lines: 0 } }
    }

    /// Starts the pager; what was held goes there, or straight out where it cannot be started.
    fn start(&mut self) -> io::Result<()> {
        let Way::Held { text, .. } = &mut self.way else { return Ok(()) };
        let text = std::mem::take(text);
        self.way = match spawn(&self.command) {
            Ok(child) => Way::Paged(child),
            Err(_) => Way::Straight,
        };
        self.write_all(&text)
    }
}

fn spawn(command: &[OsString]) -> io::Result<Child> {
    let (program, args) = command.split_first().ok_or(io::ErrorKind::NotFound)?;
    endings::ignore_interrupts()?;
    let mut pager = Command::new(program);
    if std::env::var_os("LESS").is_none() {
        pager.env("LESS", "FRX");
    }
    pager.args(args).stdin(Stdio::piped()).spawn()
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.way {
            Way::Held { text, lines } => {
                text.extend_from_slice(bytes);
                *lines += memchr::memchr_iter(b'\n', bytes).count();
                if *lines > self.rows {
                    self.start()?;
                }
                Ok(bytes.len())
            }
            Way::Paged(child) => {
                child.stdin.as_mut().map_or(Err(io::ErrorKind::BrokenPipe.into()), |pipe| pipe.write(bytes))
            }
            Way::Straight => io::stdout().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.way {
            Way::Held { .. } => Ok(()),
            Way::Paged(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
            Way::Straight => io::stdout().flush(),
        }
    }
}

impl Sink for Pager {
    fn finish(&mut self) -> io::Result<()> {
        match &mut self.way {
            Way::Held { text, .. } => {
                io::stdout().write_all(text)?;
                text.clear();
                io::stdout().flush()
            }
            Way::Paged(child) => {
                drop(child.stdin.take());
                child.wait().map(drop)
            }
            Way::Straight => io::stdout().flush(),
        }
    }
}
