//! Looking for a text on a page, run by run.
//!
//! A run is what stands in one line box as far as tags alone tell: the inline content of one container (a block, a
//! document, a shadow root, or a host's own children) between the containers inside it. A text is on the page if some
//! shown run holds it; white space counts as one space. Every text node belongs to one container, so that after a change
//! only the containers it touched need looking at.

use super::shown::{control, is_hidden, is_opaque};
use super::tags::is_block;
use crate::dom::{Node, NodeKind, Tree, walk};

/// A text to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle(String);

impl Needle {
    /// White space is collapsed and cut off at the ends; `None` if nothing is left to look for.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        Some(super::collapse(text)).filter(|text| !text.is_empty()).map(Self)
    }

    /// Whether the text is on the page.
    #[must_use]
    pub fn is_on(&self, tree: &Tree) -> bool {
        walk::preorder(tree).filter(|&node| is_container(node)).any(|node| self.is_in(node) && is_shown(node))
    }

    /// Whether one of a container's runs holds the text, whether or not it is shown.
    pub(crate) fn is_in(&self, container: Node<'_>) -> bool {
        if let Some(text) = control(container) {
            return super::collapse(&text).contains(&self.0);
        }
        if is_opaque(container) || !self.fits(container) {
            return false;
        }
        let mut run = String::new();
        let mut waiting: Vec<Node<'_>> = container.first_child().into_iter().collect();
        while let Some(node) = waiting.pop() {
            waiting.extend(node.next_sibling());
            if is_hidden(node) {
                continue;
            }
            if is_container(node) {
                if self.is_held(&run) {
                    return true;
                }
                run.clear();
                continue;
            }
            match control(node) {
                Some(text) => {
                    run.push_str(&text);
                    run.push(' ');
                }
                None if node.tag() == "br" => run.push(' '),
                None if is_opaque(node) => {}
                None => run.push_str(node.text()),
            }
            if !is_opaque(node) {
                waiting.extend(node.first_child());
            }
        }
        self.is_held(&run)
    }

    /// Whether a container has as much text, shown or not: most have little, and what is hidden is costly to tell.
    fn fits(&self, container: Node<'_>) -> bool {
        let mut left = self.0.len();
        for node in std::iter::successors(container.first_child(), |node| after(*node, container)) {
            let is_control = matches!(node.tag(), "textarea" | "select" | "input");
            left = left.saturating_sub(node.text().len() + usize::from(node.tag() == "br"));
            if is_control || left == 0 {
                return true;
            }
        }
        false
    }

    fn is_held(&self, run: &str) -> bool {
        // Most runs are short and plain: collapse only what could hold the text at all.
        run.len() >= self.0.len() && super::collapse(run).contains(&self.0)
    }
}

/// The node after one in a container, not entering the containers inside it.
fn after<'t>(node: Node<'t>, container: Node<'t>) -> Option<Node<'t>> {
    let below = if is_container(node) { None } else { node.first_child() };
    below.or_else(|| {
        let mut ups = std::iter::successors(Some(node), |node| node.parent()).take_while(|up| *up != container);
        ups.find_map(Node::next_sibling)
    })
}

/// Whether a node's inline content is told apart from what is around it.
pub(crate) fn is_container(node: Node<'_>) -> bool {
    match node.kind() {
        NodeKind::Document | NodeKind::ShadowRoot => true,
        NodeKind::Element => {
            node.shadow_root().is_some() || (is_block(node.tag()) && !matches!(node.tag(), "option" | "optgroup"))
        }
        _ => false,
    }
}

/// The container in which a node's text stands; the node itself if it is one.
pub(crate) fn container(node: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(node), |node| node.parent()).find(|&node| is_container(node))
}

/// Whether nothing above a container, nor itself, is hidden, and it is on the page.
pub(crate) fn is_shown(container: Node<'_>) -> bool {
    let mut node = container;
    loop {
        if is_hidden(node) {
            return false;
        }
        match node.parent() {
            Some(parent) if is_opaque(parent) => return false,
            Some(parent) => node = parent,
            None => match node.host() {
                Some(host) => node = host,
                None => return Some(node) == node.tree().root(),
            },
        }
    }
}
