use super::*;
use crate::event::Event;
use std::cell::Cell;

fn text(id: i64, text: &str) -> String {
    format!(r#"{{"type":3,"id":{id},"textContent":"{text}"}}"#)
}

fn element(id: i64, tag: &str, attributes: &str, children: &str) -> String {
    format!(r#"{{"type":2,"id":{id},"tagName":"{tag}","attributes":{{{attributes}}},"childNodes":[{children}]}}"#)
}

/// A page whose body is this JSON.
fn page(body: &str) -> Tree {
    let html = element(2, "html", "", &element(3, "body", "", body));
    let event = format!(r#"{{"type":2,"timestamp":1,"data":{{"node":{{"type":0,"id":1,"childNodes":[{html}]}}}}}}"#);
    let mut tree = Tree::new();
    tree.apply(0, &Event::parse(event.as_bytes()).unwrap());
    tree
}

/// A table, a line a row: its cells apart by `;`, each `attributes=text`; a text with `/` is a block each.
fn table(tags: [&str; 3], rows: &str) -> String {
    let id = Cell::new(100);
    let next = || id.replace(id.get() + 1);
    let cell = |cell: &str| {
        let (attributes, inner) = cell.split_once('=').unwrap();
        let attributes: Vec<String> = attributes
            .split_whitespace()
            .map(|one| one.replace(':', "\":\""))
            .map(|one| format!("\"{one}\""))
            .collect();
        let content: Vec<String> =
            inner.split('/').map(|part| element(next(), "div", "", &text(next(), part))).collect();
        let content = if inner.contains('/') { content.join(",") } else { text(next(), inner) };
        element(next(), tags[2], &attributes.join(","), &content)
    };
    let row = |row: &str| {
        element(next(), tags[1], role(tags[1], "row"), &row.split(';').map(cell).collect::<Vec<_>>().join(","))
    };
    let rows: Vec<String> = rows.lines().map(row).collect();
    element(99, tags[0], role(tags[0], "grid"), &rows.join(","))
}

fn role(tag: &str, role: &str) -> &'static str {
    match (tag, role) {
        ("div", "row") => r#""role":"row""#,
        ("div", _) => r#""role":"grid""#,
        _ => "",
    }
}

const HTML: [&str; 3] = ["table", "tr", "td"];

fn lines(body: &str, room: Option<usize>) -> Vec<String> {
    let tree = page(body);
    blocks(tree.root().unwrap(), room).iter().map(Block::text).collect()
}

#[test]
fn a_tables_columns_stand_below_each_other() {
    let shown = lines(&table(HTML, "=Item;=Qty;=Price\n=漢字 mug;=1;=4.00\n=Pen;=;=12.50"), None);
    assert_eq!(shown, ["Item     | Qty | Price", "漢字 mug | 1   | 4.00", "Pen      |     | 12.50"]);
}

#[test]
fn cells_that_span_rows_and_columns_keep_the_others_in_their_place() {
    let rows = "rowspan:2=Week;=Mon;=Tue\n=rain;=sun\ncolspan:2=both days;=end\n=;=;=alone";
    assert_eq!(
        lines(&table(HTML, rows), None),
        ["Week | Mon  | Tue", "     | rain | sun", "both days   | end", "     |      | alone"]
    );
    let hostile = "colspan:60000 rowspan:60000=a;=b\n=c;=d";
    assert_eq!(lines(&table(HTML, hostile), None), ["a | b", " | c | d"], "no more columns than there are");
}

#[test]
fn whatever_stands_around_a_table_stays() {
    let around = |id| element(id, "p", "", &text(id + 1, "a paragraph"));
    let body = [around(10), around(20), table(HTML, "=a;=b"), around(30), around(40)].join(",");
    let two = ["a paragraph"; 2];
    assert_eq!(lines(&body, None), [&two[..], &["a | b"], &two].concat());
}

#[test]
fn what_pages_are_laid_out_with_stays_blocks() {
    let rows = "=Menu/Home/About;=Welcome\n=Name;=Ann";
    assert_eq!(lines(&table(HTML, rows), None), ["Menu", "Home", "About", "Welcome", "Name | Ann"]);
    let prose = "long prose ".repeat(9);
    let prose = prose.trim();
    assert_eq!(lines(&table(HTML, &format!("={prose};={prose}")), None), [prose, prose]);
    assert_eq!(lines(&table(HTML, &format!("=Note;={prose}")), None), [format!("Note | {prose}")]);
}

#[test]
fn columns_fit_the_width_that_is_given_as_far_as_their_cells_do() {
    let rows = "=a quite long first cell;=b;=c\n=x;=y;=z";
    assert_eq!(lines(&table(HTML, rows), Some(20))[1], format!("x{}| y | z", " ".repeat(13)));
    assert_eq!(lines(&table(HTML, rows), Some(60))[1], format!("x{}| y | z", " ".repeat(23)));
}

#[test]
fn grids_of_divs_are_tables_and_stand_in_the_order_of_their_columns() {
    let rows = "role:gridcell aria-colindex:2=Norway;role:gridcell aria-colindex:1=1244\nrole:gridcell aria-colindex:1=7;role:gridcell aria-colindex:3=paid";
    assert_eq!(lines(&table(["div", "div", "div"], rows), None), ["1244 | Norway", "7    |        | paid"]);
}

#[test]
fn a_row_that_is_read_by_itself_is_a_row() {
    let tree = page(&table(HTML, "=a;=b"));
    let row = tree.root().unwrap().tree().get(tree.root().and_then(|root| find(root, "tr")).unwrap()).unwrap();
    assert_eq!(blocks(row, None).iter().map(Block::text).collect::<Vec<_>>(), ["a | b"]);
}

fn find(root: Node<'_>, tag: &str) -> Option<crate::event::NodeId> {
    crate::dom::walk::subtree(root).find(|node| node.tag() == tag).and_then(Node::id)
}

#[test]
fn a_page_reads_as_it_looks() {
    let list = [10, 12].map(|id| element(id, "li", "", &text(id + 1, "  one\\n  more "))).join(",");
    let body = [
        element(4, "h1", "", &text(5, "Cart")),
        element(6, "p", r#""hidden":"""#, &text(7, "secret")),
        element(9, "ul", "", &list),
        element(14, "input", r#""type":"checkbox","checked":true"#, ""),
        element(15, "input", r#""value":"ann""#, ""),
    ];
    let html = element(3, "html", "", &element(8, "body", "", &body.join(",")));
    let event = format!(r#"{{"type":2,"timestamp":1,"data":{{"node":{{"type":0,"id":1,"childNodes":[{html}]}}}}}}"#);
    let mut tree = Tree::new();
    tree.apply(0, &Event::parse(event.as_bytes()).unwrap());
    let mut out = String::new();
    write(&tree, &mut out).unwrap();
    assert_eq!(out, "# Cart\n\n- one more\n- one more\n\n[x] [ann]\n");
    assert!(Needle::new("one  more").unwrap().is_on(&tree));
    assert!(!Needle::new("secret").unwrap().is_on(&tree) && Needle::new(" \n").is_none());
}
