//! Inline style as Chromium edits it.

use super::{edited, parse, serialise, with_property};
use crate::event::mutation::StyleChange;

/// What Chromium makes of a style attribute when properties are set one by one; `-` removes one.
fn after(text: &str, changes: &[(&str, &str)]) -> Option<String> {
    let changes: Vec<StyleChange> = changes
        .iter()
        .map(|(property, value)| StyleChange {
            property: (*property).into(),
            value: (*value != "-").then(|| (*value).into()),
            important: false,
        })
        .collect();
    edited(Some(text), &changes)
}

#[test]
fn longhands_change_the_shorthand_they_belong_to() {
    let style = |text, changes: &[(&str, &str)]| after(text, changes).unwrap();
    assert_eq!(style("color: red; margin: 1px", &[("margin-top", "4px")]), "color: red; margin: 4px 1px 1px;");
    assert_eq!(style("padding: 1px 2px", &[("padding-left", "9px")]), "padding: 1px 2px 1px 9px;");
    assert_eq!(style("color: red; margin: 1px", &[("margin", "-")]), "color: red;");
    assert_eq!(style("top: 0; left: 0", &[("right", "1px"), ("bottom", "2px")]), "inset: 0px 1px 2px 0px;");
    assert_eq!(style("border: 1px solid #fff", &[("border-top-width", "2px")]), {
        "border-width: 2px 1px 1px; border-style: solid; border-color: rgb(255, 255, 255);"
    });
    assert_eq!(style("flex: 1", &[("flex-grow", "2")]), "flex: 2 1 0%;");
    assert_eq!(style("background-color: red", &[("background", "blue")]), "background: blue;");
}

#[test]
fn what_a_browser_would_not_take_changes_nothing() {
    assert_eq!(after("color: red", &[("bogus", "zzz"), ("color", "notacolor("), ("width", "Npx")]), None);
    assert_eq!(after("color: red", &[("color", "red")]), None);
    assert_eq!(after("color: red", &[("color", "blue !important")]), None);
    assert_eq!(after("color: red", &[("left", "-")]), None);
}

#[test]
fn names_and_priorities_are_kept() {
    assert_eq!(
        after("", &[("--Foo", "bar"), ("-webkit-line-clamp", "2")]).unwrap(),
        "--Foo: bar; -webkit-line-clamp: 2;"
    );
    assert_eq!(with_property("color: red", "color", Some("green"), true).unwrap(), "color: green !important;");
    assert_eq!(serialise(&parse("color: red !important; color: blue")), "color: red !important;");
}

#[test]
fn many_declarations_are_found_as_few_are() {
    let text = (0..200).map(|n| format!("--a{n}: {n}")).collect::<Vec<_>>().join(";");
    let style = after(&text, &[("--a7", "x"), ("--a8", "-"), ("color", "red")]).unwrap();
    assert!(style.contains("--a7: x;") && !style.contains("--a8:") && style.ends_with("color: red;"));
    assert_eq!(parse(&style).len(), 200);
}
