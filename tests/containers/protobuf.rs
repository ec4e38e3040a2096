//! The portable archive in its second encoding: the same records as Protobuf messages. They are taken apart here by a
//! decoder of the test's own, written from `samples/FORMAT.md`.

use crate::portable::{CONTENT, content, cuts_are_found, flipped_bytes_are_found, frames, moved_chunks_are_found};
use crate::portable::{packed, sample, suffers};
use crate::read::{Taken, take_bytes};
use crate::write::layers;
use scrubjay::archive::portable::{Encoding, Entered, Packing, Section, Writer};
use scrubjay::archive::{DamageKind, Input};
use scrubjay::clock::Time;
use scrubjay::event::envelope;
use scrubjay::export::{Source, ndjson, protobuf};
use scrubjay::recording::{Cancel, Clip, Indexer, Recording, Want};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A small recording, sealed in many chunks.
static ARCHIVE: LazyLock<Vec<u8>> = LazyLock::new(|| packed("todo.rrweb.ndjson.zst", Encoding::Protobuf, 4 << 10).0);
/// The same as a plain stream of messages, and as lines.
static STREAM: LazyLock<Vec<u8>> = LazyLock::new(|| exported("todo.rrweb.ndjson.zst").0);

fn exported(name: &str) -> (Vec<u8>, Vec<u8>) {
    let recording = Recording::load(&[sample(name)], Want::Everything).unwrap();
    let view = recording.view();
    let (clip, cancel) = (Clip::whole(&view, None), Cancel::new());
    let source = Source { recording: &recording, view: &view, clip: &clip, cancel: &cancel };
    let (mut messages, mut lines) = (Vec::new(), Vec::new());
    protobuf::write(&source, &mut messages).unwrap();
    ndjson::write(&source, &mut lines).unwrap();
    (messages, lines)
}

/// The number at the front of some bytes, which are cut off with it.
fn varint(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for at in 0.. {
        let (byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}

fn cut<'b>(bytes: &mut &'b [u8], len: u64) -> &'b [u8] {
    let (front, rest) = bytes.split_at(usize::try_from(len).unwrap());
    *bytes = rest;
    front
}

#[derive(Debug)]
enum Field<'b> {
    Number(u64),
    Double(f64),
    Bytes(&'b [u8]),
}

/// A message's fields in their order.
fn fields(mut message: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let key = varint(&mut message);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut message)),
            1 => Field::Double(f64::from_le_bytes(cut(&mut message, 8).try_into().unwrap())),
            2 => {
                let len = varint(&mut message);
                Field::Bytes(cut(&mut message, len))
            }
            other => panic!("wire type {other}"),
        };
        fields.push((key >> 3, field));
    }
    fields
}

/// The records of a stream: each one's own bytes, the number of its field, and what that holds.
fn records(mut stream: &[u8]) -> Vec<(&[u8], u64, &[u8])> {
    let mut records = Vec::new();
    while !stream.is_empty() {
        let whole = stream;
        let len = varint(&mut stream);
        let message = cut(&mut stream, len);
        let fields = fields(message);
        let [(number, Field::Bytes(body))] = fields[..] else { panic!("{fields:?}") };
        records.push((&whole[..whole.len() - stream.len()], number, body));
    }
    records
}

