//! `--limit`, `--skip`, `--budget` and `--fields`: a part of a list, and what is said of the rest.

use super::{checkout, failure, notes, records, run, stdout, text};
use serde_json::Value;

fn lines(args: &[&str]) -> Vec<String> {
    stdout(args).lines().map(str::to_owned).collect()
}

#[test]
fn a_limit_cuts_clean_and_the_rest_is_told_beside() {
    let (file, all) = (checkout(), records(&["console", &checkout()]));
    let cut = ["console", &file, "--limit", "3", "--json"];
    assert_eq!(records(&cut[..4]), all[..3]);
    let note = notes(&cut);
    let left = all.len() - 3;
    let sample = "/samples/checkout.export.json";
    assert_eq!(note, format!("scrubjay: {left} more: scrubjay console {sample} --limit 3 --json --skip 3\n"));
    assert_eq!(notes(&["console", &file, "--limit", "1000"]), "");
}

#[test]
fn the_command_that_goes_on_gives_the_next_rows() {
    let file = checkout();
    let all = lines(&["network", &file, "--json"]);
    let pages = ["0", "9", "18", "27"].map(|skip| lines(&["network", &file, "--json", "--limit=9", "--skip", skip]));
    assert_eq!(pages.concat(), all);
    let note = notes(&["network", &file, "--skip=2", "--limit", "3", "--grep", "url~shop\\.test"]);
    assert!(note.ends_with("--limit 3 --grep 'url~shop\\.test' --skip 5\n"), "{note}");
}

/// Follows the end of each part to the next; gives the rows, and how many parts there were.
fn followed(first: &[&str], budget: usize) -> (Vec<Value>, usize) {
    let mut rows = Vec::new();
    let mut args: Vec<String> = first.iter().map(|arg| (*arg).to_owned()).collect();
    for part in 1..100 {
        let args_now: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = stdout(&args_now);
        assert!(output.len() <= budget, "{} bytes", output.len());
        rows.extend(output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        if rows.last().unwrap()["record"] != "more" {
            return (rows, part);
        }
        let more = rows.pop().unwrap();
        super::schema::check(&more);
        let next = more["next"].as_str().unwrap();
        args = next.split_whitespace().skip(1).map(|word| word.trim_matches('\'').to_owned()).collect();
    }
    panic!("it never ends");
}

#[test]
fn a_budget_holds_and_its_end_leads_on_until_all_is_told() {
    for (verb, budget) in [("events", "4kB"), ("console", "1200"), ("network", "1.5kB")] {
        let file = checkout();
        let bytes = scrubjay::text::parse_bytes(budget).unwrap();
        let (rows, parts) = followed(&[verb, &file, "--json", "--budget", budget], bytes.try_into().unwrap());
        assert_eq!(rows, records(&[verb, &file]), "{verb}");
        assert!(parts > 2, "{verb}: {parts}");
    }
    let whole = stdout(&["console", &checkout(), "--json"]);
    assert_eq!(stdout(&["console", &checkout(), "--json", "--budget", "1MB"]), whole);
}

#[test]
fn a_budget_too_small_for_one_row_says_what_one_takes() {
    let args = ["console", &checkout(), "--json", "--budget", "20"];
    let more: Value = serde_json::from_str(&stdout(&args)).unwrap();
    assert_eq!(more["left"], records(&["console", &checkout()]).len());
    let next = more["next"].as_str().unwrap();
    let budget = next.rsplit(' ').next().unwrap();
    let first: Value = serde_json::from_str(&lines(&[&args[..4], &[budget]].concat())[0]).unwrap();
    assert_eq!(first["record"], "console");
}

#[test]
fn text_within_a_budget_ends_with_what_is_left() {
    let shown = lines(&["events", &checkout(), "--budget", "600"]);
    let last = shown.last().unwrap();
    assert!(
        shown.join("\n").len() < 600 && last.starts_with("… ") && last.contains(" more: scrubjay events "),
        "{last}"
    );
    assert_eq!(lines(&["events", &checkout()])[..shown.len() - 1], shown[..shown.len() - 1]);
}

#[test]
fn fields_are_those_asked_for_in_their_order() {
    let args = ["network", &checkout(), "--failed", "--fields", "url,status,timings.response_end_ms,method"];
    insta::assert_snapshot!(stdout(&[&args[..], &["--json"]].concat()) + &stdout(&args));
    let file = checkout();
    let levels = lines(&["console", &file, "--fields", "level", "--limit", "2"]);
    assert_eq!(levels, ["warn", "error"]);
}

#[test]
fn an_unknown_field_is_marked_and_the_known_ones_told() {
    let file = checkout();
    let mistakes = [failure(&["network", &file, "--fields", "url,stauts"]), failure(&["ls", &file, "--fields", "x"])];
    assert!(mistakes.iter().all(|said| said.starts_with("2: ")));
    insta::assert_snapshot!(mistakes.concat());
    assert!(failure(&["events", &file, "--budget", "lots"]).starts_with("2: "));
}

#[test]
fn every_list_takes_a_part() {
    let file = checkout();
    let lists: [&[&str]; 8] = [
        &["events", &file],
        &["console", &file],
        &["network", &file],
        &["node", &file, "--node", "69"],
        &["when", &file, "--select", "button"],
        &["verify", &file],
        &["diff", &file],
        &["ls", &super::sample("")],
    ];
    for list in lists {
        let all = records(list);
        let second = records(&[list, &["--skip", "1", "--limit", "1"]].concat());
        assert_eq!(second, all.get(1..2.min(all.len())).unwrap_or_default(), "{list:?}");
        let all_but = run(&[list, &["--json", "--grep", "-text~."]].concat());
        assert!(matches!(all_but.status.code(), Some(0 | 1)), "{list:?}: {}", text(&all_but.stderr));
        assert!(all_but.stdout.len() < 20_000);
    }
}

#[test]
fn grep_and_scope_narrow_deeds_stretches_findings_and_changes() {
    let file = checkout();
    let seqs = |args: &[&str]| {
        records(args).iter().map(|record| record["seq"].as_u64().or(record["from_seq"].as_u64())).collect::<Vec<_>>()
    };
    assert_eq!(seqs(&["node", &file, "--node", "69", "--grep", "deed:removed"]), [Some(43), Some(184)]);
    assert_eq!(seqs(&["node", &file, "--node", "69", "--from", "9s", "--to", "20s"]), [Some(130)]);
    let stretches = ["when", &file, "--text", "coupon expired"];
    assert_eq!(seqs(&[&stretches[..], &["--from", "24s"]].concat()), [Some(130)]);
    assert_eq!(seqs(&[&stretches[..], &["--grep", "dur>6s"]].concat()), [Some(130)]);
    for outside in [["--from", "26s"], ["--to", "19s"], ["--grep", "dur>7s"]] {
        assert_eq!(run(&[&stretches[..], &outside].concat()).status.code(), Some(1), "{outside:?}");
    }
    let changes = records(&["diff", &file, "--from", "#127", "--to", "#136", "--grep", "node:69"]);
    assert!(changes.len() == 1 && changes[0]["kind"] == "inserted");
    let findings = records(&["verify", &super::sample("two-tabs.export.json.gz"), "--grep", "name:masked window:1"]);
    assert_eq!(findings.len(), 1);
}
