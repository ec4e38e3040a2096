//! Damage: cut anywhere, flipped anywhere. No panic, no hang, no silent loss, and the loss that is told is the loss.

use crate::Session;
use crate::read::{Taken, essence, plain, take_bytes};
use crate::write::{all, gzip};
use std::collections::BTreeMap;

const TRIALS: usize = 200;

/// Numbers that look random and are the same each time.
fn places(len: usize) -> impl Iterator<Item = (usize, u8)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ len as u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (usize::try_from(state >> 33).unwrap() % len, 1 << (state >> 29 & 7))
    })
    .take(TRIALS)
}

/// How many of the recording's events are missing among those read, and how many were read that are not its own.
fn compare(session: &Session, taken: &Taken) -> (usize, usize) {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    session.events.iter().for_each(|(_, event)| *counts.entry(plain(event)).or_default() += 1);
    taken.events.iter().for_each(|(_, event)| *counts.entry(plain(event)).or_default() -= 1);
    let missing = counts.values().filter(|&&count| count > 0).sum::<i64>();
    let foreign = -counts.values().filter(|&&count| count < 0).sum::<i64>();
    (usize::try_from(missing).unwrap(), usize::try_from(foreign).unwrap())
}

/// What was told to be lost; `None` where it says that it can't know.
fn told(taken: &Taken) -> Option<u64> {
    taken.damage.iter().map(|damage| damage.events_lost).sum()
}

#[test]
fn what_is_cut_off_is_told_and_the_rest_is_there() {
    let session = Session::short("checkout.export.json", 30);
    for written in all(&session) {
        for (cut, _) in places(written.bytes.len()) {
            let Ok(taken) = take_bytes(&written.bytes[..cut]) else { continue }; // an error says it all
            let (missing, foreign) = compare(&session, &taken);
            let place = format!("{} cut at {cut} of {}", written.form, written.bytes.len());
            assert_eq!(foreign, 0, "{place}");
            assert!(missing == 0 || !taken.damage.is_empty() || ends_well(written.form), "{place} loses in silence");
            if let Some(lost) = told(&taken).filter(|_| !ends_well(written.form)) {
                assert!(
                    lost >= missing as u64 || cut_in_lines(&taken),
                    "{place}: {missing} missing, told {:?}",
                    taken.damage
                );
            }
        }
    }
}

/// Containers that may end after any line: nothing tells that more was to come.
fn ends_well(form: &str) -> bool {
    form.starts_with("lines")
        || form.contains("a line each")
        || form.starts_with("kafka")
        || form == "pretty values"
        || form == "rows"
        || form == "payloads"
        || form == "snappy blocks"
        || form == "chunks"
}

fn cut_in_lines(taken: &Taken) -> bool {
    taken.damage.iter().any(|damage| damage.events_lost.is_none())
}

#[test]
fn a_flipped_bit_costs_what_it_hit_and_is_told() {
    let session = Session::short("checkout.export.json", 30);
    let mut wrong = Vec::new();
    for written in all(&session) {
        for (at, bit) in places(written.bytes.len()) {
            let mut bytes = written.bytes.clone();
            bytes[at] ^= bit;
            let Ok(taken) = take_bytes(&bytes) else { continue };
            let (missing, foreign) = compare(&session, &taken);
            // A flip within a text is another text: nothing can tell it. Then one event stands for another.
            let lost = missing.saturating_sub(foreign);
            let known = told(&taken);
            let silent = lost > 0 && taken.damage.is_empty();
            // Snappy, LZ4, base64 and UTF-16 have no checksum: one flip there may break many lines, each told as one.
            let coded = ["snappy", "form", "2022", "chunks", "zip", "packed", "arrays", "LZ4"]
                .iter()
                .any(|coded| written.form.contains(coded));
            let short = !coded && known.is_some_and(|told| told < lost as u64);
            if silent || short || foreign > missing {
                let around =
                    String::from_utf8_lossy(&bytes[at.saturating_sub(12)..(at + 12).min(bytes.len())]).into_owned();
                wrong.push(format!(
                    "{} bit {bit} at {at} ({around:?}): {missing} missing, {foreign} foreign, told {known:?} {:?}",
                    written.form, taken.damage
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
}

#[test]
fn a_single_broken_event_costs_one_event() {
    let session = Session::short("checkout.export.json", 60);
    let target = plain(&session.events[30].1);
    let spelled = session.events[30].1.to_string();
    let (head, tail) = spelled.split_at(spelled.find("\"data\":{").unwrap() + 8);
    for written in all(&session) {
        let text = String::from_utf8_lossy(&written.bytes).into_owned();
        let Some(at) = text.find(&spelled) else { continue }; // compressed, pretty, or in a string
        if written.form == "array of arrays" {
            continue; // damage may hide where an inner array ends, and cost the event there too
        }
        for broken in [format!("{head}}}{tail}"), format!("{head}\"{tail}"), format!("{head}[{tail}"), head.to_owned()]
        {
            let bytes = [&text.as_bytes()[..at], broken.as_bytes(), &text.as_bytes()[at + spelled.len()..]].concat();
            let taken = take_bytes(&bytes).unwrap();
            let left: Vec<String> = taken.events.iter().map(|(_, event)| plain(event)).collect();
            let want = session.events.len() - 1;
            assert!(!left.contains(&target));
            assert_eq!(left.len(), want, "{} with {broken:?}: {:?}", written.form, taken.damage);
            let simple =
                ["lines", "export", "array", "a line each"].iter().any(|simple| written.form.starts_with(simple));
            assert!(told(&taken) == Some(1) || !simple, "{} with {broken:?}: {:?}", written.form, taken.damage);
        }
    }
}

#[test]
fn a_cut_stream_says_where_why_and_what_to_do() {
    let session = Session::sample("checkout.export.json");
    let lines = all(&session).into_iter().find(|written| written.form == "lines v2").unwrap().bytes;
    for (name, bytes) in [("gzip", gzip(&lines)), ("zstd", zstd::bulk::compress(&lines, 3).unwrap())] {
        let taken = take_bytes(&bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(taken.damage.len(), 1, "{name}: {:?}", taken.damage);
        let damage = &taken.damage[0];
        assert_eq!(damage.what.name(), "truncated");
        assert!(damage.reason.contains(name) && damage.place.byte.is_some() && damage.remedy.is_some());
        assert!(!taken.events.is_empty());
        let want = session.essence();
        assert!(essence(&taken.events).iter().all(|event| want.contains(event)));
    }
}

#[test]
fn a_zip_cut_in_the_middle_gives_the_blocks_that_it_holds() {
    let session = Session::short("checkout.export.json", 60);
    let zip = all(&session).into_iter().find(|written| written.form == "staff zip").unwrap().bytes;
    let directory = zip.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    // Its directory is gone, then its last block as well (there are three), then half of that before.
    for (end, blocks) in [(directory + 10, 3), (directory - 40, 2), (directory * 2 / 3, 1)] {
        let taken = take_bytes(&zip[..end]).unwrap();
        let (missing, foreign) = compare(&session, &taken);
        assert_eq!(foreign, 0);
        assert!(missing <= 60 - blocks * 20 && (blocks == 3) == (missing == 0), "{end}: {missing} missing");
        assert!(taken.damage[0].reason.contains("the zip's directory"), "{:?}", taken.damage);
        assert_eq!(taken.header.unwrap().recording_id.as_deref(), Some(session.id.as_str()));
    }
}
