//! `dom`: the DOM at a moment.

use super::out::Escape;
use super::records::DomRecord;
use super::{Out, filter, scope, seek_failure};
use crate::cli::{Dom, DomFormat};
use crate::clock::Moment;
use crate::dom::select::Selector;
use crate::dom::{Node, Tree, html, json, outline, text};
use crate::error::{Failure, FailureKind};
use crate::recording::{Cancel, Recording};
use std::fmt;

/// Prints the DOM, or the parts of it that were asked for: with `--select`, each that matches, one after another.
pub fn run(recording: &Recording, args: &Dom, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let selector = args.select.as_deref().map(filter::selector).transpose()?;
    let seq = scope::seq(args.at.unwrap_or(Moment::End), &view)?;
    let window = scope::window_or(args.window.as_deref(), seq, &view)?;
    let tree = recording.tree(&view, window, seq, &Cancel::new()).map_err(seek_failure)?;
    let format = args.format.unwrap_or(if out.json() { DomFormat::Json } else { DomFormat::Outline });
    for part in parts(args, selector.as_ref(), &tree)? {
        if format == DomFormat::Json || !out.json() {
            out.formatted(escape(format), |out| write(format, part, out))?;
        } else {
            let mut text = String::new();
            write(format, part, &mut text).map_err(|_| Failure::fault("the page cannot be formatted"))?;
            out.record(&DomRecord::new((seq, window), format.name(), &text, &view))?;
        }
    }
    Ok(())
}

/// What to print: the whole page, or nodes of it.
#[derive(Clone, Copy)]
enum Part<'t> {
    Page(&'t Tree),
    Node(Node<'t>),
}

fn parts<'t>(args: &Dom, selector: Option<&Selector>, tree: &'t Tree) -> Result<Vec<Part<'t>>, Failure> {
    if let Some(selector) = selector {
        let found: Vec<Part<'t>> = selector.all(tree).into_iter().map(Part::Node).collect();
        let none = "nothing on the page matches the selector at this moment";
        return if found.is_empty() { Err(Failure::new(FailureKind::No, none)) } else { Ok(found) };
    }
    let Some(id) = args.node else { return Ok(vec![Part::Page(tree)]) };
    let none = || Failure::new(FailureKind::No, format!("no node #{id} is known at this moment"));
    tree.get(id).map(|node| vec![Part::Node(node)]).ok_or_else(none)
}

fn write(format: DomFormat, part: Part<'_>, out: &mut impl fmt::Write) -> fmt::Result {
    match (format, part) {
        (DomFormat::Outline, Part::Page(tree)) => return outline::write(tree, out),
        (DomFormat::Outline, Part::Node(node)) => return outline::write_node(node, out),
        (DomFormat::Html, Part::Page(tree)) => html::write(tree, out)?,
        (DomFormat::Html, Part::Node(node)) => html::write_node(node, out)?,
        (DomFormat::Text, Part::Page(tree)) => text::write(tree, out)?,
        (DomFormat::Text, Part::Node(node)) => text::write_node(node, out)?,
        (DomFormat::Json, Part::Page(tree)) => json::write(tree, out)?,
        (DomFormat::Json, Part::Node(node)) => json::write_node(node, out)?,
    }
    out.write_char('\n')
}

fn escape(format: DomFormat) -> Escape {
    match format {
        DomFormat::Outline | DomFormat::Json => Escape::Json,
        DomFormat::Html => Escape::Html,
        DomFormat::Text => Escape::Mark,
    }
}
