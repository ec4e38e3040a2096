//! Elements that do not always show, as the page's own style sheets say: `.tip { visibility: hidden }`, and those that show
//! while the pointer is over another, `li:hover .remove { display: block }`.
//!
//! Nothing is cascaded: a rule that hides an element may be overridden by another one.

use super::Selector;
use crate::dom::sheet::{Rule, RuleBody};
use crate::dom::{Node, NodeKind};

const HOVER: &str = ":hover";
/// Rules that are looked at, and elements around the one asked about.
const MOST_RULES: usize = 50_000;
const DEEPEST: usize = 64;

/// The element around this one that the pointer must be over for it to show; the nearest, where several would do.
#[must_use]
pub fn shown_by_hover(node: Node<'_>) -> Option<Node<'_>> {
    let around: Vec<Node<'_>> = std::iter::successors(Some(node), |node| node.parent())
        .filter(|node| node.is_element())
        .take(DEEPEST)
        .collect();
    let mut nearest: Option<usize> = None;
    rules_around(node, &mut |rule| {
        for place in revealed(rule, &around) {
            nearest = Some(nearest.map_or(place, |known| known.min(place)));
        }
    });
    nearest.and_then(|place| around.get(place).copied())
}

/// Whether rules hide the element or one around it, in its own document or shadow root, and none shows that one.
#[must_use]
pub fn may_be_hidden(node: Node<'_>) -> bool {
    let around = std::iter::successors(Some(node), |node| node.parent()).filter(|node| node.is_element());
    let mut around: Vec<(Node<'_>, bool, bool)> = around.take(DEEPEST).map(|node| (node, false, false)).collect();
    rules_around(node, &mut |rule| {
        let RuleBody::Declarations(declarations) = &rule.body else { return };
        let (hides, shows) = (hides(declarations), shows(declarations));
        if !hides && !shows {
            return;
        }
        for selector in rule.prelude.split(',').filter_map(anywhere) {
            for (node, hidden, shown) in &mut around {
                let tells = (hides && !*hidden) || (shows && !*shown);
                if tells && selector.matches(*node) {
                    *hidden |= hides;
                    *shown |= shows;
                }
            }
        }
    });
    around.iter().any(|(_, hidden, shown)| *hidden && !*shown)
}

/// Visits the style rules of the document or shadow root that a node lies in.
fn rules_around(node: Node<'_>, look: &mut impl FnMut(&Rule)) {
    let Some(root) = std::iter::successors(Some(node), |node| node.parent()).last() else { return };
    let mut left = MOST_RULES;
    for sheet in sheets(root) {
        for rule in &sheet.rules {
            visit(rule, &mut left, look);
        }
    }
}

/// A selector in whatever document or shadow root; `None` where it is of a form that is not known.
fn anywhere(selector: &str) -> Option<Selector> {
    Selector::parse(&format!(">>> {selector}")).ok()
}

/// The style sheets of a document or shadow root.
fn sheets(root: Node<'_>) -> Vec<std::sync::Arc<crate::dom::sheet::Sheet>> {
    let mut found: Vec<_> = root.adopted().into_iter().map(|sheet| std::sync::Arc::new(sheet.clone())).collect();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if node.is_element() && matches!(node.tag(), "style" | "link") {
            found.extend(node.sheet());
        }
        waiting.extend(node.children().filter(|child| child.kind() == NodeKind::Element));
    }
    found
}

fn visit(rule: &Rule, left: &mut usize, look: &mut impl FnMut(&Rule)) {
    let Some(less) = left.checked_sub(1) else { return };
    *left = less;
    match &rule.body {
        RuleBody::Declarations(_) => look(rule),
        // Groups are nested no deeper than sheets are read.
        RuleBody::Rules(rules) => rules.iter().for_each(|rule| visit(rule, left, look)),
        RuleBody::Statement => {}
    }
}

/// The places, among an element and those around it, of those that this rule shows something for while they are hovered.
fn revealed(rule: &Rule, around: &[Node<'_>]) -> Vec<usize> {
    let RuleBody::Declarations(declarations) = &rule.body else { return Vec::new() };
    if !rule.prelude.contains(HOVER) || !shows(declarations) {
        return Vec::new();
    }
    let mut places = Vec::new();
    for alternative in rule.prelude.split(',').filter_map(Hovering::read) {
        let Some(shown) = around.iter().position(|node| alternative.shown.matches(*node)) else { continue };
        let over = around.iter().enumerate().skip(shown + 1);
        places.extend(over.filter(|(_, node)| alternative.over.matches(**node)).map(|(place, _)| place).next());
    }
    places
}

/// Whether declarations make something visible.
fn shows(declarations: &str) -> bool {
    if !declarations.contains("display") && !declarations.contains("visib") {
        return false;
    }
    crate::dom::style::parse(declarations).iter().any(|declared| match &*declared.property {
        "display" => declared.value != "none",
        "visibility" => declared.value == "visible",
        _ => false,
    })
}

/// Whether declarations make something invisible.
fn hides(declarations: &str) -> bool {
    if !["none", "hidden", "collapse"].iter().any(|word| declarations.contains(word)) {
        return false;
    }
    crate::dom::style::parse(declarations).iter().any(|declared| match &*declared.property {
        "display" => declared.value == "none",
        "visibility" => matches!(&*declared.value, "hidden" | "collapse"),
        _ => false,
    })
}

/// A selector with `:hover` on an element above the one it is about.
struct Hovering {
    over: Selector,
    shown: Selector,
}

impl Hovering {
    /// `None` where it is of another form.
    fn read(selector: &str) -> Option<Self> {
        let (before, after) = selector.trim().split_once(HOVER)?;
        let end = after.find([' ', '>', '+', '~'])?;
        let (rest, below) = after.split_at_checked(end)?;
        // `:not(:hover)` is another thing, and a sibling is none around it.
        if before.matches('(').count() != before.matches(')').count() || below.trim_start().starts_with(['+', '~']) {
            return None;
        }
        let whole =
            |text: String| if text.is_empty() || text.ends_with([' ', '>', '+', '~']) { text + "*" } else { text };
        let over = whole(format!("{before}{rest}"));
        let shown = format!("{over}{}", below.replace(HOVER, ""));
        Some(Self { over: anywhere(&over)?, shown: anywhere(&shown)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Tree;
    use crate::event::Event;

    fn tree(css: &str) -> Tree {
        let text = |id: i32, text: &str| format!(r#"{{"type":3,"id":{id},"textContent":{text:?}}}"#);
        let element = |id: i32, tag: &str, class: &str, inside: String| {
            format!(
                r#"{{"type":2,"id":{id},"tagName":"{tag}","attributes":{{"class":"{class}"}},"childNodes":[{inside}]}}"#
            )
        };
        let row = element(5, "li", "row", element(6, "div", "view", element(7, "button", "remove", text(8, "x"))));
        let body = element(4, "body", "", format!("{},{}", element(9, "style", "", text(10, css)), row));
        let json = format!(
            r#"{{"type":2,"timestamp":1,"data":{{"node":{{"type":0,"id":1,"childNodes":[{}]}},"initialOffset":{{"top":0,"left":0}}}}}}"#,
            element(2, "html", "", body)
        );
        let mut tree = Tree::new();
        tree.apply(0, &Event::parse(json.as_bytes()).unwrap());
        tree
    }

    #[test]
    fn what_shows_only_under_the_pointer_names_what_to_point_at() {
        for (css, over) in [
            (".remove { display: none } .row:hover .remove { display: block }", Some(5)),
            ("@media (hover: hover) { .row:hover > .view { visibility: visible } }", Some(5)),
            ("li.row:hover button, .view:hover button { display: inline }", Some(6)),
            (":hover > .remove { display: block }", Some(6)),
            (".row:hover .remove { color: red }", None),
            (".row:hover .remove { display: none }", None),
            (".remove:hover { display: block }", None),
            (".row:not(:hover) .remove { display: block }", None),
            (".other:hover .remove { display: block }", None),
        ] {
            let tree = tree(css);
            assert_eq!(shown_by_hover(tree.get(7).unwrap()).and_then(Node::id), over, "{css}");
        }
    }

    #[test]
    fn what_a_rule_hides_may_be_hidden() {
        for (css, hidden) in [
            (".view { visibility: hidden }", true),
            ("@media print { p, .row { display: none } }", true),
            (".view:empty { display: none }", false),
            (".view { display: none } .row > .view { display: block }", false),
            (".view { display: none } .other > .view { display: block }", true),
            (".view { display: flex; overflow: hidden }", false),
        ] {
            assert_eq!(may_be_hidden(tree(css).get(7).unwrap()), hidden, "{css}");
        }
    }
}
