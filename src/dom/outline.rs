//! The tree as an indented outline: `dom --format outline`.
//!
//! One node a line, two spaces an indent, ids first, attributes sorted by name, values as JSON strings, live state
//! after the tag with a `!`.

use std::fmt;

use super::{Node, NodeKind, Tree, json};

/// Writes the whole tree, one node a line. Recorded text is escaped as JSON strings.
pub fn write(tree: &Tree, out: &mut impl fmt::Write) -> fmt::Result {
    tree.root().map_or(Ok(()), |root| write_node(root, out))
}

/// Writes one node's subtree, from no indent. Never recurses.
pub fn write_node(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    let mut open = vec![(node, 0usize)];
    let mut below = Vec::new();
    while let Some((node, depth)) = open.pop() {
        for _ in 0..depth {
            out.write_str("  ")?;
        }
        write_line(node, out)?;
        below.extend(json::shown_children(node).map(|child| (child, depth + 1)));
        open.extend(below.drain(..).rev());
    }
    Ok(())
}

fn write_line(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    match (node.id(), node.kind()) {
        (Some(id), _) => write!(out, "#{id} ")?,
        (None, NodeKind::ShadowRoot) => {}
        (None, _) => out.write_str("#- ")?,
    }
    match node.kind() {
        NodeKind::Document if node.is_quirks() => out.write_str("document BackCompat")?,
        NodeKind::Document => out.write_str("document")?,
        NodeKind::ShadowRoot => out.write_str("shadowroot")?,
        NodeKind::Doctype => {
            let doctype = node.doctype().cloned().unwrap_or_default();
            out.write_str("doctype [")?;
            json::write_string(&doctype.name, out)?;
            out.write_str(",")?;
            json::write_string(&doctype.public_id, out)?;
            out.write_str(",")?;
            json::write_string(&doctype.system_id, out)?;
            out.write_str("]")?;
        }
        NodeKind::Element => write_element(node, out)?,
        kind @ (NodeKind::Text | NodeKind::Comment | NodeKind::Cdata) => {
            write!(out, "{} ", kind.name())?;
            json::write_string(node.text(), out)?;
        }
    }
    for (name, value) in json::state(node) {
        write!(out, " !{name}={value}")?;
    }
    out.write_str("\n")
}

fn write_element(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    write!(out, "<{}", node.tag())?;
    for (name, value) in json::sorted_attributes(node) {
        write!(out, " {name}=")?;
        json::write_string(value, out)?;
    }
    out.write_str(">")
}
