//! What the recorder itself said: that it dropped changes, stopped, or moved on to another session.

use super::check::{Case, Check};
use super::words::{many, time};
use super::{Finding, Severity, View};
use crate::event::{Data, Seq};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a notice begins, in the console.
const THROTTLED: &str = "[SessionRecording] Too many mutations on node";
const FULL: &str = "The number of log records reached the threshold";

/// See the module.
#[derive(Default)]
pub(super) struct Notices(BTreeMap<Notice, Said>);

/// How often something was said, and from where to where.
struct Said {
    first: Seq,
    last: Seq,
    count: u64,
    /// What it was about.
    detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Notice {
    Throttled,
    ConsoleFull,
    SessionChanged,
    Paused,
    Extension,
}

impl Check for Notices {
    fn see(&mut self, case: &Case<'_>) {
        let Some((notice, detail)) = case.event.and_then(|event| said(&event.data)) else { return };
        let known = self.0.entry(notice).or_insert(Said { first: case.seq, last: case.seq, count: 0, detail });
        known.last = case.seq;
        known.count += 1;
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        self.0.into_iter().map(|(notice, said)| notice.finding(view, &said)).collect()
    }
}

impl Notice {
    fn finding(self, view: &View, said: &Said) -> Finding {
        let (check, severity, effect) = match self {
            Self::Throttled => (
                "throttled-mutations",
                Severity::Warning,
                format!(
                    "the recorder held back attribute changes, {} (first at {}: {}): attributes of those nodes are stale",
                    many(said.count, "time"),
                    time(view, said.first),
                    said.detail
                ),
            ),
            Self::ConsoleFull => (
                "console-threshold",
                Severity::Warning,
                format!(
                    "the recorder's limit of console lines was reached at {}: later lines are missing",
                    time(view, said.first)
                ),
            ),
            Self::SessionChanged => (
                "session-change",
                Severity::Info,
                format!(
                    "the session id changed at {}{}: what comes before or after may lie in another recording",
                    time(view, said.first),
                    said.detail
                ),
            ),
            Self::Paused => (
                "recording-paused",
                Severity::Info,
                format!(
                    "recording was paused, {} (first at {}): what happened then is missing",
                    many(said.count, "time"),
                    time(view, said.first)
                ),
            ),
            Self::Extension => (
                "extension-stripped",
                Severity::Info,
                "nodes of a browser extension were taken out of the page by PostHog's player".to_owned(),
            ),
        };
        let finding = Finding::new(severity, check, effect).span(said.first, said.last).count(said.count);
        if self == Self::Throttled {
            finding.remedy("raise the recorder's mutation limits, or stop the page from changing one node all the time")
        } else {
            finding
        }
    }
}

/// The notice an event is, with its detail.
fn said(data: &Data) -> Option<(Notice, String)> {
    match data {
        Data::Plugin { plugin, payload } if plugin.starts_with("rrweb/console@") => console(payload.get()),
        Data::Custom { tag, payload } => Some(match &**tag {
            "$session_id_change" | "$session_starting" | "$session_ending" => {
                (Notice::SessionChanged, reason(payload.get()))
            }
            "recording paused" => (Notice::Paused, String::new()),
            "chrome-extension-stripped" => (Notice::Extension, String::new()),
            _ => return None,
        }),
        _ => None,
    }
}

fn console(payload: &str) -> Option<(Notice, String)> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        level: String,
        #[serde(default)]
        payload: Vec<String>,
    }
    // Nearly every line is none of these.
    memchr::memmem::find(payload.as_bytes(), b"[SessionRecording]")
        .or_else(|| memchr::memmem::find(payload.as_bytes(), FULL.as_bytes()))?;
    let line: Line = serde_json::from_str(payload).ok()?;
    let text: String = serde_json::from_str(line.payload.first()?).unwrap_or_else(|_| line.payload[0].clone());
    if text.starts_with(THROTTLED) {
        let node: String = text.chars().skip(THROTTLED.len()).take_while(|c| *c != '.').take(40).collect();
        return Some((Notice::Throttled, format!("node{node}")));
    }
    (line.level == "warn" && text.starts_with(FULL)).then(|| (Notice::ConsoleFull, String::new()))
}

/// ` (activityTimeout)`, where the reason is known.
fn reason(payload: &str) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Change {
        #[serde(default)]
        change_reason: BTreeMap<String, serde_json::Value>,
    }
    let Ok(change) = serde_json::from_str::<Change>(payload) else { return String::new() };
    let reasons: Vec<String> =
        change.change_reason.into_iter().filter(|(_, yes)| yes.as_bool() == Some(true)).map(|(name, _)| name).collect();
    if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) }
}
