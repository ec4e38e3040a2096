//! A recorded page as a person reads it (`dom --format text`), and looking for a text on it (`when --text`).
//!
//! Blocks stand on lines of their own, headings and lists carry their marks, tables stand in columns, form
//! controls show their values in brackets. What is hidden is left out. Shadow roots are laid out as browsers do, light
//! children in their slots.

mod blocks;
mod flow;
mod runs;
mod shown;
mod table;
mod tags;
mod writer;

pub use blocks::{Block, BlockKind, Part, PartKind, blocks};
pub use runs::Needle;
pub(crate) use runs::{container, is_container, is_shown};
pub(crate) use shown::is_hidden;
pub use shown::is_masked;
pub(crate) use tags::{is_block, is_void};

use super::{Node, Tree};
use std::fmt;

/// Writes the whole page, with line breaks; each line is as recorded, not neutralised.
pub fn write(tree: &Tree, out: &mut impl fmt::Write) -> fmt::Result {
    tree.root().map_or(Ok(()), |root| write_node(root, out))
}

/// Writes what is shown of one node's subtree.
pub fn write_node(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    out.write_str(&writer::page(node))
}

/// HTML's white space, collapsed to single spaces and cut off at both ends. A no-break space is no white space.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n', '\r', '\u{c}']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests;
