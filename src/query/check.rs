//! One test of one field: an operator and a value read for what the field holds, and held against a row's fact.

use super::error::QueryError;
use super::facts::{At, Fact};
use super::field::{Field, Values};
use super::lex::{Quotes, Value};
use crate::clock::{Moment, parse_span};
use crate::event::Kind;
use crate::extract::{Level, LevelFilter};
use crate::text::parse_bytes;
use regex::{Regex, RegexBuilder};
use std::cmp::Ordering;
use std::ops::Range;
use std::str::FromStr as _;

/// What a value must be.
#[derive(Clone, Debug)]
pub(super) enum Check {
    /// One of these words.
    Words(Vec<String>),
    /// A text that this finds something in.
    Text(Regex),
    /// A level that this keeps.
    Levels(LevelFilter),
    /// A level as grave as this, graver, less grave.
    Grave(Order, Level),
    /// A number: of several, any.
    Number(Order, Vec<f64>),
    /// An instant.
    At(Order, Moment),
    /// Yes or no.
    Flag(bool),
}

/// How a value lies to the one that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Order {
    fn allows(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

/// An operator, without the negation in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Is,
    Whole,
    Pattern,
    Order(Order),
}

/// The operators of each sort of values, for messages.
fn operators(values: Values) -> &'static [&'static str] {
    match values {
        Values::Words(_) | Values::Kinds | Values::YesNo => &[":", "=", "!="],
        Values::Word | Values::Text => &[":", "=", "!=", "~", "!~"],
        Values::Levels | Values::Number | Values::Id | Values::Bytes | Values::Duration | Values::Moment => {
            &[":", "=", "!=", ">", ">=", "<", "<="]
        }
    }
}

/// A test's parts as they were written.
pub(super) struct Written<'t> {
    pub(super) field: Field,
    /// The field's name as it was written: one in `_ms` takes plain milliseconds.
    pub(super) name: &'t str,
    pub(super) op: (&'t str, Range<usize>),
    pub(super) value: &'t Value<'t>,
}

/// Reads a test; with whether it is turned round (`!=`, `!~`).
pub(super) fn read(written: &Written<'_>) -> Result<(Check, bool), QueryError> {
    let values = written.field.values();
    let (symbol, place) = &written.op;
    if !operators(values).contains(symbol) {
        let message = format!("{} has no operator {symbol}", written.field.name());
        return Err(QueryError::new(place, message).choosing(operators(values).iter().copied()));
    }
    if written.value.quotes == Quotes::Open {
        return Err(QueryError::new(&written.value.span, "the closing quote is missing"));
    }
    if written.value.raw.is_empty() && written.value.quotes == Quotes::None {
        let message = format!("a value is missing after {}{symbol}", written.field.name());
        return Err(QueryError::new(&written.value.span, message).choosing(written.field.words()));
    }
    let (op, negated) = match *symbol {
        ":" => (Op::Is, false),
        "=" => (Op::Whole, false),
        "!=" => (Op::Whole, true),
        "~" => (Op::Pattern, false),
        "!~" => (Op::Pattern, true),
        ">" => (Op::Order(Order::More), false),
        ">=" => (Op::Order(Order::AtLeast), false),
        "<" => (Op::Order(Order::Less), false),
        _ => (Op::Order(Order::AtMost), false),
    };
    Ok((check(written, op)?, negated))
}

fn check(written: &Written<'_>, op: Op) -> Result<Check, QueryError> {
    let order = if let Op::Order(order) = op { order } else { Order::Equal };
    let text = written.value.text();
    match written.field.values() {
        Values::Words(_) | Values::Kinds => words(written).map(Check::Words),
        Values::YesNo => flag(written, &text),
        Values::Levels => levels(written, op, &text),
        Values::Word if op == Op::Is => pattern(&any_of(&text), Fit::Whole, written),
        Values::Word | Values::Text => match op {
            Op::Pattern => pattern(&text, Fit::Part, written),
            Op::Whole => pattern(&regex::escape(&text), Fit::Whole, written),
            _ => Ok(Check::Text(literal(&text))),
        },
        Values::Moment => moment(written, &text).map(|moment| Check::At(order, moment)),
        Values::Number | Values::Id | Values::Bytes | Values::Duration => {
            let list = order == Order::Equal;
            numbers(written, list).map(|numbers| Check::Number(order, numbers))
        }
    }
}

