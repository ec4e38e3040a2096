//! A pull reader over one event's JSON.
//!
//! Events come from other people's recorders, proxies and storages, so this reader forgives what `serde` would not: a
//! field of the wrong type is an [`Oddity`] and not the loss of the event, half surrogate pairs become U+FFFD, and
//! nesting costs no stack. Only broken JSON ends the reading.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::Arc;

use super::node::{Attribute, JsonType, Name};
use super::sharing::{recent, shared};
use super::{BadEvent, NodeId, Oddity};

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
    /// Empty, and large enough for the attributes of most elements.
    room: Vec<Attribute>,
}

type Read<T> = Result<T, BadEvent>;

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, oddities: Vec::new(), room: Vec::new() }
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    /// Room for a list of attributes; given back, it need not grow anew for the next.
    pub(super) fn take_room(&mut self) -> Vec<Attribute> {
        std::mem::take(&mut self.room)
    }

    pub(super) fn give_room(&mut self, room: Vec<Attribute>) {
        self.room = room;
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

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// What comes next, not yet consumed.
    pub(super) fn peek(&mut self) -> Read<Token> {
        self.skip_space();
        match self.byte() {
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
    pub(super) fn enter(&mut self) {
        self.at += 1;
    }

    /// The next key of the object that was entered, or `None` at its end.
    pub(super) fn key(&mut self) -> Read<Option<Cow<'a, str>>> {
        self.skip_space();
        if self.byte() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        match self.byte() {
            Some(b'}') => {
                self.at += 1;
                Ok(None)
            }
            Some(b'"') => {
                let key = self.string()?;
                self.skip_space();
                if self.byte() != Some(b':') {
                    return self.bad();
                }
                self.at += 1;
                Ok(Some(key))
            }
            _ => self.bad(),
        }
    }

    /// Whether the array that was entered has another element; leaves the array when not.
    pub(super) fn element(&mut self) -> Read<bool> {
        self.skip_space();
        if self.byte() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        match self.byte() {
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Ok(true),
            None => self.bad(),
        }
    }

    /// Enters the array that comes next; anything else is skipped and noted. `null` and absence are the caller's.
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
    pub(super) fn object(&mut self, field: &'static str) -> Read<bool> {
        if self.peek()? == Token::Object {
            self.enter();
            return Ok(true);
        }
        self.odd(field, None, "is not an object");
        self.skip()?;
        Ok(false)
    }

    /// The string that comes next.
    pub(super) fn string(&mut self) -> Read<Cow<'a, str>> {
        let start = self.at + 1;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let Some(length) = memchr::memchr2(b'"', b'\\', rest) else { return self.bad() };
        let plain = self.text.get(start..start + length).unwrap_or_default();
        self.at = start + length;
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped(plain.to_owned()).map(Cow::Owned)
    }

    /// The rest of a string, from its first escape on.
    fn escaped(&mut self, mut out: String) -> Read<String> {
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                Some(_) => {
                    let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
                    let Some(length) = memchr::memchr2(b'"', b'\\', rest) else { return self.bad() };
                    out.push_str(self.text.get(self.at..self.at + length).unwrap_or_default());
                    self.at += length;
                }
                None => return self.bad(),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Read<()> {
        self.at += 1;
        let letter = self.byte();
        self.at += 1;
        out.push(match letter {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => self.unicode()?,
            Some(other @ (b'"' | b'\\' | b'/')) => char::from(other),
            _ => return self.bad(),
        });
        Ok(())
    }

    /// The character of a `\u` escape, its second half included.
    fn unicode(&mut self) -> Read<char> {
        let first = self.hex()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if self.text.as_bytes().get(self.at..self.at + 2) != Some(b"\\u") {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let back = self.at;
        self.at += 2;
        let second = self.hex()?;
        if !(0xDC00..0xE000).contains(&second) {
            self.at = back;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        Ok(char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            .unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else { return self.bad() };
        self.at += 4;
        Ok(code)
    }

    /// The number that comes next, as it was written.
    fn number_text(&mut self) -> &'a str {
        let start = self.at;
        while matches!(self.byte(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn number(&mut self) -> Read<f64> {
        match self.number_text().parse() {
            Ok(number) => Ok(number),
            Err(_) => self.bad(),
        }
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
            self.skip_space();
            match self.byte() {
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

    fn skip_string(&mut self) -> Read<()> {
        self.at += 1;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let Some(length) = memchr::memchr2(b'"', b'\\', rest) else { return self.bad() };
            self.at += length;
            let quote = self.byte() == Some(b'"');
            self.at += if quote { 1 } else { 2 };
            if quote {
                return Ok(());
            }
        }
    }

    /// The JSON text of the value that comes next.
    pub(super) fn raw(&mut self) -> Read<&'a str> {
        self.skip_space();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// A scalar as the text JavaScript makes of it, with its type; `None` for objects and arrays, which are skipped.
    pub(super) fn scalar(&mut self) -> Read<Option<(Cow<'a, str>, JsonType)>> {
        let token = self.peek()?;
        let scalar = match token {
            Token::String => return self.string().map(|text| Some((text, JsonType::String))),
            Token::Number => return self.number().map(|number| Some((js_number(number), JsonType::Number))),
            Token::Object | Token::Array => return self.skip().map(|()| None),
            Token::True => ("", JsonType::True),
            Token::False => ("false", JsonType::False),
            Token::Null => ("", JsonType::Null),
        };
        self.literal(token)?;
        Ok(Some((Cow::Borrowed(scalar.0), scalar.1)))
    }

    /// A text field. Anything but a string is noted, and what JavaScript would make of it taken.
    pub(super) fn text(&mut self, field: &'static str) -> Read<Option<Arc<str>>> {
        let is_object = self.peek()? == Token::Object;
        match self.scalar()? {
            Some((text, JsonType::String)) => Ok(Some(recent(&text))),
            Some((_, JsonType::Null)) => Ok(None),
            Some((text, JsonType::Number)) => {
                self.odd(field, None, "is a number, not a string");
                Ok(Some(Arc::from(text)))
            }
            Some((_, json)) => {
                self.odd(field, None, "is true or false, not a string");
                Ok(Some(Arc::from(if json == JsonType::True { "true" } else { "false" })))
            }
            None => {
                self.odd(field, None, "is not a string");
                Ok(is_object.then(|| Arc::from("[object Object]")))
            }
        }
    }

    /// A number field; strings that hold a number are noted and taken.
    pub(super) fn float(&mut self, field: &'static str) -> Read<Option<f64>> {
        match self.peek()? {
            // `1e999` is JSON, and infinite.
            Token::Number => self.number().map(|number| Some(number).filter(|number| number.is_finite())),
            Token::Null => self.skip().map(|()| None),
            Token::String => {
                let text = self.string()?;
                self.odd(field, None, "is a string, not a number");
                Ok(text.trim().parse().ok().filter(|number: &f64| number.is_finite()))
            }
            _ => {
                self.odd(field, None, "is not a number");
                self.skip().map(|()| None)
            }
        }
    }

    /// A whole number, such as a type or a length.
    pub(super) fn integer(&mut self, field: &'static str) -> Read<Option<i64>> {
        let number = self.float(field)?;
        let whole = number.and_then(whole);
        if number.is_some() && whole.is_none() {
            self.odd(field, None, "is not a whole number");
        }
        Ok(whole)
    }

    /// A boolean field.
    pub(super) fn boolean(&mut self, field: &'static str) -> Read<Option<bool>> {
        let token = self.peek()?;
        match token {
            Token::True | Token::False => self.literal(token).map(|()| Some(token == Token::True)),
            Token::Null => self.skip().map(|()| None),
            _ => {
                self.odd(field, None, "is not true or false");
                self.skip().map(|()| None)
            }
        }
    }

    /// A node id. An id that is no whole number still names one node: it is mapped far below all sound ids.
    pub(super) fn id(&mut self, field: &'static str) -> Read<Option<NodeId>> {
        match self.peek()? {
            Token::Number => {
                let text = self.number_text();
                if let Some(id) = text.parse().ok().filter(|id: &NodeId| id.unsigned_abs() <= MOST_EXACT) {
                    return Ok(Some(id));
                }
                let Ok(number) = text.parse::<f64>() else { return self.bad() };
                Ok(Some(whole(number).unwrap_or_else(|| {
                    self.odd(field, None, "is not a whole number that JavaScript holds exactly");
                    stand_in(text)
                })))
            }
            Token::String => {
                let text = self.string()?;
                self.odd(field, None, "is a string, not a number");
                Ok(Some(text.trim().parse().ok().unwrap_or_else(|| stand_in(&text))))
            }
            Token::Null => self.skip().map(|()| None),
            _ => {
                self.odd(field, None, "is not a node id");
                self.skip().map(|()| None)
            }
        }
    }

    /// A name, shared with others of its kind.
    pub(super) fn name(&mut self, field: &'static str) -> Read<Option<Name>> {
        if self.peek()? == Token::String {
            return self.string().map(|text| Some(shared(&text)));
        }
        self.text(field)
    }
}

/// The largest whole number that JavaScript holds exactly.
const MOST_EXACT: u64 = (1 << 53) - 1;

/// The whole number that a float is.
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and below 2^53")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

/// The id for text that is none.
fn stand_in(text: &str) -> NodeId {
    let hash = foldhash::quality::FixedState::default().hash_one(text);
    NodeId::MIN / 2 - NodeId::try_from(hash >> 4).unwrap_or_default()
}

/// A number as JavaScript writes it, where it writes no exponent.
fn js_number(number: f64) -> Cow<'static, str> {
    Cow::Owned(whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string()))
}
