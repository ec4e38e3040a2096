//! The names of what a user acted on, as the code of a page may know it: ids, names, test ids, its text.

use super::clues::{Clues, Handler, is_common, words};
use crate::dom::{Node, NodeKind, Tree, walk};
use crate::event::NodeId;
use crate::extract::stack;
use crate::recording::signals::target::{Clicked, path};
use std::collections::HashSet;

/// What an acted-on node is called.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// The node and what is above it, up to its control.
    pub(super) ids: Vec<NodeId>,
    /// Tags of these, and of the form around them.
    tags: Vec<String>,
    /// Ids, names and test ids of these and of the form, as they are.
    handles: Vec<String>,
    /// Words of the handles, the classes and the text.
    words: HashSet<String>,
    /// The visible text, in lower case, white space squeezed.
    text: String,
}

/// Whether a name is a node's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Its own.
    Own,
    /// That of its sort: `HTMLButtonElement`.
    Sort,
    /// Nobody can tell: a name such as `el`, or a node without names.
    Unknown,
    /// Another's.
    Other,
}

impl Named {
    /// The names of a node of a page.
    pub(super) fn new(tree: &Tree, id: NodeId) -> Option<Self> {
        let clicked = Clicked::new(tree, Some(id))?;
        let whole = clicked.whole();
        let mut named = Self::default();
        let mut parts: Vec<Node<'_>> = Vec::new();
        for node in path(clicked.node) {
            parts.push(node);
            if node.key() == whole.key() {
                break;
            }
        }
        named.ids = parts.iter().filter_map(|node| node.id()).collect();
        parts.extend(path(whole).skip(1).find(|node| node.tag() == "form"));
        for node in parts {
            named.take(node);
        }
        named.take_text(whole);
        Some(named)
    }

    fn take(&mut self, node: Node<'_>) {
        const HANDLES: [&str; 6] = ["id", "name", "data-testid", "data-test", "data-action", "aria-controls"];
        const WORDS: [&str; 4] = ["class", "aria-label", "title", "value"];
        self.tags.push(node.tag().to_owned());
        for value in HANDLES.iter().filter_map(|name| node.attribute(name)).filter(|value| !value.is_empty()) {
            self.handles.push(value.to_owned());
            self.words.extend(stack::words(value));
        }
        for value in WORDS.iter().filter_map(|name| node.attribute(name)) {
            self.words.extend(value.split_whitespace().take(12).flat_map(stack::words));
        }
    }

    fn take_text(&mut self, node: Node<'_>) {
        const MOST_NODES: usize = 32;
        const MOST_WORDS: usize = 12;
        let texts = walk::subtree(node).take(MOST_NODES).filter(|node| node.kind() == NodeKind::Text);
        let text: Vec<String> = texts
            .flat_map(|node| node.text().split_whitespace().take(MOST_WORDS))
            .take(MOST_WORDS)
            .map(str::to_lowercase)
            .collect();
        self.text = text.join(" ");
        self.words.extend(words(&self.text).map(str::to_owned));
    }

    /// Whether a handler is this node's.
    pub(super) fn fit(&self, handler: &Handler) -> Fit {
        let Some(element) = &handler.element else { return Fit::Unknown };
        if let Some(tags) = tags_of(element) {
            let own = tags.is_empty() || tags.iter().any(|tag| self.tags.iter().any(|own| own == tag));
            return if own { Fit::Sort } else { Fit::Other };
        }
        let squeezed = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let wanted = squeezed(element);
        if self.handles.iter().any(|handle| squeezed(handle) == wanted) {
            return Fit::Own;
        }
        let parts: Vec<String> = stack::words(element).filter(|word| !is_generic(word)).collect();
        if parts.is_empty() || self.handles.is_empty() {
            return Fit::Unknown;
        }
        if parts.iter().all(|part| self.words.contains(part)) { Fit::Own } else { Fit::Other }
    }

    /// The words that a function's name shares with the node's names.
    pub(super) fn shared(&self, function_words: &[String]) -> usize {
        function_words.iter().filter(|word| self.words.iter().any(|own| same(own, word))).count()
    }

