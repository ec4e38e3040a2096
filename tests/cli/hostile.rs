//! A recording that tries to act on the terminal through every verb.

use super::{pipe, text};

/// Escape sequences, a C1 control, a bidi override, a bell, an invisible tag, wherever text can be recorded.
fn recording() -> Vec<u8> {
    let evil = r"\u001b]0;owned\u0007\u009b2J\u202egnp\u200b\udb40\udc41\u007f";
    format!(
        r#"[
        {{"type":4,"timestamp":1000,"data":{{"href":"http://a.test/{evil}","width":800,"height":600}}}},
        {{"type":2,"timestamp":1001,"data":{{"node":{{"type":0,"id":1,"childNodes":[
            {{"type":2,"tagName":"html","id":2,"attributes":{{}},"childNodes":[
            {{"type":2,"tagName":"p{evil}","id":3,"attributes":{{"title":"{evil}","x{evil}":"1"}},"childNodes":[
            {{"type":3,"id":4,"textContent":"{evil}"}}]}}]}}]}},"initialOffset":{{"top":0,"left":0}}}}}},
        {{"type":3,"timestamp":1002,"data":{{"source":2,"type":2,"id":3,"x":1,"y":1}}}},
        {{"type":3,"timestamp":1003,"data":{{"source":0,"texts":[{{"id":4,"value":"{evil}!"}}],
            "attributes":[{{"id":3,"attributes":{{"title":"b{evil}"}}}}],"removes":[{{"parentId":3,"id":9}}],"adds":[]}}}},
        {{"type":5,"timestamp":1004,"data":{{"tag":"{evil}","payload":{{"a":"{evil}"}}}}}},
        {{"type":6,"timestamp":1005,"data":{{"plugin":"rrweb/console@1","payload":{{"level":"error",
            "trace":["at {evil}"],"payload":["{evil}"]}}}}}},
        {{"type":6,"timestamp":1006,"data":{{"plugin":"rrweb/network@1","payload":{{"requests":[
            {{"name":"http://a.test/{evil}","method":"{evil}","status":500,"timestamp":1006,"startTime":1,"duration":2,
              "initiatorType":"{evil}","responseHeaders":{{"h{evil}":"{evil}"}},"responseBody":"{evil}"}}]}}}}}}
        ]"#
    )
    .into_bytes()
}

#[test]
fn no_verb_lets_recorded_text_reach_the_terminal_raw() {
    let verbs: [&[&str]; 19] = [
        &["info", "-"],
        &["info", "-", "--json"],
        &["events", "-"],
        &["events", "-", "--json"],
        &["console", "-"],
        &["console", "-", "--json"],
        &["network", "-"],
        &["network", "-", "--id", "0"],
        &["network", "-", "--json"],
        &["dom", "-"],
        &["dom", "-", "--format", "json"],
        &["dom", "-", "--format", "text"],
        &["dom", "-", "--format", "html"],
        &["diff", "-", "--from", "#2"],
        &["diff", "-", "--from", "#2", "--format", "unified"],
        &["diff", "-", "--from", "#2", "--format", "json"],
        &["export", "-", "--to", "markdown"],
        &["export", "-", "--to", "markdown", "--at", "#6"],
        &["export", "-", "--to", "playwright"],
    ];
    for args in verbs {
        let output = pipe(&recording(), args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        for printed in [text(&output.stdout), text(&output.stderr)] {
            let acting = printed.chars().find(|c| *c != '\n' && scrubjay::text::acts(*c));
            assert_eq!(acting, None, "{args:?}: {printed}");
        }
        assert!(!output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn json_still_holds_the_text_as_recorded() {
    let output = pipe(&recording(), &["console", "-", "--json"]);
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["text"], "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gnp\u{200b}\u{e0041}\u{7f}");
}
