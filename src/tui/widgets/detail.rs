//! Something shown whole, in lines: what a row of a list unfolds into.
//!
//! A detail is parts: lines, texts that wrap, code in colours, JSON that folds, stack frames, bars, and sections that
//! fold. A part may lead somewhere. Text is wrapped when the columns are known, and anew when they change.

use super::bar::{self, scale};
use super::code::Code;
use super::json::Json;
use super::json_view::JsonView;
use super::line::Line;
use crate::clock::Span;
use crate::event::{NodeId, Seq};
use crate::text::{self, wrap};
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use std::ops::Range;
use std::sync::Arc;

/// The lines of one text that are shown at most.
const MOST_LINES: usize = 3_000;

/// What stands before every line of a detail.
const INDENT: &str = "    ";

/// What stands before a line inside a section.
const INNER: &str = "  ";

/// Where a line leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// To an event.
    Event(Seq),
    /// To a node of the DOM.
    Node(NodeId),
}

/// A stretch of a whole time, as a bar.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// What took so long.
    pub(crate) name: &'static str,
    /// From when to when, counted from the whole's start.
    pub(crate) range: Range<Span>,
    /// The whole's length.
    pub(crate) whole: Span,
}

#[derive(Debug)]
enum Body {
    /// One line that stays as it is.
    Line(Line),
    /// Text that wraps.
    Text(Role, String, Vec<Range<usize>>),
    /// Code that wraps.
    Code(Code, Vec<Range<usize>>),
    /// JSON that folds.
    Json(JsonView),
    /// A stack frame.
    Frame(String),
    /// A phase.
    Bar(Bar),
    /// What follows up to the section's end folds under this line.
    Section(Line, bool),
}

#[derive(Debug)]
struct Part {
    body: Body,
    /// The place of the section it stands in.
    section: Option<usize>,
    target: Option<Target>,
}

/// Something shown whole.
#[derive(Debug, Default)]
pub(crate) struct Detail {
    parts: Vec<Part>,
    /// The part of each line, and the line's place in it.
    entries: Vec<(usize, usize)>,
    /// The columns it was set in; none yet, or not since something was added, when 0.
    columns: usize,
    section: Option<usize>,
}

impl Detail {
    fn push(&mut self, body: Body) -> &mut Self {
        self.parts.push(Part { body, section: self.section, target: None });
        self.columns = 0;
        self
    }

    /// Appends a line that stays as it is.
    pub(crate) fn line(&mut self, line: Line) -> &mut Self {
        self.push(Body::Line(line))
    }

    /// Appends recorded text that wraps.
    pub(crate) fn text(&mut self, role: Role, recorded: &str) -> &mut Self {
        self.push(Body::Text(role, recorded.to_owned(), Vec::new()))
    }

    /// Appends code that wraps.
    pub(crate) fn code(&mut self, code: Code) -> &mut Self {
        self.push(Body::Code(code, Vec::new()))
    }

    /// Appends JSON, opened as far as makes a screen or two, or folded.
    pub(crate) fn json(&mut self, json: Arc<Json>, open: bool) -> &mut Self {
        self.push(Body::Json(if open { JsonView::new(json) } else { JsonView::folded(json) }))
    }

    /// Appends a stack frame, `name (place)`.
    pub(crate) fn frame(&mut self, frame: &str) -> &mut Self {
        self.push(Body::Frame(frame.to_owned()))
    }

    /// Appends a bar.
    pub(crate) fn bar(&mut self, bar: Bar) -> &mut Self {
        self.push(Body::Bar(bar))
    }

    /// Begins a section: what follows, up to [`Detail::end`], folds under this line.
    pub(crate) fn section(&mut self, title: Line, open: bool) -> &mut Self {
        self.section = None;
        self.section = Some(self.parts.len());
        self.parts.push(Part { body: Body::Section(title, open), section: None, target: None });
        self.columns = 0;
        self
    }

    /// Ends the section.
    pub(crate) fn end(&mut self) -> &mut Self {
        self.section = None;
        self
    }

    /// The part appended last leads there.
    pub(crate) fn to(&mut self, target: Target) -> &mut Self {
        if let Some(last) = self.parts.last_mut() {
            last.target = Some(target);
        }
        self
    }

