//! What a string of a JSON text says, unfolded: JSON in its own lines and colours, style sheets, pages and scripts in
//! theirs, anything else as it is.
//!
//! It is made when a string is unfolded, on the screen's own thread: what is coloured is capped to a frame's worth.

use super::code::Code;
use super::json::{start_of, unquote};
use super::json_view::push_json;
use super::line::Line;
use crate::text::wrap;
use crate::tui::highlight::Language;
use crate::tui::theme::Role;
use std::ops::Range;

/// The part of an unfolded string that is shown, in bytes.
const MOST_OF_A_STRING: usize = 64 * 1024;

/// The lines of an unfolded string that are shown.
const MOST_LINES: usize = 2_000;

/// The levels of JSON in a string that are indented.
const MOST_LEVELS: usize = 40;

#[derive(Clone, Debug)]
enum Body {
    Text(String),
    Json(String),
    Code(Code),
}

/// An unfolded string.
#[derive(Clone, Debug)]
pub(super) struct Inner {
    body: Body,
    lines: Vec<Range<usize>>,
    /// The bytes that no line shows.
    pub(super) left: usize,
}

impl Inner {
    /// Unfolds a string, quotes included, that has this name in its container; lines of so many columns.
    pub(super) fn new(name: &str, value: &str, columns: usize) -> Self {
        let whole = unquote(value);
        let text = start_of(&whole, MOST_OF_A_STRING);
        let body = body(name, text, text.len() < whole.len());
        let lines = wrap(body.text(), columns.max(20), MOST_LINES);
        let unwrapped = body.text().len() - lines.last().map_or(0, |last| last.end);
        Self { body, lines, left: whole.len() - text.len() + unwrapped }
    }

    /// The number of its lines.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Appends a line.
    pub(super) fn push(&self, out: &mut Line, line: usize) {
        let Some(range) = self.lines.get(line) else { return };
        let part = self.body.text().get(range.clone()).unwrap_or_default();
        match &self.body {
            Body::Text(_) => out.push(Role::String, part),
            Body::Code(code) => code.push(out, range),
            Body::Json(_) => {
                let inner = part.trim_start_matches(' ');
                out.push(Role::Dim, part.get(..part.len() - inner.len()).unwrap_or_default());
                push_json(out, inner);
            }
        }
    }
}

impl Body {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Json(text) => text,
            Self::Code(code) => &code.text,
        }
    }
}

fn body(name: &str, text: &str, is_cut: bool) -> Body {
    let start = text.trim_start();
    if start.starts_with(['{', '[']) && !is_cut && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Body::Json(pretty(start));
    }
    let css = matches!(name, "_cssText" | "cssText" | "css" | "rule") || (name == "textContent" && is_css(start));
    match if css { Some(Language::Css) } else { Language::of(None, text).or(markup(start)) } {
        Some(Language::Css) => Body::Code(Code::quick(&rules(text), Language::Css)),
        Some(language) => Body::Code(Code::quick(text, language)),
        None => Body::Text(text.to_owned()),
    }
}

/// Whether a text reads as a style sheet: a selector, a brace, a declaration, before anything else.
fn is_css(text: &str) -> bool {
    let head = start_of(text, 400);
    let Some((selector, rest)) = head.split_once('{') else { return false };
    let declares = rest.split(['}', ';']).next().is_some_and(|first| first.contains(':'));
    declares && !selector.contains(['(', '=', ';']) && !selector.trim().is_empty()
}

/// A fragment of a page: it begins with a tag.
fn markup(text: &str) -> Option<Language> {
    let tag = text.strip_prefix('<')?;
    (tag.starts_with(|c: char| c.is_ascii_alphabetic()) && text.contains('>')).then_some(Language::Html)
}

/// A style sheet with each rule on a line of its own: recorders put all of them on one.
fn rules(css: &str) -> String {
    let mut out = String::with_capacity(css.len() + css.len() / 16);
    let mut quote = None;
    let mut chars = css.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        match (quote, c) {
            (_, '\\') => out.extend(chars.next()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '}') => {
                while chars.next_if_eq(&' ').is_some() {}
                if !matches!(chars.peek(), None | Some('\n' | '}')) {
                    out.push('\n');
                }
            }
            _ => {}
        }
    }
    out
}

/// JSON on lines, indented.
fn pretty(json: &str) -> String {
    use super::json::tokens;
    let mut out = String::with_capacity(json.len() * 2);
    let mut level = 0usize;
    let mut tokens = tokens(json).peekable();
    let line = |out: &mut String, level: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(level.min(MOST_LEVELS)));
    };
    while let Some((_, token)) = tokens.next() {
        let empty = matches!((token, tokens.peek().map(|(_, next)| *next)), ("{", Some("}")) | ("[", Some("]")));
        match token {
            "{" | "[" if !empty => {
                level += 1;
                out.push_str(token);
                line(&mut out, level);
            }
            "{" | "[" => {
                out.push_str(token);
                out.extend(tokens.next().map(|(_, close)| close));
            }
            "}" | "]" => {
                level = level.saturating_sub(1);
                line(&mut out, level);
                out.push_str(token);
            }
            "," => {
                out.push(',');
                line(&mut out, level);
            }
            ":" => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, text: &str) -> Vec<String> {
        let inner = Inner::new(name, &serde_json::to_string(text).unwrap(), 60);
        let line = |at| {
            let mut line = Line::new();
            inner.push(&mut line, at);
            line.text()
        };
        (0..inner.len()).map(line).collect()
    }

    #[test]
    fn json_in_a_string_is_indented() {
        assert_eq!(
            shown("body", r#"{"a":[1,{}],"b":"x, y: z"}"#),
            ["{", r#"  "a": ["#, "    1, ", "    {}", "  ], ", r#"  "b": "x, y: z""#, "}"]
        );
        assert_eq!(shown("body", r#"{"cut": [1, 2"#), [r#"{"cut": [1, 2"#], "what is no JSON stays as it is");
    }

    #[test]
    fn a_style_sheet_has_a_rule_a_line() {
        let css = r#"a { color: red; }.x::before { content: "}"; } @media print { b { c: d } }"#;
        assert_eq!(
            shown("_cssText", css),
            ["a { color: red; }", r#".x::before { content: "}"; }"#, "@media print { b { c: d }}"]
        );
        assert!(is_css("body{margin:0}") && !is_css("if (a) { b: 1 }") && !is_css("words {"));
    }

    #[test]
    fn any_text_is_shown_whatever_it_looks_like() {
        assert_eq!(shown("x", "plain \u{1b}[2J words"), ["plain ␛[2J words"]);
        assert_eq!(shown("x", "<p>\u{202e}a</p>"), ["<p>⟨202e⟩a</p>"]);
        let inner = Inner::new("x", &serde_json::to_string(&"y".repeat(100_000)).unwrap(), 60);
        assert!(inner.left > 30_000, "what the caps left out is counted");
    }
}
