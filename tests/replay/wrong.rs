//! Frames in which the player is wrong about the recorded page: which, why, and what is right.

use crate::line::Line;

/// One thing the player gets wrong.
pub(crate) struct Wrong {
    pub(crate) fixture: &'static str,
    /// Milliseconds after the first event: the first and the last frame it shows in.
    pub(crate) frames: (f64, f64),
    pub(crate) why: &'static str,
    /// Makes the golden right.
    pub(crate) correct: fn(golden: &mut Vec<Line>, ours: &[Line]),
}

/// All of them.
pub(crate) const WRONG: &[Wrong] = &[
    Wrong {
        fixture: "posthog.adopted-style-sheet-before-shadow-root",
        frames: (121.0, f64::MAX),
        why: "a sheet that is adopted before the shadow root appears is never built; the page has it (PostHog PR 4435)",
        correct: |golden, _| adopt(golden, &["a { color: rgb(255, 0, 0); }", "nav { display: flex; }", BLOCK]),
    },
    Wrong {
        fixture: "posthog.adopted-style-sheet-stale-retry",
        frames: (1251.0, 1450.0),
        why: "a sheet that is adopted before the shadow root appears is never built; the page has it (PostHog PR 4435)",
        correct: |golden, _| adopt(golden, &["a { color: rgb(255, 0, 0); }", "nav { display: flex; }", BLOCK]),
    },
];

const BLOCK: &str = ":host { display: block; }";

/// Gives the page's only shadow root one adopted sheet.
fn adopt(golden: &mut [Line], rules: &[&str]) {
    let root = golden.iter_mut().find(|line| line.kind == "shadowroot").expect("a shadow root");
    assert!(root.adopted.is_empty(), "the player has learned it: the entry is out of date");
    root.adopted = vec![rules.iter().map(ToString::to_string).collect()];
}

/// Makes a frame of a golden right.
pub(crate) fn correct(fixture: &str, at: f64, golden: &mut Vec<Line>, ours: &[Line]) {
    for wrong in
        WRONG.iter().filter(|wrong| wrong.fixture == fixture && (wrong.frames.0..=wrong.frames.1).contains(&at))
    {
        assert!(!wrong.why.is_empty());
        (wrong.correct)(golden, ours);
    }
}
