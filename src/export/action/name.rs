//! Roles and accessible names, as far as tags and attributes tell (ARIA in HTML; Accessible Name Computation 1.2).
//!
//! A page's own CSS is not asked: what it hides or adds (`::before`) is not known here.

use crate::dom::text::{collapse, is_block, is_hidden, is_masked};
use crate::dom::{Node, NodeKind};
use crate::recording::selector;

/// Nodes that are looked at for a name.
const MOST_NODES: usize = 400;
/// A longer text is no name.
const LONGEST: usize = 100;

/// The element that a click on a node means: the control it lies in, or the element itself.
pub(super) fn actor(node: Node<'_>) -> Node<'_> {
    const DEEPEST: usize = 12;
    let element = if node.is_element() { Some(node) } else { node.parent() };
    // Out of shadow roots too, to the custom element that a person would say was clicked; not out of frames.
    let above = || {
        let all = std::iter::successors(element, |node| {
            node.parent_or_host().filter(|above| above.kind() != NodeKind::Document)
        });
        all.filter(|node| node.is_element()).take(DEEPEST)
    };
    let control = above().find(|node| is_control(*node));
    // A slot has no box of its own.
    control.or_else(|| above().find(|node| node.tag() != "slot")).unwrap_or(node)
}

fn is_control(node: Node<'_>) -> bool {
    matches!(node.tag(), "a" | "button" | "input" | "label" | "option" | "select" | "summary" | "textarea")
        || node.attribute("role").is_some_and(|role| {
            ["button", "link", "checkbox", "radio", "menuitem", "option", "switch", "tab", "treeitem"].contains(&role)
        })
}

/// An input's type in lower case; `text` where it has none, empty for other elements.
pub(super) fn input_type(node: Node<'_>) -> &'static str {
    const KNOWN: [&str; 21] = [
        "button",
        "checkbox",
        "color",
        "date",
        "datetime-local",
        "email",
        "file",
        "hidden",
        "image",
        "month",
        "number",
        "password",
        "radio",
        "range",
        "reset",
        "search",
        "submit",
        "tel",
        "time",
        "url",
        "week",
    ];
    let kind = node.attribute("type").unwrap_or_default().trim();
    match node.tag() {
        "input" => KNOWN.into_iter().find(|known| kind.eq_ignore_ascii_case(known)).unwrap_or("text"),
        _ => "",
    }
}

/// The role, as Playwright's `getByRole` takes it; `None` where an element has none worth naming it by.
pub(super) fn role(node: Node<'_>) -> Option<&str> {
    let given = node.attribute("role").and_then(|role| role.split_whitespace().next());
    if given.is_some_and(|role| role.bytes().all(|c| c.is_ascii_lowercase())) {
        return given.filter(|role| !matches!(*role, "presentation" | "none" | "generic"));
    }
    Some(match (node.tag(), input_type(node)) {
        ("a" | "area", _) if node.attribute("href").is_some() => "link",
        ("button", _) | (_, "button" | "submit" | "reset" | "image") => "button",
        (_, "checkbox") => "checkbox",
        (_, "radio") => "radio",
        (_, "range") => "slider",
        (_, "number") => "spinbutton",
        (_, "search") if node.attribute("list").is_none() => "searchbox",
        (_, "text" | "email" | "tel" | "url") if node.attribute("list").is_none() => "textbox",
        (_, "text" | "email" | "tel" | "url" | "search") => "combobox",
        ("textarea", _) => "textbox",
        ("select", _) if node.attribute("multiple").is_none() && node.attribute("size").is_none() => "combobox",
        ("select", _) => "listbox",
        ("option", _) => "option",
        ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => "heading",
        ("img", _) if node.attribute("alt").is_some_and(|alt| !alt.is_empty()) => "img",
        _ => return None,
    })
}

/// What an element is called; `None` where nothing recorded names it: masked texts are no names.
pub(super) fn name(node: Node<'_>) -> Option<String> {
    let attribute = |name| node.attribute(name).map(collapse).filter(|text| !text.is_empty());
    let by_content = || {
        let from_content = matches!(
            role(node),
            Some(
                "button"
                    | "link"
                    | "heading"
                    | "option"
                    | "tab"
                    | "menuitem"
                    | "checkbox"
                    | "radio"
                    | "switch"
                    | "treeitem"
            )
        );
        // What stands inside one another has its parts' names in its own, joined as the page's CSS says.
        let is_nested = || scope(node).skip(1).any(|inner| inner.is_element() && role(inner) == role(node));
        (from_content && !matches!(node.tag(), "input") && !is_nested())
            .then(|| text(node))
            .filter(|text| !text.is_empty())
    };
    let by_value = || match input_type(node) {
        "button" | "submit" | "reset" => node.value().map(|value| collapse(&value)).filter(|value| !value.is_empty()),
        "image" => attribute("alt"),
        _ => None,
    };
    let by_alt = || attribute("alt").filter(|_| matches!(node.tag(), "img" | "area"));
    let referred = attribute("aria-labelledby").and_then(|ids| referred(node, &ids));
    let found = referred
        .or_else(|| attribute("aria-label"))
        .or_else(|| label(node))
        .or_else(by_value)
        .or_else(by_alt)
        .or_else(by_content)
        .or_else(|| attribute("title"))
        .or_else(|| attribute("placeholder"));
    found.filter(|name| is_nameable(name))
}

/// Whether a text can be looked for in another run of the page.
pub(super) fn is_nameable(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST && !is_masked(text) && !text.contains("**")
}

fn referred(node: Node<'_>, ids: &str) -> Option<String> {
    let texts: Vec<String> = ids.split(' ').filter_map(|id| by_id(node, id)).map(text).collect();
    Some(collapse(&texts.join(" "))).filter(|text| !text.is_empty())
}

fn by_id<'t>(near: Node<'t>, id: &str) -> Option<Node<'t>> {
    in_root(near).find(|node| node.is_element() && node.attribute("id") == Some(id))
}