/// An event's members as its line has them.
fn members(body: &[u8]) -> Value {
    let names = ["", "type", "seq", "timestamp", "window", "name", "level", "href", "node", "x", "y", "target"];
    let mut members = json!({});
    for (number, field) in fields(body) {
        let name = names.get(usize::try_from(number).unwrap()).copied().unwrap_or("rrweb");
        members[name] = match field {
            Field::Number(number) => json!(number.cast_signed()),
            Field::Double(number) => json!(number),
            Field::Bytes(text) => json!(std::str::from_utf8(text).unwrap()),
        };
    }
    members
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

#[test]
fn the_messages_say_what_the_lines_say() {
    for name in ["checkout.export.json", "two-tabs.export.json.gz", "idle.capture.ndjson.gz", "canvas.rrweb.ndjson.zst"]
    {
        let (messages, lines) = exported(name);
        let (messages, mut lines) = (records(&messages), lines.split(|byte| *byte == b'\n'));
        assert_eq!(messages[0].1, 1, "{name}");
        lines.next();
        for (_, kind, body) in &messages[1..] {
            let line = lines.next().unwrap();
            let (line, message) = (serde_json::from_slice::<Value>(line).unwrap(), members(body));
            assert_eq!(*kind, 2);
            for member in ["type", "name", "level", "href", "target"] {
                assert_eq!(line[member], message[member], "{name}: {line}");
            }
            for member in ["seq", "timestamp", "window", "node", "x", "y"] {
                assert!((number(&line[member]) - number(&message[member])).abs() < 1e-9, "{name}: {line}");
                assert!(member == "timestamp" || line[member].is_null() == message[member].is_null(), "{line}");
            }
            let event = message["rrweb"].as_str().unwrap();
            assert_eq!(serde_json::from_str::<Value>(event).unwrap(), line["rrweb"], "{name}");
        }
        assert_eq!(lines.collect::<Vec<_>>(), [b""], "{name}");
    }
}

#[test]
fn a_sealed_archive_is_a_zstd_file_of_whole_messages() {
    let (bytes, written) = packed("checkout.export.json", Encoding::Protobuf, 64 << 10);
    assert_eq!(packed("checkout.export.json", Encoding::Protobuf, 64 << 10).0, bytes, "the same input, the same bytes");
    let frames = frames(&bytes);
    assert_eq!(frames.len(), written.chunks + 2);
    let chunks = frames[..written.chunks].iter().map(|frame| zstd::decode_all(&bytes[frame.clone()]).unwrap());
    let count: usize = chunks.map(|chunk| records(&chunk).len()).sum();
    assert_eq!(count, 198, "each chunk holds whole messages");
    let taken = take_bytes(&bytes).unwrap();
    let header = taken.header.unwrap();
    let codecs: Vec<&str> = header.codecs.iter().map(|codec| codec.name()).collect();
    assert_eq!((header.container.name(), codecs, taken.damage), ("portable", vec!["zstd", "protobuf"], vec![]));
    let whole = take_bytes(&packed("checkout.export.json", Encoding::Ndjson, 64 << 10).0).unwrap().header.unwrap();
    assert_eq!(
        (header.person, header.metadata, header.recording_id),
        (whole.person, whole.metadata, whole.recording_id)
    );
}

#[test]
fn any_flipped_byte_of_an_archive_is_found_and_costs_its_chunk_at_most() {
    flipped_bytes_are_found(&ARCHIVE, most_in_a_chunk());
}

#[test]
fn chunks_that_are_missing_doubled_or_swapped_are_found() {
    moved_chunks_are_found(&ARCHIVE, most_in_a_chunk());
}

#[test]
fn a_cut_archive_gives_what_it_holds() {
    cuts_are_found(&ARCHIVE);
}

fn most_in_a_chunk() -> usize {
    let count = |frame: &std::ops::Range<usize>| records(&zstd::decode_all(&ARCHIVE[frame.clone()]).unwrap()).len();
    frames(&ARCHIVE).iter().map(count).max().unwrap()
}

#[test]
fn a_plain_stream_opens_in_every_layer() {
    assert_eq!(CONTENT.len() + 1, records(&STREAM).len());
    for (layer, bytes) in layers(&STREAM) {
        let taken = take_bytes(&bytes).unwrap();
        assert_eq!((content(&taken), taken.damage), (CONTENT.clone(), vec![]), "{layer}");
    }
}

#[test]
fn a_flipped_bit_of_a_message_s_frame_costs_its_event_at_most() {
    let records = records(&STREAM);
    let mut start = 0;
    for (nth, (whole, _, body)) in records.iter().enumerate() {
        let frame = whole.len() - body.len();
        if nth % 40 == 0 || nth == records.len() - 1 {
            for (at, bit) in (0..frame + 9).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
                let mut bad = STREAM.clone();
                bad[start + at] ^= 1 << bit;
                let taken = take_bytes(&bad).unwrap_or_else(|error| panic!("message {nth}, byte {at}: {error}"));
                let lost = CONTENT.len() - content(&taken).len();
                assert!(lost <= 1, "message {nth}, byte {at}, bit {bit}: {lost} lost");
                let told = !taken.damage.is_empty();
                assert!(lost == 0 || told, "message {nth}, byte {at}, bit {bit}: not told");
                assert!(at >= frame || told, "message {nth}, byte {at}, bit {bit}: {:?}", taken.damage);
            }
        }
        start += whole.len();
    }
}

