//! The list of recordings: a folder, what was opened lately, to a recording and back; and what else is remembered.

use super::{Pty, SAMPLE};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");

#[test]
fn a_folder_of_recordings_is_listed_and_one_is_opened_and_left_for_another() {
    let mut pty = Pty::run(&[SAMPLES], (120, 40), &[]);
    pty.wait_for("Enter open");
    pty.send("/shop-console");
    pty.wait_until("only the console is left", |pty| {
        pty.line(2).contains("shop-console.rrweb.json.gz") && pty.line(3).trim().is_empty()
    });
    pty.send("\r");
    pty.wait_for("full snapshot");
    pty.wait_for("11 errors");
    pty.send("e");
    pty.wait_for("TypeError");
    pty.send("O");
    pty.wait_until("the list with its filter", |pty| {
        pty.line(0).contains("1 of ") && pty.line(39).contains("shop-console")
    });
    pty.send("\u{1b}");
    pty.wait_for("two-tabs.export.json.gz");
    pty.send("/two-tabs\r");
    pty.wait_for("2 windows");
    pty.send("q");
    assert_eq!(pty.status(), 0);
    pty.assert_left();
}

#[test]
fn without_a_name_what_was_opened_lately_is_listed() {
    let mut pty = Pty::run(&[], (80, 24), &[]);
    assert_eq!(pty.status(), 2, "nothing was opened yet");
    assert!(String::from_utf8_lossy(&pty.raw()).contains("Usage:"));
    let state = format!("greeted = true\nrecent = [\"{SAMPLES}/{SAMPLE}\", \"/nowhere/evil\\u001B[2J.json\"]\n");
    let mut pty = Pty::remembering(&state, &[], (80, 24), &[]);
    pty.wait_for("not there");
    pty.send("jk\r");
    pty.wait_for("full snapshot");
    pty.send("O");
    pty.wait_for("opened lately");
    pty.send("\u{1b}");
    assert_eq!(pty.status(), 0);
    pty.assert_left();
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    assert!(raw.contains("evil␛") && !raw.contains("evil\u{1b}"), "a hostile name acts on nothing");
}

#[test]
fn what_cannot_be_opened_is_told_in_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("picture.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\n0000").unwrap();
    let state = format!("greeted = true\nrecent = [{:?}]\n", file.display().to_string());
    let mut pty = Pty::remembering(&state, &[], (80, 24), &[]);
    pty.wait_for("unreadable");
    pty.send("\r");
    pty.wait_until("why, in the status line", |pty| pty.line(23).contains("picture.png"));
    pty.kill("TERM");
    assert_ne!(pty.status(), 0);
    pty.assert_left();
}

#[test]
fn the_layout_is_remembered() {
    let mut pty = Pty::open("two-tabs.export.json.gz", (120, 40), &[]);
    pty.wait_for("2 windows");
    pty.send("1");
    pty.wait_for("[1 Page]");
    pty.send("|");
    pty.wait_for("windows 1 and 2 at this moment");
    // Control and up: the pane has the focus and gets more room; shift and down: the lanes get less.
    pty.send("\u{1b}[1;5A\u{1b}[1;2B\u{1b}[1;2B");
    pty.wait_until("three lanes", |pty| pty.line(35).starts_with("window"));
    pty.send("q");
    assert_eq!(pty.status(), 0);
    let kept = pty.remembered();
    for line in ["pane = \"Page\"", "split = -1", "lanes = -2", "windows = 2"] {
        assert!(kept.lines().any(|it| it == line), "{line}: {kept}");
    }
    let file = format!("{SAMPLES}/two-tabs.export.json.gz");
    let mut pty = Pty::remembering(&kept, &[&file], (120, 40), &[]);
    pty.wait_until("both windows and three lanes", |pty| {
        pty.text().contains("window 1 http")
            && pty.text().contains("1 Page  window 2")
            && pty.line(35).starts_with("window")
    });
    pty.send("q");
    assert_eq!(pty.status(), 0);
}

#[test]
fn a_memory_that_cannot_be_read_is_told_and_the_defaults_are_used() {
    let file = format!("{SAMPLES}/{SAMPLE}");
    let mut pty = Pty::remembering("pane = \"Page\"\nsplit = 4000\n", &[&file], (120, 40), &[]);
    pty.wait_for("state.toml cannot be read (");
    pty.wait_for("[2 DOM]");
    pty.send("q");
    assert_eq!(pty.status(), 0);
    assert!(pty.remembered().contains("split = 0"));
}
