//! The records that `--json` prints: one type a record, its fields in the order in which they are printed.
//!
//! Names are stable and carry units. [`schema`](super::schema) describes each field; a test holds the two together.

use super::server::MetadataPart;
use super::size::SizePart;
use crate::archive::{Damage, Person};
use crate::clock::{Span, Time};
use crate::event::{NodeId, Seq};
use crate::extract::{Action, Body, ConsoleRow, Exchange, NetworkRow, Page};
use crate::recording::notes::{Mark, Note, Notes};
use crate::recording::size::Sizes;
use crate::recording::{Lead, View};
use crate::timeline::{Row, What, Window, WindowIx};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// The version of all records together.
pub const SCHEMA: &str = "scrubjay/1";

/// `info`: the whole recording in one object.
#[derive(Debug, Serialize)]
pub struct Session<'v> {
    record: &'static str,
    schema: &'static str,
    id: Option<&'v str>,
    container: Option<&'static str>,
    codecs: Vec<&'static str>,
    start: String,
    #[serde(flatten)]
    extent: Extent,
    #[serde(flatten)]
    told: Told<'v>,
    windows: Vec<WindowPart<'v>>,
    pages: Vec<PagePart<'v>>,
    #[serde(flatten)]
    tallies: Tallies<'v>,
    damage: Vec<DamagePart<'v>>,
}

/// What came along with the events.
#[derive(Debug, Serialize)]
struct Told<'v> {
    person: Option<PersonPart<'v>>,
    metadata: Option<MetadataPart<'v>>,
}

/// How long, how many, how large.
#[derive(Debug, Serialize)]
struct Extent {
    end: String,
    duration_ms: Number,
    events: usize,
    repeats_dropped: u32,
    input_bytes: Option<u64>,
}

/// Counts by kind, level and status, and what a person wrote.
#[derive(Debug, Serialize)]
struct Tallies<'v> {
    counts: Map<String, Value>,
    app_events: Map<String, Value>,
    console: Map<String, Value>,
    network: NetworkPart,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<SizePart<'v>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'v [Note],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    marks: &'v [Mark],
}

#[derive(Debug, Serialize)]
struct PersonPart<'v> {
    name: Option<&'v str>,
    email: Option<&'v str>,
    distinct_ids: &'v [String],
}

#[derive(Debug, Serialize)]
struct WindowPart<'v> {
    index: usize,
    id: Option<&'v str>,
    start_ms: Number,
    end_ms: Number,
    events: u32,
}

#[derive(Debug, Serialize)]
struct PagePart<'v> {
    at_ms: Number,
    seq: Seq,
    window: WindowIx,
    href: &'v str,
}

#[derive(Debug, Serialize)]
struct NetworkPart {
    requests: usize,
    failed: usize,
    statuses: Map<String, Value>,
}

/// Something that could not be read.
#[derive(Debug, Serialize)]
pub struct DamagePart<'v> {
    kind: &'static str,
    input: u32,
    byte: Option<u64>,
    line: Option<u64>,
    events_lost: Option<u64>,
    reason: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'v str>,
}

impl<'v> Session<'v> {
    /// The summary of a view.
    #[must_use]
    pub fn new(view: &'v View) -> Self {
        let header = view.header.as_ref();
        let index = &view.index;
        Self {
            record: "session",
            schema: SCHEMA,
            id: header.and_then(|header| header.recording_id.as_deref()),
            container: header.map(|header| header.container.name()),
            codecs: header.map(|header| header.codecs.iter().map(|codec| codec.name()).collect()).unwrap_or_default(),
            start: index.start().rfc3339(),
            extent: Extent {
                end: index.end().rfc3339(),
                duration_ms: index.duration().ms_json(),
                events: index.recorded(),
                repeats_dropped: view.repeats,
                input_bytes: header.and_then(|header| header.input_bytes),
            },
            told: Told {
                person: header.and_then(|header| header.person.as_ref()).map(PersonPart::new),
                metadata: header.and_then(|header| header.metadata.as_ref()).map(MetadataPart::new),
            },
            windows: view.windows.iter().enumerate().map(|(at, window)| WindowPart::new(at, window, view)).collect(),
            pages: view.pages.iter().map(|page| PagePart::new(page, view)).collect(),
            tallies: Tallies::new(view),
            damage: view.damage.iter().map(DamagePart::new).collect(),
        }
    }

    /// The record with what a person wrote on the recording.
    #[must_use]
    pub fn noted(mut self, notes: &'v Notes) -> Self {
        (self.tallies.notes, self.tallies.marks) = (&notes.notes, &notes.marks);
        self
    }

    /// The record with what the bytes are spent on.
    #[must_use]
    pub fn sized(mut self, sizes: Option<&'v Sizes>) -> Self {
        self.tallies.size = sizes.map(SizePart::new);
        self
    }
}

