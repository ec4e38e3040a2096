//! `why`: the true cause of each story is among the first three of those that are told, and what only stands by is not
//! taken for one.

use crate::story::{Story, stories};
use scrubjay::recording::why::{Cause, Effect, Why};
use scrubjay::recording::{Cancel, View};
use std::fmt::Write as _;

const STORIES: &str = include_str!("why.txt");

/// Below this a cause is a guess, and is told as one.
const GUESS: f64 = 0.5;

#[test]
fn the_true_cause_is_among_the_first_three() {
    let (mut all, mut first, mut among, mut misses) = (0usize, 0usize, 0usize, String::new());
    for story in stories(STORIES).iter().filter(|story| story.marks.iter().any(|mark| mark.sign == '>')) {
        let causes = explained(story);
        let rank = causes.iter().position(|cause| is_marked(story, '>', cause));
        all += 1;
        first += usize::from(rank == Some(0));
        among += usize::from(rank.is_some_and(|rank| rank < 3));
        if rank != Some(0) {
            let _ = writeln!(misses, "{}: {}", story.title, told(&causes));
        }
    }
    assert!(all >= 20, "only {all} stories");
    assert!(among * 10 >= all * 9, "{among} of {all}:\n{misses}");
    assert!(first * 10 >= all * 8, "{first} of {all} come first:\n{misses}");
}

#[test]
fn what_only_stands_by_is_no_cause() {
    let mut wrong = String::new();
    let mut all = 0;
    for story in &stories(STORIES) {
        let causes = explained(story);
        let by: Vec<&Cause> = causes.iter().filter(|cause| is_marked(story, '!', cause)).collect();
        all += usize::from(story.marks.iter().any(|mark| mark.sign == '!'));
        let blamed = by.iter().any(|cause| cause.score >= GUESS && cause.score >= causes[0].score);
        if blamed {
            let _ = writeln!(wrong, "{}: {}", story.title, told(&causes));
        }
    }
    assert!(all >= 10, "only {all} stories");
    assert!(wrong.is_empty(), "blamed:\n{wrong}");
}

fn explained(story: &Story) -> Vec<Cause> {
    let recording = story.recording();
    let view = recording.view();
    let cancel = Cancel::new();
    let effect = effect(story, &view);
    Why::new(&recording, &view, &cancel).causes(&effect, 5).unwrap()
}

/// What `?` marks, or the first error.
fn effect(story: &Story, view: &View) -> Effect {
    let Some(mark) = story.marks.iter().find(|mark| mark.sign == '?') else {
        let error = view.console.iter().find(|line| line.level.is_error());
        return Effect::from(error.unwrap_or_else(|| panic!("{}: no error", story.title)));
    };
    if let Some(place) = view.network.iter().position(|row| row.at == mark.at) {
        return Effect::of_request(view, place);
    }
    let seq = view.index.seqs().find(|seq| view.index.time(*seq) == mark.at && view.index.kind(*seq) == mark.kind);
    Effect::of(view, seq.unwrap())
}

fn is_marked(story: &Story, sign: char, cause: &Cause) -> bool {
    story.marks.iter().any(|it| it.sign == sign && it.at == cause.at && it.kind == cause.kind)
}

fn told(causes: &[Cause]) -> String {
    let told = causes.iter().map(|cause| {
        let clues: Vec<String> =
            cause.reasons.iter().map(|it| format!("{} {:.2}", it.clue.name(), it.weight)).collect();
        format!("\n    {:.2} {} ({})", cause.score, cause.label, clues.join(", "))
    });
    told.collect()
}
