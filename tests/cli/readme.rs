//! The README tells the truth: every example prints what it says, every key is in the table. `INSTA_UPDATE=always` writes
//! the examples and the table anew.

use scrubjay::query::Field;
use scrubjay::tui::COMMANDS;
use std::fmt::Write as _;
use std::path::Path;

const KEYS: [&str; 2] = ["<!-- keys: from the command table, checked by a test -->\n", "<!-- end of keys -->"];
const FIELDS: [&str; 2] = ["<!-- fields: from the query's table, checked by a test -->\n", "<!-- end of fields -->"];

#[test]
fn the_readme_is_what_the_program_says() {
    let path = format!("{}/README.md", env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(&path).unwrap();
    let examples = with_examples(&written, env!("CARGO_MANIFEST_DIR").as_ref());
    let true_text = with_table(FIELDS, &fields(), &with_table(KEYS, &keys(), &examples));
    update(&path, &written, &true_text);
}

/// Writes the true text anew where that is asked for; otherwise fails at the first line that differs.
pub(crate) fn update(path: &str, written: &str, true_text: &str) {
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(path, true_text).unwrap();
        return;
    }
    for (at, (written, true_line)) in written.lines().zip(true_text.lines()).enumerate() {
        assert_eq!(written, true_line, "{path}:{}", at + 1);
    }
    assert_eq!(written.lines().count(), true_text.lines().count());
}

/// The text with the output of every `$ scrubjay …` in a `console` block as it is now, in a folder.
pub(crate) fn with_examples(text: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut in_block = false;
    for line in text.lines() {
        if line == "```console" || line == "```" {
            in_block = line == "```console";
        }
        let command = line.strip_prefix("$ scrubjay ").filter(|_| in_block);
        if !in_block || command.is_some() || line == "```console" {
            let _ = writeln!(out, "{line}");
        }
        if let Some(command) = command {
            out.push_str(&output(command, folder));
        }
    }
    out
}

fn output(command: &str, folder: &Path) -> String {
    let quoted = command.split('\'').enumerate();
    let args = quoted.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
    let run = assert_cmd::cargo::cargo_bin_cmd!("scrubjay").args(args).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "{command}: {}", super::text(&run.stderr));
    super::text(&run.stdout)
}

/// The text with a table between its two marks.
fn with_table([begin, end]: [&str; 2], table: &str, text: &str) -> String {
    let (before, rest) = text.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    format!("{before}{begin}{table}{end}{after}")
}

fn keys() -> String {
    let mut table = "| key | name | what it does |\n|---|---|---|\n".to_owned();
    for spec in COMMANDS {
        let keys: Vec<String> = spec.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
        let _ = writeln!(table, "| {} | {} | {} |", keys.join(" "), spec.name, spec.doc);
    }
    table
}

fn fields() -> String {
    let mut table = "| field | what it is |\n|---|---|\n".to_owned();
    for field in Field::ALL {
        let words: Vec<String> = field.words().iter().map(|word| format!("`{word}`")).collect();
        let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(" ")) };
        let _ = writeln!(table, "| `{}` | {}{words} |", field.name(), field.about());
    }
    table
}
