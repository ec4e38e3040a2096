use super::*;
use crate::event::Event;

#[test]
fn a_page_reads_as_it_looks() {
    let text = |id: i64, text: &str| format!(r#"{{"type":3,"id":{id},"textContent":"{text}"}}"#);
    let element = |id: i64, tag: &str, attributes: &str, children: &str| {
        format!(r#"{{"type":2,"id":{id},"tagName":"{tag}","attributes":{{{attributes}}},"childNodes":[{children}]}}"#)
    };
    let list = [10, 12].map(|id| element(id, "li", "", &text(id + 1, "  one\\n  more "))).join(",");
    let body = [
        element(4, "h1", "", &text(5, "Cart")),
        element(6, "p", r#""hidden":"""#, &text(7, "secret")),
        element(9, "ul", "", &list),
        element(14, "input", r#""type":"checkbox","checked":true"#, ""),
        element(15, "input", r#""value":"ann""#, ""),
    ];
    let html = element(3, "html", "", &element(8, "body", "", &body.join(",")));
    let event = format!(r#"{{"type":2,"timestamp":1,"data":{{"node":{{"type":0,"id":1,"childNodes":[{html}]}}}}}}"#);
    let mut tree = Tree::new();
    tree.apply(0, &Event::parse(event.as_bytes()).unwrap());
    let mut out = String::new();
    write(&tree, &mut out).unwrap();
    assert_eq!(out, "# Cart\n\n- one more\n- one more\n\n[x] [ann]\n");
    assert!(Needle::new("one  more").unwrap().is_on(&tree));
    assert!(!Needle::new("secret").unwrap().is_on(&tree) && Needle::new(" \n").is_none());
}
