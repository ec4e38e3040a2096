//! A recording in parts: several files, a directory, a sidecar.

use crate::Session;
use crate::read::{essence, take};
use crate::write::all;
use scrubjay::archive::Input;
use scrubjay::recording::{Cancel, Recording, Want};
use std::fs;
use std::path::Path;

fn bytes(session: &Session, form: &str) -> Vec<u8> {
    all(session).into_iter().find(|written| written.form == form).unwrap().bytes
}

fn path(folder: &Path, name: &str, bytes: &[u8]) -> Input {
    fs::write(folder.join(name), bytes).unwrap();
    Input::Path(folder.join(name))
}

#[test]
fn parts_in_any_order_and_container_make_one_recording() {
    let session = Session::short("two-tabs.export.json.gz", 90);
    let part = |range: std::ops::Range<usize>| Session { events: session.events[range].to_vec(), ..session.clone() };
    let folder = tempfile::tempdir().unwrap();
    let inputs = [
        path(folder.path(), "blob2", &bytes(&part(60..90), "lines v2, cv")),
        path(folder.path(), "blob0", &bytes(&part(0..30), "snappy blocks")),
        path(folder.path(), "blob1", &bytes(&part(30..60), "lines v1")),
    ];
    let named = take(&inputs).unwrap();
    assert_eq!((essence(&named.events), named.damage.len()), (session.essence(), 0));
    let found = take(&[Input::Path(folder.path().to_owned())]).unwrap();
    assert_eq!(essence(&found.events), session.essence());
}

#[test]
fn metadata_beside_the_events_enriches_the_header() {
    let session = Session::short("checkout.export.json", 20);
    let folder = tempfile::tempdir().unwrap();
    let meta = br#"{"id":"rec-1","distinct_id":"d-9","recording_duration":400,"start_url":"https://shop.test/","start_time":"x"}"#;
    let inputs = [path(folder.path(), "meta", meta), path(folder.path(), "blob", &bytes(&session, "lines v2"))];
    let taken = take(&inputs).unwrap();
    let header = taken.header.unwrap();
    assert_eq!(header.recording_id.as_deref(), Some("rec-1"));
    assert_eq!(header.container.name(), "snapshot-jsonl/v2");
    assert_eq!(header.metadata.unwrap().duration_s, Some(400.0));
    assert_eq!(taken.damage, []);
}

#[test]
fn different_recordings_are_refused_by_name() {
    let one = Session::short("checkout.export.json", 20);
    let other = Session { id: "another-id".to_owned(), ..one.clone() };
    let folder = tempfile::tempdir().unwrap();
    path(folder.path(), "one", &bytes(&one, "export"));
    path(folder.path(), "two", &bytes(&other, "payloads"));
    let error = take(&[Input::Path(folder.path().to_owned())]).unwrap_err();
    assert!(error.to_string().contains("another-id") && error.to_string().contains(&one.id), "{error}");
    assert!(error.hints()[0].contains("scrubjay ls"));
}

#[test]
fn a_file_that_does_not_belong_is_told_and_passed() {
    let session = Session::short("checkout.export.json", 20);
    let folder = tempfile::tempdir().unwrap();
    path(folder.path(), "blob", &bytes(&session, "lines v2"));
    path(folder.path(), "notes.txt", b"call them back");
    let taken = take(&[Input::Path(folder.path().to_owned())]).unwrap();
    assert_eq!(essence(&taken.events), session.essence());
    assert_eq!(taken.damage.len(), 1);
    assert!(taken.damage[0].reason.contains("notes.txt"));
}

#[test]
fn copies_of_one_recording_count_once_and_are_named() {
    let session = Session::short("two-tabs.export.json.gz", 90);
    let folder = tempfile::tempdir().unwrap();
    // The same events with fields compressed and not, with members in another order, and with other names for windows.
    for (name, form) in [("a", "lines v2, cv"), ("b", "export, integer windows"), ("c", "lines v1, events first")] {
        path(folder.path(), name, &bytes(&session, form));
    }
    let recording = Recording::load(&[Input::Path(folder.path().to_owned())], Want::Everything).unwrap();
    let view = recording.view();
    assert_eq!((view.index.len(), view.windows.len()), (session.events.len(), session.windows().len()));
    let findings = recording.doctor(&view, &Cancel::new()).unwrap();
    let copies: Vec<&str> =
        findings.iter().filter(|found| found.check == "copied-input").map(|found| found.effect.as_str()).collect();
    assert_eq!(copies.len(), 2, "{findings:#?}");
    assert!(copies[0].contains("/b is a copy") && copies[1].contains("/c is a copy"), "{copies:?}");
}

#[test]
fn parts_that_only_touch_are_no_copies() {
    let session = Session::short("two-tabs.export.json.gz", 90);
    let part = |range: std::ops::Range<usize>| Session { events: session.events[range].to_vec(), ..session.clone() };
    let folder = tempfile::tempdir().unwrap();
    path(folder.path(), "a", &bytes(&part(0..50), "lines v2"));
    path(folder.path(), "b", &bytes(&part(45..90), "lines v1"));
    let recording = Recording::load(&[Input::Path(folder.path().to_owned())], Want::Everything).unwrap();
    let view = recording.view();
    assert_eq!((view.index.len(), view.repeats), (session.events.len(), 5));
    let findings = recording.doctor(&view, &Cancel::new()).unwrap();
    assert!(findings.iter().all(|found| found.check != "copied-input"), "{findings:#?}");
}
