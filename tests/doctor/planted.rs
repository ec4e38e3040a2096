//! One defect each, planted in a sound recording.

use super::{alarms, checkout, examine_bytes, examine_events, notes, todo};
use scrubjay::recording::doctor::{Finding, Severity};
use serde_json::{Value, json};

fn is(event: &Value, kind: u64) -> bool {
    event["type"] == kind
}

fn is_mutation(event: &Value) -> bool {
    is(event, 3) && event["data"]["source"] == 0
}

fn position(events: &[Value], what: impl Fn(&Value) -> bool) -> usize {
    events.iter().position(what).unwrap()
}

fn shift(events: &mut [Value], from: usize, ms: f64) {
    for event in &mut events[from..] {
        event["timestamp"] = json!(event["timestamp"].as_f64().unwrap() + ms);
    }
}

fn only(findings: &[Finding], check: &str) -> Finding {
    assert_eq!(alarms(findings), [check], "{findings:#?}");
    findings.iter().find(|found| found.check == check).unwrap().clone()
}

/// The events with rrweb's sequential ids.
fn numbered() -> Vec<Value> {
    let mut events = todo();
    for (number, event) in (1..).zip(&mut events) {
        event["_sid"] = json!(number);
    }
    events
}

#[test]
fn no_meta() {
    let mut events = todo();
    events.retain(|event| !is(event, 4));
    let found = only(&examine_events(&events), "no-meta");
    assert_eq!(found.severity, Severity::Error);
    assert!(found.effect.contains("viewport"), "{}", found.effect);
}

#[test]
fn no_full_snapshot() {
    let mut events = todo();
    events.retain(|event| !is(event, 2));
    let found = only(&examine_events(&events), "no-full-snapshot");
    assert_eq!(found.severity, Severity::Error);
    let mutations = todo().iter().filter(|event| is_mutation(event)).count();
    assert_eq!(found.count, mutations as u64);
}

#[test]
fn changes_before_the_full_snapshot() {
    let mut events = todo();
    let snapshot = position(&events, |event| is(event, 2));
    let late = position(&events, is_mutation) + 1;
    let mut moved = events.remove(snapshot);
    moved["timestamp"] = events[late]["timestamp"].clone();
    events.insert(late + 1, moved);
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"before-full-snapshot"), "{findings:#?}");
}

#[test]
fn changes_of_unknown_nodes() {
    let mut events = todo();
    let place = position(&events, is_mutation);
    let mut planted = events[place].clone();
    planted["data"] = json!({"source":0,"texts":[{"id":987_654,"value":"x"}],"attributes":[],"removes":[],"adds":[]});
    events.insert(place, planted);
    let findings = examine_events(&events);
    let found = only(&findings, "unknown-node");
    assert_eq!((found.node, found.count, found.severity), (Some(987_654), 1, Severity::Error));
    assert_eq!(found.span.map(|(from, _)| from as usize), Some(place));
    assert_eq!(found.place.and_then(|place| place.line), Some(place as u64 + 1));
    assert!(found.effect.contains("the DOM may be incomplete from"), "{}", found.effect);
}

#[test]
fn a_node_whose_parent_never_came() {
    let mut events = todo();
    let place = position(&events, is_mutation);
    let mut planted = events[place].clone();
    let node = json!({"type":3,"textContent":"lost","id":987_655});
    planted["data"] = json!({"source":0,"texts":[],"attributes":[],"removes":[],"adds":[{"parentId":987_654,"nextId":null,"node":node}]});
    events.insert(place, planted);
    only(&examine_events(&events), "unplaced-node");
}

#[test]
fn a_gap_in_the_sequential_ids() {
    let mut events = numbered();
    let scroll = position(&events, |event| is(event, 3) && event["data"]["source"] == 1);
    events.drain(scroll..=scroll);
    let found = only(&examine_events(&events), "sequence-gap");
    assert_eq!((found.severity, found.count), (Severity::Error, 1));
}

#[test]
fn sequential_ids_that_are_whole_raise_no_alarm() {
    assert_eq!(alarms(&examine_events(&numbered())), [""; 0]);
}

#[test]
fn a_repeated_sequential_id() {
    let mut events = numbered();
    let last = events.len() - 1;
    events[last]["_sid"] = events[last - 1]["_sid"].clone();
    only(&examine_events(&events), "sequence-repeat");
}

#[test]
fn silence_after_activity() {
    let mut events = todo();
    let middle = events.len() / 2;
    shift(&mut events, middle, 90_000.0);
    let found = only(&examine_events(&events), "dead-renderer");
    assert_eq!(found.span.map(|(_, to)| to as usize), Some(middle));
}

