use super::css::{inert, raw};
use super::*;
use crate::event::Event;

fn page(body: &str) -> String {
    page_after(body, &[])
}

fn page_after(body: &str, events: &[&str]) -> String {
    let event = format!(
        r#"{{"type":2,"timestamp":1,"data":{{"initialOffset":{{"top":0,"left":0}},"node":{{"type":0,"id":1,"childNodes":[
        {{"type":1,"id":2,"name":"html","publicId":"","systemId":""}},
        {{"type":2,"id":3,"tagName":"html","attributes":{{}},"childNodes":[
        {{"type":2,"id":4,"tagName":"body","attributes":{{}},"childNodes":[{body}]}}]}}]}}}}}}"#
    );
    let mut tree = Tree::new();
    for event in std::iter::once(&*event).chain(events.iter().copied()) {
        tree.apply(0, &Event::parse(event.as_bytes()).unwrap());
    }
    let mut out = String::new();
    write(&tree, &mut out).unwrap();
    out
}

#[test]
fn nothing_in_it_runs_or_fetches() {
    let html = page(
        r#"{"type":2,"id":5,"tagName":"script","attributes":{"src":"https://x.test/a.js"},"childNodes":[]},
        {"type":2,"id":6,"tagName":"img","attributes":{"src":"https://x.test/i.png","onerror":"alert(1)"},"childNodes":[]},
        {"type":2,"id":7,"tagName":"a","attributes":{"href":"javascript:alert(1)"},"childNodes":[]},
        {"type":2,"id":8,"tagName":"iframe","attributes":{"srcdoc":"<script>1</script>"},"childNodes":[]},
        {"type":2,"id":9,"tagName":"b\"><script>","attributes":{"x><script>":"1","title":"\"><script>"},"childNodes":[
        {"type":3,"id":10,"textContent":"</b><script>alert(1)</script>"}]},
        {"type":2,"id":11,"tagName":"style","attributes":{},"childNodes":[
        {"type":3,"id":12,"isStyle":true,"textContent":"a{content:'</style><script>';background:url(https://x.test/b.png)}"}]}"#,
    );
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains(" src=\"http") && !html.contains("url(https:") && !html.contains(" onerror"), "{html}");
    assert!(html.contains("data-recorded-src=\"https://x.test/i.png\""), "{html}");
    assert!(!html.contains(" href=\"javascript"), "{html}");
    assert_eq!(html.matches("</style>").count(), 1, "{html}");
}

#[test]
fn sheets_keep_everything_but_addresses_that_lead_out() {
    assert_eq!(inert("a{color:red}"), "a{color:red}");
    assert_eq!(inert("a{background:url(data:image/png;base64,AA==)}"), "a{background:url(data:image/png;base64,AA==)}");
    assert_eq!(inert("a{fill:url(#g)}"), "a{fill:url(#g)}");
    assert_eq!(inert("a{background:URL( 'https://x.test/a)b' ) red}"), "a{background:url(\"data:,\") red}");
    assert_eq!(inert("@import url(https://x.test/a.css) screen;b{}"), "b{}");
    assert_eq!(inert("a{content:'url(https://x.test)'}"), "a{content:'url(https://x.test)'}");
    assert!(!inert("a{background:u\\72l(https://x.test/a)}").contains("url("));
    assert_eq!(raw("a{content:'</style>'}"), "a{content:'<\\/style>'}");
}

#[test]
fn what_was_scrolled_opens_there() {
    let html = page(
        r#"{"type":2,"id":5,"tagName":"div","attributes":{"rr_scrollTop":120},"childNodes":[]},
        {"type":2,"id":6,"tagName":"x-list","attributes":{},"isShadowHost":true,"childNodes":[
        {"type":2,"id":7,"tagName":"ul","attributes":{"rr_scrollLeft":7.5},"isShadow":true,"childNodes":[]}]}"#,
    );
    let light = r#"[data-recorded-scroll="0,120"]::before{left:0px!important;top:120px!important}</style>"#;
    let shadow = r#"[data-recorded-scroll="7.5,0"]::before{left:7.5px!important;top:0px!important}</style>"#;
    let (head, root) = html.split_once("<template shadowrootmode").unwrap();
    assert!(head.contains(light) && !head.contains(shadow), "{html}");
    assert!(root.contains(shadow) && root.contains(r#"<ul data-recorded-scroll="7.5,0">"#), "{html}");
    assert!(!page("").contains("<style"), "{}", page(""));
}

#[test]
fn a_canvas_shows_its_last_frame() {
    let canvas = r#"{"type":2,"id":5,"tagName":"canvas","attributes":{"rr_dataURL":"data:image/png;base64,QQ=="},"childNodes":[]}"#;
    let frame = |base64: &str| {
        format!(
            r#"{{"type":3,"timestamp":2,"data":{{"source":9,"id":5,"type":0,"commands":[{{"property":"clearRect","args":[0,0,1,1]}},
            {{"property":"drawImage","args":[{{"rr_type":"ImageBitmap","args":[{{"rr_type":"Blob","data":[
            {{"rr_type":"ArrayBuffer","base64":"{base64}"}}],"type":"image/webp"}}]}},0,0,1,1]}}]}}}}"#
        )
    };
    assert!(page(canvas).contains("data:image/png;base64,QQ=="));
    let html = page_after(canvas, &[&frame("Qg=="), &frame("Qw==")]);
    assert!(html.contains("data:image/webp;base64,Qw==") && !html.contains("QQ=="), "{html}");
    assert!(page_after(canvas, &[&frame(") url(https://x.test")]).contains("QQ=="));
}
