//! Colours for code that a recording carries: style sheets, scripts, request and response bodies.
//!
//! The only file that knows syntect, and only its parser: scopes become our own [`Token`]s, so that every theme colours
//! code with its own roles and 16 colours are enough. It runs on a worker, from the text's start to the end of the lines
//! on screen (syntect needs what came before), at about 1 MiB a second, so it stops at [`MOST_BYTES`]: beyond, text is
//! plain. Our own DOM and JSON are coloured from our own tokens, never from here.

use std::ops::Range;
use std::sync::OnceLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// The text that is coloured at most, in bytes: a quarter of a second on the worker.
pub(crate) const MOST_BYTES: usize = 256 * 1024;

/// The part of one line that is coloured: minified code has lines of megabytes that nobody reads to the end.
const MOST_OF_A_LINE: usize = 4 * 1024;

/// What a stretch of code is; a theme has a role for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Nothing special.
    Plain,
    /// A comment.
    Comment,
    /// A string, a regular expression.
    String,
    /// A number, a colour, `true`, a unit.
    Constant,
    /// A word of the language.
    Keyword,
    /// The name of a function, tag, class, property.
    Name,
}

/// The coloured stretches of one line, as byte ranges in it; what lies between them is plain.
pub(crate) type Tokens = Vec<(Token, Range<usize>)>;

/// The languages worth colouring, by the name of their syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Style sheets.
    Css,
    /// Scripts.
    JavaScript,
    /// Pages and fragments.
    Html,
    /// XML and SVG.
    Xml,
    /// YAML.
    Yaml,
    /// GraphQL queries.
    GraphQl,
    /// SQL.
    Sql,
}

impl Language {
    /// The language of a body, by its media type, else by how it starts. JSON has its own view and is none of these.
    pub(crate) fn of(media_type: Option<&str>, text: &str) -> Option<Self> {
        let mime = media_type.unwrap_or_default().to_ascii_lowercase();
        let by_type = [
            ("css", Self::Css),
            ("javascript", Self::JavaScript),
            ("ecmascript", Self::JavaScript),
            ("html", Self::Html),
            ("xml", Self::Xml),
            ("svg", Self::Xml),
            ("yaml", Self::Yaml),
            ("graphql", Self::GraphQl),
            ("sql", Self::Sql),
        ];
        if let Some((_, language)) = by_type.into_iter().find(|(part, _)| mime.contains(part)) {
            return Some(language);
        }
        let start = text.trim_start();
        let starts = |with: &str| start.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
        match () {
            () if starts("<!doctype html") || starts("<html") => Some(Self::Html),
            () if starts("<?xml") || starts("<svg") => Some(Self::Xml),
            () if starts("query ") || starts("mutation ") => Some(Self::GraphQl),
            () => None,
        }
    }

    fn syntax(self) -> Option<&'static SyntaxReference> {
        let name = match self {
            Self::Css => "CSS",
            Self::JavaScript => "JavaScript",
            Self::Html => "HTML",
            Self::Xml => "XML",
            Self::Yaml => "YAML",
            Self::GraphQl => "GraphQL",
            Self::Sql => "SQL",
        };
        syntaxes().find_syntax_by_name(name)
    }
}

fn syntaxes() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(two_face::syntax::extra_newlines)
}

/// Scope prefixes and what they mean, the more telling first.
fn meanings() -> &'static [(Scope, Token)] {
    static MEANINGS: OnceLock<Vec<(Scope, Token)>> = OnceLock::new();
    MEANINGS.get_or_init(|| {
        let prefixes = [
            ("comment", Token::Comment),
            ("string", Token::String),
            ("constant", Token::Constant),
            ("keyword.other.unit", Token::Constant),
            ("support.constant", Token::Constant),
            ("support.type.property-name", Token::Name),
            ("keyword", Token::Keyword),
            ("storage", Token::Keyword),
            ("entity", Token::Name),
            ("support", Token::Name),
            ("variable.function", Token::Name),
            ("variable.language", Token::Keyword),
        ];
        prefixes.into_iter().filter_map(|(prefix, token)| Some((Scope::new(prefix).ok()?, token))).collect()
    })
}

