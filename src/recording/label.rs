//! A row's whole label: what the index says, with the node as the DOM of that moment knows it.

use super::describe::{handle, target};
use super::{Cancel, Recording, SeekError, View};
use crate::dom::Tree;
use crate::event::{Data, Event, Kind, NodeId};
use crate::extract::NetworkRow;
use crate::timeline::{Row, What};
use std::fmt::Write as _;

/// The label of any row.
pub(super) fn full(recording: &Recording, view: &View, row: Row, cancel: &Cancel) -> Result<String, SeekError> {
    if row.what != What::Event {
        return Ok(short(view, row));
    }
    match (row.kind, view.index.node(row.seq)) {
        (Kind::Mutation, _) => mutation(recording, view, row),
        (
            Kind::Click | Kind::Pointer | Kind::Focus | Kind::Touch | Kind::Scroll | Kind::Input | Kind::Media,
            Some(node),
        ) => {
            let tree = recording.tree(view, row.window, row.seq, cancel)?;
            Ok(with_node(&tree, view.index.label(row.seq), row.kind, node))
        }
        _ => Ok(short(view, row)),
    }
}

/// The label that needs no event's body.
pub(super) fn short(view: &View, row: Row) -> String {
    match row.what {
        What::Gap(span) => format!("nothing recorded for {}", span.human()),
        What::Request(place) => view.network.get(place as usize).map_or_else(String::new, request),
        What::Signal(place) => view.signals().get(place as usize).map_or_else(String::new, |it| it.label.clone()),
        What::Event => match view.console_of(row.seq) {
            Some(line) => format!("{} {}", line.level, line.text),
            None => view.index.label(row.seq).to_owned(),
        },
    }
}

/// `POST https://shop.test/api/cart 200 13 ms`.
fn request(row: &NetworkRow) -> String {
    let request = &row.request;
    let mut out = request.method.as_deref().or(request.initiator.as_deref()).unwrap_or("request").to_owned();
    let _ = write!(out, " {}", request.url);
    if let Some(status) = request.status {
        let _ = write!(out, " {status}");
    }
    if let Some(duration) = request.duration {
        let _ = write!(out, " {}", duration.human());
    }
    out
}

/// A label with `#241` in it replaced by the node's own words.
fn with_node(tree: &Tree, label: &str, kind: Kind, id: NodeId) -> String {
    let number = format!(" #{id}");
    let Some((verb, rest)) = label.split_once(&number) else { return label.to_owned() };
    let node = tree.get(id);
    let words = if kind == Kind::Input {
        node.map(|node| match (node.tag(), handle(node)) {
            ("input", handle) if !handle.is_empty() => handle,
            (tag, handle) => format!("{tag}{handle}"),
        })
    } else {
        target(tree, id)
    };
    words.map_or_else(|| label.to_owned(), |words| format!("{verb} {words}{rest}"))
}

/// A mutation counted exactly, its compressed lists too.
fn mutation(recording: &Recording, view: &View, row: Row) -> Result<String, SeekError> {
    let body = recording.event(view, row.seq)?;
    let Ok(Event { data: Data::Mutation(mutation), .. }) = Event::parse(&body) else { return Ok(short(view, row)) };
    let count = mutation.adds.len() + mutation.removes.len() + mutation.texts.len() + mutation.attributes.len();
    Ok(if count == 1 { "1 mutation".to_owned() } else { format!("{count} mutations") })
}
