use super::inflate::LARGEST;
use super::*;
use serde_json::{Value, json};
use std::io::Write as _;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

fn packed(value: &Value) -> String {
    as_text(&gzip(&value.to_string()))
}

#[allow(clippy::needless_pass_by_value)] // reads better with json!
fn event(data: Value) -> Vec<u8> {
    json!({"type":3,"cv":"2024-10","data":data,"timestamp":1}).to_string().into_bytes()
}

fn value(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn every_compressed_field_is_inflated_in_its_place() {
    let adds = json!([{"parentId":1,"node":{"type":3,"textContent":"ü漢","id":2}}]);
    let zstd = as_text(&zstd::bulk::compress(b"[{\"id\":7}]", 1).unwrap());
    let bytes = event(
        json!({"source":0,"texts":packed(&json!([])),"attributes":[{"id":1}],"removes":zstd,"adds":packed(&adds),"isAttachIframe":true}),
    );
    let got = unpack(&bytes);
    assert_eq!(got.faults, []);
    let want =
        json!({"source":0,"texts":[],"attributes":[{"id":1}],"removes":[{"id":7}],"adds":adds,"isAttachIframe":true});
    assert_eq!(value(&got.json)["data"], want);
    let snapshot = json!({"type":2,"data":packed(&json!({"node":{"type":0}})),"timestamp":1,"cv":"2024-10"});
    assert_eq!(value(&plain(snapshot.to_string().as_bytes()))["data"]["node"]["type"], 0);
}

#[test]
fn ascii_escapes_are_the_same_bytes() {
    let field = gzip("[1]").iter().fold(String::new(), |out, byte| out + &format!("\\u{byte:04x}"));
    let bytes = format!(r#"{{"cv":"2024-10","data":{{"source":0,"adds":"{field}"}},"type":3}}"#);
    assert_eq!(value(&plain(bytes.as_bytes()))["data"]["adds"], json!([1]));
}

#[test]
fn the_mark_alone_changes_nothing_and_empty_means_no_items() {
    let bytes = event(json!({"source":0,"adds":[],"texts":[]}));
    assert_eq!(plain(&bytes), bytes);
    let got = unpack(&event(json!({"source":0,"adds":"","texts":null}))).json.into_owned();
    assert_eq!(value(&got)["data"], json!({"source":0,"adds":[],"texts":[]}));
    let unmarked = br#"{"type":3,"data":{"adds":"\u001f"}}"#;
    assert!(matches!(plain(unmarked), Cow::Borrowed(_)));
}

#[test]
fn damage_names_its_cause_and_leaves_the_string() {
    let whole = gzip("[{\"id\":1},{\"id\":2},{\"id\":3}]");
    let mut flipped = whole.clone();
    let end = flipped.len();
    flipped[end - 6] ^= 1;
    for (field, reason) in [
        (as_text(&whole[..whole.len() / 2]), "cut off"),
        (as_text(&whole[..whole.len() - 6]), "cut off"),
        (as_text(&flipped), "checksum"),
        (as_text(&whole).replace('\u{8b}', "漢"), "character set"),
        (as_text(&whole).replace('\u{8b}', "’"), "character set"),
        ("hello".to_owned(), "neither gzip nor zstd"),
        (as_text(&gzip("[1")), "not JSON"),
    ] {
        let bytes = event(json!({"source":0,"adds":field,"texts":packed(&json!([5]))}));
        let got = unpack(&bytes);
        assert_eq!(got.faults.len(), 1, "{reason}");
        assert!(got.faults[0].reason.contains(reason), "{:?} lacks {reason}", got.faults);
        assert_eq!(value(&got.json)["data"], json!({"source":0,"adds":field,"texts":[5]}));
    }
}

#[test]
fn text_that_went_through_another_character_set_is_restored() {
    let value_of = |n: u32| json!([{"id":n,"text":format!("ü漢 {}", n * 7919)}]);
    let fields: Vec<String> = (0..40).map(|n| packed(&value_of(n))).collect();
    let special = [('\u{8b}', '‹'), ('\u{80}', '€'), ('\u{99}', '™')];
    let convert = |c: char| special.iter().find(|(byte, _)| *byte == c).map_or(c, |(_, c)| *c);
    for (n, field) in (0..).zip(&fields) {
        let doubled: String = field.bytes().map(char::from).collect();
        for damaged in [field.chars().map(convert).collect::<String>(), doubled] {
            let bytes = event(json!({"source":0,"adds":damaged,"texts":[]}));
            let got = unpack(&bytes);
            assert_eq!(value(&got.json)["data"]["adds"], value_of(n));
            assert_eq!((got.faults.len(), got.faults[0].outcome), (1, Outcome::Restored), "{:?}", got.faults);
        }
        // The whole file in Latin-1: a byte a character.
        let text = String::from_utf8(event(json!({"source":0,"adds":field,"texts":[]}))).unwrap();
        let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        assert_eq!(from_latin1(&bytes), Some(text));
    }
    assert_eq!(from_latin1(b"{\"cv\":\"2024-10\",\"data\":{\"adds\":\"\xff\"}}"), None);
}

#[test]
fn an_unknown_version_is_read_and_flagged() {
    let bytes = json!({"type":3,"cv":"2099-01","data":{"source":0,"adds":packed(&json!([5]))}}).to_string();
    let got = unpack(bytes.as_bytes());
    assert_eq!((value(&got.json)["data"]["adds"][0].as_i64(), got.faults[0].field), (Some(5), "cv"));
}

#[test]
fn an_event_read_packed_is_the_event_read_in_plain() {
    let adds = json!([{"parentId":1,"nextId":null,"node":{"type":3,"textContent":"ü漢 \u{1f600}","id":2}},null,5]);
    let [sound, none] = [packed(&adds), packed(&json!([]))];
    let two_values = as_text(&gzip("[{\"id\":1}],[]"));
    let cut: String = sound.chars().take(20).collect();
    let frames =
        json!([{"parentId":1,"wireframe":{"id":7,"type":"text","text":"hi","x":0,"y":0,"width":9,"height":9}}]);
    let lists = [
        json!(sound),
        json!(none),
        json!(packed(&frames)),
        json!(two_values),
        json!(cut),
        json!("hello"),
        json!(""),
        json!(null),
        json!([{"id":1}]),
        json!(7),
        json!(as_text(&gzip("[1"))),
        json!(packed(&json!("text"))),
    ];
    let rules = json!([{"rule":"a{}","index":[0,1]},{"index":{}}]);
    let snapshot = packed(&json!({"node":{"type":0,"id":1,"childNodes":[]},"initialOffset":{"top":5,"left":1}}));
    let mut texts = vec![
        json!({"type":2,"data":snapshot,"cv":"2024-10","timestamp":1}).to_string(),
        json!({"cv":"2024-10","type":2,"data":cut,"timestamp":1}).to_string(),
        json!({"cv":"2024-10","type":2,"data":"","timestamp":1}).to_string(),
        json!({"cv":"2024-10","type":3,"timestamp":1,"data":{"source":8,"id":3,"adds":packed(&rules),"removes":none}})
            .to_string(),
        format!(r#"{{"data":{{"source":0,"adds":{sound}}},"type":3,"cv":0,"timestamp":1}}"#, sound = json!(sound)),
        format!(
            r#"{{"type":3,"cv":0,"timestamp":1,"data":{{"source":0,"adds":[{{}}],"adds":{cut},"texts":[]}}}}"#,
            cut = json!(cut)
        ),
        format!(
            r#"{{"type":3,"timestamp":1,"data":{{"source":0,"texts":{sound},"say":"\"cv\""}}}}"#,
            sound = json!(sound)
        ),
    ];
    for (first, second) in lists.iter().flat_map(|first| lists.iter().map(move |second| (first, second))) {
        let data = json!({"source":0,"removes":second,"adds":first,"texts":[],"attributes":second});
        texts.push(json!({"type":3,"cv":"2024-10","data":data,"timestamp":1}).to_string());
        texts.push(json!({"type":3,"data":data,"timestamp":1}).to_string());
    }
    for text in texts {
        let (packed, plain) = (parse(text.as_bytes()), Event::parse(&plain(text.as_bytes())));
        assert_eq!(format!("{packed:?}"), format!("{plain:?}"), "{text}");
    }
}

#[test]
fn bombs_stop_at_the_limit() {
    let zeros = gzip(&format!("[{}1]", " ".repeat(LARGEST)));
    let got = unpack(&event(json!({"source":0,"adds":as_text(&zeros)}))).faults;
    assert!(got[0].reason.contains("64 MiB"), "{got:?}");
}

#[test]
fn lone_surrogates_are_mended_pairs_and_backslashes_kept() {
    let text = br#"{"a":"\ud83d\ude00 \ud83d \\ud83d \ude00"}"#;
    assert_eq!(&*plain(text), br#"{"a":"\ud83d\ude00 \ufffd \\ud83d \ufffd"}"#);
}
