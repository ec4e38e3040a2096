//! A console line shown whole: its text wrapped, the values that were logged as JSON that folds, its stack.

use crate::text;
use crate::text::wrap;
use crate::tui::glyphs::Glyphs;
use crate::tui::panes::lines::part_at;
use crate::tui::theme::Role;
use crate::tui::widgets::json::{Json, unquote};
use crate::tui::widgets::json_view::JsonView;
use crate::tui::widgets::line::Line;
use std::ops::Range;
use std::sync::Arc;

/// The lines of a text that are shown at most.
const MOST_LINES: usize = 500;

/// A logged value.
#[derive(Debug)]
pub(crate) enum Value {
    /// Text: what was logged, or what is no JSON any more.
    Text(String),
    /// An object or array.
    Json(Arc<Json>),
}

/// Reads the values of a console event: each was recorded as JSON text of its own.
pub(super) fn values(event: &[u8]) -> Vec<Value> {
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

/// A part of the detail.
#[derive(Debug)]
enum Part {
    Text { text: String, lines: Vec<Range<usize>> },
    Json(JsonView),
    Frame(String),
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Self::Text { lines, .. } => lines.len(),
            Self::Json(view) => view.len(),
            Self::Frame(_) => 1,
        }
    }
}

/// A console line shown whole.
#[derive(Debug, Default)]
pub(super) struct Detail {
    parts: Vec<Part>,
}

/// What stands before every line of a detail.
const INDENT: &str = "    ";

impl Detail {
    /// The detail of a line whose values are not read yet: its text and stack.
    pub(super) fn of_text(text: &str, stack: &[String], columns: usize) -> Self {
        Self::new(&[Value::Text(text.to_owned())], stack, columns)
    }

    /// The detail of a line: its values, then its stack, set in so many columns.
    pub(super) fn new(values: &[Value], stack: &[String], columns: usize) -> Self {
        let mut parts = Vec::new();
        for value in values {
            parts.push(match value {
                Value::Text(text) => {
                    let lines = wrap(text, columns.saturating_sub(INDENT.len() + 1), MOST_LINES);
                    Part::Text { text: text.clone(), lines }
                }
                Value::Json(json) => Part::Json(JsonView::folded(Arc::clone(json))),
            });
        }
        parts.extend(stack.iter().map(|frame| Part::Frame(frame.clone())));
        Self { parts }
    }

    /// The number of lines.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    fn find(&self, line: usize) -> Option<(usize, usize)> {
        part_at(self.parts.iter().map(Part::len), line)
    }

    /// Folds or unfolds the value a line shows; whether there was one to fold.
    pub(super) fn toggle(&mut self, line: usize, columns: usize) -> bool {
        let Some((at, inner)) = self.find(line) else { return false };
        let Some(Part::Json(view)) = self.parts.get_mut(at) else { return false };
        let Some(open) = view.is_open(inner) else { return false };
        view.set_open(inner, !open, columns.saturating_sub(INDENT.len()));
        true
    }

    /// A line's text, whole, to be copied.
    pub(super) fn copy(&self, line: usize) -> Option<String> {
        let (at, inner) = self.find(line)?;
        match self.parts.get(at)? {
            Part::Text { text, .. } | Part::Frame(text) => Some(text.clone()),
            Part::Json(view) => view.copy(inner),
        }
    }

    /// A line as it is drawn.
    pub(super) fn line(&self, line: usize, columns: usize, glyphs: Glyphs) -> Line {
        let mut out = Line::of(Role::Dim, INDENT);
        let Some((at, inner)) = self.find(line) else { return out };
        match &self.parts[at] {
            Part::Text { text, lines } => {
                out.push(Role::Text, lines.get(inner).and_then(|range| text.get(range.clone())).unwrap_or_default());
            }
            Part::Json(view) => out.append(view.line(inner, columns.saturating_sub(INDENT.len()), glyphs)),
            Part::Frame(frame) => push_frame(&mut out, frame, columns.saturating_sub(INDENT.len() + 4)),
        }
        out
    }
}

/// A stack frame, `name (place)`: the place survives a narrow screen, cut in its middle.
fn push_frame(out: &mut Line, frame: &str, columns: usize) {
    out.push(Role::Dim, "at ");
    let Some((name, place)) = frame.strip_suffix(')').and_then(|frame| frame.rsplit_once(" (")) else {
        out.push(Role::Dim, &text::cut_middle(&text::neutral(frame), columns));
        return;
    };
    let name = text::neutral(name);
    let name = text::cut_end(&name, columns / 2);
    let room = columns.saturating_sub(text::width(&name) + 2);
    out.push(Role::Text, &name);
    out.push(Role::Dim, &format!(" ({})", text::cut_middle(&text::neutral(place), room)));
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
        let mut detail = Detail::new(&values, &["pay (https://shop.test/app.js:10:3)".to_owned()], 60);
        let screen = |detail: &Detail| -> Vec<String> {
            (0..detail.len()).map(|line| detail.line(line, 60, Glyphs::new(false)).text()).collect()
        };
        assert_eq!(
            screen(&detail),
            [
                "    cart␛",
                "    ▸ {1} {\"a\": {\"b\": 1}}",
                "    {\"cut\":[1,...[truncated]",
                "    undefined",
                "    at pay (https://shop.test/app.js:10:3)",
            ]
        );
        assert!(detail.toggle(1, 60) && !detail.toggle(0, 60));
        assert_eq!(screen(&detail)[2], "      ▸ a: {1} {\"b\": 1}");
        assert_eq!(detail.copy(2).unwrap(), "{\"b\":1}");
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
