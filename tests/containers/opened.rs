//! What a container holds beside rrweb's events, as a recording shows it: analytics events, metadata, Sentry's frames.

use crate::Session;
use crate::write::{self, all};
use scrubjay::archive::Input;
use scrubjay::archive::portable::{Encoding, Packing};
use scrubjay::event::{Kind, digest};
use scrubjay::export::{Source, pack};
use scrubjay::extract::Level;
use scrubjay::recording::doctor::Severity;
use scrubjay::recording::{Cancel, Clip, Naming, Recording, View, Want};
use serde_json::{Value, json};
use std::sync::Arc;

fn open(bytes: &[u8]) -> (Recording, Arc<View>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let recording = Recording::load(&[Input::Path(file.path().to_owned())], Want::Everything).unwrap();
    let view = recording.view();
    (recording, view)
}

fn alarms(recording: &Recording, view: &View) -> Vec<&'static str> {
    let findings = recording.doctor(view, &Cancel::new()).unwrap();
    findings.iter().filter(|found| found.severity > Severity::Info).map(|found| found.check).collect()
}

/// The session as lines, to compare with.
fn plain(session: &Session) -> (Recording, Arc<View>) {
    let lines = all(session).into_iter().find(|written| written.form == "lines v2").unwrap();
    open(&lines.bytes)
}

/// What the doctor says of the session alone: its large full snapshot was left out.
fn alarms_of(session: &Session) -> Vec<&'static str> {
    let (recording, view) = plain(session);
    alarms(&recording, &view)
}

#[test]
fn analytics_events_are_rows_but_no_recorded_events() {
    let session = Session::short("checkout.export.json", 40);
    let start = session.events[0].1["timestamp"].as_i64().unwrap();
    let window = &session.events[0].0;
    let app = |name: &str, ms: i64, window: &str| write::app_event(&session, name, start + ms, window);
    // One before the recording, one in it, one after it and of a window that was not recorded.
    let apps =
        [app("$pageview", -90_000, window), app("$rageclick", 5, window), app("$exception", 86_400_000, "other")];
    let (recording, view) = open(&write::staff_zip(&session, &apps, None));
    let (_, want) = plain(&session);
    assert_eq!(view.index.len(), want.index.len() + 3);
    assert_eq!((view.index.recorded(), view.index.counts()), (want.index.recorded(), want.index.counts()));
    assert_eq!((view.index.start(), view.index.end()), (want.index.start(), want.index.end()));
    let counted: Vec<(&str, u64)> = view.index.app_events().into_iter().collect();
    assert_eq!(counted, [("$exception", 1), ("$pageview", 1), ("$rageclick", 1)]);
    assert_eq!(view.windows.len(), 1);
    assert_eq!(view.windows[0].events as usize, session.events.len());
    assert_eq!((view.index.kind(0), view.index.label(0)), (Kind::App, "app $pageview"));
    let rows = view.rows.iter(&view.index).filter(|row| row.kind == Kind::App).count();
    assert_eq!(rows, 3);
    assert_eq!(alarms(&recording, &view), alarms_of(&session));
}

