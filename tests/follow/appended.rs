//! A file that another program appends to.

use super::*;
use scrubjay::recording::Progress;

#[test]
fn what_is_appended_is_there_and_half_a_line_waits() {
    let (_folder, path) = growing([0, 1]);
    let followed = Followed::file(&path);
    followed.until_events(&[0, 1]);
    append(&path, event(2));
    followed.until_events(&[0, 1, 2]);
    append(&path, [&line(4), &line(3)[..40]].concat());
    followed.until_events(&[0, 1, 2, 4]);
    append(&path, [&line(3)[40..], &line(5)].concat());
    let view = followed.until_events(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(view.damage, []);
    assert_eq!(view.resolve(Moment::End).unwrap(), 5);
    assert_eq!(view.index.arrival(3), Some(4), "the order of arrival is kept");
}

#[test]
fn a_file_may_come_later_and_be_empty_first() {
    let (_folder, path) = empty();
    let followed = Followed::file(&path);
    assert!(followed.until_now(Now::Absent).index.is_empty());
    append(&path, "");
    followed.until_now(Now::Undecided);
    append(&path, &line(0)[..9]);
    append(&path, &line(0)[9..]);
    followed.until_events(&[0]);
}

#[test]
fn stopping_is_no_damage() {
    let (_folder, path) = growing([0, 1]);
    append(&path, &line(2)[..40]);
    let followed = Followed::file(&path);
    followed.until_events(&[0, 1]);
    let view = followed.stop();
    assert_eq!((times(&view), view.damage.len()), (vec![0, 1], 0));
    assert!(view.place(1).is_some(), "places are known at the end");
}

#[test]
fn an_export_that_is_whole_is_shown_and_waited_on() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/checkout.export.json");
    let followed = Followed::file(&sample);
    let view = followed.until_now(Now::Waiting);
    assert_eq!((view.index.len(), view.damage.len()), (197, 0));
}

#[test]
fn what_is_no_replay_is_refused_at_once() {
    let (_folder, path) = empty();
    append(&path, "level=info msg=started\n");
    let followed = Followed::file(&path);
    let view = followed.until("refused", |view| view.progress.failed.is_some());
    assert!(view.progress.done && view.progress.failed.as_ref().unwrap().contains("no JSON"));
    let Progress { failed, .. } =
        Followed::file(path.parent().unwrap()).until("refused", |view| view.progress.done).progress.clone();
    assert!(failed.unwrap().contains("directory"));
}

#[test]
fn broken_lines_cost_themselves_only() {
    let (_folder, path) = growing([0]);
    let followed = Followed::file(&path);
    followed.until_events(&[0]);
    append(&path, [&line(1)[..30], b"\0\0\n\n", &line(2)].concat());
    let view = followed.until_events(&[0, 2]);
    assert_eq!(view.damage.len(), 1);
    assert_eq!(view.damage[0].place.line, Some(2));
    assert_eq!(view.damage[0].events_lost, Some(1));
}

#[test]
fn parts_before_the_growing_one_are_read_once() {
    let (folder, path) = growing([5]);
    let first = folder.path().join("first");
    append(&first, events([0, 1]));
    let followed = Followed::start(vec![Input::Path(first), Input::Path(path.clone())]);
    followed.until_events(&[0, 1, 5]);
    append(&path, event(6));
    followed.until_events(&[0, 1, 5, 6]);
}

#[test]
fn a_recording_that_grew_equals_the_recording() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/todo.rrweb.ndjson.zst");
    let whole = Recording::load(&[Input::Path(sample.clone())], Want::Everything).unwrap();
    let text = zstd::stream::decode_all(File::open(sample).unwrap()).unwrap();
    let (_folder, path) = empty();
    let followed = Followed::file(&path);
    // In pieces that end anywhere.
    for piece in text.chunks(text.len() / 9) {
        append(&path, piece);
        let lines = memchr::memchr_iter(b'\n', &std::fs::read(&path).unwrap()).count();
        let view = followed.until(&format!("of {lines} lines"), |view| view.index.len() == lines);
        let Some(last) = view.index.last() else { continue };
        let tree = followed.recording.tree(&view, 0, last, &Cancel::new()).unwrap();
        let same = whole.tree(&whole.view(), 0, last, &Cancel::new()).unwrap();
        assert_eq!(tree.digest(), same.digest(), "after {lines} lines");
    }
}

#[test]
fn signals_are_found_while_it_still_grows_and_stay() {
    let (_folder, path) = empty();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/checkout.blobv1.jsonl");
    let text = std::fs::read_to_string(sample).unwrap();
    append(&path, &text);
    let followed = Followed::file(&path);
    let found = followed.until("of signals", |view| !view.signals().is_empty() && !view.progress.done);
    let (window, end) = (text.split('"').nth(3).unwrap(), found.index.end().0 / 1000);
    let custom = |at: i64| format!("{{\"type\":5,\"data\":{{\"tag\":\"later\"}},\"timestamp\":{at}}}");
    let later = |ms: i64| format!("{{\"window_id\":\"{window}\",\"data\":[{}]}}\n", custom(end + ms));
    for ms in [1, 2] {
        append(&path, later(ms));
        let view = followed.until("of one more", |view| view.index.end().0 / 1000 == end + ms);
        let labels = |view: &View| view.signals().iter().map(|signal| signal.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&view), labels(&found), "what was found stays");
        assert_eq!(view.rows.len(), found.rows.len() + usize::try_from(ms).unwrap(), "and so do its rows");
    }
}

#[test]
fn messages_are_there_when_they_are_whole() {
    let long = |key: u8, bytes: &[u8]| {
        let mut field = vec![key];
        prost::encode_length_delimiter(bytes.len(), &mut field).unwrap();
        [&field, bytes].concat()
    };
    let record = |key: u8, body: &[u8]| long(0, &long(key, body))[1..].to_vec();
    let first = record(0x0a, &long(0x0a, &long(0x0a, b"scrubjay-archive")));
    let message = |number: u64| {
        let json = line(number).trim_ascii().to_vec();
        record(0x12, &[&long(0x0a, b"event")[..], &[0x10, u8::try_from(number).unwrap()], &long(0x7a, &json)].concat())
    };
    let (_folder, path) = empty();
    append(&path, &first[..9]);
    let followed = Followed::file(&path);
    followed.until_now(Now::Undecided);
    append(&path, [&first[9..], &message(0)].concat());
    followed.until_events(&[0]);
    append(&path, [&message(1)[..], &message(2)[..3]].concat());
    followed.until_events(&[0, 1]);
    append(&path, &message(2)[3..]);
    let view = followed.until_events(&[0, 1, 2]);
    assert_eq!(view.damage, []);
}
