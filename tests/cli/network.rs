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
