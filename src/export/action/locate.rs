//! Finding an element again in another run of the page, as Playwright's locators do.
//!
//! Role and name, label, placeholder, test id, text, description, title, as Playwright recommends; then the id, the row
//! that it stands in by the row's text, and last a CSS path. Ids and classes of a passing state, counted or made up, are
//! no way. The first is taken that leads to this element alone on the page of that moment. Everything that is not known to
//! be hidden counts, so that a name is rather passed over than ambiguous.

use super::name::{input_type, is_nameable, label, name, role, scope, text, top};
use crate::dom::select::{is_lasting, lasting_selector_of};
use crate::dom::text::collapse;
use crate::dom::{Node, NodeKind};
use crate::text::acts;
use std::fmt::Write as _;

/// Elements around one that are looked at for its row, and rows of a page.
const MOST_AROUND: usize = 32;
const MOST_ROWS: usize = 10_000;

/// A chain of calls on a page: `getByRole('button', { name: 'Buy now', exact: true })`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::export) struct Locator(String);

impl Locator {
    /// The calls, to stand behind `page.`.
    pub(in crate::export) fn calls(&self) -> &str {
        &self.0
    }

    /// What finds an element.
    pub(super) fn of(node: Node<'_>) -> Self {
        let root = top(node);
        let mut calls = frames(root);
        let own = [by_role, by_label, by_placeholder, by_test_id, by_text, by_alt, by_title, by_id, by_control, by_row]
            .iter()
            .find_map(|way| way(node, root));
        calls.push_str(&own.unwrap_or_else(|| by_path(node)));
        Self(calls)
    }

    /// What finds the text, where one element of a page alone has it.
    pub(in crate::export) fn of_text(node: Node<'_>) -> Option<Self> {
        let root = top(node);
        by_text(node, root).map(|own| Self(format!("{}{own}", frames(root))))
    }
}

/// The way into the frames around a document.
fn frames(root: Node<'_>) -> String {
    let hosts: Vec<Node<'_>> = std::iter::successors(root.host(), |host| top(*host).host()).take(8).collect();
    let mut calls = String::new();
    for host in hosts.into_iter().rev() {
        let frame = by_id(host, top(host)).unwrap_or_else(|| by_path(host));
        let _ = write!(calls, "{frame}.contentFrame().");
    }
    calls
}