/// Colours the given lines of a text; lines beyond the cap are left plain.
pub(crate) fn lines(text: &str, language: Language, window: Range<usize>) -> Vec<Tokens> {
    let mut out = Vec::with_capacity(window.len().min(1024));
    let (Some(syntax), mut read) = (language.syntax(), 0) else { return out };
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    for (at, line) in text.split_inclusive('\n').take(window.end).enumerate() {
        read += line.len();
        let tokens = if read > MOST_BYTES { Vec::new() } else { colour(line, &mut state, &mut stack) };
        if at >= window.start {
            out.push(tokens);
        }
    }
    out
}

fn colour(line: &str, state: &mut ParseState, stack: &mut ScopeStack) -> Tokens {
    let mut end = line.len().min(MOST_OF_A_LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let Some(head) = line.get(..end) else { return Vec::new() };
    let Ok(changes) = state.parse_line(head, syntaxes()) else { return Vec::new() };
    let mut out = Tokens::new();
    let mut from = 0;
    for (at, change) in changes {
        push(&mut out, meaning(stack), from..at);
        from = at;
        if stack.apply(&change).is_err() {
            return out;
        }
    }
    push(&mut out, meaning(stack), from..head.trim_end_matches(['\n', '\r']).len());
    out
}

fn meaning(stack: &ScopeStack) -> Token {
    let of = |scope: &Scope| meanings().iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|found| found.1);
    stack.as_slice().iter().rev().find_map(of).unwrap_or(Token::Plain)
}

fn push(out: &mut Tokens, token: Token, range: Range<usize>) {
    if token == Token::Plain || range.is_empty() {
        return;
    }
    match out.last_mut() {
        Some((last, before)) if *last == token && before.end == range.start => before.end = range.end,
        _ => out.push((token, range)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, language: Language, line: usize) -> Vec<(Token, &str)> {
        let tokens = lines(text, language, line..line + 1).remove(0);
        let line = text.split('\n').nth(line).unwrap();
        tokens.into_iter().map(|(token, range)| (token, line.get(range).unwrap())).collect()
    }

    #[test]
    fn css_and_scripts_get_their_tokens() {
        let css = named("a {\n  color: #ff0000; /* red */\n}", Language::Css, 1);
        assert!(css.contains(&(Token::Name, "color")), "{css:?}");
        assert!(css.contains(&(Token::Constant, "#ff0000")), "{css:?}");
        assert!(css.iter().any(|(token, text)| *token == Token::Comment && text.contains("red")), "{css:?}");
        let script = named("const a = 'x';\nreturn pay(12)", Language::JavaScript, 1);
        assert!(script.contains(&(Token::Keyword, "return")), "{script:?}");
        assert!(script.contains(&(Token::Name, "pay")), "{script:?}");
        assert!(script.contains(&(Token::Constant, "12")), "{script:?}");
    }

    #[test]
    fn every_language_has_its_syntax() {
        use Language::{Css, GraphQl, Html, JavaScript, Sql, Xml, Yaml};
        for language in [Css, GraphQl, Html, JavaScript, Sql, Xml, Yaml] {
            assert!(language.syntax().is_some(), "{language:?}");
        }
    }

    #[test]
    fn a_body_is_known_by_its_type_and_else_by_its_start() {
        assert_eq!(Language::of(Some("text/css; charset=utf-8"), ""), Some(Language::Css));
        assert_eq!(Language::of(None, "  <!DOCTYPE html><p>"), Some(Language::Html));
        assert_eq!(Language::of(Some("application/json"), "{}"), None);
        assert_eq!(Language::of(None, "plain words"), None);
    }

    #[test]
    fn minified_megabytes_stop_at_the_cap() {
        let one_line = "a=1;".repeat(1_000_000);
        let found = lines(&one_line, Language::JavaScript, 0..1);
        assert_eq!(found.len(), 1);
        assert!(found[0].iter().all(|(_, range)| range.end <= MOST_OF_A_LINE));
    }
}
