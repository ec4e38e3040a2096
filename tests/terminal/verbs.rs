//! The verbs that print, on a terminal: colour, width, the pager.

use super::pty::Pty;

const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/checkout.export.json");

fn printed(args: &[&str], size: (u16, u16), variables: &[(&str, &str)]) -> String {
    let mut pty = Pty::run(args, size, variables);
    assert_eq!(pty.status(), 0, "{}", pty.text());
    String::from_utf8(pty.raw()).unwrap().replace("\r\n", "\n").replace(env!("CARGO_MANIFEST_DIR"), "…")
}

#[test]
fn text_is_coloured_and_goes_on_under_itself() {
    let one = ["console", CHECKOUT, "--level", "error", "--limit", "1"];
    insta::assert_snapshot!(printed(&one, (64, 24), &[("NO_COLOR", "1")]));
    assert!(printed(&one, (64, 24), &[]).contains("\u{1b}[31merror"));
    assert!(printed(&["console", CHECKOUT, "--json", "--limit", "1"], (64, 24), &[]).contains("\"level\""));
}

#[test]
fn what_does_not_fit_goes_through_the_pager_and_what_fits_does_not() {
    let (long, short) = (["events", CHECKOUT], ["events", CHECKOUT, "--limit", "3"]);
    let marking = ("SCRUBJAY_PAGER", "sed s/^/>_/");
    let marked = |text: &str| text.contains(">_");
    assert!(marked(&printed(&long, (120, 10), &[marking])));
    assert!(!marked(&printed(&short, (120, 10), &[marking])));
    assert!(!marked(&printed(&[&long[..], &["--no-pager"]].concat(), (120, 10), &[marking])));
    assert!(!marked(&printed(&[&long[..], &["--json"]].concat(), (120, 10), &[marking])));
    assert!(!marked(&printed(&long, (120, 10), &[("SCRUBJAY_PAGER", ""), ("PAGER", "sed s/^/>_/")])));
    assert!(!printed(&long, (120, 10), &[("PAGER", "no-such-program-anywhere")]).is_empty());
}

#[test]
fn a_pager_that_is_left_early_ends_us_quietly() {
    let seen = printed(&["events", CHECKOUT], (120, 10), &[("PAGER", "head -n 2"), ("NO_COLOR", "1")]);
    assert_eq!(seen.lines().count(), 2, "{seen}");
}
