//! Laws of the engine on hostile input. Its rules are tested against rrweb's own player in `tests/replay`.

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{AnomalyKind, Applied, Tree, json as page_json, outline};
use crate::event::Event;

/// Far above what any event should take, even unoptimised on a busy machine; a quadratic engine takes minutes.
const PATIENCE: Duration = Duration::from_secs(5);

fn event(kind: u8, data: &Value) -> Event {
    let text = json!({"type": kind, "data": data, "timestamp": 1_700_000_000_000_u64}).to_string();
    Event::parse(text.as_bytes()).unwrap()
}

fn mutation(removes: &[Value], adds: &[Value], texts: &[Value], attributes: &[Value]) -> Event {
    event(3, &json!({"source": 0, "removes": removes, "adds": adds, "texts": texts, "attributes": attributes}))
}

fn element(id: i64) -> Value {
    json!({"type": 2, "tagName": "p", "attributes": {}, "childNodes": [], "id": id})
}

fn add(parent: i64, next: &Value, id: i64) -> Value {
    json!({"parentId": parent, "nextId": next, "node": element(id)})
}

/// `#1 document`, `#2 <html>`, `#3 <body>`.
fn page() -> Tree {
    let body = json!({"type": 2, "tagName": "body", "attributes": {}, "childNodes": [], "id": 3});
    let html = json!({"type": 2, "tagName": "html", "attributes": {}, "childNodes": [body], "id": 2});
    let node = json!({"type": 0, "childNodes": [html], "id": 1});
    let mut tree = Tree::new();
    let applied = tree.apply(0, &event(2, &json!({"node": node, "initialOffset": {"left": 0, "top": 0}})));
    assert_eq!(applied.anomalies, []);
    tree
}

fn timed(tree: &mut Tree, event: &Event) -> Applied {
    let start = Instant::now();
    let applied = tree.apply(1, event);
    let took = start.elapsed();
    assert!(took < PATIENCE, "one event took {took:?}");
    applied
}

fn shown(tree: &Tree) -> String {
    let mut out = String::new();
    outline::write(tree, &mut out).unwrap();
    out
}

#[test]
fn adds_in_reverse_order_find_their_places() {
    let mut tree = page();
    let last = 50_100;
    let adds: Vec<Value> =
        (100..=last).map(|id| add(3, &if id == last { Value::Null } else { json!(id + 1) }, id)).collect();
    let applied = timed(&mut tree, &mutation(&[], &adds, &[], &[]));
    assert_eq!(applied.anomalies, []);
    let ids: Vec<i64> = tree.get(3).unwrap().children().filter_map(super::Node::id).collect();
    assert_eq!(ids, (100..=last).collect::<Vec<_>>());
}

#[test]
fn unresolvable_adds_are_dropped_and_told() {
    let mut tree = page();
    let adds: Vec<Value> = (100..5_100).map(|id| add(3, &json!(id + 1_000_000), id)).collect();
    let applied = timed(&mut tree, &mutation(&[], &adds, &[], &[]));
    assert_eq!(applied.anomalies.len(), 5_000);
    assert_eq!(applied.anomalies[0].reason, AnomalyKind::NextNeverAppeared(1_000_100));
    assert_eq!(tree.len(), 3);
}

#[test]
fn memory_goes_with_live_nodes_and_not_with_ids() {
    let mut tree = page();
    for round in 0..256_i64 {
        let ids = |round: i64| (0..2_000).map(move |n| 1_000 + round * 2_000 + n);
        let removes: Vec<Value> =
            if round == 0 { Vec::new() } else { ids(round - 1).map(|id| json!({"parentId": 3, "id": id})).collect() };
        let adds: Vec<Value> = ids(round).map(|id| add(3, &Value::Null, id)).collect();
        let applied = timed(&mut tree, &mutation(&removes, &adds, &[], &[]));
        assert_eq!(applied.anomalies, []);
    }
    assert_eq!(tree.len(), 2_003);
    assert!(tree.approx_bytes() < 2_000_000, "{} bytes", tree.approx_bytes());
}

