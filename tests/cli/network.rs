use super::{checkout, failure, records, stdout};

#[test]
fn text_is_a_table() {
    insta::assert_snapshot!(stdout(&["network", &checkout()]));
}

#[test]
fn failed_requests_are_those_with_a_bad_status() {
    let failed = records(&["network", &checkout(), "--failed"]);
    let statuses: Vec<_> = failed.iter().map(|request| request["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [422, 500]);
    insta::assert_json_snapshot!(failed[0]);
}

#[test]
fn slow_and_grep_narrow() {
    let slow = records(&["network", &checkout(), "--slow", "500ms"]);
    assert!(!slow.is_empty() && slow.iter().all(|request| request["duration_ms"].as_f64().unwrap() >= 500.0));
    let api = records(&["network", &checkout(), "--grep", "/api/"]);
    assert!(!api.is_empty() && api.iter().all(|request| request["url"].as_str().unwrap().contains("/api/")));
}

#[test]
fn one_request_comes_in_full() {
    let failed = records(&["network", &checkout(), "--failed"]);
    let id = failed[0]["id"].to_string();
    let whole = records(&["network", &checkout(), "--id", &id]);
    assert!(whole[0]["response"]["body"].as_str().unwrap().contains("COUPON_EXPIRED"));
    insta::assert_snapshot!(stdout(&["network", &checkout(), "--id", &id]));
    assert_eq!(failure(&["network", &checkout(), "--id", "999"]).chars().next(), Some('1'));
}

#[test]
fn the_waterfall_draws_each_phase_and_ascii_when_asked() {
    insta::assert_snapshot!(stdout(&["network", &checkout(), "--waterfall"]));
    let plain = stdout(&["network", &checkout(), "--waterfall", "--ascii"]);
    assert!(plain.is_ascii() && plain.contains("====") && plain.contains("----"), "{plain}");
    let table = stdout(&["network", &checkout(), "--failed"]);
    let drawn = stdout(&["network", &checkout(), "--failed", "--waterfall"]);
    let ids = |text: &str| text.lines().filter(|line| line.contains("http")).count();
    assert!(ids(&drawn) >= ids(&table));
    let json = ["network", &checkout(), "--json"];
    assert_eq!(stdout(&json), stdout(&[&json[..], &["--waterfall"]].concat()), "records are the same");
}

#[test]
fn a_request_becomes_a_curl_command() {
    insta::assert_snapshot!(stdout(&["network", &checkout(), "--failed", "--curl"]));
    let one = records(&["network", &checkout(), "--id", "19", "--curl"]);
    assert!(one[0]["curl"].as_str().unwrap().starts_with("curl http://shop.test/api/coupon -H "));
    assert!(records(&["network", &checkout(), "--id", "19"])[0].get("curl").is_none());
}

/// What a shell makes of a command: its words.
fn words(command: &str) -> Option<Vec<String>> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}; {command}");
    let output = std::process::Command::new("bash").args(["-c", &script]).env("LC_ALL", "C.UTF-8").output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.trim_end_matches('\0').split('\0').map(str::to_owned).collect())
}

#[test]
#[allow(clippy::print_stderr)] // a test that is skipped says so
fn a_hostile_request_is_sent_and_nothing_else_happens() {
    let url = "https://a.test/';id;'$(id)`id`\u{1b}]0;x\u{7}";
    let body = "@/etc/passwd\n'\\ $HOME \u{202e}é";
    let request = serde_json::json!({
        "name": url, "method": "PUT", "status": 200, "startTime": 1, "duration": 2, "timestamp": 1_000,
        "requestHeaders": { "x-a": "$(id)\r\nevil: 1", "@/etc/passwd": "x", "Connection": "close", "content-length": "9" },
        "requestBody": body,
    });
    let payload = serde_json::json!({ "plugin": "rrweb/network@1", "payload": { "requests": [request] } });
    let page = serde_json::json!({ "type": 4, "data": { "href": "https://a.test/" }, "timestamp": 900 });
    let event = serde_json::json!({ "type": 6, "data": payload, "timestamp": 1_100 });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{page}\n{event}\n")).unwrap();
    let command = stdout(&["network", file.path().to_str().unwrap(), "--curl"]);
    assert!(!command.trim_end().chars().any(scrubjay::text::acts), "{command:?}");
    let Some(words) = words(&command) else { return eprintln!("SKIPPED: there is no bash to read the command") };
    assert_eq!(words, [url, "--globoff", "-X", "PUT", "-H", "x-a: $(id)  evil: 1", "--data-raw", body]);
}
