use super::{checkout, failure, run, sample, stdout, text};
use serde_json::Value;

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&[&["dom", &checkout(), "--format", "json"], args].concat())).unwrap()
}

#[test]
fn outline_and_json_are_the_same_tree() {
    let outline = stdout(&["dom", &checkout(), "--at", "#145", "--node", "39"]);
    insta::assert_snapshot!(outline);
    insta::assert_json_snapshot!(json(&["--at", "#145", "--node", "39"]));
    super::schema::check(&json(&["--json"]));
}

#[test]
fn the_format_alone_decides_for_json() {
    let one = stdout(&["dom", &checkout(), "--format", "json"]);
    assert_eq!(one, stdout(&["dom", &checkout(), "--format", "json", "--json"]));
    assert_eq!(one, stdout(&["dom", &checkout(), "--json"]));
    assert_eq!(one.lines().count(), 1);
    let outline = super::records(&["dom", &checkout(), "--format", "outline"]).remove(0);
    assert_eq!(outline["text"].as_str().unwrap(), stdout(&["dom", &checkout()]));
}

#[test]
fn a_selector_finds_elements_or_says_no() {
    insta::assert_snapshot!(stdout(&["dom", &checkout(), "--at", "#145", "--select", "button"]));
    assert_eq!(run(&["dom", &checkout(), "--select", "blink"]).status.code(), Some(1));
    insta::assert_snapshot!(failure(&["dom", &checkout(), "--select", "a["]));
}

#[test]
fn text_reads_like_the_page() {
    insta::assert_snapshot!(stdout(&["dom", &checkout(), "--at", "#145", "--format", "text"]));
}

#[test]
fn html_is_one_page_that_asks_for_nothing() {
    let page = stdout(&["dom", &checkout(), "--format", "html"]);
    assert!(page.to_lowercase().starts_with("<!doctype html>"), "{}", page.get(..80).unwrap());
    assert!(page.contains("Content-Security-Policy"));
}

#[test]
fn before_the_first_snapshot_there_is_no_page() {
    let only_meta = br#"[{"type":4,"data":{"href":"http://a.test/","width":1,"height":1},"timestamp":1000}]"#;
    let output = super::pipe(only_meta, &["dom", "-", "--format", "json", "--json"]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "{}\n"));
}

#[test]
fn windows_are_named_by_index_or_id() {
    let tabs = sample("two-tabs.export.json.gz");
    let info = super::records(&["info", &tabs]).remove(0);
    let id = info["windows"][1]["id"].as_str().unwrap();
    let by_index = stdout(&["dom", &tabs, "--window", "1", "--select", "title"]);
    assert_eq!(by_index, stdout(&["dom", &tabs, "--window", id, "--select", "title"]));
    let wrong = failure(&["dom", &tabs, "--window", "7"]);
    assert!(wrong.starts_with("2: ") && wrong.contains(id), "{wrong}");
}
