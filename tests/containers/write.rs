//! Writes a recording in every container that can hold it.

#![allow(clippy::format_collect, clippy::format_push_string)] // plain beats fast here

use crate::Session;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Value, json};
use std::io::{Cursor, Write as _};

/// A recording in a container.
pub(crate) struct Written {
    /// What was written, for messages.
    pub(crate) form: &'static str,
    /// The container's name, as the header must tell it.
    pub(crate) container: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Every container, uncompressed.
pub(crate) fn all(session: &Session) -> Vec<Written> {
    let form = |form, container, bytes| Written { form, container, bytes };
    let mut forms = vec![
        form("export", "posthog-export/2023-04-28", text(&export(session, false))),
        form(
            "export, pretty",
            "posthog-export/2023-04-28",
            serde_json::to_vec_pretty(&export(session, false)).unwrap(),
        ),
        form("export, integer windows", "posthog-export/2023-04-28", text(&export(session, true))),
        form("export of 2022", "posthog-export/2022-12-02", text(&export_2022(session))),
        form("lines v1", "snapshot-jsonl/v1", lines(&batches(session, "window_id"))),
        form("lines v1, other key", "snapshot-jsonl/v1", lines(&batches(session, "windowId"))),
        form("lines v1, events first", "snapshot-jsonl/v1", events_first(session)),
        form("lines v2", "snapshot-jsonl/v2", lines(&pairs(session, false))),
        form("lines v2, CRLF, BOM and blank lines", "snapshot-jsonl/v2", windows_text(session)),
        form("lines v2, cv", "snapshot-jsonl/v2", lines(&pairs(session, true))),
        form("lines v2, cv, ASCII", "snapshot-jsonl/v2", ascii(&lines(&pairs(session, true)))),
        form("snappy blocks", "snapshot-snappy", snappy_blocks(session)),
        form("raw snappy", "snapshot-snappy-raw", snappy(&lines(&pairs(session, true)))),
        form("padded snappy", "posthog-staff-block", padded(&snappy(&lines(&pairs(session, false))))),
        form("payloads", "posthog-capture", lines(&payloads(session))),
        form("payloads, one body", "posthog-capture", text(&Value::from(payloads(session)))),
        form("payloads, form", "posthog-capture", form_body(session)),
        form("payloads, batch", "posthog-capture", text(&json!({"api_key":"phc_x","batch":payloads(session)}))),
        form("kafka, inner", "posthog-kafka", lines(&kafka(session))),
        form("kafka, outer", "posthog-kafka", lines(&kafka_outer(session))),
        form("kafka, LZ4 values", "posthog-kafka", lz4_values(session)),
        form("realtime", "posthog-realtime", text(&json!({"sources":null,"snapshots":batches(session, "window_id")}))),
        form(
            "realtime, strings",
            "posthog-realtime",
            text(&json!({"snapshots":strings(&batches(session, "window_id"))})),
        ),
        form("by window", "posthog-api/2022", text(&json!({"result":by_window(session),"next":null}))),
        form("long-term storage of 2022", "posthog-lts/2022-12-22", lts_2022(session)),
        form("chunks", "posthog-chunks", lines(&chunks(session))),
        form("rows", "clickhouse-rows", lines(&rows(session))),
        form("HAR, payloads", "har", text(&har_sent(session))),
        form("HAR, answers", "har", text(&har_got(session))),
        form("staff zip", "posthog-staff-zip", staff_zip(session, &[rageclick(session)], None)),
        form("array with windows", "posthog-rrweb-array", text(&Value::from(windowed(session, false)))),
    ];
    forms.extend(rrweb(session));
    forms
}

/// rrweb's own containers; without windows where they have none.
fn rrweb(session: &Session) -> Vec<Written> {
    let form = |form, container, bytes| Written { form, container, bytes };
    let one = session.windows().len() == 1;
    let events: Vec<Value> = if one { plain(session) } else { windowed(session, false) };
    let array = if one { "rrweb-array" } else { "posthog-rrweb-array" };
    vec![
        form("array", array, text(&json!(events))),
        form("array, pretty", array, serde_json::to_vec_pretty(&json!(events)).unwrap()),
        form("array of arrays", "rrweb-array", text(&json!(events.chunks(7).collect::<Vec<_>>()))),
        form("array of strings", "rrweb-array", text(&json!(strings(&events)))),
        form("wrapper", "rrweb-events", text(&json!({"events":events,"note":"x"}))),
        form("unknown wrapper", "rrweb-events", text(&json!({"a":1,"whatever":events}))),
        form("a line each", "rrweb-ndjson", lines(&events)),
        form("pretty values", "rrweb-ndjson", pretty_values(&events)),
        form("packed", "rrweb-packed", text(&json!(packed(&events)))),
        form("packed, a line each", "rrweb-packed", lines(&packed(&events))),
    ]
}

/// The layers that may lie around any container.
pub(crate) fn layers(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let half = bytes.len() / 2;
    vec![
        ("plain", bytes.to_vec()),
        ("gzip", gzip(bytes)),
        ("gzip of two members", [gzip(&bytes[..half]), gzip(&bytes[half..])].concat()),
        ("zstd", zstd::bulk::compress(bytes, 3).unwrap()),
        ("zstd of gzip", zstd::bulk::compress(&gzip(bytes), 3).unwrap()),
        ("zip", zip(&[("recording", bytes)])),
    ]
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn snappy(bytes: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(bytes).unwrap()
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn lines(values: &[Value]) -> Vec<u8> {
    values.iter().flat_map(|value| format!("{value}\n").into_bytes()).collect()
}

fn strings(values: &[Value]) -> Vec<Value> {
    values.iter().map(|value| Value::from(value.to_string())).collect()
}

/// Bytes as characters, as `cv` and the packer write them.
fn latin1(bytes: &[u8]) -> Value {
    Value::from(bytes.iter().map(|&byte| char::from(byte)).collect::<String>())
}

fn ascii(utf8: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(utf8).unwrap();
    text.chars()
        .fold(String::new(), |mut out, c| {
            if c.is_ascii() {
                out.push(c);
            } else {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            out
        })
        .into_bytes()
}

fn plain(session: &Session) -> Vec<Value> {
    session.events.iter().map(|(_, event)| event.clone()).collect()
}

fn windowed(session: &Session, integers: bool) -> Vec<Value> {
    let windows = session.windows();
    let number = |window: &String| windows.iter().position(|had| had == window).unwrap() + 1;
    let with = |(window, event): &(String, Value)| {
        let mut whole = json!({"windowId": if integers { json!(number(window)) } else { json!(window) }});
        whole.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
        whole
    };
    session.events.iter().map(with).collect()
}

fn person() -> Value {
    json!({"id":11,"name":"Jane","distinct_ids":["d-1"],"properties":{"email":"jane@example.test"}})
}

fn export(session: &Session, integers: bool) -> Value {
    let data = json!({"id":session.id,"person":person(),"snapshots":windowed(session, integers)});
    json!({"version":"2023-04-28","data":data})
}

fn grouped(session: &Session) -> Value {
    let mut map = serde_json::Map::new();
    for (window, event) in &session.events {
        let slot = map.entry(window.clone()).or_insert_with(|| json!([]));
        slot.as_array_mut().unwrap().push(event.clone());
    }
    Value::Object(map)
}

fn export_2022(session: &Session) -> Value {
    let data = json!({"person":person(),"snapshotsByWindowId":grouped(session),"metadata":{"x":[1]},"next":null});
    json!({"version":"2022-12-02","data":data})
}

fn by_window(session: &Session) -> Value {
    json!({"snapshot_data_by_window_id":grouped(session),"has_next":false})
}

/// Runs of events of one window, as the recorder flushes them.
fn runs(session: &Session) -> Vec<(&str, Vec<&Value>)> {
    let mut runs: Vec<(&str, Vec<&Value>)> = Vec::new();
    for (window, event) in &session.events {
        match runs.last_mut() {
            Some((last, events)) if last == window && events.len() < 6 => events.push(event),
            _ => runs.push((window, vec![event])),
        }
    }
    runs
}

fn batches(session: &Session, key: &str) -> Vec<Value> {
    runs(session).into_iter().map(|(window, events)| json!({key:window,"data":events})).collect()
}

fn events_first(session: &Session) -> Vec<u8> {
    let line = |(window, events): (&str, Vec<&Value>)| {
        format!("{{\"data\":{},\"window_id\":{}}}\n", json!(events), json!(window))
    };
    runs(session).into_iter().flat_map(|run| line(run).into_bytes()).collect()
}

fn pairs(session: &Session, cv: bool) -> Vec<Value> {
    let pair =
        |(window, event): &(String, Value)| json!([window, if cv { packed_fields(event) } else { event.clone() }]);
    session.events.iter().map(pair).collect()
}

/// PostHog's per-field compression.
fn packed_fields(event: &Value) -> Value {
    let mut event = event.clone();
    let pack = |value: &Value| latin1(&gzip(value.to_string().as_bytes()));
    match (event["type"].as_i64(), event["data"]["source"].as_i64()) {
        (Some(2), _) => event["data"] = pack(&event["data"]),
        (Some(3), Some(0)) => {
            for field in ["texts", "attributes", "removes", "adds"] {
                if event["data"].get(field).is_some() {
                    event["data"][field] = pack(&event["data"][field]);
                }
            }
        }
        _ => return event,
    }
    event["cv"] = json!("2024-10");
    event
}

fn windows_text(session: &Session) -> Vec<u8> {
    let lines = pairs(session, false).into_iter().map(|pair| format!("{pair}\r\n\r\n")).collect::<String>();
    format!("\u{feff}{lines}").into_bytes()
}

fn snappy_blocks(session: &Session) -> Vec<u8> {
    let block = |pairs: &[Value]| {
        let block = snappy(&lines(pairs));
        [&u32::try_from(block.len()).unwrap().to_be_bytes()[..], &block].concat()
    };
    pairs(session, true).chunks(16).flat_map(block).collect()
}

fn padded(block: &[u8]) -> Vec<u8> {
    [&[0; 9000], block, &[0; 1024]].concat()
}

fn payload(session: &Session, window: &str, key: &str, name: &str, events: &[&Value]) -> Value {
    json!({"event":name,"uuid":"u","properties":{
        "$session_id":session.id,"$snapshot_bytes":1,key:events,"$window_id":window,"distinct_id":"d-1","token":"phc_x"}})
}

fn payloads(session: &Session) -> Vec<Value> {
    let one = |(window, events): (&str, Vec<&Value>)| payload(session, window, "$snapshot_data", "$snapshot", &events);
    runs(session).into_iter().map(one).collect()
}

fn kafka(session: &Session) -> Vec<Value> {
    let one =
        |(window, events): (&str, Vec<&Value>)| payload(session, window, "$snapshot_items", "$snapshot_items", &events);
    runs(session).into_iter().map(one).collect()
}

fn kafka_outer(session: &Session) -> Vec<Value> {
    let outer =
        |inner: Value| json!({"uuid":"u","session_id":session.id,"data":inner.to_string(),"event":"$snapshot_items"});
    kafka(session).into_iter().map(outer).collect()
}

/// Values of messages one after the other, each an LZ4 block after its size.
fn lz4_values(session: &Session) -> Vec<u8> {
    kafka_outer(session)
        .iter()
        .flat_map(|value| lz4_flex::block::compress_prepend_size(format!("{value}\n").as_bytes()))
        .collect()
}

fn form_body(session: &Session) -> Vec<u8> {
    let body = STANDARD.encode(text(&Value::from(payloads(session))));
    format!("data={}", body.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")).into_bytes()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn lts_2022(session: &Session) -> Vec<u8> {
    let json = json!({"version":"2022-12-22","data":by_window(session)}).to_string();
    STANDARD.encode(gzip(&utf16(&json))).into_bytes()
}

/// Each run compressed and cut in three; the pieces of all sets mixed.
fn chunks(session: &Session) -> Vec<Value> {
    let mut pieces = Vec::new();
    for (set, (window, events)) in runs(session).into_iter().enumerate() {
        let whole = STANDARD.encode(gzip(&utf16(&json!(events).to_string())));
        let size = whole.len().div_ceil(3);
        for (index, data) in whole.as_bytes().chunks(size).enumerate() {
            let data = std::str::from_utf8(data).unwrap();
            let chunk = json!({"chunk_id":format!("c{set}"),"chunk_index":index,"chunk_count":3,"data":data,
                "compression":"gzip-base64","has_full_snapshot":false});
            pieces.push(json!({"event":"$snapshot","distinct_id":"d-1","properties":{
                "$session_id":session.id,"$window_id":window,"$snapshot_data":chunk}}));
        }
    }
    pieces.sort_by_key(|piece| piece["properties"]["$snapshot_data"]["chunk_index"].as_i64().map(|index| -index));
    pieces
}

fn rows(session: &Session) -> Vec<Value> {
    let row = |(window, event): &(String, Value)| json!({"uuid":"u","session_id":session.id,"window_id":window,"snapshot_data":event.to_string()});
    session.events.iter().map(row).collect()
}

fn pretty_values(events: &[Value]) -> Vec<u8> {
    events.iter().flat_map(|event| format!("{event:#}\n").into_bytes()).collect()
}

fn packed(events: &[Value]) -> Vec<Value> {
    let pack = |event: &Value| {
        let mut event = event.clone();
        event["v"] = json!("v1");
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(event.to_string().as_bytes()).unwrap();
        latin1(&encoder.finish().unwrap())
    };
    events.iter().map(pack).collect()
}

fn har(entries: Vec<Value>) -> Value {
    let noise = json!({"startedDateTime":"x","request":{"method":"GET","url":"https://shop.test/app.js"},
        "response":{"content":{"text":"{\"type\":3,\"timestamp\":5}"}}});
    let entries = [vec![noise], entries].concat();
    json!({"log":{"version":"1.2","creator":{"name":"x"},"entries":entries}})
}

fn har_sent(session: &Session) -> Value {
    let entry = |payload: Value| {
        json!({"startedDateTime":"x","request":{"method":"POST","url":"https://t.test/ingest/s/?ip=0",
            "postData":{"mimeType":"text/plain","text":latin1(&gzip(&text(&payload)))}},"response":{"status":200}})
    };
    har(payloads(session).into_iter().map(entry).collect())
}

fn har_got(session: &Session) -> Value {
    let body = STANDARD.encode(lines(&pairs(session, true)));
    har(vec![
        json!({"startedDateTime":"x","request":{"method":"GET","url":"https://us.posthog.com/api/x/snapshots?a=1"},
        "response":{"status":200,"content":{"encoding":"base64","text":body}}}),
    ])
}

fn rageclick(session: &Session) -> Value {
    app_event(session, "$rageclick", 1_747_237_047_400, "w")
}

/// A row of ClickHouse's events table.
pub(crate) fn app_event(session: &Session, name: &str, ms: i64, window: &str) -> Value {
    let properties =
        json!({"$session_id":session.id,"$window_id":window,"$current_url":"https://shop.test/"}).to_string();
    json!({"uuid":"u","event":name,"properties":properties,"timestamp":clickhouse_time(ms)})
}

/// Epoch milliseconds as ClickHouse prints them.
fn clickhouse_time(ms: i64) -> String {
    let time = scrubjay::clock::Time(ms * 1000).rfc3339();
    format!("{}000", time.trim_end_matches('Z').replace('T', " "))
}

/// A staff export with these analytics events. `more` leaves its last block out, and says that the recording is known to
/// be so many seconds longer.
pub(crate) fn staff_zip(session: &Session, apps: &[Value], more: Option<i64>) -> Vec<u8> {
    #[allow(clippy::cast_possible_truncation)] // milliseconds of this era
    let ms = |(_, event): &(String, Value)| event["timestamp"].as_f64().map(|ms| ms as i64);
    let times: Vec<i64> = session.events.iter().filter_map(ms).collect();
    let (start, end) = (*times.iter().min().unwrap(), times.iter().max().unwrap() + more.unwrap_or(0) * 1000);
    let mut blocks: Vec<(String, Vec<u8>)> = pairs(session, true)
        .chunks(20)
        .enumerate()
        .map(|(n, pairs)| {
            (format!("data/{:013}-00000000000000ab", 1_747_237_038_000_u64 + n as u64), padded(&snappy(&lines(pairs))))
        })
        .collect();
    if more.is_some() {
        let name = "data/1747237038009-00000000000000ab".to_owned();
        blocks.push((name, Vec::new()));
    }
    let url = |name: &String| name.replace("data/", "s3://bucket/session_recordings/30d/") + "?range=bytes=0-99";
    let replay = json!({"meta":[],"data":[{"session_id":session.id,"distinct_id":"d-1","duration":"400",
        "start_time":clickhouse_time(start),"end_time":clickhouse_time(end),"first_url":"https://shop.test/",
        "click_count":"3","console_error_count":"1",
        "block_urls":blocks.iter().map(|(name, _)| url(name)).collect::<Vec<_>>()}],"rows":1});
    if more.is_some() {
        blocks.pop();
    }
    let (replay, events) = (text(&replay), text(&json!({"meta":[],"data":apps,"rows":apps.len()})));
    let mut files: Vec<(&str, &[u8])> = vec![
        ("s3_prefix.txt", b"session_recordings/30d"),
        ("clickhouse/events.json", &events),
        ("clickhouse/session-replay-events.json", &replay),
    ];
    files.extend(blocks.iter().map(|(name, block)| (name.as_str(), block.as_slice())));
    zip(&files)
}