#[test]
fn what_is_lost_of_a_stream_costs_itself_only() {
    let records = records(&STREAM);
    let (middle, whole) = (records.len() / 2, |records: &[(&[u8], u64, &[u8])]| {
        records.iter().flat_map(|(whole, ..)| whole.to_vec()).collect::<Vec<u8>>()
    });
    let (before, after) = (whole(&records[..middle]), whole(&records[middle + 1..]));
    let piece = records[middle].0;
    for at in [1, 2, 5, 20, piece.len() / 2, piece.len() - 1] {
        // A message loses its end or its start, or is told longer than all that follows.
        let no_end = [&before[..], &piece[..at], &after].concat();
        let no_start = [&before[..], &piece[at..], &after].concat();
        for (bad, what) in [(no_end, "end"), (no_start, "start")] {
            let taken = suffers(&bad, 1, &format!("without its {what} at {at}"));
            assert!(
                taken.damage.iter().any(|damage| damage.place.byte >= Some(before.len() as u64 - 1)),
                "{:?}",
                taken.damage
            );
        }
    }
    for at in 1..30 {
        let cut = STREAM.len() - at * 7;
        let taken = suffers(&STREAM[..cut], 30, &format!("cut at {cut}"));
        assert_eq!(content(&taken), CONTENT[..taken.events.len()]);
    }
}

/// A message with its length before it.
fn record(field: u8, body: &[u8]) -> Vec<u8> {
    let message = bytes_field(field, body);
    [&number_bytes(message.len())[..], &message].concat()
}

fn bytes_field(field: u8, body: &[u8]) -> Vec<u8> {
    [&[field << 3 | 2][..], &number_bytes(body.len()), body].concat()
}

fn number_bytes(number: usize) -> Vec<u8> {
    let (mut number, mut out) = (number, Vec::new());
    while number > 127 {
        out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
    out
}

const EVENT: &str = r#"{"type":4,"data":{"href":"https://a.test/","width":1,"height":1},"timestamp":1704164645000}"#;

/// An event record of this type and number.
fn event(kind: &str, seq: u8, rrweb: &[u8]) -> Vec<u8> {
    record(2, &[&bytes_field(1, kind.as_bytes())[..], &[2 << 3, seq], &bytes_field(15, rrweb)].concat())
}

fn first(version: u8) -> Vec<u8> {
    let form = [&bytes_field(1, b"scrubjay-archive")[..], &[2 << 3, version]].concat();
    record(1, &bytes_field(1, &form))
}

fn said(bytes: &[u8]) -> (Taken, String) {
    let taken = take_bytes(bytes).unwrap();
    let said: Vec<String> = taken
        .damage
        .iter()
        .map(|damage| format!("{} at {}: {}", damage.what.name(), damage.place, damage.reason))
        .collect();
    let said = format!("{} events\n{}", taken.events.len(), said.join("\n"));
    (taken, said)
}

#[test]
fn what_a_newer_version_writes_is_read_as_far_as_it_is_understood() {
    let newer_fields = record(
        2,
        &[
            &[100 << 3 & 0x7f | 0x80, 6, 1][..],
            &bytes_field(1, b"page"),
            &[2 << 3, 0],
            &bytes_field(15, EVENT.as_bytes()),
            &bytes_field(14, b"new"),
        ]
        .concat(),
    );
    let told = [
        [first(1), newer_fields].concat(),
        [first(9), event("page", 0, EVENT.as_bytes())].concat(),
        [first(1), event("page", 0, EVENT.as_bytes()), event("hologram", 1, EVENT.as_bytes())].concat(),
        [first(1), event("page", 0, EVENT.as_bytes()), record(3, b"chapter"), record(2, &bytes_field(1, b"mark"))]
            .concat(),
    ]
    .map(|bytes| said(&bytes).1);
    insta::assert_snapshot!(told.join("\n\n"));
}

/// An archive of one event whose first record and index claim this version.
fn sealed(version: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Packing { encoding: Encoding::Protobuf, ..Packing::default() }).unwrap();
    writer.push(&first(version), None).unwrap();
    let record = event("page", 0, EVENT.as_bytes());
    let entered = Entered { seq: 0, at: Time::from_ms(1_704_164_645_000.0).unwrap(), keyframe: None };
    let place = writer.push(&record, Some(entered)).unwrap() + (record.len() - EVENT.len()) as u64;
    let mut indexer = Indexer::default();
    indexer.add(None, &envelope::peek(EVENT.as_bytes()).unwrap(), (EVENT.as_bytes(), place));
    let meta = json!({"type": "meta", "format": "scrubjay-archive", "version": version, "sealed": true, "events": 1});
    let mut sections = vec![Section { name: *b"META", bytes: meta.to_string().into_bytes() }];
    sections.extend(indexer.sections().unwrap());
    writer.finish(sections).unwrap();
    out
}

