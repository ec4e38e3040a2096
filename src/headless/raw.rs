//! Data that something else reads, on its way to standard output.

use super::out::{Escape, write_calm};
use std::io::{self, IsTerminal as _, Write};

/// A writer that passes everything on byte for byte, but to a terminal with what would act there escaped.
pub(super) struct Raw<'o> {
    sink: &'o mut dyn Write,
    escape: Option<Escape>,
    /// The bytes of a character that is not whole yet.
    tail: Vec<u8>,
}

impl<'o> Raw<'o> {
    /// To standard output's sink.
    pub(super) fn new(sink: &'o mut dyn Write, escape: Escape) -> Self {
        Self { sink, escape: io::stdout().is_terminal().then_some(escape), tail: Vec::new() }
    }
}

impl Write for Raw<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(escape) = self.escape else { return self.sink.write(bytes) };
        self.tail.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.tail) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        let tail = self.tail.split_off(whole);
        let text = std::mem::replace(&mut self.tail, tail);
        write_calm(self.sink, &String::from_utf8_lossy(&text), escape)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_on_a_terminal_is_escaped_however_it_is_cut() {
        let mut seen = Vec::new();
        let mut raw = Raw { sink: &mut seen, escape: Some(Escape::Json), tail: Vec::new() };
        for byte in "[\"\u{9b}é\u{202e}\"]\n".as_bytes() {
            raw.write_all(&[*byte]).unwrap();
        }
        assert_eq!(String::from_utf8(seen).unwrap(), "[\"\\u009bé\\u202e\"]\n");
    }
}