#[test]
fn silence_that_is_explained() {
    for (before, after) in [
        ("sessionIdle", "sessionNoLongerIdle"),
        ("recording paused", "recording resumed"),
        ("window hidden", "window visible"),
        ("browser offline", "browser online"),
    ] {
        let mut events = todo();
        let middle = events.len() / 2;
        let custom = |tag: &str, at: &Value| json!({"type":5,"data":{"tag":tag,"payload":{}},"timestamp":at});
        let start = events[middle - 1]["timestamp"].clone();
        shift(&mut events, middle, 90_000.0);
        let end = events[middle]["timestamp"].clone();
        events.insert(middle, custom(after, &end));
        events.insert(middle, custom(before, &start));
        let findings = examine_events(&events);
        assert_eq!(alarms(&findings), [""; 0], "{before}: {findings:#?}");
        assert!(notes(&findings).contains(&"gap"), "{before}");
    }
}

#[test]
fn a_page_that_ticks_and_stops() {
    let mut events = todo();
    let at = |event: &Value| event["timestamp"].as_f64().unwrap();
    let node =
        events.iter().filter(|event| is_mutation(event)).find_map(|event| event["data"]["texts"][0]["id"].as_i64());
    let end = at(events.last().unwrap());
    let tick = |ms: f64| {
        json!({"type":3,"timestamp":ms,"data":{"source":0,"adds":[],"removes":[],"attributes":[],
        "texts":node.map(|id| json!({"id":id,"value":ms.to_string()})).into_iter().collect::<Vec<_>>()}})
    };
    events.extend((1..60).map(|second| tick(end + f64::from(second) * 1000.0)));
    events.extend((1..9).map(|second| tick(end + 80_000.0 + f64::from(second) * 1000.0)));
    let found = only(&examine_events(&events), "dead-renderer");
    assert!(found.effect.contains("by itself"), "{}", found.effect);
}

#[test]
fn events_stored_twice() {
    let mut events = todo();
    let place = position(&events, |event| {
        is_mutation(event) && event["data"]["adds"].as_array().is_some_and(|adds| !adds.is_empty())
    });
    let twice = events[place].clone();
    events.insert(place, twice);
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"duplicate-events"), "{findings:#?}");
}

#[test]
fn events_out_of_order() {
    let mut events = todo();
    let middle = events.len() / 2;
    let earlier = events.remove(middle);
    events.insert(middle + 20, earlier);
    let found = only(&examine_events(&events), "arrival-order");
    assert_eq!(found.count, 1);
}

#[test]
fn a_clock_that_jumps() {
    let mut events = todo();
    let last = events.len() - 3;
    shift(&mut events, last, 40.0 * 24.0 * 3_600_000.0);
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"clock-jump"), "{findings:#?}");

    let mut events = todo();
    let middle = events.len() / 2;
    shift(&mut events, middle, -3_600_000.0);
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"clock-jump"), "{findings:#?}");
}

#[test]
fn damaged_fields() {
    let text = std::fs::read_to_string(super::sample("checkout.blobv1.jsonl")).unwrap();
    // Inside the first compressed field: a byte's character becomes one that no byte stands for, as cp1252 would do.
    let field = text.find(r"\u001f").unwrap();
    let is_high = |(at, c): &(usize, char)| *at > field + 400 && *c > '\u{a0}';
    let (at, high) = text.char_indices().find(is_high).unwrap();
    let (before, after) = text.split_at(at);
    let damaged = format!("{before}’{}", after.strip_prefix(high).unwrap());
    let findings = examine_bytes(damaged.as_bytes());
    let found = findings.iter().find(|found| found.check == "damaged-field").unwrap_or_else(|| panic!("{findings:#?}"));
    assert!(found.effect.contains("character set"), "{}", found.effect);
    assert_eq!(found.severity, Severity::Error);
    assert_eq!(found.place.as_ref().and_then(|place| place.line), Some(before.matches('\n').count() as u64 + 1));
}

#[test]
fn an_unknown_compression() {
    let mut export = checkout();
    export["data"]["snapshots"][1]["cv"] = json!("2031-01");
    only(&examine_bytes(export.to_string().as_bytes()), "unknown-compression");
}

#[test]
fn a_truncated_file() {
    let text = checkout().to_string();
    let findings = examine_bytes(&text.as_bytes()[..text.len() * 2 / 3]);
    let found = only(&findings, "truncated");
    assert_eq!(found.severity, Severity::Error);
    assert!(found.place.is_some_and(|place| place.byte.is_some()));
}