impl<'v> PersonPart<'v> {
    fn new(person: &'v Person) -> Self {
        let Person { name, email, distinct_ids } = person;
        Self { name: name.as_deref(), email: email.as_deref(), distinct_ids }
    }
}

impl<'v> WindowPart<'v> {
    fn new(index: usize, window: &'v Window, view: &View) -> Self {
        let [start_ms, end_ms] = [window.first, window.last].map(|seq| view.offset(seq).ms_json());
        Self { index, id: window.id.as_deref(), start_ms, end_ms, events: window.events }
    }
}

impl<'v> PagePart<'v> {
    fn new(page: &'v Page, view: &View) -> Self {
        Self { at_ms: offset(page.at, view), seq: page.seq, window: page.window, href: &page.href }
    }
}

impl Tallies<'_> {
    fn new(view: &View) -> Self {
        let counts = view.index.counts().into_iter().map(|(kind, count)| (kind.name().to_owned(), count.into()));
        let apps = view.index.app_events().into_iter().map(|(name, count)| (name.to_owned(), count.into()));
        let statuses = view.network.iter().filter_map(|row| row.request.status).map(|status| status.to_string());
        Self {
            counts: counts.collect(),
            app_events: apps.collect(),
            console: tally(view.console.iter().map(|row| row.level.name().to_owned())),
            network: NetworkPart {
                requests: view.network.len(),
                failed: view.network.iter().filter(|row| row.request.failed).count(),
                statuses: tally(statuses),
            },
            size: None,
            notes: &[],
            marks: &[],
        }
    }
}

/// How often each word occurs, by word.
fn tally(words: impl Iterator<Item = String>) -> Map<String, Value> {
    let mut counts = std::collections::BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0u64) += 1;
    }
    counts.into_iter().map(|(word, count)| (word, count.into())).collect()
}

impl<'v> DamagePart<'v> {
    /// One piece of damage.
    #[must_use]
    pub fn new(damage: &'v Damage) -> Self {
        let Damage { what, place, events_lost, reason, remedy } = damage;
        Self {
            kind: what.name(),
            input: place.input,
            byte: place.byte,
            line: place.line,
            events_lost: *events_lost,
            reason,
            remedy: remedy.as_deref(),
        }
    }
}

/// `events`: one row of the timeline.
#[derive(Debug, Serialize)]
pub struct RowRecord {
    record: &'static str,
    seq: Seq,
    at_ms: Number,
    time: String,
    window: WindowIx,
    kind: &'static str,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<NodeId>,
}

impl RowRecord {
    /// A row, with the label it is shown under.
    #[must_use]
    pub fn new(row: &Row, label: String, view: &View) -> Self {
        Self {
            record: "row",
            seq: row.seq,
            at_ms: offset(row.at, view),
            time: row.at.rfc3339(),
            window: row.window,
            kind: row.kind.name(),
            label,
            node: match row.what {
                What::Event => view.index.node(row.seq),
                What::Signal(place) => view.signals().get(place as usize).and_then(|signal| signal.node),
                What::Request(_) | What::Gap(_) => None,
            },
        }
    }
}

/// `console`: one console line, with the page it came on and the user action before it.
#[derive(Debug, Serialize)]
pub struct ConsoleRecord<'v> {
    record: &'static str,
    seq: Seq,
    at_ms: Number,
    window: WindowIx,
    level: &'static str,
    text: &'v str,
    stack: &'v [String],
    page: Option<&'v str>,
    after: Option<After>,
    #[serde(flatten)]
    repeats: Option<RepeatsPart>,
}

/// How often a line came, and when last.
#[derive(Debug, Serialize)]
struct RepeatsPart {
    count: u32,
    last_seq: Seq,
    last_ms: Number,
}

/// The user action before something.
#[derive(Debug, Serialize)]
pub struct After {
    pub(super) seq: Seq,
    at_ms: Number,
    pub(super) kind: &'static str,
    node: Option<NodeId>,
}

impl After {
    /// An action of a view.
    #[must_use]
    pub fn new(action: &Action, view: &View) -> Self {
        let Action { seq, at, kind, node, .. } = *action;
        Self { seq, at_ms: offset(at, view), kind: kind.name(), node }
    }
}

impl<'v> ConsoleRecord<'v> {
    /// A console line.
    #[must_use]
    pub fn new(row: &'v ConsoleRow, lead: Lead<'v>, view: &View) -> Self {
        let ConsoleRow { seq, at, window, level, text, stack } = row;
        Self {
            record: "console",
            seq: *seq,
            at_ms: offset(*at, view),
            window: *window,
            level: level.name(),
            text,
            stack,
            page: lead.page.map(|page| &*page.href),
            after: lead.action.map(|action| After::new(&action, view)),
            repeats: None,
        }
    }

