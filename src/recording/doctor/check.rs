//! What a check is, and what it gets to see.

use super::{
    Finding, View, arrival, copies, depth, fields, fit, gaps, input, notices, pages, recorders, resources, sequence,
    server, versions, withheld,
};
use crate::archive::{FieldFault, Outcome};
use crate::clock::Time;
use crate::dom::{Applied, Tree};
use crate::event::{Event, Kind, Seq};
use crate::timeline::WindowIx;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One thing the doctor looks for.
pub(super) trait Check {
    /// One event, after it was applied; events come by seq.
    fn see(&mut self, case: &Case<'_>);

    /// What was found.
    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding>;
}

/// Every check. The order is that of findings without a place.
pub(super) fn all() -> Vec<Box<dyn Check>> {
    vec![
        Box::<input::Input>::default(),
        Box::<server::Server>::default(),
        Box::<copies::Copies>::default(),
        Box::<versions::Versions>::default(),
        Box::<recorders::Recorders>::default(),
        Box::<arrival::Arrival>::default(),
        Box::<pages::Pages>::default(),
        Box::<fit::Fit>::default(),
        Box::<fields::Fields>::default(),
        Box::<sequence::Sequence>::default(),
        Box::<gaps::Gaps>::default(),
        Box::<notices::Notices>::default(),
        Box::<withheld::Withheld>::default(),
        Box::<resources::Resources>::default(),
        Box::<depth::Depth>::default(),
    ]
}

/// One event and its window's page after it.
pub(super) struct Case<'a> {
    pub(super) view: &'a View,
    pub(super) seq: Seq,
    pub(super) at: Time,
    pub(super) window: WindowIx,
    pub(super) kind: Kind,
    /// Absent where the JSON can't be read.
    pub(super) event: Option<&'a Event>,
    pub(super) applied: Option<&'a Applied>,
    pub(super) tree: Option<&'a Tree>,
    pub(super) extra: Extra<'a>,
}

impl<'a> Case<'a> {
    /// The event by what the index knows of it.
    pub(super) fn of(view: &'a View, seq: Seq) -> Self {
        let (at, window, kind) = (view.index.time(seq), view.index.window(seq), view.index.kind(seq));
        Self { view, seq, at, window, kind, event: None, applied: None, tree: None, extra: Extra::default() }
    }

    pub(super) fn is_snapshot(&self) -> bool {
        self.kind == Kind::Snapshot
    }
}

/// What only the event's own JSON tells.
#[derive(Default)]
pub(super) struct Extra<'a> {
    /// The JSON.
    pub(super) body: &'a [u8],
    /// The number that rrweb's sequential-id plugin stamped on it.
    pub(super) sequential: Option<i64>,
    /// How its fields are compressed, where that is not the way that is known.
    pub(super) scheme: Option<&'a str>,
    /// What was wrong with its compressed fields.
    pub(super) faults: &'a [FieldFault],
    /// The page that ends with this event: a full snapshot or a Meta event.
    pub(super) replaced: Option<&'a Tree>,
}

/// The event's members that no typed event keeps.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow, rename = "_sid", default)]
    sequential: Option<&'a RawValue>,
    #[serde(borrow, default)]
    cv: Option<&'a RawValue>,
}

/// The one value of `cv` that PostHog has written.
const KNOWN_SCHEME: &str = "2024-10";

impl<'a> Extra<'a> {
    /// The compressed fields that could not be read.
    pub(super) fn lost(&self) -> impl Iterator<Item = &'a FieldFault> + use<'a> {
        self.faults.iter().filter(|fault| matches!(fault.outcome, Outcome::Lost | Outcome::Converted))
    }

    pub(super) fn of(body: &'a [u8], replaced: Option<&'a Tree>) -> Self {
        let bare = Self { body, replaced, ..Self::default() };
        // Few events have either member, and reading one twice is not free.
        let has = |name: &[u8]| memchr::memmem::find(body, name).is_some();
        if !has(b"\"_sid\"") && !has(b"\"cv\"") {
            return bare;
        }
        let Ok(members) = serde_json::from_slice::<Members<'_>>(body) else { return bare };
        let sequential = members.sequential.and_then(|number| number.get().parse().ok());
        let scheme = members.cv.map(|cv| cv.get().trim_matches('"')).filter(|cv| *cv != KNOWN_SCHEME);
        Self { sequential, scheme, ..bare }
    }
}
