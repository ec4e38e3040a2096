//! Two windows of one recording beside each other, and how much room the regions have.

use super::{letters, seen, stage};
use scrubjay::tui::Depth;

const TABS: &str = "two-tabs.export.json.gz";

#[test]
fn two_windows_stand_beside_each_other() {
    for (name, size, keys) in
        [("200x60", (200, 60), "1 G |"), ("120x40", (120, 40), "2 G | x"), ("80x24", (80, 24), "1 G \\ |")]
    {
        let mut stage = stage(TABS, size, Depth::Ansi256);
        stage.keys(keys);
        seen(&format!("two windows at {name}"), &stage);
    }
}

#[test]
fn where_there_is_no_room_for_two_windows_it_is_said_what_to_do() {
    let mut stage = stage(TABS, (80, 24), Depth::Ansi256);
    stage.keys("G |");
    let shown = letters(&stage.draw());
    assert!(shown.contains("two windows need more room: \\"), "{shown}");
    let mut one = super::stage("checkout.export.json", (200, 60), Depth::Ansi256);
    one.keys("|");
    assert!(letters(&one.draw()).contains("there is one window in this recording"));
}

#[test]
fn each_window_keeps_its_place_whichever_the_playhead_is_in() {
    let mut stage = stage(TABS, (200, 60), Depth::Ansi256);
    stage.keys("1 G |");
    let head = |stage: &super::Stage| {
        let shown = letters(&stage.draw());
        shown.lines().find(|line| line.contains("1 Page  ")).unwrap().to_owned()
    };
    let mut marked = Vec::new();
    for _ in 0..12 {
        let head = head(&stage);
        let (first, second) = (head.find("window 1 http"), head.rfind("window 2 http"));
        assert!(first.is_some() && first < second, "{head}");
        marked.push((head.contains("▌window 1"), head.contains("▌window 2")));
        stage.keys("C");
    }
    assert!(marked.iter().all(|(first, second)| first != second), "one of them has the playhead");
    assert!(marked.iter().any(|(first, _)| *first) && marked.iter().any(|(_, second)| *second));
    stage.keys("|");
    assert!(letters(&stage.draw()).contains("[1 Page]"), "the tabs are back");
}

#[test]
fn a_window_that_is_opened_later_says_so() {
    let mut stage = stage(TABS, (200, 60), Depth::Ansi256);
    stage.keys("1 g |");
    let shown = letters(&stage.draw());
    assert!(shown.contains("this window is not open yet: its first event is #"), "{shown}");
}

#[test]
fn keys_go_to_the_window_that_has_the_focus() {
    let mut stage = stage(TABS, (200, 60), Depth::Ansi256);
    stage.keys("2 G | x");
    stage.keys("Home y x");
    let taken = stage.copied().unwrap();
    assert!(taken.contains("--window 1"), "{taken}");
    stage.keys("x x y x");
    let taken = stage.copied().unwrap();
    assert!(taken.contains("--window 0"), "{taken}");
}
