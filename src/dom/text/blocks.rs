//! Reading a page block by block: what stands on a line of its own, and of which parts.
//!
//! The one reading of a page: [`super::write`] prints it, the screen wraps and colours it. A block knows its element, a
//! part the node it comes from, so that what changed can be found in what is read.

use super::flow::children;
use super::shown::{control, is_hidden, is_opaque};
use super::table::{self, Place, Table, is_cell, is_row, is_table};
use super::tags::{is_block, is_spaced};
use crate::dom::{Node, NodeKey, NodeKind};

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of a level, 1 to 6.
    Heading(u8),
    /// A line whose white space is kept, as in `<pre>`; without parts it is an empty one.
    Kept,
    /// Any other text.
    Text,
}

/// What a part of a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Text.
    Text,
    /// Text of a link.
    Link,
    /// Text of a button.
    Button,
    /// The value of a form control in brackets, a password's as bullets; the sign of a checkbox or radio button.
    Value,
    /// What an empty form control says in place of a value, in brackets.
    Placeholder,
    /// A picture, film, sound, drawing or frame: what it is and how it is described, in brackets.
    Picture,
    /// What the recorder left out: only its size is known.
    Blocked,
    /// What stands between the cells of a table's row, and fills a cell up to its column's width.
    Between,
}

/// A part of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As recorded, white space collapsed.
    pub text: String,
    /// What it is.
    pub kind: PartKind,
    /// The text node or control it comes from.
    pub node: NodeKey,
    /// The link, button or control it belongs to; else `node`.
    pub holder: NodeKey,
}

/// What stands on a line of its own, however wide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The block element whose content it is; one element may have several blocks.
    pub node: NodeKey,
    /// Columns it is indented by.
    pub indent: usize,
    /// What stands before it: `# `, `- `, `1. `.
    pub mark: String,
    /// Whether an empty line belongs before it.
    pub spaced: bool,
    /// Its parts in order, none of them empty.
    pub parts: Vec<Part>,
}

