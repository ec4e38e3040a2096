//! What a piece of JSON is, told by its keys: an element that carries events, or a document around many.

use super::json::{Cut, Text, is_json, unescape};
use super::{Container, portable, salvage};

/// What one element (a line, an item of an array) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// One rrweb event.
    Event,
    /// `["window", {event}]`.
    Pair,
    /// `{"window_id": …, "data": [events]}`.
    Lines,
    /// An event of posthog-js, `$snapshot` above all, or what capture made of it.
    Payload,
    /// A string: a packed event, or JSON as text.
    Text,
    /// An array of elements.
    List,
    /// A document of its own, such as an export.
    Document,
    /// One exchange of a HAR file.
    Exchange,
    /// A record of a portable archive: its type is a word.
    Record,
}

/// What an element is; `None` where the bytes (perhaps only its head) don't tell.
pub(crate) fn element(bytes: &[u8]) -> Option<Element> {
    let mut text = Text::slice(bytes, 0);
    match text.peek()? {
        b'"' => Some(Element::Text),
        b'[' => list(&mut text),
        b'{' => object(&mut text),
        _ => None,
    }
}

fn list(text: &mut Text<'_>) -> Option<Element> {
    text.eat(b'[');
    match text.peek()? {
        b'"' => {
            text.skip().ok()?;
            Some(if text.eat(b',') && text.peek()? == b'{' { Element::Pair } else { Element::List })
        }
        b'{' | b'[' | b']' => Some(Element::List),
        _ => None,
    }
}

#[allow(clippy::match_same_arms)] // a table: one row a key
fn object(text: &mut Text<'_>) -> Option<Element> {
    text.eat(b'{');
    let mut timed = None;
    while let Ok(Some(key)) = text.key() {
        let first = text.peek()?;
        let number = first.is_ascii_digit() || first == b'-';
        match (key.as_str(), first) {
            ("type", _) if number => return Some(Element::Event),
            ("type", b'"') => return Some(Element::Record),
            // The type may follow, and tell whose time it is.
            ("timestamp" | "seq", _) if number => timed = timed.or((key == "timestamp").then_some(Element::Event)),
            ("cv" | "delay", _) => return Some(Element::Event),
            ("data", b'{') => return Some(data(text)),
            ("data", b'[') => return Some(Element::Lines),
            ("data", b'"') if text.ahead().starts_with(b"\"{") => return Some(Element::Payload),
            ("event" | "api_key", b'"') | ("properties", b'{') | ("batch", b'[') => return Some(Element::Payload),
            ("version", b'"') | ("snapshots" | "events" | "meta", b'[') => return Some(Element::Document),
            ("snapshot_data_by_window_id" | "log", b'{') => return Some(Element::Document),
            ("snapshot_data", b'"') => return Some(Element::Payload),
            ("startedDateTime", b'"') | ("request", b'{') => return Some(Element::Exchange),
            _ => {}
        }
        if text.skip().is_err() {
            return timed;
        }
    }
    timed
}

/// A document's `data` and an event's look alike from outside.
fn data(text: &mut Text<'_>) -> Element {
    text.eat(b'{');
    for _ in 0..8 {
        let Ok(Some(key)) = text.key() else { return Element::Event };
        if matches!(key.as_str(), "snapshots" | "snapshotsByWindowId" | "snapshot_data_by_window_id" | "person") {
            return Element::Document;
        }
        if matches!(key.as_str(), "source" | "node" | "href" | "tag" | "plugin" | "adds") || text.skip().is_err() {
            return Element::Event;
        }
    }
    Element::Event
}

/// How to read a whole input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// An element a line.
    Lines,
    /// Values one after another, wherever the line breaks are; arrays and documents among them.
    Values,
    /// Protobuf messages, each with its length before it.
    Messages,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) container: Container,
    pub(crate) mode: Mode,
}

