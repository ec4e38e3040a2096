//! Reading events that no sound recorder writes.

use proptest::prelude::*;

use super::mutation::NewValue;
use super::node::NodeBody;
use super::{BadEvent, Data, Event};

fn parse(text: &str) -> Event {
    Event::parse(text.as_bytes()).unwrap()
}

#[test]
fn keys_come_in_any_order() {
    let event = parse(r#"{"timestamp":5.5,"data":{"y":2,"x":1,"id":7,"source":3},"delay":1,"type":3}"#);
    let Data::Scroll(scroll) = event.data else { panic!("{:?}", event.data) };
    assert_eq!((scroll.id, scroll.x, scroll.y, event.at.ms()), (Some(7), 1.0, 2.0, 5.5));
    assert_eq!(event.oddities, []);
}

#[test]
fn what_is_no_event_says_why() {
    let why = |text: &str| Event::parse(text.as_bytes()).unwrap_err();
    assert_eq!(why("[]"), BadEvent::NotAnObject);
    assert_eq!(why(r#"{"type":1,"data":{}}"#), BadEvent::NoTimestamp);
    assert!(matches!(why(r#"{"type":1,"data":{"#), BadEvent::Json(_)));
    assert!(matches!(why(r#"{"type":3,"timestamp":1,"data":{"source":0,"adds":["#), BadEvent::Json(_)));
}

#[test]
fn unknown_types_and_sources_are_kept_as_such() {
    let unknown = parse(r#"{"type":99,"timestamp":1,"data":[1]}"#).data;
    assert!(matches!(unknown, Data::Unknown { kind: Some(99), source: None }));
    let unknown = parse(r#"{"type":3,"timestamp":1,"data":{"source":77}}"#).data;
    assert!(matches!(unknown, Data::Unknown { kind: Some(3), source: Some(77) }));
}

#[test]
fn half_surrogate_pairs_become_a_mark() {
    let event = parse(
        r#"{"type":3,"timestamp":1,"data":{"source":5,"id":1,"text":"a\ud83d\u00e9\ud83d\ude00\udc00","isChecked":false}}"#,
    );
    let Data::Input(input) = event.data else { panic!("{:?}", event.data) };
    assert_eq!(&*input.text, "a\u{fffd}é😀\u{fffd}");
}

#[test]
fn a_field_of_the_wrong_type_is_an_oddity_and_the_rest_is_read() {
    let event = parse(r#"{"type":3,"timestamp":"1","data":{"source":3,"id":"7","x":{"deep":[1]},"y":4}}"#);
    let Data::Scroll(scroll) = event.data else { panic!("{:?}", event.data) };
    assert_eq!((scroll.id, scroll.x, scroll.y), (Some(7), 0.0, 4.0));
    assert_eq!(event.oddities.iter().map(|odd| odd.field).collect::<Vec<_>>(), ["timestamp", "id", "x"][..]);
}

#[test]
fn a_missing_list_is_named() {
    let event = parse(r#"{"type":3,"timestamp":1,"data":{"source":0,"removes":[],"adds":null,"attributes":[]}}"#);
    let Data::Mutation(mutation) = event.data else { panic!("{:?}", event.data) };
    assert_eq!(mutation.missing, Some("adds"));
}

#[test]
fn attribute_values_keep_what_they_were() {
    let event = parse(
        r#"{"type":3,"timestamp":1,"data":{"source":0,"removes":[],"adds":[],"texts":[],"attributes":[
        {"id":1,"attributes":{"a":"x","b":null,"c":5,"style":{"color":false,"margin":["0","important"]}}}]}}"#,
    );
    let Data::Mutation(mutation) = event.data else { panic!("{:?}", event.data) };
    let values = &mutation.attributes[0].values;
    assert!(matches!(&values[0].1, NewValue::Set(text) if &**text == "x"));
    assert!(matches!(values[1].1, NewValue::Remove));
    assert!(matches!(&values[2].1, NewValue::Ignored(_, text) if &**text == "5"));
    let NewValue::Style(changes) = &values[3].1 else { panic!("{values:?}") };
    assert_eq!(
        (changes[0].value.is_none(), changes[1].value.as_deref(), changes[1].important),
        (true, Some("0"), true)
    );
}

#[test]
fn subtrees_are_flat_and_in_order() {
    let event = parse(
        r#"{"type":2,"timestamp":1,"data":{"node":{"childNodes":[{"type":2,"tagName":"a","attributes":{"n":1.50,"t":true},
        "childNodes":[{"type":3,"textContent":"x","id":3}],"id":2},{"type":5,"textContent":"c","id":4},7],"type":0,"id":1}}}"#,
    );
    let Data::FullSnapshot(snapshot) = event.data else { panic!("{:?}", event.data) };
    let nodes = &snapshot.page.nodes;
    let places: Vec<_> = nodes.iter().map(|node| (node.id, node.parent)).collect();
    assert_eq!(places, [(Some(1), None), (Some(2), Some(0)), (Some(3), Some(1)), (Some(4), Some(0))]);
    let NodeBody::Element(element) = &nodes[1].body else { panic!("{nodes:?}") };
    assert_eq!(element.attributes.iter().map(|a| &*a.value).collect::<Vec<_>>(), ["1.5", ""]);
}

proptest! {
    #[test]
    fn damaged_events_are_read_or_refused(at in 0usize..400, byte in any::<u8>(), cut in 0usize..400) {
        let mut bytes = br#"{"type":3,"data":{"source":0,"texts":[{"id":9,"value":"h\u00e9\ud83d\ude00"}],"attributes":[{"id":7,"attributes":{"class":"on","style":{"margin":["4px","important"],"left":false}}}],"removes":[{"parentId":5,"id":8}],"adds":[{"parentId":5,"nextId":null,"node":{"type":2,"tagName":"p","attributes":{},"childNodes":[],"id":12}}]},"timestamp":1050}"#.to_vec();
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        let _ = Event::parse(&bytes);
        bytes.truncate(cut);
        let _ = Event::parse(&bytes);
    }
}