    /// The name of the node's that a message speaks of.
    pub(super) fn told<'s>(&'s self, clues: &Clues) -> Option<&'s str> {
        const SHORTEST: usize = 3;
        let quoted = |handle: &str| {
            let handle = handle.to_lowercase();
            [format!("#{handle}"), format!("'{handle}'"), format!("\"{handle}\""), format!(".{handle}")]
                .iter()
                .any(|written| clues.says(written) || clues.message.contains(written.as_str()))
        };
        let composed = |handle: &str| handle.contains(['-', '_']) && clues.says(&handle.to_lowercase());
        let handle = self.handles.iter().find(|it| it.len() >= SHORTEST && (quoted(it) || composed(it)));
        let phrase = (self.text.contains(' ') && self.text.len() >= 6 && clues.says(&self.text)).then_some(&self.text);
        handle.or(phrase).map(String::as_str)
    }

    /// The words that a message shares with the node's names, where they say something.
    pub(super) fn words_in(&self, clues: &Clues) -> Option<&str> {
        let telling = |word: &&String| word.len() >= 4 && !is_common(word) && !is_generic(word);
        let mut shared: Vec<&String> =
            self.words.iter().filter(telling).filter(|it| clues.words.contains(*it)).collect();
        shared.sort();
        shared.first().map(|word| word.as_str())
    }
}

/// Whether two words are one, but for a plural's end.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.strip_suffix('s').unwrap_or(a) == b.strip_suffix('s').unwrap_or(b)
}

/// Names that any element may have in code.
fn is_generic(word: &str) -> bool {
    const WORDS: [&str; 33] = [
        "app",
        "body",
        "btn",
        "button",
        "cb",
        "component",
        "container",
        "cta",
        "current",
        "document",
        "el",
        "elem",
        "element",
        "ev",
        "event",
        "field",
        "form",
        "input",
        "instance",
        "item",
        "link",
        "node",
        "obj",
        "props",
        "ref",
        "root",
        "row",
        "self",
        "target",
        "this",
        "view",
        "window",
        "wrapper",
    ];
    word.len() < 2 || WORDS.binary_search(&word).is_ok()
}

/// The tags behind the name of a DOM interface; none for what any element is. `None` where it is no interface.
fn tags_of(interface: &str) -> Option<Vec<String>> {
    let name = interface.strip_prefix("HTML").or_else(|| interface.strip_prefix("SVG"))?.strip_suffix("Element")?;
    let tags: &[&str] = match name {
        "" | "Document" | "Body" | "Html" => &[],
        "Anchor" => &["a"],
        "Image" => &["img"],
        "UList" => &["ul"],
        "OList" => &["ol"],
        "LI" => &["li"],
        "TableRow" => &["tr"],
        "TableCell" => &["td", "th"],
        "Heading" => &["h1", "h2", "h3", "h4", "h5", "h6"],
        "Paragraph" => &["p"],
        _ => return Some(vec![name.to_lowercase()]),
    };
    Some(tags.iter().map(|tag| (*tag).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button() -> Named {
        Named {
            ids: vec![7],
            tags: vec!["button".into(), "form".into()],
            handles: vec!["buy-now".into(), "checkout".into()],
            words: ["buy", "now", "checkout", "order"].map(str::to_owned).into(),
            text: "place order".into(),
        }
    }

    #[test]
    fn a_handlers_element_is_the_nodes_or_anothers() {
        let fit = |element: &str| {
            let element = (!element.is_empty()).then(|| element.to_owned());
            button().fit(&Handler { function: String::new(), event: None, element })
        };
        for (element, expected) in [
            ("buyNow", Fit::Own),
            ("buyBtn", Fit::Own),
            ("HTMLButtonElement", Fit::Sort),
            ("HTMLElement", Fit::Sort),
            ("HTMLAnchorElement", Fit::Other),
            ("cancel", Fit::Other),
            ("btn", Fit::Unknown),
            ("", Fit::Unknown),
        ] {
            assert_eq!(fit(element), expected, "{element}");
        }
    }

    #[test]
    fn lists_are_in_order() {
        assert!(is_generic("app") && is_generic("wrapper") && is_generic("el") && !is_generic("buy"));
        assert!(same("orders", "order") && !same("order", "border"));
    }
}
