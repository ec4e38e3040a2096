//! `dom`: the DOM at a moment.

use super::out::Escape;
use super::{Out, scope, seek_failure};
use crate::cli::{Dom, DomFormat};
use crate::dom::select::Selector;
use crate::dom::{Node, Tree, html, json, outline, text};
use crate::error::{Failure, FailureKind};
use crate::recording::{Cancel, Recording};

/// Prints the DOM, or the parts of it that were asked for: with `--select`, each that matches, one after another.
pub fn run(recording: &Recording, args: &Dom, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let selector = args.select.as_deref().map(parse).transpose()?;
    let seq = scope::seq(args.at, &view)?;
    let window = scope::window_or(args.window.as_deref(), seq, &view)?;
    let tree = recording.tree(&view, window, seq, &Cancel::new()).map_err(seek_failure)?;
    if let Some(selector) = selector {
        let found = selector.all(&tree);
        let none = || Failure::new(FailureKind::No, "nothing on the page matches the selector at this moment");
        return if found.is_empty() {
            Err(none())
        } else {
            found.into_iter().try_for_each(|node| print(args, node, out))
        };
    }
    match args.node {
        Some(id) => print(args, tree.get(id).ok_or_else(|| no_node(id))?, out),
        None => print_page(args, &tree, out),
    }
}

fn print_page(args: &Dom, tree: &Tree, out: &mut Out) -> Result<(), Failure> {
    match (args.format, tree.root()) {
        (DomFormat::Html, Some(_)) => out.formatted(Escape::Html, |out| html::write(tree, out)),
        (_, Some(root)) => print(args, root, out),
        (DomFormat::Json, None) => out.verbatim(b"null\n"),
        (_, None) => Err(Failure::new(FailureKind::No, "there is no page yet at this moment")
            .hinted("the page starts with the first full snapshot; `scrubjay events --kind snapshot` lists them")),
    }
}

fn print(args: &Dom, node: Node<'_>, out: &mut Out) -> Result<(), Failure> {
    match args.format {
        DomFormat::Outline => out.formatted(Escape::Json, |out| outline::write_node(node, out)),
        DomFormat::Html => out.formatted(Escape::Html, |out| line(out, |out| html::write_node(node, out))),
        DomFormat::Text => out.formatted(Escape::Mark, |out| line(out, |out| text::write_node(node, out))),
        DomFormat::Json => out.formatted(Escape::Json, |out| line(out, |out| json::write_node(node, out))),
    }
}

/// What is written, and a line break after it.
fn line<W: std::fmt::Write>(out: &mut W, write: impl FnOnce(&mut W) -> std::fmt::Result) -> std::fmt::Result {
    write(out)?;
    out.write_char('\n')
}

fn parse(selector: &str) -> Result<Selector, Failure> {
    Selector::parse(selector).map_err(|error| Failure::usage(error.to_string()))
}

fn no_node(id: i64) -> Failure {
    Failure::new(FailureKind::No, format!("no node #{id} is known at this moment"))
}
