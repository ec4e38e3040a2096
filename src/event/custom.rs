//! Custom events: a tag and whatever the recorder or the page attached to it.
//!
//! The index pass needs only the tag and, for the navigations that PostHog records this way, the address.
//!
//! Sentry's SDK has no plugins: console lines, requests and navigations travel as custom events of two tags, and what
//! each is stands in its payload (sentry-javascript: `replay-internal`, `ReplayFrameEvent`).

use super::Kind;

/// PostHog's SPA navigation: `{href}`; rrweb itself writes Meta only on load and with full snapshots.
pub const PAGEVIEW: &str = "$pageview";

/// The same navigation, recorded where page view capture is off.
pub const URL_CHANGED: &str = "$url_changed";

/// Whether a custom event's tag marks a navigation, so that its `payload.href` is the page from then on.
#[must_use]
pub fn is_navigation(tag: &str) -> bool {
    tag == PAGEVIEW || tag == URL_CHANGED
}

/// posthog-js says so twice in one millisecond when both its recorder and a trigger start: two events, not one event
/// written twice (seen from 1.449 on, in every recording with more than one page).
pub const RECORDING_STARTED: &str = "$recording_started";

/// Sentry's breadcrumbs: `{category, level, message, data}`.
pub const BREADCRUMB: &str = "breadcrumb";

/// Sentry's spans: `{op, description, startTimestamp, endTimestamp, data}`, times in seconds.
pub const PERFORMANCE_SPAN: &str = "performanceSpan";

/// An event of Sentry's with a time below this is in seconds: in milliseconds it would be of April 1970. Its spans are,
/// and were the breadcrumbs of its first releases.
const SECONDS_BELOW: f64 = 1e10;

/// What a custom event is by its tag and, of Sentry's, the breadcrumb's category or the span's operation.
#[must_use]
pub fn kind(tag: &str, topic: Option<&str>) -> Kind {
    match (tag, topic) {
        _ if is_navigation(tag) => Kind::Page,
        (BREADCRUMB, Some("console")) => Kind::Console,
        (PERFORMANCE_SPAN, Some("navigation.push")) => Kind::Page,
        (PERFORMANCE_SPAN, Some(op)) if op.starts_with("resource.") || op.starts_with("navigation.") => Kind::Network,
        _ => Kind::Custom,
    }
}

/// The time of a custom event in milliseconds.
#[must_use]
pub fn milliseconds(tag: &str, timestamp: f64) -> f64 {
    let seconds = is_sentry(tag) && (0.0..SECONDS_BELOW).contains(&timestamp);
    if seconds { timestamp * 1000.0 } else { timestamp }
}

/// Whether a tag is one of Sentry's two.
#[must_use]
pub fn is_sentry(tag: &str) -> bool {
    tag == BREADCRUMB || tag == PERFORMANCE_SPAN
}
