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
pub(crate) const WRONG: &[Wrong] = &[];

/// Makes a frame of a golden right.
pub(crate) fn correct(fixture: &str, at: f64, golden: &mut Vec<Line>, ours: &[Line]) {
    for wrong in
        WRONG.iter().filter(|wrong| wrong.fixture == fixture && (wrong.frames.0..=wrong.frames.1).contains(&at))
    {
        assert!(!wrong.why.is_empty());
        (wrong.correct)(golden, ours);
    }
}