/// Whether one element alone passes: this one.
fn is_only(node: Node<'_>, root: Node<'_>, passes: impl Fn(Node<'_>) -> bool) -> bool {
    let mut found = scope(root).filter(|other| other.is_element() && passes(*other));
    found.next() == Some(node) && found.next().is_none()
}

fn by_role(node: Node<'_>, root: Node<'_>) -> Option<String> {
    let role = role(node)?;
    let name = name(node)?;
    let has = |fits: &dyn Fn(&str) -> bool| {
        is_only(node, root, |other| {
            self::role(other) == Some(role) && self::name(other).is_some_and(|name| fits(&name))
        })
    };
    // A part of the name, in any case, is what Playwright looks for by itself: then an icon that a style sheet puts in
    // front does no harm.
    let wanted = name.to_lowercase();
    let exact = if has(&|other| other.to_lowercase().contains(&wanted)) {
        ""
    } else if has(&|other| other == name) {
        ", exact: true"
    } else {
        return None;
    };
    Some(format!("getByRole({}, {{ name: {}{exact} }})", quoted(role), quoted(&name)))
}

fn by_label(node: Node<'_>, root: Node<'_>) -> Option<String> {
    let wanted = |node: Node<'_>| label(node).or_else(|| node.attribute("aria-label").map(collapse));
    let text = wanted(node).filter(|text| is_nameable(text))?;
    is_only(node, root, |other| wanted(other).as_deref() == Some(&text))
        .then(|| format!("getByLabel({}, {{ exact: true }})", quoted(&text)))
}

fn by_attribute(node: Node<'_>, root: Node<'_>, attribute: &str, call: &str) -> Option<String> {
    let value = node.attribute(attribute).map(collapse).filter(|value| is_nameable(value))?;
    is_only(node, root, |other| other.attribute(attribute).is_some_and(|other| collapse(other) == value))
        .then(|| format!("{call}({}, {{ exact: true }})", quoted(&value)))
}

fn by_placeholder(node: Node<'_>, root: Node<'_>) -> Option<String> {
    by_attribute(node, root, "placeholder", "getByPlaceholder")
}

fn by_alt(node: Node<'_>, root: Node<'_>) -> Option<String> {
    by_attribute(node, root, "alt", "getByAltText")
}

fn by_title(node: Node<'_>, root: Node<'_>) -> Option<String> {
    by_attribute(node, root, "title", "getByTitle")
}

fn by_test_id(node: Node<'_>, root: Node<'_>) -> Option<String> {
    if let Some(id) = node.attribute("data-testid").filter(|id| !id.is_empty()) {
        return is_only(node, root, |other| other.attribute("data-testid") == Some(id))
            .then(|| format!("getByTestId({})", quoted(id)));
    }
    let other_names = ["data-test-id", "data-test", "data-cy", "data-qa"];
    other_names.into_iter().find_map(|attribute| {
        let id = node.attribute(attribute).filter(|id| !id.is_empty())?;
        let css = format!("[{attribute}={}]", css_string(id));
        is_only(node, root, |other| other.attribute(attribute) == Some(id))
            .then(|| format!("locator({})", quoted(&css)))
    })
}

/// The innermost elements with this text alone. Controls are better told by their roles.
fn by_text(node: Node<'_>, root: Node<'_>) -> Option<String> {
    let is_plain = |node: Node<'_>| {
        node.is_element()
            && input_type(node).is_empty()
            && !matches!(node.tag(), "textarea" | "select" | "html" | "body" | "head" | "script" | "style" | "title")
    };
    // What stands between words of several custom elements, their style sheets say.
    let parts = scope(node).skip(1).filter(|inner| inner.tag().contains('-') && !content(*inner).is_empty());
    let wanted = Some(text(node)).filter(|text| is_plain(node) && is_nameable(text) && parts.count() == 0)?;
    let holds = |other: Node<'_>| is_plain(other) && text(other) == wanted;
    is_only(node, root, |other| holds(other) && !other.children().any(holds))
        .then(|| format!("getByText({}, {{ exact: true }})", quoted(&wanted)))
}

fn by_id(node: Node<'_>, root: Node<'_>) -> Option<String> {
    let id = node.attribute("id").filter(|id| !id.is_empty() && is_lasting(id))?;
    is_only(node, root, |other| other.attribute("id") == Some(id))
        .then(|| format!("locator({})", quoted(&format!("[id={}]", css_string(id)))))
}

/// The role of what holds a thing of several: a list's item, a table's row, an article.
fn row_role(node: Node<'_>) -> Option<&str> {
    match (role(node), node.tag()) {
        (Some(role @ ("listitem" | "row" | "article" | "option" | "treeitem")), _) => Some(role),
        (None, "li") => Some("listitem"),
        (None, "tr") => Some("row"),
        (None, "article") => Some("article"),
        _ => None,
    }
}

/// All text in an element, hidden text too, as Playwright's `hasText` looks at it.
fn content(node: Node<'_>) -> String {
    let texts = scope(node).filter(|inner| inner.kind() == NodeKind::Text);
    collapse(&texts.map(Node::text).collect::<String>())
}

