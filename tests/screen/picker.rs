//! The list of recordings that one is chosen from.

use super::{letters, styles};
use scrubjay::archive::Input;
use scrubjay::tui::{Depth, Shelf};
use std::path::{Path, PathBuf};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

#[test]
fn a_folders_recordings_are_listed() {
    // Tests run in the package's folder: the place is the same everywhere.
    let mut shelf = Shelf::of_inputs(&[Input::Path(PathBuf::from("samples"))], (80, 24), Depth::Ansi256);
    shelf.looks();
    shelf.keys("j j");
    for (columns, lines) in [(80, 24), (120, 40), (200, 60), (30, 8)] {
        shelf.resizes(columns, lines);
        let buffer = shelf.draw();
        let both = format!("{}\n{}", letters(&buffer), styles(&buffer));
        insta::assert_snapshot!(format!("a folder's recordings at {columns}x{lines}"), both);
    }
}

#[test]
fn damage_is_told_and_hostile_names_act_on_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(samples().join("checkout.export.json")).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("cut.export.json", &whole[..whole.len() / 2]);
    put("notes.txt", b"no replay");
    put("\u{1b}[2J\u{202e}name.json", &whole);
    let mut shelf = Shelf::of_inputs(&[Input::Path(folder.path().to_owned())], (120, 40), Depth::Ansi256);
    assert!(letters(&shelf.draw()).contains("looking for recordings"));
    shelf.looks();
    let shown = letters(&shelf.draw());
    assert!(shown.contains("cut.export.json ⚠ damaged") && shown.contains("␛[2J"), "{shown}");
    assert!(!shown.contains("notes.txt") && !shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
}

#[test]
fn before_anything_is_known_names_are_listed_and_can_be_opened() {
    let path = samples().join("checkout.export.json");
    let paths = [path.display().to_string(), "/nowhere/gone.json".to_owned()];
    let mut shelf = Shelf::of_recent(&paths, (80, 24), Depth::Ansi16);
    assert!(letters(&shelf.draw()).contains("looking at 2"));
    shelf.keys("Enter");
    assert_eq!(shelf.opened(), Some(path.as_path()));
    shelf.looks();
    let shown = letters(&shelf.draw());
    assert!(shown.contains("11") && shown.contains("not there") && shown.contains("opened lately"), "{shown}");
    shelf.keys("q");
    assert!(shelf.is_left());
}

#[test]
fn without_colour_the_list_is_ascii() {
    let mut shelf = Shelf::of_recent(&["/nowhere/gone.json".to_owned()], (80, 24), Depth::None);
    assert!(letters(&shelf.draw()).is_ascii());
    shelf.looks();
    let shown = letters(&shelf.draw());
    assert!(shown.is_ascii() && shown.contains("? not there"), "{shown}");
}

#[test]
fn any_size_is_drawn() {
    for (columns, lines) in [(1, 1), (2, 3), (20, 5), (59, 14), (60, 15), (500, 200), (3, 90)] {
        let mut shelf = Shelf::of_inputs(&[Input::Path(samples())], (columns, lines), Depth::Ansi256);
        shelf.keys("G / c h");
        assert_eq!(shelf.draw().area.width, columns);
    }
}
