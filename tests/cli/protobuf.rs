//! The second encoding of a packed archive: the same recording from it, whatever is asked.

use super::{checkout, pipe, records, run, sample, samples, stdout, text};
use std::fs;
use std::path::{Path, PathBuf};

fn packed(folder: &Path, encoding: &str, args: &[&str]) -> PathBuf {
    let path = folder.join(format!("out.{encoding}"));
    let output = run(&[&["pack", "--encoding", encoding], args, &["-o", path.to_str().unwrap(), "--force"]].concat());
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    path
}

/// What is exported of an archive, byte for byte.
fn export(file: &Path, format: &str) -> Vec<u8> {
    let output = run(&["export", file.to_str().unwrap(), "--to", format]);
    assert_eq!(output.status.code(), Some(0), "{}: {}", file.display(), text(&output.stderr));
    output.stdout
}

#[test]
fn both_encodings_give_the_same_bytes_of_every_sample() {
    let folder = tempfile::tempdir().unwrap();
    for file in samples() {
        let input = file.to_str().unwrap();
        let both = ["ndjson", "protobuf"].map(|encoding| packed(folder.path(), encoding, &[input]));
        for format in ["jsonl-v2", "ndjson", "protobuf", "posthog"] {
            let [lines, messages] = both.each_ref().map(|archive| export(archive, format));
            assert!(lines == messages, "{input} to {format}");
        }
        assert!(export(&both[1], "jsonl-v2") == export(&file, "jsonl-v2"), "{input}");
        let verified = both.map(|archive| run(&["verify", archive.to_str().unwrap(), "--grep", "severity:error"]));
        assert_eq!(verified[0].stdout, verified[1].stdout, "{input}");
        assert_eq!(verified[1].status.code(), Some(0), "{input}: {}", text(&verified[1].stdout));
    }
}

#[test]
fn a_clip_is_the_same_in_both_encodings() {
    let folder = tempfile::tempdir().unwrap();
    let clip = ["--from", "20s", "--to", "#147"];
    let both =
        ["ndjson", "protobuf"].map(|encoding| packed(folder.path(), encoding, &[&[&*checkout()][..], &clip].concat()));
    assert_eq!(export(&both[0], "jsonl-v2"), export(&both[1], "jsonl-v2"));
    let file = both[1].to_str().unwrap();
    assert_eq!(stdout(&["dom", file, "--at", "end"]), stdout(&["dom", &checkout(), "--at", "#147"]));
    let messages = run(&[&["export", &checkout(), "--to", "protobuf"], &clip[..]].concat()).stdout;
    let read = pipe(&messages, &["export", "-", "--to", "jsonl-v2"]);
    assert_eq!(read.stdout, export(&both[0], "jsonl-v2"));
}

#[test]
fn it_opens_as_a_file_and_as_a_stream_and_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = packed(folder.path(), "protobuf", &[&checkout()]);
    let file = path.to_str().unwrap();
    for verb in ["events", "console", "network"] {
        assert_eq!(stdout(&[verb, file, "--json"]), stdout(&[verb, &checkout(), "--json"]), "{verb}");
    }
    let info = stdout(&["info", file]);
    assert!(info.contains("container  portable, protobuf, zstd, "), "{info}");
    assert_eq!(records(&["info", file])[0]["codecs"], serde_json::json!(["zstd", "protobuf"]));
    let again = folder.path().join("again");
    let record = records(&["pack", file, "--encoding", "protobuf", "-o", again.to_str().unwrap()]).remove(0);
    assert_eq!((record["encoding"].as_str(), record["events"].as_u64()), (Some("protobuf"), Some(197)));
    let bytes = fs::read(&path).unwrap();
    for input in [&bytes, &zstd::decode_all(&bytes[..]).unwrap(), &export(&path, "protobuf")] {
        let events = pipe(input, &["events", "-", "--json"]);
        assert_eq!(text(&events.stdout), stdout(&["events", &checkout(), "--json"]), "{}", text(&events.stderr));
    }
}

#[test]
fn verify_says_what_is_wrong_with_messages_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = packed(folder.path(), "protobuf", &[&sample("two-tabs.export.json.gz")]);
    let whole = fs::read(&path).unwrap();
    let said = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let output = run(&["verify", path.to_str().unwrap(), "--grep", "severity:error"]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
        text(&output.stdout)
    };
    let flipped = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        bytes
    };
    let plain = zstd::decode_all(&whole[..]).unwrap();
    // The version stands behind the format and the key of its field.
    let place = memchr::memmem::find(&plain, b"scrubjay-archive").unwrap() + 17;
    let mut newer = plain.clone();
    assert_eq!(newer[place], 1);
    newer[place] = 9;
    let cut = &plain[..plain.len() - 50];
    insta::assert_snapshot!(
        [
            said(&flipped(&whole)),
            said(&whole[..whole.len() - 50]),
            said(&zstd::bulk::compress(&plain, 3).unwrap()),
            said(&zstd::bulk::compress(&newer, 3).unwrap()),
            said(cut),
        ]
        .join("\n")
    );
}
