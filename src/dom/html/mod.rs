//! A recorded page as a self-contained HTML file: no script runs in it, no request leaves it.
//!
//! Two fences, each enough by itself: a content security policy that allows nothing but inline styles and `data:`, and
//! a writer that leaves nothing to stop (scripts empty, handlers and addresses shelved as `data-recorded-…`, frames as
//! sandboxed `srcdoc`). Style sheets are written as they were at the moment, edits through the CSSOM and adopted sheets
//! included; values, checks and choices are the live ones; shadow roots are declarative. What the HTML parser cannot be
//! told (a `<p>` around a `<div>`) it will read its own way.

mod attributes;
mod canvas;
mod css;
mod escape;
mod raw;

use super::text::is_void;
use super::{Node, NodeKind, Tree};
use std::fmt::{self, Write};

/// Frames within frames deeper than this are left empty.
const DEEPEST_FRAME: usize = 8;

/// What stands before the page: the fence, the encoding, and no favicon to ask for.
const HEAD: &str = concat!(
    "<meta charset=\"utf-8\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; media-src data:; ",
    "font-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\">",
    "<meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">",
    "<meta name=\"referrer\" content=\"no-referrer\">",
    "<link rel=\"icon\" href=\"data:,\">\n",
);

/// Writes the whole page.
pub fn write(tree: &Tree, out: &mut impl Write) -> fmt::Result {
    tree.root().map_or(Ok(()), |root| document(root, 0, out))?;
    out.write_char('\n')
}

/// Writes one node's subtree; a document as a whole page, anything else as a fragment without the fence of a page's head.
pub fn write_node(node: Node<'_>, out: &mut impl Write) -> fmt::Result {
    match node.kind() {
        NodeKind::Document => document(node, 0, out),
        _ => subtree(vec![Step::Enter(node)], 0, out),
    }
}

/// The fence comes right after the doctype: the parser makes a head for it, and takes the recorded `<html>` and
/// `<body>` tags as more attributes of what it made.
fn document(node: Node<'_>, frame: usize, out: &mut impl Write) -> fmt::Result {
    let doctype = node.children().find_map(Node::doctype);
    if let Some(doctype) = doctype {
        let quoted = |id: &str| id.chars().filter(|c| !matches!(c, '"' | '>' | '<')).collect::<String>();
        match (&*doctype.public_id, &*doctype.system_id) {
            ("", "") => out.write_str("<!DOCTYPE html>\n")?,
            ("", system) => writeln!(out, "<!DOCTYPE html SYSTEM \"{}\">", quoted(system))?,
            (public, system) => {
                writeln!(out, "<!DOCTYPE html PUBLIC \"{}\" \"{}\">", quoted(public), quoted(system))?;
            }
        }
    }
    out.write_str(HEAD)?;
    scroll_inside(node, out)?;
    let mut steps = vec![Step::Scroll(node), Step::Adopted(node)];
    steps.extend(node.children().map(Step::Enter).collect::<Vec<_>>().into_iter().rev());
    subtree(steps, frame, out)
}

