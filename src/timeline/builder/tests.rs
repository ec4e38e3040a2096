use super::*;
use crate::event::envelope::{fingerprint, peek};
use crate::timeline::{Rows, What};

/// Pushes `window time json-tail` events; the offset of each is its place in the file.
fn built(posthog: bool, events: &[(Option<&str>, f64, &str)]) -> Built {
    let mut builder = Builder::default();
    builder.drop_repeats(if posthog { Repeats::InAWindow } else { Repeats::Stay });
    for (place, (window, at, data)) in (0..).zip(events) {
        let json = format!(r#"{{"type":3,"data":{data},"timestamp":{at}}}"#);
        let loc = Loc { offset: place, len: u32::try_from(json.len()).unwrap() };
        let (envelope, print) = (peek(json.as_bytes()).unwrap(), fingerprint(json.as_bytes(), false));
        builder.push(Item { window: *window, envelope: &envelope, loc, print, input: 0 });
    }
    builder.build()
}

fn places(built: &Built) -> Vec<u64> {
    built.index.seqs().map(|seq| built.index.loc(seq).offset).collect()
}

const A: &str = r#"{"source":0,"texts":[{"id":1,"value":"a"}]}"#;
const B: &str = r#"{"source":0,"texts":[{"id":1,"value":"b"}]}"#;

#[test]
fn events_are_sorted_by_time_and_ties_stay_in_file_order() {
    let built = built(false, &[(None, 5.0, A), (None, 3.0, B), (None, 5.0, B), (None, 3.5, A), (None, 3.0, A)]);
    assert_eq!(places(&built), [1, 4, 3, 0, 2]);
    assert_eq!(built.seq_of, [Some(3), Some(0), Some(4), Some(2), Some(1)]);
}

#[test]
fn repeats_are_dropped_in_what_posthog_wrote_and_nowhere_else() {
    let repeated =
        [(Some("w"), 1.0, A), (Some("w"), 1.0, A), (Some("w"), 2.0, A), (Some("w"), 2.0, B), (Some("w"), 2.0, A)];
    let dropped = built(true, &repeated);
    assert_eq!((places(&dropped), dropped.repeats), (vec![0, 2, 3, 4], 1));
    assert_eq!(dropped.seq_of[1], None);
    assert_eq!(built(false, &repeated).index.len(), 5);
}

#[test]
fn the_same_event_in_two_windows_is_no_repeat() {
    assert_eq!(built(true, &[(Some("v"), 1.0, A), (Some("w"), 1.0, A)]).index.len(), 2);
}

#[test]
fn windows_are_numbered_by_their_first_event_in_time() {
    let built =
        built(false, &[(Some("late"), 9.0, A), (Some("early"), 1.0, A), (None, 5.0, A), (Some("late"), 9.5, A)]);
    let ids: Vec<_> = built.windows.iter().map(|window| window.id.as_deref()).collect();
    assert_eq!(ids, [Some("early"), None, Some("late")]);
    assert_eq!((built.windows[2].first, built.windows[2].last, built.windows[2].events), (2, 3, 2));
    assert_eq!(built.index.seqs().map(|seq| built.index.window(seq)).collect::<Vec<_>>(), [0, 1, 2, 2]);
}

#[test]
fn each_window_has_its_own_cost() {
    let built = built(false, &[(Some("v"), 1.0, A), (Some("w"), 2.0, B), (Some("v"), 3.0, A)]);
    let len = u64::from(built.index.loc(0).len);
    assert_eq!(built.index.seqs().map(|seq| built.index.cost_upto(seq)).collect::<Vec<_>>(), [len, len, 2 * len]);
}

#[test]
fn labels_say_what_happened_without_the_dom() {
    let events = [
        (r#"{"source":2,"type":2,"id":241}"#, "click #241"),
        (r#"{"source":2,"type":4,"id":7}"#, "double click #7"),
        (r#"{"source":5,"id":20,"text":"ann","isChecked":false}"#, "input #20 = \"ann\""),
        (r#"{"source":0,"adds":[{},{}],"removes":[],"texts":[{}],"attributes":[]}"#, "3 mutations"),
        (r#"{"source":4,"width":800,"height":600}"#, "viewport 800x600"),
        (r#"{"source":1,"positions":[{},{}]}"#, "2 moves"),
        (r#"{"source":99}"#, "unknown source 99"),
    ];
    let pushed: Vec<_> = events.iter().map(|(data, _)| (None, 1.0, *data)).collect();
    let built = built(false, &pushed);
    for (seq, (_, label)) in (0..).zip(events) {
        assert_eq!(built.index.label(seq), label);
    }
}

#[test]
fn a_request_is_a_row_at_its_own_time_and_silence_is_a_row() {
    const NET: &str = r#"{"plugin":"rrweb/network@1","payload":{"requests":[{},{}]}}"#;
    let mut builder = Builder::default();
    for (at, json) in [
        (1_000, r#"{"type":3,"data":{"source":3},"timestamp":1000}"#.to_owned()),
        (2_000, r#"{"type":3,"data":{"source":3},"timestamp":2000}"#.to_owned()),
        (2_500, format!(r#"{{"type":6,"data":{NET},"timestamp":2500}}"#)),
        (20_000, r#"{"type":3,"data":{"source":3},"timestamp":20000}"#.to_owned()),
    ] {
        let envelope = peek(json.as_bytes()).unwrap();
        builder.push(Item { window: None, envelope: &envelope, loc: Loc { offset: at, len: 1 }, print: 0, input: 0 });
    }
    let index = builder.build().index;
    let requests = [(Time(1_500_000), 2), (Time(2_400_000), 2)].into_iter();
    let rows = Rows::new(&index, requests, std::iter::empty());
    let seen: Vec<_> = rows.iter(&index).map(|row| (row.at.0 / 1000, row.seq, row.kind.name(), row.what)).collect();
    assert_eq!(
        seen,
        [
            (1_000, 0, "scroll", What::Event),
            (1_500, 2, "network", What::Request(0)),
            (2_000, 1, "scroll", What::Event),
            (2_400, 2, "network", What::Request(1)),
            (2_500, 2, "gap", What::Gap(crate::clock::Span(17_500_000))),
            (20_000, 3, "scroll", What::Event),
        ]
    );
    assert_eq!(rows.of(&index, 3), 5);
    assert_eq!(rows.at_or_before(&index, Time(2_100_000)), Some(2));
    assert_eq!(rows.at_or_before(&index, Time(0)), None);
}

#[test]
fn a_signal_is_a_row_after_the_event_it_begins_with_and_an_event_keeps_its_own_place() {
    let data = r#"{"source":3}"#;
    let index = built(false, &[(None, 1000.0, data), (None, 1000.0, data), (None, 20_000.0, data)]).index;
    let rows = Rows::new(&index, std::iter::empty(), [(Time(1_000_000), 0), (Time(1_000_000), 1)].into_iter());
    let seen: Vec<_> = rows.iter(&index).map(|row| (row.seq, row.kind.name())).collect();
    assert_eq!(seen, [(0, "scroll"), (0, "signal"), (1, "scroll"), (1, "signal"), (1, "gap"), (2, "scroll")]);
    assert_eq!([0, 1, 2].map(|seq| rows.of(&index, seq)), [0, 2, 5]);
}

#[test]
fn copies_in_other_inputs_count_once_whatever_their_order_and_windows() {
    let mut builder = Builder::default();
    builder.drop_repeats(Repeats::Anywhere);
    let (a, b) =
        (format!(r#"{{"type":3,"data":{A},"timestamp":5}}"#), format!(r#"{{"type":3,"data":{B},"timestamp":5}}"#));
    let events = [(0, &a), (0, &b), (0, &a), (1, &b), (1, &a), (2, &b), (2, &a), (2, &a)];
    for (offset, (input, json)) in (0..).zip(events) {
        let window = if input == 0 { "first" } else { "second" };
        let (envelope, print) = (peek(json.as_bytes()).unwrap(), fingerprint(json.as_bytes(), false));
        builder.push(Item { window: Some(window), envelope: &envelope, loc: Loc { offset, len: 1 }, print, input });
    }
    let built = builder.build();
    assert_eq!((places(&built), built.repeats, built.windows.len()), (vec![0, 1, 2], 5, 1));
}
