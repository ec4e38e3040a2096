//! A page's blocks as rows of so many columns, each with what changed in it; made on the worker.

use super::super::marks::{Bar, Mark, Marks, ancestors};
use crate::dom::text::{Block, BlockKind, Part, PartKind, blocks, is_masked};
use crate::dom::{Node, NodeKey, Tree};
use crate::event::NodeId;
use crate::text::wrap;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// The rows that are kept; what lies below is counted.
const MOST_ROWS: usize = 100_000;

/// The rows of one block.
const MOST_OF_A_BLOCK: usize = 2_000;

/// What a stretch of a block's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// A part, as it is read.
    Part(PartKind),
    /// A text or value that the recorder masked.
    Masked,
    /// A bracket around a button's text.
    Bracket,
}

/// A stretch of a block's text.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) tone: Tone,
    /// What happened to it.
    pub(super) bar: Option<Bar>,
}

/// A block as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Its text, as recorded.
    pub(super) text: String,
    /// What the text consists of, in order.
    pub(super) stretches: Vec<Stretch>,
    /// What stands before its first row.
    pub(super) mark: String,
    /// Columns before that.
    pub(super) indent: usize,
    /// Its level, of a heading.
    pub(super) heading: bool,
    /// The element it stands for: a link, button or control that is all there is of it, else the block's own.
    pub(super) node: NodeKey,
    /// What happened to it.
    pub(super) bar: Option<Bar>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// An empty one.
    Blank,
    /// A part of a block's text.
    Text {
        /// The block.
        block: usize,
        /// The bytes of its text.
        range: Range<usize>,
    },
    /// So many blocks follow that are not shown.
    Left(usize),
}

/// A page in rows.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// The rows.
    pub(super) rows: Vec<Row>,
    /// The blocks.
    pub(super) blocks: Vec<Shown>,
    /// The first row of each block.
    pub(super) first: Vec<usize>,
    /// Of a node, the first block that it holds or stands in.
    places: HashMap<NodeKey, usize>,
}

impl Laid {
    /// Lays a page in so many columns.
    pub(super) fn new(tree: &Tree, marks: &Marks, columns: usize) -> Self {
        let mut laid = Self::default();
        let Some(root) = tree.root() else { return laid };
        let read = blocks(root, Some(columns.saturating_sub(1)));
        let all = read.len();
        let mut fresh = Fresh { marks, known: HashMap::new() };
        for (at, block) in read.into_iter().enumerate() {
            if laid.rows.len() >= MOST_ROWS {
                laid.rows.push(Row::Left(all - at));
                break;
            }
            laid.note(tree, &block);
            if block.spaced {
                laid.rows.push(Row::Blank);
            }
            let shown = show(tree, &mut fresh, &block);
            laid.first.push(laid.rows.len());
            let left = columns.saturating_sub(1 + shown.indent + shown.mark.len()).max(8);
            let lines = wrap(&shown.text, left, MOST_OF_A_BLOCK);
            laid.rows.extend(lines.into_iter().map(|range| Row::Text { block: at, range }));
            laid.blocks.push(shown);
        }
        laid.mark_losses(tree, marks);
        laid
    }

    /// Notes where a block's nodes are, and which elements begin with it.
    fn note(&mut self, tree: &Tree, block: &Block) {
        let at = self.blocks.len();
        let nodes = block.parts.iter().flat_map(|part| [part.node, part.holder]).chain([block.node]);
        for node in nodes.filter_map(|key| tree.by_key(key)) {
            for node in std::iter::once(node).chain(ancestors(node)) {
                match self.places.entry(node.key()) {
                    Entry::Vacant(place) => place.insert(at),
                    // All above a node that is known is known as well.
                    Entry::Occupied(_) => break,
                };
            }
        }
    }

    /// What went shows on the first block of the element that it was in.
    fn mark_losses(&mut self, tree: &Tree, marks: &Marks) {
        for key in marks.losses() {
            let at = tree.by_key(key).and_then(|node| self.block_of(node));
            if let Some(block) = at.and_then(|at| self.blocks.get_mut(at))
                && !matches!(block.bar, Some(Bar::Now(_)))
            {
                block.bar = Some(Bar::Now(Mark::Lost));
            }
        }
    }

    /// The block that a node stands in, or the first that it holds.
    pub(super) fn block_of(&self, node: Node<'_>) -> Option<usize> {
        // Of what is not read, such as an option, the element around it is.
        std::iter::once(node).chain(ancestors(node)).find_map(|node| self.places.get(&node.key()).copied())
    }

    /// The block of a row; of an empty row the one after it.
    pub(super) fn block_at(&self, row: usize) -> Option<usize> {
        match self.rows.get(row)? {
            Row::Text { block, .. } => Some(*block),
            Row::Blank => self.block_at(row + 1),
            Row::Left(_) => None,
        }
    }

    /// The recorded id of a block's element, or of the nearest around it that has one.
    pub(super) fn id(&self, tree: &Tree, block: usize) -> Option<NodeId> {
        let node = tree.by_key(self.blocks.get(block)?.node)?;
        std::iter::once(node).chain(ancestors(node)).find_map(Node::id)
    }

