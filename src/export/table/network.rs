//! The network table: one row for every request, at the time at which it was sent.

use super::column::{columns, count, text};
use super::key::{self, key};
use super::{ExportError, Source, Visit};
use crate::clock::Span;
use crate::extract::{Request, host_and_path, is_telemetry};

#[derive(Clone, Copy)]
struct Row<'r> {
    id: usize,
    request: &'r Request,
    page: Option<&'r str>,
}

columns! {
    fn cells(row: Row<'_>) {
        "id" Int "the request's number, as `network --id` takes it" => count(row.id);
        "method" Text "the method; known for `fetch` and XHR" => row.request.method.as_deref().map(Into::into);
        "url" Text "the address" => text(&*row.request.url);
        "host" Text "the address's host and port" => text(host_and_path(&row.request.url).0);
        "path" Text "the address's path, without the query" => text(host_and_path(&row.request.url).1);
        "status" Int "the response's status" => row.request.status.map(i64::from);
        "failed" Flag "status 400 and above, or no response" => Some(row.request.failed);
        "initiator" Text "what asked for it: `fetch`, `img`, `navigation`, …" => row.request.initiator.as_deref().map(Into::into);
        "is_telemetry" Flag "whether it only measures: analytics, error reports" => Some(is_telemetry(row.request));
        "duration_ms" Real "from start to end" => row.request.duration.map(Span::ms);
        "dns_ms" Real "spent on the name's resolution" => row.request.phases.dns.map(took);
        "connect_ms" Real "spent on the connection, TLS included" => row.request.phases.connect.map(took);
        "wait_ms" Real "from the request to the first byte" => row.request.phases.request.zip(row.request.phases.response).map(took);
        "receive_ms" Real "from the first byte to the last" => row.request.phases.response.zip(row.request.phases.end).map(took);
        "transfer_bytes" Int "over the wire, headers included; 0 from a cache" => row.request.sizes.transfer.map(count);
        "encoded_body_bytes" Int "the response's body, compressed" => row.request.sizes.encoded.map(count);
        "decoded_body_bytes" Int "the response's body" => row.request.sizes.decoded.map(count);
        "has_body" Flag "whether a body was recorded" => Some(row.request.has_body);
        "page" Text "the address of the page that its window showed then" => row.page.map(Into::into);
    }
}

fn took((from, to): (Span, Span)) -> f64 {
    (to - from).ms()
}

pub(super) fn rows(source: &Source<'_>, visit: Visit<'_>) -> Result<(), ExportError> {
    let view = source.view;
    for (id, row) in source.numbered_requests() {
        let then = view.index.at_or_before(row.at);
        let page = then.and_then(|seq| view.page(row.window, seq)).map(|page| &*page.href);
        let mut cells_of_row = key::cells(key(source, row.seq, row.window, row.at));
        cells_of_row.extend(cells(Row { id, request: &row.request, page }));
        visit(&cells_of_row)?;
    }
    Ok(())
}
