//! The part of a recording that is looked at: a stretch of time, one window.

use crate::clock::Time;
use crate::timeline::WindowIx;

/// What is looked at; all of it by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The first and the last instant, in order; all of the time when `None`.
    pub range: Option<(Time, Time)>,
    /// The window; all of them when `None`.
    pub window: Option<WindowIx>,
}

impl Scope {
    /// Whether something of this instant and window is looked at. Both ends of the stretch are.
    #[must_use]
    pub fn has(&self, at: Time, window: WindowIx) -> bool {
        self.range.is_none_or(|(from, to)| (from..=to).contains(&at)) && self.has_window(window)
    }

    /// Whether a window is looked at.
    #[must_use]
    pub fn has_window(&self, window: WindowIx) -> bool {
        self.window.is_none_or(|only| only == window)
    }

    /// Whether everything is looked at.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_inside() {
        let scope = Scope { range: Some((Time(5), Time(9))), window: Some(1) };
        assert!(scope.has(Time(5), 1) && scope.has(Time(9), 1));
        assert!(!scope.has(Time(4), 1) && !scope.has(Time(10), 1) && !scope.has(Time(7), 0));
        assert!(Scope::default().has(Time(7), 3) && Scope::default().is_all() && !scope.is_all());
    }
}
