//! Every field of every mutation entry with every type it should not have: nothing panics, each is told, and the rest of
//! the event is applied as rrweb's player applies it.

use super::{AnomalyKind, Applied, Tree, outline};
use crate::event::Event;
use serde_json::{Map, Value, json};

const LISTS: [&str; 4] = ["removes", "adds", "texts", "attributes"];

fn event(kind: u8, data: &Value) -> Event {
    let text = json!({"type": kind, "data": data, "timestamp": 1_700_000_000_000_u64}).to_string();
    Event::parse(text.as_bytes()).unwrap()
}

fn element(id: &Value) -> Value {
    json!({"type": 2, "tagName": "p", "attributes": {}, "childNodes": [], "id": id})
}

/// `<body>` (#3) with paragraphs #10 to #19.
fn page() -> Tree {
    let children: Vec<Value> = (10..20).map(|id| element(&json!(id))).collect();
    let body = json!({"type": 2, "tagName": "body", "attributes": {}, "childNodes": children, "id": 3});
    let html = json!({"type": 2, "tagName": "html", "attributes": {}, "childNodes": [body], "id": 2});
    let mut tree = Tree::new();
    let node = json!({"type": 0, "childNodes": [html], "id": 1});
    tree.apply(0, &event(2, &json!({"node": node, "initialOffset": {"left": 0, "top": 0}})));
    tree
}

/// A sound event: two entries in each list, of two nodes each.
fn sound() -> Value {
    let add = |id: u32| json!({"parentId": 3, "nextId": null, "previousId": null, "node": element(&json!(id))});
    json!({
        "source": 0,
        "removes": [{"parentId": 3, "id": 10, "isShadow": false}, {"parentId": 3, "id": 11, "isShadow": false}],
        "adds": [add(20), add(21)],
        "texts": [{"id": 12, "value": "one"}, {"id": 13, "value": "two"}],
        "attributes": [{"id": 14, "attributes": {"a": "one"}}, {"id": 15, "attributes": {"a": "two"}}],
    })
}

/// `Err` takes the field away.
fn wrong() -> Vec<Result<Value, ()>> {
    let deep = (0..10_000).fold(String::new(), |text, _| text + "[") + &"]".repeat(10_000);
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(7),
        json!(-7),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!("4711"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"id": 12}),
        json!(deep),
    ];
    values.into_iter().map(Ok).chain([Err(())]).collect()
}

fn set(object: &mut Map<String, Value>, field: &str, value: Result<Value, ()>) {
    match value {
        Ok(value) => drop(object.insert(field.to_owned(), value)),
        Err(()) => drop(object.remove(field)),
    }
}

/// What of a sound event was done: each list's two entries.
fn done(tree: &Tree) -> [[bool; 2]; 4] {
    let here = |id| tree.get(id).is_some_and(|node| tree.is_attached(node));
    let says = |id, text: &str| tree.get(id).is_some_and(|node| node.children().any(|child| child.text() == text));
    let has = |id, value| tree.get(id).is_some_and(|node| node.attribute("a") == Some(value));
    [[!here(10), !here(11)], [here(20), here(21)], [says(12, "one"), says(13, "two")], [has(14, "one"), has(15, "two")]]
}

fn applied(data: &Value) -> (Tree, Applied) {
    let mut tree = page();
    let applied = tree.apply(5, &event(3, data));
    assert!(applied.anomalies.iter().all(|anomaly| anomaly.seq == 5));
    let mut out = String::new();
    outline::write(&tree, &mut out).unwrap();
    (tree, applied)
}

fn is_aborted(applied: &Applied) -> bool {
    applied.anomalies.iter().any(|anomaly| matches!(anomaly.reason, AnomalyKind::Aborted(_)))
}

/// A list that is none: the lists before it are done, and nothing after (rrweb: `d.adds.forEach` of no array).
#[test]
fn a_list_that_is_none_ends_the_event() {
    for (place, list) in LISTS.into_iter().enumerate() {
        for value in wrong().into_iter().filter(|value| !matches!(value, Ok(Value::Array(_)))) {
            let mut data = sound();
            set(data.as_object_mut().unwrap(), list, value.clone());
            let (tree, applied) = applied(&data);
            assert!(is_aborted(&applied), "{list} {value:?}");
            for (other, done) in done(&tree).into_iter().enumerate() {
                assert_eq!(done, [other < place; 2], "{list} {value:?}: {}", LISTS[other]);
            }
        }
    }
}

