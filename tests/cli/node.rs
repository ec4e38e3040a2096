use super::{checkout, failure, records, stdout};

#[test]
fn text_tells_a_life_deed_by_deed() {
    insta::assert_snapshot!(stdout(&["node", &checkout(), "--node", "#69"]));
}

#[test]
fn json_is_one_documented_record_a_deed() {
    insta::assert_json_snapshot!(records(&["node", &checkout(), "--node", "38", "--window", "0"]));
}

#[test]
fn a_node_that_never_was_is_a_no() {
    assert!(failure(&["node", &checkout(), "--node", "99999"]).starts_with("1: "));
    assert!(failure(&["node", &checkout(), "--node", "button"]).starts_with("2: "));
}