impl Block {
    /// Its text, without mark and indentation.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}

/// What is still to be read, the next on top.
enum Step<'t> {
    Enter(Node<'t>),
    Leave(Node<'t>),
}

/// What a node's subtree shows, block by block; a table's columns as wide as what stands in them, within the width that is
/// given.
#[must_use]
pub fn blocks(root: Node<'_>, columns: Option<usize>) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut waiting = vec![Step::Enter(root)];
    while let Some(step) = waiting.pop() {
        match step {
            Step::Leave(node) => reader.leave(node),
            Step::Enter(node) if is_hidden(node) => {}
            Step::Enter(node) => {
                reader.enter(node);
                waiting.push(Step::Leave(node));
                if !is_opaque(node) || node.content_document().is_some() {
                    waiting.extend(children(node).into_iter().rev().map(Step::Enter));
                }
            }
        }
    }
    reader.flush(root.key());
    table::set(reader.out, &reader.places, columns)
}

/// The lists that are open: how each is numbered.
enum List {
    Bullets,
    Numbers(u32),
}

#[derive(Default)]
struct Reader {
    out: Vec<Block>,
    /// The cell that each of them stands in.
    places: Vec<Option<Place>>,
    /// The tables that are open.
    tables: Vec<Table>,
    /// The block being filled, white space collapsed.
    line: Vec<Part>,
    /// An empty line belongs before the next one.
    spaced: bool,
    lists: Vec<List>,
    /// The mark before the next block: a bullet, a heading's `#`.
    mark: String,
    /// The level of the heading that is open.
    heading: Option<u8>,
    /// How many elements that keep white space are open.
    kept: usize,
    /// The elements with lines of their own that are open.
    open: Vec<NodeKey>,
    /// The links and buttons that are open.
    holders: Vec<(NodeKey, PartKind)>,
}

impl Reader {
    fn enter(&mut self, node: Node<'_>) {
        if node.kind() == NodeKind::Text {
            return self.text(node);
        }
        let tag = node.tag();
        if is_own_line(node) {
            self.flush(node.key());
            self.spaced |= is_spaced(tag) && !self.is_nested_list(tag);
            self.open.push(node.key());
            self.enter_table(node);
        }
        match tag {
            "br" => self.flush(node.key()),
            "hr" => self.piece(node, PartKind::Text, "---"),
            "pre" | "listing" | "xmp" | "plaintext" => self.kept += 1,
            "ul" | "menu" | "dir" => self.lists.push(List::Bullets),
            "ol" => {
                let start = node.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push(List::Numbers(start));
            }
            "li" => self.item(),
            "a" if node.attribute("href").is_some() => self.holders.push((node.key(), PartKind::Link)),
            "button" => self.holders.push((node.key(), PartKind::Button)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.bytes().last().map_or(1, |digit| digit - b'0');
                self.heading = Some(level);
                self.mark = format!("{} ", "#".repeat(usize::from(level)));
            }
            _ => {
                if is_component(node) {
                    self.gap(node);
                }
                if let Some((kind, piece)) = piece(node) {
                    self.piece(node, kind, &piece);
                }
            }
        }
    }

    fn leave(&mut self, node: Node<'_>) {
        let tag = node.tag();
        let is_own_line = is_own_line(node);
        if is_own_line {
            self.flush(node.key());
            self.open.pop();
            self.leave_table(node);
        }
        match tag {
            "pre" | "listing" | "xmp" | "plaintext" => self.kept = self.kept.saturating_sub(1),
            "ul" | "menu" | "dir" | "ol" => drop(self.lists.pop()),
            "li" => self.mark.clear(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.mark.clear();
                self.heading = None;
            }
            "a" | "button" if self.holders.last().is_some_and(|(holder, _)| *holder == node.key()) => {
                self.holders.pop();
            }
            _ if is_component(node) => self.gap(node),
            _ => {}
        }
        self.spaced |= is_own_line && is_spaced(tag) && !self.is_nested_list(tag);
    }

    fn is_nested_list(&self, tag: &str) -> bool {
        matches!(tag, "ul" | "ol" | "p") && !self.lists.is_empty()
    }

    fn text(&mut self, node: Node<'_>) {
        if self.kept > 0 {
            let mut lines = node.text().split('\n');
            self.push(node, lines.next().unwrap_or(""));
            for line in lines {
                self.flush_kept(node.key());
                self.push(node, line);
            }
            return;
        }
        let mut text = String::new();
        for (at, word) in node.text().split([' ', '\t', '\n', '\r', '\u{c}']).enumerate() {
            let after_space =
                if text.is_empty() { self.line.is_empty() || self.ends_with_space() } else { text.ends_with(' ') };
            if at > 0 && !after_space {
                text.push(' ');
            }
            text.push_str(word);
        }
        self.push(node, &text);
    }

    fn ends_with_space(&self) -> bool {
        self.line.last().is_some_and(|part| part.text.ends_with(' '))
    }

    /// Appends text of a node, as part of the link or button it stands in.
    fn push(&mut self, node: Node<'_>, text: &str) {
        let (holder, kind) = self.holders.last().copied().unwrap_or((node.key(), PartKind::Text));
        self.part(Part { text: text.to_owned(), kind, node: node.key(), holder });
    }

    fn part(&mut self, part: Part) {
        match self.line.last_mut() {
            _ if part.text.is_empty() => {}
            Some(last) if (last.kind, last.node) == (part.kind, part.node) => last.text.push_str(&part.text),
            _ => self.line.push(part),
        }
    }

    /// A control or picture: set off from the words around it.
    fn piece(&mut self, node: Node<'_>, kind: PartKind, piece: &str) {
        self.gap(node);
        self.part(Part { text: piece.to_owned(), kind, node: node.key(), holder: node.key() });
        self.gap(node);
    }

    /// A space, unless there is one already or nothing stands before it.
    fn gap(&mut self, node: Node<'_>) {
        if !self.line.is_empty() && !self.ends_with_space() {
            self.part(Part { text: " ".to_owned(), kind: PartKind::Text, node: node.key(), holder: node.key() });
        }
    }

    /// A row that stands in no table is one by itself, as where a part of a page is read.
    fn enter_table(&mut self, node: Node<'_>) {
        if is_table(node) || (is_row(node) && self.tables.is_empty()) {
            self.tables.push(Table::new(node));
        }
        let Some(table) = self.tables.last_mut() else { return };
        if is_row(node) {
            table.begin_row(node);
        } else if is_cell(node) {
            table.begin_cell(node);
        }
    }

    fn leave_table(&mut self, node: Node<'_>) {
        let Some(table) = self.tables.last_mut() else { return };
        if is_cell(node) {
            table.end_cell();
        } else if is_row(node) {
            table.end_row();
        }
        if table.is_of(node) {
            self.tables.pop();
        }
    }

    /// Ends a block that is whole.
    fn done(&mut self, block: Block) {
        self.out.push(block);
        self.places.push(self.tables.last().and_then(Table::place));
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

    /// Ends the block, if anything stands in it; `otherwise` is its element where none is open.
    fn flush(&mut self, otherwise: NodeKey) {
        let mut parts = std::mem::take(&mut self.line);
        if self.kept > 0 {
            trim_end(&mut parts, char::is_whitespace);
        } else {
            trim_end(&mut parts, is_blank);
            trim_start(&mut parts);
        }
        if parts.is_empty() {
            return;
        }
        let spaced = std::mem::take(&mut self.spaced) && !self.out.is_empty();
        let mark = std::mem::take(&mut self.mark);
        let hanging = if mark.is_empty() && !self.lists.is_empty() { 2 } else { 0 };
        let indent = self.lists.len().saturating_sub(1).min(20) * 2 + hanging;
        let kind = match self.heading {
            Some(level) => BlockKind::Heading(level),
            None if self.kept > 0 => BlockKind::Kept,
            None => BlockKind::Text,
        };
        let node = self.open.last().copied().unwrap_or(otherwise);
        self.done(Block { kind, node, indent, mark, spaced, parts });
    }

    /// Ends a line whose white space is kept: an empty line stays one.
    fn flush_kept(&mut self, otherwise: NodeKey) {
        if self.spaced || self.line.iter().any(|part| !part.text.trim().is_empty()) {
            return self.flush(otherwise);
        }
        self.line.clear();
        let node = self.open.last().copied().unwrap_or(otherwise);
        let empty = Block { kind: BlockKind::Kept, node, indent: 0, mark: String::new(), spaced: false, parts: vec![] };
        self.done(empty);
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn trim_end(parts: &mut Vec<Part>, is_blank: fn(char) -> bool) {
    while let Some(last) = parts.last_mut() {
        last.text.truncate(last.text.trim_end_matches(is_blank).len());
        if !last.text.is_empty() {
            return;
        }
        parts.pop();
    }
}

fn trim_start(parts: &mut Vec<Part>) {
    let blank = parts.iter().take_while(|part| part.text.chars().all(is_blank)).count();
    parts.drain(..blank);
    if let Some(first) = parts.first_mut() {
        let blank = first.text.len() - first.text.trim_start_matches(is_blank).len();
        first.text.drain(..blank);
    }
}

/// Whether an element stands on lines of its own; `select` and `textarea` are blocks to the search for texts only.
fn is_own_line(node: Node<'_>) -> bool {
    (is_block(node.tag()) && !matches!(node.tag(), "select" | "textarea")) || is_cell(node)
}

/// Whether an element is a custom one: most lay themselves out as boxes of their own.
fn is_component(node: Node<'_>) -> bool {
    node.tag().contains('-') || node.shadow_root().is_some()
}

/// What stands for an element that shows something other than text.
fn piece(node: Node<'_>) -> Option<(PartKind, String)> {
    if let Some((width, height)) = node.blocked_size() {
        let size = format!("[blocked {}x{}]", width.trim_end_matches("px"), height.trim_end_matches("px"));
        return Some((PartKind::Blocked, size));
    }
    let described = |what: &str| match node.attribute("alt").or_else(|| node.attribute("title")).map(super::collapse) {
        Some(text) if !text.is_empty() => (PartKind::Picture, format!("[{what}: {text}]")),
        _ => (PartKind::Picture, format!("[{what}]")),
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
            Some((PartKind::Value, mark.to_owned()))
        }
        _ => control(node).map(|text| (kind_of(node), format!("[{}]", super::collapse(&text)))),
    }
}

fn kind_of(control: Node<'_>) -> PartKind {
    let is = |kinds: &[&str]| {
        control.attribute("type").is_some_and(|kind| kinds.iter().any(|one| kind.eq_ignore_ascii_case(one)))
    };
    match control.tag() {
        "input" if is(&["submit", "reset", "button", "image"]) => PartKind::Button,
        "select" => PartKind::Value,
        _ if control.value().is_none_or(|value| value.is_empty()) => PartKind::Placeholder,
        _ => PartKind::Value,
    }
}
