//! Finding nodes in the tree: by a CSS selector, or by text, tags, ids and attributes that contain what was typed.

use crate::dom::select::Selector;
use crate::dom::{Node, NodeKey, NodeKind, Tree};
use std::collections::HashSet;

/// The hits that are kept.
const MOST_HITS: usize = 10_000;

/// A search and what it found.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// What was typed.
    pub(super) pattern: String,
    /// The nodes found, in document order.
    pub(super) hits: Vec<NodeKey>,
    found: HashSet<NodeKey>,
}

impl Search {
    /// Searches a tree; an empty pattern searches nothing.
    pub(super) fn new(tree: &Tree, pattern: String) -> Self {
        let hits = find(tree, &pattern);
        let found = hits.iter().copied().collect();
        Self { pattern, hits, found }
    }

    /// Whether a node is one that was found.
    pub(super) fn has(&self, node: NodeKey) -> bool {
        self.found.contains(&node)
    }

    /// Whether anything is searched for.
    pub(super) fn is_on(&self) -> bool {
        !self.pattern.trim().is_empty()
    }
}

/// The nodes that a search finds, in document order.
///
/// `#241` is a node's id. What reads as a selector and matches something is one; anything else is looked for as it
/// stands, in any case, in texts, tags, attribute names and values.
fn find(tree: &Tree, pattern: &str) -> Vec<NodeKey> {
    let pattern = pattern.trim();
    if pattern.is_empty() {
        return Vec::new();
    }
    if let Some(node) = pattern.strip_prefix('#').and_then(|id| id.parse().ok()).and_then(|id| tree.get(id))
        && tree.is_attached(node)
    {
        return vec![node.key()];
    }
    let by_selector = Selector::parse(pattern).map(|selector| selector.all(tree)).unwrap_or_default();
    if !by_selector.is_empty() {
        return by_selector.into_iter().take(MOST_HITS).map(Node::key).collect();
    }
    by_text(tree, &pattern.to_lowercase())
}

fn by_text(tree: &Tree, pattern: &str) -> Vec<NodeKey> {
    let mut hits = Vec::new();
    let mut stack: Vec<Node<'_>> = tree.root().into_iter().collect();
    while let Some(node) = stack.pop() {
        if says(node, pattern) {
            hits.push(node.key());
            if hits.len() == MOST_HITS {
                break;
            }
        }
        let from = stack.len();
        stack.extend(node.all_children());
        stack[from..].reverse();
    }
    hits
}

fn says(node: Node<'_>, pattern: &str) -> bool {
    let has = |text: &str| contains(text, pattern);
    match node.kind() {
        NodeKind::Element => {
            let shown = |(name, value)| name != "_cssText" && (has(name) || has(value));
            has(node.tag()) || node.attributes().any(shown) || node.value().is_some_and(|value| has(&value))
        }
        _ => has(node.text()),
    }
}

/// Whether a text contains a pattern in lower case, in any case.
fn contains(text: &str, pattern: &str) -> bool {
    if text.is_ascii() {
        let (text, pattern) = (text.as_bytes(), pattern.as_bytes());
        return text.windows(pattern.len().max(1)).any(|part| part.eq_ignore_ascii_case(pattern));
    }
    text.to_lowercase().contains(pattern)
}
