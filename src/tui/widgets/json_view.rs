//! A JSON text on the screen: which of its rows are open, and the lines that show.
//!
//! Containers fold; a folded one shows the start of what it holds. A string longer than the line is cut with the count
//! of what is missing, and unfolds into its own text: escapes undone, wrapped.

use super::inner::Inner;
use super::json::{Json, Name, Row, Shape, Token, shown, start_of, tokens, unquote};
use super::line::Line;
use crate::text;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Strings of more bytes than this unfold; shorter ones fit beside their name on any screen.
const LONG: usize = 60;

/// The bytes of a value's text that a line shows at most: the rest is never tokenised.
const PREVIEW: usize = 600;

/// A line of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Value(u32),
    /// A line of an unfolded string.
    Part {
        row: u32,
        line: usize,
    },
    /// What the caps left out of a string.
    Left {
        row: u32,
    },
    /// What the caps left out of the whole text.
    Rest,
}

/// A JSON text, what of it is open, and the lines that follow.
#[derive(Clone, Debug, Default)]
pub(crate) struct JsonView {
    json: Arc<Json>,
    open: BTreeSet<u32>,
    strings: BTreeMap<u32, Inner>,
    entries: Vec<Entry>,
}

impl JsonView {
    /// A text opened as far as makes a screen or two.
    pub(crate) fn new(json: Arc<Json>) -> Self {
        let open = json.open_at_first().into_iter().collect();
        let mut view = Self { json, open, ..Self::default() };
        view.lay();
        view
    }

    /// A text whose outermost value is folded.
    pub(crate) fn folded(json: Arc<Json>) -> Self {
        let mut view = Self { json, ..Self::default() };
        view.lay();
        view
    }

