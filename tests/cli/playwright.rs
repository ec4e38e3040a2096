//! `export --to playwright`: the user's actions as a test script.

use super::{checkout, failure, sample, stdout};

fn script(args: &[&str]) -> String {
    stdout(&[&["export", "--to", "playwright"], args].concat())
}

#[test]
fn the_checkout_is_a_test_that_can_be_read() {
    insta::assert_snapshot!(script(&[&checkout()]));
}

#[test]
fn typing_masks_frames_and_tabs_have_their_forms() {
    let scripts = [
        "todo.rrweb.ndjson.zst",
        "masked-forms.export.json.gz",
        "iframe.export.json.gz",
        "two-tabs.export.json.gz",
        "shadow-dom.export.json.gz",
    ];
    let shown = scripts.map(|name| format!("{name}\n{}", script(&[&sample(name)])));
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_part_opens_the_page_it_begins_on() {
    let part = script(&[&checkout(), "--from", "21s", "--to", "23s"]);
    assert!(part.contains("await page.goto(BASE + '/checkout.html');"), "{part}");
    assert!(part.contains("getByRole('button', { name: 'Buy now' }).click();"), "{part}");
    assert!(!part.contains("Coupon"), "{part}");
}

#[test]
fn nothing_done_is_no_test() {
    let said = failure(&["export", &checkout(), "--to", "playwright", "--from", "end"]);
    assert!(said.starts_with("1: "), "{said}");
}
