//! What an event means, in words: what happened to which node, what was put in and taken out, what did not fit.

use crate::dom::Applied;
use crate::event::input::Moves;
use crate::event::mutation::Mutation;
use crate::event::{Data, Event, Kind, Seq};
use crate::recording::{Cancel, Recording, View};
use crate::text;
use crate::tui::panes::lines::plural;
use crate::tui::theme::Role;
use std::collections::BTreeSet;

/// What could not be applied is told so many times.
const MOST_ANOMALIES: usize = 3;

/// The attributes of a mutation that are named.
const MOST_NAMES: usize = 5;

/// A sentence, in the role it is shown in.
pub(super) type Said = (Role, String);

/// What an event means; runs on a worker. Recorded text: not neutral.
pub(super) fn words(recording: &Recording, view: &View, seq: Seq, event: &str, cancel: &Cancel) -> Vec<Said> {
    let mut said = Vec::new();
    let row = view.row(view.rows.of(&view.index, seq)).filter(|row| row.seq == seq);
    let label = row.and_then(|row| recording.label(view, row, cancel).ok());
    let parsed = Event::parse(event.as_bytes());
    let applied = || recording.applied(view, seq, cancel).map(|step| step.applied).unwrap_or_default();
    match parsed.as_ref().map(|event| &event.data) {
        Ok(Data::Mutation(mutation)) => {
            said.push((Role::Text, mutated(mutation)));
            said.extend(anomalies(&applied()));
        }
        Ok(Data::FullSnapshot(_)) => {
            let step = recording.applied(view, seq, cancel);
            let nodes = step.as_ref().map_or(0, |step| step.after.len());
            said.push((
                Role::Text,
                format!("the whole page anew, {}: the DOM is built from here", plural(nodes, "node")),
            ));
            said.extend(step.iter().flat_map(|step| anomalies(&step.applied)));
        }
        Ok(Data::Meta(meta)) => {
            said.push((
                Role::Text,
                format!("a page in a viewport of {}x{} pixels: {}", meta.width, meta.height, meta.href),
            ));
        }
        Ok(Data::Moves(moves)) => said.push((Role::Text, moved(moves))),
        Ok(_) => {
            said.extend(label.filter(|label| !label.is_empty()).map(|label| (Role::Text, label)));
            if !matches!(view.index.kind(seq), Kind::Console | Kind::Network | Kind::Custom) {
                said.extend(anomalies(&applied()));
            }
        }
        Err(bad) => said.push((Role::Warn, format!("not read as an event: {bad}"))),
    }
    said
}

/// `puts in 2 nodes, takes out 1, changes 1 text and 3 attributes (class, style)`.
fn mutated(mutation: &Mutation) -> String {
    let values = || mutation.attributes.iter().flat_map(|change| &change.values);
    let names: BTreeSet<&str> = values().map(|(name, _)| &**name).collect();
    let mut parts = Vec::new();
    let mut count = |count: usize, verb: &str, what: &str| {
        if count > 0 {
            parts.push(format!("{verb} {}", plural(count, what)));
        }
    };
    count(mutation.adds.len(), "puts in", "node");
    count(mutation.removes.len(), "takes out", "node");
    count(mutation.texts.len(), "changes", "text");
    count(values().count(), "changes", "attribute");
    if let Some(last) = parts.last_mut().filter(|_| !names.is_empty()) {
        let more = if names.len() > MOST_NAMES { ", …" } else { "" };
        let told: Vec<&str> = names.into_iter().take(MOST_NAMES).map(|name| text::start(name, 60)).collect();
        *last = format!("{last} ({}{more})", told.join(", "));
    }
    if parts.is_empty() { "changes nothing".to_owned() } else { parts.join(", ") }
}

/// `12 positions in 480 ms, from 90,361 to 576,527`.
fn moved(moves: &Moves) -> String {
    let (Some(first), Some(last)) = (moves.positions.first(), moves.positions.last()) else {
        return "no position".to_owned();
    };
    let (positions, span) = (plural(moves.positions.len(), "position"), (last.offset - first.offset).human());
    if moves.positions.len() == 1 {
        return format!("{positions}, at {:.0},{:.0}", last.x, last.y);
    }
    format!("{positions} in {span}, from {:.0},{:.0} to {:.0},{:.0}", first.x, first.y, last.x, last.y)
}

/// What could not be applied as recorded.
fn anomalies(applied: &Applied) -> Vec<Said> {
    let told = applied.anomalies.iter().take(MOST_ANOMALIES).map(|anomaly| {
        let node = anomaly.id.map(|id| format!("#{id}: ")).unwrap_or_default();
        (Role::Warn, format!("did not fit: {node}{}", anomaly.reason))
    });
    let left = applied.anomalies.len().saturating_sub(MOST_ANOMALIES);
    let left = (left > 0).then(|| (Role::Warn, format!("and {left} more that did not fit; 9 lists the findings")));
    told.chain(left).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(event: &str) -> Data {
        Event::parse(event.as_bytes()).unwrap().data
    }

    #[test]
    fn a_mutation_is_counted_and_its_attributes_named() {
        let Data::Mutation(mutation) = data(
            r#"{"type":3,"timestamp":3,"data":{"source":0,"texts":[{"id":1,"value":"x"}],"removes":[],"adds":[],
            "attributes":[{"id":2,"attributes":{"style":"a:b","class":"c"}},{"id":3,"attributes":{"class":null}}]}}"#,
        ) else {
            panic!("a mutation")
        };
        assert_eq!(mutated(&mutation), "changes 1 text, changes 3 attributes (class, style)");
        let Data::Mutation(none) =
            data(r#"{"type":3,"timestamp":3,"data":{"source":0,"texts":[],"removes":[],"adds":[],"attributes":[]}}"#)
        else {
            panic!("a mutation")
        };
        assert_eq!(mutated(&none), "changes nothing");
    }

    #[test]
    fn moves_are_told_from_where_to_where() {
        let Data::Moves(moves) = data(
            r#"{"type":3,"timestamp":900,"data":{"source":1,"positions":[{"x":1,"y":2,"id":4,"timeOffset":-480},
            {"x":30.4,"y":9,"id":4,"timeOffset":0}]}}"#,
        ) else {
            panic!("moves")
        };
        assert_eq!(moved(&moves), "2 positions in 480 ms, from 1,2 to 30,9");
    }
}
