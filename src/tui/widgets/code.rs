//! Code in colours: text with the stretches that mean something, prepared on a worker, drawn line by line.

use super::json::start_of;
use super::line::Line;
use crate::tui::highlight::{self, Language, Token};
use crate::tui::theme::Role;
use std::ops::Range;

/// The part of a text that is kept, in bytes.
const MOST_BYTES: usize = highlight::MOST_BYTES;

/// The part of a text that is coloured outside of a worker, in bytes: about 10 ms.
const MOST_AT_ONCE: usize = 12 * 1024;

/// The lines that are coloured.
const MOST_LINES: usize = 3_000;

/// A text and its colours.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    /// The text, as far as it is kept.
    pub(crate) text: String,
    /// Byte ranges of the text, in order; what lies between them is plain.
    colours: Vec<(Token, Range<usize>)>,
    /// The bytes that were left out.
    pub(crate) left: usize,
}

impl Code {
    /// Colours a text: slow, for a worker. Tabs become spaces.
    pub(crate) fn new(text: &str, language: Option<Language>) -> Self {
        let start = start_of(text, MOST_BYTES);
        let left = text.len() - start.len();
        let text = start.replace('\t', "    ");
        let colours = language.map(|language| coloured(&text, language)).unwrap_or_default();
        Self { text, colours, left }
    }

    /// Colours the start of a text, as much as a frame has time for. Tabs become spaces.
    pub(crate) fn quick(text: &str, language: Language) -> Self {
        let text = text.replace('\t', "    ");
        let colours = coloured(start_of(&text, MOST_AT_ONCE), language);
        Self { text, colours, left: 0 }
    }

    /// Appends a stretch of the text to a line, with its colours.
    pub(crate) fn push(&self, line: &mut Line, range: &Range<usize>) {
        let plain = |line: &mut Line, from, to| line.push(Role::Text, self.text.get(from..to).unwrap_or_default());
        let mut at = range.start;
        let first = self.colours.partition_point(|(_, colour)| colour.end <= range.start);
        for (token, colour) in self.colours[first..].iter().take_while(|(_, colour)| colour.start < range.end) {
            let (from, to) = (colour.start.max(at), colour.end.min(range.end));
            plain(line, at, from);
            line.push(role_of(*token), self.text.get(from..to).unwrap_or_default());
            at = to;
        }
        plain(line, at, range.end);
    }
}

/// The coloured stretches of a text as byte ranges of the whole.
fn coloured(text: &str, language: Language) -> Vec<(Token, Range<usize>)> {
    let lines = highlight::lines(text, language, 0..MOST_LINES);
    let mut out = Vec::new();
    let mut start = 0;
    for (line, tokens) in text.split_inclusive('\n').zip(lines) {
        out.extend(tokens.into_iter().map(|(token, range)| (token, start + range.start..start + range.end)));
        start += line.len();
    }
    out
}

fn role_of(token: Token) -> Role {
    match token {
        Token::Plain => Role::Text,
        Token::Comment => Role::Comment,
        Token::String => Role::String,
        Token::Constant => Role::Number,
        Token::Keyword => Role::Keyword,
        Token::Name => Role::Name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_survive_wrapping() {
        let code = Code { text: "const abc".to_owned(), colours: vec![(Token::Keyword, 0..5)], left: 0 };
        let mut line = Line::new();
        code.push(&mut line, &(2..9));
        assert_eq!(line.text(), "nst abc");
    }

    #[test]
    fn a_long_text_is_cut_between_letters_and_the_rest_counted() {
        let text = "ä".repeat(MOST_BYTES);
        let code = Code::new(&text, None);
        assert_eq!((code.text.len(), code.left), (MOST_BYTES, MOST_BYTES));
    }
}
