//! The portable archive: sealed, damaged in every way, and as people write it by hand. What holds for both encodings is
//! said here once, and asked of Protobuf in `protobuf.rs`.

use crate::read::{Taken, take, take_bytes};
use scrubjay::archive::portable::{Encoding, Packing, Written};
use scrubjay::archive::{DamageKind, Input};
use scrubjay::event::digest;
use scrubjay::export::{Source, pack};
use scrubjay::recording::{Cancel, Clip, Naming, Recording, Want};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

/// A small recording, sealed in many chunks.
static ARCHIVE: LazyLock<Vec<u8>> = LazyLock::new(|| packed("todo.rrweb.ndjson.zst", Encoding::Ndjson, 4 << 10).0);

pub(crate) fn sample(name: &str) -> Input {
    Input::Path(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name))
}

/// A shipped recording, packed.
pub(crate) fn packed(name: &str, encoding: Encoding, chunk: usize) -> (Vec<u8>, Written) {
    let recording = Recording::load(&[sample(name)], Want::Everything).unwrap();
    let view = recording.view();
    let (clip, cancel) = (Clip::whole(&view, None), Cancel::new());
    let source = Source { recording: &recording, view: &view, clip: &clip, cancel: &cancel };
    let mut out = Vec::new();
    let written = pack::write(&source, Packing { encoding, chunk, ..Packing::default() }, Naming::default(), &mut out)
        .unwrap()
        .written;
    (out, written)
}

/// The frames of a file: each one's bytes.
pub(crate) fn frames(file: &[u8]) -> Vec<Range<usize>> {
    let mut frames = Vec::new();
    let mut at = 0;
    while at < file.len() {
        let len = zstd::zstd_safe::find_frame_compressed_size(&file[at..]).unwrap();
        frames.push(at..at + len);
        at += len;
    }
    frames
}

/// The content of every event, in order.
pub(crate) fn content(taken: &Taken) -> Vec<u64> {
    taken.events.iter().map(|(_, event)| digest(event.to_string().as_bytes()).unwrap()).collect()
}

pub(crate) static CONTENT: LazyLock<Vec<u64>> =
    LazyLock::new(|| content(&take(&[sample("todo.rrweb.ndjson.zst")]).unwrap()));

/// Reads a damaged archive: the damage is found, and the events that are given are the recording's, but for `lost`.
pub(crate) fn suffers(bytes: &[u8], lost: usize, what: &str) -> Taken {
    let taken = take_bytes(bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
    let severe = |kind| kind == DamageKind::Seal || kind == DamageKind::Truncated || kind == DamageKind::Codec;
    assert!(taken.damage.iter().any(|damage| severe(damage.what)), "{what}: not found: {:?}", taken.damage);
    let mut left = CONTENT.clone();
    let mut strange = 0;
    for event in content(&taken) {
        match left.iter().position(|known| *known == event) {
            Some(at) => drop(left.remove(at)),
            None => strange += 1,
        }
    }
    assert!(left.len() <= lost && strange <= lost, "{what}: {} lost, {strange} strange", left.len());
    taken
}

/// The most events that a chunk holds.
fn most_in_a_chunk() -> usize {
    let file = &*ARCHIVE;
    let lines = |frame: Range<usize>| zstd::decode_all(&file[frame]).unwrap().split(|byte| *byte == b'\n').count();
    frames(file).into_iter().map(lines).max().unwrap()
}

#[test]
fn a_sealed_archive_is_a_zstd_file_of_independent_frames() {
    let (bytes, written) = packed("checkout.export.json", Encoding::Ndjson, 64 << 10);
    assert_eq!(
        packed("checkout.export.json", Encoding::Ndjson, 64 << 10).0,
        bytes,
        "the same input gives the same bytes"
    );
    let content = zstd::decode_all(&bytes[..]).unwrap();
    assert_eq!(content.len() as u64, written.content);
    let frames = frames(&bytes);
    assert_eq!(frames.len(), written.chunks + 2, "an index and a seek table follow the chunks");
    for frame in &frames[..written.chunks] {
        let lines = zstd::decode_all(&bytes[frame.clone()]).unwrap();
        assert!(lines.starts_with(b"{\"type\":\"") && lines.ends_with(b"}\n"), "a chunk holds whole lines");
    }
    let first = content.split(|byte| *byte == b'\n').next().unwrap();
    insta::assert_snapshot!(String::from_utf8(first.to_vec()).unwrap());
    let kinds: std::collections::BTreeSet<String> = content
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice::<serde_json::Value>(line).unwrap()["type"].as_str().unwrap().to_owned())
        .collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, ["console", "custom", "event", "full_snapshot", "meta", "mutation", "network", "page"]);
}

#[test]
fn any_flipped_byte_is_found_and_costs_its_chunk_at_most() {
    flipped_bytes_are_found(&ARCHIVE, most_in_a_chunk());
}

