use super::*;

fn peeked(json: &str) -> Envelope<'_> {
    peek(json.as_bytes()).unwrap()
}

#[test]
fn every_event_type_and_source_has_its_kind() {
    for (json, kind) in [
        (r#"{"type":0,"data":{},"timestamp":1}"#, Kind::Other),
        (r#"{"type":2,"data":{"node":{}},"timestamp":1}"#, Kind::Snapshot),
        (r#"{"type":2,"data":"packed","timestamp":1}"#, Kind::Snapshot),
        (r#"{"type":4,"data":{"href":"https://a.test/"},"timestamp":1}"#, Kind::Page),
        (r#"{"type":5,"data":{"tag":"$pageview","payload":{"href":"/b"}},"timestamp":1}"#, Kind::Page),
        (r#"{"type":5,"data":{"tag":"mine","payload":7},"timestamp":1}"#, Kind::Custom),
        (r#"{"type":6,"data":{"plugin":"rrweb/console@1","payload":{"level":"warn"}},"timestamp":1}"#, Kind::Console),
        (r#"{"type":6,"data":{"plugin":"rrweb/network@1","payload":{}},"timestamp":1}"#, Kind::Network),
        (r#"{"type":6,"data":{"plugin":"posthog/network@1","payload":{}},"timestamp":1}"#, Kind::Network),
        (r#"{"type":6,"data":{"plugin":"x"},"timestamp":1}"#, Kind::Other),
        (r#"{"type":9,"timestamp":1}"#, Kind::Other),
        (r#"{"timestamp":1}"#, Kind::Other),
    ] {
        assert_eq!(peeked(json).kind, kind, "{json}");
    }
    let sources = [
        "mutation",
        "move",
        "pointer",
        "scroll",
        "viewport",
        "input",
        "touch",
        "media",
        "style",
        "canvas",
        "style",
        "console",
        "move",
        "style",
        "selection",
        "style",
        "other",
        "other",
    ];
    for (source, name) in sources.iter().enumerate() {
        let json = format!(r#"{{"timestamp":1,"data":{{"source":{source}}},"type":3}}"#);
        assert_eq!(peek(json.as_bytes()).unwrap().kind.name(), *name, "source {source}");
    }
    let mouse =
        ["pointer", "pointer", "click", "pointer", "pointer", "focus", "focus", "touch", "touch", "touch", "touch"];
    for (what, name) in mouse.iter().enumerate() {
        let json = format!(r#"{{"timestamp":1,"data":{{"source":2,"type":{what}}},"type":3}}"#);
        assert_eq!(peek(json.as_bytes()).unwrap().kind.name(), *name, "mouse interaction {what}");
    }
}

#[test]
fn a_mutation_is_counted_and_a_compressed_one_is_weighed() {
    let plain = peeked(
        r#"{"type":3,"data":{"source":0,"adds":[{},[]],"removes":[1],"texts":[],"attributes":[{"a":{"b":[1]}}]},"timestamp":1}"#,
    );
    assert_eq!((plain.facts.changes.total(), plain.weight()), (Some(4), 4));
    let packed =
        peeked(r#"{"type":3,"data":{"source":0,"adds":"\u001f\u008b..\u0000\u0010\u0000\u0000"},"timestamp":1}"#);
    assert_eq!((packed.facts.changes.total(), packed.facts.changes.inflated()), (None, 4096));
    assert_eq!((packed.weight(), packed.cost(100)), (25, 4196));
    let empty =
        peeked(r#"{"type":3,"data":{"source":0,"adds":"\u001f\u008b..\u0002\u0000\u0000\u0000"},"timestamp":1}"#);
    assert_eq!(empty.facts.changes.total(), Some(0));
}

#[test]
fn a_field_of_the_wrong_type_counts_as_absent() {
    for data in
        ["null", "7", "[1,{}]", "true", r#"{"source":"x","id":{},"x":[],"adds":5,"tag":[],"payload":3,"href":1.5}"#]
    {
        let json = format!(r#"{{"type":3,"data":{data},"timestamp":1}}"#);
        let envelope = peek(json.as_bytes()).unwrap();
        assert_eq!((envelope.kind, envelope.facts.node), (Kind::Other, None), "{data}");
    }
}

#[test]
fn times_may_be_whole_fractional_or_written_as_text() {
    for (written, micros) in [("1000", 1_000_000), ("1000.25", 1_000_250), (r#""1000""#, 1_000_000), ("1e3", 1_000_000)]
    {
        let json = format!(r#"{{"timestamp":{written}}}"#);
        assert_eq!(peek(json.as_bytes()).unwrap().at, Time(micros), "{written}");
    }
    for written in ["null", "[]", r#""soon""#, r#""inf""#, "1e300"] {
        let json = format!(r#"{{"timestamp":{written}}}"#);
        assert_eq!(peek(json.as_bytes()), Err(BadEnvelope::NoTimestamp), "{written}");
    }
    assert_eq!(peek(b"[]"), Err(BadEnvelope::NotAnObject));
    assert!(matches!(peek(b"{\"a\":"), Err(BadEnvelope::Json(_))));
}

#[test]
fn depth_costs_no_stack() {
    let deep =
        format!(r#"{{"timestamp":1,"type":2,"data":{{"node":{}{}}}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(peek(deep.as_bytes()).unwrap().kind, Kind::Snapshot);
}

#[test]
fn half_surrogate_pairs_lose_no_event() {
    let envelope = peeked(r#"{"timestamp":1,"type":3,"data":{"source":5,"id":7,"text":"a\ud83db"}}"#);
    assert_eq!((envelope.kind, envelope.facts.text.as_deref()), (Kind::Input, Some("a\u{fffd}b")));
}