/// `POST,PUT` as a pattern of alternatives.
fn any_of(text: &str) -> String {
    let alternatives: Vec<String> = text.split(',').map(regex::escape).collect();
    format!("(?:{})", alternatives.join("|"))
}

/// The parts of a list, each with its place.
fn parts<'t>(value: &'t Value<'t>) -> impl Iterator<Item = (&'t str, Range<usize>)> {
    let mut at = value.span.start + usize::from(value.quotes != Quotes::None);
    value.raw.split([',', '|']).map(move |part| {
        let span = at..at + part.len();
        at = span.end + 1;
        (part, span)
    })
}

fn words(written: &Written<'_>) -> Result<Vec<String>, QueryError> {
    let known = written.field.words();
    let read = |(part, span): (&str, Range<usize>)| {
        let word = part.to_lowercase();
        if known.contains(&word.as_str()) { Ok(word) } else { Err(unknown(written, part, &span)) }
    };
    parts(written.value).map(read).collect()
}

/// A value that is none of a field's words.
fn unknown(written: &Written<'_>, part: &str, span: &Range<usize>) -> QueryError {
    let message = format!("{part:?} is no {}", written.field.name());
    QueryError::new(span, message).meaning(part, &written.field.words())
}

fn flag(written: &Written<'_>, text: &str) -> Result<Check, QueryError> {
    match text.to_lowercase().as_str() {
        "yes" | "true" => Ok(Check::Flag(true)),
        "no" | "false" => Ok(Check::Flag(false)),
        _ => {
            let message = format!("{text:?} is neither yes nor no");
            Err(QueryError::new(&written.value.span, message).choosing(written.field.words()))
        }
    }
}

fn levels(written: &Written<'_>, op: Op, text: &str) -> Result<Check, QueryError> {
    if let Op::Order(order) = op {
        let level = Level::named(text).ok_or_else(|| unknown(written, text, &written.value.span))?;
        return Ok(Check::Grave(order, level));
    }
    for (part, span) in parts(written.value) {
        LevelFilter::from_str(part).map_err(|_| unknown(written, part, &span))?;
    }
    let filter = LevelFilter::from_str(&written.value.raw.replace('|', ","));
    filter.map(Check::Levels).map_err(|_| unknown(written, text, &written.value.span))
}

fn moment(written: &Written<'_>, text: &str) -> Result<Moment, QueryError> {
    let plain = plain_ms(written, text).map(|ms| Moment::FromStart(crate::clock::Span::from_ms(ms)));
    plain.map_or_else(|| text.parse::<Moment>(), Ok).map_err(|_| {
        let message = format!("{text:?} is not a moment");
        let forms = ["12.3s", "1m20s", "00:01:20.5", "80500ms", "#1234", "42%", "start", "end", "-5s", "@EPOCH_MS"];
        QueryError::new(&written.value.span, message).choosing(forms)
    })
}

/// Milliseconds without a unit, for a field that was named with one: `duration_ms>500`.
fn plain_ms(written: &Written<'_>, text: &str) -> Option<f64> {
    if written.name.ends_with("_ms") { text.parse().ok() } else { None }
}

fn numbers(written: &Written<'_>, list: bool) -> Result<Vec<f64>, QueryError> {
    let read =
        |(part, span): (&str, Range<usize>)| number(written, part).ok_or_else(|| no_number(written, part, &span));
    if list {
        return parts(written.value).map(read).collect();
    }
    read((written.value.raw, written.value.span.clone())).map(|number| vec![number])
}

fn number(written: &Written<'_>, text: &str) -> Option<f64> {
    match written.field.values() {
        Values::Duration => {
            plain_ms(written, text).or_else(|| parse_span(text).map(crate::clock::Span::ms)).filter(|ms| ms.is_finite())
        }
        #[allow(clippy::cast_precision_loss)] // compared with what a person writes
        Values::Bytes => parse_bytes(text).map(|bytes| bytes as f64),
        Values::Id => text.strip_prefix('#').unwrap_or(text).parse::<i32>().ok().map(f64::from),
        _ => text.parse::<f64>().ok().filter(|number| number.is_finite()),
    }
}

