//! `export --to html`: one file to share.

use super::{checkout, records, run, sample, stdout};
use base64::Engine as _;
use serde_json::Value;

const DATA: [&str; 2] = ["<script type=\"application/json\" id=\"data\">", "</script>"];

fn html(args: &[&str]) -> String {
    stdout(&[&["export", "--to", "html"], args].concat())
}

/// What the script reads.
fn data(html: &str) -> Value {
    let (_, rest) = html.split_once(DATA[0]).unwrap();
    serde_json::from_str(rest.split_once(DATA[1]).unwrap().0).unwrap()
}

/// A page, as the script puts it together.
fn page(data: &Value, place: &Value) -> Vec<u16> {
    let own = &data["pages"][usize::try_from(place.as_u64().unwrap()).unwrap()];
    let text = own["text"].as_str().unwrap().encode_utf16();
    if own["base"].is_null() {
        return text.collect();
    }
    let base = page(data, &own["base"]);
    let number = |name: &str| usize::try_from(own[name].as_u64().unwrap()).unwrap();
    let (start, end) = (&base[..number("start")], &base[base.len() - number("end")..]);
    start.iter().copied().chain(text).chain(end.iter().copied()).collect()
}

#[test]
fn the_policy_names_the_script_that_is_in_it() {
    use sha2::{Digest as _, Sha256};
    let html = html(&[&checkout()]);
    let script = html.rsplit_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script.as_bytes()));
    assert!(html.contains(&format!("script-src 'sha256-{hash}'")), "the script's hash is {hash}");
    assert!(html.contains("default-src 'none'") && html.contains("<iframe sandbox title"));
}

#[test]
fn every_moment_shows_the_page_of_that_moment() {
    for (file, to) in [(checkout(), "end"), (sample("two-tabs.export.json.gz"), "30%")] {
        let data = data(&html(&[&file, "--to", to]));
        let moments = data["moments"].as_array().unwrap();
        assert!(moments.len() > 3, "{file}");
        assert!(moments.is_sorted_by_key(|moment| moment["at"].as_f64().unwrap()), "{file}");
        for moment in moments.iter().step_by(moments.len() / 3) {
            let (at, window) = (format!("#{}", moment["seq"]), moment["window"].to_string());
            let recorded = stdout(&["dom", &file, "--at", &at, "--window", &window, "--format", "html"]);
            let shown = String::from_utf16(&page(&data, &moment["page"])).unwrap();
            assert_eq!(shown.trim_end(), recorded.trim_end(), "{file} {at}");
        }
    }
}

#[test]
fn it_opens_at_the_first_error_or_where_it_is_told_to() {
    let opened = |args: &[&str]| {
        let data = data(&html(args));
        data["rows"][usize::try_from(data["here"].as_u64().unwrap()).unwrap()]["seq"].clone()
    };
    assert_eq!(opened(&[&checkout()]), 146);
    assert_eq!(opened(&[&checkout(), "--at", "#180"]), 180);
    let part = data(&html(&[&checkout(), "--from", "20s", "--to", "23s"]));
    assert!(
        part["rows"].as_array().unwrap().iter().all(|row| (20_000.0..=23_000.0).contains(&row["at"].as_f64().unwrap()))
    );
    assert!(part["moments"].as_array().unwrap().iter().all(|moment| moment["at"].as_f64().unwrap() >= 20_000.0));
}

#[test]
fn rows_are_those_of_events_and_the_file_stays_small() {
    for file in ["canvas.rrweb.ndjson.zst", "iframe.export.json.gz", "idle.capture.ndjson.gz"].map(sample) {
        let file = &*file;
        let html = html(&[file]);
        let data = data(&html);
        assert_eq!(
            data["rows"].as_array().unwrap().len(),
            records(&["events", file]).iter().filter(|row| row["kind"] != "signal").count(),
            "{file}"
        );
        assert!(html.len() < 12_000_000, "{file}: {} bytes", html.len());
    }
}

#[test]
fn nothing_recorded_is_markup_in_it() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}";
    let event = |at: u64, body: Value| serde_json::json!({"timestamp": at, "type": body["type"], "data": body["data"]});
    let text = serde_json::json!({"type": 3, "textContent": evil, "id": 4});
    let body =
        serde_json::json!({"type": 2, "tagName": "body", "attributes": {"title": evil}, "childNodes": [text], "id": 3});
    let page = serde_json::json!({"type": 0, "id": 1, "childNodes": [{"type": 2, "tagName": "html", "attributes": {}, "childNodes": [body], "id": 2}]});
    let console = serde_json::json!({"plugin": "rrweb/console@1", "payload": {"level": "error", "trace": [evil], "payload": [serde_json::to_string(evil).unwrap()]}});
    let events = [
        event(
            1000,
            serde_json::json!({"type": 4, "data": {"href": format!("http://a.test/{evil}"), "width": 800, "height": 600}}),
        ),
        event(1001, serde_json::json!({"type": 2, "data": {"node": page, "initialOffset": {"left": 0, "top": 0}}})),
        event(1002, serde_json::json!({"type": 6, "data": console})),
        event(1003, serde_json::json!({"type": 3, "data": {"source": 2, "type": 2, "id": 3, "x": 1, "y": 1}})),
    ];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), Value::from(events.to_vec()).to_string()).unwrap();
    let path = file.path().to_str().unwrap();
    let html = html(&[path]);
    assert_eq!((html.matches("<script").count(), html.matches("</script").count()), (2, 2));
    assert!(!html.contains("<img") && data(&html)["rows"].as_array().unwrap().len() >= 4);
    let report = stdout(&["export", path, "--to", "markdown"]);
    let outside: String = report.split('`').step_by(2).collect();
    assert!(!outside.contains("alert") && !report.contains('\u{202e}'), "{report}");
    let script = stdout(&["export", path, "--to", "playwright"]);
    assert!(
        !script.contains('\u{202e}') && script.lines().all(|line| !line.trim_start().starts_with("alert")),
        "{script}"
    );
    assert_eq!(run(&["export", path, "--to", "har"]).status.code(), Some(0));
}
