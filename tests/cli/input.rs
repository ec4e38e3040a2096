//! Bad input: what cannot be opened says what it is and ends with status 3; what is damaged shows all it can.

use super::{checkout, pipe, run, sample, text};
use std::fs;

fn damage(input: &[u8]) -> (u64, Vec<serde_json::Value>) {
    let output = pipe(input, &["info", "-", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    super::schema::check(&record);
    (record["events"].as_u64().unwrap(), record["damage"].as_array().unwrap().clone())
}

#[test]
fn what_is_no_replay_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let inputs = [
        path("empty", b""),
        path("blank", b" \n\n"),
        path("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"),
        path("error.json", br#"{"type":"authentication_error","code":"not_authenticated","detail":"Authentication credentials were not provided.","attr":null}"#),
        path("metadata.json", br#"{"id":"0196","distinct_id":"d1","recording_duration":12,"start_time":"2026-11-23T06:49:00Z"}"#),
        path("sources.json", br#"{"sources":[{"source":"blob_v2","blob_key":"0"}]}"#),
        path("page.html", b"<!doctype html><title>Not found</title>"),
        path("notes.txt", b"just some text\nand more\n"),
        path("no-events.json", br#"{"version":"2023-04-28","data":{"id":"a","snapshots":[]}}"#),
        folder.path().join("missing.json"),
        { fs::create_dir(folder.path().join("nothing")).unwrap(); folder.path().join("nothing") },
    ];
    let mut said = String::new();
    for input in &inputs {
        let output = run(&["info", input.to_str().unwrap()]);
        let error =
            text(&output.stderr).replace(&format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR), "");
        assert_eq!(output.status.code(), Some(3), "{}: {error}", input.display());
        assert!(output.stdout.is_empty());
        said.push_str(&error);
    }
    insta::assert_snapshot!(said);
}

#[test]
fn cut_json_opens_with_what_came_before() {
    let whole = fs::read(checkout()).unwrap();
    let (events, damage) = damage(&whole[..whole.len() * 2 / 3]);
    assert!(events > 20 && events < 197, "{events}");
    assert_eq!(damage[0]["kind"], "truncated");
    assert!(damage[0]["byte"].as_u64().is_some());
}

#[test]
fn cut_gzip_and_zstd_open_with_what_came_before() {
    for name in ["checkout.capture.ndjson.gz", "checkout.blobv2.jsonl.zst"] {
        let whole = fs::read(sample(name)).unwrap();
        let (events, damage) = damage(&whole[..whole.len() * 2 / 3]);
        assert!(events > 0 && events < 197, "{name}: {events}");
        assert!(!damage.is_empty(), "{name}");
    }
}

#[test]
fn a_broken_line_is_told_and_the_others_stay() {
    let lines = text(&fs::read(sample("checkout.blobv1.jsonl")).unwrap());
    let whole = damage(lines.as_bytes()).0;
    let mut broken: Vec<&str> = lines.lines().collect();
    broken[1] = "{\"window_id\": oops";
    let (events, damage) = damage(broken.join("\n").as_bytes());
    assert!(events > 0 && events < whole);
    assert_eq!(damage[0]["line"], 2);
}

#[test]
fn damage_is_warned_of_on_standard_error() {
    let whole = fs::read(checkout()).unwrap();
    let output = pipe(&whole[..whole.len() / 2], &["events", "-", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("truncated"), "{}", text(&output.stderr));
}

#[test]
fn a_part_that_cannot_be_read_is_told_the_others_answer_and_the_status_says_so() {
    let (file, readme) = (checkout(), sample("README.md"));
    for bad in [sample("missing.json"), readme] {
        for verb in ["info", "events", "console", "network", "dom", "signals"] {
            let (alone, among) = (run(&[verb, &file]), run(&[verb, &file, &bad]));
            assert_eq!((alone.status.code(), among.status.code()), (Some(0), Some(3)), "{verb}");
            let said = text(&among.stdout) + &text(&among.stderr);
            assert!(said.contains(&format!("skipped {bad}")), "{verb}: {said}");
            assert!(verb == "info" || alone.stdout == among.stdout, "{verb}");
        }
    }
}

#[test]
fn standard_input_is_a_path_like_any_other() {
    let whole = fs::read(checkout()).unwrap();
    let piped = pipe(&whole, &["console", "-", "--json"]);
    assert_eq!(text(&piped.stdout), super::stdout(&["console", &checkout(), "--json"]));
}
