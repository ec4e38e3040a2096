//! The clicks table: one row for every click, with what was clicked as the page of that moment knows it.

use super::column::{columns, text};
use super::key::{self, key};
use super::{ExportError, Source, Visit};
use crate::dom::select::selector_of;
use crate::dom::{Node, Tree};
use crate::event::input::Interaction;
use crate::event::{Data, Event, Kind, NodeId};
use crate::recording::{Lead, Leads};
use crate::timeline::{Row as TimelineRow, What};

#[derive(Clone, Copy)]
struct Row<'r> {
    id: Option<NodeId>,
    node: Option<Node<'r>>,
    label: &'r str,
    place: (Option<f64>, Option<f64>),
    viewport: Option<(f64, f64)>,
    lead: Lead<'r>,
}

columns! {
    fn cells(row: Row<'_>) {
        "node" Int "the node that was clicked" => row.id;
        "tag" Text "its tag" => row.node.map(|node| node.tag().into());
        "selector" Text "a CSS selector that finds it on the page of that moment" => row.node.map(|node| text(selector_of(node)));
        "label" Text "the node as a person would point at it" => text(row.label);
        "x" Real "CSS pixels from the left of its document's viewport" => row.place.0;
        "y" Real "CSS pixels from the top of it" => row.place.1;
        "viewport_width" Real "the page's width in CSS pixels" => row.viewport.map(|viewport| viewport.0);
        "viewport_height" Real "its height" => row.viewport.map(|viewport| viewport.1);
        "page" Text "the address of the page" => row.lead.page.map(|page| (&*page.href).into());
    }
}

pub(super) fn rows(source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
    let Source { recording, view, cancel, .. } = *source;
    let mut leads = Leads::new(view);
    for seq in source.seqs().filter(|seq| view.index.kind(*seq) == Kind::Click) {
        let (window, at) = (view.index.window(seq), view.index.time(seq));
        let tree: &Tree = &*recording.tree(view, window, seq, cancel)?;
        let id = view.index.node(seq);
        let timeline_row = TimelineRow { at, seq, window, kind: Kind::Click, what: What::Event };
        let label = recording.label(view, timeline_row, cancel)?;
        let clicked = match Event::parse(&recording.event(view, seq)?) {
            Ok(Event { data: Data::Interaction(interaction), .. }) => Some(interaction),
            _ => None,
        };
        let row = Row {
            id,
            node: id.and_then(|id| tree.get(id)).filter(|node| tree.is_attached(*node)),
            label: label.strip_prefix("click ").unwrap_or(&label),
            place: clicked.map_or((None, None), |Interaction { x, y, .. }| (x, y)),
            viewport: tree.viewport(),
            lead: leads.to(window, seq),
        };
        let mut cells_of_row = key::cells(key(source, seq, window, at));
        cells_of_row.extend(cells(row));
        visit(&cells_of_row)?;
    }
    Ok(())
}
