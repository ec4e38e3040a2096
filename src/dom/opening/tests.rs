use super::*;
use crate::event::Event;

/// The page after these events' `type` and `data`, a second apart.
fn play(events: &[&str]) -> Tree {
    let mut tree = Tree::new();
    for (seq, event) in (0..).zip(events) {
        let json = format!("{{{event},\"timestamp\":{}}}", 1000 * (seq + 1));
        tree.apply(seq, &Event::parse(json.as_bytes()).expect("an event"));
    }
    tree
}

/// The page that an opening makes, and its events.
fn opened(tree: &Tree) -> (Tree, Vec<Value>) {
    let opening = opening(tree, Time(99_000_000));
    assert_eq!(opening.unlike, None);
    let mut made = Tree::new();
    for event in &opening.events {
        made.apply(0, &Event::parse(event.as_bytes()).expect("an event"));
    }
    (made, opening.events.iter().map(|event| serde_json::from_str(event).expect("JSON")).collect())
}

fn outline(tree: &Tree) -> String {
    let mut text = String::new();
    outline::write(tree, &mut text).expect("a String takes all");
    text
}

const FORM: &str = r#""type":2,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","id":2,"attributes":{},"childNodes":[
    {"type":2,"tagName":"input","id":3,"attributes":{"type":"text"},"childNodes":[]},
    {"type":2,"tagName":"input","id":4,"attributes":{"type":"radio","name":"r","value":"a","checked":true},"childNodes":[]},
    {"type":2,"tagName":"input","id":5,"attributes":{"type":"radio","name":"r","value":"b"},"childNodes":[]},
    {"type":2,"tagName":"select","id":6,"attributes":{},"childNodes":[
        {"type":2,"tagName":"option","id":7,"attributes":{"value":"x","selected":true},"childNodes":[]},
        {"type":2,"tagName":"option","id":8,"attributes":{"value":"y"},"childNodes":[]}]},
    {"type":2,"tagName":"textarea","id":9,"attributes":{"value":"first"},"childNodes":[]},
    {"type":2,"tagName":"div","id":10,"attributes":{},"childNodes":[]}]}]},"initialOffset":{"left":0,"top":0}}"#;
const META: &str = r#""type":4,"data":{"href":"http://a.test/","width":800,"height":600}"#;

#[test]
fn values_checks_choices_and_scrolling_are_in_the_snapshot_and_stay_live() {
    let tree = play(&[
        META,
        FORM,
        r#""type":3,"data":{"source":5,"id":3,"text":"ann","isChecked":false}"#,
        r#""type":3,"data":{"source":5,"id":5,"text":"b","isChecked":true}"#,
        r#""type":3,"data":{"source":5,"id":6,"text":"y","isChecked":false}"#,
        r#""type":3,"data":{"source":5,"id":9,"text":"second","isChecked":false}"#,
        r#""type":3,"data":{"source":3,"id":10,"x":0,"y":120}"#,
        r#""type":3,"data":{"source":3,"id":1,"x":0,"y":40}"#,
    ]);
    let (made, events) = opened(&tree);
    assert_eq!(outline(&made), outline(&tree));
    assert_eq!(made.digest(), tree.digest());
    assert!(events.iter().all(|event| event["synthetic"] == true && event["timestamp"] == 99_000));
    let snapshot = events[1]["data"].to_string();
    for part in [r#""value":"ann""#, r#""value":"second""#, r#""rr_scrollTop":120"#, r#""top":40"#] {
        assert!(snapshot.contains(part), "{part} is not in {snapshot}");
    }
    // What a page does to an attribute later does not show through what somebody typed or checked.
    let later = r#"{"type":3,"data":{"source":0,"texts":[],"removes":[],"adds":[],"attributes":[
        {"id":3,"attributes":{"value":"bob"}},{"id":4,"attributes":{"checked":""}}]},"timestamp":100000}"#;
    let later = Event::parse(later.as_bytes()).expect("an event");
    let [mut tree, mut made] = [tree, made];
    tree.apply(9, &later);
    made.apply(9, &later);
    assert_eq!(outline(&made), outline(&tree));
}

