use super::{checkout, pipe, records, run, samples, text};

#[test]
fn a_whole_recording_passes() {
    assert_eq!(run(&["verify", &checkout()]).status.code(), Some(0));
    records(&["verify", &checkout()]);
    for file in samples() {
        let output = run(&["verify", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}: {}", file.display(), text(&output.stdout));
    }
}

#[test]
fn a_cut_recording_does_not_pass_and_the_place_is_told() {
    let whole = std::fs::read(checkout()).unwrap();
    let output = pipe(&whole[..whole.len() / 2], &["verify", "-"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let told = said.lines().any(|line| line.starts_with("error    truncated") && line.contains("byte "));
    assert!(told, "{said}");
}

#[test]
fn a_window_without_a_full_snapshot_is_a_defect() {
    let events =
        br#"[{"type":3,"data":{"source":0,"adds":[],"removes":[],"texts":[],"attributes":[]},"timestamp":1000}]"#;
    let output = pipe(events, &["verify", "-", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("no-full-snapshot"));
}
