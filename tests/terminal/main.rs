//! The program on a real pseudo-terminal: entering and leaving, signals, panics, sizes, bytes.
//!
//! Every wait is for something on the screen or of the process, with a deadline; nothing sleeps for a guess.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod list;
mod manners;
mod pty;
mod verbs;

use pty::Pty;
use std::time::Duration;

const SAMPLE: &str = "checkout.export.json";

#[test]
fn q_leaves_the_terminal_as_it_was() {
    let mut pty = Pty::open(SAMPLE, (80, 24), &[]);
    pty.wait_for("full snapshot");
    assert!(pty.is_entered());
    pty.send("q");
    assert_eq!(pty.status(), 0);
    pty.assert_left();
}

#[test]
fn a_link_opens_at_its_moment_and_o_prints_after_leaving() {
    let link = format!("{}/samples/{SAMPLE}#t=22.119s", env!("CARGO_MANIFEST_DIR"));
    let mut pty = Pty::run(&[&link], (120, 40), &[]);
    pty.wait_for("#146/196");
    pty.send("yl");
    pty.wait_for("a link to this moment was sent");
    pty.send("ox");
    pty.wait_for("will be printed after leaving");
    pty.send("q");
    assert_eq!(pty.status(), 0);
    pty.assert_left();
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    assert!(raw.contains("\u{1b}]52;c;"), "the link went to the clipboard");
    let (_, printed) = raw.rsplit_once("?1049l").unwrap();
    assert!(printed.contains("scrubjay events "), "{printed}");
}

#[test]
fn a_panic_leaves_the_terminal_and_is_told() {
    let mut pty = Pty::open(SAMPLE, (80, 24), &[("SCRUBJAY_TEST_PANIC", "main")]);
    assert_eq!(pty.status(), 4);
    pty.assert_left();
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    let (left, told) = (raw.rfind("?1049l"), raw.find("the screen was told to panic"));
    assert!(told.is_some() && left < told, "it is told on the screen that was there before: {raw}");
}

#[test]
fn a_workers_panic_is_a_message_and_the_screen_goes_on() {
    let mut pty = Pty::open(SAMPLE, (80, 24), &[("SCRUBJAY_TEST_PANIC", "worker")]);
    pty.wait_for("a fault of ours");
    pty.wait_for("11 errors");
    pty.send("e");
    pty.wait_for("TypeError");
    pty.send("q");
    assert_eq!(pty.status(), 0);
}

#[test]
fn sigterm_leaves_the_terminal_and_is_died_of() {
    let mut pty = Pty::open(SAMPLE, (80, 24), &[]);
    pty.wait_for("full snapshot");
    pty.kill("TERM");
    assert_ne!(pty.status(), 0);
    pty.assert_left();
}

#[test]
fn ctrl_z_stops_and_comes_back() {
    let mut pty = Pty::open(SAMPLE, (80, 24), &[]);
    pty.wait_for("full snapshot");
    pty.send("\u{1a}");
    pty.wait_until("it left the screen", |pty| !pty.is_entered());
    pty.wait_until("it is stopped", Pty::is_stopped);
    pty.kill("CONT");
    pty.wait_until("it is back", Pty::is_entered);
    pty.wait_for("full snapshot");
    pty.send("q");
    assert_eq!(pty.status(), 0);
    pty.assert_left();
}

#[test]
fn a_storm_of_resizes_ends_in_the_last_size() {
    let mut pty = Pty::open(SAMPLE, (80, 24), &[]);
    pty.wait_for("full snapshot");
    for (columns, lines) in [(20, 5), (200, 60), (61, 16), (3, 3), (150, 40), (120, 40)] {
        pty.resize(columns, lines);
    }
    pty.wait_until("five lanes at 120x40", |pty| pty.line(36).starts_with("console") && pty.text().contains('┴'));
    pty.wait_until("header and status line", |pty| pty.line(0).contains("11 errors") && pty.line(39).contains("error"));
    pty.send("q");
    assert_eq!(pty.status(), 0);
}

#[test]
fn an_idle_screen_writes_nothing_and_a_step_little() {
    let mut pty = Pty::open(SAMPLE, (120, 40), &[("COLORTERM", "truecolor")]);
    pty.wait_for("11 errors");
    pty.send("e");
    pty.wait_for("at buy.onclick");
    pty.quiet(Duration::from_millis(300));
    let before = pty.bytes();
    assert_eq!(pty.quiet(Duration::from_secs(1)), before, "an idle screen writes nothing");
    let mut most = 0;
    for key in ["l", "l", "h", "l", "l", "l"] {
        let before = pty.bytes();
        pty.send(key);
        pty.wait_until("something was drawn", |pty| pty.bytes() > before);
        most = most.max(pty.quiet(Duration::from_millis(250)) - before);
    }
    assert!(most <= 4096, "a step wrote {most} bytes");
}

#[test]
fn what_is_recorded_never_reaches_the_terminal_raw() {
    let hostile = "\\u001b]0;owned\\u0007\\u001b[2J\\u202eevil\\u009b31m";
    let event = |kind: u8, at: u32, data: &str| format!(r#"{{"type":{kind},"timestamp":{at},"data":{data}}}"#);
    let node = format!(
        r#"{{"node":{{"type":0,"id":1,"childNodes":[{{"type":2,"id":2,"tagName":"p","attributes":{{"title":"{hostile}"}},"childNodes":[{{"type":3,"id":3,"textContent":"{hostile}"}}]}}]}},"initialOffset":{{"left":0,"top":0}}}}"#
    );
    let line = format!(
        r#"{{"plugin":"rrweb/console@1","payload":{{"level":"error","trace":["{hostile}"],"payload":["\"{hostile}\""]}}}}"#
    );
    let page = format!(r#"{{"href":"http://{hostile}/","width":800,"height":600}}"#);
    let events = [event(4, 1000, &page), event(2, 1001, &node), event(6, 1002, &line)];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.json");
    std::fs::write(&file, format!("[{}]", events.join(","))).unwrap();
    let mut pty = Pty::open_file(&file, (120, 40), &[]);
    pty.wait_for("full snapshot");
    for key in ["e", "2", "3", "4", "5", "6"] {
        pty.send(key);
        pty.quiet(Duration::from_millis(150));
    }
    pty.wait_for("evil");
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    for leak in ["\u{1b}]0;", "\u{7}", "\u{202e}", "\u{9b}"] {
        assert!(!raw.contains(leak), "{leak:?} leaked");
    }
    pty.send("q");
    assert_eq!(pty.status(), 0);
}

#[test]
fn what_is_no_replay_is_refused_without_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("picture.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\n0000").unwrap();
    let mut pty = Pty::open_file(&file, (80, 24), &[]);
    assert_eq!(pty.status(), 3);
    assert!(!String::from_utf8_lossy(&pty.raw()).contains("?1049h"));
}