#[test]
fn frames_shadow_roots_and_sheets_are_built_too() {
    let tree = play(&[
        META,
        r#""type":2,"data":{"node":{"type":0,"id":1,"compatMode":"BackCompat","childNodes":[{"type":2,"tagName":"html","id":2,"attributes":{},"childNodes":[
            {"type":2,"tagName":"style","id":3,"attributes":{"_cssText":"a { b: c; }"},"childNodes":[]},
            {"type":2,"tagName":"x-a","id":4,"attributes":{},"isShadowHost":true,"isCustom":true,"childNodes":[
                {"type":2,"tagName":"p","id":5,"attributes":{},"isShadow":true,"childNodes":[{"type":3,"textContent":"in","id":6}]}]},
            {"type":2,"tagName":"iframe","id":7,"attributes":{},"childNodes":[]}]}]}}"#,
        r#""type":3,"data":{"source":0,"texts":[],"attributes":[],"removes":[],"isAttachIframe":true,"adds":[{"parentId":7,"nextId":null,"node":{"type":0,"id":20,"childNodes":[
            {"type":2,"tagName":"html","id":21,"rootId":20,"attributes":{},"childNodes":[{"type":3,"textContent":"framed","id":22,"rootId":20}]}]}}]}"#,
        r#""type":3,"data":{"source":8,"id":3,"adds":[{"rule":"d { e: f; }","index":1}]}"#,
        r#""type":3,"data":{"source":15,"id":4,"styles":[{"styleId":1,"rules":[{"rule":"p { g: h; }","index":0}]}],"styleIds":[1]}"#,
        r#""type":3,"data":{"source":14,"ranges":[{"start":6,"startOffset":0,"end":6,"endOffset":2}]}"#,
        r#""type":3,"data":{"source":2,"type":5,"id":7}"#,
        r#""type":3,"data":{"source":1,"positions":[{"x":1.5,"y":2,"id":5,"timeOffset":0}]}"#,
    ]);
    let (made, events) = opened(&tree);
    assert_eq!(made.digest(), tree.digest(), "{}\n{}", outline(&made), outline(&tree));
    let frame = events.iter().find(|event| event["data"]["isAttachIframe"] == true).expect("the frame's document");
    assert_eq!(frame["data"]["adds"][0]["node"]["childNodes"][0]["rootId"], 20);
}

#[test]
fn media_play_on_from_where_they_are() {
    let tree = play(&[
        META,
        r#""type":2,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"video","id":2,"attributes":{},"childNodes":[]}]}}"#,
        r#""type":3,"data":{"source":7,"type":0,"id":2,"currentTime":2,"volume":0.5,"muted":true,"loop":false,"playbackRate":2}"#,
    ]);
    let (made, events) = opened(&tree);
    let media = made.get(2).and_then(Node::media).expect("a video");
    // It began at 3 s, and the opening is at 99 s.
    assert!(media.playing && media.at == Time(99_000_000), "{media:?}");
    assert!((media.current_time - (2.0 + 96.0 * 2.0)).abs() < 1e-9, "{media:?}");
    let video = &events[1]["data"]["node"]["childNodes"][0];
    assert_eq!(
        (&video["attributes"]["rr_mediaState"], &video["attributes"]["rr_mediaVolume"]),
        (&json!("played"), &json!(0.5))
    );
    assert!(made.get(2).and_then(|video| video.attribute("rr_mediaState")).is_none(), "the page has no such attribute");
}

#[test]
fn nothing_opens_with_nothing() {
    assert!(opening(&Tree::new(), Time(0)).events.is_empty());
    let (made, events) = opened(&play(&[META]));
    assert_eq!((made.href(), events.len()), (Some("http://a.test/"), 1));
}
