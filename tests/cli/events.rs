use super::{checkout, records, stdout};

fn seqs(args: &[&str]) -> Vec<u64> {
    records(&[&["events", &checkout()], args].concat()).iter().map(|row| row["seq"].as_u64().unwrap()).collect()
}

#[test]
fn text_is_aligned_and_names_the_nodes() {
    insta::assert_snapshot!(stdout(&["events", &checkout(), "--from", "20s"]));
}

#[test]
fn json_rows_are_documented() {
    insta::assert_json_snapshot!(records(&["events", &checkout(), "--kind", "click"]));
}

#[test]
fn both_ends_of_a_scope_are_inside() {
    let all = seqs(&[]);
    assert_eq!(seqs(&["--from", "#144", "--to", "#144"]), [144]);
    // An event's signals stand behind it.
    assert_eq!(seqs(&["--from", "#145", "--to", "#145"]), [145, 145, 145]);
    assert_eq!(seqs(&["--from", "start", "--to", "end"]), all);
    let late = records(&["events", &checkout(), "--from", "-5s"]);
    let end = records(&["info", &checkout()])[0]["duration_ms"].as_f64().unwrap();
    assert!(late.iter().all(|row| row["at_ms"].as_f64().unwrap() >= end - 5000.0));
    assert!(!late.is_empty() && late.len() < all.len());
}

#[test]
fn filters_narrow_and_the_limit_stops() {
    let errors = records(&["events", &checkout(), "--level", "error"]);
    assert!(errors.len() > 5 && errors.iter().all(|row| row["kind"] == "console"));
    let found = records(&["events", &checkout(), "--grep", "typeerror"]);
    assert!(found.iter().all(|row| row["label"].as_str().unwrap().contains("TypeError")) && !found.is_empty());
    assert_eq!(records(&["events", &checkout(), "--limit", "3"]).len(), 3);
    let signals = records(&["events", &checkout(), "--kind", "signal"]);
    assert!(!signals.is_empty() && signals.iter().all(|row| row["kind"] == "signal"));
}

#[test]
fn an_expression_asks_for_any_kind_of_row() {
    let kinds = |expression: &str| {
        let rows = records(&["events", &checkout(), "--grep", expression]);
        rows.iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds("level:warn or status>=500"), ["console", "network"]);
    assert_eq!(kinds("click \"buy now\" -mouse at<=22.1s"), ["click", "signal", "signal"]);
    assert_eq!(seqs(&["--grep", "kind:click"]), seqs(&["--kind", "click"]));
    assert_eq!(seqs(&["--grep", "level:error"]), seqs(&["--level", "error"]));
    assert_eq!(seqs(&["--grep", "at>=#100 at<=12s"]), seqs(&["--from", "#100", "--to", "12s"]));
    assert_eq!(seqs(&["--grep", "-(page:checkout)"]), seqs(&["--grep", "page!~checkout"]));
    assert_eq!(seqs(&["--grep", ""]), seqs(&[]));
}

#[test]
fn rows_are_in_order_of_time() {
    let rows = records(&["events", &checkout()]);
    assert!(rows.is_sorted_by_key(|row| row["at_ms"].as_f64().unwrap()));
}
