//! Which attributes a recorded element keeps in a page that must do nothing by itself.

use super::canvas::{is_picture, picture};
use super::css::{inert, is_inner};
use super::escape::{attribute, is_attribute_name};
use crate::dom::Node;
use std::fmt::{self, Write};

/// Writes an element's attributes, live state in place of what was recorded.
///
/// What could run or fetch is kept under `data-recorded-…`, so that nothing is lost to a reader.
pub(super) fn write(node: Node<'_>, out: &mut impl Write) -> fmt::Result {
    for (name, value) in node.attributes() {
        let lower = name.to_ascii_lowercase();
        if !is_attribute_name(name) || is_recorders(name) || is_live(node, &lower) {
            continue;
        }
        match fate(node, &lower, value) {
            Fate::Keep => attribute(name, value, out)?,
            Fate::Clean => {}
            Fate::Shelve => attribute(&format!("data-recorded-{}", lower.replace(':', "-")), value, out)?,
        }
    }
    style(node, out)?;
    state(node, out)
}

enum Fate {
    Keep,
    /// Written elsewhere, cleaned.
    Clean,
    /// Kept, but where it does nothing.
    Shelve,
}

/// What becomes of an attribute.
fn fate(node: Node<'_>, name: &str, value: &str) -> Fate {
    let tag = node.tag();
    let is_picture =
        matches!(tag, "img" | "image" | "input" | "source" | "feimage" | "video" | "td" | "th" | "table" | "body");
    let keep_if = |kept| if kept { Fate::Keep } else { Fate::Shelve };
    match name {
        "style" => Fate::Clean,
        "srcdoc" | "ping" | "action" | "formaction" | "manifest" | "codebase" | "archive" | "classid" | "code"
        | "data" | "lowsrc" | "dynsrc" | "longdesc" | "cite" | "autofocus" | "autoplay" | "target" | "http-equiv"
        | "integrity" | "nonce" | "srcset" | "imagesrcset" | "sandbox" | "is" | "profile" | "usemap" => Fate::Shelve,
        "src" | "poster" | "background" => keep_if(is_picture && is_inner(value) && !value.is_empty()),
        "href" | "xlink:href" => keep_if(value.starts_with('#') || (tag == "image" && is_inner(value))),
        "content" | "charset" if tag == "meta" => keep_if(node.attribute("name").is_some()),
        "rel" if tag == "link" => Fate::Shelve,
        // Values that animations would put into an address.
        "values" | "from" | "to" | "by" if node.is_svg() => keep_if(!value.contains(':') || is_inner(value)),
        _ => keep_if(!name.starts_with("on") && !value_runs(value)),
    }
}

fn value_runs(value: &str) -> bool {
    let letters = value.bytes().filter(|byte| *byte > b' ').take(11).map(|byte| byte.to_ascii_lowercase());
    letters.eq(*b"javascript:")
}

/// Made by the recorder, not by the page.
fn is_recorders(name: &str) -> bool {
    name.starts_with("rr_") || name == "_cssText"
}

/// Attributes that live state stands in for.
fn is_live(node: Node<'_>, name: &str) -> bool {
    match name {
        "value" => matches!(node.tag(), "input" | "textarea" | "select"),
        "checked" => node.tag() == "input",
        "selected" => node.tag() == "option",
        _ => false,
    }
}

/// The inline style, with the size of what was withheld and the picture of a canvas.
fn style(node: Node<'_>, out: &mut impl Write) -> fmt::Result {
    let mut style = node.attribute("style").map(inert).unwrap_or_default().into_owned();
    let mut add = |declarations: &str| {
        if !style.is_empty() && !style.trim_end().ends_with(';') {
            style.push(';');
        }
        style.push_str(declarations);
    };
    if let Some((width, height)) = node.blocked_size() {
        let plain = |size: &str| size.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect::<String>();
        add(&format!(
            "width:{};height:{};background:repeating-linear-gradient(45deg,#0001 0 6px,#0000 6px 12px)",
            plain(width),
            plain(height)
        ));
    }
    if node.tag() == "canvas" {
        match picture(node) {
            Some(picture) => add(&format!("background:url(\"{picture}\") 0 0/100% 100% no-repeat")),
            None => add("outline:1px dashed #8888;outline-offset:-1px"),
        }
    }
    if style.is_empty() { Ok(()) } else { attribute("style", &style, out) }
}

/// What no recorded attribute says, or says no longer.
fn state(node: Node<'_>, out: &mut impl Write) -> fmt::Result {
    let tag = node.tag();
    match tag {
        "input" => {
            if let Some(value) = node.value().filter(|value| !value.is_empty()) {
                attribute("value", &value, out)?;
            }
            if node.checked() == Some(true) {
                attribute("checked", "", out)?;
            }
        }
        "option" if node.selected() == Some(true) => attribute("selected", "", out)?,
        // A link without an address doesn't look like one.
        "a" | "area" if node.attribute("href").is_some_and(|href| !href.starts_with('#')) => {
            attribute("href", "#", out)?;
        }
        "img" => {
            if let Some(picture) = node.attribute("rr_dataURL").filter(|picture| is_picture(picture)) {
                attribute("src", picture, out)?;
            }
        }
        "iframe" => attribute("sandbox", "", out)?,
        _ => {}
    }
    match node.scroll() {
        Some((x, y)) if (x, y) != (0.0, 0.0) => attribute("data-recorded-scroll", &format!("{x},{y}"), out),
        _ => Ok(()),
    }
}
