use super::ids::KEYBOARD_PARENT;
use super::*;
use crate::event::NodeId;
use crate::event::mutation::Mutation;
use crate::event::node::{NodeBody, SerializedNode, Subtree};
use crate::event::reader::Reader;

fn page(wireframes: &str) -> Subtree {
    full_snapshot(&mut Reader::new(wireframes)).expect("JSON")
}

fn find(page: &Subtree, id: NodeId) -> &SerializedNode {
    page.nodes.iter().find(|node| node.id == Some(id)).unwrap_or_else(|| panic!("no node {id}"))
}

fn attribute(node: &SerializedNode, name: &str) -> Option<String> {
    let NodeBody::Element(element) = &node.body else { panic!("no element") };
    element.attributes.iter().find(|attribute| &*attribute.name == name).map(|attribute| attribute.value.to_string())
}

fn tag(node: &SerializedNode) -> &str {
    match &node.body {
        NodeBody::Element(element) => &element.tag,
        _ => "",
    }
}

/// The texts below a node, in order.
fn texts(page: &Subtree, id: NodeId) -> Vec<String> {
    let mut inside = vec![false; page.nodes.len()];
    let mut out = Vec::new();
    for (index, node) in page.nodes.iter().enumerate() {
        inside[index] = node.id == Some(id) || node.parent.is_some_and(|parent| inside[parent as usize]);
        if let (true, NodeBody::Text(text)) = (inside[index], &node.body) {
            out.push(text.to_string());
        }
    }
    out
}

fn read(data: &str) -> Option<Mutation> {
    let mut reader = Reader::new(data);
    reader.enter();
    mutation(&mut reader).expect("JSON")
}

/// A page and the number of things that were odd about it.
fn odd_page(wireframes: &str) -> (Subtree, usize) {
    let mut reader = Reader::new(wireframes);
    (full_snapshot(&mut reader).expect("JSON"), reader.take_oddities().len())
}

fn change(data: &str) -> Mutation {
    read(data).expect("a mobile mutation")
}

#[test]
fn a_screen_becomes_a_page_around_its_wireframes() {
    let page = page(
        r#"[{"id":100,"x":0,"y":0,"width":411,"height":868,"childWireframes":[
        {"id":1,"type":"status_bar","width":"100vw","height":24},
        {"id":101,"type":"text","text":"Checkout","x":16,"y":60,"width":380,"height":19,"style":{"color":"black","fontSize":14}},
        {"id":2,"type":"navigation_bar","y":840,"width":411,"height":28}]}]"#,
    );
    assert_eq!(texts(&page, 5), ["Checkout", "◀", "⚪", "⬜"].map(str::to_owned));
    assert_eq!(texts(&page, 7), ["◀", "⚪", "⬜"]);
    let around = |id| page.nodes[find(&page, id).parent.expect("a parent") as usize].id;
    assert_eq!((around(12), around(8)), (Some(11), Some(7)), "the bars are lifted out of the tree");
    let text = find(&page, 101);
    assert_eq!(attribute(text, "data-rrweb-id").as_deref(), Some("101"));
    let style = attribute(text, "style").expect("a style");
    assert_eq!(
        style,
        "color: black; width: 380px; height: 19px; position: fixed; left: 16px; top: 60px; font-size: 14px; overflow: hidden; white-space: normal;"
    );
    for node in &page.nodes[1..] {
        assert!((node.parent.expect("a parent") as usize) < page.nodes.len());
    }
}

#[test]
fn parents_stand_before_children_and_ids_are_unique() {
    let page = page(
        r#"[{"childWireframes":[{"id":20,"type":"input","inputType":"checkbox","label":"a","checked":true},
        {"id":21,"type":"input","inputType":"toggle","label":"b"},{"id":22,"type":"input","inputType":"toggle"},
        {"id":23,"type":"input","inputType":"select","value":"x","options":["w","x",3]},
        {"id":24,"type":"input","inputType":"progress","value":2.5,"max":4,"style":{"bar":"rating"}},
        {"id":25,"type":"input","inputType":"progress","style":{"bar":"circular"}},{"type":"text","text":"no id"}],"id":10000}]"#,
    );
    let mut seen = std::collections::HashSet::new();
    for (index, node) in page.nodes.iter().enumerate() {
        assert!(seen.insert(node.id), "{:?} twice", node.id);
        assert!(node.parent.is_none_or(|parent| (parent as usize) < index));
    }
    assert_eq!(texts(&page, 24), ["filled star", "filled star", "half-filled star", "empty star"]);
}