    /// The number of lines.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The size of the whole text in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.json.len()
    }

    fn lay(&mut self) {
        self.entries.clear();
        for at in shown(&self.json, |at| self.open.contains(&at)) {
            self.entries.push(Entry::Value(at));
            if let Some(string) = self.strings.get(&at) {
                self.entries.extend((0..string.len()).map(|line| Entry::Part { row: at, line }));
                if string.left > 0 {
                    self.entries.push(Entry::Left { row: at });
                }
            }
        }
        if self.json.rest() > 0 {
            self.entries.push(Entry::Rest);
        }
    }

    /// The row a line belongs to.
    fn row_of(&self, line: usize) -> Option<u32> {
        match *self.entries.get(line)? {
            Entry::Value(row) | Entry::Part { row, .. } | Entry::Left { row } => Some(row),
            Entry::Rest => None,
        }
    }

    fn row(&self, at: u32) -> Option<&Row> {
        self.json.rows().get(at as usize)
    }

    fn is_long_string(&self, row: &Row) -> bool {
        row.shape == Shape::String && self.json.value(row).len() > LONG
    }

    /// Whether a line's row is unfolded; `None` when there is nothing to fold.
    pub(crate) fn is_open(&self, line: usize) -> Option<bool> {
        let at = self.row_of(line)?;
        let row = self.row(at)?;
        if row.items > 0 {
            return Some(self.open.contains(&at));
        }
        self.is_long_string(row).then(|| self.strings.contains_key(&at))
    }

    /// Folds or unfolds a line's row and says where the cursor belongs then. Text is wrapped to so many columns.
    pub(crate) fn set_open(&mut self, line: usize, open: bool, columns: usize) -> usize {
        let Some(at) = self.row_of(line) else { return line };
        let Some(row) = self.row(at).copied() else { return line };
        if row.items > 0 {
            if open {
                self.open.insert(at)
            } else {
                self.open.remove(&at)
            };
        } else if open && self.is_long_string(&row) {
            self.unfold_string(at, &row, columns);
        } else {
            self.strings.remove(&at);
        }
        self.lay();
        self.line_of(at)
    }

    fn unfold_string(&mut self, at: u32, row: &Row, columns: usize) {
        let indent = row.depth as usize * 2 + 6;
        let name = match self.json.name(row) {
            Name::Key(key) => key,
            Name::None | Name::Place(_) => "",
        };
        let inner = Inner::new(name, self.json.value(row), columns.saturating_sub(indent));
        self.strings.insert(at, inner);
    }

    /// Opens everything, or folds everything but the outermost value.
    pub(crate) fn fold_all(&mut self, line: usize) -> usize {
        let at = self.row_of(line).unwrap_or(0);
        let containers = self.json.rows().iter().zip(0u32..).filter(|(row, _)| row.items > 0).map(|(_, at)| at);
        let all: BTreeSet<u32> = containers.collect();
        self.open = if self.open.len() < all.len() { all } else { BTreeSet::from([0]) };
        self.strings.clear();
        self.lay();
        self.line_of(at)
    }

    /// The line of the container that holds a line's row; a part of a string belongs to the string.
    pub(crate) fn parent(&self, line: usize) -> usize {
        match self.entries.get(line) {
            Some(Entry::Value(at)) => self.json.parent(*at).map_or(line, |parent| self.line_of(parent)),
            Some(Entry::Part { row, .. } | Entry::Left { row }) => self.line_of(*row),
            _ => line,
        }
    }

    /// The line that shows a row, or the nearest before it.
    fn line_of(&self, at: u32) -> usize {
        let key = |entry: &Entry| match *entry {
            Entry::Value(row) => (row, 0),
            Entry::Part { row, .. } | Entry::Left { row } => (row, 1),
            Entry::Rest => (u32::MAX, 2),
        };
        match self.entries.binary_search_by_key(&(at, 0), key) {
            Ok(line) => line,
            Err(line) => line.saturating_sub(1),
        }
    }

    /// A line's value as it stands in the text, whole; for a string what it says.
    pub(crate) fn copy(&self, line: usize) -> Option<String> {
        let row = self.row(self.row_of(line)?)?;
        let value = self.json.value(row);
        Some(if row.shape == Shape::String { unquote(value) } else { value.to_owned() })
    }

    /// The path to a line's value: `data.adds[3].node`.
    pub(crate) fn path(&self, line: usize) -> String {
        let mut names = Vec::new();
        let mut at = self.row_of(line);
        while let Some(row) = at.and_then(|at| self.row(at)) {
            match self.json.name(row) {
                Name::None => break,
                Name::Key(key) => names.push(format!(".{key}")),
                Name::Place(place) => names.push(format!("[{place}]")),
            }
            at = at.and_then(|at| self.json.parent(at));
        }
        names.reverse();
        names.concat().trim_start_matches('.').to_owned()
    }

    /// A line, for a view of so many columns.
    pub(crate) fn line(&self, line: usize, columns: usize, glyphs: Glyphs) -> Line {
        match self.entries.get(line) {
            Some(Entry::Value(at)) => self.value_line(*at, columns, glyphs),
            Some(Entry::Part { row, line }) => self.part_line(*row, *line),
            Some(Entry::Left { row }) => {
                let left = self.strings.get(row).map_or(0, |string| string.left);
                let indent = self.row(*row).map_or(0, |row| row.depth as usize * 2 + 4);
                Line::of(Role::Dim, &format!("{}{} more", " ".repeat(indent), text::bytes(left as u64)))
            }
            Some(Entry::Rest) => {
                let rest = text::bytes(self.json.rest() as u64);
                Line::of(
                    Role::Warn,
                    &format!("{rest} more: the event has too many values to list; y copies a part whole"),
                )
            }
            None => Line::new(),
        }
    }

    fn part_line(&self, at: u32, line: usize) -> Line {
        let mut out = Line::new();
        if let (Some(string), Some(row)) = (self.strings.get(&at), self.row(at)) {
            out.push(Role::Dim, &" ".repeat(row.depth as usize * 2 + 4));
            string.push(&mut out, line);
        }
        out
    }

    fn value_line(&self, at: u32, columns: usize, glyphs: Glyphs) -> Line {
        let mut out = Line::new();
        let Some(row) = self.row(at) else { return out };
        let fold = match (row.items > 0, self.is_long_string(row)) {
            (true, _) if self.open.contains(&at) => glyphs.unfolded(),
            (_, true) if self.strings.contains_key(&at) => glyphs.unfolded(),
            (false, false) => " ",
            _ => glyphs.folded(),
        };
        out.push(Role::Dim, &format!("{}{fold} ", "  ".repeat(row.depth.min(200) as usize)));
        match self.json.name(row) {
            Name::None => {}
            Name::Key(key) => {
                out.push(Role::Name, key);
                out.push(Role::Dim, ": ");
            }
            Name::Place(place) => out.push(Role::Dim, &format!("{place}: ")),
        }
        match row.shape {
            Shape::Object | Shape::Array => self.container(&mut out, at, row),
            Shape::String => self.string(&mut out, row, columns),
            Shape::Number => out.push(Role::Number, self.json.value(row)),
            Shape::Word => out.push(Role::Keyword, self.json.value(row)),
        }
        out
    }

    fn container(&self, out: &mut Line, at: u32, row: &Row) {
        let count = match row.shape {
            Shape::Object => format!("{{{}}}", row.items),
            _ => format!("[{}]", row.items),
        };
        if row.items == 0 {
            out.push(Role::Dim, if row.shape == Shape::Object { "{}" } else { "[]" });
            return;
        }
        out.push(Role::Dim, &count);
        if !self.open.contains(&at) {
            out.push(Role::Dim, " ");
            push_json(out, start_of(self.json.value(row), PREVIEW));
        }
    }

    fn string(&self, out: &mut Line, row: &Row, columns: usize) {
        let value = self.json.value(row);
        let room = columns.saturating_sub(out.width() + 1);
        // A byte is at least a part of a column's worth; what is surely too long is cut before it is measured.
        let start = start_of(value, room * 4 + 8);
        if start.len() == value.len() && text::width(&text::neutral(value)) <= room {
            out.push(Role::String, value);
            return;
        }
        let note = format!(" {}", text::bytes((value.len() as u64).saturating_sub(2)));
        if let Some(kind) = encoded(value) {
            out.push(Role::String, &text::cut_end(&text::neutral(kind), room.saturating_sub(note.len() + 1)));
            out.push(Role::Dim, &format!("…{note}"));
            return;
        }
        let cut = text::cut_end(&text::neutral(start), room.saturating_sub(note.len())).into_owned();
        out.push(Role::String, cut.trim_end_matches('…'));
        out.push(Role::Dim, &format!("…{note}"));
    }
}

