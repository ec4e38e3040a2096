//! The short way against the general one.

use super::super::{edited_in_general, known, shorthand};
use super::*;
use proptest::prelude::*;

fn change(property: &str, value: Option<&str>, important: bool) -> StyleChange {
    StyleChange { property: property.into(), value: value.map(Into::into), important }
}

#[test]
fn what_scripts_set_most_goes_the_short_way() {
    let after = |text: &str, property, value| {
        edited(text, &[change(property, value, false)]).ok().expect("all of it is plain").unwrap_or_default()
    };
    assert_eq!(
        after("transform: translateY(84px);height:42px", "transform", Some("translateY(126px)")),
        "transform: translateY(126px); height: 42px;"
    );
    assert_eq!(after("", "opacity", Some("0")), "opacity: 0;");
    assert_eq!(after("top: 0px; left: 5.5%;", "right", Some("auto")), "top: 0px; left: 5.5%; right: auto;");
    assert_eq!(after("--a: b; color: rgb(0, 0, 0);", "color", None), "--a: b;");
    assert_eq!(after("display: none;", "display", Some("none")), "", "nothing changed");
}

#[test]
fn no_property_of_the_short_way_has_a_say_in_another() {
    for name in shorthand::all().chain(known::all()) {
        let Some(plain) = property(name) else { continue };
        assert!(known::is_property(name) && !shorthand::is_opaque(name) && shorthand::longhands(name).is_empty());
        let whole = plain.part_of.map(|of| format!("{of:?}").to_lowercase());
        assert_eq!(shorthand::candidates(name), whole.as_slice(), "{name}");
    }
}

const PROPERTIES: &[&str] = &[
    "width",
    "height",
    "max-width",
    "top",
    "right",
    "bottom",
    "left",
    "margin-top",
    "margin-right",
    "margin-bottom",
    "margin-left",
    "padding-left",
    "padding-top",
    "padding-right",
    "padding-bottom",
    "overflow-x",
    "overflow-y",
    "color",
    "background-color",
    "opacity",
    "z-index",
    "order",
    "display",
    "position",
    "white-space",
    "transform",
    "transform-origin",
    "translate",
    "font-size",
    "font-family",
    "line-height",
    "transition-property",
    "box-shadow",
    "animation-name",
    "will-change",
    "contain",
    "user-select",
    "zoom",
    "clip-path",
    "--a",
    "--A_b",
    "--",
    "margin",
    "inset",
    "overflow",
    "font",
    "background",
    "transition",
    "border-top",
    "flex",
    "Width",
    "-webkit-transform",
    "bogus",
    "",
    "!",
    "/*",
];

const VALUES: &[&str] = &[
    "0",
    "-0",
    "0px",
    "00",
    "0.0",
    "1",
    "1.",
    ".5",
    "-.5",
    "-1.5",
    "42px",
    "7Px",
    "50%",
    "1e3px",
    "1e",
    "3furlongs",
    "99999999999999999",
    "9999999999999999999999",
    "nan",
    "inf",
    "auto",
    "none",
    "inherit",
    "INHERIT",
    "red",
    "Red",
    "transparent",
    "notacolour",
    "#fff",
    "#a",
    "rgb(0, 0, 0)",
    "rgb(0,0,0)",
    "rgba(1, 2, 3, .5)",
    "translateY(0)",
    "translateY(10px)",
    "TRANSLATE(0, 1px)",
    "translate(0px, 1px)",
    "scale(0)",
    "scale( 1 )",
    "matrix(1, 0, 0, 1, 0, 0)",
    "calc(100% - 4px)",
    "calc(1px + (2px))",
    "var(--x)",
    "var()",
    "env(a)",
    "url(a b)",
    "url(x)",
    "-ms-flexbox",
    "-moz-box",
    "fit-content",
    "block",
    "a",
    "a,",
    "0,",
    "\"q\"",
    "'",
    "(",
    ")",
    "\\",
    "{",
    "}",
    "!important",
    "! important",
    "/*",
    "*/",
    ";",
    ":",
    "\n",
    "\t",
    "\u{a0}",
    "é",
    "",
];

const SIDES: &[&str] = &[
    "top",
    "right",
    "bottom",
    "left",
    "overflow-x",
    "overflow-y",
    "margin-top",
    "margin-right",
    "margin-bottom",
    "margin-left",
];

const LENGTHS: &[&str] = &["auto", "1px", "2px", "scroll"];

/// Values of one to three pieces, now and then anything at all.
fn value() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(VALUES), 1..4);
    let joined = (pieces, prop::sample::select(&[" ", ", ", ",", "  ", ""][..]))
        .prop_map(|(pieces, between)| pieces.join(between));
    prop_oneof![4 => prop::sample::select(VALUES).prop_map(str::to_owned), 3 => joined, 1 => "[ -~\\n]{0,10}"]
}

fn property_name() -> impl Strategy<Value = String> {
    prop_oneof![20 => prop::sample::select(PROPERTIES).prop_map(str::to_owned), 1 => "[ -~]{0,6}"]
}

fn text() -> impl Strategy<Value = String> {
    let space = || prop::sample::select(&["", " ", " ", "\n", " /* c */ "][..]);
    let one = (property_name(), space(), value(), prop::sample::select(&[";", "; ", ";", " ;;", ""][..]))
        .prop_map(|(property, space, value, end)| format!("{property}:{space}{value}{end}"));
    prop::collection::vec(one, 0..5).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn the_short_way_says_what_the_general_way_says(
        text in text(),
        changes in prop::collection::vec((property_name(), prop::option::weighted(0.8, value()), prop::bool::weighted(0.1)), 0..4),
    ) {
        let changes: Vec<StyleChange> =
            changes.iter().map(|(property, value, important)| change(property, value.as_deref(), *important)).collect();
        if let Ok(short) = edited(&text, &changes) {
            prop_assert_eq!(short, edited_in_general(&text, &changes));
        }
    }

    #[test]
    fn sides_in_any_number_and_twice_too(
        text in prop::collection::vec((prop::sample::select(SIDES), prop::sample::select(LENGTHS)), 0..7),
        changes in prop::collection::vec((prop::sample::select(SIDES), prop::sample::select(LENGTHS)), 0..3),
    ) {
        let text = text.iter().map(|(property, value)| format!("{property}: {value}")).collect::<Vec<_>>().join(";");
        let changes: Vec<StyleChange> =
            changes.iter().map(|(property, value)| change(property, Some(value), false)).collect();
        if let Ok(short) = edited(&text, &changes) {
            prop_assert_eq!(short, edited_in_general(&text, &changes));
        }
    }

    #[test]
    fn one_declaration_too(property in property_name(), old in value(), new in value()) {
        let (text, changes) = (format!("{property}: {old}"), [change(&property, Some(&new), false)]);
        if let Ok(short) = edited(&text, &changes) {
            prop_assert_eq!(short, edited_in_general(&text, &changes));
        }
    }
}