pub(crate) fn flipped_bytes_are_found(file: &[u8], lost: usize) {
    assert!(frames(file).len() > 10);
    let tail = frames(file).len() - 2;
    let index = frames(file)[tail].start;
    // Every byte of the seek table and of the frames' heads, and every few bytes of the rest.
    let heads: Vec<usize> = frames(file).iter().flat_map(|frame| frame.start..frame.start + 10).collect();
    let table = frames(file)[tail + 1].clone();
    let places = (0..file.len()).step_by(61).chain(heads).chain(table.step_by(3)).chain([file.len() - 1]);
    for at in places {
        let mut bad = file.to_vec();
        bad[at] ^= 0x10;
        suffers(&bad, if at < index { lost } else { 0 }, &format!("byte {at} of {}", file.len()));
    }
}

#[test]
fn chunks_that_are_missing_doubled_or_swapped_are_found_and_the_rest_is_read() {
    moved_chunks_are_found(&ARCHIVE, most_in_a_chunk());
}

pub(crate) fn moved_chunks_are_found(file: &[u8], lost: usize) {
    let frames = frames(file);
    let rebuilt = |order: &[usize]| order.iter().flat_map(|at| file[frames[*at].clone()].to_vec()).collect::<Vec<u8>>();
    let all: Vec<usize> = (0..frames.len()).collect();
    let chunks = frames.len() - 2;
    for at in 0..chunks {
        let without: Vec<usize> = all.iter().copied().filter(|other| *other != at).collect();
        let taken = suffers(&rebuilt(&without), lost, &format!("without chunk {at}"));
        let known = taken.damage.iter().filter_map(|damage| damage.events_lost).sum::<u64>();
        assert_eq!(known, (CONTENT.len() - taken.events.len()) as u64, "without chunk {at}: {:?}", taken.damage);
        let mut doubled = all.clone();
        doubled.insert(at, at);
        suffers(&rebuilt(&doubled), 0, &format!("chunk {at} twice"));
    }
    for at in 1..chunks {
        let mut swapped = all.clone();
        swapped.swap(at - 1, at);
        suffers(&rebuilt(&swapped), 0, &format!("chunks {} and {at} swapped", at - 1));
    }
    suffers(&rebuilt(&all[..chunks]), 0, "without index and table");
    suffers(&rebuilt(&all[..=chunks]), 0, "without the table");
    suffers(&[file, b"more"].concat(), 0, "with bytes behind it");
}

#[test]
fn a_cut_archive_gives_what_it_holds() {
    cuts_are_found(&ARCHIVE);
}

pub(crate) fn cuts_are_found(file: &[u8]) {
    for part in 2..10 {
        let cut = file.len() * part / 10;
        let taken = take_bytes(&file[..cut]).unwrap();
        assert!(taken.events.len() > CONTENT.len() * (part - 2) / 10, "{part}: {}", taken.events.len());
        assert!(taken.damage.iter().any(|damage| damage.what == DamageKind::Truncated), "{part}: {:?}", taken.damage);
        assert_eq!(content(&taken), CONTENT[..taken.events.len()], "{part}");
    }
}

#[test]
fn what_other_tools_make_of_it_opens_with_the_reason_said() {
    let plain = zstd::decode_all(&ARCHIVE[..]).unwrap();
    let said = |bytes: &[u8]| {
        let taken = take_bytes(bytes).unwrap();
        assert_eq!(content(&taken).len(), CONTENT.len());
        let said: Vec<String> = taken.damage.into_iter().map(|damage| damage.reason).collect();
        said.join("\n")
    };
    let newer = String::from_utf8(plain.clone()).unwrap().replacen("\"version\":1,", "\"version\":9,", 1);
    let odd = String::from_utf8(plain.clone()).unwrap().replacen("\"type\":\"mutation\"", "\"type\":\"hologram\"", 1);
    insta::assert_snapshot!(
        [
            said(&zstd::bulk::compress(&plain, 9).unwrap()),
            said(&plain),
            said(&zstd::bulk::compress(newer.as_bytes(), 3).unwrap()),
            said(&zstd::bulk::compress(odd.as_bytes(), 3).unwrap()),
        ]
        .join("\n\n")
    );
}

#[test]
fn a_stream_of_an_archive_reads_like_the_file() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&ARCHIVE).unwrap();
    let whole = take(&[Input::Path(file.path().to_owned())]).unwrap();
    assert_eq!((content(&whole), whole.damage), (CONTENT.clone(), vec![]));
}

/// The first snapshot's node and the recording as somebody would write it down by hand.
const NODE: &str = r#"{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","attributes":{},"id":2,"childNodes":[{"type":2,"tagName":"body","attributes":{},"id":3,"childNodes":[{"type":2,"tagName":"button","attributes":{"id":"buy"},"id":4,"childNodes":[]}]}]}]}"#;

