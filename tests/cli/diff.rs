use super::{checkout, failure, records, stdout};

#[test]
fn text_tells_each_change_once() {
    insta::assert_snapshot!(stdout(&["diff", &checkout(), "--from", "#127", "--to", "#136"]));
}

#[test]
fn unified_shows_before_and_after() {
    insta::assert_snapshot!(stdout(&["diff", &checkout(), "--from", "#127", "--to", "#136", "--format", "unified"]));
}

#[test]
fn json_is_one_documented_record_a_change() {
    let changes = records(&["diff", &checkout(), "--from", "#127", "--to", "#136"]);
    insta::assert_json_snapshot!(changes);
}

#[test]
fn one_event_is_the_step_to_it_from_the_event_before() {
    let events = records(&["events", &checkout(), "--kind", "mutation", "--from", "#127"]);
    let seq = events[0]["seq"].as_u64().unwrap();
    let by_event = stdout(&["diff", &checkout(), "--event", &seq.to_string(), "--format", "unified"]);
    let (from, to) = (format!("#{}", seq - 1), format!("#{seq}"));
    assert_eq!(by_event, stdout(&["diff", &checkout(), "--from", &from, "--to", &to, "--format", "unified"]));
    assert!(!by_event.is_empty());
}

#[test]
fn ends_in_the_wrong_order_are_refused() {
    assert!(failure(&["diff", &checkout(), "--from", "#20", "--to", "#10"]).starts_with("2: "));
}