#[test]
fn every_control_shows_what_it_holds() {
    let page = page(
        r#"[
        {"id":101,"type":"input","inputType":"text","value":"***","disabled":true},
        {"id":102,"type":"input","inputType":"checkbox","checked":true,"label":"Save"},
        {"id":103,"type":"radio_group","childWireframes":[{"id":104,"type":"input","inputType":"radio","checked":false}]},
        {"id":105,"type":"input","inputType":"select","value":"b","options":["a","b"]},
        {"id":106,"type":"input","inputType":"button","value":"Pay"},
        {"id":107,"type":"input","inputType":"progress","value":3,"max":5},
        {"id":108,"type":"input","inputType":"toggle","checked":true,"label":"On"}]"#,
    );
    let is = |id, name: &str| attribute(find(&page, id), name);
    assert_eq!((is(101, "value").as_deref(), is(101, "disabled").as_deref()), (Some("***"), Some("")));
    assert_eq!((is(102, "type").as_deref(), is(102, "checked").as_deref()), (Some("checkbox"), Some("")));
    assert_eq!((is(104, "name").as_deref(), is(104, "checked")), (Some("radio_group_103"), None));
    assert_eq!((is(105, "value").as_deref(), texts(&page, 105)), (Some("b"), vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(texts(&page, 106), ["Pay"]);
    assert_eq!((is(107, "value").as_deref(), is(107, "max").as_deref()), (Some("3"), Some("5")));
    assert_eq!(is(108, "aria-checked").as_deref(), Some("true"));
    assert!(page.nodes.iter().any(|node| matches!(&node.body, NodeBody::Text(text) if &**text == "Save")));
    assert_eq!(tag(&page.nodes[find(&page, 102).parent.expect("a label") as usize]), "label");
}

#[test]
fn pictures_become_data_urls_and_missing_ones_placeholders() {
    let page = page(
        r#"[{"id":101,"type":"image","base64":"iVBO\nRw0K","width":64,"height":64},
        {"id":102,"type":"image","width":64,"height":64},{"id":103,"type":"web_view","url":"https://help.example/"},
        {"id":104,"type":"placeholder","label":"map"},{"id":9,"type":"screenshot","base64":"data:image/jpeg;base64,/9j","width":411,"height":868}]"#,
    );
    assert_eq!(attribute(find(&page, 101), "src").as_deref(), Some("data:image/png;base64,iVBORw0K"));
    assert_eq!(texts(&page, 102), ["image"]);
    assert_eq!(texts(&page, 103), ["https://help.example/"]);
    assert_eq!(texts(&page, 104), ["map"]);
    let picture = find(&page, 9);
    assert_eq!(tag(picture), "img", "a recorded id wins over a fixed one");
    assert_eq!(attribute(picture, "src").as_deref(), Some("data:image/jpeg;base64,/9j"));
    assert_eq!(attribute(picture, SCREENSHOT).as_deref(), Some("true"));
}