/// Tells what an input is by its first bytes; `None` where it is nothing we read.
pub(crate) fn probe(head: &[u8]) -> Option<Found> {
    let messages = Found { container: Container::Portable, mode: Mode::Messages };
    if portable::starts_stream(head) == Some(true) {
        return Some(messages);
    }
    probe_text(head).or_else(|| portable::holds_records(head).then_some(messages))
}

fn probe_text(head: &[u8]) -> Option<Found> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if let Some(found) = first_value(head) {
        return Some(found);
    }
    let lines = head.split(|&byte| byte == b'\n').skip(1).take(200);
    lines.filter(|line| is_whole(line)).find_map(|line| {
        let container = line_container(line)?;
        // A line that merely has a type and a time may be anything, and stands in pages that explain it.
        let sure = container != Container::Portable || head.starts_with(b"{") && is_json(line);
        sure.then_some(Found { container, mode: Mode::Lines })
    })
}

fn first_value(head: &[u8]) -> Option<Found> {
    let start = head.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0))?;
    let head = &head[start..];
    let values = |container| Some(Found { container, mode: Mode::Values });
    match element(head) {
        None | Some(Element::Document) => values(document_container(head)?),
        Some(Element::List) => values(array_container(head)?),
        Some(_) => {
            let mode = if by_lines(head) { Mode::Lines } else { Mode::Values };
            Some(Found { container: line_container(head)?, mode })
        }
    }
}

/// Whether each element has its line: the first ends with it, or (where the first is damaged) the second does.
fn by_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    first.len() == head.len() || is_whole(first) || lines.take(5).any(|line| is_whole(line) && element(line).is_some())
}

/// Whether the head tells what the input is, whatever follows: one of its first lines is whole, or it is of messages.
pub(crate) fn is_settled(head: &[u8]) -> bool {
    portable::starts_stream(head) == Some(true) || has_whole_line(head)
}

fn has_whole_line(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head.split(|&byte| byte == b'\n').take(201).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && !line.starts_with(b" ") && !line.starts_with(b"\t") && is_whole(line) {
            return true;
        }
    }
    false
}

/// Whether a line is one whole object, array or string.
fn is_whole(line: &[u8]) -> bool {
    let mut text = Text::slice(line, 0);
    matches!(text.peek(), Some(b'{' | b'[' | b'"')) && text.skip().is_ok() && text.peek().is_none()
}

fn line_container(line: &[u8]) -> Option<Container> {
    Some(match element(line)? {
        Element::Event => Container::RrwebNdjson,
        Element::Pair => Container::SnapshotJsonlV2,
        Element::Lines => Container::SnapshotJsonlV1,
        Element::Payload => payload_container(line),
        Element::Text => text_container(line)?,
        Element::List => array_container(line)?,
        Element::Document => document_container(line)?,
        Element::Exchange => Container::Har,
        Element::Record => portable::is_record(line).then_some(Container::Portable)?,
    })
}

fn payload_container(bytes: &[u8]) -> Container {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    if has(b"$snapshot_items") {
        Container::PostHogKafka
    } else if has(b"\"snapshot_data\"") && !has(b"\"$snapshot\"") {
        Container::ClickHouse
    } else if has(b"\"chunk_id\"") {
        Container::PostHogChunks
    } else {
        Container::PostHogCapture
    }
}

/// Of a string that may hold a packed event or JSON.
fn text_container(bytes: &[u8]) -> Option<Container> {
    let mut text = Text::slice(bytes, 0);
    let inside = match text.string() {
        Ok(range) => range,
        Err(Cut::End) => 1..bytes.len(), // the head of a long one
        Err(_) => return None,
    };
    let inside = text.get(inside);
    let opened = unescape(&inside[..inside.len().min(512)]);
    match opened.trim_start().as_bytes().first()? {
        b'x' => Some(Container::RrwebPacked),
        b'{' | b'[' => Some(Container::RrwebNdjson),
        _ => None,
    }
}

