//! A page's blocks as lines of text.

use super::blocks::blocks;
use crate::dom::Node;

/// What a node's subtree shows, as lines.
pub(super) fn page(root: Node<'_>) -> String {
    let mut out = String::new();
    for block in blocks(root, None) {
        if block.spaced {
            out.push('\n');
        }
        out.push_str(&" ".repeat(block.indent));
        out.push_str(&block.mark);
        block.parts.iter().for_each(|part| out.push_str(&part.text));
        out.push('\n');
    }
    out
}
