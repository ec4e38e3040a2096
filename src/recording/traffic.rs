//! A window's requests in order of time, and which of them go out whatever the user does.

use super::View;
use crate::clock::{Span, Time};
use crate::extract::{NetworkRow, host_and_path, is_telemetry};
use crate::timeline::WindowIx;
use std::collections::HashMap;

/// A request of a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent<'v> {
    /// The request.
    pub(super) row: &'v NetworkRow,
    /// It measures, or goes out again and again by itself: nobody asked for it.
    pub(super) background: bool,
}

impl Sent<'_> {
    /// When the answer had come, where that is known.
    pub(super) fn ended(&self) -> Option<Time> {
        self.row.request.duration.map(|took| self.row.at + took)
    }

    /// Whether a script sent it: `fetch` or XHR.
    pub(super) fn by_script(&self) -> bool {
        let request = &self.row.request;
        request.method.is_some() && request.initiator.as_deref() != Some("navigation")
            || matches!(request.initiator.as_deref(), Some("fetch" | "xmlhttprequest"))
    }
}

/// A window's requests, by when they were sent.
#[derive(Debug, Default)]
pub(super) struct Traffic<'v> {
    sent: Vec<Sent<'v>>,
}

impl<'v> Traffic<'v> {
    pub(super) fn new(view: &'v View, window: WindowIx) -> Self {
        let of_window = view.network.iter().filter(|row| row.window == window);
        let mut sent: Vec<Sent<'v>> =
            of_window.map(|row| Sent { row, background: is_telemetry(&row.request) }).collect();
        sent.sort_by_key(|sent| sent.row.at);
        let polls = polls(&sent);
        for (sent, polls) in sent.iter_mut().zip(polls) {
            sent.background |= polls;
        }
        Self { sent }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Sent<'v>] {
        &self.sent
    }

    /// The requests that were sent from one instant to another, both included.
    pub(super) fn between(&self, from: Time, to: Time) -> &[Sent<'v>] {
        let first = self.sent.partition_point(|sent| sent.row.at < from);
        let after = self.sent.partition_point(|sent| sent.row.at <= to);
        self.sent.get(first..after).unwrap_or_default()
    }
}

/// Which requests keep a rhythm among those with the same method and address.
fn polls(sent: &[Sent<'_>]) -> Vec<bool> {
    let mut places: HashMap<(&str, &str, &str), Vec<usize>> = HashMap::new();
    for (at, sent) in sent.iter().enumerate().filter(|(_, sent)| sent.by_script()) {
        let (host, path) = host_and_path(&sent.row.request.url);
        places.entry((sent.row.request.method.as_deref().unwrap_or("GET"), host, path)).or_default().push(at);
    }
    let mut polls = vec![false; sent.len()];
    for places in places.into_values() {
        let times: Vec<Time> = places.iter().map(|at| sent[*at].row.at).collect();
        if keeps_a_rhythm(&times) {
            for at in places {
                polls[at] = true;
            }
        }
    }
    polls
}

/// Whether what happened at these times, ascending, keeps a rhythm: three of four times as far from the one before as usual.
pub(super) fn keeps_a_rhythm(times: &[Time]) -> bool {
    /// Fewer than this are no rhythm.
    const FEWEST: usize = 4;
    /// What comes faster is a burst.
    const FASTEST: Span = Span(500_000);
    if times.len() < FEWEST {
        return false;
    }
    let gaps: Vec<Span> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let mut sorted = gaps.clone();
    sorted.sort_unstable();
    let usual = sorted[sorted.len() / 2];
    let even = gaps.iter().filter(|gap| (gap.0 - usual.0).abs() * 4 <= usual.0).count();
    usual >= FASTEST && even * 4 >= gaps.len() * 3
}
