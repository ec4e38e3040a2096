//! Reading JSON values whose type cannot be relied on.

use crate::event::mend_surrogates;
use serde_json::Value;

/// One event's JSON; half surrogate pairs become U+FFFD.
pub(super) fn parse(event: &[u8]) -> Option<Value> {
    let read = |json: &[u8]| serde_json::from_slice(json).ok();
    read(event).or_else(|| read(&mend_surrogates(event)?))
}

/// A string value; a number or boolean is written out.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// A finite number, or a string that holds one.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// An object's member that is not null.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).filter(|value| !value.is_null())
}
