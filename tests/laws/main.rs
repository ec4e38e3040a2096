//! Laws that hold for every recording: where a seek starts does not show in the state it finds, and a recording is the
//! same in whatever container it travels.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod clip;
mod diff;
mod events;
mod export;
mod life;
mod when;

use proptest::prelude::*;
use scrubjay::archive::Input;
use scrubjay::dom::Tree;
use scrubjay::event::{Event, Seq, digest};
use scrubjay::recording::{Cancel, Recording, View, Want};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Every recording of `samples/`, by the name of its session: `checkout.export.json` is one of `checkout`.
static SAMPLES: LazyLock<BTreeMap<String, Vec<PathBuf>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut sessions: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|ext| ext != "md" && ext != "proto") {
            sessions.entry(name.split('.').next().unwrap().to_owned()).or_default().push(path);
        }
    }
    sessions
});

fn open(path: &Path) -> Recording {
    Recording::load(&[Input::Path(path.to_owned())], Want::Everything).unwrap()
}

/// A recording's events in their normalised order: time, window and content.
fn stream(recording: &Recording) -> Vec<(i64, u16, u64)> {
    let view = recording.view();
    let content = |seq| digest(&recording.event(&view, seq).unwrap()).unwrap();
    view.index.seqs().map(|seq| (view.index.time(seq).0, view.index.window(seq), content(seq))).collect()
}

/// The state after each event, by replaying every window from its first event.
fn replayed(recording: &Recording, view: &View) -> Vec<u64> {
    let mut trees: Vec<Tree> = view.windows.iter().map(|_| Tree::new()).collect();
    let mut digests = Vec::new();
    for seq in view.index.seqs() {
        let tree = &mut trees[usize::from(view.index.window(seq))];
        if let Ok(event) = Event::parse(&recording.event(view, seq).unwrap()) {
            tree.apply(seq, &event);
        }
        digests.push(tree.digest());
    }
    digests
}

#[test]
fn every_container_of_a_recording_holds_the_same_stream() {
    let mut compared = 0;
    for (session, files) in SAMPLES.iter().filter(|(_, files)| files.len() > 1) {
        let first = stream(&open(&files[0]));
        for file in &files[1..] {
            assert_eq!(stream(&open(file)), first, "{session}: {} and {}", files[0].display(), file.display());
            compared += 1;
        }
    }
    assert!(compared > 5, "samples/ holds too few containers of one recording");
}

/// One file of each session, with its states by plain replay.
static REPLAYS: LazyLock<Vec<(PathBuf, Vec<u64>)>> = LazyLock::new(|| {
    let first = SAMPLES.values().map(|files| files[0].clone());
    first
        .map(|file| (file.clone(), open(&file)))
        .map(|(file, opened)| (file, replayed(&opened, &opened.view())))
        .collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_seek_finds_what_a_replay_from_the_start_finds(
        sample in any::<prop::sample::Index>(),
        moments in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
    ) {
        let (file, states) = sample.get(&REPLAYS);
        let recording = open(file);
        let view = recording.view();
        for moment in moments {
            let at = moment.index(states.len());
            let seq = Seq::try_from(at).unwrap();
            let tree = recording.tree(&view, view.index.window(seq), seq, &Cancel::new()).unwrap();
            prop_assert_eq!(tree.digest(), states[at], "{} #{}", file.display(), seq);
            let step = recording.applied(&view, seq, &Cancel::new()).unwrap();
            prop_assert_eq!(step.after.digest(), states[at], "{} step #{}", file.display(), seq);
        }
    }
}

/// A full snapshot resets the page alone: address, viewport and pointer stay, and a `$pageview` is no Meta event.
#[test]
fn a_seek_to_a_snapshot_without_a_meta_of_its_own_finds_what_a_replay_finds() {
    let page = r#"{"type":2,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","attributes":{},"childNodes":[],"id":2}]},"initialOffset":{"left":0,"top":0}},"timestamp":"#;
    let events = [
        r#"{"type":4,"data":{"href":"http://a.test/","width":800,"height":600},"timestamp":1"#,
        &format!("{page}2"),
        r#"{"type":3,"data":{"source":2,"type":2,"id":2,"x":5,"y":6},"timestamp":3"#,
        r#"{"type":5,"data":{"tag":"$pageview","payload":{"href":"http://a.test/b"}},"timestamp":4"#,
        r#"{"type":3,"data":{"source":2,"type":5,"id":2},"timestamp":5"#,
        &format!("{page}6"),
    ];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), events.map(|event| format!("{event}}}\n")).concat()).unwrap();
    let states = replayed(&open(file.path()), &open(file.path()).view());
    for (seq, state) in (0..).zip(states) {
        let recording = open(file.path());
        let found = recording.tree(&recording.view(), 0, seq, &Cancel::new()).unwrap();
        assert_eq!(found.digest(), state, "#{seq}");
    }
}

#[test]
fn a_window_is_not_touched_by_the_events_of_another() {
    let recording = open(&SAMPLES["two-tabs"][0]);
    let view = recording.view();
    assert_eq!(view.windows.len(), 2);
    for seq in view.index.seqs().filter(|seq| seq % 7 == 0) {
        let other = 1 - view.index.window(seq);
        let state = |seq| recording.tree(&view, other, seq, &Cancel::new()).unwrap().digest();
        if let Some(before) = seq.checked_sub(1) {
            assert_eq!(state(seq), state(before), "#{seq} changed window {other}");
        }
    }
}

#[test]
fn cancelled_work_stops_and_says_so() {
    let recording = open(&SAMPLES["checkout"][0]);
    let (view, cancel) = (recording.view(), Cancel::new());
    cancel.cancel();
    let last = view.index.last().unwrap();
    assert!(recording.tree(&view, view.index.window(last), last, &cancel).is_err());
}