/// A node with many attributes, and an event that changes each by an entry of its own.
#[test]
fn many_changes_of_one_node_are_one_piece_of_work() {
    const MANY: usize = 40_000;
    let mut tree = page();
    let attributes: serde_json::Map<String, Value> = (0..MANY).map(|n| (format!("a{n}"), json!("x"))).collect();
    let node = json!({"type": 2, "tagName": "input", "attributes": attributes, "childNodes": [], "id": 4});
    timed(&mut tree, &mutation(&[], &[json!({"parentId": 3, "nextId": null, "node": node})], &[], &[]));
    let change = |n: usize| json!({"id": 3 + n % 2, "attributes": {format!("a{n}"): "y", format!("b{n}"): "z"}});
    let changes: Vec<Value> = (0..MANY).map(change).collect();
    let applied = timed(&mut tree, &mutation(&[], &[], &[], &changes));
    assert_eq!((applied.anomalies.len(), applied.changes.len()), (0, 2 * MANY));
    let (body, input) = (tree.get(3).unwrap(), tree.get(4).unwrap());
    assert_eq!((body.attributes().count(), input.attributes().count()), (MANY, MANY + MANY / 2));
    assert_eq!([0, 1].map(|n| input.attribute(&format!("a{n}"))), [Some("x"), Some("y")]);
}

/// Rules put in front and taken out, one event each, of a sheet with many.
#[test]
fn a_large_sheet_is_edited_rule_by_rule() {
    const MANY: usize = 20_000;
    let mut tree = page();
    let mut css = String::new();
    (0..MANY).for_each(|n| write!(css, ".a{n} {{ top: {n}px }}").unwrap());
    let text = json!({"type": 3, "textContent": css, "id": 5});
    let put = |parent: i64, node: &Value| json!({"parentId": parent, "nextId": null, "node": node});
    let style = json!({"type": 2, "tagName": "style", "attributes": {}, "childNodes": [], "id": 4});
    timed(&mut tree, &mutation(&[], &[put(3, &style), put(4, &text)], &[], &[]));
    let insert = event(3, &json!({"source": 8, "id": 4, "adds": [{"rule": ".n { left: 0 }", "index": 0}]}));
    let delete = event(3, &json!({"source": 8, "id": 4, "removes": [{"index": 7}]}));
    let start = Instant::now();
    for _ in 0..MANY / 2 {
        assert_eq!((tree.apply(1, &insert).anomalies, tree.apply(2, &delete).anomalies), (vec![], vec![]));
    }
    assert!(start.elapsed() < PATIENCE, "{MANY} edits took {:?}", start.elapsed());
    let all: Vec<Value> = (0..MANY).map(|_| json!({"rule": ".m { left: 0 }", "index": 0})).collect();
    assert_eq!(timed(&mut tree, &event(3, &json!({"source": 8, "id": 4, "adds": all}))).anomalies, []);
    assert_eq!(tree.get(4).unwrap().edited_rules().unwrap().len(), 2 * MANY);
}

