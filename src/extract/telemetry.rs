//! Requests that measure the page rather than serve it: analytics, error reports, pixels.
//!
//! They go out on every click whatever the click does, so they neither show that it worked nor lead to an error. Told by
//! the initiator, by the address of well-known services, and by the words such addresses are made of.

use super::Request;

/// Parts of the host names of services that only measure.
const HOSTS: [&str; 34] = [
    "google-analytics.",
    "googletagmanager.",
    "analytics.google.",
    "doubleclick.",
    "googleadservices.",
    "facebook.com",
    "connect.facebook.",
    "segment.io",
    "segment.com",
    "mixpanel.",
    "amplitude.",
    "heap.io",
    "heapanalytics.",
    "hotjar.",
    "fullstory.",
    "clarity.ms",
    "logrocket.",
    "lr-ingest.",
    "sentry.io",
    "datadoghq.",
    "browser-intake-",
    "nr-data.net",
    "newrelic.",
    "bugsnag.",
    "rollbar.",
    "posthog.",
    "plausible.",
    "matomo.",
    "piwik.",
    "snowplow",
    "optimizely.",
    "intercom.io",
    "bat.bing.",
    "stats.",
];

/// Words of a path that name a measuring end point.
const WORDS: [&str; 16] = [
    "analytics",
    "beacon",
    "beacons",
    "collect",
    "csp-report",
    "envelope",
    "heartbeat",
    "metrics",
    "pageview",
    "pixel",
    "rum",
    "telemetry",
    "track",
    "tracking",
    "tr",
    "vitals",
];

/// Whether a request only measures.
#[must_use]
pub fn is_telemetry(request: &Request) -> bool {
    if matches!(request.initiator.as_deref(), Some("beacon" | "ping")) {
        return true;
    }
    let (host, path) = host_and_path(&request.url);
    let host = host.to_ascii_lowercase();
    HOSTS.iter().any(|known| host.contains(known)) || path.split('/').any(|part| WORDS.contains(&part))
}

/// The host and the path of an address; of a relative one only the path.
#[must_use]
pub fn host_and_path(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or_else(|| url.strip_prefix("//"), |(_, rest)| Some(rest));
    let (host, path) = rest.map_or(("", url), |rest| rest.split_at(rest.find('/').unwrap_or(rest.len())));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (host.split(['?', '#']).next().unwrap_or_default(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_measures_is_told_from_what_serves() {
        for (url, expected) in [
            ("https://www.google-analytics.com/g/collect?v=2", true),
            ("https://o1.ingest.sentry.io/api/2/envelope/?x=1", true),
            ("https://shop.test/api/track", true),
            ("https://shop.test/api/tracks/17", false),
            ("https://shop.test/api/cart", false),
            ("/metrics", true),
            ("", false),
        ] {
            assert_eq!(is_telemetry(&Request { url: url.into(), ..Request::default() }), expected, "{url}");
        }
        let beacon = Request { initiator: Some("beacon".into()), url: "/cart".into(), ..Request::default() };
        assert!(is_telemetry(&beacon));
    }

    #[test]
    fn an_address_has_a_host_and_a_path() {
        assert_eq!(host_and_path("https://u:p@a.test:8080/x/y?q#f"), ("a.test:8080", "/x/y"));
        assert_eq!(host_and_path("https://a.test"), ("a.test", ""));
        assert_eq!(host_and_path("//a.test?x"), ("a.test", ""));
        assert_eq!(host_and_path("/x?y"), ("", "/x"));
    }
}