    /// Sets it in so many columns.
    pub(crate) fn fit(&mut self, columns: usize) {
        let columns = columns.max(1);
        if self.columns == columns {
            return;
        }
        self.columns = columns;
        for part in &mut self.parts {
            let room = room(columns, part.section);
            match &mut part.body {
                Body::Text(_, text, lines) => *lines = wrap(text, room, MOST_LINES),
                Body::Code(code, lines) => *lines = wrap(&code.text, room, MOST_LINES),
                _ => {}
            }
        }
        self.lay();
    }

    fn lay(&mut self) {
        self.entries.clear();
        for (at, part) in self.parts.iter().enumerate() {
            let hidden = part.section.is_some_and(|section| !self.is_open(section));
            let lines = match &part.body {
                _ if hidden => 0,
                Body::Text(_, _, lines) => lines.len(),
                Body::Code(code, lines) => lines.len() + usize::from(left_of(code, lines) > 0),
                Body::Json(view) => view.len(),
                Body::Line(_) | Body::Frame(_) | Body::Bar(_) | Body::Section(..) => 1,
            };
            self.entries.extend((0..lines).map(|line| (at, line)));
        }
    }

    fn is_open(&self, section: usize) -> bool {
        matches!(self.parts.get(section), Some(Part { body: Body::Section(_, true), .. }))
    }

    /// The number of lines, once it is set.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Folds or unfolds what a line shows; whether there was anything to fold.
    pub(crate) fn fold(&mut self, line: usize, open: impl Fn(bool) -> bool) -> bool {
        let Some((at, inner)) = self.entries.get(line).copied() else { return false };
        let columns = room(self.columns, self.parts[at].section);
        match &mut self.parts[at].body {
            Body::Section(_, now) => *now = open(*now),
            Body::Json(view) => {
                let Some(now) = view.is_open(inner) else { return false };
                view.set_open(inner, open(now), columns);
            }
            _ => return false,
        }
        self.lay();
        true
    }

    /// Where a line leads.
    pub(crate) fn target(&self, line: usize) -> Option<Target> {
        self.parts.get(self.entries.get(line)?.0)?.target
    }

    /// What a line belongs to, whole, to be copied.
    pub(crate) fn copy(&self, line: usize) -> Option<String> {
        let (at, inner) = *self.entries.get(line)?;
        Some(match &self.parts.get(at)?.body {
            Body::Line(line) | Body::Section(line, _) => line.text().trim().to_owned(),
            Body::Text(_, text, _) | Body::Frame(text) => text.clone(),
            Body::Code(code, _) => code.text.clone(),
            Body::Bar(bar) => format!("{} {}", bar.name, took(bar)),
            Body::Json(view) => return view.copy(inner),
        })
    }

    /// A line as it is drawn.
    pub(crate) fn drawn(&self, line: usize, glyphs: Glyphs) -> Line {
        let mut out = Line::of(Role::Dim, INDENT);
        let Some((at, inner)) = self.entries.get(line).copied() else { return out };
        let part = &self.parts[at];
        if part.section.is_some() {
            out.push(Role::Dim, INNER);
        }
        let columns = room(self.columns, part.section);
        match &part.body {
            Body::Line(line) => out.append(line.clone()),
            Body::Text(role, text, lines) => {
                out.push(*role, lines.get(inner).and_then(|range| text.get(range.clone())).unwrap_or_default());
            }
            Body::Code(code, lines) => match lines.get(inner) {
                Some(range) => code.push(&mut out, range),
                None => out.push(Role::Dim, &format!("{} more", text::bytes(left_of(code, lines) as u64))),
            },
            Body::Json(view) => out.append(view.line(inner, columns, glyphs)),
            Body::Frame(frame) => push_frame(&mut out, frame, columns),
            Body::Bar(bar) => push_bar(&mut out, bar, columns, glyphs),
            Body::Section(title, open) => {
                let fold = if *open { glyphs.unfolded() } else { glyphs.folded() };
                out.push(Role::Dim, &format!("{fold} "));
                out.append(title.clone());
            }
        }
        out
    }
}

/// The columns a part has for its text.
fn room(columns: usize, section: Option<usize>) -> usize {
    let inner = section.map_or(0, |_| INNER.len());
    // A line's first cell is its mark's.
    columns.saturating_sub(1 + INDENT.len() + inner).max(1)
}

