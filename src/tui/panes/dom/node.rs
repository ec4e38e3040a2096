//! One node of the tree as a line of source: tag in the accent, names dim, values plain, text in quotes, then the state
//! that no attribute shows, and what a folded node holds.

use super::rows::{Fold, Row, inside, only_text};
use crate::dom::text::is_masked;
use crate::dom::{Node, NodeKind};
use crate::text;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::Role;
use crate::tui::widgets::json::start_of;
use crate::tui::widgets::line::Line;

/// The columns that an attribute's value takes at most; the chosen node's are shown whole by `y`.
const VALUE: usize = 60;

/// The columns that a text takes at most in its line.
const TEXT: usize = 240;

/// The children of a folded node that are counted.
const COUNTED: usize = 999;

/// The line of a row in a pane of so many columns, without its bar. Attribute values share what room there is: they are
/// cut short only where the line would not fit.
pub(super) fn line(node: Node<'_>, row: &Row, columns: usize, glyphs: Glyphs) -> Line {
    let roomy = line_with(node, row, (columns, VALUE), glyphs);
    // The id's note stands at the margin, a column away.
    let id = node.id().map_or(0, |id| id.to_string().len() + 2);
    if roomy.width() + id < columns {
        return roomy;
    }
    line_with(node, row, (columns, (columns / 4).clamp(16, VALUE)), glyphs)
}

/// The line, with attribute values of so many columns at most.
fn line_with(node: Node<'_>, row: &Row, (columns, most): (usize, usize), glyphs: Glyphs) -> Line {
    let mut out = Line::new();
    let fold = match row.fold {
        Fold::Leaf => " ",
        Fold::Open => glyphs.unfolded(),
        Fold::Folded => glyphs.folded(),
    };
    out.push(Role::Dim, &format!("{}{fold} ", indent(row.depth, columns)));
    match node.kind() {
        NodeKind::Document => push_document(&mut out, node),
        NodeKind::ShadowRoot => out.push(Role::Keyword, "#shadow-root"),
        NodeKind::Doctype => push_doctype(&mut out, node),
        NodeKind::Element => push_element(&mut out, node, most),
        NodeKind::Text => push_text(&mut out, node.text()),
        NodeKind::Comment => out.push(Role::Comment, &format!("<!--{}-->", start_of(node.text(), TEXT))),
        NodeKind::Cdata => out.push(Role::Dim, "<![CDATA[]]>"),
    }
    push_state(&mut out, node);
    if row.fold == Fold::Folded {
        push_inside(&mut out, node, glyphs);
    }
    if let Some(id) = node.id() {
        out.note(Role::Dim, &format!("#{id}"));
    }
    out
}

/// The column of a row's fold sign.
pub(super) fn sign(row: &Row, columns: usize) -> usize {
    1 + text::width(&indent(row.depth, columns))
}

/// Two columns a level; beyond half of the pane the level is told in figures.
fn indent(depth: u32, columns: usize) -> String {
    let depth = depth as usize;
    let most = (columns / 4).max(4);
    if depth <= most { "  ".repeat(depth) } else { format!("{}{depth}› ", "  ".repeat(most - 2)) }
}

fn push_document(out: &mut Line, node: Node<'_>) {
    out.push(Role::Keyword, if node.host().is_some() { "#document" } else { "document" });
    if let Some(href) = node.tree().href().filter(|_| node.host().is_none()) {
        out.push(Role::Dim, " ");
        out.push(Role::Dim, &text::cut_middle(&text::neutral(href), TEXT));
    }
    if node.is_quirks() {
        out.push(Role::Dim, " quirks mode");
    }
}

fn push_doctype(out: &mut Line, node: Node<'_>) {
    out.push(Role::Dim, "<!DOCTYPE");
    let parts = node.doctype().map(|doctype| [&doctype.name, &doctype.public_id, &doctype.system_id]);
    for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
        out.push(Role::Dim, " ");
        out.push(Role::Dim, start_of(part, VALUE));
    }
    out.push(Role::Dim, ">");
}

/// An element; its values take so many columns at most, so that a narrow pane still shows the state behind them.
fn push_element(out: &mut Line, node: Node<'_>, most: usize) {
    out.push(Role::Dim, "<");
    out.push(Role::Accent, start_of(node.tag(), TEXT));
    let blocked = node.blocked_size();
    let hidden = |name: &str| blocked.is_some() && name.starts_with("rr_");
    for (name, value) in node.attributes().filter(|(name, _)| !hidden(name) && *name != "_cssText") {
        out.push(Role::Dim, " ");
        out.push(Role::Dim, start_of(name, VALUE));
        if !value.is_empty() {
            out.push(Role::Dim, "=");
            push_value(out, name, value, most);
        }
    }
    out.push(Role::Dim, ">");
    if let Some(css) = node.attribute("_cssText") {
        out.push(Role::Keyword, &format!(" css {}", text::bytes(css.len() as u64)));
    }
    match blocked {
        Some((width, height)) => {
            let px = |size: &str| start_of(size, VALUE).trim_end_matches("px").to_owned();
            out.push(Role::Masked, &format!(" [blocked {}x{}]", px(width), px(height)));
        }
        None if node.is_blocked() => out.push(Role::Masked, " [blocked]"),
        None => {}
    }
}

