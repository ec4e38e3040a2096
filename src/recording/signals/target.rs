//! What was clicked: whether a reaction can be expected, and whether the recording would show it.

use crate::dom::{Node, NodeKind, Tree};
use crate::event::NodeId;

/// What a clicked node is to a dead click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::recording) enum Sort {
    /// Nothing in particular: the blank page, or a node that is not known.
    Page,
    /// A link that leads somewhere, or something in it.
    Link,
    /// A link that leads nowhere by itself: `href="#"`, `javascript:`, or none.
    Bare,
    /// A field for text: it shows a caret.
    Text,
    /// What the browser itself serves, unseen by the recorder: a select, a file picker, a canvas, a player, a frame.
    Native,
    /// Withheld by the recorder: what it does inside is not recorded.
    Blocked,
    /// A control, or something in it.
    Control,
    /// Anything else.
    Other,
}

/// A clicked node with the control it belongs to.
#[derive(Clone, Copy)]
pub(in crate::recording) struct Clicked<'t> {
    pub(in crate::recording) node: Node<'t>,
    /// The nearest control at or above it.
    pub(in crate::recording) control: Option<Node<'t>>,
    pub(in crate::recording) sort: Sort,
}

impl<'t> Clicked<'t> {
    /// The node with this id on a page.
    pub(in crate::recording) fn new(tree: &'t Tree, id: Option<NodeId>) -> Option<Self> {
        let node = tree.get(id?).filter(|node| tree.is_attached(*node))?;
        let control = path(node).find(|node| is_control(*node));
        Some(Self { node, control, sort: sort(node, control) })
    }

    /// The control, or the node itself where there is none: what a person would say was clicked.
    pub(in crate::recording) fn whole(&self) -> Node<'t> {
        self.control.unwrap_or(self.node)
    }

    /// Whether a node lies in what was clicked.
    pub(in crate::recording) fn holds(&self, node: Node<'_>) -> bool {
        let whole = self.whole().key();
        path(node).any(|above| above.key() == whole)
    }

    /// A button, or a link that stays in its window: what Sentry looks at.
    pub(in crate::recording) fn is_sentrys(&self) -> bool {
        let Some(control) = self.control else { return false };
        match control.tag() {
            "button" => true,
            "input" => matches!(control.attribute("type"), Some("submit" | "button")),
            "a" => {
                let elsewhere = control.attribute("target").is_some_and(|target| target != "_self");
                !elsewhere && control.attribute("download").is_none()
            }
            _ => false,
        }
    }

    /// Whether a word of its, such as "next" or "+", says that it is made to be clicked again and again (posthog-js:
    /// `DEFAULT_CONTENT_IGNORELIST_WITH_STEPPERS`).
    pub(in crate::recording) fn is_stepper(&self) -> bool {
        const WORDS: [&str; 12] = [
            "next",
            "previous",
            "prev",
            "back",
            "forward",
            "more",
            "less",
            "increase",
            "decrease",
            "increment",
            "decrement",
            "undo",
        ];
        const SIGNS: [&str; 14] = ["+", "-", "−", "–", ">", "<", "›", "‹", "»", "«", "→", "←", "▲", "▼"];
        let whole = self.whole();
        let text: String = crate::dom::walk::subtree(whole)
            .take(16)
            .filter(|node| node.kind() == NodeKind::Text)
            .map(Node::text)
            .collect();
        let named = ["aria-label", "title", "class", "id", "name"].iter().filter_map(|name| whole.attribute(name));
        let words = |text: &str| {
            text.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word.to_lowercase().as_str()))
        };
        SIGNS.contains(&text.trim()) || words(&text) || named.into_iter().any(words)
    }
}

/// A node and everything above it.
pub(in crate::recording) fn path(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    /// Deeper pages are hostile ones.
    const DEEPEST: usize = 500;
    std::iter::successors(Some(node), |node| node.parent_or_host()).take(DEEPEST)
}

fn is_control(node: Node<'_>) -> bool {
    const TAGS: [&str; 9] = ["a", "area", "button", "input", "label", "option", "select", "summary", "textarea"];
    const ROLES: [&str; 12] = [
        "button",
        "checkbox",
        "combobox",
        "gridcell",
        "link",
        "menuitem",
        "menuitemcheckbox",
        "menuitemradio",
        "option",
        "radio",
        "switch",
        "tab",
    ];
    TAGS.contains(&node.tag())
        || node.attribute("role").is_some_and(|role| ROLES.contains(&role))
        || node.attribute("onclick").is_some()
}

fn sort(node: Node<'_>, control: Option<Node<'_>>) -> Sort {
    const NATIVE: [&str; 8] = ["audio", "canvas", "embed", "iframe", "object", "optgroup", "select", "video"];
    if path(node).any(Node::is_blocked) {
        return Sort::Blocked;
    }
    if matches!(node.kind(), NodeKind::Document) || matches!(node.tag(), "html" | "body") {
        return Sort::Page;
    }
    if path(node).any(|above| NATIVE.contains(&above.tag())) {
        return Sort::Native;
    }
    let editable = |node: Node<'_>| {
        node.attribute("contenteditable").is_some_and(|value| value != "false")
            || node.attribute("role") == Some("textbox")
    };
    if path(node).any(|above| editable(above) || above.tag() == "textarea") {
        return Sort::Text;
    }
    control.map_or(Sort::Other, control_sort)
}

fn control_sort(control: Node<'_>) -> Sort {
    match control.tag() {
        "a" | "area" if leads(control) => Sort::Link,
        "a" | "area" => Sort::Bare,
        // It hands the click on to its control.
        "label" => Sort::Native,
        "input" => match control.attribute("type").unwrap_or("text").to_ascii_lowercase().as_str() {
            "button" | "submit" | "reset" | "image" | "checkbox" => Sort::Control,
            // One that is chosen already stays so.
            "radio" => {
                if control.checked() == Some(true) {
                    Sort::Native
                } else {
                    Sort::Control
                }
            }
            "color" | "date" | "datetime-local" | "file" | "hidden" | "month" | "range" | "time" | "week" => {
                Sort::Native
            }
            _ => Sort::Text,
        },
        _ => Sort::Control,
    }
}

/// Whether a link leads somewhere by itself. Recorders make addresses absolute: `#` is the page's own with `#` behind it.
fn leads(link: Node<'_>) -> bool {
    let href = link.attribute("href").or_else(|| link.attribute("xlink:href")).unwrap_or_default().trim();
    !(href.is_empty() || href.ends_with('#') || href.to_ascii_lowercase().starts_with("javascript:"))
}