    /// The same, standing for so many lines up to `last`.
    #[must_use]
    pub fn folded(self, count: u32, last: &ConsoleRow, view: &View) -> Self {
        let repeats = RepeatsPart { count, last_seq: last.seq, last_ms: offset(last.at, view) };
        Self { repeats: Some(repeats), ..self }
    }
}

/// `network`: one request.
#[derive(Debug, Serialize)]
pub struct NetworkRecord<'v> {
    record: &'static str,
    id: usize,
    seq: Seq,
    at_ms: Number,
    window: WindowIx,
    method: Option<&'v str>,
    url: &'v str,
    status: Option<u16>,
    failed: bool,
    initiator: Option<&'v str>,
    duration_ms: Option<Number>,
    #[serde(flatten)]
    detail: RequestDetail,
}

/// `network --id`: one request in full.
#[derive(Debug, Serialize)]
pub struct WholeRequest<'v> {
    #[serde(flatten)]
    request_line: NetworkRecord<'v>,
    request: Message<'v>,
    response: Message<'v>,
}

/// One direction of an exchange.
#[derive(Debug, Serialize)]
struct Message<'v> {
    headers: &'v [(String, String)],
    body: Option<&'v str>,
}

impl<'v> WholeRequest<'v> {
    /// A request with its headers and bodies.
    #[must_use]
    pub fn new(request_line: NetworkRecord<'v>, exchange: &'v Exchange) -> Self {
        let message = |body: &'v Body| Message { headers: &body.headers, body: body.body.as_deref() };
        let (request, response) = (message(&exchange.request), message(&exchange.response));
        Self { request_line, request, response }
    }
}

/// A request's timings, from its start, and its sizes.
#[derive(Debug, Serialize)]
struct RequestDetail {
    timings: Map<String, Value>,
    transfer_bytes: Option<u64>,
    encoded_body_bytes: Option<u64>,
    decoded_body_bytes: Option<u64>,
    has_body: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    curl: Option<String>,
}

impl<'v> NetworkRecord<'v> {
    /// The request at a place among the recording's requests.
    #[must_use]
    pub fn new(id: usize, row: &'v NetworkRow, view: &View) -> Self {
        let request = &row.request;
        Self {
            record: "network",
            id,
            seq: row.seq,
            at_ms: offset(row.at, view),
            window: row.window,
            method: request.method.as_deref(),
            url: &request.url,
            status: request.status,
            failed: request.failed,
            initiator: request.initiator.as_deref(),
            duration_ms: request.duration.map(Span::ms_json),
            detail: RequestDetail {
                timings: timings(row),
                transfer_bytes: request.sizes.transfer,
                encoded_body_bytes: request.sizes.encoded,
                decoded_body_bytes: request.sizes.decoded,
                has_body: request.has_body,
                curl: None,
            },
        }
    }

    /// The same with a command that sends it again.
    #[must_use]
    pub fn with_curl(mut self, command: String) -> Self {
        self.detail.curl = Some(command);
        self
    }
}

fn timings(row: &NetworkRow) -> Map<String, Value> {
    let phases = &row.request.phases;
    let (dns_from, dns_to) = phases.dns.unzip();
    let (connect_from, connect_to) = phases.connect.unzip();
    let named = [
        ("redirect_end_ms", phases.redirect),
        ("dns_start_ms", dns_from),
        ("dns_end_ms", dns_to),
        ("connect_start_ms", connect_from),
        ("connect_end_ms", connect_to),
        ("tls_start_ms", phases.tls),
        ("request_start_ms", phases.request),
        ("response_start_ms", phases.response),
        ("response_end_ms", phases.end),
    ];
    let known = named.into_iter().filter_map(|(name, span)| Some((name.to_owned(), span?.ms_json().into())));
    known.collect()
}

/// An instant as the offset from the recording's start.
#[must_use]
pub fn offset(at: Time, view: &View) -> Number {
    (at - view.index.start()).ms_json()
}

/// `dom --json` in a format that is text.
#[derive(Debug, Serialize)]
pub struct DomRecord<'v> {
    record: &'static str,
    seq: Seq,
    at_ms: Number,
    window: WindowIx,
    format: &'static str,
    text: &'v str,
}

impl<'v> DomRecord<'v> {
    /// A page or a part of it, written in a format, as it was after an event of a window.
    #[must_use]
    pub fn new((seq, window): (Seq, WindowIx), format: &'static str, text: &'v str, view: &View) -> Self {
        Self { record: "dom", seq, at_ms: offset(view.index.time(seq), view), window, format, text }
    }
}