#[test]
fn deep_pages_need_no_stack() {
    const DEPTH: i64 = 20_000;
    let mut text = String::from(r#"{"type":2,"timestamp":1,"data":{"node":{"type":0,"id":1,"childNodes":["#);
    for _ in 0..DEPTH {
        text.push_str(r#"{"type":2,"tagName":"div","attributes":{},"childNodes":["#);
    }
    for id in (2..DEPTH + 2).rev() {
        write!(text, r#"],"id":{id}}}"#).unwrap();
    }
    text.push_str("]}}}");
    let deep = Event::parse(text.as_bytes()).unwrap();
    let mut tree = Tree::new();
    assert_eq!(timed(&mut tree, &deep).anomalies, []);
    assert_eq!(i64::try_from(tree.len()), Ok(DEPTH + 1));
    let mut out = String::new();
    page_json::write(&tree, &mut out).unwrap();
    let removal = json!({"parentId": 2, "id": 3});
    let copy = tree.clone();
    timed(&mut tree, &mutation(&[removal], &[], &[], &[]));
    assert_eq!((tree.len(), i64::try_from(copy.len())), (2, Ok(DEPTH + 1)));
}

#[test]
fn a_clone_does_not_see_later_events() {
    let mut tree = page();
    tree.apply(1, &mutation(&[], &[add(3, &Value::Null, 10)], &[], &[]));
    let (copy, before, digest) = (tree.clone(), shown(&tree), tree.digest());
    tree.apply(2, &mutation(&[json!({"parentId": 3, "id": 10})], &[add(3, &Value::Null, 11)], &[], &[]));
    assert_ne!(shown(&tree), before);
    assert_eq!((shown(&copy), copy.digest()), (before, digest));
}

#[test]
fn strange_ids_still_name_one_node_each() {
    let mut tree = page();
    let adds: Vec<Value> = [json!(1.5), json!("x"), json!("7"), json!(-9), json!(1e300)]
        .into_iter()
        .map(|id| json!({"parentId": 3, "nextId": null, "node": {"type": 2, "tagName": "p", "attributes": {}, "childNodes": [], "id": id}}))
        .collect();
    let applied = tree.apply(1, &mutation(&[], &adds, &[], &[]));
    assert_eq!(tree.get(3).unwrap().children().count(), 5);
    assert!(applied.anomalies.len() >= 5, "each strange id is told: {:?}", applied.anomalies);
    let removes = [json!({"parentId": 3, "id": 1.5}), json!({"parentId": 3, "id": 7})];
    tree.apply(2, &mutation(&removes, &[], &[], &[]));
    assert_eq!(tree.get(3).unwrap().children().count(), 3);
}

/// Any JSON that could stand where a recorder writes something else.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => (-3_i64..14).prop_map(|id| json!(id)),
        1 => Just(Value::Null),
        1 => Just(json!("5")),
        1 => Just(json!(2.5)),
        1 => Just(json!(true)),
        1 => Just(json!([])),
        1 => Just(json!({})),
    ]
}

fn hostile_node() -> impl Strategy<Value = Value> {
    let tag = prop_oneof![
        Just("p"),
        Just("style"),
        Just("iframe"),
        Just("textarea"),
        Just("select"),
        Just("option"),
        Just("input"),
        Just("link"),
        Just("html")
    ];
    (0_i64..7, tag, anything(), anything(), any::<bool>(), any::<bool>()).prop_map(
        |(kind, tag, id, root, shadow, host)| {
            json!({"type": kind, "tagName": tag, "id": id, "rootId": if shadow { root } else { Value::Null },
            "attributes": {"_cssText": "a{b:c}", "value": "v", "checked": true, "name": "n", "type": "radio"},
            "textContent": "t", "isShadow": shadow, "isShadowHost": host, "childNodes": []})
        },
    )
}

fn hostile_event() -> impl Strategy<Value = Value> {
    let remove =
        (anything(), anything(), any::<bool>()).prop_map(|(p, i, s)| json!({"parentId": p, "id": i, "isShadow": s}));
    let add = (anything(), anything(), anything(), hostile_node(), proptest::collection::vec(hostile_node(), 0..3))
        .prop_map(|(parent, next, previous, mut node, children)| {
            node["childNodes"] = json!(children);
            json!({"parentId": parent, "nextId": next, "previousId": previous, "node": node})
        });
    let text = (anything(), anything()).prop_map(|(id, value)| json!({"id": id, "value": value}));
    let attribute = (anything(), anything())
        .prop_map(|(id, v)| json!({"id": id, "attributes": {"style": {"margin": v, "left": "1px"}, "_cssText": "x{}", "value": v, "open": null}}));
    let lists = (
        proptest::collection::vec(remove, 0..4),
        proptest::collection::vec(add, 0..6),
        proptest::collection::vec(text, 0..3),
        proptest::collection::vec(attribute, 0..3),
    );
    let mutation =
        lists.prop_map(|(r, a, t, at)| json!({"source": 0, "removes": r, "adds": a, "texts": t, "attributes": at}));
    let other = (0_i64..18, anything(), anything(), anything()).prop_map(|(source, id, a, b)| {
        json!({"source": source, "id": id, "type": a, "text": b, "isChecked": true, "x": a, "y": b, "width": a, "positions": [a],
            "adds": [{"rule": "@media x{q{r:s}}", "index": a}], "removes": [{"index": b}], "index": [a, 0], "styleIds": [b],
            "set": {"property": "margin-left", "value": "1px"}, "styles": [{"styleId": b, "rules": [{"rule": "a{}"}]}], "ranges": [a]})
    });
    prop_oneof![4 => mutation, 1 => other]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn hostile_events_never_panic_and_never_bend_the_tree(events in proptest::collection::vec(hostile_event(), 1..14)) {
        let mut tree = page();
        for (seq, data) in (1..).zip(&events) {
            let copy = tree.clone();
            let before = shown(&copy);
            tree.apply(seq, &event(3, data));
            prop_assert_eq!(shown(&copy), before, "a clone saw a later event");
            check_links(&tree)?;
        }
        let mut again = page();
        for (seq, data) in (1..).zip(&events) {
            again.advance(seq, &event(3, data));
        }
        prop_assert_eq!(tree.digest(), again.digest());
        let mut out = String::new();
        page_json::write(&tree, &mut out).unwrap();
        prop_assert!(serde_json::from_str::<Value>(&out).is_ok());
    }
}

/// Parents, siblings and hosts agree about each other, and nothing is reached twice.
fn check_links(tree: &Tree) -> Result<(), TestCaseError> {
    let mut seen = std::collections::HashSet::new();
    let mut open: Vec<_> = tree.root().into_iter().collect();
    while let Some(node) = open.pop() {
        prop_assert!(seen.insert(node.key()), "reached twice");
        prop_assert!(seen.len() <= tree.len());
        let mut last = None;
        for child in node.children() {
            prop_assert_eq!(child.parent(), Some(node));
            prop_assert_eq!(child.prev_sibling(), last);
            last = Some(child);
            open.push(child);
        }
        prop_assert_eq!(node.last_child(), last);
        for root in [node.shadow_root(), node.content_document()].into_iter().flatten() {
            prop_assert_eq!(root.host(), Some(node));
            open.push(root);
        }
    }
    Ok(())
}

/// `#4 <select>` with options a to c (#5 to #7).
fn page_with_select() -> Tree {
    let mut tree = page();
    let option =
        |id: i64, value: &str| json!({"type": 2, "tagName": "option", "attributes": {"value": value}, "id": id});
    let select = json!({"type": 2, "tagName": "select", "attributes": {}, "id": 4});
    let put = |parent: i64, node: &Value| json!({"parentId": parent, "nextId": null, "node": node});
    let adds = [put(3, &select), put(4, &option(5, "a")), put(4, &option(6, "b")), put(4, &option(7, "c"))];
    tree.apply(1, &mutation(&[], &adds, &[], &[]));
    tree
}

#[test]
fn a_select_shows_what_a_browser_would() {
    let mut tree = page_with_select();
    let shown = |tree: &Tree| tree.get(4).unwrap().value().unwrap().into_owned();
    let choose = |text: &str| event(3, &json!({"source": 5, "id": 4, "text": text, "isChecked": false}));
    assert_eq!(shown(&tree), "a", "the first option, where none is chosen");
    tree.apply(2, &choose("b"));
    assert_eq!(shown(&tree), "b");
    tree.apply(3, &mutation(&[], &[], &[], &[json!({"id": 7, "attributes": {"selected": ""}})]));
    assert_eq!(shown(&tree), "c", "an option that becomes selected takes the choice");
    tree.apply(4, &choose("***"));
    assert_eq!((shown(&tree).as_str(), tree.get(4).unwrap().value_without_option()), ("", Some("***")));
    tree.apply(5, &mutation(&[json!({"parentId": 4, "id": 5})], &[], &[], &[]));
    assert_eq!(shown(&tree), "b", "options changed while none was chosen");
}

#[test]
fn one_radio_button_of_a_group_is_checked() {
    let mut tree = page();
    let radio = |id: i64, name: &str| {
        let attributes = json!({"type": "radio", "name": name, "checked": true});
        let node = json!({"type": 2, "tagName": "input", "attributes": attributes, "id": id});
        json!({"parentId": 3, "nextId": null, "node": node})
    };
    tree.apply(1, &mutation(&[], &[radio(4, "x"), radio(5, "x"), radio(6, "y")], &[], &[]));
    let checked = |tree: &Tree| [4, 5, 6].map(|id| tree.get(id).unwrap().checked().unwrap());
    assert_eq!(checked(&tree), [false, true, true]);
    tree.apply(2, &event(3, &json!({"source": 5, "id": 4, "text": "on", "isChecked": true})));
    assert_eq!(checked(&tree), [true, false, true]);
}

/// A page with one `<style>` (#4, its text #5), one `<link>` with a sheet (#6) and one hidden input (#7).
fn page_with_sheets() -> Tree {
    let mut tree = page();
    let node = |id, tag: &str, attributes: &Value| json!({"parentId": 3, "nextId": null, "node": {"type": 2, "tagName": tag, "attributes": attributes, "childNodes": [], "id": id}});
    let text = json!({"parentId": 4, "nextId": null, "node": {"type": 3, "textContent": "@media print { .a { top: 0 } }", "id": 5}});
    let adds = [
        node(4, "style", &json!({})),
        text,
        node(6, "link", &json!({"_cssText": ".b { left: 0 }"})),
        node(7, "input", &json!({"type": "hidden"})),
    ];
    assert_eq!(tree.apply(1, &mutation(&[], &adds, &[], &[])).anomalies, []);
    tree
}

/// rrweb: `getNestedRule` of an empty path is nothing.
#[test]
fn a_path_of_one_leads_into_no_group() {
    let mut tree = page_with_sheets();
    let edit =
        |index: Value| event(3, &json!({"source": 8, "id": 4, "adds": [{"rule": ".n { top: 1px }", "index": index}]}));
    assert_eq!(tree.apply(2, &edit(json!([0]))).anomalies.len(), 1);
    assert_eq!(tree.apply(3, &edit(json!([0, 1]))).anomalies, []);
    let rules = tree.get(4).unwrap().edited_rules().unwrap();
    assert!(rules.len() == 1 && rules[0].contains(".n"), "{rules:?}");
}

/// rrweb: `buildNodeWithSN` gives the node itself where nothing recorded differs.
#[test]
fn the_same_sheet_once_more_leaves_the_element_as_it_is() {
    let mut tree = page_with_sheets();
    let rule = event(3, &json!({"source": 8, "id": 6, "adds": [{"rule": ".n { top: 1px }", "index": 0}]}));
    tree.apply(2, &rule);
    let title = mutation(&[], &[], &[], &[json!({"id": 6, "attributes": {"title": "kept"}})]);
    tree.apply(3, &title);
    tree.apply(4, &mutation(&[], &[], &[], &[json!({"id": 6, "attributes": {"_cssText": ".b { left: 0 }"}})]));
    let link = tree.get(6).unwrap();
    assert_eq!((link.attribute("title"), link.edited_rules()), (Some("kept"), None));
    tree.apply(5, &mutation(&[], &[], &[], &[json!({"id": 6, "attributes": {"_cssText": ".c { left: 0 }"}})]));
    let link = tree.get(6).unwrap();
    assert_eq!((link.attribute("title"), link.sheet_text().as_deref()), (None, Some(".c { left: 0 }")));
}

/// HTML: `value` of a hidden input writes the attribute.
#[test]
fn what_is_put_into_a_hidden_input_is_its_attribute() {
    let mut tree = page_with_sheets();
    tree.apply(2, &event(3, &json!({"source": 5, "id": 7, "text": "token", "isChecked": false})));
    assert_eq!(tree.get(7).unwrap().attribute("value"), Some("token"));
}

#[test]
fn an_element_that_gets_the_text_it_has_keeps_its_text_node() {
    let mut tree = page();
    let text = json!({"parentId": 3, "nextId": null, "node": {"type": 3, "textContent": "same", "id": 9}});
    tree.apply(1, &mutation(&[], &[text], &[], &[]));
    let set = |value| mutation(&[], &[], &[json!({"id": 3, "value": value})], &[]);
    tree.apply(2, &set("same"));
    assert!(shown(&tree).contains("#9 text"), "{}", shown(&tree));
    tree.apply(3, &set("other"));
    assert!(!shown(&tree).contains("#9 text"), "{}", shown(&tree));
}
