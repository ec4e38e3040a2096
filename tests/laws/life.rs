//! A node's life agrees with the states that seeks show.

use super::events::{any_event, page, recorded};
use super::{SAMPLES, open};
use proptest::prelude::*;
use scrubjay::dom::diff::describe;
use scrubjay::dom::select::selector_of;
use scrubjay::dom::{Node, Tree};
use scrubjay::event::{NodeId, Seq};
use scrubjay::recording::life::{Absence, Deed};
use scrubjay::recording::{Cancel, Recording};
use serde_json::{Value, json};
use std::sync::Arc;

#[test]
fn a_life_ends_where_the_page_says() {
    let recording = open(&SAMPLES["todo"][0]);
    let view = recording.view();
    let last = view.index.last().unwrap();
    let end = recording.tree(&view, 0, last, &Cancel::new()).unwrap();
    let (mut here, mut gone) = (0, 0);
    for id in 1..120 {
        let life = recording.life(&view, 0, id, &Cancel::new()).unwrap();
        let attached = end.get(id).is_some_and(|node| end.is_attached(node));
        assert_eq!(life.absence.is_none(), attached, "#{id}: {life:?}");
        here += usize::from(attached);
        if let Some(Absence::Removed(seq)) = life.absence {
            gone += 1;
            let before = recording.tree(&view, 0, seq - 1, &Cancel::new()).unwrap();
            assert!(before.get(id).is_some(), "#{id} was not there before #{seq}");
        }
        let begins = life.moments.first().is_none_or(|first| matches!(first.deed, Deed::Created { .. }));
        assert!(begins, "#{id}: {life:?}");
    }
    assert!(here > 10 && gone > 0, "{here} here, {gone} gone");
    let unknown = recording.life(&view, 0, 999_999, &Cancel::new()).unwrap();
    assert!(matches!(unknown.absence, Some(Absence::NeverRecorded { .. })) && unknown.moments.is_empty());
}

/// A life told from every pair of neighbouring states.
fn told(recording: &Recording, id: NodeId) -> Vec<(Seq, Deed)> {
    fn shown(tree: &Tree, id: NodeId) -> Option<Node<'_>> {
        tree.get(id).filter(|node| tree.is_attached(*node))
    }
    let view = recording.view();
    let name = |node: Option<Node<'_>>| node.map(selector_of).unwrap_or_default();
    let (mut before, mut deeds) = (Arc::new(Tree::new()), Vec::new());
    for seq in view.index.seqs() {
        let after = recording.tree(&view, 0, seq, &Cancel::new()).unwrap();
        match (shown(&before, id), shown(&after, id)) {
            (None, Some(now)) if deeds.is_empty() => deeds.push((seq, Deed::Created { selector: selector_of(now) })),
            (None, Some(now)) => deeds.push((seq, Deed::Reused { selector: selector_of(now) })),
            (Some(_), None) => deeds.push((seq, Deed::Removed)),
            (Some(old), Some(now)) if (old.kind(), old.tag()) != (now.kind(), now.tag()) => {
                deeds.push((seq, Deed::Reused { selector: selector_of(now) }));
            }
            (Some(old), Some(now)) => {
                let (from, to) = (old.parent_or_host(), now.parent_or_host());
                if from.and_then(Node::id) != to.and_then(Node::id) {
                    deeds.push((seq, Deed::Moved { from: name(from), to: name(to) }));
                }
                deeds.extend(describe(old, now).into_iter().map(|what| (seq, Deed::Changed { what })));
            }
            (None, None) => {}
        }
        before = after;
    }
    deeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn what_a_life_leaves_out_has_nothing_to_do_with_the_node(
        events in prop::collection::vec(any_event(), 1..24),
        again in prop::option::of(0_usize..24),
    ) {
        let mut events = events;
        if let Some(again) = again {
            events.insert(again.min(events.len()), page());
        }
        check_lives(&events)?;
    }
}

/// Each life is what every two states tell, where these events follow on a page.
fn check_lives(events: &[Value]) -> Result<(), TestCaseError> {
    let recording = recorded(events);
    let view = recording.view();
    for id in 1..16 {
        let life = recording.life(&view, 0, id, &Cancel::new()).unwrap();
        let moments: Vec<_> = life.moments.into_iter().map(|moment| (moment.seq, moment.deed)).collect();
        prop_assert_eq!(moments, told(&recording, id), "#{}", id);
    }
    Ok(())
}

#[test]
fn moves_and_ends_that_no_event_names_the_node_for() {
    let change = |removes: Value, adds: Value| json!({"type": 3, "data": {"source": 0, "removes": removes, "adds": adds, "texts": [], "attributes": []}});
    let add = |parent: i64, node: Value| change(json!([]), json!([{"parentId": parent, "nextId": null, "node": node}]));
    let element = |id: i64, tag: &str| json!({"type": 2, "tagName": tag, "attributes": {"class": "new"}, "id": id, "childNodes": []});
    // A new page puts back what was moved.
    check_lives(&[add(2, element(5, "p")), page()]).unwrap();
    // A document waits for its iframe, which another event brings.
    check_lives(&[add(10, json!({"type": 0, "id": 7, "childNodes": []})), add(2, element(10, "iframe"))]).unwrap();
    // Two nodes have one id: the removal of the one's iframe takes the id from the other.
    check_lives(&[add(2, element(8, "html")), change(json!([{"parentId": 3, "id": 6}]), json!([]))]).unwrap();
    check_lives(&[add(2, element(8, "html")), change(json!([{"parentId": 2, "id": 6}]), json!([]))]).unwrap();
}

#[test]
fn a_life_is_what_comparing_every_two_states_tells() {
    let mut deeds = 0;
    for sample in ["todo", "checkout"] {
        let recording = open(&SAMPLES[sample][0]);
        let view = recording.view();
        let touched = (1..600).step_by(if sample == "todo" { 7 } else { 23 });
        for id in touched {
            let life = recording.life(&view, 0, id, &Cancel::new()).unwrap();
            let moments: Vec<_> = life.moments.into_iter().map(|moment| (moment.seq, moment.deed)).collect();
            deeds += moments.len();
            assert_eq!(moments, told(&recording, id), "#{id} of {sample}");
        }
    }
    assert!(deeds > 50, "{deeds} deeds");
}
