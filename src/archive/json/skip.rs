//! Where a JSON value ends: the one loop that touches every byte of a document.
//!
//! It counts brackets and knows strings, and nothing else: whether what lies between them is valid is for the parser of
//! the event to say. Depth is a counter, so nesting costs no stack. It can stop at any byte and go on with the next block.

use crate::event::quote_or_backslash;

/// A scan for the end of one value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Skip {
    depth: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing of the value was seen yet.
    #[default]
    Start,
    /// A number, `true`, `false`, `null`, or something that is no JSON.
    Bare,
    /// Between the parts of an object or array.
    Between,
    /// In a string.
    String,
    /// In a string, after a backslash.
    Escape,
}

/// What a byte outside strings means here.
const PLAIN: u8 = 0;
const QUOTE: u8 = 1;
const OPEN: u8 = 2;
const CLOSE: u8 = 3;

const CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    class[b'"' as usize] = QUOTE;
    class[b'{' as usize] = OPEN;
    class[b'[' as usize] = OPEN;
    class[b'}' as usize] = CLOSE;
    class[b']' as usize] = CLOSE;
    class
};

impl Skip {
    /// Goes on through `bytes`. The value's end, exclusive, where it lies in them; else all of them were consumed.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            match self.state {
                State::Start => self.start(*bytes.get(at)?, &mut at),
                State::Bare => return bare_end(bytes, at),
                State::Escape => {
                    bytes.get(at)?;
                    at += 1;
                    self.state = State::String;
                }
                State::String => {
                    at = self.string(bytes, at)?;
                    if self.state == State::Between && self.depth == 0 {
                        return Some(at);
                    }
                }
                State::Between => {
                    at = self.between(bytes, at)?;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
            }
        }
    }

    /// Whether the end of the input also ends this value: a bare word needs no closing mark.
    pub(crate) fn ends_with_input(self) -> bool {
        self.state == State::Bare
    }

    fn start(&mut self, first: u8, at: &mut usize) {
        self.state = match CLASS[usize::from(first)] {
            QUOTE => State::String,
            OPEN => {
                self.depth = 1;
                State::Between
            }
            _ => State::Bare,
        };
        *at += 1;
    }

    /// From within a string to just after its closing quote, or to an escape at the end of `bytes`.
    fn string(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        loop {
            at += quote_or_backslash(bytes.get(at..)?)?;
            if bytes[at] == b'"' {
                self.state = State::Between;
                return Some(at + 1);
            }
            if at + 1 == bytes.len() {
                self.state = State::Escape;
                return None;
            }
            at += 2;
        }
    }

    /// From between tokens to the next string's content, or to just after the bracket that closes the value.
    fn between(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        for (past, &byte) in bytes.get(at..)?.iter().enumerate() {
            match CLASS[usize::from(byte)] {
                PLAIN => {}
                QUOTE => {
                    self.state = State::String;
                    return Some(at + past + 1);
                }
                OPEN => self.depth += 1,
                _ => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + past + 1);
                    }
                }
            }
        }
        None
    }
}

fn bare_end(bytes: &[u8], at: usize) -> Option<usize> {
    let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b'"' | b':' | b'\0'..=b' ');
    bytes.get(at..)?.iter().position(ends).map(|past| at + past)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn end(text: &str) -> Option<usize> {
        Skip::default().advance(text.as_bytes())
    }

    #[test]
    fn a_value_ends_where_its_last_byte_is() {
        for (value, rest) in [
            (r#"{"a":[1,{"b":"}"}]}"#, ",x"),
            (r#""a\"b\\""#, ":1"),
            (r#""a string of more than thirty-two bytes, with \"escapes\" late in it""#, " "),
            ("-12.5e3", ","),
            ("true", "]"),
            ("[]", ""),
        ] {
            assert_eq!(end(&format!("{value}{rest}")), Some(value.len()), "{value}");
        }
        for open in [r#"{"a":1"#, r#""abc"#, "[[1]", "", r#""a\"#] {
            assert_eq!(end(open), None, "{open}");
        }
    }

    #[test]
    fn nesting_costs_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(end(&deep), Some(deep.len()));
    }

    proptest! {
        #[test]
        fn blocks_of_any_size_give_the_same_end(text in r#"[\[\{]("[a-z"\\]{0,40}"|[\[\]\{\}:,0-9 ]){0,20}"#, size in 1usize..50) {
            let whole = end(&text);
            let mut skip = Skip::default();
            let mut seen = 0;
            let mut parts = None;
            for block in text.as_bytes().chunks(size) {
                if let Some(end) = skip.advance(block) {
                    parts = Some(seen + end);
                    break;
                }
                seen += block.len();
            }
            prop_assert_eq!(whole, parts);
        }
    }
}
