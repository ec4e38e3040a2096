//! Custom events: a tag and whatever the recorder or the page attached to it.
//!
//! The index pass needs only the tag and, for the navigations that PostHog records this way, the address.

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