#[test]
fn an_update_takes_the_wireframe_out_and_puts_it_in_again() {
    let change = change(
        r#"{"source":0,"updates":[{"parentId":100,"wireframe":{"id":101,"type":"text","text":"2 items"}}],"removes":[{"parentId":100,"id":107}]}"#,
    );
    let removed: Vec<_> = change.removes.iter().map(|remove| (remove.parent_id, remove.id)).collect();
    assert_eq!(removed, [(Some(100), Some(107)), (Some(100), Some(101))]);
    let before = page(r#"[{"id":101,"type":"text","text":"1 item"}]"#);
    let text = before.nodes.iter().find(|node| matches!(&node.body, NodeBody::Text(text) if &**text == "1 item"));
    assert_eq!(change.adds[1].node.nodes[0].id, text.and_then(|node| node.id), "the text node keeps its id");
    assert_eq!(change.adds[1].parent_id, Some(101));
}

#[test]
fn a_node_recorded_several_times_is_added_once_with_its_last_content() {
    let change = change(
        r#"{"source":0,"adds":[
        {"parentId":50,"wireframe":{"id":60,"childWireframes":[{"id":61,"type":"text","text":"old"},{"id":62,"type":"text","text":"b"}]}},
        {"parentId":60,"wireframe":{"id":61,"type":"text","text":"new"}}]}"#,
    );
    let ids: Vec<_> =
        change.adds.iter().filter_map(|add| add.node.nodes[0].id).filter(|id| !is_synthetic(*id)).collect();
    assert_eq!(ids, [60, 61, 62]);
    let text = change.adds.iter().find(|add| add.parent_id == Some(61)).expect("the text");
    assert!(matches!(&text.node.nodes[0].body, NodeBody::Text(text) if &**text == "new"));
}

#[test]
fn a_screenshot_hangs_under_the_body_whatever_parent_it_names() {
    let change = change(
        r#"{"source":0,"updates":[{"parentId":0,"wireframe":{"id":9,"type":"screenshot","base64":"AA","width":411,"height":868}}]}"#,
    );
    assert_eq!((change.removes[0].parent_id, change.adds[0].parent_id), (Some(BODY), Some(BODY)));
    assert_eq!(screenshot_in(&change), Some((411.0, 868.0)));
}

#[test]
fn the_keyboard_comes_and_goes() {
    let open = keyboard(r#"{"open":true,"height":300}"#);
    assert_eq!(open.adds[0].parent_id, Some(KEYBOARD_PARENT));
    assert_eq!(open.adds[0].node.nodes[0].id, Some(KEYBOARD));
    assert!(attribute(&open.adds[0].node.nodes[0], "style").expect("a style").contains("height: 300px"));
    let closed = keyboard(r#"{"open":false}"#);
    assert!(closed.adds.is_empty());
    assert_eq!(closed.removes[0].id, Some(KEYBOARD));
}

#[test]
fn a_web_mutation_is_none_of_ours() {
    assert!(read(r#"{"source":0,"adds":[{"parentId":1,"node":{"type":3,"textContent":"\"wireframe\""}}]}"#).is_none());
    assert!(read(r#"{"source":0,"adds":[],"attributes":[{"id":1,"attributes":{"wireframe":"x"}}]}"#).is_none());
}

#[test]
fn hostile_wireframes_cost_only_themselves() {
    let wrong = page(
        r#"[7,null,"x",{"id":"a","width":"wide","style":[1],"childWireframes":5,"options":{},"type":["x"]},
        {"id":30,"type":"text","text":{"a":1}},{"id":31,"type":"hologram"},{"id":32,"type":"input","inputType":"progress",
        "value":-1e300,"max":1e300,"style":{"bar":"rating","color":"red;position:static"}}]"#,
    );
    find(&wrong, 30);
    assert_eq!(tag(find(&wrong, 31)), "div");
    assert_eq!(texts(&wrong, 32).len(), 100);
    assert!(!wrong.nodes.iter().any(|node| matches!(&node.body, NodeBody::Element(element)
        if element.attributes.iter().any(|attribute| attribute.value.contains("static")))));

    let deep = format!("{}{}{}", r#"[{"childWireframes":"#.repeat(50_000), "[]", "}]".repeat(50_000));
    assert!(odd_page(&deep).0.nodes.len() > 50_000, "depth costs no stack");

    let many = format!("[{}]", vec!["{}"; 200_000].join(","));
    let (page, odd) = odd_page(&many);
    assert!(page.nodes.len() < 140_000 && odd > 0, "{} {odd}", page.nodes.len());
}
