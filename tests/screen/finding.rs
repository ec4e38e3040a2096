//! Getting anywhere: the filter with its mistakes and completions, the finder, the search over the whole time, notes.

use super::{letters, seen, stage};
use scrubjay::tui::{Depth, Stage};

fn checkout() -> Stage {
    stage("checkout.export.json", (120, 40), Depth::Ansi256)
}

#[test]
fn the_filter_asks_columns_and_points_at_a_mistake() {
    let mut stage = checkout();
    stage.keys("/");
    stage.types("status>=400 or level:warn");
    let shown = letters(&stage.draw());
    assert!(shown.contains("3 of 209"), "two requests and a warning: {shown}");
    stage.types(" staus:5");
    seen("the filter points at what it cannot read", &stage);
    let shown = letters(&stage.draw());
    assert!(shown.contains("did you mean status"), "{shown}");
    stage.keys("Enter");
    assert!(letters(&stage.draw()).contains("did you mean status"), "the line stays open until it can be read");
}

#[test]
fn tab_completes_the_filter() {
    let mut stage = checkout();
    stage.keys("/");
    stage.types("lev");
    seen("the filter offers what could stand there", &stage);
    stage.keys("Tab");
    stage.types("e");
    stage.keys("Tab Enter");
    let shown = letters(&stage.draw());
    assert!(shown.contains("11 of ") && shown.contains("/level:error"), "{shown}");
}

#[test]
fn the_finder_finds_rows_requests_nodes_and_commands() {
    let mut stage = checkout();
    stage.keys("G C-p");
    stage.types("coupon");
    seen("the finder at work", &stage);
    let shown = letters(&stage.draw());
    for sort in ["request", "node", "row"] {
        assert!(shown.lines().any(|line| line.trim_start().starts_with(sort)), "{sort}: {shown}");
    }
    stage.keys("C-u");
    stage.types("in:request status>=500");
    stage.keys("Enter");
    assert!(letters(&stage.draw()).contains("[6 Net]"), "a request is shown where requests are");
    stage.keys("C-p");
    stage.types("in:command zoom-range");
    stage.keys("Enter");
    assert!(letters(&stage.draw()).contains("chooses a range to zoom to"), "the command ran");
}

#[test]
fn a_text_is_found_over_the_whole_time() {
    let mut stage = checkout();
    stage.keys("Q");
    stage.types("coupon expired");
    stage.keys("Enter");
    let shown = letters(&stage.draw());
    assert!(shown.contains("was on the page once") && shown.contains("━━━━━"), "{shown}");
    stage.keys(";");
    assert_eq!(stage.seq(), 130);
    stage.keys("g ,");
    assert!(letters(&stage.draw()).contains("before this moment; 1 in all"));
    stage.keys("Q C-u");
    stage.types("css=#buy");
    stage.keys("Enter ;");
    assert!(stage.seq() > 0 && stage.seq() < 130);
}

#[test]
fn a_note_is_shown_where_it_was_written() {
    let mut stage = checkout();
    stage.keys("e a");
    stage.types("the cart is empty");
    stage.keys("Enter Esc");
    let shown = letters(&stage.draw());
    assert!(shown.contains("¶ the cart is empty"), "{shown}");
    stage.keys("l");
    let shown = letters(&stage.draw());
    assert!(!shown.contains("the cart is empty") && shown.contains('¶'), "its mark stays: {shown}");
}

#[test]
fn playing_pauses_at_an_error_where_asked_to() {
    let mut stage = checkout();
    stage.keys("e h h P Space");
    for _ in 0..40 {
        stage.waits(std::time::Duration::from_millis(33));
    }
    assert_eq!(stage.seq(), 146, "the first error");
    assert!(letters(&stage.draw()).contains("paused at an error"));
}