/// What is still to be written, the next on top.
enum Step<'t> {
    Enter(Node<'t>),
    Close(&'t str),
    /// The sheets that a document or shadow root adopted.
    Adopted(Node<'t>),
    /// Where the page, or what is in a shadow root, is scrolled to.
    Scroll(Node<'t>),
}

fn subtree(mut steps: Vec<Step<'_>>, frame: usize, out: &mut impl Write) -> fmt::Result {
    while let Some(step) = steps.pop() {
        match step {
            Step::Close(tag) => write!(out, "</{tag}>")?,
            Step::Adopted(root) => adopted(root, out)?,
            Step::Scroll(root) => scroll(root, out)?,
            Step::Enter(node) => match node.kind() {
                NodeKind::Element => element(node, frame, &mut steps, out)?,
                NodeKind::Text | NodeKind::Cdata => escape::text(node.text(), out)?,
                NodeKind::ShadowRoot => {
                    out.write_str("<template shadowrootmode=\"open\">")?;
                    steps.extend([Step::Close("template"), Step::Scroll(node), Step::Adopted(node)]);
                    push_children(node, &mut steps);
                }
                NodeKind::Document => push_children(node, &mut steps),
                // No eye sees comments, and hiding something in one is an old trick.
                NodeKind::Comment | NodeKind::Doctype => {}
            },
        }
    }
    Ok(())
}

fn push_children<'t>(node: Node<'t>, steps: &mut Vec<Step<'t>>) {
    let from = steps.len();
    steps.extend(node.children().map(Step::Enter));
    steps[from..].reverse();
}

fn element<'t>(node: Node<'t>, frame: usize, steps: &mut Vec<Step<'t>>, out: &mut impl Write) -> fmt::Result {
    let tag = tag(node);
    match node.tag() {
        "script" if node.is_svg() => return Ok(()),
        "base" => return Ok(()),
        // It holds its place among its siblings, as `:nth-child` counts.
        "script" | "noscript" | "noembed" | "noframes" => return out.write_str("<noscript></noscript>"),
        "style" | "link" if raw::is_sheet(node) => return raw::sheet(node, out),
        _ => {}
    }
    write!(out, "<{tag}")?;
    if tag != node.tag() {
        escape::attribute("data-recorded-tag", node.tag(), out)?;
    }
    attributes::write(node, out)?;
    if node.tag() == "iframe" {
        framed(node, frame, out)?;
    }
    out.write_char('>')?;
    if is_void(tag) && !node.is_svg() {
        return Ok(());
    }
    steps.push(Step::Close(tag));
    match node.tag() {
        "iframe" | "canvas" | "audio" | "video" | "object" => {}
        "textarea" => raw::kept(&node.value().unwrap_or_default(), out)?,
        _ => {
            if matches!(tag, "pre" | "listing") {
                // The parser swallows the first line break.
                out.write_char('\n')?;
            }
            push_children(node, steps);
            steps.extend(node.shadow_root().map(Step::Enter));
        }
    }
    Ok(())
}

/// The tag under which an element can be written: a name the parser takes, in a place where it takes it.
fn tag(node: Node<'_>) -> &str {
    let parent = node.parent();
    let is_below = |kind: fn(Node<'_>) -> bool| parent.is_none_or(kind);
    match node.tag() {
        "html" if is_below(|parent| parent.kind() == NodeKind::Document) => "html",
        "head" if is_below(|parent| parent.tag() == "html") => "head",
        "body" if is_below(|parent| parent.tag() == "html") => "body",
        "html" | "head" | "body" | "frameset" | "frame" => "div",
        "xmp" | "plaintext" => "pre",
        "embed" | "applet" | "object" | "portal" | "fencedframe" => "object",
        tag if escape::is_tag_name(tag) => tag,
        _ => "div",
    }
}

/// A frame's document, inside its attribute.
fn framed(node: Node<'_>, frame: usize, out: &mut impl Write) -> fmt::Result {
    let Some(inner) = node.content_document().filter(|_| frame < DEEPEST_FRAME) else { return Ok(()) };
    let mut page = String::new();
    document(inner, frame + 1, &mut page)?;
    escape::attribute("srcdoc", &page, out)
}

fn adopted(root: Node<'_>, out: &mut impl Write) -> fmt::Result {
    for sheet in root.adopted_sheets() {
        write!(out, "<style data-recorded-adopted>{}</style>", css::raw(&css::inert(&sheet.join("\n"))))?;
    }
    Ok(())
}

/// Browsers that know `scroll-initial-target` open the page where it was scrolled to.
fn scroll(root: Node<'_>, out: &mut impl Write) -> fmt::Result {
    if root.kind() == NodeKind::ShadowRoot {
        return scroll_inside(root, out);
    }
    match root.scroll() {
        Some((x, y)) if (x, y) != (0.0, 0.0) => write!(
            out,
            "<div data-recorded-window=\"{x},{y}\" style=\"position:absolute;left:{x}px;top:{y}px;width:0;height:0;\
             scroll-initial-target:nearest\"></div>"
        ),
        _ => Ok(()),
    }
}

/// The same for what scrolls inside a document or shadow root. The target is a pseudo-element, which no selector of the
/// page counts, that takes no room; only between the items of a flex or grid container it adds a gap.
fn scroll_inside(root: Node<'_>, out: &mut impl Write) -> fmt::Result {
    let elements = root.tree.store.light(root.ix).filter_map(|ix| root.tree.node(ix)).filter(|node| node.is_element());
    let mut places: Vec<String> = elements
        .filter_map(Node::scroll)
        .filter(|place| *place != (0.0, 0.0))
        .map(|(x, y)| format!("{x},{y}"))
        .collect();
    places.sort_unstable();
    places.dedup();
    if places.is_empty() {
        return Ok(());
    }
    out.write_str(
        "<style data-recorded-scroll>[data-recorded-scroll]::before{content:\"\"!important;display:block!important;\
         position:relative!important;width:0!important;height:0!important;margin:0!important;padding:0!important;\
         border:0!important;scroll-initial-target:nearest!important}",
    )?;
    for place in places {
        let (x, y) = place.split_once(',').unwrap_or_default();
        write!(out, "[data-recorded-scroll=\"{place}\"]::before{{left:{x}px!important;top:{y}px!important}}")?;
    }
    out.write_str("</style>")
}

#[cfg(test)]
mod tests;
