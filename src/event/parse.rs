//! JSON to [`Event`].

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::canvas::Canvas;
use super::input::{Input, Interaction, MoveKind, Moves, Scroll, SelectionRange};
use super::media::Media;
use super::mobile;
use super::mutation::Mutation;
use super::reader::{Reader, Token, Unpack};
use super::style::{Adopted, Declaration, Font, SheetRules};
use super::{BadEvent, Data, Event, FullSnapshot, Meta};
use crate::clock::Time;

impl Event {
    /// Reads one event's JSON object, `cv` fields and packing undone.
    ///
    /// Lenient: wrong types, missing lists and strange ids are [oddities](Event::oddities); only what is not JSON, no
    /// object or without a time is an error. Nesting costs no stack.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadEvent> {
        // Validation alone is several times faster than the lossy pass, and nearly all events are valid.
        let valid = simdutf8::basic::from_utf8(bytes);
        let text = valid.map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
        Self::read(&mut Reader::new(&text)).map(|(event, _)| event)
    }

    /// As [`Event::parse`], of an event whose `cv` fields are still packed: each is unpacked where it stands, which
    /// saves writing the event out in plain first. `None` where only the plain event tells what it is.
    pub fn parse_packed(bytes: &[u8], unpack: Unpack<'_>) -> Option<Self> {
        let mut reader = Reader::unpacking(simdutf8::basic::from_utf8(bytes).ok()?, unpack);
        let (event, is_marked) = Self::read(&mut reader).ok()?;
        (is_marked && reader.unpacks()).then_some(event)
    }

    /// The event, and whether it says that fields are packed.
    fn read(reader: &mut Reader<'_>) -> Result<(Self, bool), BadEvent> {
        if reader.peek()? != Token::Object {
            return Err(BadEvent::NotAnObject);
        }
        reader.enter();
        let (mut kind, mut time, mut late, mut data, mut is_marked) = (None, None, None, None, false);
        while let Some(key) = reader.key()? {
            match &*key {
                "type" => kind = reader.integer("type")?,
                "timestamp" => time = reader.float("timestamp")?,
                "data" if kind.is_some() => data = Some(read_data(kind, reader)?),
                "data" => {
                    reader.peek()?;
                    late = Some(reader.place());
                    reader.skip()?;
                }
                "cv" => {
                    is_marked = true;
                    reader.skip()?;
                }
                _ => reader.skip()?,
            }
        }
        let data = match (data, late) {
            (Some(data), _) => data,
            (None, Some(place)) => {
                reader.go_to(place);
                read_data(kind, reader)?
            }
            (None, None) => without_data(kind),
        };
        let at = time.and_then(Time::from_ms).ok_or(BadEvent::NoTimestamp)?;
        Ok((Self { at, data, oddities: reader.take_oddities() }, is_marked))
    }
}

/// What an event says that has no `data`, or none that is an object.
fn without_data(kind: Option<i64>) -> Data {
    match kind {
        Some(0) => Data::DomContentLoaded,
        Some(1) => Data::Load,
        _ => Data::Unknown { kind, source: None },
    }
}

fn read_data(kind: Option<i64>, reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    reader.packed("data", |reader| read_plain(kind, reader))
}

fn read_plain(kind: Option<i64>, reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    if reader.peek()? != Token::Object {
        if !matches!(kind, Some(0 | 1)) {
            reader.odd("data", None, "is not an object");
        }
        reader.skip()?;
        return Ok(without_data(kind));
    }
    match kind {
        Some(2) => read_snapshot(reader),
        Some(3) => read_increment(reader),
        Some(4) => read_meta(reader),
        Some(5) => read_named(reader, "tag").map(|(tag, payload)| Data::Custom { tag, payload }),
        Some(6) => read_named(reader, "plugin").map(|(plugin, payload)| Data::Plugin { plugin, payload }),
        Some(7) => read_asset(reader),
        Some(8) => read_annotation(reader),
        _ => reader.skip().map(|()| without_data(kind)),
    }
}

fn read_snapshot(reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    reader.enter();
    let mut snapshot = FullSnapshot::default();
    while let Some(key) = reader.key()? {
        match &*key {
            "node" => snapshot.page.read(reader, "node")?,
            "wireframes" if snapshot.page.nodes.is_empty() => snapshot.page = mobile::full_snapshot(reader)?,
            "initialOffset" if reader.peek()? == Token::Object => {
                reader.enter();
                while let Some(side) = reader.key()? {
                    match &*side {
                        "left" => snapshot.left = reader.float("initialOffset.left")?.unwrap_or_default(),
                        "top" => snapshot.top = reader.float("initialOffset.top")?.unwrap_or_default(),
                        _ => reader.skip()?,
                    }
                }
            }
            _ => reader.skip()?,
        }
    }
    Ok(Data::FullSnapshot(snapshot))
}