fn by_hand(meta: &str, payload: &str, scale: f64, from: f64) -> String {
    let at = |ms: f64| from + ms / scale;
    format!(
        r##"{{"type":"meta","session_id":"s-1",{meta}"user_agent":"Jay/1.0"}}
{{"type":"full_snapshot","seq":0,"timestamp":{},"payload":{payload}}}
{{"type":"mutation","seq":1,"timestamp":{},"ops":[{{"parentId":3,"nextId":null,"node":{{"type":3,"textContent":"hi","id":5}}}},{{"id":4,"attributes":{{"class":"on"}}}}]}}
{{"type":"event","seq":2,"timestamp":{},"name":"click","target":"#buy","x":10,"y":20.5}}
{{"type":"console","seq":3,"timestamp":{},"level":"error","message":"no \"luck\"","stack":"a\nb"}}
{{"type":"network","seq":4,"timestamp":{},"url":"http://a.test/x","method":"GET","status":500,"duration":12}}
{{"type":"custom","seq":5,"timestamp":{},"name":"tag","payload":{{"a":1}}}}
"##,
        at(0.0),
        at(125.5),
        at(200.0),
        at(250.0),
        at(300.0),
        at(400.5)
    )
}

#[test]
fn records_written_by_hand_are_the_events_they_stand_for() {
    let start = r#""started_at":"2024-01-02T03:04:05Z","#;
    let epoch = 1_704_164_645_000.0;
    let base64 = format!("\"{}\"", base64(NODE.as_bytes()));
    let event = format!(r#"{{"type":2,"data":{{"node":{NODE},"initialOffset":{{"left":0,"top":0}}}},"timestamp":5}}"#);
    let want = take_bytes(by_hand(start, NODE, 1.0, 0.0).as_bytes()).unwrap();
    assert_eq!(want.damage, []);
    let header = want.header.as_ref().unwrap();
    assert_eq!((header.container.name(), header.recording_id.as_deref()), ("portable", Some("s-1")));
    assert_eq!(header.user_agent.as_deref(), Some("Jay/1.0"));
    let listed: Vec<String> = want.events.iter().map(|(_, event)| event.to_string()).collect();
    insta::assert_snapshot!(listed.join("\n"));
    for (how, text) in [
        ("base64 payload", by_hand(start, &base64, 1.0, 0.0)),
        (
            "data as payload",
            by_hand(start, &format!(r#"{{"node":{NODE},"initialOffset":{{"left":0,"top":0}}}}"#), 1.0, 0.0),
        ),
        ("event as payload", by_hand(start, &event, 1.0, 0.0)),
        ("seconds", by_hand(start, NODE, 1000.0, 0.0)),
        ("epoch milliseconds", by_hand(start, NODE, 1.0, epoch)),
        ("epoch seconds", by_hand(start, NODE, 1000.0, epoch / 1000.0)),
        ("start as a number", by_hand(&format!("\"started_at\":{epoch},"), NODE, 1.0, 0.0)),
        (
            "times before types",
            by_hand(start, NODE, 1.0, 0.0)
                .replace(r#""type":"event","seq":2"#, r#""seq":2"#)
                .replace(r#""name":"click""#, r#""name":"click","type":"event""#),
        ),
        (
            "lists under their names",
            by_hand(start, NODE, 1.0, 0.0)
                .replace(r#""ops":[{"parentId""#, r#""ops":{"adds":[{"parentId""#)
                .replace(
                    r#"{"id":4,"attributes":{"class":"on"}}]"#,
                    r#"],"attributes":[{"id":4,"attributes":{"class":"on"}}]}"#,
                )
                .replace(r#"},],"attributes""#, r#"}],"attributes""#),
        ),
    ] {
        let taken = take_bytes(text.as_bytes()).unwrap_or_else(|error| panic!("{how}: {error}"));
        assert_eq!(taken.damage, [], "{how}");
        assert_eq!(taken.events, want.events, "{how}");
        for packed in [gzip(text.as_bytes()), zstd::bulk::compress(text.as_bytes(), 3).unwrap()] {
            let packed = take_bytes(&packed).unwrap();
            assert_eq!((packed.events, packed.damage), (want.events.clone(), vec![]), "{how}, compressed");
        }
    }
}

#[test]
fn what_is_odd_in_records_written_by_hand_is_said() {
    let said = |text: &str| {
        let taken = take_bytes(text.as_bytes()).unwrap();
        let events: Vec<String> = taken.events.iter().map(|(_, event)| event.to_string()).collect();
        let damage: Vec<String> =
            taken.damage.iter().map(|damage| format!("{}: {}", damage.place, damage.reason)).collect();
        [damage, events].concat().join("\n")
    };
    insta::assert_snapshot!(
        [
            said(&by_hand("", NODE, 1.0, 0.0)),
            said(&format!(
                "{}{}",
                by_hand(r#""started_at":1704164645,"#, NODE, 1.0, 0.0),
                concat!(
                    "{\"type\":\"weather\",\"timestamp\":500,\"sky\":\"grey\"}\n",
                    "{\"type\":\"mutation\",\"timestamp\":500}\n",
                    "{\"type\":\"mutation\",\"timestamp\":500,\"ops\":[{\"what\":1}]}\n",
                    "{\"type\":\"full_snapshot\",\"timestamp\":500,\"payload\":\"%%%\"}\n",
                    "{\"type\":\"event\",\"name\":\"click\"}\n",
                    "{\"type\":\"event\",\"timestamp\":600,\"name\":\"wink\",\"target\":\"#eye\"}\n",
                )
            )),
        ]
        .join("\n\n")
    );
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= group.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}
