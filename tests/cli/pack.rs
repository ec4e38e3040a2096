//! `pack`: the archive appears whole or not at all, whatever happens.

use super::{checkout, failure, pipe, records, run, sample, stdout, text};
use std::fs;
use std::path::{Path, PathBuf};

fn packed(folder: &Path, args: &[&str]) -> PathBuf {
    let path = folder.join("out.zst");
    let output = run(&[&["pack"], args, &["-o", path.to_str().unwrap(), "--force"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    path
}

#[test]
fn a_packed_recording_is_the_same_recording() {
    let folder = tempfile::tempdir().unwrap();
    let path = packed(folder.path(), &[&checkout()]);
    let file = path.to_str().unwrap();
    for verb in ["events", "console", "network"] {
        assert_eq!(stdout(&[verb, file, "--json"]), stdout(&[verb, &checkout(), "--json"]), "{verb}");
    }
    assert_eq!(stdout(&["dom", file, "--at", "20s"]), stdout(&["dom", &checkout(), "--at", "20s"]));
    assert_eq!(run(&["verify", file]).status.code(), Some(0));
    let info = |of: &str| {
        stdout(&["info", of]).lines().filter(|line| !line.starts_with("container")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(info(file), info(&checkout()));
    let plain = stdout(&["export", file, "--to", "ndjson"]);
    let inside = text(&zstd::decode_all(&fs::read(&path).unwrap()[..]).unwrap());
    let claim = ",\"sealed\":true";
    assert_eq!(
        inside
            .replacen(
                "\"source\":{\"container\":\"posthog-export/2023-04-28\"}",
                "\"source\":{\"container\":\"portable\"}",
                1
            )
            .replacen(claim, "", 1),
        plain
    );
    assert_eq!(run(&["verify", file]).status.code(), Some(0));
}

#[test]
fn the_record_tells_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zst");
    let args = ["pack", &checkout(), "-o", path.to_str().unwrap()];
    let record = records(&args).remove(0);
    assert_eq!(record["bytes"].as_u64().unwrap(), fs::metadata(&path).unwrap().len());
    assert_eq!((record["events"].as_u64(), record["sha256"].as_str().unwrap().len()), (Some(197), 64));
    let first = fs::read(&path).unwrap();
    assert_eq!(records(&[&args[..], &["--force"]].concat())[0], record);
    assert_eq!(fs::read(&path).unwrap(), first, "the same input gives the same bytes");
    assert!(
        records(&[&args[..], &["--force", "--level", "19"]].concat())[0]["bytes"].as_u64() < record["bytes"].as_u64()
    );
}

#[test]
fn a_part_stands_alone_and_several_inputs_become_one() {
    let folder = tempfile::tempdir().unwrap();
    let clip = packed(folder.path(), &[&checkout(), "--from", "20s", "--to", "#147"]);
    let dom = |file: &str, at: &str| stdout(&["dom", file, "--at", at]);
    assert_eq!(dom(clip.to_str().unwrap(), "end"), dom(&checkout(), "#147"));
    assert_eq!(run(&["verify", clip.to_str().unwrap()]).status.code(), Some(0));
    let whole = stdout(&["export", &checkout(), "--to", "jsonl-v2"]);
    let lines: Vec<&str> = whole.lines().collect();
    let parts = [("a", &lines[..90]), ("b", &lines[90..])].map(|(name, part)| {
        let path = folder.path().join(name);
        fs::write(&path, part.join("\n")).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let joined = packed(folder.path(), &[&parts[0], &parts[1]]);
    assert_eq!(stdout(&["events", joined.to_str().unwrap()]), stdout(&["events", &checkout()]));
}

#[test]
fn nothing_is_replaced_and_nothing_half_written_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.zst");
    fs::write(&path, "mine").unwrap();
    let file = path.to_str().unwrap();
    let there = failure(&["pack", &checkout(), "-o", file]).replace(file, "out.zst");
    let copy = folder.path().join("in.json");
    fs::copy(checkout(), &copy).unwrap();
    let copy = copy.to_str().unwrap();
    let itself = failure(&["pack", copy, "-o", copy, "--force"]).replace(copy, "in.json");
    let missing = failure(&["pack", "no-such-file", "-o", file, "--force"]);
    insta::assert_snapshot!([there, itself, missing].join("\n"));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn verify_says_what_is_wrong_with_an_archive_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = packed(folder.path(), &[&sample("two-tabs.export.json.gz")]);
    let whole = fs::read(&path).unwrap();
    let said = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let output = run(&["verify", path.to_str().unwrap(), "--grep", "severity:error"]);
        assert_eq!(output.status.code(), Some(1));
        text(&output.stdout)
    };
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let recompressed = zstd::bulk::compress(&zstd::decode_all(&whole[..]).unwrap(), 3).unwrap();
    insta::assert_snapshot!([said(&flipped), said(&whole[..whole.len() - 50]), said(&recompressed)].join("\n"));
    assert_eq!(pipe(&whole, &["verify", "-"]).status.code(), Some(0), "a stream's seal can't be looked at");
}
