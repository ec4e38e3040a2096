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
    scalar_fits(value, schema, place);
    for all in schema["allOf"].as_array().into_iter().flatten() {
        fits(value, (all, whole), place);
    }
    if let Some(items) = value.as_array() {
        array_fits(items, (schema, whole), place);
    }
    if value.is_object() {
        object_fits(value, (schema, whole), place);
    }
}

fn scalar_fits(value: &Value, schema: &Value, place: &str) {
    if let Some(least) = schema.get("minimum").and_then(Value::as_f64) {
        assert!(value.as_f64().is_none_or(|number| number >= least), "{place}: {value} is less than {least}");
    }
    if let Some((pattern, text)) = schema["pattern"].as_str().zip(value.as_str()) {
        assert!(regex::Regex::new(pattern).unwrap().is_match(text), "{place}: {text:?} is no {pattern}");
    }
}

fn array_fits(items: &[Value], (schema, whole): (&Value, &Value), place: &str) {
    let bound = |name: &str| schema[name].as_u64().and_then(|bound| usize::try_from(bound).ok());
    assert!(bound("minItems").is_none_or(|least| items.len() >= least), "{place} has too few");
    assert!(bound("maxItems").is_none_or(|most| items.len() <= most), "{place} has too many");
    for (at, item) in items.iter().enumerate() {
        fits(item, (&schema["items"], whole), &format!("{place}[{at}]"));
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
        if let Some(pattern) = schema["propertyNames"]["pattern"].as_str() {
            assert!(regex::Regex::new(pattern).unwrap().is_match(name), "{place} is not {pattern}");
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

/// Every verb's records on every sample: fields that nobody documented, or that are missing, fail.
#[test]
fn every_verb_prints_what_is_documented_on_every_sample() {
    let verbs: [&[&str]; 8] = [
        &["info", "--size"],
        &["console", "--repeats", "fold", "--limit", "50"],
        &["dom"],
        &["dom", "--format", "outline"],
        &["diff", "--limit", "50"],
        &["when", "--select", "body"],
        &["signals", "--explain", "--limit", "50"],
        &["verify", "--limit", "50"],
    ];
    for file in super::samples() {
        for verb in verbs {
            let output = super::run(&[verb, &[file.to_str().unwrap(), "--json"]].concat());
            assert!(matches!(output.status.code(), Some(0 | 1)), "{verb:?} {}", file.display());
            for line in super::text(&output.stdout).lines() {
                check(&serde_json::from_str(line).unwrap());
            }
        }
    }
}

/// An object that may have fields which are not named lets an undocumented one pass, and a word that is not understood here
/// lets everything pass.
#[test]
fn no_object_of_the_schema_is_open_and_every_word_of_it_is_checked() {
    const WORDS: &str = "$ref additionalProperties allOf anyOf const description enum items maxItems minItems minimum                          pattern properties propertyNames required type";
    fn walk(schema: &Value, place: &str) {
        let open = schema["properties"].is_object() && schema["additionalProperties"] != false;
        assert!(!open, "{place} may have undocumented fields");
        for (word, part) in schema.as_object().into_iter().flatten() {
            assert!(WORDS.split(' ').any(|known| known == word), "{place}: nobody checks {word}");
            let named = part.as_object().filter(|_| word == "properties");
            named.into_iter().flatten().for_each(|(name, part)| walk(part, &format!("{place}/{name}")));
            if named.is_none() && part.is_object() {
                walk(part, &format!("{place}/{word}"));
            }
            let several = part.as_array().filter(|_| ["allOf", "anyOf"].contains(&word.as_str()));
            several.into_iter().flatten().for_each(|part| walk(part, &format!("{place}/{word}")));
        }
    }
    SCHEMA["$defs"].as_object().unwrap().iter().for_each(|(name, record)| walk(record, name));
}
