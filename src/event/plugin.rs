//! Plugin events: which plugin speaks, and the timeline kind that follows from it.
//!
//! What the console and network plugins say is read in `extract`; other plugins stay raw.

use super::Kind;

/// rrweb's console recorder: `{level, trace, payload}`.
pub const CONSOLE: &str = "rrweb/console@1";

/// rrweb's and posthog-js's network recorder: `{requests: [...]}`.
pub const NETWORK: &str = "rrweb/network@1";

/// PostHog's network recorder of 2022 and 2023: one performance entry under numeric keys.
pub const POSTHOG_NETWORK: &str = "posthog/network@1";

/// The kind of a plugin event.
#[must_use]
pub fn kind(plugin: &str) -> Kind {
    match plugin {
        CONSOLE => Kind::Console,
        NETWORK | POSTHOG_NETWORK => Kind::Network,
        _ => Kind::Other,
    }
}
