use super::{checkout, records, samples, stdout};
use serde_json::Value;

#[test]
fn text_tells_the_recording_at_a_glance() {
    insta::assert_snapshot!(stdout(&["info", &checkout()]));
}

#[test]
fn json_is_one_documented_object() {
    let records = records(&["info", &checkout()]);
    assert_eq!(records.len(), 1);
    insta::assert_json_snapshot!(records[0]);
}

#[test]
fn every_container_of_the_session_gives_the_same_summary() {
    let summary = |file: &std::path::PathBuf| {
        let mut record = records(&["info", file.to_str().unwrap()]).remove(0);
        // What the container alone decides: its name, its size, whom it names, and how it names a window.
        for name in ["id", "container", "codecs", "input_bytes", "person"] {
            record[name].take();
        }
        for window in record["windows"].as_array_mut().unwrap() {
            window["id"].take();
        }
        record
    };
    let checkouts: Vec<_> = samples()
        .into_iter()
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("checkout."))
        .collect();
    assert!(checkouts.len() > 5);
    let first = summary(&checkouts[0]);
    for file in &checkouts[1..] {
        assert_eq!(summary(file), first, "{}", file.display());
    }
}

#[test]
fn counts_add_up() {
    for file in samples() {
        let record = records(&["info", file.to_str().unwrap()]).remove(0);
        let counted: u64 = record["counts"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        let by_window: u64 = record["windows"].as_array().unwrap().iter().filter_map(|w| w["events"].as_u64()).sum();
        assert_eq!(record["events"].as_u64(), Some(counted), "{}", file.display());
        assert_eq!(record["events"].as_u64(), Some(by_window), "{}", file.display());
        assert_eq!(record["damage"].as_array().map(Vec::len), Some(0), "{}", file.display());
    }
}
