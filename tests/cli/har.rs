//! `export --to har`: held against the format's rules, and against what `network` says.

use super::{checkout, records, samples, stdout};
use serde_json::Value;

fn har(args: &[&str]) -> Value {
    let har = serde_json::from_str(&stdout(&[&["export", "--to", "har"], args].concat())).unwrap();
    let schema: Value = serde_json::from_str(include_str!("har-1.2.schema.json")).unwrap();
    super::schema::fits(&har, (&schema, &schema), "har");
    har
}

#[test]
fn every_sample_gives_a_sound_log_of_all_its_requests() {
    let mut entries_seen = 0;
    for file in samples() {
        let file = file.to_str().unwrap();
        let log = &har(&[file])["log"];
        let entries = log["entries"].as_array().unwrap();
        assert_eq!(entries.len(), records(&["network", file]).len(), "{file}");
        assert!(entries.is_sorted_by_key(|entry| entry["startedDateTime"].as_str().unwrap()), "{file}");
        let pages: Vec<&Value> = log["pages"].as_array().unwrap().iter().map(|page| &page["id"]).collect();
        for entry in entries {
            assert!(entry["pageref"].is_null() || pages.contains(&&entry["pageref"]), "{file}: {entry}");
            let sum: f64 = ["blocked", "dns", "connect", "send", "wait", "receive"]
                .iter()
                .map(|phase| entry["timings"][phase].as_f64().unwrap().max(0.0))
                .sum();
            assert!((sum - entry["time"].as_f64().unwrap()).abs() < 0.001, "{file}: {entry}");
        }
        entries_seen += entries.len();
    }
    assert!(entries_seen > 100);
}

#[test]
fn an_entry_says_all_that_was_recorded() {
    let log = &har(&[&checkout()])["log"];
    let order = log["entries"].as_array().unwrap().iter().find(|entry| entry["_seq"] == 182);
    let page = log["pages"].as_array().unwrap().first();
    let shown = format!("{:#}\n{:#}\n", page.unwrap(), order.unwrap());
    insta::assert_snapshot!(shown);
}

#[test]
fn a_part_has_the_requests_that_were_sent_in_it() {
    let part = ["--from", "19s", "--to", "20s"];
    let listed = records(&[&["network", &checkout()], &part[..]].concat());
    let log = &har(&[&[&*checkout()], &part[..]].concat())["log"];
    assert_eq!((listed.len(), log["entries"].as_array().unwrap().len()), (1, 1));
    assert_eq!(log["entries"][0]["request"]["url"], listed[0]["url"]);
    assert_eq!(log["pages"].as_array().unwrap().len(), 1, "only the pages that are named");
    assert_eq!(har(&[&checkout(), "--from", "28s"])["log"]["entries"], Value::Array(Vec::new()));
}