#[allow(clippy::match_same_arms)] // a table: one row a shape
fn array_container(head: &[u8]) -> Option<Container> {
    let mut text = Text::slice(head, 0);
    text.eat(b'[');
    text.peek()?;
    Some(match element(text.ahead())? {
        Element::Event if has_window(text.ahead()) => Container::PostHogArray,
        Element::Event | Element::List if is_sentry(head) => Container::Sentry,
        Element::Event => Container::RrwebArray,
        Element::Pair => Container::SnapshotJsonlV2,
        Element::Lines => Container::SnapshotJsonlV1,
        Element::Payload => payload_container(text.ahead()),
        Element::Text => match text_container(text.ahead())? {
            Container::RrwebNdjson => Container::RrwebArray,
            packed => packed,
        },
        Element::List => Container::RrwebArray,
        Element::Exchange => Container::Har,
        Element::Record => portable::is_record(text.ahead()).then_some(Container::Portable)?,
        Element::Document => return None,
    })
}

/// Whether events of Sentry's are among the first ones.
fn is_sentry(head: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    has(b"\"performanceSpan\"")
        || has(b"\"tag\":\"breadcrumb\"")
        || has(b"\"tag\": \"breadcrumb\"")
        || has(b"\"sessionSampleRate\"")
}

fn has_window(event: &[u8]) -> bool {
    let mut text = Text::slice(event, 0);
    text.eat(b'{');
    while let Ok(Some(key)) = text.key() {
        if key == "windowId" {
            return true;
        }
        if text.skip().is_err() {
            break;
        }
    }
    false
}

fn document_container(head: &[u8]) -> Option<Container> {
    if head.first() != Some(&b'{') {
        return None;
    }
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    let mut text = Text::slice(head, 0);
    text.eat(b'{');
    while let Ok(Some(key)) = text.key() {
        match (key.as_str(), text.peek()?) {
            ("version", b'"') => {
                let range = text.string().ok()?;
                return match text.get(range) {
                    b"2022-12-02" => Some(Container::PostHogExport2022),
                    b"2022-12-22" => Some(Container::PostHogLts2022),
                    _ if has(b"\"snapshotsByWindowId\"") => Some(Container::PostHogExport2022),
                    _ if has(b"\"snapshots\"") || has(b"\"2023-04-28\"") => Some(Container::PostHogExport2023),
                    _ => None,
                };
            }
            ("events", b'[') => return Some(Container::RrwebEvents),
            ("log", b'{') if has(b"\"entries\"") => return Some(Container::Har),
            ("meta", b'[') if has(b"\"data\"") => return Some(Container::ClickHouse),
            ("snapshots", b'[') => return Some(Container::PostHogRealtime),
            ("snapshot_data_by_window_id", b'{') => return Some(Container::PostHogByWindow),
            _ => {}
        }
        let before = text.here();
        if text.skip().is_err() {
            text.go(usize::try_from(before).unwrap_or(0));
            break;
        }
    }
    [
        (&b"\"snapshotsByWindowId\""[..], Container::PostHogExport2022),
        (b"\"snapshot_data_by_window_id\"", Container::PostHogByWindow),
        (b"\"snapshots\"", Container::PostHogExport2023),
        (b"\"events\"", Container::RrwebEvents),
    ]
    .into_iter()
    .find_map(|(needle, container)| has(needle).then_some(container))
    .or_else(|| holds_events(head).then_some(Container::RrwebEvents))
}

/// Whether a member of the object, whatever it is called, is an array of events.
fn holds_events(head: &[u8]) -> bool {
    let mut text = Text::slice(head, 0);
    text.eat(b'{');
    while let Ok(Some(_)) = text.key() {
        if text.peek() == Some(b'[') && salvage::starts_events(text.ahead()) {
            return true;
        }
        if text.skip().is_err() {
            break;
        }
    }
    false
}
