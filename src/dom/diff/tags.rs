//! Nodes as pieces of a line: the opening tag of an element, a text in quotes.

use super::lines::{Span, Tone};
use crate::dom::{Node, NodeKind};
use std::fmt::Write as _;

/// Characters of a text or attribute value that are shown of an inserted or removed node.
const SHOWN: usize = 160;

/// One node, without what is below it.
pub(super) fn node(node: Node<'_>) -> Vec<Span> {
    match node.kind() {
        NodeKind::Element => element(node),
        NodeKind::Text => vec![Span::new(quoted(node.text()), Tone::Plain)],
        NodeKind::Comment => vec![Span::new(format!("<!-- {} -->", cut(node.text()).trim()), Tone::Dim)],
        NodeKind::Cdata => vec![Span::new(format!("<![CDATA[{}]]>", cut(node.text())), Tone::Plain)],
        NodeKind::Doctype => {
            let name = node.doctype().map_or("", |doctype| &doctype.name);
            vec![Span::new(format!("<!DOCTYPE {name}>"), Tone::Dim)]
        }
        NodeKind::Document => vec![Span::new("#document", Tone::Dim)],
        NodeKind::ShadowRoot => vec![Span::new("#shadow-root", Tone::Dim)],
    }
}

fn element(node: Node<'_>) -> Vec<Span> {
    let mut spans = vec![Span::new("<", Tone::Dim), Span::new(node.tag(), Tone::Tag)];
    for (name, value) in node.attributes() {
        spans.push(Span::new(format!(" {}", cut(name)), Tone::Name));
        if !value.is_empty() {
            spans.push(Span::new("=", Tone::Dim));
            spans.push(Span::new(quoted(value), Tone::Plain));
        }
    }
    spans.push(Span::new(">", Tone::Dim));
    spans
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text))
}

/// The beginning of a long text, with `…` where something was cut.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// A name for one node in a sentence: its opening tag with nothing but what tells it apart, or its text.
pub(super) fn label(node: Node<'_>) -> String {
    if !node.is_element() {
        return self::node(node).into_iter().map(|span| span.text).collect();
    }
    let mut label = format!("<{}", node.tag());
    for name in ["id", "class", "name", "type", "role", "href", "src"] {
        if let Some(value) = node.attribute(name).filter(|value| !value.is_empty()) {
            let _ = write!(label, " {name}=\"{}\"", cut(value));
        }
    }
    label.push('>');
    label
}
