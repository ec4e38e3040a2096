//! What of a node a person would see: hidden things, and the texts of form controls.
//!
//! Without the page's CSS: attributes, inline style and a browser's own style sheet are asked, nothing else.

use super::tags::is_never_shown;
use crate::dom::{Node, NodeKind, walk};
use std::borrow::Cow;

/// Whether an element hides itself and all below it.
pub(crate) fn is_hidden(node: Node<'_>) -> bool {
    if !node.is_element() {
        return matches!(node.kind(), NodeKind::Comment | NodeKind::Doctype);
    }
    let tag = node.tag();
    is_never_shown(tag)
        || node.attribute("hidden").is_some()
        || (tag == "input" && node.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")))
        || (tag == "dialog" && node.attribute("open").is_none())
        || node.attribute("style").is_some_and(hides)
        || node
            .parent()
            .is_some_and(|parent| parent.tag() == "details" && parent.attribute("open").is_none() && tag != "summary")
}

/// Whether a text is masked: rrweb puts an asterisk for every character that is no white space. One alone is more likely
/// a required field's mark.
#[must_use]
pub fn is_masked(text: &str) -> bool {
    let mut marks = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c != '*' {
            return false;
        }
        marks += 1;
    }
    marks > 1
}

/// Whether an inline style hides its element.
fn hides(style: &str) -> bool {
    may_hide(style)
        && style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(name, value)| {
            let (name, value) = (name.trim(), value.trim());
            let is = |word: &str| value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
            (name.eq_ignore_ascii_case("display") && is("none"))
                || (name.eq_ignore_ascii_case("visibility") && (is("hidden") || is("collapse")))
        })
}

/// Whether some declaration begins as `display` or `visibility` does, or with what is no letter at all: few do.
fn may_hide(style: &str) -> bool {
    style.as_bytes().split(|byte| *byte == b';').any(|declaration| {
        let first = declaration.trim_ascii_start().first();
        first.is_some_and(|byte| matches!(byte, b'd' | b'D' | b'v' | b'V') || !byte.is_ascii_graphic())
    })
}

/// Whether what lies between an element's tags is never shown as such: a control's value or a picture stands there.
pub(crate) fn is_opaque(node: Node<'_>) -> bool {
    node.is_blocked()
        || matches!(node.tag(), "audio" | "canvas" | "iframe" | "object" | "select" | "textarea" | "video")
}

/// The text that a form control shows: its value, or its placeholder when it is empty.
pub(crate) fn control(node: Node<'_>) -> Option<Cow<'_, str>> {
    match node.tag() {
        "textarea" => Some(typed(node)),
        "select" => Some(chosen(node).into()),
        "input" => match node.attribute("type").unwrap_or("text").to_ascii_lowercase().as_str() {
            "checkbox" | "radio" | "hidden" | "file" | "color" | "range" => None,
            "password" => Some("•".repeat(typed(node).chars().count()).into()),
            "image" => node.attribute("alt").map(Cow::Borrowed),
            "submit" => Some(node.value().filter(|value| !value.is_empty()).unwrap_or("Submit".into())),
            "reset" => Some(node.value().filter(|value| !value.is_empty()).unwrap_or("Reset".into())),
            _ => Some(typed(node)),
        },
        _ => None,
    }
}

fn typed(node: Node<'_>) -> Cow<'_, str> {
    let value = node.value().filter(|value| !value.is_empty());
    value.or_else(|| node.attribute("placeholder").map(Cow::Borrowed)).unwrap_or_default()
}

/// The labels of a select's chosen options.
fn chosen(select: Node<'_>) -> String {
    let mut labels = Vec::new();
    for option in walk::subtree(select).filter(|node| node.selected() == Some(true)) {
        let text: String = match option.attribute("label") {
            Some(label) => label.to_owned(),
            None => walk::subtree(option).map(Node::text).collect(),
        };
        labels.push(super::collapse(&text));
    }
    labels.join(", ")
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn a_style_hides_however_it_is_written() {
        for style in
            ["display:none", "color: red; DISPLAY : None !important", "\u{a0}visibility: hidden", "\u{b}display:none"]
        {
            assert!(hides(style), "{style:?}");
        }
        for style in ["", ";", "opacity: 0", "display: block; --display: none", "a: display:none"] {
            assert!(!hides(style), "{style:?}");
        }
    }
}
