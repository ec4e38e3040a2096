//! The console table: one row for every line, repeats included.

use super::column::{columns, count, text};
use super::key::{self, key};
use super::{ExportError, Source, Visit};
use crate::extract::ConsoleRow;
use crate::recording::{Lead, Leads};

#[derive(Clone, Copy)]
struct Row<'r> {
    line: &'r ConsoleRow,
    lead: Lead<'r>,
}

columns! {
    fn cells(row: Row<'_>) {
        "level" Text "the console method: `error`, `warn`, `log`, …" => text(row.line.level.name());
        "is_error" Flag "whether it counts as an error (`error` and `assert`)" => Some(row.line.level.is_error());
        "text" Text "what was logged" => text(&*row.line.text);
        "stack" Text "the stack, a call a line, the innermost first" => text(row.line.stack.join("\n"));
        "page" Text "the address of the page it came on" => row.lead.page.map(|page| (&*page.href).into());
        "after_seq" Int "the last click, touch or input before it in its window" => row.lead.action.map(|action| count(action.seq));
        "after_kind" Text "what that was" => row.lead.action.map(|action| action.kind.name().into());
        "after_node" Int "the node it was done to" => row.lead.action.and_then(|action| action.node);
    }
}

pub(super) fn rows(source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
    let mut leads = Leads::new(source.view);
    for line in source.lines() {
        let mut row = key::cells(key(source, line.seq, line.window, line.at));
        row.extend(cells(Row { line, lead: leads.to(line.window, line.seq) }));
        visit(&row)?;
    }
    Ok(())
}
