//! Values as what their field should hold, whatever was written.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::Arc;

use super::{Read, Reader, Token};
use crate::event::NodeId;
use crate::event::node::{JsonType, Name};
use crate::event::sharing::{recent, shared, with};

impl<'a> Reader<'a> {
    /// The whole number that comes next, if it is written with a few digits and nothing else: as nearly all are.
    #[inline]
    fn digits(&mut self) -> Option<i64> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let (number, length) = few_digits(*rest.first_chunk()?)?;
        if matches!(rest.get(length), Some(b'-' | b'+' | b'.' | b'e' | b'E')) {
            return None;
        }
        self.at += length;
        Some(number)
    }

    /// The number that comes next, as it was written.
    pub(super) fn number_text(&mut self) -> &'a str {
        let start = self.at;
        while matches!(self.byte(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[expect(clippy::cast_precision_loss, reason = "of so few digits that none is lost")]
    fn number(&mut self) -> Read<f64> {
        if let Some(number) = self.digits() {
            return Ok(number as f64);
        }
        match self.number_text().parse() {
            Ok(number) => Ok(number),
            Err(_) => self.bad(),
        }
    }

    /// A scalar as the text JavaScript makes of it, with its type; `None` for objects and arrays, which are skipped.
    pub(in crate::event) fn scalar(&mut self) -> Read<Option<(Cow<'a, str>, JsonType)>> {
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
    #[inline]
    pub(in crate::event) fn text(&mut self, field: &'static str) -> Read<Option<Arc<str>>> {
        match &self.plain() {
            Some(plain) => Ok(Some(with(|kept| kept.texts.plain(plain)))),
            None => self.rare_text(field),
        }
    }

    fn rare_text(&mut self, field: &'static str) -> Read<Option<Arc<str>>> {
        let token = self.peek()?;
        if token == Token::String {
            return self.string().map(|text| Some(recent(&text)));
        }
        match self.scalar()? {
            Some((_, JsonType::Null)) => Ok(None),
            Some((text, JsonType::Number | JsonType::String)) => {
                self.odd(field, None, "is a number, not a string");
                Ok(Some(Arc::from(text)))
            }
            Some((_, json)) => {
                self.odd(field, None, "is true or false, not a string");
                Ok(Some(Arc::from(if json == JsonType::True { "true" } else { "false" })))
            }
            None => {
                self.odd(field, None, "is not a string");
                Ok((token == Token::Object).then(|| Arc::from("[object Object]")))
            }
        }
    }

    /// A number field; strings that hold a number are noted and taken.
    pub(in crate::event) fn float(&mut self, field: &'static str) -> Read<Option<f64>> {
        match self.peek()? {
            // `1e999` is JSON, and infinite.
            Token::Number => self.number().map(|number| Some(number).filter(|number| number.is_finite())),
            Token::Null => self.literal(Token::Null).map(|()| None),
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
    #[inline]
    pub(in crate::event) fn integer(&mut self, field: &'static str) -> Read<Option<i64>> {
        self.byte_past_space();
        match self.digits() {
            Some(number) => Ok(Some(number)),
            None => self.rare_integer(field),
        }
    }

    fn rare_integer(&mut self, field: &'static str) -> Read<Option<i64>> {
        let number = self.float(field)?;
        let whole = number.and_then(whole);
        if number.is_some() && whole.is_none() {
            self.odd(field, None, "is not a whole number");
        }
        Ok(whole)
    }

    /// A boolean field.
    pub(in crate::event) fn boolean(&mut self, field: &'static str) -> Read<Option<bool>> {
        let token = self.peek()?;
        match token {
            Token::True | Token::False => self.literal(token).map(|()| Some(token == Token::True)),
            Token::Null => self.literal(Token::Null).map(|()| None),
            _ => {
                self.odd(field, None, "is not true or false");
                self.skip().map(|()| None)
            }
        }
    }

    /// A node id. An id that is no whole number still names one node: it is mapped far below all sound ids.
    #[inline]
    pub(in crate::event) fn id(&mut self, field: &'static str) -> Read<Option<NodeId>> {
        self.byte_past_space();
        if let Some(id) = self.digits() {
            return Ok(Some(id));
        }
        self.rare_id(field)
    }

    fn rare_id(&mut self, field: &'static str) -> Read<Option<NodeId>> {
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
            Token::Null => self.literal(Token::Null).map(|()| None),
            _ => {
                self.odd(field, None, "is not a node id");
                self.skip().map(|()| None)
            }
        }
    }

    /// A name, shared with others of its kind.
    #[inline]
    pub(in crate::event) fn name(&mut self, field: &'static str) -> Read<Option<Name>> {
        match &self.plain() {
            Some(plain) => Ok(Some(with(|kept| kept.names.plain(plain)))),
            None => self.rare_name(field),
        }
    }

    fn rare_name(&mut self, field: &'static str) -> Read<Option<Name>> {
        if self.peek()? == Token::String {
            return self.string().map(|text| Some(shared(&text)));
        }
        self.rare_text(field)
    }
}

/// The number that one to seven digits make, and how many they are.
#[inline]
fn few_digits(bytes: [u8; 8]) -> Option<(i64, usize)> {
    let digits = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    // The high bit of the first byte that is above nine, and perhaps of later ones.
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let bits = others.trailing_zeros() & !7;
    if bits == 0 || bits == 64 {
        return None;
    }
    let digits = digits << (64 - bits);
    // Ones and tens, hundreds, ten thousands: each time two neighbours become one.
    let pairs = (digits * 10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let number = (fours * 10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    Some((i64::try_from(number).ok()?, bits as usize / 8))
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn few_digits_make_the_number_they_are(digits in "[0-9]{1,7}", after in "[^0-9]{8}") {
            let text = format!("{digits}{after}");
            let bytes = *text.as_bytes().first_chunk().expect("eight bytes");
            prop_assert_eq!(few_digits(bytes), Some((digits.parse().expect("a number"), digits.len())));
        }

        #[test]
        fn what_is_none_or_too_long_is_left_to_others(bytes in any::<[u8; 8]>(), digits in "[0-9]{8}") {
            prop_assert_eq!(few_digits(bytes).is_some(), bytes[0].is_ascii_digit() && !bytes.iter().all(u8::is_ascii_digit));
            prop_assert_eq!(few_digits(*digits.as_bytes().first_chunk().expect("eight bytes")), None);
        }
    }
}
