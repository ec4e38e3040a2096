//! The table of containers beside the repository, where it is there: `SCRUBJAY_CONFORMANCE` names its folder.

use crate::read::{Taken, essence, take};
use scrubjay::archive::Input;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files that carry the whole recording.
const WHOLE: [&str; 22] = [
    "blob-v1.jsonl",
    "blob-v1.jsonl.gz",
    "blob-v1.windowId-key.jsonl",
    "blob-v2.cv.ascii-escaped.jsonl",
    "blob-v2.cv.jsonl",
    "blob-v2.length-prefixed-snappy.bin",
    "blob-v2.plain.jsonl",
    "export-2022-12-02.json",
    "export-2023-04-28.int-window-cv-marker-only.json",
    "export-2023-04-28.string-window.json",
    "export-rrweb-array.json",
    "legacy-lts-2022-12-22.txt",
    "legacy-snapshot-data-by-window-id.json",
    "lts-v2.raw-snappy.bin",
    "realtime.object-items.json",
    "realtime.string-items.json",
    "s-body.array.json",
    "s-body.base64-form.txt",
    "s-body.gzip-js.bin",
    "capture.har",
    "kafka-inner.json",
    "legacy-chunked.jsonl",
];

/// Of those, the ones that hold one window, or both copies of it.
const OTHER_COUNTS: [(&str, usize); 3] = [("capture.har", 136), ("kafka-inner.json", 54), ("legacy-chunked.jsonl", 54)];

/// Files that must be refused, and what the message must say.
const REFUSED: [(&str, &str); 3] =
    [("api-deleted-410.json", "deleted"), ("api-recording.json", "metadata"), ("api-sources.json", "sources")];

#[allow(clippy::print_stderr)] // a skipped check must be seen
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SCRUBJAY_CONFORMANCE").map(|path| PathBuf::from(path).join("containers"));
    if folder.as_ref().is_none_or(|folder| !folder.is_dir()) {
        eprintln!("SKIPPED: SCRUBJAY_CONFORMANCE names no folder with containers/: the outside table was not checked");
        return None;
    }
    folder
}

fn open(folder: &std::path::Path, name: &str) -> Result<Taken, scrubjay::archive::Error> {
    take(&[Input::Path(folder.join(name))])
}

/// Without what the player adds to events in its exports.
fn cleaned(mut taken: Taken) -> Vec<(String, usize, String)> {
    for (_, event) in &mut taken.events {
        let event = event.as_object_mut().unwrap();
        for key in ["delay", "seq"] {
            event.remove(key);
        }
    }
    essence(&taken.events)
}

#[test]
fn files_that_carry_the_whole_recording_agree() {
    let Some(folder) = folder() else { return };
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("EXPECTED.json")).unwrap()).unwrap();
    let total = usize::try_from(expected["total"].as_u64().unwrap()).unwrap();
    let want = cleaned(open(&folder, "blob-v2.plain.jsonl").unwrap());
    for name in WHOLE {
        let taken = open(&folder, name).unwrap();
        assert_eq!(taken.damage, [], "{name}");
        let other = OTHER_COUNTS.iter().find(|(other, _)| *other == name).map(|(_, count)| *count);
        assert_eq!(taken.events.len(), other.unwrap_or(total), "{name}");
        if other.is_none() {
            let mut windows: BTreeMap<&str, u64> = BTreeMap::new();
            taken.events.iter().for_each(|(window, _)| *windows.entry(window).or_default() += 1);
            let mut counts: Vec<u64> = windows.into_values().collect();
            counts.sort_unstable();
            assert_eq!(counts, [14, 54], "{name}");
            assert!(cleaned(taken) == want, "{name} differs");
        }
    }
}

#[test]
fn answers_without_events_are_refused_with_the_reason() {
    let Some(folder) = folder() else { return };
    for (name, said) in REFUSED {
        let error = open(&folder, name).unwrap_err();
        assert!(error.to_string().contains(said) && !error.hints().is_empty(), "{error}");
    }
}

#[test]
fn every_other_file_opens() {
    let Some(folder) = folder() else { return };
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = ["EXPECTED.json", "MANIFEST.md"].contains(&name.as_str());
        if !known && !REFUSED.iter().any(|(refused, _)| *refused == name) {
            let taken = open(&folder, &name).unwrap_or_else(|error| panic!("{error}"));
            assert!(!taken.events.is_empty(), "{name}");
        }
    }
}
