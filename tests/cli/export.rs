//! `export`: formats, clips, files.

use super::{checkout, failure, records, run, sample, stdout};
use serde_json::Value;

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&[&["export", &checkout()], args].concat())).unwrap()
}

#[test]
fn to_takes_a_format_and_a_moment_in_any_order() {
    let one = json(&["--to", "rrweb", "--from", "10s", "--to", "20s"]);
    assert_eq!(one, json(&["--to", "20s", "--from", "10s", "--to", "rrweb"]));
    let events = one.as_array().unwrap();
    let time = |event: &Value| event["timestamp"].as_f64().unwrap();
    let start = time(&json(&["--to", "rrweb"])[0]);
    assert_eq!(events[0]["type"], 4, "it begins with the page");
    assert_eq!(events[1]["type"], 2);
    assert_eq!((time(&events[0]) - start, events[0]["synthetic"].as_bool()), (10_000.0, Some(true)));
    let recorded: Vec<&Value> = events.iter().filter(|event| event["synthetic"].is_null()).collect();
    assert!(recorded.len() > 20 && recorded.iter().all(|event| (10_000.0..=20_000.0).contains(&(time(event) - start))));
}

#[test]
fn what_to_cannot_mean_is_said() {
    let wrong = [
        &["--to", "png"][..],
        &["--to", "20s"],
        &["--to", "rrweb", "--to", "posthog"],
        &["--to", "rrweb", "--to", "5s", "--to", "6s"],
        &["--to", "rrweb", "--from", "10s", "--to", "5s"],
        &["--to", "rrweb", "--from", "10m"],
        &[],
    ];
    let said = wrong.map(|args| format!("{}\n{}", args.join(" "), failure(&[&["export", &checkout()], args].concat())));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn posthogs_export_is_what_its_player_opens() {
    let export = json(&["--to", "posthog"]);
    assert_eq!(export["version"], "2023-04-28");
    assert_eq!(export["data"]["id"], "01a2073b-7b12-7b86-acfb-3c417a47f5c3");
    assert_eq!(export["data"]["person"]["distinct_ids"].as_array().unwrap().len(), 1);
    let snapshots = export["data"]["snapshots"].as_array().unwrap();
    assert_eq!(snapshots.len(), 197);
    assert!(snapshots.iter().all(|event| event["windowId"] == "01a2073b-7b12-7b86-acfb-3c42bef1742f"));
    assert!(snapshots.is_sorted_by_key(|event| event["timestamp"].as_i64().unwrap()));
    let compressed = |event: &&Value| event["data"].is_string() || event["data"]["adds"].is_string();
    assert_eq!(snapshots.iter().find(compressed), None);
}

#[test]
fn the_older_players_of_plain_recordings_get_window_ids() {
    let export: Value =
        serde_json::from_str(&stdout(&["export", &sample("todo.rrweb.ndjson.zst"), "--to", "posthog"])).unwrap();
    assert!(export["data"]["snapshots"].as_array().unwrap().iter().all(|event| event["windowId"] == "1"));
    assert_eq!((&export["data"]["id"], &export["data"]["person"]), (&Value::from(""), &Value::Null));
}

#[test]
fn two_windows_in_one_array_are_told_of() {
    let tabs = sample("two-tabs.export.json.gz");
    let said = |args: &[&str]| super::text(&run(&[&["export", &tabs, "--to", "rrweb"], args].concat()).stderr);
    insta::assert_snapshot!(said(&[]));
    assert_eq!(said(&["--window", "1"]), "");
    let one: Value = serde_json::from_str(&stdout(&["export", &tabs, "--to", "rrweb", "--window", "1"])).unwrap();
    let ids: std::collections::BTreeSet<_> =
        one.as_array().unwrap().iter().map(|event| event["windowId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1);
}

#[test]
fn a_file_is_written_whole_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let file = path.to_str().unwrap();
    let args = ["export", &checkout(), "--to", "jsonl-v2", "-o", file];
    let record = records(&args).remove(0);
    assert_eq!((record["format"].as_str(), record["events"].as_u64()), (Some("jsonl-v2"), Some(197)));
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(record["files"][0]["bytes"].as_u64().unwrap(), written.len() as u64);
    assert_eq!(written, stdout(&["export", &checkout(), "--to", "jsonl-v2"]), "a file and a pipe get the same");
    let said = failure(&args).replace(file, "out.jsonl");
    assert_eq!(said, "2: scrubjay: out.jsonl is there already\n  hint: --force replaces it\n");
    assert_eq!(run(&[&args[..], &["--force"]].concat()).status.code(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    let nowhere = folder.path().join("no/out.jsonl");
    assert!(failure(&["export", &checkout(), "--to", "rrweb", "-o", nowhere.to_str().unwrap()]).starts_with("2: "));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let tables = ["--table", "events"];
    let formats: [(&str, &[&str]); 9] = [
        ("rrweb", &[]),
        ("ndjson", &[]),
        ("protobuf", &[]),
        ("har", &[]),
        ("csv", &tables),
        ("parquet", &tables),
        ("markdown", &[]),
        ("html", &[]),
        ("playwright", &[]),
    ];
    for (format, more) in formats {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let status = std::process::Command::new(assert_cmd::cargo::cargo_bin!("scrubjay"))
            .args(["export", &checkout(), "--to", format])
            .args(more)
            .stdout(full)
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(4), "{format}");
    }
}
