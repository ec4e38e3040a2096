//! What an input is that is no replay, and what would help whoever has it.

use super::Error;
use super::json::{Text, unescape};

/// Says why an input can't be opened, by its first bytes.
pub(crate) fn refuse(name: &str, head: &[u8]) -> Error {
    let (what, hints) = explain(head);
    Error::NotAReplay { name: name.to_owned(), what, hints: hints.iter().map(|hint| (*hint).to_owned()).collect() }
}

const READ: &str =
    "scrubjay reads PostHog exports and snapshot files, $snapshot payloads, and rrweb events, plain, gzip or zstd";

type Why = (String, &'static [&'static str]);

fn explain(head: &[u8]) -> Why {
    if let Some(kind) = magic(head) {
        return (format!("{kind}, not a session replay"), &[READ]);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text.first() {
        Some(b'{') => object(text),
        Some(b'[') => array(text),
        Some(b'<') => {
            let hints = &["a page was saved instead of the data: fetch the snapshots with an API key", READ];
            ("an HTML or XML page, not a session replay".to_owned(), hints)
        }
        None => ("only white space, there is nothing to read".to_owned(), &[]),
        _ if looks_binary(head) => ("binary data of an unknown kind, not a session replay".to_owned(), &[READ]),
        _ => ("text that is no JSON, not a session replay".to_owned(), &[READ]),
    }
}

fn looks_binary(head: &[u8]) -> bool {
    head.iter().take(512).filter(|&&byte| byte < 9 || (14..32).contains(&byte)).count() > 4
}

fn magic(head: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 22] = [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF", "a PDF document"),
        (b"\x7fELF", "a Linux program"),
        (b"MZ", "a Windows program"),
        (b"\xcf\xfa\xed\xfe", "a macOS program"),
        (b"SQLite format 3", "an SQLite database"),
        (b"PAR1", "a Parquet file"),
        (b"ORC", "an ORC file"),
        (b"Obj\x01", "an Avro file"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ\0", "an xz archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"PK\x03\x04", "a zip archive"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"\x04\x22\x4d\x18", "an lz4 archive"),
        (b"\xff\x06\x00\x00sNaPpY", "a framed snappy stream"),
        (b"\x1a\x45\xdf\xa3", "a WebM or Matroska video"),
        (b"OggS", "an Ogg recording"),
        (b"ID3", "an MP3 recording"),
    ];
    if head.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("a WebP picture"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("an MP4 video"),
        _ => kinds.iter().find(|(start, _)| head.starts_with(start)).map(|(_, kind)| *kind),
    }
}

fn array(text: &[u8]) -> Why {
    let mut items = Text::slice(text, 0);
    items.eat(b'[');
    if items.eat(b']') {
        return ("an empty JSON array: no events were recorded or exported".to_owned(), &["export it again"]);
    }
    ("a JSON array, but not of replay events".to_owned(), &[READ])
}

/// The keys that tell what an object is.
#[derive(Default)]
struct Keys {
    names: Vec<String>,
    error: Option<String>,
    detail: Option<String>,
}

impl Keys {
    fn read(text: &[u8]) -> Self {
        let mut keys = Self::default();
        let mut text = Text::slice(text, 0);
        text.eat(b'{');
        while let Ok(Some(key)) = text.key() {
            if matches!(key.as_str(), "error" | "detail" | "message" | "code")
                && text.peek() == Some(b'"')
                && let Ok(range) = text.string()
            {
                let value = unescape(text.get(range)).chars().take(200).collect();
                let slot = if matches!(key.as_str(), "error" | "code") { &mut keys.error } else { &mut keys.detail };
                slot.get_or_insert(value);
            } else if text.skip().is_err() {
                keys.names.push(key);
                break;
            }
            if keys.names.len() < 200 {
                keys.names.push(key);
            }
        }
        keys
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|had| had == name)
    }
}

fn object(text: &[u8]) -> Why {
    let keys = Keys::read(text);
    if keys.error.as_deref() == Some("recording_deleted") {
        let what = "PostHog's answer that this recording was deleted for good".to_owned();
        return (what, &["nothing can bring it back: only a copy exported before the deletion can be opened"]);
    }
    if keys.has("sources") {
        let what =
            "PostHog's list of a recording's snapshot sources: it names the blobs, but holds no events".to_owned();
        return (
            what,
            &["fetch each blob (…/snapshots?source=blob_v2&start_blob_key=0&end_blob_key=19) and open those"],
        );
    }
    if keys.has("accessToken") {
        let what = "the data of a shared link: it names the recording, but holds no events".to_owned();
        return (what, &["fetch …/session_recordings/<id>/snapshots with sharing_access_token=<accessToken>"]);
    }
    if keys.has("log_source") {
        let what = "console lines from PostHog's warehouse, without a recording".to_owned();
        return (what, &["fetch or export the recording: it holds its console lines, too"]);
    }
    if keys.has("block_url") {
        let what = "a manifest of storage blocks: it points at the data, but holds no events".to_owned();
        return (what, &["fetch the block at block_url and open that"]);
    }
    if keys.has("recording_duration") || keys.has("start_time") && keys.has("distinct_id") {
        let what = "a recording's metadata without its events".to_owned();
        return (what, &["fetch …/session_recordings/<id>/snapshots too, and open both: scrubjay META SNAPSHOTS"]);
    }
    if keys.has("results") && (keys.has("has_next") || keys.has("next")) {
        let what = "a list of recordings from PostHog's API: it holds no events".to_owned();
        return (what, &["fetch the snapshots of one of them, or export it from the player"]);
    }
    if keys.error.is_some() || keys.detail.is_some() && keys.names.len() <= 6 {
        let said = keys.detail.or(keys.error).unwrap_or_default();
        return (
            format!("an error that an API answered, not a recording: {said:?}"),
            &["fix the request and fetch again"],
        );
    }
    if keys.has("snapshots") || keys.has("events") || keys.has("snapshotsByWindowId") || keys.has("version") {
        return (
            "a recording without any event".to_owned(),
            &["export or fetch it again: it may still have been loading"],
        );
    }
    ("a JSON object, but not one that carries replay events".to_owned(), &[READ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_replay_is_named() {
        for (bytes, said) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], "a PNG picture"),
            (b"%PDF-1.7", "a PDF"),
            (b"[]", "empty JSON array"),
            (b"[1,2]", "not of replay events"),
            (b"<!doctype html>", "HTML"),
            (b"hello there", "no JSON"),
            (br#"{"error":"recording_deleted","message":"m"}"#, "deleted for good"),
            (br#"{"sources":[{"source":"blob_v2"}]}"#, "snapshot sources"),
            (br#"{"id":"a","recording_duration":4,"person":{}}"#, "metadata without its events"),
            (br#"{"type":"authentication_error","code":"x","detail":"no key","attr":null}"#, "\"no key\""),
            (br#"{"session_id":"a","block_url":"s3://"}"#, "manifest"),
            (br#"{"type":"embed","accessToken":"t","recording":{"id":"a"}}"#, "shared link"),
            (br#"{"team_id":1,"log_source":"session_replay","message":"m"}"#, "console lines"),
            (br#"{"version":"2023-04-28","data":{"snapshots":[]}}"#, "without any event"),
            (br#"{"a":1}"#, "not one that carries"),
        ] {
            let error = refuse("x", bytes).to_string();
            assert!(error.contains(said), "{error} lacks {said}");
        }
    }
}
