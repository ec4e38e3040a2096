//! Serialized nodes written back as rrweb's JSON: what [`Subtree::read`](super::node::Subtree) reads is what this writes.

use std::fmt::Write as _;

use super::node::{Attribute, ElementFlags, JsonType, NodeBody, SerializedNode, Subtree};

impl Subtree {
    /// The subtree as one JSON object; `null` when it is empty. Never recurses.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        // The nodes whose lists of children are open, the innermost last.
        let mut open: Vec<u32> = Vec::new();
        let mut is_first = true;
        for (index, node) in (0..).zip(&self.nodes) {
            while open.last().is_some_and(|top| node.parent != Some(*top)) {
                open.pop();
                out.push_str("]}");
                is_first = false;
            }
            if !is_first {
                out.push(',');
            }
            write_fields(node, &mut out);
            is_first = holds_children(&node.body);
            if is_first {
                out.push_str(",\"childNodes\":[");
                open.push(index);
            } else {
                out.push('}');
            }
        }
        out.push_str(&"]}".repeat(open.len()));
        if out.is_empty() { "null".to_owned() } else { out }
    }
}

fn holds_children(body: &NodeBody) -> bool {
    matches!(body, NodeBody::Document { .. } | NodeBody::Element(_))
}

/// Everything of a node but its children; the object stays open.
fn write_fields(node: &SerializedNode, out: &mut String) {
    out.push('{');
    match &node.body {
        NodeBody::Document { quirks } => {
            out.push_str("\"type\":0");
            out.push_str(if *quirks { ",\"compatMode\":\"BackCompat\"" } else { "" });
        }
        NodeBody::Doctype(doctype) => {
            out.push_str("\"type\":1");
            for (name, value) in
                [("name", &doctype.name), ("publicId", &doctype.public_id), ("systemId", &doctype.system_id)]
            {
                let _ = write!(out, ",\"{name}\":{}", quoted(value));
            }
        }
        NodeBody::Element(element) => {
            let _ = write!(out, "\"type\":2,\"tagName\":{},\"attributes\":{{", quoted(&element.tag));
            for (place, attribute) in element.attributes.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                write_attribute(attribute, out);
            }
            out.push('}');
            write_flags(element.flags, out);
        }
        NodeBody::Text(text) => drop(write!(out, "\"type\":3,\"textContent\":{}", quoted(text))),
        NodeBody::Cdata(text) => drop(write!(out, "\"type\":4,\"textContent\":{}", quoted(text))),
        NodeBody::Comment(text) => drop(write!(out, "\"type\":5,\"textContent\":{}", quoted(text))),
        NodeBody::Unknown => out.push_str("\"type\":null"),
    }
    out.push_str(if node.is_shadow { ",\"isShadow\":true" } else { "" });
    for (name, id) in [("rootId", node.root_id), ("id", node.id)] {
        if let Some(id) = id {
            let _ = write!(out, ",\"{name}\":{id}");
        }
    }
}

fn write_attribute(attribute: &Attribute, out: &mut String) {
    let _ = write!(out, "{}:", quoted(&attribute.name));
    match attribute.json {
        // `1e999` was read as a number, and no number can be written for it.
        JsonType::Number if attribute.value.parse::<f64>().is_ok_and(f64::is_finite) => out.push_str(&attribute.value),
        JsonType::Number | JsonType::String => out.push_str(&quoted(&attribute.value)),
        JsonType::True => out.push_str("true"),
        JsonType::False => out.push_str("false"),
        JsonType::Null => out.push_str("null"),
    }
}

fn write_flags(flags: ElementFlags, out: &mut String) {
    for (flag, name) in [
        (ElementFlags::SVG, "isSVG"),
        (ElementFlags::CUSTOM, "isCustom"),
        (ElementFlags::SHADOW_HOST, "isShadowHost"),
        (ElementFlags::BLOCKED, "needBlock"),
    ] {
        if flags.has(flag) {
            let _ = write!(out, ",\"{name}\":true");
        }
    }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use crate::event::{Data, Event};

    /// The page of a full snapshot, written.
    fn rewritten(node: &str) -> String {
        let event = format!(r#"{{"type":2,"data":{{"node":{node}}},"timestamp":1}}"#);
        let Ok(Event { data: Data::FullSnapshot(snapshot), .. }) = Event::parse(event.as_bytes()) else {
            panic!("no snapshot: {event}")
        };
        snapshot.page.to_json()
    }

    #[test]
    fn what_was_read_is_written_as_it_was() {
        let page = concat!(
            r#"{"type":0,"compatMode":"BackCompat","childNodes":["#,
            r#"{"type":1,"name":"html","publicId":"","systemId":"a\"b","rootId":9,"id":2},"#,
            r#"{"type":2,"tagName":"x-a","attributes":{"b":"1","a":2.5,"c":true,"d":false,"e":null},"isCustom":true,"isShadowHost":true,"childNodes":["#,
            r#"{"type":3,"textContent":"é\n","id":4},{"type":5,"textContent":"c","id":5},{"type":4,"textContent":"","id":6},"#,
            r#"{"type":2,"tagName":"svg","attributes":{},"isSVG":true,"needBlock":true,"isShadow":true,"id":7,"childNodes":[]}"#,
            r#"],"id":3}],"id":1}"#
        );
        let written = rewritten(page);
        let same = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(same(&written), same(page));
        assert_eq!(rewritten(&written), written);
    }

    #[test]
    fn depth_costs_no_stack_and_no_number_is_invented() {
        let open = r#"{"type":2,"id":1,"tagName":"a","attributes":{"rr_x":1e999},"childNodes":["#;
        let deep = format!("{}{}", open.repeat(20_000), "]}".repeat(20_000));
        let written = rewritten(&deep);
        assert_eq!(written.matches("childNodes").count(), 20_000);
        assert!(written.contains(r#""rr_x":"inf""#));
    }
}
