//! A console line shown whole: its text, the values that were logged as JSON that folds, its stack, and what came
//! before it: the page and what the user last did.

use super::super::{Context, before};
use crate::extract::{ConsoleRow, Repeats};
use crate::recording::{Cancel, Recording, View};
use crate::tui::theme::Role;
use crate::tui::widgets::detail::{Detail, Target};
use crate::tui::widgets::json::{Json, unquote};
use crate::tui::widgets::line::Line;
use std::sync::Arc;

/// A logged value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Text: what was logged, or what is no JSON any more.
    Text(String),
    /// An object or array.
    Json(Arc<Json>),
}

/// What a worker reads of a console line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whole {
    /// The logged values.
    values: Vec<Value>,
    /// What the user did last before it, in words.
    action: Option<String>,
}

impl Whole {
    /// Reads a line's event, and names the node of the action before it.
    pub(super) fn read(recording: &Recording, view: &View, line: &ConsoleRow, cancel: &Cancel) -> Result<Self, String> {
        let event = recording.event(view, line.seq).map_err(|error| error.to_string())?;
        let action = before::action(recording, view, (line.window, line.seq), cancel);
        Ok(Self { values: values(&event), action })
    }
}

/// Reads the values of a console event: each was recorded as JSON text of its own.
fn values(event: &[u8]) -> Vec<Value> {
    let event: serde_json::Value = serde_json::from_slice(event).unwrap_or_default();
    let data = &event["data"];
    let says = if data.get("plugin").is_some() { &data["payload"] } else { data };
    let values = says["payload"].as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().map(value).collect()
}

fn value(recorded: &serde_json::Value) -> Value {
    let text = recorded.as_str().map_or_else(|| recorded.to_string(), str::to_owned);
    let whole = || serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    match text.as_bytes().first() {
        Some(b'"') if whole() => Value::Text(unquote(&text)),
        Some(b'{' | b'[') if whole() => Value::Json(Arc::new(Json::read(text))),
        _ => Value::Text(text),
    }
}

/// The detail of a line; without its values while they are not read yet.
pub(super) fn detail(ctx: &Context<'_>, group: Repeats, line: &ConsoleRow, whole: Option<&Whole>) -> Detail {
    let mut detail = Detail::default();
    match whole.filter(|whole| !whole.values.is_empty()) {
        None => drop(detail.text(Role::Text, &line.text)),
        Some(whole) => {
            for value in &whole.values {
                match value {
                    Value::Text(text) => detail.text(Role::Text, text),
                    Value::Json(json) => detail.json(Arc::clone(json), false),
                };
            }
        }
    }
    for frame in line.stack.iter() {
        detail.frame(frame);
    }
    if group.count > 1 {
        repeated(&mut detail, ctx, group);
    }
    let action = whole.and_then(|whole| whole.action.as_deref());
    before::push(&mut detail, ctx, (line.window, line.seq, line.at), action);
    detail
}

fn repeated(detail: &mut Detail, ctx: &Context<'_>, group: Repeats) {
    let Some(last) = ctx.view.console.get(group.last) else { return };
    let mut words = Line::of(Role::Dim, &format!("{} times, the last at {} ", group.count, ctx.stamp(last.at)));
    words.push(Role::Accent, &format!("#{}", last.seq));
    detail.line(words).to(Target::Event(last.seq));
}

/// Where a stack's innermost call was, in short: `app.js:10:3`.
pub(super) fn place_of(stack: &[String]) -> Option<&str> {
    let frame = stack.first()?.trim_end_matches(')');
    let place = frame.rsplit(['(', ' ', '@']).next()?;
    let file = place.rsplit('/').next()?;
    Some(file).filter(|file| !file.is_empty() && !file.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_text_or_json_that_folds() {
        let event = br#"{"type":6,"data":{"plugin":"rrweb/console@1","payload":{"level":"log","trace":[],
            "payload":["\"cart\\u001b\"","{\"a\":{\"b\":1}}","{\"cut\":[1,...[truncated]","undefined"]}}}"#;
        let values = values(event);
        assert!(matches!(&values[0], Value::Text(text) if text == "cart\u{1b}"));
        assert!(matches!(&values[1], Value::Json(_)));
        assert!(matches!(&values[2], Value::Text(text) if text.ends_with("[truncated]")));
    }

    #[test]
    fn the_place_of_a_call_is_its_file_and_line() {
        let place = |frame: &str| place_of(&[frame.to_owned()]).map(str::to_owned);
        assert_eq!(place("pay (https://shop.test/js/app.js:10:3)").unwrap(), "app.js:10:3");
        assert_eq!(place("https://shop.test/app.js?v=2:10:3").unwrap(), "app.js?v=2:10:3");
        assert_eq!(place_of(&["eval (:370:30:)".to_owned()]), None, "no file, no place");
        assert_eq!(place_of(&[]), None);
    }
}