#[test]
fn the_index_of_a_newer_version_is_not_taken_at_its_word() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let told = [1, 9].map(|version| {
        std::fs::write(file.path(), sealed(version)).unwrap();
        let view = Recording::load(&[Input::Path(file.path().to_owned())], Want::Everything).unwrap().view();
        assert_eq!((view.index.len(), view.pages.len()), (1, 1));
        view.damage.iter().map(|damage| damage.reason.clone()).collect::<Vec<_>>().join("; ")
    });
    assert_eq!(told, ["", "written by a newer version (version 9; 1 is known): it may say more than is shown"]);
}

#[test]
fn hostile_messages_are_told_and_passed() {
    let page = |seq| event("page", seq, EVENT.as_bytes());
    let around = |between: &[u8]| [&first(1)[..], &page(0), between, &page(2)].concat();
    let length = |len: usize| {
        let inner = len - 1 - number_bytes(len).len();
        [&number_bytes(len)[..], &[2 << 3 | 2], &number_bytes(inner), &bytes_field(1, b"page")].concat()
    };
    let fields = |fields: &[u8]| around(&record(2, &[&bytes_field(1, b"page")[..], &[2 << 3, 1], fields].concat()));
    let form = bytes_field(1, &bytes_field(1, b"scrubjay-archive"));
    let not_utf8 = record(1, &[&form[..], &bytes_field(2, b"\xff\xfe")].concat());
    let latin = [&EVENT.as_bytes()[..35], b"\xe4", &EVENT.as_bytes()[35..]].concat();
    let deep = format!("{{\"type\":3,\"data\":{}1{},\"timestamp\":1}}", "[".repeat(200_000), "]".repeat(200_000));
    let told = [
        ("a length beyond all", around(&length(300 << 20))),
        ("a length beyond the end", around(&length(200 << 20))),
        ("a varint without an end", around(&[0xff; 40])),
        ("a group", fields(b"\x33\x34")),
        ("a field beyond its message", fields(b"\x7a\x7f{")),
        ("no event", fields(b"")),
        ("an event that is no JSON", around(&event("page", 1, b"{]"))),
        ("an event that is a list", around(&event("page", 1, b"[1]"))),
        ("an event that is no UTF-8", around(&event("page", 1, &latin))),
        (
            "a type that is no UTF-8",
            around(&record(
                2,
                &[&bytes_field(1, b"pa\xffe")[..], &[2 << 3, 1], &bytes_field(15, EVENT.as_bytes())].concat(),
            )),
        ),
        ("a first record that is no UTF-8", [&not_utf8[..], &page(0)].concat()),
        ("an event in an event", around(&event("page", 1, &event("page", 3, EVENT.as_bytes())))),
        ("deep nesting", around(&event("page", 1, deep.as_bytes()))),
        ("zeros", [&first(1)[..], &page(0), &[0; 5000], &page(1)].concat()),
        ("text", around(b"{\"type\":\"meta\"}\n[1,2]\n")),
    ]
    .map(|(what, bytes)| format!("{what}: {}", said(&bytes).1));
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn lengths_that_swallow_each_other_do_not_hold_up_the_reading() {
    // Each claims that all that follow are its event.
    let (mut heads, mut total) = (Vec::new(), 0);
    for _ in 0..20_000 {
        let body = [&bytes_field(1, b"page")[..], &[15 << 3 | 2], &number_bytes(total)].concat();
        let field = [&[2 << 3 | 2][..], &number_bytes(body.len() + total), &body].concat();
        let head = [&number_bytes(field.len() + total)[..], &field].concat();
        total += head.len();
        heads.push(head);
    }
    let stream: Vec<u8> = heads.into_iter().rev().flatten().collect();
    let taken = take_bytes(&[&first(1)[..], &event("page", 0, EVENT.as_bytes()), &stream].concat()).unwrap();
    assert_eq!(taken.events.len(), 1);
    assert!(taken.damage.iter().any(|damage| damage.what == DamageKind::Codec), "{:?}", taken.damage.first());
}

#[test]
fn what_is_no_archive_is_no_archive_in_messages() {
    for bytes in
        [&record(1, b"\x0a\x04what")[..], &record(2, b"\x0a\x04pag"), &[0; 4000], b"\x08\x96\x01\x12\x07testing"]
    {
        assert!(take_bytes(bytes).is_err(), "{bytes:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first.pb");
    std::fs::write(&path, first(1)).unwrap();
    let error = Recording::load(&[Input::Path(path)], Want::Everything).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("first.pb"), "{error}");
}
