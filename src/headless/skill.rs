//! `skill`: a short guide for coding agents. What it says of verbs, fields and words comes from the tables that the
//! program itself reads, and a test runs every command in it.

use super::Out;
use crate::cli;
use crate::error::Failure;
use crate::event::Kind;
use crate::query::Field;

/// The guide, with places for what the tables know.
const GUIDE: &str = include_str!("skill.md");

/// Prints the guide.
pub fn run(out: &mut Out) -> Result<(), Failure> {
    out.verbatim(guide().as_bytes())
}

fn guide() -> String {
    let verbs: Vec<String> = cli::verbs().iter().map(|(verb, about)| format!("- `{verb}`: {about}\n")).collect();
    let fields: Vec<String> = Field::ALL.iter().map(|field| format!("`{}`", field.name())).collect();
    let kinds: Vec<String> = Kind::ALL.iter().map(|kind| format!("`{}`", kind.name())).collect();
    let places = [("{{verbs}}\n", verbs.concat()), ("{{fields}}", fields.join(" ")), ("{{kinds}}", kinds.join(" "))];
    places.iter().fold(GUIDE.to_owned(), |guide, (place, text)| guide.replace(place, text))
}
