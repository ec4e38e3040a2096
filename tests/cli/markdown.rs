//! `export --to markdown`: a bug report.

use super::{checkout, failure, sample, stdout};

fn report(args: &[&str]) -> String {
    stdout(&[&["export", "--to", "markdown"], args].concat())
}

#[test]
fn the_first_error_is_reported_with_all_that_led_to_it() {
    insta::assert_snapshot!(report(&[&checkout()]));
}

#[test]
fn any_moment_can_be_reported() {
    let request = report(&[&checkout(), "--at", "#182"]);
    assert!(request.starts_with("# `POST /api/order 500`\n"), "{request}");
    assert!(request.contains("payment gateway timeout"));
    let click = report(&[&checkout(), "--at", "#145"]);
    assert!(click.starts_with("# `click button#buy \"Buy now\"`\n"), "{click}");
    let part = report(&[&checkout(), "--from", "24s"]);
    assert!(part.starts_with("# `order failed 500"), "{part}");
    assert!(!part.contains("coupon rejected"), "what is not in the part is not told");
}

#[test]
fn where_nothing_went_wrong_a_moment_must_be_named() {
    let todo = sample("todo.rrweb.ndjson.zst");
    let said = failure(&["export", &todo, "--to", "markdown"]);
    assert!(said.starts_with("1: ") && said.contains("--at"), "{said}");
    assert!(report(&[&todo, "--at", "50%"]).contains("## Steps to reproduce"));
}
