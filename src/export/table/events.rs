//! The events table: one row for every recorded event.

use super::column::{columns, count, text};
use super::key::{self, key};
use super::{ExportError, Source, Visit};
use crate::event::Seq;
use crate::recording::{Lead, Leads};

#[derive(Clone, Copy)]
struct Row<'r> {
    source: &'r Source<'r>,
    seq: Seq,
    lead: Lead<'r>,
}

columns! {
    fn cells(row: Row<'_>) {
        "kind" Text "what it is about: `click`, `mutation`, …" => text(row.source.view.index.kind(row.seq).name());
        "label" Text "what it says, in short" => text(row.source.view.index.label(row.seq));
        "node" Int "the node it is about" => row.source.view.index.node(row.seq);
        "weight" Int "how much it changed: a mutation's entries, or 1" => count(row.source.view.index.weight(row.seq));
        "bytes" Int "the size of its JSON, compressed fields inflated" => count(row.source.view.index.loc(row.seq).len);
        "page" Text "the address of the page it happened on" => row.lead.page.map(|page| (&*page.href).into());
    }
}

pub(super) fn rows(source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
    let index = &source.view.index;
    let mut leads = Leads::new(source.view);
    for seq in source.seqs() {
        let window = index.window(seq);
        let mut row = key::cells(key(source, seq, window, index.time(seq)));
        row.extend(cells(Row { source, seq, lead: leads.to(window, seq) }));
        visit(&row)?;
    }
    Ok(())
}
