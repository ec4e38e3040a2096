//! A node in a few words, as a person would point at it: `button#buy "Buy now"`.

use crate::dom::{Node, NodeKind, Tree};
use crate::event::NodeId;
use std::fmt::Write as _;

/// Text is cut to so many characters.
const MOST_CHARS: usize = 40;

/// A node's selector: the tag, and its id, or its first class, or its name. Recorded text: not neutral.
#[must_use]
pub fn selector(node: Node<'_>) -> String {
    match node.kind() {
        NodeKind::Element => format!("{}{}", node.tag(), handle(node)),
        NodeKind::Text => {
            node.parent().map_or_else(|| "text".to_owned(), |parent| format!("{} text", selector(parent)))
        }
        kind => kind.name().to_owned(),
    }
}

/// What tells an element from others of its tag.
pub(super) fn handle(node: Node<'_>) -> String {
    let attribute = |name| node.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    if let Some(id) = attribute("id") {
        return format!("#{id}");
    }
    if let Some(class) = attribute("class").and_then(|class| class.split_whitespace().next()) {
        return format!(".{class}");
    }
    attribute("name").map(|name| format!("[name={name}]")).unwrap_or_default()
}

/// A node's selector with the text a user would know it by.
pub(super) fn target(tree: &Tree, id: NodeId) -> Option<String> {
    let node = tree.get(id)?;
    let mut out = selector(node);
    if let Some(name) = name(node) {
        let _ = write!(out, " {name:?}");
    }
    Some(out)
}

/// What an element is called: its text, or what stands for it.
fn name(node: Node<'_>) -> Option<String> {
    if node.kind() != NodeKind::Element || matches!(node.tag(), "html" | "body") {
        return None;
    }
    let label = || ["aria-label", "alt", "title", "placeholder"].iter().find_map(|name| node.attribute(name));
    let own = text_of(node);
    let text = if own.is_empty() { squeezed(label().unwrap_or_default()) } else { own };
    (!text.is_empty()).then_some(text)
}

/// The text inside a node, its white space squeezed, cut. Walks a bounded part of the subtree.
fn text_of(node: Node<'_>) -> String {
    const MOST_NODES: usize = 64;
    let mut text = String::new();
    let mut stack = vec![node];
    for _ in 0..MOST_NODES {
        let Some(next) = stack.pop() else { break };
        match next.kind() {
            NodeKind::Text => {
                text.push_str(&next.text().chars().take(4 * MOST_CHARS).collect::<String>());
                text.push(' ');
            }
            NodeKind::Element if !matches!(next.tag(), "script" | "style" | "svg" | "select") => {
                let children: Vec<_> = next.children().take(MOST_NODES).collect();
                stack.extend(children.into_iter().rev());
            }
            _ => {}
        }
        if text.len() > 4 * MOST_CHARS {
            break;
        }
    }
    squeezed(&text)
}

fn squeezed(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.chars().count() > MOST_CHARS {
            return out.chars().take(MOST_CHARS - 1).chain(['…']).collect();
        }
    }
    out
}
