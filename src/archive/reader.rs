//! From text to events: the walk over lines, arrays and documents, and what to do where they are broken.
//!
//! Damage costs what it hit and no more: a broken line loses its event, a broken item of an array its own; then the walk
//! finds the next whole event and goes on. Every loss is told once.

use super::chunks::Chunks;
use super::json::{Cut, Text, is_cut};
use super::output::{Output, Spot};
use super::shape::{self, Mode};
use super::stream::Faults;
use super::{Damage, DamageKind, Place, salvage};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Elements within elements (strings of lists of strings …): more than anybody makes.
const DEEPEST: u32 = 8;

/// Why a walk ended before its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The text is cut or broken for good; that was told.
    Told,
    /// The sink said stop.
    Stop,
}

/// How much of an input was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    pub(crate) read: Arc<AtomicU64>,
    pub(crate) total: Option<u64>,
}

/// Reads the text of one input.
pub(crate) struct Reader<'o, 's> {
    pub(crate) out: &'o mut Output<'s>,
    faults: Faults,
    meter: Meter,
    pub(super) line: Option<u64>,
    depth: u32,
    /// Whether the end of the text was told to be the end of a damaged stream.
    cut_told: bool,
    /// Whether the line being read is the last one.
    last_line: bool,
    /// While text is read that was unpacked from within the input: the place of what it was unpacked from.
    pub(super) anchor: Option<Spot>,
    pub(super) chunks: Chunks,
}

impl<'o, 's> Reader<'o, 's> {
    pub(crate) fn new(out: &'o mut Output<'s>, faults: Faults, meter: Meter) -> Self {
        Self {
            out,
            faults,
            meter,
            line: None,
            depth: 0,
            cut_told: false,
            last_line: false,
            anchor: None,
            chunks: Chunks::default(),
        }
    }

    /// Reads everything.
    pub(crate) fn read(&mut self, text: &mut Text<'_>, mode: Mode) -> Result<(), Halt> {
        if text.ahead_at_least(3).starts_with(b"\xef\xbb\xbf") {
            text.pass(3);
        }
        let result = match mode {
            Mode::Lines => self.lines(text),
            Mode::Values => self.values(text),
        };
        self.tend(text)?;
        if self.anchor.is_none() {
            self.missing_chunks();
        }
        match result {
            Err(Halt::Stop) => result,
            _ => Ok(()),
        }
    }

    /// After each step: faults and progress of what was read on.
    pub(super) fn tend(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        if !text.take_fresh() {
            return Ok(());
        }
        self.tell_faults();
        let read = self.meter.read.load(Ordering::Relaxed);
        if self.out.progress(read, self.meter.total) { Ok(()) } else { Err(Halt::Stop) }
    }

    fn tell_faults(&mut self) {
        for (byte, fault) in self.faults.take() {
            self.cut_told = true;
            let place = Place { input: self.out.input, byte: Some(byte), line: None };
            let (what, reason, remedy) = (fault.what, fault.reason, fault.remedy);
            self.out.report(Damage { what, place, events_lost: None, reason, remedy });
        }
    }

    /// Where a part of the text lies.
    pub(super) fn spot(&self, byte: u64, verbatim: bool) -> Spot {
        match self.anchor {
            Some(anchor) => anchor,
            None => Spot { byte, line: self.line, verbatim },
        }
    }

    fn lines(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        let mut broken_before = false;
        self.line = Some(0);
        loop {
            self.line = self.line.map(|line| line + 1);
            match text.line() {
                Ok(None) => return Ok(()),
                Ok(Some(range)) => {
                    let bytes = trim(text.get(range.clone()));
                    let lead = text.get(range.clone()).len() - text.get(range.clone()).trim_ascii_start().len();
                    let spot = self.spot(text.offset(range.start + lead), true);
                    let last = range.end == text.bytes().len() && text.ahead().is_empty();
                    self.last_line = last;
                    let result = if bytes.is_empty() { Ok(()) } else { self.element(bytes, None, spot) };
                    let follows = std::mem::replace(&mut broken_before, result.is_err());
                    match result {
                        Ok(()) => {}
                        Err(Refusal::Stop) => return Err(Halt::Stop),
                        Err(Refusal::Reason(_)) if last && self.cut_already_told() => {}
                        Err(Refusal::Reason(reason)) => self.broken_line(bytes, spot, &reason, follows, last),
                    }
                }
                Err(_) => {
                    let spot = self.spot(text.here(), true);
                    let reason = "a line longer than any event; it was skipped".to_owned();
                    self.out.damage(DamageKind::TooLarge, spot, None, reason);
                    text.skip_line();
                }
            }
            self.tend(text)?;
        }
    }

