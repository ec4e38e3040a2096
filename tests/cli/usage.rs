//! Wrong usage: exit status 2, one clear sentence, what would be right.

use super::{checkout, failure, run};

#[test]
fn mistakes_are_named_and_the_right_choices_told() {
    let file = checkout();
    let mistakes: [&[&str]; 12] = [
        &["dom", &file, "--at", "12x"],
        &["events", &file, "--kind", "clicks"],
        &["events", &file, "--window", "9"],
        &["console", &file, "--level", "fatal"],
        &["dom", &file, "--at", "#99999"],
        &["network", &file, "--slow", "quick"],
        &["events", &file, "--grep", "click staus>=500"],
        &["console", &file, "--grep", "level:fatal"],
        &["network", &file, "--grep", "-url~("],
        &["ls", &file, "--grep", "status:500"],
        &["inf", "--frobnicate"],
        &[&file, "info"],
    ];
    let said: Vec<String> = mistakes.iter().map(|args| failure(args)).collect();
    assert!(said.iter().all(|said| said.starts_with("2: ")), "{said:#?}");
    insta::assert_snapshot!(said.join("\n---\n"));
}

#[test]
fn without_arguments_the_help_is_shown() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(super::text(&output.stderr).contains("Usage: scrubjay"));
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    assert!(!super::stdout(&["info", &file()]).contains('\u{1b}'));
    assert!(super::stdout(&["info", &file(), "--color", "always"]).contains("\u{1b}["));
}

fn file() -> String {
    checkout()
}
