//! States of real recordings, as the player showed them: `SCRUBJAY_RECORDINGS` names the folder that holds them.

use std::path::{Path, PathBuf};

use scrubjay::archive::Input;
use scrubjay::recording::{Recording, Want};
use serde_json::Value;

use crate::line::Line;
use crate::rules::{self, Pair};
use crate::{line, ours};

/// Iframes whose content the player loses; keeping it is right.
const LOST_FRAMES: &[(&str, i64)] = &[("ph15-reveal.w0", 2020), ("rr08-portal-xframes.w0", 3984)];

#[test]
fn recordings_show_what_the_player_shows() {
    let Some(dir) = std::env::var_os("SCRUBJAY_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: set SCRUBJAY_RECORDINGS to a folder of recordings with `truth` in it");
        return;
    };
    let mut truths: Vec<PathBuf> = std::fs::read_dir(dir.join("truth"))
        .expect("truth is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".truth.ndjson.zst"))
        .collect();
    truths.sort();
    let failures: Vec<String> = truths.iter().flat_map(|truth| check(&dir, truth)).collect();
    assert!(!truths.is_empty());
    assert!(
        failures.is_empty(),
        "{} states differ:\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );
}

/// The differences in all states of one window.
fn check(dir: &Path, truth: &Path) -> Vec<String> {
    let file = truth.file_name().expect("a name").to_string_lossy().into_owned();
    let name = file.trim_end_matches(".truth.ndjson.zst");
    let (session, window) = name.rsplit_once(".w").expect("a window");
    let window: usize = window.parse().expect("a window's number");
    let states = read(truth);
    let start = states[0]["start"].as_f64().expect("a start");
    let recording = Recording::load(&[Input::Path(container(dir, session))], Want::Everything).expect("it opens");
    let view = recording.view();
    let mut differences = Vec::new();
    for state in states.iter().filter(|state| state["kind"] == "state") {
        let at = start + state["t"].as_f64().expect("a time");
        let seq = (0..view.index.len()).rev().find(|seq| {
            let seq = u32::try_from(*seq).expect("a seq");
            view.index.time(seq).ms() < at && view.index.window(seq) as usize == window
        });
        let Some(seq) = seq.and_then(|seq| u32::try_from(seq).ok()) else { continue };
        let window = view.index.window(seq);
        let tree = recording.tree(&view, window, seq, &scrubjay::recording::Cancel::default()).expect("a tree");
        let mut pair = Pair { golden: Vec::new(), ours: ours::lines(&tree) };
        let skip: Vec<i64> = LOST_FRAMES.iter().filter(|(lost, _)| *lost == name).map(|(_, id)| *id).collect();
        flatten(&state["tree"], 0, &skip, &mut pair.golden);
        simplify(&mut pair, &skip);
        rules::undo(&mut pair);
        differences.extend(
            line::difference(&pair.golden, &pair.ours).map(|found| format!("{name} t={}: {found}", state["t"])),
        );
    }
    differences
}

/// The smallest container of a session.
fn container(dir: &Path, session: &str) -> PathBuf {
    let files = std::fs::read_dir(dir).expect("the folder").map(|entry| entry.expect("an entry"));
    let prefix = format!("{session}.");
    let mut files: Vec<_> = files.filter(|file| file.file_name().to_string_lossy().starts_with(&prefix)).collect();
    files.sort_by_key(|file| file.metadata().map_or(u64::MAX, |meta| meta.len()));
    files.first().expect("a container of the session").path()
}

/// The lines of a truth file, long strings put back in their places.
fn read(truth: &Path) -> Vec<Value> {
    let file = std::fs::File::open(truth).expect("a truth file");
    let mut decoder = zstd::Decoder::new(file).expect("zstd");
    decoder.window_log_max(27).expect("a long window");
    let text = std::io::read_to_string(decoder).expect("text");
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let blobs = lines.last().map_or(Value::Null, |last| last["blobs"].clone());
    for line in &mut lines {
        unblob(line, &blobs);
    }
    lines
}

fn unblob(value: &mut Value, blobs: &Value) {
    if let Some(hash) = value.get("$blob").and_then(Value::as_str) {
        *value = blobs[hash].clone();
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| unblob(item, blobs)),
        Value::Object(fields) => fields.values_mut().for_each(|field| unblob(field, blobs)),
        _ => {}
    }
}

fn flatten(node: &Value, depth: usize, skip: &[i64], out: &mut Vec<Line>) {
    let string = |name: &str| node[name].as_str().map(str::to_owned);
    let tag = string("recordedTag").or_else(|| string("tag"));
    let mut line = Line { depth, id: node["id"].as_i64(), ..Line::default() };
    if let Some(tag) = &tag {
        line = Line { tag: tag.to_lowercase(), kind: "element".to_owned(), ..line };
        let attributes = node["attrs"].as_object().into_iter().flatten();
        line.attributes =
            attributes.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
    } else if let Some(text) = string("text") {
        line = Line { kind: "text".to_owned(), text, ..line };
    } else if let Some(text) = string("comment") {
        line = Line { kind: "comment".to_owned(), text, ..line };
    } else if node.get("doctype").is_some() {
        let names = ["doctype", "publicId", "systemId"].map(|name| string(name).unwrap_or_default());
        line = Line { kind: "doctype".to_owned(), text: serde_json::to_string(&names).expect("strings"), ..line };
    } else {
        "document".clone_into(&mut line.kind);
    }
    let below = line.id.is_none_or(|id| !skip.contains(&id)) && line.tag != "textarea";
    out.push(line);
    if !below {
        return;
    }
    if let Some(shadow) = node["shadow"].as_array() {
        out.push(Line { depth: depth + 1, kind: "shadowroot".to_owned(), ..Line::default() });
        for child in shadow {
            flatten(child, depth + 2, skip, out);
        }
    }
    if node["doc"].is_object() {
        flatten(&node["doc"], depth + 1, skip, out);
    }
    node["children"].as_array().into_iter().flatten().for_each(|child| flatten(child, depth + 1, skip, out));
}

/// Truth lists values, scroll positions and sheets elsewhere, or not at all, and tells no name space.
fn simplify(pair: &mut Pair, skip: &[i64]) {
    for lines in [&mut pair.golden, &mut pair.ours] {
        line::take_out(lines, |lines, at| {
            let above = line::parent(lines, at);
            let nameless = lines[at].id.is_none() && lines[at].kind == "text";
            let lost = above.and_then(|above| lines[above].id).is_some_and(|id| skip.contains(&id));
            nameless || lost || lines[at].kind == "cdata" || above.is_some_and(|above| lines[above].tag == "textarea")
        });
        for at in lines {
            let plain = Line {
                value: None,
                checked: None,
                scroll: None,
                rules: Vec::new(),
                adopted: Vec::new(),
                is_svg: false,
                ..at.clone()
            };
            *at = plain;
            let is_tick = at.tag == "input"
                && at.attributes.get("type").is_some_and(|kind| kind == "checkbox" || kind == "radio");
            if at.tag == "textarea" || is_tick {
                at.attributes.remove("value");
            }
        }
    }
}
