use super::{checkout, failure, records, sample, stdout};
use serde_json::Value;

/// The labels of the causes, the likeliest first.
fn labels(args: &[&str]) -> Vec<String> {
    records(args).iter().map(|cause| cause["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn text_tells_the_causes_of_the_first_error_with_their_reasons() {
    insta::assert_snapshot!(stdout(&["why", &checkout(), "--top", "3"]));
}

#[test]
fn json_is_one_documented_record_a_cause() {
    let causes = records(&["why", &checkout(), "--top", "2"]);
    insta::assert_json_snapshot!(causes[0]);
    let ranks: Vec<&Value> = causes.iter().map(|cause| &cause["rank"]).collect();
    assert_eq!(ranks, [1, 2]);
    assert!(causes[0]["score"].as_f64() > causes[1]["score"].as_f64());
}

#[test]
fn every_error_of_the_shop_is_explained() {
    let causes = records(&["why", &checkout(), "--all", "--top", "1"]);
    let first = |seq: u64| causes.iter().find(|cause| cause["effect"]["seq"] == seq).unwrap();
    for (error, cause) in [(146, 145), (151, 150), (175, 174), (183, 182)] {
        assert_eq!(first(error)["seq"], cause, "#{error}");
    }
    let errors = records(&["console", &checkout(), "--level", "error"]);
    assert_eq!(causes.len(), errors.len());
}

#[test]
fn warnings_requests_and_other_events_can_be_asked_about() {
    let apply = "click button#apply \"Apply\"";
    assert_eq!(labels(&["why", &checkout(), "--level", "warn", "--top", "1"]), [apply]);
    assert_eq!(labels(&["why", &checkout(), "--request", "19", "--top", "1"]), [apply]);
    assert_eq!(labels(&["why", &checkout(), "--at", "#129", "--top", "1"]), [apply]);
    let order = records(&["why", &checkout(), "--grep", "\"order failed\"", "--top", "1"]);
    assert_eq!((&order[0]["effect"]["seq"], &order[0]["request"]), (&183.into(), &20.into()));
}

#[test]
fn a_recording_without_posthog_is_explained_as_well() {
    assert_eq!(labels(&["why", &sample("shop-console.rrweb.json.gz"), "--top", "1"]), ["click button#buy \"Buy now\""]);
}

#[test]
fn nothing_to_explain_is_a_no() {
    insta::assert_snapshot!(failure(&["why", &sample("iframe.export.json.gz")]));
    assert!(failure(&["why", &checkout(), "--grep", "nonsense"]).starts_with("1: "));
    assert!(failure(&["why", &checkout(), "--request", "99"]).starts_with("1: "));
    assert!(failure(&["why", &checkout(), "--at", "#99999"]).starts_with("2: "));
    assert!(failure(&["why", &checkout(), "--at", "3s", "--all"]).starts_with("2: "));
}