    /// Whether the stream below this text was already told to be cut, so that a cut last value is no news.
    fn cut_already_told(&mut self) -> bool {
        self.tell_faults();
        self.cut_told
    }

    fn broken_line(&mut self, bytes: &[u8], spot: Spot, reason: &str, follows: bool, last: bool) {
        let starts = matches!(bytes.first(), Some(b'{' | b'[' | b'"'));
        if last && starts && is_cut(bytes) {
            self.out.damage(DamageKind::Truncated, spot, Some(1), "the last line is cut off".to_owned());
        } else if follows && !starts {
            let reason = "goes on with the broken line before".to_owned();
            self.out.damage(DamageKind::Json, spot, Some(0), reason);
        } else {
            self.out.damage(DamageKind::Json, spot, Some(1), reason.to_owned());
        }
        self.salvage(bytes, None, spot);
    }

    /// Hands on the whole events that lie within something broken.
    pub(super) fn salvage(&mut self, bytes: &[u8], window: Option<&str>, spot: Spot) {
        let mut from = 1;
        while let Some(range) = salvage::next_event(bytes, from) {
            let found = salvage::window_of(bytes, range.start);
            let spot = Spot { byte: spot.byte + range.start as u64, ..spot };
            let taken = self.out.event(found.as_deref().or(window), &bytes[range.clone()], spot);
            from = if taken.is_ok() { range.end } else { range.start + 1 };
        }
    }

    fn values(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        while let Some(first) = text.peek() {
            text.ahead_at_least(64 << 10);
            let element = shape::element(text.ahead());
            match (first, element) {
                (b',', _) => text.pass(1),
                (b'[', None | Some(shape::Element::List)) => self.array(text, None, true)?,
                (b'{', None | Some(shape::Element::Document)) => self.document(text, 0)?,
                (b'{' | b'[' | b'"', _) => self.item(text, None, true)?,
                _ => self.resync(text, "text that is no JSON")?,
            }
            self.tend(text)?;
        }
        Ok(())
    }

    /// Walks an array of elements; the cursor stands at its bracket.
    pub(super) fn array(&mut self, text: &mut Text<'_>, window: Option<&str>, verbatim: bool) -> Result<(), Halt> {
        text.eat(b'[');
        loop {
            match text.peek() {
                Some(b']') => {
                    text.pass(1);
                    return Ok(());
                }
                Some(b',') => text.pass(1),
                Some(b'{' | b'[' | b'"') => self.item(text, window, verbatim)?,
                Some(_) => self.resync(text, "no event stands where one belongs")?,
                None => return Err(self.ended(text)),
            }
            self.tend(text)?;
        }
    }

    /// The next value as an element.
    fn item(&mut self, text: &mut Text<'_>, window: Option<&str>, verbatim: bool) -> Result<(), Halt> {
        match text.value() {
            Ok(range) => {
                let spot = self.spot(text.offset(range.start), verbatim);
                let bytes = text.get(range);
                match self.element(bytes, window, spot) {
                    Ok(()) => {}
                    Err(Refusal::Stop) => return Err(Halt::Stop),
                    Err(Refusal::Reason(reason)) => {
                        self.out.damage(DamageKind::Event, spot, Some(1), reason);
                        self.salvage(bytes, window, spot);
                    }
                }
                Ok(())
            }
            Err(Cut::End) => Err(self.unended(text, window, verbatim)),
            Err(_) => self.resync(text, "an event that is broken, or longer than any may be"),
        }
    }

