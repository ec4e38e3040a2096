//! A pull reader over one event's JSON.
//!
//! Events come from other people's recorders, proxies and storages, so this reader forgives what `serde` would not: a
//! field of the wrong type is an [`Oddity`] and not the loss of the event, half surrogate pairs become U+FFFD, and
//! nesting costs no stack. Only broken JSON ends the reading.

mod keys;
mod packed;
mod string;
mod value;

use std::borrow::Cow;
use std::ops::Range;

use super::{BadEvent, NodeId, Oddity};

pub(super) use keys::Keys;
pub use packed::Unpack;

/// Oddities kept for one event: a hostile event has a million of the same.
const MOST_ODDITIES: usize = 1000;

/// The kind of the value that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// A place in one event's JSON.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    oddities: Vec<Oddity>,
    /// For the fields of `data`.
    unpack: Option<Unpack<'a>>,
}

type Read<T> = Result<T, BadEvent>;

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, oddities: Vec::new(), unpack: None }
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What lies there.
    pub(super) fn slice(&self, place: Range<usize>) -> &'a str {
        self.text.get(place).unwrap_or_default()
    }

    /// Goes to the next part of the object that was entered, and what begins there.
    #[inline]
    pub(super) fn next_part(&mut self) -> &'a [u8] {
        self.byte_past_comma();
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub(super) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    pub(super) fn take_oddities(&mut self) -> Vec<Oddity> {
        std::mem::take(&mut self.oddities)
    }

    pub(super) fn odd(&mut self, field: &'static str, id: Option<NodeId>, problem: &'static str) {
        if self.oddities.len() < MOST_ODDITIES {
            self.oddities.push(Oddity { field, id, problem });
        }
    }

    fn bad<T>(&self) -> Read<T> {
        Err(BadEvent::Json(self.at))
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space, not yet consumed.
    #[inline]
    fn byte_past_space(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    /// The byte at which the next part of an object or array begins, after the comma.
    #[inline]
    fn byte_past_comma(&mut self) -> Option<u8> {
        match self.byte_past_space() {
            Some(b',') => {
                self.at += 1;
                self.byte_past_space()
            }
            other => other,
        }
    }

    /// What comes next, not yet consumed.
    #[inline]
    pub(super) fn peek(&mut self) -> Read<Token> {
        match self.byte_past_space() {
            Some(b'{') => Ok(Token::Object),
            Some(b'[') => Ok(Token::Array),
            Some(b'"') => Ok(Token::String),
            Some(b'-' | b'0'..=b'9') => Ok(Token::Number),
            Some(b't') => Ok(Token::True),
            Some(b'f') => Ok(Token::False),
            Some(b'n') => Ok(Token::Null),
            _ => self.bad(),
        }
    }

    /// Enters an object or array that [`Reader::peek`] has seen.
    #[inline]
    pub(super) fn enter(&mut self) {
        self.at += 1;
    }

    /// The next key of the object that was entered, or `None` at its end.
    #[inline]
    pub(super) fn key(&mut self) -> Read<Option<Cow<'a, str>>> {
        self.byte_past_comma();
        self.key_here()
    }

    /// The key at this place, or `None` at the end of the object.
    fn key_here(&mut self) -> Read<Option<Cow<'a, str>>> {
        match self.byte() {
            Some(b'}') => {
                self.at += 1;
                Ok(None)
            }
            Some(b'"') => {
                let key = self.string()?;
                if self.byte_past_space() != Some(b':') {
                    return self.bad();
                }
                self.at += 1;
                Ok(Some(key))
            }
            _ => self.bad(),
        }
    }

    /// Whether the array that was entered has another element; leaves the array when not.
    #[inline]
    pub(super) fn element(&mut self) -> Read<bool> {
        match self.byte_past_comma() {
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Ok(true),
            None => self.bad(),
        }
    }

    /// Enters the array that comes next; anything else is skipped and noted. `null` and absence are the caller's.
    #[inline]
    pub(super) fn array(&mut self, field: &'static str) -> Read<bool> {
        if self.peek()? == Token::Array {
            self.enter();
            return Ok(true);
        }
        self.odd(field, None, "is not a list");
        self.skip()?;
        Ok(false)
    }

    /// Enters the object that comes next; anything else is skipped and noted.
    #[inline]
    pub(super) fn object(&mut self, field: &'static str) -> Read<bool> {
        if self.peek()? == Token::Object {
            self.enter();
            return Ok(true);
        }
        self.odd(field, None, "is not an object");
        self.skip()?;
        Ok(false)
    }

    fn literal(&mut self, token: Token) -> Read<()> {
        let word = match token {
            Token::True => "true",
            Token::False => "false",
            _ => "null",
        };
        if !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return self.bad();
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes over the value that comes next, however deep it is.
    pub(super) fn skip(&mut self) -> Read<()> {
        let mut depth = 0usize;
        loop {
            match self.byte_past_space() {
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if depth > 0 => self.at += 1,
                Some(b'"') => self.skip_string()?,
                _ => match self.peek()? {
                    Token::Number => drop(self.number_text()),
                    token => self.literal(token)?,
                },
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// The JSON text of the value that comes next.
    pub(super) fn raw(&mut self) -> Read<&'a str> {
        self.byte_past_space();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }
}
