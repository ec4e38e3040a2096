//! Any events on a small page, as recorders write them and as they should not.

use super::open;
use proptest::prelude::*;
use scrubjay::recording::Recording;
use serde_json::{Value, json};

/// Any id, mostly of few, as recorders write it and as they should not.
fn any_id() -> impl Strategy<Value = Value> {
    prop_oneof![
        12 => (1_i64..16).prop_map(|id| json!(id)),
        1 => (1_i64..16).prop_map(|id| json!(id.to_string())),
        1 => (1_i64..16).prop_map(|id| json!(f64::from(i32::try_from(id).unwrap()))),
        1 => Just(Value::Null),
    ]
}

fn any_node() -> impl Strategy<Value = Value> {
    const TAGS: [&str; 12] =
        ["div", "p", "span", "b", "br", "iframe", "style", "textarea", "select", "option", "input", "html"];
    const TEXTS: [&str; 5] = ["t", "ab", "a", "b ", " c"];
    (0_usize..16, prop::sample::select(TAGS.as_slice()), any_id(), prop::sample::select(TEXTS.as_slice()), any::<bool>()).prop_map(
        |(kind, tag, id, text, is_shadow)| {
            let kind = [2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 5, 0, 1][kind];
            json!({"type": kind, "tagName": tag, "id": id, "textContent": text, "isShadow": is_shadow, "isShadowHost": is_shadow,
                "attributes": {"id": "4", "type": "radio", "name": "n", "checked": true, "value": "v"}, "childNodes": []})
        },
    )
}

pub(super) fn any_event() -> impl Strategy<Value = Value> {
    let ids = || (any_id(), any_id(), any::<bool>());
    let remove = ids().prop_map(|(parent, id, shadow)| json!({"parentId": parent, "id": id, "isShadow": shadow}));
    let add = (any_id(), any_id(), any_node(), prop::collection::vec(any_node(), 0..3)).prop_map(
        |(parent, next, mut node, children)| {
            node["childNodes"] = json!(children);
            json!({"parentId": parent, "nextId": if parent == next { Value::Null } else { next }, "node": node})
        },
    );
    let text = any_id().prop_map(|id| json!({"id": id, "value": "bc"}));
    let attribute = (any_id(), any::<bool>()).prop_map(
        |(id, hides)| json!({"id": id, "attributes": {"class": "c", "checked": null, "hidden": hides.then_some("")}}),
    );
    let lists = (
        prop::collection::vec(remove, 0..3),
        prop::collection::vec(add, 0..4),
        prop::collection::vec(text, 0..2),
        prop::collection::vec(attribute, 0..2),
    );
    let mutation =
        lists.prop_map(|(r, a, t, at)| json!({"source": 0, "removes": r, "adds": a, "texts": t, "attributes": at}));
    let input = any_id().prop_map(|id| json!({"source": 5, "id": id, "text": "w", "isChecked": true}));
    prop_oneof![5 => mutation, 1 => input].prop_map(|data| json!({"type": 3, "data": data}))
}

/// `html` (#2) with `body` (#3), a `div` (#4) with a `p` (#5), and an iframe (#6) with a page (#7, #8).
pub(super) fn page() -> Value {
    let node = |id: i64, tag: &str, children: Value| json!({"type": 2, "tagName": tag, "attributes": {}, "id": id, "childNodes": children});
    let inner = json!({"type": 0, "id": 7, "rootId": 7, "childNodes": [node(8, "html", json!([]))]});
    let body =
        node(3, "body", json!([node(4, "div", json!([node(5, "p", json!([]))])), node(6, "iframe", json!([inner]))]));
    let page = json!({"type": 0, "id": 1, "childNodes": [node(2, "html", json!([body]))]});
    json!({"type": 2, "data": {"node": page, "initialOffset": {"top": 0, "left": 0}}})
}

/// A recording of these events after a page.
pub(super) fn recorded(events: &[Value]) -> Recording {
    let start = [json!({"type": 4, "data": {"href": "http://a.b", "width": 9, "height": 9}}), page()];
    let lines = (1_700_000_000_000_u64..).zip(start.iter().chain(events)).map(|(time, event)| {
        let mut event = event.clone();
        event["timestamp"] = json!(time);
        event.to_string() + "\n"
    });
    let file = tempfile::Builder::new().suffix(".ndjson").tempfile().unwrap();
    std::fs::write(file.path(), lines.collect::<String>()).unwrap();
    open(file.path())
}
