//! Walking a tree without recursion, however deep it is.

use super::{Node, Tree};

/// Every node that is reached from the top document, parents first, in the order outlines use.
pub(crate) fn preorder(tree: &Tree) -> Preorder<'_> {
    Preorder { waiting: tree.root().into_iter().collect(), is_root: true }
}

/// A node and all below it, parents first, through shadow roots and frames.
pub(crate) fn subtree(node: Node<'_>) -> Preorder<'_> {
    Preorder { waiting: vec![node], is_root: true }
}

/// See [`preorder`].
#[derive(Debug)]
pub(crate) struct Preorder<'t> {
    waiting: Vec<Node<'t>>,
    /// The next node is the one the walk began at: its siblings are none of ours.
    is_root: bool,
}

impl<'t> Iterator for Preorder<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let node = self.waiting.pop()?;
        if !std::mem::take(&mut self.is_root) {
            // Shadow roots and content documents have no siblings.
            self.waiting.extend(node.next_sibling());
        }
        self.waiting.extend(node.first_child());
        self.waiting.extend(node.content_document());
        self.waiting.extend(node.shadow_root());
        Some(node)
    }
}
