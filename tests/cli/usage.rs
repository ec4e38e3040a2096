//! Wrong usage: exit status 2, one clear sentence, what would be right.

use super::{checkout, failure, run};

/// Each mistake that can be made on a command line, with the words of the place it is in. What is said is reviewed; that it
/// is one sentence with status 2, a mark and the right choices is held for each.
#[test]
fn mistakes_are_named_and_the_right_choices_told() {
    let file = checkout();
    let mistakes: [(&[&str], &str); 28] = [
        (&["dom", &file, "--at", "12x"], "12x"),
        (&["dom", &file, "--at", "#99999"], "#99999"),
        (&["diff", &file, "--from", "@1000"], "@1000"),
        (&["diff", &file, "--event", "#x"], "#x"),
        (&["events", &file, "--kind", "click,clicks"], "clicks"),
        (&["events", &file, "--window", "9"], "9"),
        (&["console", &file, "--level", "fatal"], "fatal"),
        (&["console", &file, "--fail-on=fatal"], "fatal"),
        (&["console", &file, "--fields", "seq,lvel"], "lvel"),
        (&["console", &file, "--limit", "many"], "many"),
        (&["console", &file, "--budget", "much"], "much"),
        (&["console", &file, "--grep", "level:fatal"], "fatal"),
        (&["events", &file, "--grep", "click staus>=500"], "staus"),
        (&["events", &file, "--grep", "(click"], "("),
        (&["events", &file, "--grep", "at>12x"], "12x"),
        (&["network", &file, "--grep", "-url~("], "("),
        (&["network", &file, "--slow", "quick"], "quick"),
        (&["ls", &file, "--grep", "status:500"], "status"),
        (&["dom", &file, "--select", "p >"], ""),
        (&["when", &file, "--select", "p:nope"], "nope"),
        (&["dom", &file, "--format", "yaml"], "yaml"),
        (&["dom", &file, "--select", "p", "--node", "1"], ""),
        (&["signals", &file, "--preset", "posthogg"], "posthogg"),
        (&["completions", "tcsh"], ""),
        (&["info", &file, "--frobnicate"], ""),
        (&["info"], ""),
        (&["evnts", &file], ""),
        (&[&file, "info"], ""),
    ];
    let mut said = Vec::new();
    for (args, place) in mistakes {
        let told = failure(args);
        let lines: Vec<&str> = told.lines().collect();
        assert!(told.starts_with("2: scrubjay: ") && lines[1..].iter().all(|line| line.starts_with("  ")), "{told}");
        if !place.is_empty() {
            let mark = lines.get(2).and_then(|line| Some((line.find('^')?, line.matches('^').count())));
            let marked = mark.and_then(|(at, len)| lines[1].get(at..at + len));
            assert!(marked.is_some_and(|marked| place.starts_with(marked)), "{place:?} is not marked: {told}");
        }
        said.push(told);
    }
    insta::assert_snapshot!(said.join("---\n"));
}

#[test]
fn without_arguments_the_help_is_shown() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(super::text(&output.stderr).contains("Usage: scrubjay"));
}

#[test]
fn several_recordings_are_listed_on_a_terminal_alone() {
    let told = failure(&[&super::sample("")]);
    assert!(told.starts_with("3: scrubjay: these are different recordings: "), "{told}");
    assert!(told.contains("`scrubjay ls` lists them"), "{told}");
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    assert!(!super::stdout(&["info", &file()]).contains('\u{1b}'));
    assert!(super::stdout(&["info", &file(), "--color", "always"]).contains("\u{1b}["));
}

fn file() -> String {
    checkout()
}

/// A link to a moment is an archive for verbs, too: those about one moment take it, unless another is asked for.
#[test]
fn a_link_gives_the_moment_that_a_verb_asks_about() {
    let file = checkout();
    let link = format!("{file}#t=22s");
    let dom = |args: &[&str]| String::from_utf8(run(&[&["dom", "--format", "text"], args].concat()).stdout).unwrap();
    assert_eq!(dom(&[&link]), dom(&[&file, "--at", "22s"]));
    assert_eq!(dom(&[&link, "--at", "end"]), dom(&[&file]));
    assert_ne!(dom(&[&link]), dom(&[&file]));
    let events = run(&["events", &link, "--json"]);
    assert_eq!(events.stdout, run(&["events", &file, "--json"]).stdout);
    let told = String::from_utf8(events.stderr).unwrap();
    assert!(told.contains("events is about no one moment: 22000ms of the link is not used"), "{told}");
    let wrong = run(&["dom", &format!("{file}#t=soon")]);
    assert_eq!(wrong.status.code(), Some(2));
}
