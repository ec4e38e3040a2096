//! A cursor over JSON text that arrives in blocks, or lies in memory.

use super::{Skip, is_cut};
use std::ops::Range;

/// No event may be longer than this, in bytes; neither may a line that carries many.
pub(crate) const LONGEST: usize = 256 << 20;
/// A value that goes on for longer than this is checked for damage that hid its end: a lost quote turns the rest of the
/// document inside out.
const SUSPECT: usize = 16 << 20;
/// Keys and other small strings may be this long.
const LONGEST_KEY: usize = 64 << 10;

/// Where more text comes from.
pub(crate) trait Source {
    /// Appends the next block; false at the end.
    fn more(&mut self, buffer: &mut Vec<u8>) -> bool;
}

/// Why a walk can't go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The text ends within a value.
    End,
    /// Not the JSON that belongs here, at the cursor.
    Syntax,
    /// A value longer than any may be; the cursor stands after what was looked at.
    TooLong,
}

/// JSON text and a place in it. Ranges that its methods return are good until the next call that reads on.
pub(crate) struct Text<'a> {
    buffer: Buffer<'a>,
    source: Option<&'a mut dyn Source>,
    /// The offset of the buffer's first byte in the stream.
    base: u64,
    at: usize,
    /// The first byte that must stay in the buffer.
    mark: Option<usize>,
    fresh: bool,
}

enum Buffer<'a> {
    Own(Vec<u8>),
    Slice(&'a [u8]),
}

impl<'a> Text<'a> {
    /// Text from a stream.
    pub(crate) fn stream(source: &'a mut dyn Source) -> Self {
        Self { buffer: Buffer::Own(Vec::new()), source: Some(source), base: 0, at: 0, mark: None, fresh: false }
    }

    /// Text in memory, whose first byte lies at `base` of its stream.
    pub(crate) fn slice(bytes: &'a [u8], base: u64) -> Self {
        Self { buffer: Buffer::Slice(bytes), source: None, base, at: 0, mark: None, fresh: false }
    }

