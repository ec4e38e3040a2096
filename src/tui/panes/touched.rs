//! Which nodes an event says it touches, without applying it: for marks of a moment ago, and to find who made a change.

use crate::event::mutation::Mutation;
use crate::event::{Data, NodeId};

/// The nodes an event says it touches.
pub(super) fn touched(data: &Data, out: &mut Vec<NodeId>) {
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
