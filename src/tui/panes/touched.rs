//! Which nodes an event says it touches, without applying it: for marks of a moment ago.

use crate::event::mutation::Mutation;
use crate::event::{Data, Event, Kind, NodeId, Seq};
use crate::recording::{Cancel, Recording, View};
use std::ops::Range;

/// The nodes that a stretch of events touched, the latest first, all of the page that the event behind the stretch shows:
/// at most so many events, and so many bytes of their JSON.
pub(super) fn touched_within(
    recording: &Recording,
    view: &View,
    within: Range<Seq>,
    (events, bytes): (usize, u64),
    cancel: &Cancel,
) -> Vec<NodeId> {
    let index = &view.index;
    let window = index.window(within.end);
    let changes = |kind| matches!(kind, Kind::Mutation | Kind::Input | Kind::Scroll);
    let (mut ids, mut cost) = (Vec::new(), 0);
    let of_page = within.rev().filter(|earlier| index.window(*earlier) == window);
    let same_page = of_page.take_while(|earlier| index.kind(*earlier) != Kind::Snapshot);
    for earlier in same_page.filter(|earlier| changes(index.kind(*earlier))).take(events) {
        cost += u64::from(index.loc(earlier).len);
        if cost > bytes || cancel.is_cancelled() {
            break;
        }
        let event = recording.event(view, earlier).ok().and_then(|bytes| Event::parse(&bytes).ok());
        if let Some(event) = event {
            touched(&event.data, &mut ids);
        }
    }
    ids
}

/// The nodes an event says it touches.
fn touched(data: &Data, out: &mut Vec<NodeId>) {
    match data {
        Data::Mutation(mutation) => touched_by_mutation(mutation, out),
        Data::Input(input) => out.extend(input.id),
        Data::Scroll(scroll) => out.extend(scroll.id),
        _ => {}
    }
}

fn touched_by_mutation(mutation: &Mutation, out: &mut Vec<NodeId>) {
    out.extend(mutation.adds.iter().filter_map(|add| add.node.root()?.id));
    out.extend(mutation.texts.iter().filter_map(|text| text.id));
    out.extend(mutation.attributes.iter().filter_map(|change| change.id));
    out.extend(mutation.removes.iter().flat_map(|remove| [remove.parent_id, remove.id]).flatten());
}
