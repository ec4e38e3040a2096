//! What could stand at the cursor of a half-typed expression.

use super::field::{Field, Values};
use super::lex::{Piece, Value, What, pieces};

/// What could be put in place of a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Where the part begins, in bytes.
    pub from: usize,
    /// Where it ends: the cursor.
    pub to: usize,
    /// What could stand there, the likeliest first; all of them begin with what the part is.
    pub candidates: Vec<Candidate>,
}

/// Something that could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What to put there.
    pub text: String,
    /// What it is, in a few words.
    pub about: &'static str,
}

/// What could stand at `cursor` (a byte of the text) of an expression over these fields.
#[must_use]
pub fn complete(text: &str, cursor: usize, fields: &[Field]) -> Completion {
    let before = crate::text::start(text, cursor);
    let to = before.len();
    match pieces(before).last().filter(|piece| piece.span.end == to) {
        Some(Piece { what: What::Test { name, value, .. }, .. }) => {
            let words = Field::named(name).filter(|field| fields.contains(field)).map(values).unwrap_or_default();
            matching(last_part(value), to, words)
        }
        // The words and, or and not may be the beginning of others.
        Some(Piece { what: What::Word(_) | What::Or | What::And | What::Not, span }) => {
            let typed = before.get(span.clone()).unwrap_or_default();
            let typed = if matches!(typed, "-" | "|") { "" } else { typed };
            matching(typed, to, anything(fields))
        }
        _ => matching("", to, anything(fields)),
    }
}

/// The candidates that begin with what is typed just before `to`.
fn matching(typed: &str, to: usize, candidates: Vec<Candidate>) -> Completion {
    let begins = |candidate: &Candidate| candidate.text.to_lowercase().starts_with(&typed.to_lowercase());
    Completion { from: to - typed.len(), to, candidates: candidates.into_iter().filter(begins).collect() }
}

/// The last part of a list, as far as it is typed.
fn last_part<'t>(value: &Value<'t>) -> &'t str {
    value.raw.rsplit([',', '|']).next().unwrap_or_default()
}

/// The fields, then the words that have a sense of their own.
fn anything(fields: &[Field]) -> Vec<Candidate> {
    let field =
        |field: &Field| Candidate { text: format!("{}{}", field.name(), operator(*field)), about: field.about() };
    let mut all: Vec<Candidate> = fields.iter().map(field).collect();
    for (field, about) in [(Field::Kind, "a kind"), (Field::Level, "a console level")] {
        let words = if fields.contains(&field) { field.words() } else { Vec::new() };
        let words = words.into_iter().map(|word| Candidate { text: word.to_owned(), about });
        // `other` is both.
        let new: Vec<Candidate> = words.filter(|word| all.iter().all(|known| known.text != word.text)).collect();
        all.extend(new);
    }
    all.push(Candidate { text: "or".to_owned(), about: "either" });
    all.push(Candidate { text: "not".to_owned(), about: "the opposite" });
    all
}

/// The operator that one mostly wants.
fn operator(field: Field) -> &'static str {
    match field.values() {
        Values::Number | Values::Bytes | Values::Duration | Values::Moment => ">=",
        Values::Text => "~",
        _ => ":",
    }
}

fn values(field: Field) -> Vec<Candidate> {
    let words = match field.values() {
        Values::Moment => vec!["start", "end"],
        _ => field.words(),
    };
    words.into_iter().map(|word| Candidate { text: word.to_owned(), about: field.about() }).collect()
}
