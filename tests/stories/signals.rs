//! Signals: each story has those that it says, at the times that it says, and no other.

use crate::story::{instant, stories};
use scrubjay::recording::Cancel;
use scrubjay::recording::signals::{Preset, Rules};
use std::fmt::Write as _;

const STORIES: &str = include_str!("signals.txt");

#[test]
fn every_story_has_its_signals_and_no_other() {
    let (mut right, mut misses) = (0usize, String::new());
    let all = stories(STORIES);
    for story in &all {
        let recording = story.recording();
        let view = recording.view();
        let (expected, preset): (Vec<&String>, Vec<&String>) =
            story.expected.iter().partition(|word| word.contains('@') || *word == "none");
        let rules = preset.first().map_or_else(Rules::default, |name| name.parse::<Preset>().unwrap().rules());
        let found = recording.signals(&view, &rules, &Cancel::new()).unwrap();
        let told: Vec<String> = found.iter().map(|it| format!("{}@{}", it.kind, (it.at - instant(0)).ms())).collect();
        let expected: Vec<&String> = expected.into_iter().filter(|word| *word != "none").collect();
        if told.iter().collect::<Vec<_>>() == expected {
            right += 1;
        } else {
            let labels: Vec<&str> = found.iter().map(|it| it.label.as_str()).collect();
            let _ = writeln!(misses, "{}: expected {expected:?}, found {told:?} {labels:?}", story.title);
        }
    }
    assert!(all.len() >= 20, "only {} stories", all.len());
    assert_eq!(right, all.len(), "{right} of {}:\n{misses}", all.len());
}
