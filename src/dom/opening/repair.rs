//! Attributes and texts as they were recorded, after a snapshot that carried live values in their place.

use super::super::{Node, NodeKind};
use super::{Maker, nodes};
use serde_json::{Map, Value, json};

impl Maker<'_> {
    /// One mutation for all elements of which `which` holds.
    pub(super) fn attributes(&mut self, which: impl Fn(Node<'_>) -> bool) {
        let changes = self.gather(|node, made| {
            let changes = if which(node) { changed(node, made) } else { Map::new() };
            (!changes.is_empty()).then_some(changes)
        });
        let attributes: Vec<Value> =
            changes.into_iter().map(|(id, attributes)| json!({"id": id, "attributes": attributes})).collect();
        let texts = self.gather(|node, made| {
            // Style sheets and text areas have theirs from an attribute.
            let text = nodes::unnamed_text(node).filter(|_| !matches!(node.tag(), "style" | "textarea"))?;
            (made.first_child().is_none()).then_some(text)
        });
        let texts: Vec<Value> = texts.into_iter().map(|(id, text)| json!({"id": id, "value": text})).collect();
        if !(attributes.is_empty() && texts.is_empty()) {
            self.emit_increment(0, json!({"texts": texts, "attributes": attributes, "removes": [], "adds": []}));
        }
    }
}

/// What an element's attributes have to become.
fn changed(node: Node<'_>, made: Node<'_>) -> Map<String, Value> {
    let mut changes = Map::new();
    if node.kind() != NodeKind::Element {
        return changes;
    }
    for (name, value) in node.attributes().filter(|(name, value)| made.attribute(name) != Some(value)) {
        changes.insert(name.to_owned(), value.into());
    }
    for (name, _) in made.attributes().filter(|(name, _)| node.attribute(name).is_none()) {
        changes.insert(name.to_owned(), Value::Null);
    }
    if node.tag() == "textarea"
        && let Some(shown) = nodes::unnamed_text(made)
        && nodes::unnamed_text(node).as_ref() != Some(&shown)
    {
        changes.insert("value".to_owned(), node.child_text().into());
    }
    changes
}
