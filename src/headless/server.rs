//! The part of `info`'s record that PostHog's servers told: they counted it, not we.

use crate::archive::Metadata;
use crate::clock::Time;
use serde::Serialize;

/// What PostHog's servers know of the recording.
#[derive(Debug, Serialize)]
pub(super) struct MetadataPart<'v> {
    start: Option<String>,
    end: Option<String>,
    duration_s: Option<f64>,
    active_s: Option<f64>,
    start_url: Option<&'v str>,
    source: Option<&'v str>,
    library: Option<&'v str>,
    counts: ServerPart,
}

/// What they counted.
#[derive(Debug, Serialize)]
struct ServerPart {
    clicks: Option<u64>,
    keypresses: Option<u64>,
    mouse_activity: Option<u64>,
    console_log: Option<u64>,
    console_warn: Option<u64>,
    console_error: Option<u64>,
}

impl<'v> MetadataPart<'v> {
    pub(super) fn new(metadata: &'v Metadata) -> Self {
        let Metadata { start, end, duration_s, active_s, start_url, source, library, counts, .. } = metadata;
        Self {
            start: start.map(Time::rfc3339),
            end: end.map(Time::rfc3339),
            duration_s: *duration_s,
            active_s: *active_s,
            start_url: start_url.as_deref(),
            source: source.as_deref(),
            library: library.as_deref(),
            counts: ServerPart {
                clicks: counts.clicks,
                keypresses: counts.keypresses,
                mouse_activity: counts.mouse_activity,
                console_log: counts.console_log,
                console_warn: counts.console_warn,
                console_error: counts.console_error,
            },
        }
    }
}
