//! `mcp`: the protocol, spoken line by line; tools answer what the verbs print.

#![allow(clippy::needless_pass_by_value)] // json! makes values, and a call reads better with one

use super::{checkout, pipe, run, sample, stdout, text};
use serde_json::{Value, json};

/// The answers to some messages, by a server for these archives.
fn answers(archives: &[&str], messages: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = messages.iter().map(Value::to_string).collect();
    raw(archives, &lines.join("\n"))
}

fn raw(archives: &[&str], lines: &str) -> Vec<Value> {
    let output = pipe(lines.as_bytes(), &[&["mcp"], archives].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn request(id: u64, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn call(tool: &str, arguments: Value) -> Value {
    request(7, "tools/call", json!({"name": tool, "arguments": arguments}))
}

/// What one call says: whether it failed, and its texts.
fn called(archives: &[&str], tool: &str, arguments: Value) -> (bool, Vec<String>) {
    let answer = answers(archives, &[call(tool, arguments)]).remove(0);
    let result = &answer["result"];
    let texts = result["content"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let texts = texts.iter().map(|content| content["text"].as_str().unwrap().to_owned()).collect();
    (result["isError"].as_bool().unwrap(), texts)
}

fn refused(answer: &Value) -> (i64, String) {
    let error = &answer["error"];
    (error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().replace(env!("CARGO_MANIFEST_DIR"), ""))
}

#[test]
fn a_session_begins_in_a_version_that_both_speak() {
    let version = |asked: &str| {
        let asked = request(0, "initialize", json!({"protocolVersion": asked, "capabilities": {}, "clientInfo": {}}));
        answers(&[&checkout()], &[asked]).remove(0)["result"]["protocolVersion"].as_str().unwrap().to_owned()
    };
    for spoken in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        assert_eq!(version(spoken), spoken);
    }
    assert_eq!(version("1999-01-01"), "2025-11-25");
    let hello = request(0, "initialize", json!({"protocolVersion": "2025-06-18"}));
    let started = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let session = answers(&[&checkout()], &[hello, started, request(1, "ping", json!({}))]);
    assert_eq!(session.len(), 2, "a notification has no answer");
    assert_eq!(session[1], json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
    insta::assert_json_snapshot!(session[0]);
}

#[test]
fn a_client_without_sessions_is_answered_by_its_version() {
    let meta = |version: &str| json!({"_meta": {"io.modelcontextprotocol/protocolVersion": version}});
    let asked = [
        request(0, "server/discover", meta("2026-07-28")),
        request(1, "tools/list", meta("2026-07-28")),
        request(2, "tools/list", meta("2031-01-01")),
        request(3, "tools/list", json!({})),
    ];
    let told = answers(&[&checkout()], &asked);
    assert_eq!(told[0]["result"]["supportedVersions"][0], "2026-07-28");
    assert_eq!(told[0]["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "scrubjay");
    assert_eq!(told[1]["result"]["resultType"], "complete");
    assert_eq!(refused(&told[2]).0, -32022);
    assert_eq!(told[2]["error"]["data"]["supported"], told[0]["result"]["supportedVersions"]);
    assert_eq!(told[3]["result"].get("resultType"), None);
}

#[test]
fn tools_are_the_verbs_that_only_read() {
    let list = |archives: &[&str]| answers(archives, &[request(1, "tools/list", json!({}))]).remove(0)["result"].take();
    let tools = list(&[&checkout()])["tools"].take();
    let named: Vec<&str> = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    for verb in
        ["info", "events", "console", "network", "dom", "diff", "node", "when", "signals", "why", "verify", "ls"]
    {
        assert!(named.contains(&verb), "{verb}");
    }
    for verb in ["export", "tail", "mcp", "completions"] {
        assert!(!named.contains(&verb), "{verb}");
    }
    assert!(tools.as_array().unwrap().iter().all(|tool| tool["annotations"]["readOnlyHint"] == true));
    let find =
        |tools: &Value, name: &str| tools.as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap().clone();
    let mut events = find(&tools, "events");
    events["inputSchema"]["properties"]["archive"]["description"].take();
    insta::assert_json_snapshot!(events);
    let two = list(&[&checkout(), &sample("todo.rrweb.ndjson.zst")])["tools"].take();
    assert_eq!(find(&two, "info")["inputSchema"]["required"], json!(["archive"]));
}

#[test]
fn a_tool_answers_what_its_verb_prints() {
    let file = checkout();
    let asked: [(&str, Value, &[&str]); 11] = [
        ("info", json!({}), &[]),
        ("info", json!({"size": true}), &["--size"]),
        ("events", json!({"kind": ["click", "input"], "from": "-9s"}), &["--kind", "click,input", "--from", "-9s"]),
        (
            "console",
            json!({"level": "warn+", "fields": ["seq", "text"]}),
            &["--level", "warn+", "--fields", "seq,text"],
        ),
        ("network", json!({"failed": true, "slow": "1ms"}), &["--failed", "--slow", "1ms"]),
        ("network", json!({"id": 20}), &["--id", "20"]),
        ("dom", json!({"select": "#buy", "at": "#145"}), &["--select", "#buy", "--at", "#145"]),
        ("diff", json!({"event": "141"}), &["--event", "141"]),
        ("node", json!({"node": 69}), &["--node", "69"]),
        ("when", json!({"text": "-coupon"}), &["--text=-coupon"]),
        ("signals", json!({"explain": true, "kind": ["dead-click"]}), &["--explain", "--kind", "dead-click"]),
    ];
    let calls: Vec<Value> = asked.iter().map(|(tool, arguments, _)| call(tool, arguments.clone())).collect();
    // One server for all: what it keeps of a recording must not change what it says of it.
    for ((tool, arguments, options), answer) in asked.iter().zip(answers(&[&file], &calls)) {
        let printed = run(&[&[tool, file.as_str(), "--json"], *options].concat());
        assert_eq!(answer["result"]["isError"], false, "{tool} {arguments}: {answer}");
        let said = answer["result"]["content"][0]["text"].as_str().unwrap();
        let none = printed.stdout.is_empty() && said == "no records";
        assert!(none || said == text(&printed.stdout), "{tool} {arguments}");
    }
}

#[test]
fn lists_have_a_budget_and_say_how_to_go_on() {
    let (file, archives) = (checkout(), [checkout(), "--budget".to_owned(), "2kB".to_owned()]);
    let archives: Vec<&str> = archives.iter().map(String::as_str).collect();
    let (failed, texts) = called(&archives, "events", json!({}));
    assert!(!failed && texts.len() == 1 && texts[0].len() <= 2000);
    let more: Value = serde_json::from_str(texts[0].lines().last().unwrap()).unwrap();
    super::schema::check(&more);
    let skip = texts[0].lines().count() - 1;
    assert_eq!(more["next"], format!("scrubjay events --budget=2000 --skip {skip} -- {file}"));
    let (_, on) = called(&archives, "events", json!({"skip": skip, "budget": "1MB"}));
    assert_eq!(on[0], stdout(&["events", &file, "--json", "--skip", &skip.to_string()]));
    let (failed, texts) = called(&[&sample("two-tabs.export.json.gz")], "dom", json!({}));
    assert!(failed && texts[0].contains("ask for a part"), "{texts:?}");
}

#[test]
fn a_wrong_call_is_told_what_would_be_right() {
    let file = checkout();
    let said = [
        ("events", json!({"kind": ["clicks"]})),
        ("events", json!({"kinds": ["click"]})),
        ("events", json!({"limit": "many"})),
        ("events", json!({"fields": ["seq", "lable"]})),
        ("console", json!({"grep": "level:fatal"})),
        ("dom", json!({"at": "12x"})),
        ("dom", json!({"node": 1, "select": "p"})),
        ("dom", json!({"select": "p:["})),
        ("when", json!({})),
        ("network", json!({"failed": "maybe"})),
        ("info", json!({"archive": 1})),
    ]
    .map(|(tool, arguments)| {
        let (failed, texts) = called(&[&file], tool, arguments.clone());
        assert!(failed, "{tool} {arguments}: {texts:?}");
        format!("{tool} {arguments}\n{}", texts.join("\n"))
    });
    insta::assert_snapshot!(said.join("\n\n").replace(&sample(""), "samples/"));
}

#[test]
fn a_no_is_an_answer_and_no_error() {
    let (failed, texts) = called(&[&checkout()], "dom", json!({"select": "#nothing"}));
    assert!(!failed && texts == ["nothing on the page matches the selector at this moment"], "{texts:?}");
    assert_eq!(called(&[&checkout()], "console", json!({"grep": "xyzzy"})), (false, vec!["no records".to_owned()]));
}

#[test]
fn only_what_was_named_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("named");
    std::fs::create_dir(&inside).unwrap();
    std::fs::copy(checkout(), inside.join("in.json")).unwrap();
    std::fs::copy(checkout(), folder.path().join("out.json")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("out.json"), inside.join("link.json")).unwrap();
    let (named, todo) = (inside.to_str().unwrap(), sample("todo.rrweb.ndjson.zst"));
    let fails = |archive: &str| called(&[named, &todo], "info", json!({"archive": archive})).0;
    let outside = folder.path().join("out.json");
    for refused in
        [outside.to_str().unwrap(), "../out.json", "link.json", "/etc/passwd", "-", "", &checkout(), "--help"]
    {
        assert!(fails(refused), "{refused}");
    }
    let whole = inside.join("in.json");
    let id = "01a2073b-7b12-7b86-acfb-3c417a47f5c3";
    for allowed in [named, "named", whole.to_str().unwrap(), "in.json", id, &todo, "todo.rrweb.ndjson.zst"] {
        assert!(!fails(allowed), "{allowed}");
    }
    let (failed, texts) = called(&[named, &todo], "info", json!({}));
    assert!(failed && texts[0].contains("which recording"), "{texts:?}");
}

#[test]
fn what_is_damaged_is_told_beside_the_records() {
    let whole = std::fs::read(checkout()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.json");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let (failed, texts) = called(&[cut.to_str().unwrap()], "network", json!({}));
    assert!(!failed && texts.len() == 2 && texts[1].contains("truncated"), "{texts:?}");
}

#[test]
fn a_recording_that_changed_is_read_again() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.json");
    std::fs::copy(checkout(), &file).unwrap();
    let mut server = std::process::Command::new(assert_cmd::cargo::cargo_bin!("scrubjay"))
        .args(["mcp", file.to_str().unwrap()])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let (mut to, mut from) = (server.stdin.take().unwrap(), BufReader::new(server.stdout.take().unwrap()));
    let mut container = || {
        writeln!(to, "{}", call("info", json!({}))).unwrap();
        let mut line = String::new();
        from.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        let record = answer["result"]["content"][0]["text"].as_str().unwrap().to_owned();
        serde_json::from_str::<Value>(&record).unwrap()["container"].as_str().unwrap().to_owned()
    };
    assert_eq!(container(), "posthog-export/2023-04-28");
    std::fs::copy(sample("todo.rrweb-events.json"), &file).unwrap();
    assert_eq!(container(), "rrweb-events");
    drop(to);
    assert!(server.wait().unwrap().success(), "the end of its input is the server's end");
}

#[test]
fn what_is_no_request_is_refused_and_the_next_one_answered() {
    let lines = [
        "{oops",
        "[]",
        "7",
        r#"{"jsonrpc":"2.0","id":1}"#,
        r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"resources/list"}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"tools/call"}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"info","arguments":[]}}"#,
        r#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"evnts"}}"#,
        r#"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"export","arguments":{"to":"rrweb"}}}"#,
    ];
    let answers = raw(&[&checkout()], &lines.join("\n"));
    let codes: Vec<i64> = answers.iter().map(|answer| refused(answer).0).collect();
    assert_eq!(codes, [-32700, -32600, -32600, -32600, -32600, -32601, -32602, -32602, -32602, -32602]);
    assert!(refused(&answers[8]).1.contains("did you mean events?"));
    let quiet =
        [r#"{"jsonrpc":"2.0","id":9,"result":{}}"#, "", r#"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#];
    assert!(raw(&[&checkout()], &format!("{}\n", quiet.join("\n"))).is_empty());
    let batch = raw(&[&checkout()], r#"[{"id":1,"method":"ping"},{"method":"x"},{"id":"b","method":"ping"}]"#);
    assert_eq!(batch[0].as_array().map(Vec::len), Some(2));
    assert!(raw(&[&checkout()], "").is_empty());
}

#[test]
fn what_is_missing_at_the_start_is_told_and_the_rest_is_served() {
    let missing = sample("missing.json");
    let output = pipe(format!("{}\n", request(1, "ping", json!({}))).as_bytes(), &["mcp", &missing, &checkout()]);
    assert!(output.status.success() && text(&output.stderr).contains("missing.json"));
    assert_eq!(text(&output.stdout).lines().count(), 1);
    assert_eq!(run(&["mcp", &missing]).status.code(), Some(3));
    assert_eq!(run(&["mcp", "-"]).status.code(), Some(2));
}
