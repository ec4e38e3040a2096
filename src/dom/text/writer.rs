//! Laying a page out as lines of text.

use super::flow::children;
use super::shown::{control, is_hidden, is_opaque};
use super::tags::{is_block, is_spaced};
use crate::dom::{Node, NodeKind};

/// What is still to be written, the next on top.
enum Step<'t> {
    Enter(Node<'t>),
    Leave(Node<'t>),
}

/// What a node's subtree shows, as lines.
pub(super) fn page(root: Node<'_>) -> String {
    let mut writer = Writer::default();
    let mut waiting = vec![Step::Enter(root)];
    while let Some(step) = waiting.pop() {
        match step {
            Step::Leave(node) => writer.leave(node),
            Step::Enter(node) if is_hidden(node) => {}
            Step::Enter(node) => {
                writer.enter(node);
                waiting.push(Step::Leave(node));
                if !is_opaque(node) || node.content_document().is_some() {
                    waiting.extend(children(node).into_iter().rev().map(Step::Enter));
                }
            }
        }
    }
    writer.flush();
    writer.out
}

/// The list items that are open: how each is numbered.
enum List {
    Bullets,
    Numbers(u32),
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The line being filled, white space collapsed.
    line: String,
    /// An empty line belongs before the next one.
    spaced: bool,
    lists: Vec<List>,
    /// The mark before the next line: a bullet, a heading's `#`.
    mark: String,
    /// How many elements that keep white space are open.
    kept: usize,
}

impl Writer {
    fn enter(&mut self, node: Node<'_>) {
        if node.kind() == NodeKind::Text {
            return self.text(node.text());
        }
        let tag = node.tag();
        if is_cell(tag) {
            return self.cell(node);
        }
        if is_block(tag) && !is_inline_control(tag) {
            self.flush();
            self.spaced |= is_spaced(tag) && !self.is_nested_list(tag);
        }
        match tag {
            "br" => self.flush(),
            "hr" => self.piece("---"),
            "pre" | "listing" | "xmp" | "plaintext" => self.kept += 1,
            "ul" | "menu" | "dir" => self.lists.push(List::Bullets),
            "ol" => {
                let start = node.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push(List::Numbers(start));
            }
            "li" => self.item(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.bytes().last().map_or(1, |digit| usize::from(digit - b'0'));
                self.mark = format!("{} ", "#".repeat(level));
            }
            _ => {
                if let Some(piece) = piece(node) {
                    self.piece(&piece);
                }
            }
        }
    }

    fn leave(&mut self, node: Node<'_>) {
        let tag = node.tag();
        let is_own_line = is_block(tag) && !is_cell(tag) && !is_inline_control(tag);
        if is_own_line {
            self.flush();
        }
        match tag {
            "pre" | "listing" | "xmp" | "plaintext" => self.kept = self.kept.saturating_sub(1),
            "ul" | "menu" | "dir" | "ol" => drop(self.lists.pop()),
            "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.mark.clear(),
            _ => {}
        }
        self.spaced |= is_own_line && is_spaced(tag) && !self.is_nested_list(tag);
    }

    fn is_nested_list(&self, tag: &str) -> bool {
        matches!(tag, "ul" | "ol" | "p") && !self.lists.is_empty()
    }

    fn text(&mut self, text: &str) {
        if self.kept > 0 {
            let mut lines = text.split('\n');
            self.line.push_str(lines.next().unwrap_or(""));
            for line in lines {
                self.flush_kept();
                self.line.push_str(line);
            }
            return;
        }
        for (at, word) in text.split([' ', '\t', '\n', '\r', '\u{c}']).enumerate() {
            if at > 0 && !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            self.line.push_str(word);
        }
    }

    /// A control or picture: set off from the words around it.
    fn piece(&mut self, piece: &str) {
        if !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        self.line.push_str(piece);
        self.line.push(' ');
    }

    /// The cells of a row stand side by side.
    fn cell(&mut self, node: Node<'_>) {
        let is_first = !std::iter::successors(node.prev_sibling(), |node| node.prev_sibling())
            .any(|sibling| is_cell(sibling.tag()) && !is_hidden(sibling));
        if is_first {
            self.flush();
        } else {
            let kept = self.line.trim_end().len();
            self.line.truncate(kept);
            self.line.push_str(" | ");
        }
    }

    fn item(&mut self) {
        self.mark = match self.lists.last_mut() {
            Some(List::Numbers(next)) => {
                let mark = format!("{next}. ");
                *next = next.saturating_add(1);
                mark
            }
            _ => "- ".to_owned(),
        };
    }

    /// Ends the line, if anything stands on it.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = if self.kept > 0 { line.trim_end() } else { line.trim_matches([' ', '\t']) };
        if line.is_empty() {
            return;
        }
        if std::mem::take(&mut self.spaced) && !self.out.is_empty() {
            self.out.push('\n');
        }
        let indent = self.lists.len().saturating_sub(1).min(20) * 2;
        self.out.push_str(&" ".repeat(indent));
        let mark = std::mem::take(&mut self.mark);
        if mark.is_empty() && !self.lists.is_empty() {
            self.out.push_str("  ");
        }
        self.out.push_str(&mark);
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Ends a line whose white space is kept: an empty line stays one.
    fn flush_kept(&mut self) {
        if self.line.trim().is_empty() && !self.spaced {
            self.line.clear();
            self.out.push('\n');
        } else {
            self.flush();
        }
    }
}

fn is_cell(tag: &str) -> bool {
    matches!(tag, "td" | "th")
}

/// Blocks to the search for texts, but they stand in a line.
fn is_inline_control(tag: &str) -> bool {
    matches!(tag, "select" | "textarea")
}

/// What stands for an element that shows something other than text.
fn piece(node: Node<'_>) -> Option<String> {
    if let Some((width, height)) = node.blocked_size() {
        return Some(format!("[blocked {}x{}]", width.trim_end_matches("px"), height.trim_end_matches("px")));
    }
    let described = |what: &str| match node.attribute("alt").or_else(|| node.attribute("title")).map(super::collapse) {
        Some(text) if !text.is_empty() => format!("[{what}: {text}]"),
        _ => format!("[{what}]"),
    };
    match node.tag() {
        "img" if node.attribute("alt") == Some("") => None,
        "img" => Some(described("image")),
        "canvas" | "video" | "audio" => Some(described(node.tag())),
        "iframe" if node.content_document().is_none() => Some(described("frame")),
        "input" if matches!(node.attribute("type"), Some("checkbox" | "radio")) => {
            let is_radio = node.attribute("type") == Some("radio");
            let mark = match (is_radio, node.checked() == Some(true)) {
                (false, true) => "[x]",
                (false, false) => "[ ]",
                (true, true) => "(•)",
                (true, false) => "( )",
            };
            Some(mark.to_owned())
        }
        _ => control(node).map(|text| format!("[{}]", super::collapse(&text))),
    }
}
