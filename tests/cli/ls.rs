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

#[test]
fn what_is_missing_or_cut_is_told_and_the_others_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let whole = std::fs::read(super::checkout()).unwrap();
    std::fs::write(place("whole.json"), &whole).unwrap();
    std::fs::write(place("cut.json"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(place("notes.txt"), "no replay").unwrap();
    let output =
        run(&["ls", folder.path().to_str().unwrap(), place("gone.json").to_str().unwrap(), "--json", "--sort", "size"]);
    assert_eq!(output.status.code(), Some(3));
    let listed: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    listed.iter().for_each(super::schema::check);
    let told: Vec<(bool, bool)> =
        listed.iter().map(|one| (one["damaged"] == true, one["problem"].is_string())).collect();
    assert_eq!(told, [(false, false), (true, true), (true, true)], "{listed:#?}");
    assert!(listed[2]["path"].as_str().unwrap().ends_with("gone.json") && listed[2]["container"].is_null());
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_loops_are_not() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    symlink(super::checkout(), inside.join("linked.json")).unwrap();
    symlink(folder.path(), inside.join("loop")).unwrap();
    symlink(folder.path().join("nowhere"), inside.join("broken.json")).unwrap();
    assert_eq!(records(&["ls", folder.path().to_str().unwrap()]).len(), 1);
}
