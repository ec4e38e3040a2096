//! A file that is rotated, cut or written anew.

use super::*;
use std::fs;

#[test]
fn a_rotated_file_goes_on_in_the_next() {
    let (folder, path) = growing([0, 1]);
    let followed = Followed::file(&path);
    followed.until_events(&[0, 1]);
    for rotation in 1..4 {
        let old = folder.path().join(format!("session.jsonl.{rotation}"));
        fs::rename(&path, &old).unwrap();
        append(&old, event(10 * rotation)); // its writer has not noticed yet
        append(&path, event(10 * rotation + 1));
        let want = |at: u64| if at < 2 { at } else { at / 2 * 10 + at % 2 };
        let view = followed.until_events(&(0..2 * rotation + 2).map(want).collect::<Vec<_>>());
        let follow = view.progress.follow.unwrap();
        assert_eq!((u64::from(follow.rotated), follow.restarted, view.damage.len()), (rotation, 0, 0));
    }
    let view = followed.stop();
    let (first, last) = (view.place(0).unwrap(), view.place(7).unwrap());
    assert_eq!((first.input, last.input), (0, 3), "each file is an input of its own");
    assert!(view.header.as_ref().unwrap().inputs[3].contains("after 3 rotations"));
}

#[test]
fn half_a_line_at_a_rotation_is_told() {
    let (folder, path) = growing([0]);
    append(&path, &line(1)[..40]);
    let followed = Followed::file(&path);
    followed.until_events(&[0]);
    fs::rename(&path, folder.path().join("old")).unwrap();
    append(&path, event(2));
    let view = followed.until_events(&[0, 2]);
    assert_eq!((view.damage.len(), view.damage[0].events_lost), (1, Some(1)), "{:?}", view.damage);
}

#[test]
fn a_cut_file_starts_anew_and_the_loss_is_told() {
    let (_folder, path) = growing([0, 1, 2]);
    let followed = Followed::file(&path);
    let before = followed.until_events(&[0, 1, 2]);
    File::create(&path).unwrap();
    append(&path, event(7));
    let view = followed.until_events(&[7]);
    assert_eq!(view.progress.follow.unwrap().restarted, 1);
    assert_eq!((view.damage.len(), view.damage[0].events_lost), (1, Some(3)), "{:?}", view.damage);
    assert!(followed.recording.event(&before, 0).is_err(), "an old view finds no events of others");
}

#[test]
fn a_file_that_was_cut_and_is_longer_already_is_noticed() {
    let (_folder, path) = growing([0]);
    let followed = Followed::file(&path);
    followed.until_events(&[0]);
    fs::write(&path, events(20..60)).unwrap(); // the same file, other content
    let view = followed.until_events(&(20..60).collect::<Vec<_>>());
    assert_eq!((view.progress.follow.unwrap().restarted, view.damage[0].events_lost), (1, Some(1)));
}

#[test]
fn a_file_written_anew_with_more_is_read_once() {
    let (folder, path) = growing([0, 1]);
    let followed = Followed::file(&path);
    followed.until_events(&[0, 1]);
    let next = folder.path().join("next");
    append(&next, events([0, 1, 2]));
    fs::rename(&next, &path).unwrap();
    let view = followed.until_events(&[0, 1, 2]);
    let follow = view.progress.follow.unwrap();
    assert_eq!((follow.rotated, follow.restarted, view.damage.len()), (0, 1, 0));
}

#[test]
fn a_file_may_go_and_come_back() {
    let (_folder, path) = growing([0]);
    let followed = Followed::file(&path);
    followed.until_events(&[0]);
    fs::remove_file(&path).unwrap();
    append(&path, "not a replay\n");
    followed.until("told of the stranger", |view| view.damage.len() == 1);
    fs::write(&path, event(9)).unwrap();
    let view = followed.until_events(&[0, 9]);
    assert_eq!(view.damage.len(), 1);
}
