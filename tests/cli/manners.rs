//! What a program on a command line owes the others: every verb ends quietly when nobody reads on, and says it when what it
//! prints cannot be written.

use super::{checkout, sample, text};
use std::process::{Command, Output, Stdio};

/// Every way to print, with something to print.
fn commands() -> Vec<Vec<String>> {
    let file = checkout();
    let of_it: [&[&str]; 15] = [
        &["info"],
        &["events"],
        &["console"],
        &["network"],
        &["network", "--id", "20"],
        &["dom"],
        &["dom", "--format", "html"],
        &["diff", "--from", "#127", "--to", "#136"],
        &["diff", "--format", "unified"],
        &["node", "--node", "69"],
        &["when", "--select", "#buy"],
        &["signals"],
        &["verify"],
        &["export", "--to", "rrweb"],
        &["events", "--fields", "seq,label", "--budget", "1kB"],
    ];
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut all: Vec<Vec<String>> = of_it.iter().map(|words| [own(words), vec![file.clone()]].concat()).collect();
    all.extend(
        all.clone().into_iter().filter(|words| words[0] != "export").map(|words| [words, own(&["--json"])].concat()),
    );
    let others: [&[&str]; 8] = [
        &[&file, "--json"],
        &["ls", &sample("todo.rrweb-events.json")],
        &["schema"],
        &["skill"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["events", "--help"],
    ];
    all.extend(others.map(own));
    all
}

fn printing_to(words: &[String], to: Stdio) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("scrubjay")).args(words).stdout(to).output().unwrap()
}

#[test]
fn a_reader_that_goes_away_ends_every_verb_quietly() {
    for words in commands() {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = printing_to(&words, writer.into());
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{words:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_by_every_verb() {
    for words in commands() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = printing_to(&words, full.into());
        let said = text(&output.stderr);
        assert!(
            said.starts_with("scrubjay: cannot write the output: ") && said.lines().count() == 1,
            "{words:?}: {said}"
        );
        assert_eq!(output.status.code(), Some(4), "{words:?}");
    }
}