#[test]
fn blocked_and_masked_regions_are_notes() {
    let mut events = todo();
    let place = position(&events, is_mutation);
    let mut planted = events[place].clone();
    let body = find(&events, "body");
    let add = |node: Value| json!({"parentId":body,"nextId":null,"node":node});
    planted["data"] = json!({"source":0,"texts":[],"attributes":[],"removes":[],"adds":[
        add(json!({"type":2,"tagName":"div","attributes":{"class":"ph-no-capture","rr_width":"100px","rr_height":"20px"},"childNodes":[],"id":987_650})),
        add(json!({"type":3,"textContent":"****** ***","id":987_651}))]});
    events.insert(place, planted);
    let findings = examine_events(&events);
    assert_eq!(alarms(&findings), [""; 0], "{findings:#?}");
    assert!(notes(&findings).contains(&"blocked") && notes(&findings).contains(&"masked"), "{findings:#?}");
}

#[test]
fn sheets_and_images_that_lie_elsewhere_are_notes() {
    let mut events = todo();
    let place = position(&events, is_mutation);
    let mut planted = events[place].clone();
    let body = find(&events, "body");
    let add = |node: Value| json!({"parentId":body,"nextId":null,"node":node});
    planted["data"] = json!({"source":0,"texts":[],"attributes":[],"removes":[],"adds":[
        add(json!({"type":2,"tagName":"link","attributes":{"rel":"stylesheet","href":"https://cdn.test/a.css"},"childNodes":[],"id":987_650})),
        add(json!({"type":2,"tagName":"img","attributes":{"src":"https://cdn.test/a.png"},"childNodes":[],"id":987_651}))]});
    events.insert(place, planted);
    let findings = examine_events(&events);
    assert_eq!(alarms(&findings), [""; 0], "{findings:#?}");
    for check in ["stylesheet-not-captured", "image-not-captured"] {
        assert!(notes(&findings).contains(&check), "{check}: {findings:#?}");
    }
}

/// The id of an element in the first full snapshot.
fn find(events: &[Value], tag: &str) -> Value {
    fn walk(node: &Value, tag: &str) -> Option<Value> {
        if node["tagName"] == tag {
            return Some(node["id"].clone());
        }
        node["childNodes"].as_array()?.iter().find_map(|child| walk(child, tag))
    }
    events.iter().find(|event| is(event, 2)).and_then(|event| walk(&event["data"]["node"], tag)).unwrap()
}

#[test]
fn events_of_a_newer_recorder() {
    let mut events = todo();
    let at = events[100]["timestamp"].clone();
    events.insert(100, json!({"type":3,"data":{"source":77,"what":1},"timestamp":at}));
    events.insert(100, json!({"type":42,"data":{},"timestamp":at}));
    let found = only(&examine_events(&events), "unknown-events");
    assert_eq!(found.count, 2);
}

#[test]
fn recorders_of_different_generations() {
    let mut events = todo();
    let place = position(&events, |event| is_mutation(event) && event["data"]["adds"][0]["node"].is_object());
    let body = find(&events, "body");
    events[place]["data"]["adds"][0]["previousId"] = body;
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"mixed-recorders"), "{findings:#?}");
}

#[test]
fn the_depth_limit() {
    let mut export = checkout();
    let snapshots = export["data"]["snapshots"].as_array_mut().unwrap();
    let node = &mut snapshots.iter_mut().find(|event| is(event, 2)).unwrap()["data"]["node"];
    // Document, html, body, and from there down to the fiftieth.
    let mut deep = json!({"type":2,"tagName":"div","attributes":{},"childNodes":[],"id":900_050});
    for id in (4..50).rev() {
        deep = json!({"type":2,"tagName":"div","attributes":{},"childNodes":[deep],"id":900_000 + id});
    }
    let html = node["childNodes"].as_array_mut().unwrap().iter_mut().find(|node| node["tagName"] == "html").unwrap();
    let body = html["childNodes"].as_array_mut().unwrap().iter_mut().find(|node| node["tagName"] == "body").unwrap();
    body["childNodes"].as_array_mut().unwrap().push(deep);
    let findings = examine_bytes(export.to_string().as_bytes());
    assert_eq!(alarms(&findings), [""; 0]);
    assert!(notes(&findings).contains(&"depth-limit"), "{findings:#?}");
}

