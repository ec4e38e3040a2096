use super::{checkout, failure, records, stdout};
use serde_json::{Value, json};

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

/// A page whose body (#3) holds this, and then these events.
fn recording(body: &Value, events: &[Value]) -> Vec<u8> {
    let element = |id: u32, tag: &str, children: &Value| json!({"type": 2, "tagName": tag, "attributes": {}, "childNodes": children, "id": id});
    let html = element(2, "html", &json!([element(3, "body", body)]));
    let page = json!({"node": {"type": 0, "childNodes": [html], "id": 1}, "initialOffset": {"left": 0, "top": 0}});
    let mut all = vec![
        json!({"type": 4, "data": {"href": "http://a.test/", "width": 800, "height": 600}, "timestamp": 1000}),
        json!({"type": 2, "data": page, "timestamp": 1001}),
    ];
    all.extend((1002..).zip(events).map(|(time, data)| json!({"type": 3, "data": data, "timestamp": time})));
    serde_json::to_vec(&all).unwrap()
}

fn element(id: u32, more: &Value) -> Value {
    let mut element = json!({"type": 2, "tagName": "p", "attributes": {}, "childNodes": [], "id": id});
    element.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    element
}

fn add(parent: u32, next: &Value, node: &Value) -> Value {
    json!({"parentId": parent, "nextId": next, "node": node})
}

fn mutation(lists: &Value) -> Value {
    let mut data = json!({"source": 0, "removes": [], "adds": [], "texts": [], "attributes": []});
    data.as_object_mut().unwrap().extend(lists.as_object().unwrap().clone());
    data
}

/// The last line that `node` prints of #9.
fn last_of_nine(body: &Value, events: &[Value]) -> String {
    let output = super::pipe(&recording(body, events), &["node", "-", "--node", "9"]);
    let said = super::text(&output.stdout);
    let words: Vec<&str> = said.lines().last().unwrap_or_default().split_whitespace().collect();
    words.join(" ")
}

fn nine() -> Value {
    element(9, &json!({}))
}

#[test]
fn an_absence_that_no_event_tried_to_end_says_why() {
    let unseen = "no event ever brought this id";
    let below = json!([element(8, &json!({"childNodes": [nine()]}))]);
    let deep = (10..60).rev().fold(json!([]), |below, id| json!([element(id, &json!({"childNodes": below}))]));
    let blocked = json!([element(8, &json!({"attributes": {"rr_width": "9px", "rr_height": "9px"}}))]);
    let remove = |id: u32| mutation(&json!({"removes": [{"parentId": 3, "id": id}]}));
    let named = mutation(&json!({"texts": [{"id": 9, "value": "x"}]}));
    let at_limit = "; parts of the page are as deep as the recorder goes, what is deeper is missing";
    let inside = "; parts of the page are blocked, what is inside is missing";
    let cases: [(Value, Option<Value>, String); 6] = [
        (json!([nine()]), Some(remove(9)), "#2 00:00.002 removed".to_owned()),
        (below, Some(remove(8)), "#2 00:00.002 removed".to_owned()),
        (json!([]), None, format!("never-recorded {unseen}")),
        (json!([]), Some(named), format!("never-recorded {unseen}")),
        (deep, None, format!("never-recorded {unseen}{at_limit}")),
        (blocked, None, format!("never-recorded {unseen}{inside}")),
    ];
    for (body, event, line) in cases {
        assert_eq!(last_of_nine(&body, event.as_slice()), line, "{body}");
    }
}

#[test]
fn an_add_that_could_not_be_applied_says_why() {
    let body = json!([element(7, &json!({})), element(8, &json!({}))]);
    let at = |parent: u32, next: &Value, node: &Value| json!([add(parent, next, node)]);
    let end = Value::Null;
    let page = json!({"type": 0, "childNodes": [nine()], "id": 71});
    let untyped = json!({"type": 2, "attributes": {}, "childNodes": [], "id": 9});
    let cases = [
        (at(77, &end, &nine()), "its parent #77 never appeared, so it could not be put in"),
        (at(3, &json!(88), &nine()), "its next sibling #88 never appeared, so it could not be placed"),
        (at(3, &end, &element(9, &json!({"rootId": 55}))), "its document #55 is unknown, so it was dropped"),
        (at(9, &end, &nine()), "its parent #9 never appeared, so it could not be put in"),
        (at(3, &end, &untyped), "an added node could not be built; the rest of this event was not applied"),
        (at(70, &end, &page), "its iframe never appeared before, so the document waits for it"),
        (at(3, &json!(-1), &nine()), "its sibling had no id yet, so it waits for one that names it"),
    ];
    for (adds, why) in cases {
        let event = mutation(&json!({"adds": adds}));
        assert_eq!(last_of_nine(&body, &[event]), format!("#2 00:00.002 unresolvable {why}"));
    }
    let lost = mutation(&json!({"removes": [{"parentId": 8, "id": 7}], "adds": at(3, &end, &nine())}));
    let why = "a removal names a parent that is not the node's parent; the rest of this event was not applied";
    assert_eq!(last_of_nine(&body, &[lost]), format!("#2 00:00.002 unresolvable {why}"));
}

#[test]
fn an_add_that_fails_later_is_told_after_the_removal() {
    let again = mutation(&json!({"adds": [add(77, &Value::Null, &nine())]}));
    let removal = mutation(&json!({"removes": [{"parentId": 3, "id": 9}]}));
    let last = last_of_nine(&json!([nine()]), &[removal, again]);
    assert!(last.starts_with("#3 00:00.003 unresolvable its parent #77"), "{last}");
}
