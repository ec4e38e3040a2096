//! Reading a selector: alternatives split at `,`, each into steps split at `>>>` and `>>>>`, each step read by the crate.
//!
//! The two deep combinators are those of Puppeteer (`>>>` was CSS once); the crate doesn't know them, so they are found
//! here, outside strings, brackets and escapes.

use super::grammar::{Grammar, Recorded, Refusal};
use cssparser::{BasicParseErrorKind, ParseErrorKind, Parser as CssParser};
use selectors::parser::{Selector, SelectorParseErrorKind as Kind};

/// A selector that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at column {column}")]
pub struct SelectorError {
    /// The 1-based column, in characters.
    pub column: usize,
    /// What is wrong there, in plain words.
    pub reason: String,
}

/// How a step is reached from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// The first step: in the top document.
    Start,
    /// `>>>`: anywhere below, through shadow roots and frames.
    Deep,
    /// `>>>>`: in the very shadow root or document that the element before hosts.
    Hosted,
}

/// One step of an alternative. `None` is the nothing before a leading `>>>`, which stands for the top document itself.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) link: Link,
    pub(super) selector: Option<Selector<Recorded>>,
}

/// More steps than this are refused: the matcher keeps them as bits.
const MOST_STEPS: usize = 128;

/// Reads a selector list. Every alternative has at least one step, the last with a selector.
pub(super) fn parse(text: &str) -> Result<Vec<Vec<Step>>, SelectorError> {
    if let Some(byte) = too_deep(text) {
        return Err(At { byte, reason: "brackets are nested too deeply" }.within(text, 0));
    }
    let pieces = pieces(text);
    if pieces.len() > MOST_STEPS {
        return Err(At { byte: 0, reason: "the selector has too many parts" }.within(text, 0));
    }
    let mut alternatives = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    let mut link = Link::Start;
    for piece in &pieces {
        let source = text.get(piece.start..piece.end).unwrap_or("");
        let leading = link == Link::Start && source.trim().is_empty() && matches!(piece.stop, Stop::Link(_));
        let selector = if leading { None } else { Some(step(source).map_err(|at| at.within(text, piece.start))?) };
        steps.push(Step { link, selector });
        link = match piece.stop {
            Stop::Link(link) => link,
            Stop::Comma | Stop::End => {
                alternatives.push(std::mem::take(&mut steps));
                Link::Start
            }
        };
    }
    match pieces.last() {
        Some(last) if last.end < text.len() => {
            Err(At { byte: last.end, reason: "a bracket closes that was never opened" }.within(text, 0))
        }
        _ => Ok(alternatives),
    }
}

/// Brackets nested deeper than this are refused: reading them recurses.
const MOST_NESTED: usize = 24;

/// Where brackets become too deep. Brackets in strings count too: no selector needs so many.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MOST_NESTED
    })
}

/// A failure at a byte of the piece that was being read.
struct At {
    byte: usize,
    reason: &'static str,
}

impl At {
    fn within(&self, text: &str, start: usize) -> SelectorError {
        let end = (start + self.byte).min(text.len());
        let column = text.char_indices().take_while(|(at, _)| *at < end).count() + 1;
        SelectorError { column, reason: self.reason.to_owned() }
    }
}

fn step(source: &str) -> Result<Selector<Recorded>, At> {
    let mut input = CssParser::new(source);
    let read = Selector::parse(&Grammar, &mut input)
        .and_then(|selector| input.expect_exhausted().map(|()| selector).map_err(Into::into));
    read.map_err(|error| {
        let stopped = input.position().byte_index().min(source.len());
        // A name that nobody knows has been read by then, and is what is wrong.
        let byte = match &error.kind {
            ParseErrorKind::Custom(Refusal(Kind::UnsupportedPseudoClassOrElement)) => name_before(source, stopped),
            _ => stopped,
        };
        inner(source).unwrap_or(At { byte, reason: reason(&error.kind) })
    })
}

fn name_before(source: &str, end: usize) -> usize {
    let before = source.get(..end).unwrap_or_default();
    before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-' || c == '_').len()
}