/// A row by a text that it alone has; an element that nothing names by itself, within such a row.
fn by_row(node: Node<'_>, root: Node<'_>) -> Option<String> {
    let mut around = std::iter::successors(Some(node), |node| node.parent()).take(MOST_AROUND);
    let row = around.find(|node| row_role(*node).is_some())?;
    let kind = row_role(row)?;
    let rows = scope(root).filter(|other| row_role(*other) == Some(kind)).take(MOST_ROWS);
    let rows: Vec<(Node<'_>, String)> = rows.map(|row| (row, content(row).to_lowercase())).collect();
    let tells = |text: &String| {
        let wanted = text.to_lowercase();
        let mut holding = rows.iter().filter(|(_, whole)| whole.contains(&wanted)).map(|(row, _)| *row);
        text.chars().any(char::is_alphabetic) && holding.next() == Some(row) && holding.next().is_none()
    };
    let leaves = scope(row).filter(|inner| inner.is_element() && !inner.children().any(Node::is_element));
    let told = leaves.map(content).filter(|text| is_nameable(text)).find(tells)?;
    let row_itself = format!("getByRole({}).filter({{ hasText: {} }})", quoted(kind), quoted(&told));
    if row == node {
        return Some(row_itself);
    }
    let within = role(node)
        .filter(|own| is_only(node, row, |other| role(other) == Some(own)))
        .map(|own| format!("getByRole({})", quoted(own)))
        .or_else(|| by_kind(node, row))?;
    Some(format!("{row_itself}.{within}"))
}

/// A label by the control that it is for.
fn by_control(node: Node<'_>, root: Node<'_>) -> Option<String> {
    let control = node.attribute("for").filter(|id| node.tag() == "label" && !id.is_empty() && is_lasting(id))?;
    is_only(node, root, |other| other.tag() == "label" && other.attribute("for") == Some(control))
        .then(|| format!("locator({})", quoted(&format!("label[for={}]", css_string(control)))))
}

/// An element by a class or its tag, where no other below `row` has it.
fn by_kind(node: Node<'_>, row: Node<'_>) -> Option<String> {
    let tag = node.tag();
    let classes = |node: Node<'_>| {
        node.attribute("class").unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let is_plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let usable = |class: &String| {
        is_lasting(class) && is_plain(class) && !class.starts_with(|c: char| c.is_ascii_digit() || c == '-')
    };
    let own = classes(node).into_iter().filter(usable);
    let class = own.map(|class| (format!(".{class}"), class));
    let by_class = class.into_iter().find(|(_, class)| is_only(node, row, |other| classes(other).contains(class)));
    let by_tag = || (is_plain(tag) && is_only(node, row, |other| other.tag() == tag)).then(|| tag.to_owned());
    by_class.map(|(css, _)| css).or_else(by_tag).map(|css| format!("locator({})", quoted(&css)))
}

/// The path that `dom --select` takes, a locator for each shadow root on the way.
fn by_path(node: Node<'_>) -> String {
    // One for the element itself, one for every host below the document.
    let hosts = std::iter::successors(Some(node), |node| node.parent_or_host())
        .take_while(|node| node.kind() != NodeKind::Document)
        .filter(|node| node.kind() == NodeKind::ShadowRoot)
        .count();
    let path = lasting_selector_of(node).replace(" >>>> ", " >>> ");
    let pieces: Vec<&str> = path.split(" >>> ").collect();
    let own = pieces.get(pieces.len().saturating_sub(hosts + 1)..).unwrap_or(&pieces);
    let calls = own.iter().map(|piece| {
        // Playwright looks through shadow roots, so that "has no parent" means something else to it.
        match piece.split_once(":not(* > *)") {
            Some((first, rest)) => format!("locator({}).first()", quoted(&format!("{first}{rest}"))),
            None => format!("locator({})", quoted(piece)),
        }
    });
    calls.collect::<Vec<_>>().join(".")
}

/// A CSS string.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => drop(write!(out, "\\{:x} ", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A JavaScript string: whatever was recorded stays inside its quotes, and nothing in it acts on a terminal.
pub(in crate::export) fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c if c.is_control() || acts(c) => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_text_stays_inside_its_quotes() {
        for (text, js) in [
            ("it's", r"'it\'s'"),
            ("a\\'); evil(); //", r"'a\\\'); evil(); //'"),
            ("a\nb\u{2028}c\u{202e}\u{1b}", r"'a\nb\u2028c\u{202e}\u{1b}'"),
            ("${x}`", "'${x}`'"),
        ] {
            assert_eq!(quoted(text), js);
        }
        assert_eq!(css_string("a\"b\\c\n"), "\"a\\\"b\\\\c\\a \"");
    }
}
