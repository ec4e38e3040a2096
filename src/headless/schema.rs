//! The JSON Schema (2020-12) of every record, in one place: what `scrubjay schema` prints, and what tests hold the
//! output against. A record is told by its `record` field; `dom --format json` alone prints a bare node.

use super::Out;
use crate::error::Failure;

/// The schema's text.
pub const SCHEMA: &str = include_str!("schema.json");

/// Prints the schema.
pub fn run(out: &mut Out) -> Result<(), Failure> {
    out.verbatim(SCHEMA.as_bytes())
}
