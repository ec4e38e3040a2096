//! `schema`, and the small part of JSON Schema that holds every record against it.

use super::stdout;
use serde_json::Value;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&stdout(&["schema"])).unwrap());

/// Fails unless a record is exactly as the schema says.
pub(crate) fn check(record: &Value) {
    let name = record.get("record").and_then(Value::as_str).map_or("node", |name| name);
    let definition = &SCHEMA["$defs"][name];
    assert!(definition.is_object(), "the schema has no {name}");
    fits(record, (definition, &SCHEMA), name);
}

/// Holds a value against a part of a schema, given the whole of it too.
pub(crate) fn fits(value: &Value, (schema, whole): (&Value, &Value), place: &str) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return fits(value, (whole.pointer(name.trim_start_matches('#')).unwrap(), whole), place);
    }
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
        // Only "null or an object" occurs.
        let object = any.iter().find(|one| one["type"] != "null").unwrap();
        if !value.is_null() {
            fits(value, (object, whole), place);
        }
        return;
    }
    if let Some(only) = schema.get("const") {
        assert_eq!(value, only, "{place}");
    }
    if let Some(some) = schema.get("enum").and_then(Value::as_array) {
        assert!(some.contains(value), "{place}: {value} is none of {some:?}");
    }
    if let Some(kinds) = schema.get("type") {
        let kinds = kinds.as_array().map_or(std::slice::from_ref(kinds), Vec::as_slice);
        assert!(kinds.iter().any(|kind| is(value, kind.as_str().unwrap())), "{place}: {value} is no {kinds:?}");
    }
    if let Some(least) = schema.get("minimum").and_then(Value::as_f64) {
        assert!(value.as_f64().is_none_or(|number| number >= least), "{place}: {value} is less than {least}");
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(item, (&schema["items"], whole), &format!("{place}[{at}]"));
    }
    if let Some((pattern, text)) = schema["pattern"].as_str().zip(value.as_str()) {
        assert!(regex::Regex::new(pattern).unwrap().is_match(text), "{place}: {text:?} is no {pattern}");
    }
    if value.is_object() {
        object_fits(value, (schema, whole), place);
    }
}

fn object_fits(value: &Value, (schema, whole): (&Value, &Value), place: &str) {
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{place} has no {name}");
    }
    for (name, member) in value.as_object().unwrap() {
        let place = format!("{place}.{name}");
        if let Some(names) = schema["propertyNames"]["enum"].as_array() {
            assert!(names.iter().any(|known| known == name), "{place} is not documented");
        }
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(known), _) => fits(member, (known, whole), &place),
            (None, Value::Bool(false)) => panic!("{place} is not documented"),
            (None, other) if other.is_object() => fits(member, (other, whole), &place),
            (None, _) => {}
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("the schema names an unknown type {kind}"),
    }
}

#[test]
fn every_record_of_every_sample_is_as_documented() {
    for file in super::samples() {
        let records = super::records(&[file.to_str().unwrap()]);
        assert_eq!(records[0]["record"], "session", "{}", file.display());
        let events = records[0]["events"].as_u64().unwrap();
        assert!(events > 0 && records.len() as u64 > events / 2, "{}", file.display());
    }
}
