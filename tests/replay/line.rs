//! A page as a list of lines: what both sides are brought to before they are compared.

use std::collections::BTreeMap;
use std::fmt::Write;

/// One node.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) depth: usize,
    pub(crate) id: Option<i64>,
    /// `document`, `shadowroot`, `element` and so on.
    pub(crate) kind: String,
    pub(crate) tag: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// Text, or the three names of a doctype.
    pub(crate) text: String,
    pub(crate) value: Option<String>,
    pub(crate) checked: Option<bool>,
    pub(crate) scroll: Option<(f64, f64)>,
    /// The rules of its sheet.
    pub(crate) rules: Vec<String>,
    /// Adopted sheets, each with its rules.
    pub(crate) adopted: Vec<Vec<String>>,
    pub(crate) is_svg: bool,
}

impl Line {
    pub(crate) fn element(tag: &str) -> Self {
        Self { kind: "element".to_owned(), tag: tag.to_owned(), ..Self::default() }
    }
}

/// The place of a line's parent, if it has one.
pub(crate) fn parent(lines: &[Line], place: usize) -> Option<usize> {
    (0..place).rev().find(|before| lines[*before].depth < lines[place].depth)
}

/// Takes out the lines for which `doomed` holds, with all that is below them.
pub(crate) fn take_out(lines: &mut Vec<Line>, doomed: impl Fn(&[Line], usize) -> bool) {
    let mut keep = vec![true; lines.len()];
    for place in 0..lines.len() {
        let above = parent(lines, place).is_none_or(|parent| keep[parent]);
        keep[place] = above && !doomed(lines, place);
    }
    let mut keep = keep.into_iter();
    lines.retain(|_| keep.next().unwrap_or(true));
}

/// The first difference, in words.
pub(crate) fn difference(golden: &[Line], ours: &[Line]) -> Option<String> {
    let place = (0..golden.len().max(ours.len())).find(|place| golden.get(*place) != ours.get(*place))?;
    let mut out = String::new();
    for (name, lines) in [("player", golden), ("ours  ", ours)] {
        match lines.get(place) {
            Some(line) => write!(out, "\n  {name} line {place}: {line:?}").unwrap(),
            None => write!(out, "\n  {name} ends at line {place}").unwrap(),
        }
    }
    Some(out)
}
