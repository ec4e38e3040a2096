//! Counts of real recordings against what their recorder counted: `SCRUBJAY_RECORDINGS` names the folder.

#![allow(clippy::print_stderr)] // what was skipped is said

use super::{stdout, text};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Larger files say nothing new, and take their time.
const MOST_BYTES: u64 = 20_000_000;

#[test]
fn console_network_and_clicks_are_as_many_as_were_recorded() {
    let Some(folder) = std::env::var_os("SCRUBJAY_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: SCRUBJAY_RECORDINGS is not set, so no outside recording was counted");
        return;
    };
    let manifest = text(&std::fs::read(folder.join("MANIFEST.json")).unwrap());
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut seen = BTreeSet::new();
    for told in manifest["files"].as_array().unwrap() {
        let (session, size) = (told["session"].as_str().unwrap(), told["raw_bytes"].as_u64().unwrap());
        // Every file of a session holds the same events: one of each is enough here.
        if size > MOST_BYTES || !seen.insert(session.to_owned()) {
            continue;
        }
        let file = folder.join(told["file"].as_str().unwrap());
        let printed = stdout(&[file.to_str().unwrap(), "--json"]);
        let count = |start: &str| printed.lines().filter(|line| line.starts_with(start)).count() as u64;
        let clicks =
            printed.lines().filter(|line| line.starts_with(r#"{"record":"row""#) && line.contains(r#""kind":"click""#));
        let levels = told["console"].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>();
        let counted = [count(r#"{"record":"console""#), count(r#"{"record":"network""#), clicks.count() as u64];
        let requests = told["network"]["requests"].as_u64().unwrap_or(0);
        let clicked = told["interactions"]["Click"].as_u64().unwrap_or(0);
        assert_eq!(counted, [levels, requests, clicked], "{}", file.display());
    }
    assert!(!seen.is_empty());
}
