//! What is exported is the recording: read back it holds the same events, and a clip of a clip shows the same.

use super::{SAMPLES, open, stream};
use proptest::prelude::*;
use scrubjay::archive::Input;
use scrubjay::archive::portable::{Encoding, Packing};
use scrubjay::clock::Moment;
use scrubjay::dom::select::{Selector, selector_of};
use scrubjay::dom::{Node, Tree};
use scrubjay::event::{Seq, digest};
use scrubjay::export::{ExportError, Notes, Source, jsonl, ndjson, pack, posthog, protobuf, rrweb};
use scrubjay::recording::{Cancel, Clip, Naming, Recording, SeekError, Want};
use serde_json::Value;
use std::io::Write;

type Format = fn(&Source<'_>, &mut dyn Write) -> Result<Notes, ExportError>;

/// The formats that carry events as they are.
const FORMATS: [(&str, Format); 7] = [
    ("posthog", posthog::write),
    ("rrweb", rrweb::write),
    ("jsonl-v2", jsonl::write),
    ("ndjson", ndjson::write),
    ("protobuf", protobuf::write),
    ("sealed", sealed),
    ("sealed protobuf", sealed_protobuf),
];

fn sealed(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    pack::write(source, Packing { chunk: 64 << 10, ..Packing::default() }, Naming::default(), out)
        .map(|packed| packed.notes)
}

fn sealed_protobuf(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let packing = Packing { chunk: 64 << 10, encoding: Encoding::Protobuf, ..Packing::default() };
    pack::write(source, packing, Naming::default(), out).map(|packed| packed.notes)
}

fn exported(recording: &Recording, clip: &Clip, format: Format) -> Recording {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let view = recording.view();
    let source = Source { recording, view: &view, clip, cancel: &Cancel::new() };
    format(&source, &mut file).unwrap();
    open(file.path())
}

#[test]
fn every_format_gives_every_recording_back() {
    for (name, files) in SAMPLES.iter() {
        let recording = open(&files[0]);
        let (view, events) = (recording.view(), stream(&recording));
        for (format, write) in FORMATS {
            let back = exported(&recording, &Clip::whole(&view, None), write);
            assert_eq!(stream(&back), events, "{name} as {format}");
            let [id, again] = [&view, &back.view()].map(|view| view.header.as_ref().unwrap().recording_id.clone());
            let carries_id = !["rrweb", "jsonl-v2"].contains(&format);
            assert!(!carries_id || id == again, "{name}: {id:?} became {again:?}");
            assert_eq!(back.view().damage, [], "{name} as {format}");
        }
    }
}

#[test]
fn a_sealed_archive_gives_every_outside_recording_back() {
    for (file, recording) in super::clip::outside() {
        for (encoding, format) in [("ndjson", sealed as Format), ("protobuf", sealed_protobuf)] {
            let back = exported(&recording, &Clip::whole(&recording.view(), None), format);
            assert!(stream(&back) == stream(&recording), "{} as {encoding}", file.display());
            assert_eq!(back.view().damage, [], "{} as {encoding}", file.display());
        }
    }
}

#[test]
fn an_archive_s_index_tells_what_its_events_tell() {
    for (name, files) in SAMPLES.iter() {
        let recording = open(&files[0]);
        let view = recording.view();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let source =
            Source { recording: &recording, view: &view, clip: &Clip::whole(&view, None), cancel: &Cancel::new() };
        sealed(&source, &mut file).unwrap();
        let told = [Want::Everything, Want::Proof].map(|want| {
            let view = Recording::load(&[Input::Path(file.path().to_owned())], want).unwrap().view();
            assert_eq!(view.damage, [], "{name}");
            let row = |seq| {
                let (index, at) = (&view.index, view.place(seq));
                (index.time(seq), index.kind(seq), index.node(seq), index.weight(seq), index.label(seq).to_owned(), at)
            };
            let rows: Vec<_> = view.index.seqs().map(row).collect();
            let facts = (view.pages.clone(), view.console.clone(), view.network.clone(), view.windows.clone());
            (rows, facts, view.rows.len(), format!("{:?}", view.header.as_ref().unwrap().person))
        });
        assert_eq!(told[0], told[1], "{name}");
        assert_eq!(told[0].1.1, view.console, "{name}");
    }
}

/// The selectors beside events find their nodes, and only them, in the state before the event.
#[test]
fn targets_find_the_nodes_of_their_events() {
    let mut named = 0;
    for (name, files) in SAMPLES.iter() {
        let recording = open(&files[0]);
        let view = recording.view();
        let part = Clip::part(&view, None, Some(Moment::Percent(40.0)), None).unwrap();
        for clip in [Clip::whole(&view, None), part] {
            let mut lines = Vec::new();
            let source = Source { recording: &recording, view: &view, clip: &clip, cancel: &Cancel::new() };
            ndjson::write(&source, &mut lines).unwrap();
            let back = exported(&recording, &clip, ndjson::write);
            for line in lines.split(|byte| *byte == b'\n').skip(1).filter(|line| !line.is_empty()) {
                let record: Value = serde_json::from_slice(line).unwrap();
                let (Some(id), false) = (record["node"].as_i64(), record["seq"] == 0) else { continue };
                let seq = Seq::try_from(record["seq"].as_u64().unwrap()).unwrap();
                let window = back.view().index.window(seq);
                let page = back.tree(&back.view(), window, seq - 1, &Cancel::new()).unwrap();
                let node = page.get(id);
                let Some(target) = record["target"].as_str() else {
                    assert!(
                        record["name"] != "click" || node.is_none() || target_is_long(&page, id),
                        "{name}: {record}"
                    );
                    continue;
                };
                let found: Vec<_> = Selector::parse(target).unwrap().all(&page).iter().map(|node| node.id()).collect();
                let element = node.filter(|node| !node.is_element()).and_then(Node::parent).or(node);
                assert_eq!(found, [element.unwrap().id()], "{name}: {target} of #{seq}");
                named += 1;
            }
        }
    }
    assert!(named > 300, "{named}");
}

/// Whether a node's selector is longer than what stands beside an event.
fn target_is_long(page: &Tree, id: i64) -> bool {
    page.get(id).is_some_and(|node| selector_of(node).len() > 200)
}

/// The content of a clip's events.
fn content(recording: &Recording, clip: &Clip) -> Vec<(u16, Option<u64>)> {
    let mut found = Vec::new();
    let all = (&*recording.view(), clip);
    recording
        .pieces::<SeekError>(all, &Cancel::new(), |piece| {
            found.push((piece.window, digest(piece.json)));
            Ok(())
        })
        .unwrap();
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_clip_reads_back_and_may_be_clipped_again(
        sample in any::<prop::sample::Index>(),
        format in any::<prop::sample::Index>(),
        moments in prop::array::uniform2(any::<prop::sample::Index>()),
    ) {
        let names: Vec<_> = SAMPLES.keys().collect();
        let name = *sample.get(&names);
        let recording = open(&SAMPLES[name][0]);
        let view = recording.view();
        let [from, to] = moments.map(|moment| Seq::try_from(moment.index(view.index.len())).unwrap());
        let clip = Clip::between(&view, None, Moment::Seq(from.min(to)), Moment::Seq(from.max(to))).unwrap();
        let (format, write) = *format.get(&FORMATS);
        let cut = exported(&recording, &clip, write);
        let whole = Clip::whole(&cut.view(), None);
        prop_assert_eq!(content(&cut, &whole), content(&recording, &clip), "{} as {}", name, format);
        let last = cut.view().index.last().unwrap();
        let again = super::clip::differs(&cut, last / 2, last, 8);
        prop_assert_eq!(again, None, "{} as {} #{} to #{}", name, format, from, to);
    }
}
