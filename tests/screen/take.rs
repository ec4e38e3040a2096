//! What is taken along: every form of what is chosen, and the commands, which must be ones.

use super::{letters, seen, stage};
use clap::Parser as _;
use scrubjay::cli::Cli;
use scrubjay::tui::{Depth, Stage};

/// Copies a form of what is chosen.
fn copied(stage: &mut Stage, keys: &str) -> String {
    stage.keys(keys);
    stage.copied().unwrap_or_else(|| panic!("{keys} copied nothing")).to_owned()
}

fn checkout() -> Stage {
    stage("checkout.export.json", (120, 40), Depth::Ansi256)
}

#[test]
fn a_menu_offers_the_forms_of_what_is_chosen() {
    let mut stage = checkout();
    stage.keys("f 6 y");
    seen("the forms in which a request can be copied", &stage);
    stage.keys("Esc");
    assert!(!letters(&stage.draw()).contains("curl command"), "Esc closes it");
}

#[test]
fn a_failed_request_is_sent_again_by_its_curl_command() {
    let mut stage = checkout();
    let curl = copied(&mut stage, "f f 6 y c");
    assert!(curl.starts_with("curl http://shop.test/api/order -H") && curl.contains("--data-raw '{"), "{curl}");
    let record = copied(&mut stage, "y j");
    assert!(record.contains("\"responseStatus\"") || record.contains("status"), "{record}");
}

#[test]
fn a_clicked_node_is_told_by_selector_and_html() {
    let mut stage = checkout();
    stage.keys("c");
    let selector = copied(&mut stage, "y s");
    let html = copied(&mut stage, "y h");
    assert!(html.starts_with("<button"), "{html}");
    assert!(selector.contains("button") || selector.contains('#'), "{selector}");
    assert!(copied(&mut stage, "y y").starts_with("click button"), "the first form is what is shown");
}

#[test]
fn a_link_leads_back_to_its_event() {
    let mut stage = checkout();
    for keys in ["e", "f", "l l l", "c c", "G"] {
        stage.keys(keys);
        let link = copied(&mut stage, "y l");
        let moment = link.strip_prefix("samples/checkout.export.json#t=").unwrap().parse().unwrap();
        assert_eq!(stage.resolve(moment), Some(stage.seq()), "{link}");
    }
}

#[test]
fn every_pane_tells_a_command_that_the_program_takes() {
    let mut stage = checkout();
    stage.keys("f c");
    for pane in ["0", "1", "2", "3", "4", "5", "6", "8", "9", "J"] {
        stage.keys(pane);
        let line = copied(&mut stage, "y x");
        let words = line.split(' ').map(|word| word.trim_matches('\''));
        let parsed = Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert!(parsed.verb.is_some(), "{line}");
    }
    stage.keys("e v f v 5");
    let line = copied(&mut stage, "y x");
    assert_eq!(line, "scrubjay console samples/checkout.export.json --from 22.119s --to 24.984s");
}

#[test]
fn o_keeps_the_same_forms_for_after_leaving() {
    let mut stage = checkout();
    stage.keys("c o s e o o");
    assert_eq!(stage.printed().len(), 2);
    assert!(stage.printed()[1].contains("TypeError"), "{:?}", stage.printed());
    assert_eq!(stage.copied(), None);
}
