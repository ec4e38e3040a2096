//! The JSON Schema (2020-12) of every record, in one place: what `scrubjay schema` prints, and what tests hold the
//! output against. A record is told by its `record` field; `dom --format json` alone prints a bare node.

use super::Out;
use crate::error::Failure;
use serde_json::Value;

/// The schema's text.
pub const SCHEMA: &str = include_str!("schema.json");

/// Prints the schema.
pub fn run(out: &mut Out) -> Result<(), Failure> {
    out.verbatim(SCHEMA.as_bytes())
}

/// The names of a record's fields, in the schema's order.
pub(super) fn fields(record: &str) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
    let properties = schema.pointer(&format!("/$defs/{record}/properties")).and_then(Value::as_object);
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}
