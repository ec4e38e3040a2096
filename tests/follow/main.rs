//! Following inputs as they grow: nothing here sleeps, every test waits for the view that shows what it waits for.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod appended;
mod replaced;
mod streams;

use scrubjay::archive::Input;
use scrubjay::clock::Moment;
use scrubjay::recording::{Cancel, Now, Recording, View, Want};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than anything here takes; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A recording that is followed, and the news of it.
struct Followed {
    recording: Recording,
    news: Receiver<()>,
    cancel: Cancel,
}

impl Followed {
    fn start(inputs: Vec<Input>) -> Self {
        let (tell, news) = channel();
        let cancel = Cancel::new();
        let recording = Recording::follow(inputs, Want::Everything, &cancel, move || {
            let _ = tell.send(()); // the test may be over
        });
        Self { recording, news, cancel }
    }

    fn file(path: &Path) -> Self {
        Self::start(vec![Input::Path(path.to_owned())])
    }

    /// The first view that is as wanted.
    fn until(&self, what: &str, wanted: impl Fn(&View) -> bool) -> Arc<View> {
        let begun = Instant::now();
        loop {
            let view = self.recording.view();
            if wanted(&view) {
                return view;
            }
            let left = PATIENCE.checked_sub(begun.elapsed());
            let left = left.unwrap_or_else(|| panic!("no view is {what}: {:?}, {:?}", times(&view), view.progress));
            let _ = self.news.recv_timeout(left);
        }
    }

    /// The view in which the events are those with these numbers, and all is read.
    fn until_events(&self, numbers: &[u64]) -> Arc<View> {
        let view = self.until(&format!("of the events {numbers:?}"), |view| {
            times(view) == numbers && view.progress.follow.is_some_and(|follow| follow.now == Now::Waiting)
        });
        for seq in view.index.seqs() {
            let body = String::from_utf8(self.recording.event(&view, seq).unwrap()).unwrap();
            let number = numbers[seq as usize];
            assert!(body.contains(&format!("\"timestamp\":{}", START + number)), "#{seq} is not {number}: {body}");
        }
        view
    }

    fn until_now(&self, now: Now) -> Arc<View> {
        self.until(&format!("{now:?}"), |view| view.progress.follow.is_some_and(|follow| follow.now == now))
    }

    /// Stops it; the last view.
    fn stop(self) -> Arc<View> {
        self.cancel.cancel();
        let view = self.until("at its end", |view| view.progress.done);
        assert_eq!(view.progress.follow.unwrap().now, Now::Ended);
        view
    }
}

const START: u64 = 1_747_237_038_000;

/// A line with one event, told by its number: milliseconds after the start.
fn event(number: u64) -> String {
    format!("{{\"type\":5,\"data\":{{\"tag\":\"step\",\"payload\":{number}}},\"timestamp\":{}}}\n", START + number)
}

/// The same as bytes, to be cut.
fn line(number: u64) -> Vec<u8> {
    event(number).into_bytes()
}

fn events(numbers: impl IntoIterator<Item = u64>) -> String {
    numbers.into_iter().map(event).collect()
}

fn times(view: &View) -> Vec<u64> {
    view.index.times().iter().map(|time| u64::try_from(time.0 / 1000).unwrap() - START).collect()
}

fn append(path: &Path, bytes: impl AsRef<[u8]>) {
    OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(bytes.as_ref()).unwrap();
}

/// A folder, and a path in it where nothing is yet.
fn empty() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.jsonl");
    (folder, path)
}

/// A file that holds these events.
fn growing(numbers: impl IntoIterator<Item = u64>) -> (tempfile::TempDir, PathBuf) {
    let (folder, path) = empty();
    append(&path, events(numbers));
    (folder, path)
}
