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

/// Each `scrubjay VERB …` of a verb's help, on a recording that has what it asks for.
#[test]
fn the_examples_of_the_help_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(super::checkout(), folder.path().join("session.json")).unwrap();
    let mut ran = 0;
    for verb in ["info", "events", "console", "network", "dom", "diff", "node", "when", "verify", "ls"] {
        let help = stdout(&[verb, "--help"]);
        let examples = help.lines().filter_map(|line| line.strip_prefix("  scrubjay "));
        for example in examples {
            // What it is for stands behind a gap.
            let command = example.split("   ").next().unwrap();
            let quoted = command.split('\'').enumerate();
            let args =
                quoted.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
            let run =
                assert_cmd::cargo::cargo_bin_cmd!("scrubjay").args(args).current_dir(folder.path()).output().unwrap();
            assert!(run.status.success() && !run.stdout.is_empty(), "{command}: {}", super::text(&run.stderr));
            ran += 1;
        }
    }
    assert!(ran > 25, "{ran}");
}

#[test]
fn completions_know_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&["completions", shell]);
        for verb in VERBS {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
        // Where the shell is at hand, it can read its script.
        let shell = std::process::Command::new(shell).arg("-n").stdin(std::process::Stdio::piped()).spawn();
        if let Ok(mut shell) = shell {
            use std::io::Write as _;
            shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
            assert!(shell.wait().unwrap().success(), "{shell:?}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_every_verb() {
    let manual = stdout(&["man"]);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(stdout(&["man", "--dir", folder.path().to_str().unwrap()]), "");
    let page = |name: &str| std::fs::read_to_string(folder.path().join(format!("{name}.1"))).unwrap();
    let mut all = page("scrubjay");
    assert!(all.contains("SCRUBJAY_PAGER") && all.contains("XDG_CONFIG_HOME"));
    for verb in VERBS {
        let own = stdout(&["man", verb]);
        assert!(own.contains(&format!("scrubjay\\-{verb}")), "{verb}");
        assert_eq!(own, page(&format!("scrubjay-{verb}")));
        all.push_str(&own);
    }
    assert_eq!(manual, all);
    assert!(super::failure(&["man", "evnts"]).contains("did you mean events?"));
}
