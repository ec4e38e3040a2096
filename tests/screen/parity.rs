//! What a pane shows is what its verb prints: the same rows, in the same order, none more and none less. Both get them
//! from `recording`; this fails where one of them begins to choose, count or name for itself.

use super::{letters, stage, stage_with_signals};
use scrubjay::tui::{Depth, Stage};
use serde_json::Value;

const SAMPLE: &str = "checkout.export.json";

/// The whole screen for one pane, so large that nothing needs to be cut or scrolled.
fn opened(keys: &str) -> Stage {
    sized((400, 700), keys)
}

fn sized(size: (u16, u16), keys: &str) -> Stage {
    let mut stage = stage(SAMPLE, size, Depth::None);
    stage.keys(keys);
    stage
}

/// The lines of the pane, from below its tabs to the first that is empty, without the mark at the playhead.
fn pane(stage: &Stage) -> Vec<String> {
    let shown = letters(&stage.draw());
    let tabs = shown.lines().position(|line| line.contains("2 DOM")).unwrap();
    let lines = shown.lines().skip(tabs + 1).map(|line| line.trim_end_matches(['-', ' ', '|']));
    lines.take_while(|line| !line.is_empty()).map(|line| line.trim_start_matches(['!', ' ']).to_owned()).collect()
}

/// What a verb prints of the same recording.
fn printed(verb: &str, options: &[&str]) -> String {
    let sample = format!("{}/samples/{SAMPLE}", env!("CARGO_MANIFEST_DIR"));
    let output = assert_cmd::cargo::cargo_bin_cmd!("scrubjay").arg(verb).arg(sample).args(options).output().unwrap();
    assert!(output.status.success(), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn records(verb: &str, options: &[&str]) -> Vec<Value> {
    let printed = printed(verb, &[options, &["--json"]].concat());
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Row for row: each line of the pane says what its row says.
fn same(pane: &[String], rows: &[Vec<String>]) {
    for (line, says) in pane.iter().zip(rows) {
        assert!(says.iter().all(|word| line.contains(word.as_str())), "{line:?} does not say {says:?}");
    }
    assert_eq!(pane.len(), rows.len(), "{pane:#?}\n{rows:#?}");
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A moment as both write it.
fn stamp(record: &Value) -> String {
    scrubjay::clock::Span::from_ms(record["at_ms"].as_f64().unwrap()).stamp(false)
}

#[test]
fn the_console_pane_has_the_rows_of_console() {
    let rows = records("console", &["--repeats", "fold"]);
    let says = |row: &Value| {
        let count = row["count"].as_u64().filter(|count| *count > 1).map(|count| format!("x{count} "));
        let text = row["text"].as_str().unwrap().lines().next().unwrap().to_owned();
        count.into_iter().chain([stamp(row), text]).collect()
    };
    same(&pane(&opened("5 \\")), &rows.iter().map(says).collect::<Vec<Vec<String>>>());
}

#[test]
fn the_network_pane_has_the_rows_of_network() {
    let mut rows = records("network", &[]);
    // The verb counts as they were recorded, the pane shows as they were sent.
    rows.sort_by_key(|row| row["at_ms"].as_f64().map(scrubjay::clock::Span::from_ms));
    let says = |row: &Value| {
        let known =
            ["method", "status", "url"].iter().filter_map(|name| row.get(name).filter(|value| !value.is_null()));
        known.map(word).chain([stamp(row)]).collect()
    };
    same(&pane(&opened("6 \\"))[1..], &rows.iter().map(says).collect::<Vec<Vec<String>>>());
}

#[test]
fn the_timeline_has_the_rows_of_events() {
    let rows = records("events", &["--grep", "-kind:signal"]);
    let stage = opened("0 \\");
    let shown = letters(&stage.draw());
    let lines: Vec<&str> = shown.lines().filter(|line| line.contains(':') && line.contains('.')).collect();
    let rows = rows.iter().map(|row| {
        // The screen gives a request's method, status and address columns of their own, and a level its colour and glyph.
        let label: String = row["label"].as_str().unwrap().chars().take(60).collect();
        let level = usize::from(row["kind"] == "console");
        std::iter::once(stamp(row)).chain(label.split_whitespace().skip(level).map(str::to_owned)).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let first = lines.iter().position(|line| line.contains(&rows[0][0])).unwrap();
    let lines: Vec<String> = lines[first..].iter().map(|line| (*line).to_owned()).collect();
    same(lines.get(..rows.len()).unwrap(), &rows);
}

#[test]
fn the_dom_pane_has_the_elements_of_dom() {
    let stage = opened("e 2 \\ _");
    let outline = printed("dom", &["--at", &format!("#{}", stage.seq())]);
    let tags = |text: &str| -> Vec<String> {
        let tag = |line: &str| Some(line.split_once('<')?.1.split([' ', '>']).next()?.to_lowercase());
        text.lines().filter_map(tag).filter(|tag| tag != "!doctype").collect()
    };
    let shown = pane(&stage).join("\n");
    assert!(tags(&outline).len() > 20);
    assert_eq!(tags(&shown), tags(&outline));
}

#[test]
fn the_diff_pane_has_the_changes_of_diff() {
    // Where there is more room, before and after stand side by side.
    let shown = pane(&sized((100, 200), "e A l l B D \\"));
    let hunks = printed("diff", &["--from", "#146", "--to", "#148", "--format", "unified"]);
    let bare = |line: &str| line.trim_start_matches(['@', '-', '+', ' ']).to_owned();
    let says: Vec<Vec<String>> = hunks.lines().map(|line| vec![bare(line)]).collect();
    assert!(says.len() > 3);
    same(&shown, &says);
}

#[test]
fn the_info_pane_has_what_info_and_verify_tell() {
    let shown = pane(&opened("9 \\"));
    let facts = printed("info", &[]);
    for fact in facts.lines().take_while(|line| !line.starts_with("windows")) {
        assert!(shown.iter().any(|line| line == fact), "{fact:?} is not in {shown:#?}");
    }
    let pages: Vec<&str> =
        facts.lines().filter_map(|line| line.split_once("http://shop.test/")).map(|page| page.1).collect();
    assert_eq!(shown.iter().filter(|line| line.contains("http://shop.test/")).count(), pages.len());
    let findings = records("verify", &[]);
    for finding in &findings {
        let effect = finding["effect"].as_str().unwrap();
        let start: String = effect.chars().take(20).collect();
        assert!(shown.iter().any(|line| line.contains(&start)), "{effect:?} is not in {shown:#?}");
    }
}

#[test]
fn the_node_pane_has_the_deeds_of_node() {
    let stage = opened("c b \\");
    let event = format!("#{}", stage.seq());
    let node = records("events", &["--from", &event, "--to", &event, "--grep", "kind:click"])[0]["node"].to_string();
    let deeds = records("node", &["--node", &node]);
    let shown = pane(&stage).join("\n");
    assert!(!deeds.is_empty());
    for deed in &deeds {
        assert!(
            shown.contains(&stamp(deed)) && shown.contains(deed["deed"].as_str().unwrap()),
            "{deed} is not in\n{shown}"
        );
    }
}

#[test]
fn the_signals_pane_has_the_rows_of_signals() {
    let rows = records("signals", &[]);
    let says = |row: &Value| {
        let words = row["kind"].as_str().unwrap().replace('-', " ");
        let label = row["label"].as_str().unwrap().trim_start_matches(&words).trim_start().to_owned();
        vec![stamp(row), words, label, format!("#{}", row["seq"])]
    };
    let mut stage = stage_with_signals(SAMPLE, (400, 700), Depth::None);
    stage.keys("7 \\");
    same(&pane(&stage), &rows.iter().map(says).collect::<Vec<Vec<String>>>());
}

#[test]
fn what_led_to_an_error_is_what_why_tells() {
    let rows = records("why", &["--top", "10"]);
    let says = |row: &Value| {
        let score = format!("{:.2}", row["score"].as_f64().unwrap());
        vec![format!("{}.", row["rank"]), score, word(&row["label"]), stamp(row), format!("#{}", row["seq"])]
    };
    same(&pane(&opened("e Y \\")), &rows.iter().map(says).collect::<Vec<Vec<String>>>());
}
