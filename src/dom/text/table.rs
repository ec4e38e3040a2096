//! Tables: which blocks are cells of which row and column, and rows set in columns.
//!
//! While a page is read each block in a cell notes its place. A row whose cells are a line each then becomes one block, its
//! cells as wide as their column is in the whole table; a row with more in it than that, as pages are laid out with, stays
//! the blocks it is. `role="grid"` and its kin are tables as well: that is what grids of `div`s are made of.

use super::blocks::{Block, BlockKind, Part, PartKind};
use crate::dom::{Node, NodeKey};
use crate::text::{neutral, width};
use std::collections::HashMap;

/// The columns of a table that are set; what lies right of them is not aligned.
const MOST_COLUMNS: u16 = 100;

/// The rows that one cell spans at most, as in HTML.
const MOST_ROWS: u16 = 1000;

/// A cell that is wider is prose: a row with two such cells is laid out, not listed.
const PROSE: usize = 60;

/// The widest that a column is made.
const WIDEST: usize = 40;

/// The width that a row is set in where none is given.
const ROOM: usize = 400;

/// What stands between two cells.
const BETWEEN: &str = " | ";

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    table: NodeKey,
    row: NodeKey,
    cell: NodeKey,
    column: u16,
    span: u16,
}

/// A table that is being read.
pub(super) struct Table {
    key: NodeKey,
    row: Option<NodeKey>,
    cell: Option<Place>,
    /// The column of the next cell.
    column: u16,
    /// Of each column the rows below that a cell reaches into.
    taken: Vec<u16>,
}

fn is_role(node: Node<'_>, roles: &[&str]) -> bool {
    node.attribute("role").is_some_and(|role| roles.iter().any(|one| role.eq_ignore_ascii_case(one)))
}

/// Whether an element is a table.
pub(super) fn is_table(node: Node<'_>) -> bool {
    node.tag() == "table" || (node.tag() == "div" && is_role(node, &["table", "grid", "treegrid"]))
}

/// Whether an element is a table's row.
pub(super) fn is_row(node: Node<'_>) -> bool {
    node.tag() == "tr" || (node.tag() == "div" && is_role(node, &["row"]))
}

/// Whether an element is a cell of a row.
pub(super) fn is_cell(node: Node<'_>) -> bool {
    matches!(node.tag(), "td" | "th")
        || (matches!(node.tag(), "div" | "span") && is_role(node, &["cell", "gridcell", "columnheader", "rowheader"]))
}

impl Table {
    /// A table of which nothing is read.
    pub(super) fn new(table: Node<'_>) -> Self {
        Self { key: table.key(), row: None, cell: None, column: 0, taken: Vec::new() }
    }

    /// Whether it is an element's.
    pub(super) fn is_of(&self, node: Node<'_>) -> bool {
        self.key == node.key()
    }

    /// The cell that is open.
    pub(super) fn place(&self) -> Option<Place> {
        self.cell
    }

    /// A row begins: the columns that cells above reach into are taken.
    pub(super) fn begin_row(&mut self, row: Node<'_>) {
        (self.row, self.cell, self.column) = (Some(row.key()), None, 0);
    }

    /// A row ends.
    pub(super) fn end_row(&mut self) {
        (self.row, self.cell) = (None, None);
        self.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }

    /// A cell begins.
    pub(super) fn begin_cell(&mut self, cell: Node<'_>) {
        let number = |name: &str| cell.attribute(name).and_then(|text| text.trim().parse::<u16>().ok());
        let Some(row) = self.row else { return };
        while self.taken.get(usize::from(self.column)).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let named = number("aria-colindex").filter(|index| (1..=MOST_COLUMNS).contains(index)).map(|index| index - 1);
        let column = named.unwrap_or(self.column);
        let span = number("colspan").or_else(|| number("aria-colspan")).unwrap_or(1).clamp(1, MOST_COLUMNS);
        // The rows that it reaches into, its own among them until this row ends.
        let rows = number("rowspan").unwrap_or(1).clamp(1, MOST_ROWS);
        self.column = column.saturating_add(span);
        if rows > 1 && self.column <= MOST_COLUMNS {
            let (from, to) = (usize::from(column), usize::from(self.column));
            self.taken.resize(self.taken.len().max(to), 0);
            self.taken[from..to].fill(rows);
        }
        self.cell = Some(Place { table: self.key, row, cell: cell.key(), column, span });
    }

    /// A cell ends.
    pub(super) fn end_cell(&mut self) {
        self.cell = None;
    }
}

/// A row whose cells are a line each: the place of its first block among all, and those of its cells by column.
struct Row {
    from: usize,
    cells: Vec<usize>,
}

/// Sets rows in columns, within a width where one is given.
pub(super) fn set(blocks: Vec<Block>, places: &[Option<Place>], room: Option<usize>) -> Vec<Block> {
    if places.iter().all(Option::is_none) {
        return blocks;
    }
    let rows = rows(&blocks, places);
    let widths = widths(&blocks, places, &rows, room);
    let mut rows = rows.into_iter().peekable();
    let mut out = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().map(Some).collect::<Vec<_>>();
    let (mut at, mut before) = (0, None);
    while at < blocks.len() {
        let table = places[at].map(|place| place.table);
        if let Some(row) = rows.next_if(|row| row.from == at) {
            let spaced = blocks[at].as_ref().is_some_and(|block| block.spaced) && before != table;
            let joined = join(&mut blocks, places, &row, &widths);
            out.extend(joined.map(|block| Block { spaced, ..block }));
            (at, before) = (at + row.cells.len(), table);
        } else {
            out.extend(blocks[at].take());
            (at, before) = (at + 1, None);
        }
    }
    out
}

