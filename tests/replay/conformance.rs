//! Every frame of every fixture.

use std::path::{Path, PathBuf};

use scrubjay::dom::Tree;
use scrubjay::event::Event;
use serde_json::value::RawValue;

use crate::rules::{self, Pair};
use crate::{golden, line, ours, wrong};

#[test]
fn edge_fixtures_are_replayed_as_the_player_does() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay/edge");
    check(&dir, 31);
}

/// rrweb's and PostHog's own fixtures are not ours to copy: `SCRUBJAY_CONFORMANCE` names the folder that holds them.
#[test]
fn third_party_fixtures_are_replayed_as_the_player_does() {
    let Some(dir) = std::env::var_os("SCRUBJAY_CONFORMANCE").map(PathBuf::from) else {
        eprintln!("SKIPPED: set SCRUBJAY_CONFORMANCE to the folder with `rrweb/fixtures` and `rrweb/golden`");
        return;
    };
    check(&dir.join("rrweb"), 1);
}

/// Compares all frames below a folder; `least` guards against an empty one.
fn check(dir: &Path, least: usize) {
    let mut names: Vec<String> = std::fs::read_dir(dir.join("golden"))
        .expect("goldens are there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".golden.json").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= least, "only {} fixtures in {}", names.len(), dir.display());
    let (mut frames, mut failures) = (0, Vec::new());
    for name in &names {
        let events = events(&dir.join("fixtures").join(format!("{name}.json")));
        let golden = std::fs::read_to_string(dir.join("golden").join(format!("{name}.golden.json"))).expect("a golden");
        let mut found = Vec::new();
        for frame in golden::frames(&golden) {
            frames += 1;
            found.extend(compare(name, &events, frame).map(|difference| format!("{name} t={difference}")));
        }
        failures.extend(found);
    }
    assert!(frames >= names.len(), "every fixture has a frame");
    let shown = failures.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {frames} frames differ:\n{shown}", failures.len());
}

fn events(path: &Path) -> Vec<Event> {
    let text = std::fs::read_to_string(path).expect("a fixture");
    let raw: Vec<Box<RawValue>> = serde_json::from_str(&text).expect("a fixture is a JSON array");
    let mut events: Vec<Event> = raw.iter().map(|raw| Event::parse(raw.get().as_bytes()).expect("an event")).collect();
    events.sort_by_key(|event| event.at);
    events
}

fn compare(name: &str, events: &[Event], frame: golden::Frame) -> Option<String> {
    let start = events.first().map(|event| event.at.ms())?;
    let mut tree = Tree::new();
    for (seq, event) in (0..).zip(events).filter(|(_, event)| event.at.ms() < start + frame.at) {
        tree.apply(seq, event);
    }
    let mut pair = Pair { golden: frame.lines, ours: ours::lines(&tree) };
    rules::undo(&mut pair);
    wrong::correct(name, frame.at, &mut pair.golden, &pair.ours);
    line::difference(&pair.golden, &pair.ours).map(|difference| format!("{}: {difference}", frame.at))
}
