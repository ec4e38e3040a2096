//! The node ids that an event's JSON names, found by looking at its bytes: several times quicker than reading it.
//!
//! What is found may be too much (an attribute that is called `id` counts), never too little.

use super::reader::{Reader, Token, Unpack};
use super::{BadEvent, NodeId, mobile};

/// The ids that an event names, each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// As what is put in, taken out or given another text.
    pub nodes: Vec<NodeId>,
    /// As the parent of such.
    pub parents: Vec<NodeId>,
    /// As what has other attributes or another state now.
    pub changed: Vec<NodeId>,
}

/// Only reading the event would tell, if anything.
struct Untold;

impl From<BadEvent> for Untold {
    fn from(_: BadEvent) -> Self {
        Self
    }
}

impl Named {
    /// Looks at an event, of which fields may be packed; `None` where only reading it would tell.
    #[must_use]
    pub fn of(bytes: &[u8], unpack: Unpack<'_>) -> Option<Self> {
        let mut reader = Reader::unpacking(simdutf8::basic::from_utf8(bytes).ok()?, unpack);
        let mut named = Self::default();
        named.event(&mut reader).ok()?;
        for ids in [&mut named.nodes, &mut named.parents, &mut named.changed] {
            ids.sort_unstable();
            ids.dedup();
            ids.shrink_to_fit();
        }
        Some(named)
    }

    fn event(&mut self, reader: &mut Reader<'_>) -> Result<(), Untold> {
        enter(reader)?;
        while let Some(key) = reader.key()? {
            if key == "data" { self.data(reader)? } else { reader.skip()? }
        }
        Ok(())
    }

    fn data(&mut self, reader: &mut Reader<'_>) -> Result<(), Untold> {
        enter(reader)?;
        while let Some(key) = reader.key()? {
            if key == "id" {
                self.changed.extend(reader.id("id")?);
            } else if let Some(plain) = reader.unpacked(&key)? {
                self.value(&key, &plain)?;
            } else {
                self.value(&key, reader.raw()?)?;
            }
        }
        Ok(())
    }

    /// Adds what the value of a field of `data` names.
    fn value(&mut self, field: &str, json: &str) -> Result<(), Untold> {
        // Of wireframes other nodes are made. An escaped letter or digit may stand in a key or an id.
        let mut escapes = memchr::memmem::find_iter(json.as_bytes(), b"\\u00");
        let hides = |at: usize| json.as_bytes().get(at + 4).is_none_or(|digit| matches!(digit, b'3'..=b'7'));
        if mobile::may_be(json) || escapes.any(hides) {
            return Err(Untold);
        }
        let nodes = if field == "attributes" { &mut self.changed } else { &mut self.nodes };
        for quote in memchr::memmem::find_iter(json.as_bytes(), b"d\"").map(|end| end + 1) {
            let (before, after) = json.as_bytes().split_at(quote);
            if before.ends_with(b"\"id") {
                nodes.extend(id_after(after)?);
            } else if before.ends_with(b"\"parentId") {
                self.parents.extend(id_after(after)?);
            }
        }
        Ok(())
    }
}

fn enter(reader: &mut Reader<'_>) -> Result<(), Untold> {
    if reader.peek()? != Token::Object {
        return Err(Untold);
    }
    reader.enter();
    Ok(())
}

/// The id that is the value of the key whose closing quote comes first.
fn id_after(text: &[u8]) -> Result<Option<NodeId>, Untold> {
    let Some(value) = text.get(1..).and_then(|rest| rest.trim_ascii_start().strip_prefix(b":")) else {
        return Ok(None);
    };
    let value = value.trim_ascii_start();
    let (value, doubts): (&[u8], &[u8]) = match value.strip_prefix(b"\"") {
        Some(text) => (upto(text, |byte| byte == b'"'), b"\\"),
        None => (upto(value, |byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(&byte)), b".eE"),
    };
    let digits = |text: &str| text.trim().parse().ok();
    match std::str::from_utf8(value).ok().and_then(digits) {
        Some(id) => Ok(Some(id)),
        None if matches!(value, b"true" | b"false") => Ok(None),
        None if value.iter().any(|byte| doubts.contains(byte)) => Err(Untold),
        None => Ok(None),
    }
}

fn upto(text: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    text.iter().position(|byte| ends(*byte)).map_or(text, |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::reader::Reader;
    use proptest::prelude::*;

    fn named(data: &str) -> Option<Named> {
        Named::of(format!("{{\"type\":3,\"data\":{data}}}").as_bytes(), &|_, _| None)
    }

    #[test]
    fn ids_are_found_by_what_they_are_named_as() {
        let data = r#"{"adds":[{"parentId":5,"nextId":9,"node":{"id" : 12,"attributes":{"id":"main","d":"M0"}}},
            {"parentId":"5","node":{"id":"7"}}],"removes":[{"parentId":12,"id":-3}],"texts":[{"id":12,"value":"\"id\":8 kid\":9"}],
            "attributes":[{"id":4,"attributes":{"id":"8","d":null,"is":{"id":true}}}]}"#;
        assert_eq!(named(data), Some(Named { nodes: vec![-3, 7, 12], parents: vec![5, 12], changed: vec![4, 8] }));
        assert_eq!(named(r#"{"source":3,"id":7.0,"x":1}"#).map(|named| named.changed), Some(vec![7]));
    }

    #[test]
    fn packed_lists_are_looked_into() {
        let unpack = |field: &str, _: &str| Some(format!("[{{\"id\":{}}}]", field.len()));
        let named = Named::of(br#"{"data":{"attributes":"x","adds":"x","texts":[{"id":1}]}}"#, &unpack);
        assert_eq!(named, Some(Named { nodes: vec![1, 4], parents: vec![], changed: vec![10] }));
    }

    #[test]
    fn what_hides_an_id_is_told() {
        for list in [
            r#"{"id":7.0}"#,
            r#"{"id":7e0}"#,
            r#"{"\u0069d":7}"#,
            r#"{"id":"\u0037"}"#,
            r#"{"id":"\t7"}"#,
            r#"{"wireframe":{"id":7}}"#,
        ] {
            assert_eq!(named(&format!("{{\"adds\":[{list}]}}")), None, "{list}");
        }
        assert_eq!(named("7"), None);
    }

    proptest! {
        #[test]
        fn no_id_that_the_reader_finds_is_missed(
            value in r#"(-?[0-9]{1,3}(\.0|e0)?|"[ +\\tu0-9]{0,6}"|null|true)"#,
            space in "[ \n]?",
            key in r"(id|\\u0069d|i\\u0064)",
        ) {
            let json = format!("{{\"{key}\"{space}:{space}{value}}}");
            let mut reader = Reader::new(&json);
            reader.enter();
            let Ok(Some(read)) = reader.key() else { return Ok(()) };
            prop_assert_eq!(&*read, "id");
            let Ok(Some(id)) = reader.id("id") else { return Ok(()) };
            if id > 0 {
                let found = named(&format!("{{\"removes\":[{json}]}}"));
                prop_assert!(found.is_none_or(|named| named.nodes == [id]), "{json}: {id}");
            }
        }
    }
}