/// The place of a failure inside `:is(…)`, `:not(…)` and the like: the crate only says that the whole is wrong.
fn inner(source: &str) -> Option<At> {
    let mut from = 0;
    while let Some((open, close)) = argument(source, from) {
        for piece in pieces(source.get(open..close)?) {
            let text = source.get(open + piece.start..open + piece.end)?;
            let skipped = text.len() - text.trim_start_matches([' ', '>', '+', '~']).len();
            if let Err(at) = step(text.get(skipped..)?) {
                return Some(At { byte: open + piece.start + skipped + at.byte, reason: at.reason });
            }
        }
        from = close;
    }
    None
}

/// The next argument of a pseudo-class that takes selectors, from `from` on: where it begins and ends.
fn argument(source: &str, from: usize) -> Option<(usize, usize)> {
    let after = source.get(from..)?;
    let open = [":is(", ":not(", ":where(", ":has("]
        .iter()
        .filter_map(|name| after.find(name).map(|at| from + at + name.len()))
        .min()?;
    let end = pieces(source.get(open..)?).last().map_or(open, |piece| open + piece.end);
    Some((open, end))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stop {
    Comma,
    Link(Link),
    End,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    stop: Stop,
}

/// The pieces between top-level commas and deep combinators, up to the end of the text or an unmatched closing bracket.
fn pieces(text: &str) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let (mut pieces, mut start, mut at, mut depth) = (Vec::new(), 0, 0, 0usize);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            quote @ (b'"' | b'\'') => at = closing(bytes, at, quote) + 1,
            b')' | b']' if depth == 0 => break,
            b')' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ if depth == 0 && separator(&bytes[at..]).is_some() => {
                let (stop, length) = separator(&bytes[at..]).unwrap_or((Stop::End, 1));
                pieces.push(Piece { start, end: at, stop });
                at += length;
                start = at;
            }
            byte => {
                depth += usize::from(matches!(byte, b'(' | b'['));
                at += 1;
            }
        }
    }
    pieces.push(Piece { start, end: at.min(bytes.len()), stop: Stop::End });
    pieces
}

fn separator(bytes: &[u8]) -> Option<(Stop, usize)> {
    match bytes {
        [b',', ..] => Some((Stop::Comma, 1)),
        [b'>', b'>', b'>', b'>', ..] => Some((Stop::Link(Link::Hosted), 4)),
        [b'>', b'>', b'>', ..] => Some((Stop::Link(Link::Deep), 3)),
        _ => None,
    }
}

/// Where the string that opens at `open` ends: its closing quote, or the last byte.
fn closing(bytes: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len() - 1)
}

fn reason(kind: &ParseErrorKind<Refusal>) -> &'static str {
    match kind {
        ParseErrorKind::Basic(BasicParseErrorKind::EndOfInput) => "the selector ends too early",
        ParseErrorKind::Basic(BasicParseErrorKind::TooManyNestedBlocks) => "brackets are nested too deeply",
        ParseErrorKind::Basic(_) => "unexpected character in the selector",
        ParseErrorKind::Custom(Refusal(kind)) => match kind {
            Kind::EmptySelector => "a selector is missing",
            Kind::DanglingCombinator => "a combinator has nothing after it",
            Kind::UnsupportedPseudoClassOrElement => "unknown pseudo-class or pseudo-element",
            Kind::PseudoElementExpectedColon | Kind::PseudoElementExpectedIdent | Kind::NoIdentForPseudo => {
                "a pseudo-class needs a name"
            }
            Kind::ClassNeedsIdent => "a class needs a name",
            Kind::NoQualifiedNameInAttributeSelector | Kind::InvalidQualNameInAttr | Kind::ExpectedBarInAttr => {
                "an attribute needs a name"
            }
            Kind::UnexpectedTokenInAttributeSelector => "an attribute test is one of = ~= |= ^= $= *=",
            Kind::BadValueInAttr => "an attribute's value is a word or a string",
            Kind::ExpectedNamespace | Kind::ExplicitNamespaceUnexpectedToken => "name spaces are not known here",
            _ => "the selector cannot be read",
        },
    }
}