#[test]
fn two_recorders_in_one_stream() {
    let mut events = todo();
    let snapshot = position(&events, |event| is(event, 2));
    let middle = events.len() / 2;
    let at = events[middle]["timestamp"].clone();
    // Another page's recorder begins, with ids of its own.
    let html = json!({"type":2,"tagName":"html","attributes":{},"childNodes":[],"id":2});
    let mut meta = events[snapshot - 1].clone();
    meta["timestamp"] = at.clone();
    meta["data"]["href"] = json!("http://other.test/");
    let page = json!({"type":2,"data":{"node":{"type":0,"childNodes":[html],"id":1},"initialOffset":{"left":0,"top":0}},"timestamp":at});
    events.insert(middle, page);
    events.insert(middle, meta);
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"several-recorders"), "{findings:#?}");
    assert!(findings.iter().all(|found| found.severity < Severity::Error), "{findings:#?}");
}

#[test]
fn what_the_recorder_said() {
    let mut events = todo();
    let at = events[150]["timestamp"].clone();
    let line = |text: &str| json!({"type":6,"timestamp":at,"data":{"plugin":"rrweb/console@1","payload":{"level":"warn","trace":[],"payload":[json!(text).to_string()]}}});
    events.insert(
        150,
        line("[SessionRecording] Too many mutations on node '12'. Rate limiting. This could be due to SVG animations"),
    );
    events.insert(150, line("The number of log records reached the threshold."));
    events.insert(150, json!({"type":5,"timestamp":at,"data":{"tag":"$session_id_change","payload":{"sessionId":"s","changeReason":{"activityTimeout":true}}}}));
    let findings = examine_events(&events);
    assert_eq!(alarms(&findings).len(), 2, "{findings:#?}");
    assert!(alarms(&findings).contains(&"throttled-mutations") && alarms(&findings).contains(&"console-threshold"));
    assert!(findings.iter().any(|found| found.check == "session-change" && found.effect.contains("activityTimeout")));
}

#[test]
fn a_window_of_several_without_a_page() {
    let mut export = checkout();
    let snapshots = export["data"]["snapshots"].as_array_mut().unwrap();
    let mut stray = snapshots.iter().find(|event| is_mutation(event)).unwrap().clone();
    stray["windowId"] = json!("another-window");
    snapshots.push(stray);
    let found = only(&examine_bytes(export.to_string().as_bytes()), "no-full-snapshot");
    assert_eq!(found.window, Some(1));
    assert!(found.effect.contains("in window 1"), "{}", found.effect);
}

#[test]
fn fields_that_went_through_windows_1252() {
    let text = std::fs::read_to_string(super::sample("checkout.blobv1.jsonl")).unwrap();
    // The first compressed field, its bytes read as Windows-1252: characters that byte values alone would not give.
    let (before, rest) = text.split_at(text.find(r"\u001f").unwrap());
    let (field, after) = rest.split_once('"').unwrap();
    let special =
        [('\u{80}', '€'), ('\u{85}', '…'), ('\u{8b}', '‹'), ('\u{92}', '’'), ('\u{99}', '™'), ('\u{9c}', 'œ')];
    let convert = |c: char| special.iter().find(|(byte, _)| *byte == c).map_or(c, |(_, c)| *c);
    let field: String = field.chars().map(convert).collect();
    let findings = examine_bytes(format!("{before}{field}\"{after}").as_bytes());
    let found = only(&findings, "converted-text");
    assert_eq!((found.severity, found.count), (Severity::Warning, 1));
    assert_eq!(found.place.and_then(|place| place.line), Some(before.matches('\n').count() as u64 + 1));
}

#[test]
fn a_file_saved_in_latin1() {
    let text = std::fs::read_to_string(super::sample("checkout.blobv1.jsonl")).unwrap();
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let findings = examine_bytes(&bytes);
    assert!(alarms(&findings).contains(&"broken-text"), "{findings:#?}");
    assert!(findings.iter().all(|found| found.severity < Severity::Error), "{findings:#?}");
}

#[test]
fn changes_reported_twice_a_moment_apart() {
    let mut events = todo();
    let is_add =
        |event: &Value| is_mutation(event) && event["data"]["adds"].as_array().is_some_and(|adds| !adds.is_empty());
    let places: Vec<usize> = (0..events.len()).filter(|place| is_add(&events[*place])).take(4).collect();
    for place in places.iter().rev() {
        let mut again = events[*place].clone();
        again["timestamp"] = json!(again["timestamp"].as_f64().unwrap() + 1.0);
        events.insert(place + 1, again);
    }
    let findings = examine_events(&events);
    assert!(alarms(&findings).contains(&"near-duplicate-events"), "{findings:#?}");
}
