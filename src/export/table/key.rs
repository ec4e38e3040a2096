//! The columns that every row of a moment begins with: whose it is, and when.

use super::Source;
use super::column::{columns, count};
use crate::archive::Header;
use crate::clock::Time;
use crate::event::Seq;
use crate::timeline::WindowIx;

/// What the key columns say.
#[derive(Clone, Copy)]
pub(super) struct Key<'k> {
    source: &'k Source<'k>,
    seq: Seq,
    window: WindowIx,
    at: Time,
}

columns! {
    pub(super) fn cells(key: Key<'_>) {
        "recording_id" Text "as in `recordings`" => recording_id(key.source).map(Into::into);
        "seq" Int "the event's number: its address in every scrubjay command, as `#seq`" => count(key.seq);
        "window" Int "the browser tab's number, from 0" => count(key.window);
        "window_id" Text "the browser tab's recorded id" => key.source.window_id(key.window).map(Into::into);
        "time" Time "when" => Some(key.at);
        "epoch_us" Int "the same, in microseconds since 1970-01-01 UTC" => Some(key.at.0);
        "at_ms" Real "the same, in milliseconds from the recording's start" => Some((key.at - key.source.view.index.start()).ms());
    }
}

/// The key of what happened in a window at an instant.
pub(super) fn key<'k>(source: &'k Source<'k>, seq: Seq, window: WindowIx, at: Time) -> Key<'k> {
    Key { source, seq, window, at }
}

/// What names the recording: PostHog's id, or the name of its file where there is none.
pub(super) fn recording_id<'s>(source: &Source<'s>) -> Option<&'s str> {
    let file = |header: &'s Header| header.inputs.first().map(|name| name.rsplit(['/', '\\']).next().unwrap_or(name));
    source.session_id().or_else(|| source.header().and_then(file))
}