    /// The text ended within an element. Either it is cut there, or damage before hid the element's end.
    fn unended(&mut self, text: &mut Text<'_>, window: Option<&str>, verbatim: bool) -> Halt {
        let spot = self.spot(text.here(), verbatim);
        if is_cut(text.ahead()) {
            return self.ended(text);
        }
        let reason = "broken JSON: this event has no end".to_owned();
        self.out.damage(DamageKind::Json, spot, Some(1), reason);
        self.salvage(text.ahead(), window, spot);
        Halt::Told
    }

    /// The text ended where more belongs.
    pub(super) fn ended(&mut self, text: &mut Text<'_>) -> Halt {
        let known = self.cut_already_told() && (text.is_stream() || self.last_line);
        if !known {
            let place = Place { input: self.out.input, byte: Some(text.here()), line: self.line };
            let reason = "the JSON ends too early: its end is missing".to_owned();
            let remedy = Some("fetch or copy the file again".to_owned());
            self.out.report(Damage { what: DamageKind::Truncated, place, events_lost: None, reason, remedy });
            self.cut_told |= text.is_stream();
        }
        Halt::Told
    }

    /// From something broken to the next whole event in the text, wherever that is.
    pub(super) fn resync(&mut self, text: &mut Text<'_>, reason: &str) -> Result<(), Halt> {
        let spot = self.spot(text.here(), true);
        let mut passed = 0;
        let found = loop {
            if let Some(range) = salvage::next_event(text.ahead(), usize::from(passed == 0)) {
                text.pass(range.start);
                passed += range.start;
                break true;
            }
            let keep = text.ahead().len().min(salvage::LONGEST_TRIED);
            let pass = text.ahead().len() - keep;
            text.pass(pass);
            passed += pass;
            if !text.more() {
                passed += text.ahead().len();
                text.pass(usize::MAX);
                break false;
            }
            self.tend(text)?;
        };
        let lost = if passed < 3 { Some(0) } else { found.then_some(1) };
        self.out.damage(DamageKind::Json, spot, lost, format!("broken JSON: {reason}"));
        Ok(())
    }

    /// Takes in one element, whatever it is.
    pub(crate) fn element(&mut self, bytes: &[u8], window: Option<&str>, spot: Spot) -> Result<(), Refusal> {
        if self.depth >= DEEPEST {
            return Err(Refusal::reason("nested deeper than any container"));
        }
        self.depth += 1;
        let result = self.inner_element(bytes, window, spot);
        self.depth -= 1;
        result
    }

    fn inner_element(&mut self, bytes: &[u8], window: Option<&str>, spot: Spot) -> Result<(), Refusal> {
        use shape::Element;
        let mut text = Text::slice(bytes, spot.byte);
        match shape::element(bytes) {
            Some(Element::Event) => self.out.event(window, bytes, spot).map_err(Refusal::Reason),
            Some(Element::Pair) => self.pair(bytes, spot),
            Some(Element::Lines) => self.batch_line(&mut text, spot),
            Some(Element::Payload) => self.payload(&mut text, spot),
            Some(Element::Text) => self.string(bytes, window, spot),
            Some(Element::List) => told(self.array(&mut text, window, spot.verbatim)),
            Some(Element::Document) => told(self.document(&mut text, 0)),
            Some(Element::Exchange) => self.exchange(&mut text, spot),
            None if self.metadata(bytes) => Ok(()),
            None => Err(Refusal::reason("neither an event nor anything that carries events")),
        }
    }
}

/// Why an element was not taken; nothing was told yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// In plain words.
    Reason(String),
    /// The sink said stop.
    Stop,
}

impl Refusal {
    pub(super) fn reason(reason: &str) -> Self {
        Self::Reason(reason.to_owned())
    }
}

/// The result of a walk inside an element: what was broken in it was told there.
pub(super) fn told(result: Result<(), Halt>) -> Result<(), Refusal> {
    match result {
        Err(Halt::Stop) => Err(Refusal::Stop),
        Ok(()) | Err(Halt::Told) => Ok(()),
    }
}

/// Without the white space and NULs around.
fn trim(bytes: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0);
    let start = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !blank(byte)).map_or(start, |at| at + 1);
    &bytes[start..end]
}
