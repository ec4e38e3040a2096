//! Input made to hurt: bombs, lies, endless nesting, and what is no recording at all.

use crate::Session;
use crate::read::{take, take_bytes};
use crate::write::{gzip, snappy, zip};
use scrubjay::archive::Input;
use std::fs;

const EVENT: &str = r#"{"type":4,"data":{"href":"https://shop.test/","width":1,"height":1},"timestamp":1747237038000}"#;

fn refused(bytes: &[u8]) -> (String, Vec<String>) {
    let error = take_bytes(bytes).map(|taken| taken.events.len()).unwrap_err();
    (error.to_string(), error.hints())
}

#[test]
fn what_is_no_recording_is_named_in_one_line_with_a_hint() {
    for (bytes, said) in [
        (&b""[..], "empty"),
        (b"  \n\n ", "white space"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"just words", "no JSON"),
        (b"[]", "empty JSON array"),
        (br#"{"error":"recording_deleted"}"#, "deleted"),
        (br#"{"type":"throttled_error","code":"throttled","detail":"slow down"}"#, "slow down"),
        (br#"{"sources":[]}"#, "sources"),
        (br#"{"id":"x","distinct_id":"d","recording_duration":4,"start_time":"2025-05-14T15:37:18Z"}"#, "metadata"),
        (br#"{"version":"2023-04-28","data":{"id":"","snapshots":[]}}"#, "without any event"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "zip archive without a replay"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "nothing of it can be unpacked"),
    ] {
        let (message, hints) = refused(bytes);
        assert!(message.contains(said) && !message.contains('\n'), "{message:?} lacks {said:?}");
        assert!(said == "white space" || !hints.is_empty(), "{message} without a hint");
    }
    let (message, _) = refused(&gzip(b""));
    assert!(message.contains("empty file, compressed"), "{message}");
}

#[test]
fn a_missing_file_and_an_empty_directory_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = take(&[Input::Path(folder.path().join("nothing.json"))]).unwrap_err();
    assert!(missing.to_string().contains("nothing.json"));
    let empty = take(&[Input::Path(folder.path().to_owned())]).unwrap_err();
    assert!(empty.to_string().contains("without any file"));
    fs::write(folder.path().join("notes.txt"), "hello").unwrap();
    assert!(take(&[Input::Path(folder.path().to_owned())]).is_err());
}

#[test]
fn nested_compression_ends() {
    let bomb = (0..20).fold(EVENT.as_bytes().to_vec(), |inner, _| gzip(&inner));
    assert!(refused(&bomb).0.contains("layers of compression"));
    let zips = (0..20).fold(EVENT.as_bytes().to_vec(), |inner, _| zip(&[("x", &inner)]));
    assert!(take_bytes(&zips).is_err());
}

#[test]
fn a_gigabyte_of_nothing_is_passed_in_bounded_memory() {
    let zeros = vec![0; 8 << 20];
    let mut packed = Vec::new();
    for _ in 0..32 {
        packed.extend(zstd::bulk::compress(&zeros, 1).unwrap());
    }
    packed.extend(zstd::bulk::compress(format!("\n{EVENT}\n").as_bytes(), 1).unwrap());
    let _ = take_bytes(&packed); // nothing is asked but to end
}

#[test]
fn snappy_that_lies_about_its_length_is_told() {
    let mut lie = snappy(format!("[\"w\",{EVENT}]\n").as_bytes());
    lie.splice(0..=usize::from(lie[0] >= 0x80), [0xff, 0xff, 0xff, 0xff, 0x0f]);
    let taken = take_bytes(&lie).unwrap();
    assert_eq!((taken.events.len(), taken.damage.is_empty()), (1, false));
}

#[test]
fn depth_costs_no_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(take_bytes(deep.as_bytes()).is_err());
        let event = format!(r#"{{"type":5,"data":{{"tag":"x","payload":{deep}}},"timestamp":5}}"#);
        let lines = format!("{EVENT}\n{event}\n{EVENT}\n");
        // Whether the sink takes the deep one is its affair; the neighbours are there.
        assert!(take_bytes(lines.as_bytes()).unwrap().events.len() >= 2);
    }
}

#[test]
fn nul_bytes_bad_utf8_and_blank_lines_cost_nothing_but_themselves() {
    let mut bytes = format!("\0\0\0{EVENT}\r\n\0\0\n\r\n").into_bytes();
    bytes.extend(EVENT.replace("shop", "sh\u{fffd}p").into_bytes());
    let at = bytes.len() - EVENT.len() + 24;
    bytes[at] = 0xff;
    bytes.extend(format!("\n{EVENT}\0\0").into_bytes());
    let taken = take_bytes(&bytes).unwrap();
    assert_eq!(taken.events.len(), 3);
    assert_eq!(taken.damage.len(), 1);
    assert_eq!((taken.damage[0].what.name(), taken.damage[0].events_lost), ("encoding", Some(0)));
}

#[test]
fn thousands_of_broken_lines_are_summed_up() {
    let text = "{\"broken\n".repeat(5000) + EVENT;
    let taken = take_bytes(format!("{EVENT}\n{text}").as_bytes()).unwrap();
    assert_eq!(taken.events.len(), 2);
    assert!(taken.damage.len() <= 1001, "{}", taken.damage.len());
    assert_eq!(taken.damage.iter().map(|damage| damage.events_lost).sum::<Option<u64>>(), Some(5000));
}

#[test]
fn zips_with_hostile_names_and_many_entries_are_only_read() {
    let names: Vec<String> = (0..100_000).map(|n| format!("../../../etc/{n}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert!(take_bytes(&zip(&files)).is_err());
    let good = take_bytes(&zip(&[("../../evil\u{1b}[31m.json", EVENT.as_bytes())])).unwrap();
    assert_eq!(good.events.len(), 1);
}

#[test]
fn a_document_turned_inside_out_by_a_lost_quote_is_found_again() {
    let session = Session::sample("checkout.export.json");
    let one: Vec<String> = session.events.iter().map(|(_, event)| event.to_string()).collect();
    let many = one.join(",").replacen("\"type\"", "\"type", 1);
    let taken = take_bytes(format!("[{EVENT},{many}]").as_bytes()).unwrap();
    assert!(taken.events.len() >= one.len() - 1, "{} of {}", taken.events.len(), one.len() + 1);
    assert!(!taken.damage.is_empty());
}

#[test]
fn a_line_longer_than_any_event_costs_itself_only() {
    let long = [&br#"{"type":5,"timestamp":5,"data":""#[..], &vec![b'x'; 257 << 20], b"\"}"].concat();
    let packed: Vec<u8> = [format!("{EVENT}\n").as_bytes(), &long, format!("\n{EVENT}\n").as_bytes()]
        .iter()
        .flat_map(|part| zstd::bulk::compress(part, 1).unwrap())
        .collect();
    drop(long);
    let taken = take_bytes(&packed).unwrap();
    assert_eq!(taken.events.len(), 2, "{:?}", taken.damage);
    assert_eq!((taken.damage.len(), taken.damage[0].what.name()), (1, "too-large"));
    assert_eq!((taken.damage[0].place.line, taken.damage[0].place.byte), (Some(2), Some(EVENT.len() as u64 + 1)));
}