/// An entry that is no object has no fields; `null` has not even that, and ends the event where the player comes to it.
#[test]
fn an_entry_that_is_none_is_told() {
    for (place, list) in LISTS.into_iter().enumerate() {
        for value in wrong().into_iter().flatten().filter(|value| !value.is_object()) {
            let mut data = sound();
            data[list].as_array_mut().unwrap().insert(1, value.clone());
            let (tree, applied) = applied(&data);
            assert!(!applied.anomalies.is_empty(), "{list} {value}");
            // An entry of adds without a node is an exception too.
            let ends = value.is_null() || list == "adds";
            assert_eq!(is_aborted(&applied), ends, "{list} {value}: {:?}", applied.anomalies);
            let first = !ends || matches!(list, "adds" | "attributes");
            for (other, done) in done(&tree).into_iter().enumerate() {
                let expected = if other == place { [first, !ends] } else { [!ends || other < place; 2] };
                assert_eq!(done, expected, "{list} {value}: {}", LISTS[other]);
            }
        }
    }
}

/// A wrong field costs its own entry at most; a node that cannot be built ends the event, as in the player.
#[test]
fn a_field_of_a_wrong_type_costs_its_entry() {
    let mut told = 0;
    for list in LISTS {
        let fields: Vec<String> = sound()[list][0].as_object().unwrap().keys().cloned().collect();
        for field in fields {
            for value in wrong() {
                let mut data = sound();
                set(data[list][0].as_object_mut().unwrap(), &field, value.clone());
                let (tree, applied) = applied(&data);
                told += applied.anomalies.len();
                let case = format!("{list}[].{field} {value:?}: {:?}", applied.anomalies);
                assert_eq!(is_aborted(&applied), list == "adds" && field == "node", "{case}");
                let rest = LISTS.into_iter().zip(done(&tree)).filter(|_| !is_aborted(&applied));
                for (other, done) in rest {
                    assert!(done[1] && (done[0] || other == list), "{case}: {other}");
                }
            }
        }
    }
    assert!(told > 100, "{told} told");
}

/// The same of an added node's own fields.
#[test]
fn a_node_with_a_wrong_field_is_built_or_ends_the_event() {
    for (field, ends) in [
        ("type", true),
        ("id", false),
        ("tagName", false),
        ("attributes", false),
        ("childNodes", false),
        ("rootId", false),
        ("isShadow", false),
        ("isShadowHost", false),
        ("isSVG", false),
        ("isCustom", false),
        ("needBlock", false),
    ] {
        for value in wrong() {
            let mut data = sound();
            set(data["adds"][0]["node"].as_object_mut().unwrap(), field, value.clone());
            let (tree, applied) = applied(&data);
            let case = format!("node.{field} {value:?}: {:?}", applied.anomalies);
            assert!(ends || !is_aborted(&applied) || matches!(field, "tagName"), "{case}");
            if !is_aborted(&applied) {
                assert!(done(&tree)[1][1] && done(&tree)[2..] == [[true; 2]; 2], "{case}");
            }
        }
    }
}

/// Incremental events of every other source, with every field of every wrong type.
#[test]
fn other_events_with_wrong_fields_change_nothing_else() {
    let fields = [
        "id",
        "x",
        "y",
        "type",
        "width",
        "height",
        "text",
        "isChecked",
        "positions",
        "ranges",
        "adds",
        "removes",
        "index",
        "set",
        "remove",
        "replace",
        "replaceSync",
        "styleId",
        "styles",
        "styleIds",
        "commands",
        "property",
        "args",
        "currentTime",
        "define",
        "payload",
    ];
    let before = done(&page());
    for source in 1..18 {
        for field in fields {
            for value in wrong() {
                let mut data = json!({"source": source, "id": 12});
                set(data.as_object_mut().unwrap(), field, value);
                let (tree, _) = applied(&data);
                assert_eq!(done(&tree), before, "{data}");
            }
        }
    }
}
