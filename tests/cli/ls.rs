use super::{records, run, sample, stdout, text};

#[test]
fn every_sample_is_listed_and_what_is_no_replay_is_passed_over() {
    let listed = records(&["ls", &sample("")]);
    assert_eq!(listed.len(), super::samples().len());
    assert!(listed.is_sorted_by_key(|listing| listing["start"].as_str().unwrap().to_owned()));
    assert!(listed.iter().all(|listing| listing["damaged"] == false));
}

#[test]
fn the_table_sorts_and_filters() {
    let table = stdout(&["ls", &sample(""), "--sort", "errors", "--grep", "shop.test", "--limit", "2"]);
    let table = table.replace(&sample(""), "samples/");
    insta::assert_snapshot!(table);
}

#[test]
fn a_named_file_that_is_no_replay_is_told_and_the_others_are_listed() {
    let readme = sample("README.md");
    let output = run(&["ls", &readme, &super::checkout(), "--json"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stdout).lines().count(), 2);
}

#[test]
fn nothing_found_is_a_no() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&["ls", folder.path().to_str().unwrap()]).status.code(), Some(1));
}