/// An attribute's value in quotes: cut in its middle where it is an address, at its end otherwise.
fn push_value(out: &mut Line, name: &str, value: &str, most: usize) {
    if is_masked(value) {
        return out.push(Role::Masked, &format!("\"{}\"", cut(value, most)));
    }
    let address = matches!(name, "src" | "href" | "action" | "srcset" | "poster" | "data" | "rr_src" | "xlink:href");
    let shown = if address && !value.starts_with("data:") {
        text::cut_middle(&text::neutral(start_of(value, 2000)), most).into_owned()
    } else {
        cut(value, most)
    };
    out.push(Role::Text, &format!("\"{shown}\""));
    if value.len() > 1000 {
        out.push(Role::Dim, &format!(" {}", text::bytes(value.len() as u64)));
    }
}

/// Text in quotes, its white space as a page shows it.
fn push_text(out: &mut Line, recorded: &str) {
    let start = start_of(recorded, TEXT * 4);
    let words: Vec<&str> = start.split_whitespace().collect();
    let words = words.join(" ");
    if is_masked(&words) {
        out.push(Role::Masked, &format!("\"{}\" masked", cut(&words, TEXT)));
        return;
    }
    out.push(Role::String, &format!("\"{}\"", cut(&words, TEXT)));
    if recorded.len() > start.len() {
        out.push(Role::Dim, &format!(" {}", text::bytes(recorded.len() as u64)));
    }
}

fn cut(recorded: &str, columns: usize) -> String {
    text::cut_end(&text::neutral(start_of(recorded, columns * 4)), columns).into_owned()
}

/// Live state, each part after a `!` as in outlines.
fn push_state(out: &mut Line, node: Node<'_>) {
    let mut say = |name: &str, value: String| {
        out.push(Role::Name, &format!(" !{name}"));
        let role = if is_masked(&value) { Role::Masked } else { Role::Text };
        out.push(role, &value);
    };
    if let Some(value) = node.value().filter(|value| !value.is_empty() || node.attribute("value").is_some()) {
        let masked = if is_masked(&value) { " masked" } else { "" };
        let value = value.replace('\n', " ");
        say("value", format!("=\"{}\"{masked}", cut(&value, VALUE)));
    }
    if let Some(checked) = node.checked().filter(|checked| *checked || node.attribute("checked").is_some()) {
        say("checked", format!("={checked}"));
    }
    if let Some(selected) = node.selected().filter(|selected| *selected) {
        say("selected", format!("={selected}"));
    }
    if let Some((x, y)) = node.scroll() {
        say("scroll", format!("={x},{y}"));
    }
    if let Some(media) = node.media() {
        say(if media.playing { "playing" } else { "paused" }, format!("={:.1}s", media.current_time));
    }
    if let Some(canvas) = node.canvas() {
        say("canvas", format!("={} commands", canvas.total));
    }
    if let Some(rules) = node.edited_rules() {
        say("rules", format!("={} edited", rules.len()));
    }
    let adopted = node.adopted_sheets().len();
    if adopted > 0 {
        say("adopted", format!("={adopted} sheets"));
    }
    if node.id().is_some_and(|id| node.tree().focused() == Some(id)) {
        out.push(Role::Accent, " :focus");
    }
}

/// What a folded node holds: its text where it is only text, else how much there is.
fn push_inside(out: &mut Line, node: Node<'_>, glyphs: Glyphs) {
    out.push(Role::Dim, " ");
    if let Some(text) = only_text(node) {
        return push_text(out, text);
    }
    let count = inside(node).take(COUNTED + 1).count();
    let words = match count {
        1 => "1 node".to_owned(),
        _ if count > COUNTED => format!("{COUNTED}+ nodes"),
        _ => format!("{count} nodes"),
    };
    out.push(Role::Dim, &format!("{} {words}", glyphs.more()));
}

/// An element in the breadcrumb: `li#buy.item`.
pub(super) fn crumb(node: Node<'_>) -> String {
    let mut name = match node.kind() {
        NodeKind::Element => start_of(node.tag(), 30).to_owned(),
        kind => return format!("#{}", if kind == NodeKind::ShadowRoot { "shadow-root" } else { kind.name() }),
    };
    if let Some(id) = node.attribute("id").filter(|id| !id.is_empty()) {
        name.push('#');
        name.push_str(&cut(id, 24));
    } else if let Some(class) = node.attribute("class").and_then(|class| class.split_whitespace().next()) {
        name.push('.');
        name.push_str(&cut(class, 24));
    }
    name
}
