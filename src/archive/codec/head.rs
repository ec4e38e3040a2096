//! A buffered reader whose first bytes can be looked at before they are read.

use std::io::{self, BufRead, Read};

const BUFFER: usize = 128 << 10;

/// A buffered reader with a look ahead. An error met while looking is kept and returned in its turn.
pub(crate) struct Head {
    inner: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// What one read fills; zeroed once, for zeroing costs.
    block: Vec<u8>,
    at: usize,
    pending: Option<io::Error>,
    ended: bool,
    steady: bool,
}

impl Head {
    /// Over a stream that may make its reader wait.
    pub(crate) fn new(inner: Box<dyn Read + Send>) -> Self {
        Self { inner, buffer: Vec::new(), block: Vec::new(), at: 0, pending: None, ended: false, steady: false }
    }

    /// As [`Head::new`], over a file or memory if `steady`: reading never waits for another program.
    pub(crate) fn over(inner: Box<dyn Read + Send>, steady: bool) -> Self {
        Self { steady, ..Self::new(inner) }
    }

    /// Whether reading never waits for another program.
    pub(crate) fn is_steady(&self) -> bool {
        self.steady
    }

    /// As [`Head::peek`]; of a stream that may make its reader wait, no more than it takes to be `enough`.
    pub(crate) fn peek_until(&mut self, count: usize, enough: impl Fn(&[u8]) -> bool) -> &[u8] {
        if self.steady {
            return self.peek(count);
        }
        let mut seen = 0;
        loop {
            let ahead = self.peek((seen + 1).min(count)).len();
            if ahead >= count || ahead <= seen || enough(&self.buffer[self.at..]) {
                return &self.buffer[self.at..];
            }
            seen = ahead;
        }
    }

    /// The next `count` bytes, or as many as there are before the end or an error.
    pub(crate) fn peek(&mut self, count: usize) -> &[u8] {
        if self.at > 0 && self.buffer.len() - self.at < count {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        while self.buffer.len() - self.at < count && !self.ended && self.pending.is_none() {
            self.fill();
        }
        &self.buffer[self.at..]
    }

    /// What kept the last look from seeing more.
    pub(crate) fn take_trouble(&mut self) -> Option<io::Error> {
        self.pending.take()
    }

    fn fill(&mut self) {
        if self.block.is_empty() {
            self.block = vec![0; BUFFER];
        }
        let read = loop {
            match self.inner.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        match read {
            Ok(0) => self.ended = true,
            Ok(count) => self.buffer.extend_from_slice(&self.block[..count]),
            Err(error) => self.pending = Some(error),
        }
    }
}

impl Read for Head {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let buffered = self.at < self.buffer.len();
        if !buffered && self.pending.is_none() && out.len() >= BUFFER {
            return self.inner.read(out);
        }
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Head {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            if let Some(error) = self.pending.take() {
                return Err(error);
            }
            self.buffer.clear();
            self.at = 0;
            self.ended = false; // a layer may go on after a fault
            self.fill();
            if self.buffer.is_empty()
                && let Some(error) = self.pending.take()
            {
                return Err(error);
            }
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }
}