/// Of data in base64 or a `data:` address, what tells its kind: nobody reads the rest.
fn encoded(value: &str) -> Option<&str> {
    /// The letters looked at, and those that are shown of what has no kind.
    const LOOKED_AT: usize = 400;
    const SHOWN: usize = 17;
    let text = value.strip_prefix('"')?;
    if text.starts_with("data:") {
        return start_of(value, LOOKED_AT).find(',').and_then(|comma| value.get(..=comma));
    }
    let letters = text.get(..LOOKED_AT)?;
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    let mixed =
        letters.bytes().any(|byte| byte.is_ascii_digit()) && letters.bytes().any(|byte| byte.is_ascii_uppercase());
    (mixed && letters.bytes().all(base64)).then(|| value.get(..SHOWN)).flatten()
}

/// Appends a stretch of JSON, each token in its role.
pub(crate) fn push_json(line: &mut Line, json: &str) {
    for (token, text) in tokens(json) {
        let role = match token {
            Token::Mark => Role::Dim,
            Token::Key => Role::Name,
            Token::String => Role::String,
            Token::Number => Role::Number,
            Token::Word => Role::Keyword,
        };
        line.push(role, text);
        if matches!(text, "," | ":") {
            line.push(Role::Dim, " ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(text: &str) -> JsonView {
        JsonView::new(Arc::new(Json::read(text.to_owned())))
    }

    fn screen(view: &JsonView, columns: usize) -> Vec<String> {
        (0..view.len()).map(|line| view.line(line, columns, Glyphs::new(false)).text()).collect()
    }

    #[test]
    fn containers_fold_with_a_look_inside() {
        let mut view = view(r#"{"type":3,"data":{"adds":[{"id":1},{"id":2}],"none":[]}}"#);
        assert_eq!(
            screen(&view, 80),
            [
                "▾ {2}",
                "    type: 3",
                "  ▾ data: {2}",
                "    ▾ adds: [2]",
                "      ▾ 0: {1}",
                "          id: 1",
                "      ▾ 1: {1}",
                "          id: 2",
                "      none: []",
            ]
        );
        let cursor = view.set_open(3, false, 80);
        assert_eq!(cursor, 3);
        assert_eq!(screen(&view, 80)[3], r#"    ▸ adds: [2] [{"id": 1}, {"id": 2}]"#);
        assert_eq!((view.parent(3), view.parent(2)), (2, 0));
        assert_eq!(view.path(3), "data.adds");
        assert_eq!(view.copy(3).unwrap(), r#"[{"id":1},{"id":2}]"#);
    }

    #[test]
    fn long_strings_are_cut_with_their_size_and_unfold() {
        let text = format!("line one\\nline \\u001btwo{}", "x".repeat(70_000));
        let mut view = view(&format!(r#"{{"css":"{text}"}}"#));
        let line = &screen(&view, 40)[1];
        assert_eq!(crate::text::width(line), 39, "the line without its mark's cell: {line}");
        assert!(line.ends_with("… 70 kB"), "{line}");
        assert_eq!(view.is_open(1), Some(false));
        view.set_open(1, true, 40);
        let lines = screen(&view, 40);
        assert_eq!(lines[2].trim(), "line one");
        assert_eq!((lines[3].trim(), lines[4].trim().starts_with("␛two")), ("line", true), "{lines:?}");
        assert!(lines.last().unwrap().ends_with("more"), "what the cap left out is said: {:?}", lines.last());
        assert_eq!(view.parent(5), 1);
        view.set_open(7, false, 40);
        assert_eq!(view.len(), 2);
    }

    #[test]
    fn encoded_data_is_told_by_its_kind_and_size() {
        let data = "iVBORw0KGgo5".repeat(100);
        let view = view(&format!(
            r#"{{"src":"data:image/png;base64,{data}","raw":"{data}","text":"{}"}}"#,
            "word ".repeat(40)
        ));
        let lines = screen(&view, 80);
        assert_eq!(lines[1], "  ▸ src: \"data:image/png;base64,… 1.2 kB");
        assert_eq!(lines[2], "  ▸ raw: \"iVBORw0KGgo5iVBO… 1.2 kB");
        assert!(lines[3].starts_with("  ▸ text: \"word word word"), "{lines:?}");
    }

    #[test]
    fn everything_opens_and_folds_at_once_and_the_cursor_stays() {
        let mut view = view(&format!("{{\"a\":[{}]}}", vec!["[1]"; 100].join(",")));
        assert_eq!(view.len(), 2, "a long list is folded at first");
        assert_eq!(view.fold_all(1), 1);
        assert_eq!(view.len(), 202);
        assert_eq!(view.fold_all(50), 1);
    }

    #[test]
    fn nothing_recorded_reaches_the_screen_raw() {
        let view = view("{\"\u{202e}key\":\"\u{9b}2J\"}");
        assert_eq!(screen(&view, 80)[1], "    ⟨202e⟩key: \"⟨009b⟩2J\"");
    }
}
