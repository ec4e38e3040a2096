//! The flat tree: which nodes stand below which when a page is laid out.

use crate::dom::{Node, NodeKind};

/// What is laid out inside a node: a host's shadow root instead of its children, a slot's assigned nodes instead of its
/// own, an iframe's document.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    if let Some(root) = node.shadow_root() {
        return root.children().collect();
    }
    if let Some(document) = node.content_document() {
        return vec![document];
    }
    if node.tag() == "slot"
        && let Some(host) = host(node)
    {
        let name = node.attribute("name").unwrap_or("");
        let assigned: Vec<Node<'_>> = host.children().filter(|child| slot_of(*child) == Some(name)).collect();
        if !assigned.is_empty() {
            return assigned;
        }
    }
    node.children().collect()
}

fn host(node: Node<'_>) -> Option<Node<'_>> {
    let root = std::iter::successors(Some(node), |node| node.parent()).last()?;
    if root.kind() == NodeKind::ShadowRoot { root.host() } else { None }
}

/// The name of the slot a host's child goes to; `None` for what is never slotted.
fn slot_of(child: Node<'_>) -> Option<&str> {
    match child.kind() {
        NodeKind::Element => Some(child.attribute("slot").unwrap_or("")),
        NodeKind::Text => Some(""),
        _ => None,
    }
}
