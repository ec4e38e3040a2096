//! What is derived from the command line's types.

use super::stdout;

const VERBS: &[&str] = &[
    "info",
    "events",
    "console",
    "tail",
    "network",
    "dom",
    "diff",
    "node",
    "when",
    "signals",
    "why",
    "verify",
    "export",
    "pack",
    "ls",
    "mcp",
    "skill",
    "schema",
    "completions",
    "man",
];

#[test]
fn help_is_as_reviewed() {
    insta::assert_snapshot!(stdout(&["--help"]));
    for verb in VERBS {
        insta::assert_snapshot!(format!("help_of_{verb}"), stdout(&[verb, "--help"]));
    }
}

#[test]
fn completions_know_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&["completions", shell]);
        for verb in VERBS {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_every_verb() {
    let manual = stdout(&["man"]);
    for verb in VERBS {
        assert!(manual.contains(&format!("scrubjay\\-{verb}")), "{verb}");
    }
}
