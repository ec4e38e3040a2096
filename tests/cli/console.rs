use super::{checkout, records, run, stdout};

#[test]
fn text_shows_the_stack_below_the_line() {
    insta::assert_snapshot!(stdout(&["console", &checkout()]));
}

#[test]
fn errors_come_with_text_and_stack() {
    insta::assert_json_snapshot!(records(&["console", &checkout(), "--level", "error", "--limit", "1"]));
    assert_eq!(records(&["console", &checkout(), "--level", "error"]).len(), 11);
    assert_eq!(records(&["console", &checkout(), "--level", "warn+"]).len(), 12);
    assert_eq!(records(&["console", &checkout(), "--grep", "COUPON"]).len(), 1);
}

#[test]
fn fail_on_is_an_exit_status() {
    let status = |level| run(&["console", &checkout(), "--fail-on", level]).status.code();
    assert_eq!(status("error"), Some(1));
    assert_eq!(status("debug"), Some(1));
    let clean = super::sample("todo.rrweb-events.json");
    assert_eq!(run(&["console", &clean, "--fail-on", "error"]).status.code(), Some(0));
}
