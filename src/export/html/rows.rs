//! The rows, with what they unfold to.

use super::{ExportError, Notes, Source};
use crate::event::Kind;
use crate::text::{cut_end, neutral, neutral_lines};
use crate::timeline::{Row, What};
use serde_json::{Value, json};

/// More rows make no readable list: then the small ones are left out.
const MOST: usize = 5_000;
/// Characters of a label, and of what it unfolds to.
const LABEL: usize = 400;
const DETAIL: usize = 4_000;

/// The rows that are taken, in order.
pub(super) fn rows(source: &Source<'_>, notes: &mut Notes) -> Result<Vec<Value>, ExportError> {
    let view = source.view;
    let all = || view.rows.iter(&view.index).filter(|row| source.clip.has_row(row.at, row.seq, row.window));
    let is_small = |kind: Kind| {
        matches!(
            kind,
            Kind::Move | Kind::Pointer | Kind::Mutation | Kind::Selection | Kind::Style | Kind::Canvas | Kind::Focus
        )
    };
    let keeps_small = all().count() <= MOST;
    let mut kept: Vec<Row> = all().filter(|row| keeps_small || !is_small(row.kind)).collect();
    let left = all().count() - kept.len().min(MOST);
    kept.truncate(MOST);
    if left > 0 {
        notes.push(format!("{left} rows are left out of the list"));
    }
    kept.into_iter().map(|row| self::row(source, row)).collect()
}

fn row(source: &Source<'_>, row: Row) -> Result<Value, ExportError> {
    let view = source.view;
    // A mutation's exact count would read every body.
    let label =
        if row.kind == Kind::Mutation { view.label(row) } else { source.recording.label(view, row, source.cancel)? };
    let line = view.console_of(row.seq).filter(|_| row.kind == Kind::Console);
    let request = match row.what {
        What::Request(place) => view.network.get(place as usize).map(|row| &*row.request),
        _ => None,
    };
    let failed = request.is_some_and(|request| request.failed) || line.is_some_and(|line| line.level.is_error());
    let warned = line.is_some_and(|line| line.level.is_warning());
    let mut json = json!({
        "at": (row.at - view.index.start()).ms_json(),
        "seq": row.seq,
        "window": row.window,
        "kind": row.kind.name(),
        "label": cut_end(&neutral(&label), LABEL),
    });
    if failed || warned {
        json["grave"] = if failed { "bad" } else { "warn" }.into();
    }
    if let Some(line) = line.filter(|line| !line.stack.is_empty()) {
        json["detail"] = cut_end(&neutral_lines(&line.stack.join("\n")), DETAIL).into();
    }
    if let Some(request) = request {
        let size = request.sizes.transfer.or(request.sizes.encoded).map(crate::text::bytes).unwrap_or_default();
        let initiator = request.initiator.as_deref().unwrap_or_default();
        json["detail"] = cut_end(&neutral(&format!("{}  {initiator}  {size}", request.url)), DETAIL).into();
    }
    Ok(json)
}
