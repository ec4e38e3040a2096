use super::{checkout, failure, records, stdout};

#[test]
fn text_is_a_line_a_signal_and_explains_on_demand() {
    insta::assert_snapshot!(stdout(&["signals", &checkout()]));
    insta::assert_snapshot!(stdout(&["signals", &checkout(), "--kind", "rage-click,dead-click", "--explain"]));
}

#[test]
fn json_carries_the_evidence_and_the_thresholds() {
    let rage = records(&["signals", &checkout(), "--kind", "rage-click"]);
    assert_eq!(rage.len(), 1);
    insta::assert_json_snapshot!(rage[0]);
}

#[test]
fn thresholds_are_options() {
    let rage = ["signals", &checkout(), "--kind", "rage-click"];
    assert!(records(&[&rage[..], &["--rage-clicks", "9"]].concat()).is_empty());
    assert!(records(&[&rage[..], &["--rage-within", "50ms"]].concat()).is_empty());
    let dead = ["signals", &checkout(), "--kind", "dead-click"];
    assert!(records(&[&dead[..], &["--dead-after", "3s"]].concat()).len() < records(&dead).len());
}

#[test]
fn presets_find_what_their_vendors_find() {
    let found = |preset: &str| -> Vec<(String, u64)> {
        let records = records(&["signals", &checkout(), "--preset", preset]);
        let told = records.iter().map(|it| (it["kind"].as_str().unwrap().to_owned(), it["seq"].as_u64().unwrap()));
        told.collect()
    };
    for preset in ["posthog", "sentry", "datadog", "highlight"] {
        insta::assert_debug_snapshot!(format!("found_by_{preset}"), found(preset));
    }
}

#[test]
fn the_timelines_rows_are_the_signals() {
    let rows = records(&["events", &checkout(), "--kind", "signal"]);
    let signals = records(&["signals", &checkout()]);
    let told = |records: &[serde_json::Value]| -> Vec<_> {
        records.iter().map(|it| (it["seq"].clone(), it["at_ms"].clone(), it["label"].clone())).collect()
    };
    assert_eq!(told(&rows), told(&signals));
    let named = records(&["events", &checkout(), "--grep", "kind:signal name:dead-click"]);
    assert!(named.len() == 1 && named[0]["node"] == signals[3]["node"]);
}

#[test]
fn wrong_thresholds_are_wrong_usage() {
    assert!(failure(&["signals", &checkout(), "--rage-radius", "-3"]).starts_with("2: "));
    assert!(failure(&["signals", &checkout(), "--dead-after", "soon"]).starts_with("2: "));
    assert!(failure(&["signals", &checkout(), "--preset", "hotjar"]).starts_with("2: "));
}
