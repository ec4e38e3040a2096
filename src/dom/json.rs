//! The tree as nested JSON objects: `dom --format json`.
//!
//! Written by hand and not through `serde`, because a page may be nested deeper than any stack.

use std::fmt::{self, Write};

use super::{Node, NodeKind, Tree};

/// Writes the whole tree as one JSON object; an empty one while there is no page. Never recurses.
pub fn write(tree: &Tree, out: &mut impl fmt::Write) -> fmt::Result {
    match tree.root() {
        Some(root) => write_node(root, out),
        None => out.write_str("{}"),
    }
}

/// Writes one node's subtree as one JSON object.
pub fn write_node(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    enum Step<'t> {
        Open(Node<'t>, bool),
        Close,
    }
    let mut steps = vec![Step::Open(node, true)];
    let mut below = Vec::new();
    while let Some(step) = steps.pop() {
        match step {
            Step::Close => out.write_str("]}")?,
            Step::Open(node, is_first) => {
                if !is_first {
                    out.write_str(",")?;
                }
                write_fields(node, out)?;
                if has_children(node.kind()) {
                    out.write_str(",\"children\":[")?;
                    steps.push(Step::Close);
                    below.extend(shown_children(node).enumerate().map(|(place, child)| Step::Open(child, place == 0)));
                    steps.extend(below.drain(..).rev());
                } else {
                    out.write_str("}")?;
                }
            }
        }
    }
    Ok(())
}

/// The children that a recorded id names, and shadow roots. Text that only `_cssText` or `value` brought is state.
pub(super) fn shown_children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.all_children().filter(|child| child.id().is_some() || child.kind() != NodeKind::Text)
}

fn has_children(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Document | NodeKind::Element | NodeKind::ShadowRoot)
}

/// Everything of a node but its children; the object stays open.
fn write_fields(node: Node<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    out.write_str("{")?;
    if let Some(id) = node.id() {
        write!(out, "\"id\":{id},")?;
    }
    write!(out, "\"kind\":\"{}\"", node.kind().name())?;
    match node.kind() {
        NodeKind::Element => {
            out.write_str(",\"tag\":")?;
            write_string(node.tag(), out)?;
            out.write_str(",\"attributes\":{")?;
            for (place, (name, value)) in sorted_attributes(node).into_iter().enumerate() {
                out.write_str(if place == 0 { "" } else { "," })?;
                write_string(name, out)?;
                out.write_str(":")?;
                write_string(value, out)?;
            }
            out.write_str("}")?;
        }
        NodeKind::Text | NodeKind::Comment | NodeKind::Cdata => {
            out.write_str(",\"text\":")?;
            write_string(node.text(), out)?;
        }
        NodeKind::Doctype => {
            let doctype = node.doctype().cloned().unwrap_or_default();
            for (name, value) in
                [("name", &doctype.name), ("public_id", &doctype.public_id), ("system_id", &doctype.system_id)]
            {
                write!(out, ",\"{name}\":")?;
                write_string(value, out)?;
            }
        }
        NodeKind::Document if node.is_quirks() => out.write_str(",\"compat_mode\":\"BackCompat\"")?,
        NodeKind::Document | NodeKind::ShadowRoot => {}
    }
    let state = state(node);
    if !state.is_empty() {
        out.write_str(",\"state\":{")?;
        for (place, (name, value)) in state.iter().enumerate() {
            write!(out, "{}\"{name}\":{value}", if place == 0 { "" } else { "," })?;
        }
        out.write_str("}")?;
    }
    Ok(())
}

/// The attributes that are present, by name.
pub(super) fn sorted_attributes(node: Node<'_>) -> Vec<(&str, &str)> {
    let mut attributes: Vec<_> = node.attributes().collect();
    attributes.sort_unstable_by_key(|(name, _)| *name);
    attributes
}

/// The live state of a node: names, and values as JSON.
pub(super) fn state(node: Node<'_>) -> Vec<(&'static str, String)> {
    let mut state = Vec::new();
    if let Some(value) = node.value() {
        state.push(("value", string(&value)));
    }
    if let Some(value) = node.value_without_option() {
        state.push(("value_without_option", string(value)));
    }
    if let Some(checked) = node.checked() {
        state.push(("checked", checked.to_string()));
    }
    // What the attribute does not show; the rest would cost a look at all options for each.
    if let Some(selected) = node.picked() {
        state.push(("selected", selected.to_string()));
    }
    if node.tag() == "style" && node.children().any(|child| child.id().is_none()) {
        state.push(("css", string(&node.child_text())));
    }
    if let Some((x, y)) = node.scroll() {
        state.push(("scroll", format!("[{x},{y}]")));
    }
    if let Some(media) = node.media() {
        let verb = if media.playing { "playing" } else { "paused" };
        state.push((
            "media",
            format!(
                "{{\"state\":\"{verb}\",\"current_time\":{},\"at_ms\":{},\"rate\":{},\"volume\":{},\"muted\":{},\"loop\":{}}}",
                media.current_time,
                media.at.ms(),
                media.rate,
                media.volume,
                media.muted,
                media.looping
            ),
        ));
    }
    if let Some(rules) = node.edited_rules() {
        state.push(("rules", strings(&rules)));
    }
    let adopted = node.adopted_sheets();
    if !adopted.is_empty() {
        state.push(("adopted", format!("[{}]", adopted.iter().map(|s| strings(s)).collect::<Vec<_>>().join(","))));
    }
    if let Some(canvas) = node.canvas() {
        state.push(("canvas", format!("{{\"context\":{},\"commands\":{}}}", canvas.context, canvas.total)));
    }
    if node.is_blocked()
        && let Some((width, height)) = node.blocked_size()
    {
        state.push(("blocked", format!("[{},{}]", string(width), string(height))));
    }
    state
}

fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let _ = write_string(text, &mut out);
    out
}

fn strings(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| string(text)).collect::<Vec<_>>().join(","))
}

/// Writes a JSON string; all control and bidi characters are escaped, so that none reaches a terminal raw.
pub(super) fn write_string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    while let Some(place) = rest.find(needs_escape) {
        let (plain, special) = rest.split_at(place);
        out.write_str(plain)?;
        let mut chars = special.chars();
        if let Some(char) = chars.next() {
            write_escape(char, out)?;
        }
        rest = chars.as_str();
    }
    out.write_str(rest)?;
    out.write_char('"')
}

fn needs_escape(char: char) -> bool {
    matches!(char, '"' | '\\' | '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn write_escape(char: char, out: &mut impl Write) -> fmt::Result {
    match char {
        '"' => out.write_str("\\\""),
        '\\' => out.write_str("\\\\"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        other => write!(out, "\\u{:04x}", u32::from(other)),
    }
}
