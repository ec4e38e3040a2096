//! Each recording, in each container that can hold it, in each layer of compression, reads back identically.

use crate::Session;
use crate::read::{essence, take_bytes};
use crate::write::{all, layers};

/// Five recordings that differ: two windows, idle gaps, iframes, masked inputs, canvas.
const RECORDINGS: [&str; 5] = [
    "two-tabs.export.json.gz",
    "idle.capture.ndjson.gz",
    "todo.rrweb.ndjson.zst",
    "editor.packed.json",
    "checkout.export.json",
];

#[test]
fn every_container_gives_the_recording_back() {
    for name in RECORDINGS {
        let session = Session::sample(name);
        let want = session.essence();
        for written in all(&session) {
            let taken =
                take_bytes(&written.bytes).unwrap_or_else(|error| panic!("{name} as {}: {error}", written.form));
            assert_eq!(taken.damage, [], "{name} as {}", written.form);
            assert_eq!(taken.header.unwrap().container.name(), written.container, "{name} as {}", written.form);
            assert!(essence(&taken.events) == want, "{name} as {} differs", written.form);
        }
    }
}

#[test]
fn layers_of_compression_change_nothing() {
    let session = Session::short("two-tabs.export.json.gz", 60);
    let want = session.essence();
    for written in all(&session) {
        for (layer, bytes) in layers(&written.bytes) {
            let taken = take_bytes(&bytes).unwrap_or_else(|error| panic!("{} in {layer}: {error}", written.form));
            assert_eq!(taken.damage, [], "{} in {layer}", written.form);
            assert!(essence(&taken.events) == want, "{} in {layer} differs", written.form);
        }
    }
}

#[test]
fn headers_name_the_recording_and_the_person() {
    let session = Session::short("checkout.export.json", 20);
    for written in all(&session) {
        let header = take_bytes(&written.bytes).unwrap().header.unwrap();
        let person = header.person.as_ref();
        match written.form {
            "export" | "export, pretty" | "export, integer windows" => {
                assert_eq!(person.unwrap().email.as_deref(), Some("jane@example.test"));
                assert_eq!(header.recording_id.as_deref(), Some(session.id.as_str()));
            }
            form if form.starts_with("payloads") || form.starts_with("kafka, inner") || form == "staff zip" => {
                assert_eq!(person.unwrap().distinct_ids, ["d-1"], "{form}");
                assert_eq!(header.recording_id.as_deref(), Some(session.id.as_str()), "{form}");
            }
            _ => {}
        }
    }
}

#[test]
fn analytics_events_come_as_rows_of_their_own() {
    let session = Session::short("checkout.export.json", 20);
    let zip = all(&session).into_iter().find(|written| written.form == "staff zip").unwrap();
    let taken = take_bytes(&zip.bytes).unwrap();
    assert_eq!(taken.apps.len(), 1);
    assert_eq!(taken.apps[0]["data"]["tag"], "$rageclick");
    assert_eq!(taken.apps[0]["timestamp"], 1_747_237_047_400_i64);
    assert_eq!(taken.header.unwrap().metadata.unwrap().duration_s, Some(400.0));
}
