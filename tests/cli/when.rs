use super::{checkout, failure, records, stdout};

#[test]
fn text_tells_how_long_a_message_stood() {
    insta::assert_snapshot!(stdout(&["when", &checkout(), "--text", "coupon expired"]));
}

#[test]
fn json_is_one_documented_record_a_stretch() {
    insta::assert_json_snapshot!(records(&["when", &checkout(), "--select", "#buy"]));
}

#[test]
fn what_never_held_is_a_no_and_a_bad_question_is_wrong_usage() {
    assert!(failure(&["when", &checkout(), "--text", "nowhere to be read"]).starts_with("1: "));
    assert!(failure(&["when", &checkout(), "--select", "a[["]).starts_with("2: "));
    assert!(failure(&["when", &checkout(), "--text", " "]).starts_with("2: "));
    assert!(failure(&["when", &checkout()]).starts_with("2: "));
}
