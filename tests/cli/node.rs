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

#[test]
fn each_absence_says_why() {
    let nine = element(9, &json!({}));
    let none = json!([]);
    let adds = |adds: &[Value]| mutation(&json!({"adds": adds}));
    let in_part = json!([element(8, &json!({"childNodes": [nine]}))]);
    let deep = (10..60).rev().fold(json!([]), |below, id| json!([element(id, &json!({"childNodes": below}))]));
    let blocked = json!([element(8, &json!({"attributes": {"rr_width": "9px", "rr_height": "9px"}}))]);
    let remove = |id: u32| mutation(&json!({"removes": [{"parentId": 3, "id": id}]}));
    let lost = mutation(&json!({"removes": [{"parentId": 8, "id": 7}], "adds": [add(3, &Value::Null, &nine)]}));
    let apart = json!([element(7, &json!({})), element(8, &json!({}))]);
    let page = json!({"type": 0, "childNodes": [nine], "id": 71});
    let untyped = json!({"type": 2, "attributes": {}, "childNodes": [], "id": 9});
    let unseen = "no event ever brought this id";
    let cases: [(&str, &Value, &[Value], String); 14] = [
        ("removed", &json!([nine]), &[remove(9)], "#2 00:00.002 removed".to_owned()),
        ("went with its parent", &in_part, &[remove(8)], "#2 00:00.002 removed".to_owned()),
        ("never", &none, &[], format!("never-recorded {unseen}")),
        (
            "only named",
            &none,
            &[mutation(&json!({"texts": [{"id": 9, "value": "x"}]}))],
            format!("never-recorded {unseen}"),
        ),
        (
            "deep",
            &deep,
            &[],
            format!(
                "never-recorded {unseen}; parts of the page are as deep as the recorder goes, what is deeper is missing"
            ),
        ),
        (
            "blocked",
            &blocked,
            &[],
            format!("never-recorded {unseen}; parts of the page are blocked, what is inside is missing"),
        ),
        (
            "parent",
            &none,
            &[adds(&[add(77, &Value::Null, &nine)])],
            refused("its parent #77 never appeared, so it could not be put in"),
        ),
        (
            "sibling",
            &none,
            &[adds(&[add(3, &json!(88), &nine)])],
            refused("its next sibling #88 never appeared, so it could not be placed"),
        ),
        (
            "document",
            &none,
            &[adds(&[add(3, &Value::Null, &element(9, &json!({"rootId": 55})))])],
            refused("its document #55 is unknown, so it was dropped"),
        ),
        (
            "itself",
            &none,
            &[adds(&[add(9, &Value::Null, &nine)])],
            refused("its parent #9 never appeared, so it could not be put in"),
        ),
        (
            "rest lost",
            &apart,
            &[lost],
            refused("a removal names a parent that is not the node's parent; the rest of this event was not applied"),
        ),
        (
            "no tag",
            &none,
            &[adds(&[add(3, &Value::Null, &untyped)])],
            refused("an added node could not be built; the rest of this event was not applied"),
        ),
        (
            "no iframe",
            &none,
            &[adds(&[add(70, &Value::Null, &page)])],
            refused("its iframe never appeared before, so the document waits for it"),
        ),
        (
            "0.x",
            &none,
            &[adds(&[add(3, &json!(-1), &nine)])],
            refused("its sibling had no id yet, so it waits for one that names it"),
        ),
    ];
    for (name, body, events, line) in cases {
        assert_eq!(last_of_nine(body, events), line, "{name}");
    }
}

fn refused(why: &str) -> String {
    format!("#2 00:00.002 unresolvable {why}")
}

#[test]
fn an_add_that_fails_later_is_told_after_the_removal() {
    let nine = element(9, &json!({}));
    let again = mutation(&json!({"adds": [add(77, &Value::Null, &nine)]}));
    let removal = mutation(&json!({"removes": [{"parentId": 3, "id": 9}]}));
    let last = last_of_nine(&json!([nine]), &[removal, again]);
    assert!(last.starts_with("#3 00:00.003 unresolvable its parent #77"), "{last}");
}