/// The bytes of a code that no line shows.
fn left_of(code: &Code, lines: &[Range<usize>]) -> usize {
    code.left + code.text.len() - lines.last().map_or(code.text.len(), |last| last.end)
}

/// A stack frame, `name (place)`: the place survives a narrow screen, cut in its middle.
fn push_frame(out: &mut Line, frame: &str, columns: usize) {
    const AT: &str = "at ";
    let columns = columns.saturating_sub(AT.len());
    out.push(Role::Dim, AT);
    let Some((name, place)) = frame.strip_suffix(')').and_then(|frame| frame.rsplit_once(" (")) else {
        out.push(Role::Dim, &text::cut_middle(&text::neutral(frame), columns));
        return;
    };
    let name = text::neutral(name);
    let name = text::cut_end(&name, columns / 2);
    let room = columns.saturating_sub(text::width(&name) + 3);
    out.push(Role::Text, &name);
    out.push(Role::Dim, &format!(" ({})", text::cut_middle(&text::neutral(place), room)));
}

fn push_bar(out: &mut Line, bar: &Bar, columns: usize, glyphs: Glyphs) {
    /// The columns of a bar's name and length.
    const HEAD: usize = 24;
    out.push(Role::Dim, &format!("{:<12}", bar.name));
    out.push(Role::Text, &format!("{:>8}  ", took(bar)));
    let columns = columns.saturating_sub(HEAD).min(60);
    let at = |span: Span| scale(span.0, bar.whole.0, columns).min(columns);
    let start = at(bar.range.start).min(columns.saturating_sub(1));
    bar::push(out, start..at(bar.range.end), start, (Role::LaneNetwork, glyphs));
}

/// A bar's length: below ten milliseconds with a decimal.
fn took(bar: &Bar) -> String {
    let span = Span(bar.range.end.0 - bar.range.start.0);
    if span.0 < 10_000 { format!("{:.1} ms", span.ms()) } else { span.human() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(detail: &Detail) -> Vec<String> {
        (0..detail.len()).map(|line| detail.drawn(line, Glyphs::new(false)).text()).collect()
    }

    fn detail() -> Detail {
        let mut detail = Detail::default();
        detail.text(Role::Text, "cannot read cents\u{1b}[2J of undefined");
        detail.frame("pay (https://shop.test/js/app.js:10:3)").to(Target::Event(7));
        detail.section(Line::of(Role::Accent, "headers 1"), false);
        detail.line(Line::of(Role::Text, "accept: */*")).end();
        detail.json(Arc::new(Json::read(r#"{"a":{"b":1}}"#.to_owned())), false);
        detail
    }

    #[test]
    fn text_wraps_anew_when_the_columns_change() {
        let mut detail = detail();
        detail.fit(40);
        assert_eq!(screen(&detail)[0], "    cannot read cents␛[2J of undefined");
        detail.fit(24);
        assert_eq!(screen(&detail)[..2], ["    cannot read ", "    cents␛[2J of "]);
        assert_eq!(screen(&detail)[3], "    at pay (http…:10:3)");
    }

    #[test]
    fn sections_and_values_fold_and_lines_lead_somewhere() {
        let mut detail = detail();
        detail.fit(60);
        assert_eq!(screen(&detail)[2..], ["    ▸ headers 1", "    ▸ {1} {\"a\": {\"b\": 1}}"]);
        assert!(detail.fold(2, |now| !now) && detail.fold(4, |_| true) && !detail.fold(0, |now| !now));
        assert_eq!(
            screen(&detail)[2..],
            ["    ▾ headers 1", "      accept: */*", "    ▾ {1}", "      ▸ a: {1} {\"b\": 1}"]
        );
        assert_eq!((detail.target(1), detail.target(2)), (Some(Target::Event(7)), None));
        assert_eq!(detail.copy(5).unwrap(), "{\"b\":1}");
        assert_eq!(detail.copy(1).unwrap(), "pay (https://shop.test/js/app.js:10:3)");
    }

    #[test]
    fn any_columns_will_do() {
        for columns in 0..30 {
            let mut detail = detail();
            detail.bar(Bar { name: "waiting", range: Span(2)..Span(900), whole: Span(900) });
            detail.code(Code::new("a { color: red }", None));
            detail.fit(columns);
            assert!(screen(&detail).len() >= 6);
        }
    }
}
