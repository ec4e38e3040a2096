//! From text to events: the walk over lines, arrays and documents, and what to do where they are broken.
//!
//! Damage costs what it hit and no more: a broken line loses its event, a broken item of an array its own; then the walk
//! finds the next whole event and goes on. Every loss is told once.

use super::chunks::Chunks;
use super::json::Text;
use super::output::{Output, Spot};
use super::shape::{self, Mode};
use super::stream::Faults;
use super::{Damage, DamageKind, Place, portable, recover};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
    /// Of a file that is followed: whether its end was reached, and more of it is waited for.
    pub(crate) waiting: Option<Arc<AtomicBool>>,
}

impl Meter {
    /// Whether an input that gives nothing just now has given all it had. Of a pipe one can't know: it counts as such.
    pub(crate) fn caught_up(&self) -> bool {
        self.waiting.as_ref().is_none_or(|waiting| waiting.load(Ordering::Acquire))
    }
}

/// Reads the text of one input.
pub(crate) struct Reader<'o, 's> {
    pub(crate) out: &'o mut Output<'s>,
    faults: Faults,
    meter: Meter,
    pub(super) line: Option<u64>,
    depth: u32,
    /// Whether the end of the text was told to be the end of a damaged stream.
    pub(super) cut_told: bool,
    /// How the items start in whose array the walk is, where they carry many events each.
    pub(super) sibling: Option<Vec<u8>>,
    /// Whether the line being read is the last one.
    pub(super) last_line: bool,
    /// While text is read that was unpacked from within the input: the place of what it was unpacked from.
    pub(super) anchor: Option<Spot>,
    pub(super) chunks: Chunks,
    pub(super) portable: portable::State,
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
            sibling: None,
            last_line: false,
            anchor: None,
            chunks: Chunks::default(),
            portable: portable::State::default(),
        }
    }

    /// Reads everything.
    pub(crate) fn read(&mut self, text: &mut Text<'_>, mode: Mode) -> Result<(), Halt> {
        if mode != Mode::Messages && text.ahead_at_least(3).starts_with(b"\xef\xbb\xbf") {
            text.pass(3);
        }
        let result = match mode {
            Mode::Lines => self.lines(text),
            Mode::Values => self.values(text),
            Mode::Messages => self.messages(text),
        };
        self.tend(text)?;
        if self.anchor.is_none() {
            self.missing_chunks();
        }
        match result {
            Err(Halt::Stop) => result,
            _ if self.out.stopped() => Err(Halt::Stop),
            _ => {
                if self.anchor.is_none() {
                    self.missing_records();
                }
                Ok(())
            }
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
            Some(anchor) => Spot { at: byte, ..anchor },
            None => Spot { byte, at: byte, line: self.line, verbatim },
        }
    }

    /// Where a part of an element lies, whose text is a slice of its own.
    pub(super) fn spot_in(&self, text: &Text<'_>, place: usize, element: Spot) -> Spot {
        if element.verbatim { self.spot(text.offset(place), true) } else { Spot { at: text.offset(place), ..element } }
    }

    fn lines(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        let mut broken_before = false;
        self.line = Some(0);
        loop {
            self.line = self.line.map(|line| line + 1);
            match text.line() {
                Ok(None) => return Ok(()),
                Ok(Some(range)) => broken_before = self.one_line(text, range, broken_before)?,
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

    /// Whether the line was broken.
    fn one_line(&mut self, text: &Text<'_>, range: Range<usize>, follows: bool) -> Result<bool, Halt> {
        let last = range.end == text.bytes().len() && text.ahead().is_empty();
        let range = trim(text.bytes(), range);
        if range.is_empty() {
            return Ok(false);
        }
        let spot = self.spot(text.offset(range.start), true);
        let bytes = text.get(range);
        self.last_line = last;
        match self.element(bytes, None, spot) {
            Ok(()) => Ok(false),
            Err(Refusal::Told) => Ok(true),
            Err(Refusal::Stop) => Err(Halt::Stop),
            Err(Refusal::Reason(_)) if last && self.cut_already_told() => Ok(true),
            Err(Refusal::Reason(reason)) => {
                self.broken_line(bytes, spot, reason, (follows, last));
                Ok(true)
            }
        }
    }

    /// Whether the stream below this text was already told to be cut, so that a cut last value is no news.
    pub(super) fn cut_already_told(&mut self) -> bool {
        self.tell_faults();
        self.cut_told
    }

    fn values(&mut self, text: &mut Text<'_>) -> Result<(), Halt> {
        while let Some(first) = text.peek() {
            text.ahead_at_least(64 << 10);
            let element = shape::element(text.ahead());
            match (first, element) {
                (b',', _) => text.pass(1),
                (b'[', None | Some(shape::Element::List)) => self.array(text, None, true)?,
                (b'{', None | Some(shape::Element::Document)) => self.document(text, 0)?,
                (b'{' | b'[' | b'"', _) => self.item(text, None, true, &mut None)?,
                _ => self.resync(text, "text that is no JSON", true)?,
            }
            self.tend(text)?;
        }
        Ok(())
    }

    /// Walks an array of elements; the cursor stands at its bracket.
    pub(super) fn array(&mut self, text: &mut Text<'_>, window: Option<&str>, verbatim: bool) -> Result<(), Halt> {
        text.eat(b'[');
        let mut prefix = None;
        loop {
            match text.peek() {
                Some(b']') => {
                    text.pass(1);
                    return Ok(());
                }
                Some(b',') => text.pass(1),
                Some(b'{' | b'[' | b'"') => self.item(text, window, verbatim, &mut prefix)?,
                Some(_) => self.next_item(text, window, verbatim, (prefix.as_deref(), false))?,
                None => return Err(self.ended(text)),
            }
            self.tend(text)?;
        }
    }

    /// The next value as an element. `prefix` is how such items start, where each carries many events.
    fn item(
        &mut self,
        text: &mut Text<'_>,
        window: Option<&str>,
        verbatim: bool,
        prefix: &mut Option<Vec<u8>>,
    ) -> Result<(), Halt> {
        let range = match text.value() {
            Ok(range) => range,
            Err(cut) => return self.endless(text, window, verbatim, cut),
        };
        let spot = self.spot(text.offset(range.start), verbatim);
        let damages = self.out.damages();
        if prefix.is_none() {
            *prefix = recover::prefix(text.get(range.clone()));
        }
        let sibling = prefix.clone().or_else(|| self.sibling.clone());
        let outer = std::mem::replace(&mut self.sibling, sibling);
        let result = self.element(text.get(range.clone()), window, spot);
        self.sibling = outer;
        match result {
            Ok(()) if self.out.damages() == damages => Ok(()),
            Ok(()) | Err(Refusal::Told) => self.rest_of_item(text, range, (spot, prefix.as_deref(), window)),
            Err(Refusal::Stop) => Err(Halt::Stop),
            Err(Refusal::Reason(reason)) => self.broken_item(text, range, ((spot, prefix.as_deref(), window), reason)),
        }
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
        let damages = self.out.damages();
        let mut text = Text::slice(bytes, spot.at);
        match shape::element(bytes) {
            Some(Element::Event) => return self.out.event(window, bytes, spot).map_err(Refusal::Reason),
            Some(Element::Pair) => return self.pair(bytes, spot),
            Some(Element::Record) => return self.record(bytes, window, spot),
            Some(Element::Lines) => self.batch_line(&mut text, spot),
            Some(Element::Payload) => self.payload(&mut text, spot),
            Some(Element::Text) => return self.string(bytes, window, spot),
            Some(Element::List) => told(self.array(&mut text, window, spot.verbatim)),
            Some(Element::Document) => told(self.document(&mut text, 0)),
            Some(Element::Exchange) => self.exchange(&mut text, spot),
            None if self.metadata(bytes) => return Ok(()),
            None => return Err(Refusal::reason("neither an event nor anything that carries events")),
        }?;
        let rest = text.ahead();
        let start = rest
            .iter()
            .take(2)
            .position(|&byte| byte == b'{')
            .filter(|&start| shape::element(&rest[start..]).is_some());
        if let Some(start) = start
            && self.out.damages() == damages
        {
            // Another value in the same line: the line's end was lost between them.
            self.out.damage(DamageKind::Json, spot, Some(0), "two values in one line".to_owned());
            let spot = self.spot_in(&text, text.place() + start, spot);
            return self.element(&rest[start..], window, spot);
        }
        // A payload is read to its end; what follows belongs to the next one, whose start damage has hidden.
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | 0);
        let payload = shape::element(bytes) == Some(Element::Payload);
        if payload && self.out.damages() == damages && !rest.iter().all(blank) {
            let spot = self.spot_in(&text, text.place(), spot);
            self.out.damage(DamageKind::Json, spot, Some(0), "broken JSON: it goes on behind its end".to_owned());
        }
        Ok(())
    }
}

/// Why an element was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// In plain words.
    Reason(String),
    /// What was wrong was told.
    Told,
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

/// A range without the white space and NULs at its ends.
fn trim(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0);
    let line = bytes.get(range.clone()).unwrap_or_default();
    let start = line.iter().position(|byte| !blank(byte)).unwrap_or(line.len());
    let end = line.iter().rposition(|byte| !blank(byte)).map_or(start, |at| at + 1);
    range.start + start..range.start + end
}
