//! `dom`: the DOM at a moment.

use super::{Out, scope};
use crate::cli::{Dom, DomFormat};
use crate::dom::{json, outline};
use crate::error::Failure;
use crate::recording::{Cancel, Recording};
use std::fmt::Write as _;

/// Prints the DOM, or the part of it that was asked for.
pub fn run(recording: &Recording, args: &Dom, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let seq = scope::seq(args.at, &view)?;
    let window = args.window.as_deref().map_or_else(|| Ok(view.index.window(seq)), |name| scope::window(name, &view))?;
    let tree = recording.tree(&view, window, seq, &Cancel::new()).map_err(super::seek_failure)?;
    let node = match args.node {
        Some(id) => Some(tree.get(id).ok_or_else(|| no_node(id))?),
        None => tree.root(),
    };
    match (args.format, node) {
        (DomFormat::Outline, Some(node)) => out.formatted(|out| outline::write_node(node, out)),
        (DomFormat::Json, Some(node)) => out.formatted(|out| {
            json::write_node(node, out)?;
            out.write_char('\n')
        }),
        (DomFormat::Json, None) => out.verbatim(b"null\n"),
        (DomFormat::Outline, None) => Ok(()),
    }
}

fn no_node(id: i64) -> Failure {
    let mut failure = Failure::no();
    failure.message = format!("no node #{id} is on the page at this moment");
    failure
}