/// Everything in the document or shadow root that a node lies in, other shadow roots left out: ids hold in there.
fn in_root(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let root = std::iter::successors(Some(node), |node| node.parent()).last();
    let mut waiting: Vec<Node<'_>> = root.into_iter().collect();
    std::iter::from_fn(move || {
        let next = waiting.pop()?;
        let from = waiting.len();
        waiting.extend(next.children());
        waiting[from..].reverse();
        Some(next)
    })
}

/// The text of the labels of a control.
pub(super) fn label(node: Node<'_>) -> Option<String> {
    let labelable = matches!(node.tag(), "input" | "textarea" | "select" | "meter" | "output" | "progress")
        && !matches!(input_type(node), "hidden" | "button" | "submit" | "reset" | "image");
    if !labelable {
        return None;
    }
    let id = node.attribute("id").filter(|id| !id.is_empty());
    let pointing =
        id.and_then(|id| in_root(node).find(|label| label.tag() == "label" && label.attribute("for") == Some(id)));
    let around = || {
        let mut above = std::iter::successors(node.parent(), |node| node.parent()).take(8);
        above.find(|above| above.tag() == "label" && above.attribute("for").is_none())
    };
    let label = pointing.or_else(around)?;
    Some(text(label)).filter(|text| !text.is_empty())
}

/// The control of a label.
pub(super) fn labelled(node: Node<'_>) -> Option<Node<'_>> {
    if node.tag() != "label" {
        return None;
    }
    match node.attribute("for") {
        Some(id) => by_id(node, id),
        None => scope(node).find(|inner| matches!(inner.tag(), "input" | "textarea" | "select" | "button")),
    }
}

/// An element's text as it counts for names: of what is shown, pictures by their description, controls left out.
pub(super) fn text(node: Node<'_>) -> String {
    let mut out = String::new();
    let mut waiting = vec![(node, false)];
    let mut seen = 0;
    while let Some((next, is_end)) = waiting.pop() {
        if is_end {
            out.push(' ');
            continue;
        }
        seen += 1;
        if seen > MOST_NODES || out.len() > 8 * LONGEST {
            break;
        }
        match next.kind() {
            NodeKind::Text => out.push_str(next.text()),
            NodeKind::Element if next != node && (is_hidden(next) || next.attribute("aria-hidden") == Some("true")) => {
            }
            NodeKind::Element if matches!(next.tag(), "input" | "textarea" | "select") && next != node => {}
            NodeKind::Element if next.tag() == "img" => out.push_str(next.attribute("alt").unwrap_or_default()),
            _ => {
                if is_block(next.tag()) || next.tag() == "br" {
                    out.push(' ');
                    waiting.push((next, true));
                }
                let from = waiting.len();
                waiting.extend(next.children().map(|child| (child, false)));
                waiting[from..].reverse();
            }
        }
    }
    collapse(&out)
}

/// The document that a node lies in.
pub(super) fn top(node: Node<'_>) -> Node<'_> {
    let above =
        std::iter::successors(
            Some(node),
            |node| {
                if node.kind() == NodeKind::Document { None } else { node.parent_or_host() }
            },
        );
    above.last().unwrap_or(node)
}

/// A node and all below it in its document: shadow roots too, frames not.
pub(in crate::export) fn scope(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut waiting = vec![node];
    std::iter::from_fn(move || {
        let next = waiting.pop()?;
        let from = waiting.len();
        waiting.extend(next.children());
        waiting.extend(next.shadow_root());
        waiting[from..].reverse();
        Some(next)
    })
}

/// A node as a person would point at it: `the button "Buy now"`. Recorded text: not neutral.
pub(super) fn words(node: Node<'_>) -> String {
    let kind = match (role(node), node.tag()) {
        (Some("textbox" | "searchbox" | "spinbutton"), _) | (None, "input") => "field",
        (Some("combobox" | "listbox"), _) => "list",
        (Some("img"), _) => "picture",
        (Some(role), _) => role,
        (None, "label") => "label",
        (None, _) => "",
    };
    let is_field = matches!(node.tag(), "input" | "select" | "textarea");
    let by_text = || Some(text(node)).filter(|text| !is_field && is_nameable(text));
    let name = name(node).or_else(by_text);
    match (kind, name) {
        ("", Some(text)) => format!("{text:?} ({})", selector(node)),
        ("", None) => selector(node),
        (kind, Some(name)) => format!("the {kind} {name:?}"),
        (kind, None) => format!("the {kind} {}", selector(node)),
    }
}