fn read_increment(reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    let start = reader.place();
    let source = find_source(reader)?;
    reader.go_to(start);
    let Some(source) = source.filter(|source| (0..=16).contains(source)) else {
        reader.skip()?;
        return Ok(Data::Unknown { kind: Some(3), source });
    };
    reader.enter();
    Ok(match source {
        0 => Data::Mutation(Box::new(match mobile::mutation(reader)? {
            Some(mutation) => mutation,
            None => Mutation::read(reader)?,
        })),
        1 => Data::Moves(Moves::read(MoveKind::Mouse, reader)?),
        2 => Data::Interaction(Interaction::read(reader)?),
        3 => Data::Scroll(Scroll::read(reader)?),
        4 => read_size(reader).map(|meta| Data::ViewportResize(meta.width, meta.height))?,
        5 => Data::Input(Input::read(reader)?),
        6 => Data::Moves(Moves::read(MoveKind::Touch, reader)?),
        7 => Data::Media(Media::read(reader)?),
        8 => Data::StyleSheetRule(Box::new(SheetRules::read(reader)?)),
        9 => Data::Canvas(Canvas::read(reader)?),
        10 => Data::Font(Font::read(reader)?),
        11 => {
            reader.go_to(start);
            Data::Log(raw(reader)?)
        }
        12 => Data::Moves(Moves::read(MoveKind::Drag, reader)?),
        13 => Data::StyleDeclaration(Box::new(Declaration::read(reader)?)),
        14 => Data::Selection(SelectionRange::read_all(reader)?),
        15 => Data::AdoptedStyleSheet(Box::new(Adopted::read(reader)?)),
        _ => read_custom_element(reader)?,
    })
}

/// The incremental source. Recorders write it first; where they do not, the object is passed over once.
fn find_source(reader: &mut Reader<'_>) -> Result<Option<i64>, BadEvent> {
    reader.enter();
    while let Some(key) = reader.key()? {
        if key == "source" {
            return reader.integer("source");
        }
        reader.skip()?;
    }
    Ok(None)
}

fn read_custom_element(reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    let mut name = None;
    while let Some(key) = reader.key()? {
        if key == "define" && reader.peek()? == Token::Object {
            reader.enter();
            while let Some(inner) = reader.key()? {
                if inner == "name" {
                    name = reader.name("define.name")?;
                } else {
                    reader.skip()?;
                }
            }
        } else {
            reader.skip()?;
        }
    }
    Ok(Data::CustomElement(name))
}

fn read_meta(reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    reader.enter();
    read_size(reader).map(Data::Meta)
}

/// The rest of an object with `href`, `width` and `height`.
fn read_size(reader: &mut Reader<'_>) -> Result<Meta, BadEvent> {
    let mut meta = Meta::default();
    while let Some(key) = reader.key()? {
        match &*key {
            "href" => meta.href = reader.text("href")?.unwrap_or_default(),
            "width" => meta.width = reader.float("width")?.unwrap_or_default(),
            "height" => meta.height = reader.float("height")?.unwrap_or_default(),
            _ => reader.skip()?,
        }
    }
    Ok(meta)
}

/// `{<name>: string, payload: any}`.
fn read_named(reader: &mut Reader<'_>, name: &'static str) -> Result<(Arc<str>, Box<RawValue>), BadEvent> {
    reader.enter();
    let (mut title, mut payload) = (Arc::default(), RawValue::NULL.to_owned());
    while let Some(key) = reader.key()? {
        if key == name {
            title = reader.name(name)?.unwrap_or_default();
        } else if key == "payload" {
            payload = raw(reader)?;
        } else {
            reader.skip()?;
        }
    }
    Ok((title, payload))
}

fn read_asset(reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    let start = reader.place();
    reader.enter();
    let mut url = Arc::default();
    while let Some(key) = reader.key()? {
        if key == "url" {
            url = reader.text("url")?.unwrap_or_default();
        } else {
            reader.skip()?;
        }
    }
    reader.go_to(start);
    Ok(Data::Asset { url, data: raw(reader)? })
}

fn read_annotation(reader: &mut Reader<'_>) -> Result<Data, BadEvent> {
    reader.enter();
    let (mut kind, mut text) = (Arc::default(), None);
    while let Some(key) = reader.key()? {
        match &*key {
            "type" => kind = reader.name("type")?.unwrap_or_default(),
            // `false` clears a caption just as null does.
            "text" if reader.peek()? == Token::String => text = reader.text("text")?,
            _ => reader.skip()?,
        }
    }
    Ok(Data::Annotation { kind, text })
}

/// The value that comes next as raw JSON; what our forgiving reader passed and serde does not is `null`.
fn raw(reader: &mut Reader<'_>) -> Result<Box<RawValue>, BadEvent> {
    let text = reader.raw()?;
    Ok(RawValue::from_string(text.to_owned()).unwrap_or_else(|_| {
        reader.odd("payload", None, "is not valid JSON");
        RawValue::NULL.to_owned()
    }))
}