fn no_number(written: &Written<'_>, text: &str, span: &Range<usize>) -> QueryError {
    let (what, forms): (_, &[&str]) = match written.field.values() {
        Values::Duration => ("duration", &["500ms", "2s", "1m20s"]),
        Values::Bytes => ("size", &["512", "10kB", "1.5MB"]),
        Values::Id => ("number", &["812", "#812"]),
        _ => ("number", &["404", "500"]),
    };
    QueryError::new(span, format!("{text:?} is no {what}")).choosing(forms.iter().copied())
}

/// How much of a text a pattern must fit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Whole,
    Part,
}

/// A part of a text, taken as it is written. Upper case in it makes case count.
pub(super) fn literal(text: &str) -> Regex {
    compile(&regex::escape(text), text).unwrap_or_else(|_| nothing())
}

fn pattern(source: &str, fit: Fit, written: &Written<'_>) -> Result<Check, QueryError> {
    let whole = if fit == Fit::Whole { format!(r"\A(?:{source})\z") } else { source.to_owned() };
    compile(&whole, &written.value.text()).map(Check::Text).map_err(|error| bad_pattern(&error, written))
}

/// Compiles a pattern that ignores case unless what was written has upper case: `\W` has none.
fn compile(pattern: &str, written: &str) -> Result<Regex, regex::Error> {
    let mut escaped = false;
    let has_upper = written.chars().any(|c| {
        let counts = c.is_uppercase() && !escaped;
        escaped = c == '\\' && !escaped;
        counts
    });
    RegexBuilder::new(pattern).case_insensitive(!has_upper).multi_line(true).build()
}

/// Matches no text: for a phrase too long to look for.
#[allow(clippy::expect_used)] // a constant
fn nothing() -> Regex {
    Regex::new(r"[^\s\S]").expect("a valid pattern")
}

fn bad_pattern(error: &regex::Error, written: &Written<'_>) -> QueryError {
    // The crate says the reason in its last line.
    let said = error.to_string();
    let reason = said.lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned();
    let plain = format!("{}:\"{}\"", written.field.name(), written.value.raw);
    QueryError::new(&written.value.span, format!("bad regular expression: {reason}; {plain} looks for the text"))
}

impl Check {
    /// Whether a fact fits; `None` where the row has no such field.
    pub(super) fn fits(&self, fact: &Fact<'_>) -> Option<bool> {
        match (self, fact) {
            (_, Fact::Absent) => None,
            (Self::Words(words), Fact::Text(text)) => Some(words.iter().any(|word| word == text)),
            (Self::Text(regex), Fact::Text(text)) => Some(regex.is_match(text)),
            (Self::Text(regex), Fact::Texts(texts)) => Some(texts.iter().any(|text| regex.is_match(text))),
            (Self::Levels(filter), Fact::Level(level)) => Some(filter.keeps(*level)),
            (Self::Grave(order, than), Fact::Level(level)) => Some(order.allows(level.gravity().cmp(&than.gravity()))),
            (Self::Number(order, numbers), Fact::Number(own)) => {
                Some(numbers.iter().any(|number| own.partial_cmp(number).is_some_and(|is| order.allows(is))))
            }
            (Self::At(order, moment), Fact::At(at)) => At::compare(at, *moment).map(|is| order.allows(is)),
            (Self::Flag(wanted), Fact::Flag(own)) => Some(wanted == own),
            _ => Some(false),
        }
    }
}

/// Whether a row is of the kind or level that a word names.
pub(super) fn is_kind_or_level(word: &str, fact: &Fact<'_>) -> bool {
    match fact {
        Fact::Text(kind) => word == kind,
        Fact::Level(level) => word == level.name(),
        _ => false,
    }
}

/// Whether a word names a kind or a level.
pub(super) fn names_kind_or_level(word: &str) -> bool {
    Kind::ALL.iter().any(|kind| kind.name() == word) || Level::ALL.iter().any(|level| level.name() == word)
}