/// The rows that are a line each, in order.
fn rows(blocks: &[Block], places: &[Option<Place>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut at = 0;
    while let Some(place) = places.get(at) {
        let same = |other: &Option<Place>| other.map(|it| it.row) == place.map(|it| it.row);
        let end = at + places[at..].iter().take_while(|other| same(other)).count();
        if place.is_some() && is_line(&blocks[at..end], &places[at..end]) {
            let mut cells: Vec<usize> = (at..end).collect();
            cells.sort_by_key(|at| places[*at].map(|place| place.column));
            rows.push(Row { from: at, cells });
        }
        at = end;
    }
    rows
}

/// Whether the blocks of a row are a cell each, none of them more than a line, and not mere prose side by side. What is
/// alone in the first column is no row to speak of.
fn is_line(blocks: &[Block], places: &[Option<Place>]) -> bool {
    let cells = || places.iter().flatten();
    let apart = cells().zip(cells().skip(1)).all(|(one, next)| one.cell != next.cell);
    let prose = blocks.iter().filter(|block| width_of(block) > PROSE).count();
    let in_columns = blocks.len() > 1 || (cells().any(|place| place.column > 0) && blocks[0].mark.is_empty());
    let has_text = blocks.iter().all(|block| !block.parts.is_empty());
    apart && prose < 2 && in_columns && has_text
}

fn width_of(block: &Block) -> usize {
    block.mark.len() + block.parts.iter().map(|part| width(&neutral(&part.text))).sum::<usize>()
}

/// The widths of each table's columns.
type Widths = HashMap<NodeKey, Vec<usize>>;

fn widths(blocks: &[Block], places: &[Option<Place>], rows: &[Row], room: Option<usize>) -> Widths {
    let mut widths = Widths::new();
    for row in rows {
        for at in &row.cells {
            let Some(place) = places[*at].filter(|place| place.column < MOST_COLUMNS) else { continue };
            let columns = widths.entry(place.table).or_default();
            let column = usize::from(place.column);
            columns.resize(columns.len().max(column + 1), 0);
            // What spans columns makes none of them wider.
            if place.span == 1 {
                columns[column] = columns[column].max(width_of(&blocks[*at]));
            }
        }
    }
    for columns in widths.values_mut() {
        fit(columns, room.unwrap_or(ROOM));
    }
    widths
}

/// Makes the widest columns narrower until a row fits, as far as that is possible. What stands in the last may go on below.
fn fit(columns: &mut [usize], room: usize) {
    /// Narrower a column is not made for others' sake.
    const LEAST: usize = 6;
    let Some((_, columns)) = columns.split_last_mut() else { return };
    let room = room.saturating_sub(BETWEEN.len() * columns.len());
    let (mut least, mut most) = (LEAST, WIDEST);
    // The largest limit under which all fit.
    while least < most {
        let limit = (least + most).div_ceil(2);
        if columns.iter().map(|width| (*width).min(limit)).sum::<usize>() <= room {
            least = limit;
        } else {
            most = limit - 1;
        }
    }
    for width in columns {
        *width = (*width).min(least);
    }
}

/// One block of a row's cells, each filled up to its columns' widths.
fn join(blocks: &mut [Option<Block>], places: &[Option<Place>], row: &Row, widths: &Widths) -> Option<Block> {
    let first = places[*row.cells.first()?]?;
    let columns = widths.get(&first.table).map_or(&[][..], Vec::as_slice);
    let mut out: Option<Block> = None;
    // The column behind what is set, and the blanks that are missing to it.
    let (mut next, mut blanks) = (0u16, 0);
    for at in &row.cells {
        let (Some(place), Some(block)) = (places[*at], blocks[*at].take()) else { continue };
        let used = width_of(&block);
        let joined = out.get_or_insert_with(|| Block {
            kind: BlockKind::Text,
            node: place.row,
            indent: block.indent,
            mark: String::new(),
            spaced: false,
            parts: Vec::new(),
        });
        let mut push = |text: String, kind: PartKind, node: NodeKey| {
            if !text.is_empty() {
                joined.parts.push(Part { text, kind, node, holder: node });
            }
        };
        push(between(columns, (next, blanks), place.column), PartKind::Between, place.cell);
        push(block.mark, PartKind::Text, block.node);
        joined.parts.extend(block.parts);
        next = place.column.saturating_add(place.span).min(MOST_COLUMNS);
        let (from, to) = (usize::from(place.column).min(columns.len()), usize::from(next).min(columns.len()));
        let spanned = columns[from..to].iter().sum::<usize>() + BETWEEN.len() * (to - from).saturating_sub(1);
        blanks = spanned.saturating_sub(used);
    }
    out
}

/// What stands before a cell of a column, where `next` is the column behind the cell before and lacks so many blanks.
fn between(columns: &[usize], (next, blanks): (u16, usize), column: u16) -> String {
    let mut out = String::new();
    let empty = columns.iter().take(usize::from(column)).skip(usize::from(next));
    if next > 0 {
        out.push_str(&" ".repeat(blanks));
        out.push_str(BETWEEN);
    }
    for width in empty {
        out.push_str(&" ".repeat(*width));
        out.push_str(BETWEEN);
    }
    out
}