#[test]
fn analytics_events_stay_when_a_recording_is_packed() {
    let session = Session::short("checkout.export.json", 40);
    let start = session.events[0].1["timestamp"].as_i64().unwrap();
    let app = |name: &str, ms: i64| write::app_event(&session, name, start + ms, &session.events[0].0);
    let apps = [app("$pageview", -90_000), app("$rageclick", 5), app("$exception", 86_400_000)];
    let (recording, view) = open(&write::staff_zip(&session, &apps, None));
    let packed = |clip: &Clip, encoding| {
        let source = Source { recording: &recording, view: &view, clip, cancel: &Cancel::new() };
        let mut out = Vec::new();
        let packed =
            pack::write(&source, Packing { encoding, ..Packing::default() }, Naming::default(), &mut out).unwrap();
        (out, packed.notes)
    };
    let (sealed, notes) = packed(&Clip::whole(&view, None).with_apps(), Encoding::Ndjson);
    assert_eq!(notes, [""; 0]);
    let lines = zstd::decode_all(&sealed[..]).unwrap();
    let (messages, _) = packed(&Clip::whole(&view, None).with_apps(), Encoding::Protobuf);
    // By their index, and by their records.
    for bytes in [&sealed, &lines, &messages, &zstd::decode_all(&messages[..]).unwrap()] {
        let (again, read) = open(bytes);
        assert_eq!((read.index.app_events(), read.index.recorded()), (view.index.app_events(), view.index.recorded()));
        assert_eq!((read.index.start(), read.index.end()), (view.index.start(), view.index.end()));
        for seq in view.index.seqs() {
            let row = |view: &View| (view.index.kind(seq), view.index.time(seq));
            assert_eq!(row(&read), row(&view));
            let body = |recording: &Recording, view| digest(&recording.event(view, seq).unwrap());
            assert_eq!(body(&again, &read), body(&recording, &view));
            assert!(view.index.kind(seq) != Kind::App || read.index.label(seq) == view.index.label(seq));
        }
    }
    assert_eq!(alarms(&open(&sealed).0, &open(&sealed).1), alarms(&recording, &view));
    let records = String::from_utf8(lines).unwrap();
    let apps: Vec<&str> = records.lines().filter(|line| line.starts_with(r#"{"type":"app","#)).collect();
    assert_eq!(apps.len(), 3);
    assert!(apps[0].contains(r#""timestamp":-90000,"name":"$pageview","rrweb":{"type":5"#), "{}", apps[0]);
    let (_, notes) = packed(&Clip::whole(&view, None), Encoding::Ndjson);
    assert_eq!(notes, ["analytics events are left out, for the recorder did not write them: 3"]);
}

#[test]
fn metadata_counts_and_what_is_missing_of_the_recording() {
    let session = Session::short("checkout.export.json", 40);
    let (recording, view) = open(&write::staff_zip(&session, &[], None));
    let metadata = view.header.as_ref().and_then(|header| header.metadata.clone()).unwrap();
    assert_eq!((metadata.counts.clicks, metadata.counts.console_error), (Some(3), Some(1)));
    assert_eq!(alarms(&recording, &view), alarms_of(&session));

    // Its last block was not fetched, and the recording is known to end a minute later.
    let (recording, view) = open(&write::staff_zip(&session, &[], Some(60)));
    let findings = recording.doctor(&view, &Cancel::new()).unwrap();
    let of =
        |check: &str| findings.iter().find(|found| found.check == check).unwrap_or_else(|| panic!("{findings:#?}"));
    assert!(of("truncated").effect.contains("1747237038009-00000000000000ab is listed"), "{findings:#?}");
    assert!(of("incomplete-recording").effect.contains("at the recording's end"), "{findings:#?}");
}

/// A session as Sentry's API gives it: a segment an array, with breadcrumbs and spans among rrweb's events. Spans have
/// their time in seconds.
fn sentry(session: &Session) -> Value {
    let mut events: Vec<Value> = session.events.iter().map(|(_, event)| event.clone()).collect();
    let start = events[0]["timestamp"].as_f64().unwrap();
    let custom =
        |tag: &str, at: f64, payload: Value| json!({"type":5,"timestamp":at,"data":{"tag":tag,"payload":payload}});
    let crumb = |ms: f64, payload: Value| custom("breadcrumb", start + ms, payload);
    let span = |ms: f64, op: &str, name: &str, data: Value| {
        let at = (start + ms) / 1000.0;
        custom(
            "performanceSpan",
            at,
            json!({"op":op,"description":name,"startTimestamp":at,"endTimestamp":at + 0.25,"data":data}),
        )
    };
    events.insert(3, custom("options", start, json!({"sessionSampleRate":1,"maskAllText":true})));
    events.insert(9, crumb(40.0, json!({"type":"debug","category":"console","level":"error","message":"it broke","data":{"logger":"console"}})));
    events.insert(
        10,
        crumb(41.0, json!({"type":"default","category":"ui.click","message":"button#buy","data":{"nodeId":39}})),
    );
    events.push(span(50.0, "resource.fetch", "https://shop.test/api", json!({"method":"GET","statusCode":404})));
    events.push(span(60.0, "resource.img", "https://shop.test/a.png", json!({"size":30})));
    events.push(span(70.0, "navigation.push", "https://shop.test/next", json!({"previous":"https://shop.test/"})));
    events.push(span(80.0, "memory", "memory", json!({"memory":{"usedJSHeapSize":1}})));
    json!(events.chunks(20).collect::<Vec<_>>())
}

#[test]
fn sentrys_frames_are_console_lines_requests_and_pages() {
    let session = Session::short("todo.rrweb.ndjson.zst", 60);
    let (_, want) = plain(&session);
    let segments = sentry(&session);
    let flat: Vec<Value> =
        segments.as_array().unwrap().iter().flat_map(|segment| segment.as_array().unwrap().clone()).collect();
    for bytes in [segments.to_string(), json!(flat).to_string(), format!("{segments:#}")] {
        let (recording, view) = open(bytes.as_bytes());
        let header = view.header.as_ref().unwrap();
        assert_eq!((header.container.name(), view.damage.len()), ("sentry-replay", 0));
        assert_eq!((view.index.start(), view.index.end()), (want.index.start(), want.index.end()));
        assert_eq!(view.index.len(), session.events.len() + 7);
        assert_eq!(
            view.console.iter().map(|row| (row.level, &*row.text)).collect::<Vec<_>>(),
            [(Level::Error, "it broke")]
        );
        let requests: Vec<_> = view
            .network
            .iter()
            .map(|row| (&*row.request.url, row.request.failed, (row.at - view.index.start()).ms()))
            .collect();
        assert_eq!(requests, [("https://shop.test/api", true, 50.0), ("https://shop.test/a.png", false, 60.0)]);
        assert_eq!(view.pages.last().map(|page| &*page.href), Some("https://shop.test/next"));
        let crumb = view.index.seqs().find(|seq| view.index.label(*seq).contains("ui.click")).unwrap();
        assert_eq!(view.index.label(crumb), "custom breadcrumb ui.click");
        assert_eq!(alarms(&recording, &view), alarms_of(&session));
    }
}