    /// All that is in memory now.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.buffer {
            Buffer::Own(bytes) => bytes,
            Buffer::Slice(bytes) => bytes,
        }
    }

    /// What lies ahead of the cursor in memory.
    pub(crate) fn ahead(&self) -> &[u8] {
        &self.bytes()[self.at..]
    }

    /// A range of the buffer.
    pub(crate) fn get(&self, range: Range<usize>) -> &[u8] {
        self.bytes().get(range).unwrap_or_default()
    }

    /// The stream's offset of a place in the buffer.
    pub(crate) fn offset(&self, at: usize) -> u64 {
        self.base + at as u64
    }

    /// The stream's offset of the cursor.
    pub(crate) fn here(&self) -> u64 {
        self.offset(self.at)
    }

    /// Whether blocks came since the last time this was asked.
    pub(crate) fn take_fresh(&mut self) -> bool {
        std::mem::take(&mut self.fresh)
    }

    /// Moves the cursor on by `count` bytes of what is in memory.
    pub(crate) fn pass(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes().len());
    }

    /// The cursor's place in the buffer, for [`Text::go`]; good until more is read.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    /// Whether it is read from a stream, not from memory.
    pub(crate) fn is_stream(&self) -> bool {
        self.source.is_some()
    }

    /// Moves the cursor to a place in the buffer.
    pub(crate) fn go(&mut self, at: usize) {
        self.at = at.min(self.bytes().len());
    }

    /// Reads on; false at the end of the input. What lies before the cursor (or the mark) is let go, and the indices of
    /// what stays change with it.
    pub(crate) fn more(&mut self) -> bool {
        let (Buffer::Own(buffer), Some(source)) = (&mut self.buffer, &mut self.source) else { return false };
        let keep = self.mark.unwrap_or(self.at).min(self.at);
        if keep > 0 {
            let end = buffer.len();
            buffer.copy_within(keep..end, 0);
            buffer.truncate(end - keep);
            self.base += keep as u64;
            self.at -= keep;
            self.mark = self.mark.map(|mark| mark - keep);
        }
        self.fresh = true;
        let grew = source.more(buffer);
        if buffer.capacity() > 8 << 20 && buffer.len() < buffer.capacity() / 4 {
            buffer.shrink_to(4 << 20); // a huge event has passed
        }
        grew
    }

    /// At least `count` bytes ahead, or all there are.
    pub(crate) fn ahead_at_least(&mut self, count: usize) -> &[u8] {
        while self.ahead().len() < count && self.more() {}
        self.ahead()
    }

    /// The next byte that is no white space (NUL counts as such: crashed writers leave runs of them).
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let blank = |byte: &u8| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0);
            if let Some(past) = self.ahead().iter().position(blank) {
                self.at += past;
                return Some(self.bytes()[self.at]);
            }
            self.at = self.bytes().len();
            if !self.more() {
                return None;
            }
        }
    }

    /// Passes the byte if it is the next one.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    /// Passes the next value, however long, without keeping it.
    pub(crate) fn skip(&mut self) -> Result<(), Cut> {
        self.peek();
        let mut skip = Skip::default();
        loop {
            if let Some(end) = skip.advance(self.ahead()) {
                self.at += end;
                return Ok(());
            }
            self.at = self.bytes().len();
            if !self.more() {
                return if skip.ends_with_input() { Ok(()) } else { Err(Cut::End) };
            }
        }
    }

    /// The next value, in one piece; the cursor stands after it. On `End` and `TooLong` it stands where it began.
    pub(crate) fn value(&mut self) -> Result<Range<usize>, Cut> {
        self.peek();
        self.mark = Some(self.at);
        let range = self.marked_value();
        self.mark = None;
        range
    }

    fn marked_value(&mut self) -> Result<Range<usize>, Cut> {
        let mut skip = Skip::default();
        let (mut scanned, mut suspect) = (0, SUSPECT);
        loop {
            if let Some(end) = skip.advance(&self.ahead()[scanned..]) {
                let start = self.at;
                self.at += scanned + end;
                return Ok(start..self.at);
            }
            scanned = self.ahead().len();
            if scanned > LONGEST {
                return Err(Cut::TooLong);
            }
            if scanned > suspect {
                if !is_cut(self.ahead()) {
                    return Err(Cut::Syntax);
                }
                suspect *= 4;
            }
            if !self.more() {
                if !skip.ends_with_input() {
                    return Err(Cut::End);
                }
                let start = self.at;
                self.at += scanned;
                return Ok(start..self.at);
            }
        }
    }

    /// The next value as a string: the range between its quotes.
    pub(crate) fn string(&mut self) -> Result<Range<usize>, Cut> {
        if self.peek() != Some(b'"') {
            return Err(if self.ahead().is_empty() { Cut::End } else { Cut::Syntax });
        }
        let range = self.value()?;
        Ok(range.start + 1..range.end - 1)
    }

    /// Within an object: the next key, its text copied out, with the cursor at its value; `None` after the last.
    pub(crate) fn key(&mut self) -> Result<Option<String>, Cut> {
        while self.eat(b',') {}
        if self.eat(b'}') {
            return Ok(None);
        }
        let range = self.string()?;
        if range.len() > LONGEST_KEY {
            return Err(Cut::Syntax);
        }
        let key = super::unescape(self.get(range)).into_owned();
        if self.eat(b':') { Ok(Some(key)) } else { Err(if self.ahead().is_empty() { Cut::End } else { Cut::Syntax }) }
    }

    /// The next line without its end, in one piece; the cursor stands after it. `None` at the end of the input.
    pub(crate) fn line(&mut self) -> Result<Option<Range<usize>>, Cut> {
        let mut scanned = 0;
        loop {
            if let Some(past) = memchr::memchr(b'\n', &self.ahead()[scanned..]) {
                let start = self.at;
                self.at += scanned + past + 1;
                return Ok(Some(start..self.at - 1));
            }
            scanned = self.ahead().len();
            if scanned > LONGEST {
                return Err(Cut::TooLong);
            }
            if !self.more() {
                let start = self.at;
                self.at += scanned;
                return Ok((scanned > 0).then_some(start..self.at));
            }
        }
    }

    /// Passes what is left of the line, without keeping it.
    pub(crate) fn skip_line(&mut self) {
        loop {
            if let Some(past) = memchr::memchr(b'\n', self.ahead()) {
                self.at += past + 1;
                return;
            }
            self.at = self.bytes().len();
            if !self.more() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds a text in blocks of a few bytes.
    struct Drip<'t>(&'t [u8], usize);

    impl Source for Drip<'_> {
        fn more(&mut self, buffer: &mut Vec<u8>) -> bool {
            let (now, later) = self.0.split_at(self.1.min(self.0.len()));
            buffer.extend_from_slice(now);
            self.0 = later;
            !now.is_empty()
        }
    }

    #[test]
    fn keys_values_and_offsets_survive_any_block_size() {
        let json = br#" {"skipped":{"deep":["]",1]},"k\u0065y":[{"a":1} , "b\"]", 12 ]} "#;
        for size in 1..=json.len() {
            let mut drip = Drip(json, size);
            let mut text = Text::stream(&mut drip);
            assert!(text.eat(b'{'));
            assert_eq!(text.key(), Ok(Some("skipped".to_owned())));
            text.skip().unwrap();
            assert_eq!(text.key(), Ok(Some("key".to_owned())));
            assert!(text.eat(b'['));
            for want in [&br#"{"a":1}"#[..], br#""b\"]""#, b"12"] {
                let range = text.value().unwrap();
                let offset = usize::try_from(text.offset(range.start)).unwrap();
                assert_eq!(text.get(range), want);
                assert_eq!(&json[offset..offset + want.len()], want);
                text.eat(b',');
            }
            assert!(text.eat(b']'));
            assert_eq!(text.key(), Ok(None));
            assert_eq!(text.peek(), None);
        }
    }

    #[test]
    fn lines_come_whole_with_the_last_unended() {
        for size in 1..20 {
            let mut drip = Drip(b"one\n\ntwo and more\r\nlast", size);
            let mut text = Text::stream(&mut drip);
            let mut lines = Vec::new();
            while let Ok(Some(range)) = text.line() {
                lines.push(text.get(range).to_vec());
            }
            assert_eq!(lines, [&b"one"[..], b"", b"two and more\r", b"last"]);
        }
    }

    #[test]
    fn a_value_cut_by_the_end_is_said_and_stays_in_memory() {
        let mut drip = Drip(br#"  {"a":[1,2"#, 3);
        let mut text = Text::stream(&mut drip);
        assert_eq!(text.value(), Err(Cut::End));
        assert_eq!(text.ahead(), br#"{"a":[1,2"#);
    }
}