    /// The block that is about so many pixels below the start of another: a guess, as nothing is known of the layout.
    pub(super) fn below(&self, block: usize, pixels: f64, width: f64) -> usize {
        /// Pixels of a line of text, of a heading's, between paragraphs, of a picture; and of a letter.
        const LINE: f64 = 24.0;
        const HEADING: f64 = 40.0;
        const GAP: f64 = 16.0;
        const PICTURE: f64 = 150.0;
        const LETTER: f64 = 8.0;
        let mut left = pixels;
        for (at, shown) in self.blocks.iter().enumerate().skip(block) {
            let letters = f64::from(u32::try_from(shown.text.len()).unwrap_or(u32::MAX));
            let lines = (letters * LETTER / width.max(200.0)).ceil().max(1.0);
            let picture = shown.stretches.iter().any(|stretch| stretch.tone == Tone::Part(PartKind::Picture));
            let spaced = self.first[at].checked_sub(1).is_some_and(|row| self.rows.get(row) == Some(&Row::Blank));
            left -= lines * if shown.heading { HEADING } else { LINE };
            left -= if picture { PICTURE } else { 0.0 } + if spaced { GAP } else { 0.0 };
            if left < 0.0 {
                return at;
            }
        }
        self.blocks.len().saturating_sub(1)
    }
}

/// Whether nodes came with something above them.
struct Fresh<'m> {
    marks: &'m Marks,
    known: HashMap<NodeKey, Option<Mark>>,
}

impl Fresh<'_> {
    /// What happened to a node's part of the page: to itself or up to `block`, or what brought the block.
    fn bar(&mut self, node: Node<'_>, block: NodeKey) -> Option<Bar> {
        /// The elements inside a block that are looked at: pages nest a few, hostile ones any number.
        const MOST_INSIDE: usize = 64;
        let mut lately = None;
        for node in std::iter::once(node).chain(ancestors(node)).take(MOST_INSIDE) {
            match self.marks.bar(node.key(), false) {
                Some(now @ Bar::Now(mark)) if mark != Mark::Lost => return Some(now),
                Some(Bar::Lately) => lately = Some(Bar::Lately),
                _ => {}
            }
            if node.key() == block {
                return self.brought(node).map(Bar::Now).or(lately);
            }
        }
        lately
    }

    /// Whether something above a node came or moved, and took it along.
    fn brought(&mut self, node: Node<'_>) -> Option<Mark> {
        let mut way = Vec::new();
        let mut found = None;
        for node in ancestors(node) {
            if let Some(known) = self.known.get(&node.key()) {
                found = *known;
                break;
            }
            way.push(node.key());
            if let Some(Bar::Now(mark @ (Mark::Added | Mark::Moved))) = self.marks.bar(node.key(), false) {
                found = Some(mark);
                break;
            }
        }
        self.known.extend(way.into_iter().map(|key| (key, found)));
        found
    }
}

fn show(tree: &Tree, fresh: &mut Fresh<'_>, block: &Block) -> Shown {
    let mut text = String::new();
    let mut stretches = Vec::new();
    let mut button = None;
    for (at, part) in block.parts.iter().enumerate() {
        let bar = tree.by_key(part.node).and_then(|node| fresh.bar(node, block.node));
        let mut push = |words: &str, tone: Tone| {
            let start = text.len();
            text.push_str(words);
            if !words.is_empty() {
                stretches.push(Stretch { range: start..text.len(), tone, bar });
            }
        };
        // Buttons that are elements have no brackets of their own; white space at their edges stays outside.
        let is_element = part.kind == PartKind::Button && part.holder != part.node;
        let opens = is_element && button != Some(part.holder);
        button = is_element.then_some(part.holder);
        let closes = is_element && block.parts.get(at + 1).is_none_or(|next| Some(next.holder) != button);
        let mut words = part.text.as_str();
        if opens {
            let inner = words.trim_start();
            push(words.get(..words.len() - inner.len()).unwrap_or_default(), Tone::Bracket);
            push("[", Tone::Bracket);
            words = inner;
        }
        let inner = if closes { words.trim_end() } else { words };
        push(inner, tone_of(part));
        if closes {
            push("]", Tone::Bracket);
            push(words.get(inner.len()..).unwrap_or_default(), Tone::Bracket);
        }
    }
    let holders = || block.parts.iter().filter(|part| !part.text.trim().is_empty()).map(|part| part.holder);
    let alone = holders().next().filter(|first| holders().all(|holder| holder == *first));
    let element = alone.filter(|key| tree.by_key(*key).is_some_and(Node::is_element));
    let bar = stretches.iter().filter_map(|stretch| stretch.bar).reduce(|one, other| match (one, other) {
        (now @ Bar::Now(_), _) => now,
        (_, other) => other,
    });
    Shown {
        text,
        stretches,
        mark: block.mark.clone(),
        indent: block.indent,
        heading: matches!(block.kind, BlockKind::Heading(_)),
        node: element.unwrap_or(block.node),
        bar,
    }
}

fn tone_of(part: &Part) -> Tone {
    let bare = part.text.trim_start_matches('[').trim_end_matches(']');
    if is_masked(bare) { Tone::Masked } else { Tone::Part(part.kind) }
}
