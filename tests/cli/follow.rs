//! `console --follow` and `tail`: a file grows, and what it says is printed. Every wait is for a line, with a deadline.

#![cfg(unix)]

use super::text;
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program, following; its lines as they come.
struct Following {
    child: Child,
    lines: Receiver<String>,
}

impl Following {
    fn start(args: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("scrubjay"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { child, lines }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).unwrap()
    }

    fn texts(&self, count: usize) -> Vec<String> {
        let records = (0..count).map(|_| serde_json::from_str::<Value>(&self.line()).unwrap());
        records.inspect(super::schema::check).map(|record| record["text"].as_str().unwrap().to_owned()).collect()
    }

    fn signal(&self, name: &str) {
        let killed = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(killed.unwrap().success());
    }

    /// Its exit status and what it said beside its lines, when it ends by itself.
    fn end(mut self) -> (Option<i32>, String) {
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            // Nothing tells that a child has ended but asking; the channel waits meanwhile.
            let _ = self.lines.recv_timeout(Duration::from_millis(20));
        }
        let mut said = Vec::new();
        self.child.stderr.take().unwrap().read_to_end(&mut said).unwrap();
        (self.child.wait().unwrap().code(), text(&said))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The shop's page, a click on its button, and a console line each; milliseconds after the start.
fn page() -> String {
    let page = r#"{"type":4,"data":{"href":"http://shop.test/","width":800,"height":600},"timestamp":1000}
{"type":2,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"id":2,"tagName":"html","attributes":{},"childNodes":[{"type":2,"id":3,"tagName":"button","attributes":{"id":"buy"},"childNodes":[{"type":3,"id":4,"textContent":"Buy now"}]}]}]},"initialOffset":{"top":0,"left":0}},"timestamp":1001}
{"type":3,"data":{"source":2,"type":2,"id":3,"x":1,"y":1},"timestamp":1500}
"#;
    page.to_owned()
}

fn says(at: u32, level: &str, text: &str) -> String {
    let payload = format!(r#"{{"level":"{level}","trace":["pay (app.js:10:3)"],"payload":["\"{text}\""]}}"#);
    format!(r#"{{"type":6,"data":{{"plugin":"rrweb/console@1","payload":{payload}}},"timestamp":{}}}"#, 1000 + at)
        + "\n"
}

fn growing(begin: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.jsonl");
    fs::write(&path, begin).unwrap();
    (folder, path)
}

fn append(path: &Path, lines: &str) {
    OpenOptions::new().append(true).open(path).unwrap().write_all(lines.as_bytes()).unwrap();
}

#[test]
fn errors_come_with_the_page_and_the_click_before_and_repeats_fold() {
    let (_folder, path) = growing(&page());
    let tail = Following::start(&["tail", path.to_str().unwrap()]);
    append(&path, &(says(600, "log", "fine") + &says(700, "error", "boom")));
    let mut seen: Vec<String> = (0..4).map(|_| tail.line()).collect();
    append(&path, &(says(800, "error", "boom") + &says(801, "error", "boom")));
    seen.push(tail.line());
    while !seen.last().unwrap().contains("×2") && seen.len() < 6 {
        seen.push(tail.line()); // the two were seen one by one
    }
    append(&path, &says(900, "assert", "other"));
    seen.push(tail.line());
    let seen = seen.join("\n").replace("×1 again\n     #6  00:00.801  error  ×1 again", "×2 again");
    insta::assert_snapshot!(seen);
}

#[test]
fn records_come_one_a_line_until_interrupted() {
    let (_folder, path) = growing(&(page() + &says(600, "error", "one")));
    let follow = Following::start(&["console", path.to_str().unwrap(), "--follow", "--json"]);
    assert_eq!(follow.texts(1), ["one"]);
    append(&path, &(says(700, "log", "two") + &says(701, "log", "two")));
    assert_eq!(follow.texts(2), ["two", "two"]);
    follow.signal("INT");
    assert_eq!(follow.end(), (Some(0), String::new()));
}

#[test]
fn filters_hold_and_a_limit_ends_it() {
    let (_folder, path) = growing(&page());
    let file = path.to_str().unwrap();
    let wanted =
        ["console", file, "-f", "--json", "--level", "warn+", "--grep", "b", "--limit", "2", "--fields", "text"];
    let follow = Following::start(&wanted);
    append(
        &path,
        &["log b", "warn a", "warn b1", "error b2", "error b3"]
            .map(|line| {
                let (level, text) = line.split_once(' ').unwrap();
                says(600, level, text)
            })
            .concat(),
    );
    assert_eq!([follow.line(), follow.line()], [r#"{"text":"b1"}"#, r#"{"text":"b2"}"#]);
    assert_eq!(follow.end(), (Some(0), String::new()));
}

#[test]
fn fail_on_ends_it_with_no() {
    let (_folder, path) = growing(&(page() + &says(600, "warn", "hm")));
    let follow = Following::start(&["console", path.to_str().unwrap(), "--follow", "--fail-on", "error", "--json"]);
    assert_eq!(follow.texts(1), ["hm"]);
    append(&path, &(says(700, "error", "bad") + &says(701, "error", "worse")));
    assert_eq!(follow.texts(1), ["bad"]);
    assert_eq!(follow.end(), (Some(1), String::new()));
}

#[test]
fn rotation_and_truncation_lose_nothing_and_repeat_nothing() {
    let (folder, path) = growing(&(page() + &says(600, "error", "one")));
    let follow = Following::start(&["tail", path.to_str().unwrap(), "--json"]);
    assert_eq!(follow.texts(1), ["one"]);
    // Another file takes the name, as log rotation does it.
    let next = folder.path().join("next");
    fs::write(&next, says(700, "error", "two")).unwrap();
    fs::rename(&path, folder.path().join("session.jsonl.1")).unwrap();
    fs::rename(&next, &path).unwrap();
    assert_eq!(follow.texts(1), ["two"]);
    // The file is cut and written anew, as an exporter does it: the first line is known.
    fs::write(&path, page() + &says(600, "error", "one")).unwrap();
    append(&path, &says(800, "error", "three"));
    assert_eq!(follow.texts(1), ["three"]);
    follow.signal("TERM");
    let (status, said) = follow.end();
    assert_eq!(status, Some(0));
    assert!(said.contains("another file took the name") && said.contains("written anew"), "{said}");
}

#[test]
fn it_ends_when_nobody_reads_and_when_a_pipe_does() {
    let (_folder, path) = growing(&(page() + &says(600, "error", "one")));
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("scrubjay"))
        .args(["tail", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let piped = super::pipe((page() + &says(600, "error", "one")).as_bytes(), &["tail", "-"]);
    assert_eq!((piped.status.code(), text(&piped.stdout).lines().count()), (Some(0), 4));
}

#[test]
fn a_file_that_is_not_there_is_waited_for_and_one_that_is_no_replay_is_refused() {
    let (folder, path) = growing("just some text\nand more\n");
    let refused = Following::start(&["tail", path.to_str().unwrap()]).end();
    assert!(refused.0 == Some(3) && refused.1.contains("session.jsonl"), "{refused:?}");
    let later = folder.path().join("later.jsonl");
    let waiting = Following::start(&["tail", later.to_str().unwrap(), "--json"]);
    fs::write(&later, page() + &says(600, "error", "late")).unwrap();
    assert_eq!(waiting.texts(1), ["late"]);
    let wrong = super::failure(&["tail", later.to_str().unwrap(), "--grep", "lvl:x"]);
    assert!(wrong.starts_with("2: "), "{wrong}");
}
