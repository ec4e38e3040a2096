//! An expression's text as pieces. Every text has pieces; whether they make sense is for `parse` to say, so that
//! `complete` can work on what is half typed.

use super::Field;
use std::ops::Range;

/// A piece, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) span: Range<usize>,
    pub(super) what: What<'t>,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What<'t> {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `|` or the word `or`
    Or,
    /// The word `and`
    And,
    /// `-` before something, or the word `not`
    Not,
    /// A word or a phrase.
    Word(Value<'t>),
    /// A name, an operator, and a value, which may still be empty.
    Test { name: &'t str, op: Range<usize>, value: Value<'t> },
}

/// A text as it was written, and where; its quotes are not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value<'t> {
    pub(super) raw: &'t str,
    pub(super) span: Range<usize>,
    pub(super) quotes: Quotes,
}

/// How a text is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Not at all.
    None,
    /// `"…"`; inside, `\"` is a quote and `\\` a backslash.
    Closed,
    /// The closing quote is missing.
    Open,
}

impl Value<'_> {
    /// The text that is meant.
    pub(super) fn text(&self) -> String {
        if self.quotes == Quotes::None {
            return self.raw.to_owned();
        }
        let mut out = String::with_capacity(self.raw.len());
        let mut chars = self.raw.chars().peekable();
        while let Some(c) = chars.next() {
            match chars.peek() {
                Some(next @ ('"' | '\\')) if c == '\\' => {
                    out.push(*next);
                    chars.next();
                }
                _ => out.push(c),
            }
        }
        out
    }
}

/// Operators, the longer before their beginnings.
const OPERATORS: [&str; 9] = [">=", "<=", "!=", "!~", ":", "=", "~", ">", "<"];

/// Splits a text into pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut lexer = Lexer { text, at: 0 };
    std::iter::from_fn(|| lexer.next()).collect()
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn next(&mut self) -> Option<Piece<'t>> {
        self.skip(char::is_whitespace);
        let start = self.at;
        let first = self.rest().chars().next()?;
        let what = match first {
            '(' => self.one(What::Open),
            ')' => self.one(What::Close),
            '|' => {
                self.skip(|c| c == '|');
                What::Or
            }
            '-' if self.rest().chars().nth(1).is_some_and(|next| !next.is_whitespace()) => self.one(What::Not),
            '"' => What::Word(self.value()),
            _ => self.test().unwrap_or_else(|| self.word()),
        };
        Some(Piece { span: start..self.at, what })
    }

    fn one(&mut self, what: What<'t>) -> What<'t> {
        self.at += 1;
        what
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(skipped).len();
    }

    /// A field's test; nothing, and no step forward, where a plain word stands. A colon at a word's end (`TypeError:`) and
    /// an address (`https://…`) are no tests.
    fn test(&mut self) -> Option<What<'t>> {
        let rest = self.rest();
        let name_len = rest.find(|c: char| !(c.is_ascii_alphabetic() || c == '_')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_len);
        let op = OPERATORS.into_iter().find(|op| after.starts_with(op))?;
        let behind = after.get(op.len()..).unwrap_or_default();
        let known = Field::named(name).is_some();
        let ends = behind.chars().next().is_none_or(char::is_whitespace);
        if !known && op == ":" && (ends || behind.starts_with("//")) {
            return None;
        }
        self.at += name_len;
        let op = self.at..self.at + op.len();
        self.at = op.end;
        Some(What::Test { name, op, value: self.value() })
    }

    fn word(&mut self) -> What<'t> {
        let value = self.bare();
        match value.raw.to_ascii_lowercase().as_str() {
            "or" => What::Or,
            "and" => What::And,
            "not" => What::Not,
            _ => What::Word(value),
        }
    }

    fn value(&mut self) -> Value<'t> {
        if self.rest().starts_with('"') { self.quoted() } else { self.bare() }
    }

    /// Up to a space, or a `)` that closes nothing inside.
    fn bare(&mut self) -> Value<'t> {
        let mut depth = 0usize;
        let end = self.rest().find(|c: char| {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => {}
            }
            c.is_whitespace()
        });
        let raw = self.rest().get(..end.unwrap_or(usize::MAX)).unwrap_or_else(|| self.rest());
        let start = self.at;
        self.at += raw.len();
        Value { raw, span: start..self.at, quotes: Quotes::None }
    }

    fn quoted(&mut self) -> Value<'t> {
        let inside = self.rest().get(1..).unwrap_or_default();
        let mut escaped = false;
        let end = inside.find(|c: char| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        let raw = end.and_then(|end| inside.get(..end)).unwrap_or(inside);
        let start = self.at;
        self.at += 1 + raw.len() + usize::from(end.is_some());
        let quotes = if end.is_some() { Quotes::Closed } else { Quotes::Open };
        Value { raw, span: start..self.at, quotes }
    }
}
