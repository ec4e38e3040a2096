//! The guide for coding agents: as reviewed, and every command in it run.

use super::readme::{update, with_examples};
use super::{checkout, stdout};

#[test]
fn the_guide_is_as_reviewed() {
    insta::assert_snapshot!(stdout(&["skill"]));
}

/// A recording named `session.json` in a folder of its own stands for the one that a reader has.
#[test]
fn every_command_of_the_guide_prints_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(checkout(), folder.path().join("session.json")).unwrap();
    let path = format!("{}/src/headless/skill.md", env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(&path).unwrap();
    update(&path, &written, &with_examples(&written, folder.path()));
}

#[test]
fn the_guide_leaves_no_place_open_and_stays_short() {
    let guide = stdout(&["skill"]);
    assert!(!guide.contains("{{"), "{guide}");
    assert!(guide.len() < 12_000, "{} bytes", guide.len());
}
