//! What PostHog's servers know of the recording, held against what is here.
//!
//! Only its extent: they count console lines and clicks by rules of their own.

use super::check::{Case, Check};
use super::{Finding, View};
use crate::archive::{Container, Metadata};
use crate::clock::{Span, Time};

/// So much may be missing without meaning anything: events of the last moments are often lost.
const SLACK: Span = Span(5_000_000);

/// See the module.
#[derive(Default)]
pub(super) struct Server;

impl Check for Server {
    fn see(&mut self, _: &Case<'_>) {}

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        // A portable archive may be a clip, which keeps what is known of the whole.
        let header = view.header.as_ref().filter(|header| header.container != Container::Portable);
        let metadata = header.and_then(|header| header.metadata.as_ref());
        let Some(metadata) = metadata.filter(|_| !view.index.is_empty()) else { return Vec::new() };
        let (first, last) = (view.index.start(), view.index.end());
        let head = metadata.start.map(|start| first - start).filter(|missing| *missing > SLACK);
        let tail = end(metadata).map(|end| end - last).filter(|missing| *missing > SLACK);
        let found = |missing: Span, which: &str| {
            let effect =
                format!("PostHog knows of {} more at the recording's {which}: that part is not here", missing.human());
            Finding::warning("incomplete-recording", effect)
                .remedy("fetch all of its snapshot blobs, and open them together")
        };
        let head = head.map(|missing| found(missing, "start"));
        head.into_iter().chain(tail.map(|missing| found(missing, "end"))).collect()
    }
}

/// When it ended, by whichever field tells.
fn end(metadata: &Metadata) -> Option<Time> {
    let by_length = || Some(metadata.start? + Span::from_ms(metadata.duration_s? * 1000.0));
    metadata.end.or_else(by_length)
}
