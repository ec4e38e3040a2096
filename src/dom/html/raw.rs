//! Elements whose content the parser reads its own way: style sheets and text areas.

use super::css;
use super::escape::{attribute, text};
use crate::dom::Node;
use std::fmt::{self, Write};

/// Whether an element is a style sheet whose rules are known: a `<style>`, or a `<link>` that the recorder inlined.
pub(super) fn is_sheet(node: Node<'_>) -> bool {
    node.tag() == "style" || node.attribute("_cssText").is_some() || node.edited_rules().is_some()
}

/// Writes a style sheet as it was at the moment.
pub(super) fn sheet(node: Node<'_>, out: &mut impl Write) -> fmt::Result {
    out.write_str("<style")?;
    if node.tag() != "style" {
        attribute("data-recorded-tag", node.tag(), out)?;
    }
    for name in ["id", "class", "media", "title"] {
        if let Some(value) = node.attribute(name) {
            attribute(name, value, out)?;
        }
    }
    out.write_char('>')?;
    let rules = rules(node);
    let rules = css::inert(&rules);
    // Inside an SVG the parser reads a style's text as any text.
    if node.is_svg() {
        text(&rules, out)?;
    } else {
        out.write_str(&css::raw(&rules))?;
    }
    out.write_str("</style>")
}

fn rules(node: Node<'_>) -> String {
    if let Some(rules) = node.edited_rules() {
        return rules.join("\n");
    }
    let own: String = node.children().map(Node::text).collect();
    if own.trim().is_empty() { node.attribute("_cssText").unwrap_or("").to_owned() } else { own }
}

/// Text whose first line break must survive.
pub(super) fn kept(value: &str, out: &mut impl Write) -> fmt::Result {
    if value.starts_with('\n') {
        out.write_char('\n')?;
    }
    text(value, out)
}
