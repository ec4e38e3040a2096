//! After damage: what is still whole is handed on, what is lost is counted, and the walk goes on behind it.

use super::json::{Cut, Text, is_cut, is_json, unescape};
use super::output::Spot;
use super::reader::{Halt, Reader, Refusal};
use super::salvage::{self, LONGEST_TRIED};
use super::{Damage, DamageKind, Place, shape};
use std::ops::Range;

/// How an item of many events starts, up to its first colon: that much is looked for to find the next one.
const PREFIX: usize = 64;

/// Where an item lies, how its siblings start, and in which window.
pub(super) type Among<'a> = (Spot, Option<&'a [u8]>, Option<&'a str>);

/// How the siblings of an item start that carries many events; `None` for an event.
pub(super) fn prefix(item: &[u8]) -> Option<Vec<u8>> {
    use shape::Element;
    let head = &item[..item.len().min(PREFIX)];
    match shape::element(item)? {
        Element::Payload | Element::Lines | Element::Exchange | Element::Text => {
            let colon = memchr::memchr(b':', head).filter(|&colon| colon > 5);
            let packed = head.starts_with(b"\"x").then_some(3);
            colon.or(packed).and_then(|end| head.get(..=end)).map(<[u8]>::to_vec)
        }
        _ => None,
    }
}

impl Reader<'_, '_> {
    /// Hands on the whole events in `bytes`, from a place on. How many starts of events had no whole event behind them.
    pub(super) fn salvage(&mut self, bytes: &[u8], from: usize, window: Option<&str>, spot: Spot) -> u64 {
        let (mut at, mut failed) = (from, 0);
        loop {
            let next = salvage::next_event(bytes, at);
            failed += next.failed;
            let Some(range) = next.event else { return failed };
            let found = salvage::window_of(bytes, range.start);
            let spot = spot.moved(range.start);
            let taken = self.out.event(found.as_deref().or(window), &bytes[range.clone()], spot);
            failed += u64::from(taken.is_err());
            at = if taken.is_ok() { range.end } else { range.start + 1 };
        }
    }

    /// How far into `bytes`, which lie at `spot`, events were handed on already.
    pub(super) fn delivered(&self, bytes: &[u8], spot: Spot) -> usize {
        let done = self.out.delivered.saturating_sub(spot.at);
        usize::try_from(done).map_or(bytes.len(), |done| done.min(bytes.len()))
    }

    /// A line that was refused; `follows` another broken one, or is the `last`.
    pub(super) fn broken_line(&mut self, bytes: &[u8], spot: Spot, reason: String, (follows, last): (bool, bool)) {
        let starts = matches!(bytes.first(), Some(b'{' | b'[' | b'"'));
        let from = self.delivered(bytes, spot);
        let mut failed = self.salvage(bytes, from, None, spot);
        if failed == 0 && memchr::memmem::find(bytes, br#"\"timestamp\""#).is_some() {
            // A message in a message: its events lie in a string.
            let inner = unescape(bytes);
            failed = self.salvage(inner.as_bytes(), 0, None, Spot { verbatim: false, ..spot });
        }
        if last && starts && is_cut(bytes) {
            let reason = "the last line is cut off".to_owned();
            self.out.damage(DamageKind::Truncated, spot, Some(failed.max(1)), reason);
        } else if follows && !starts {
            let reason = "goes on with the broken line before".to_owned();
            self.out.damage(DamageKind::Json, spot, Some(failed), reason);
        } else {
            self.out.damage(DamageKind::Json, spot, Some(failed.max(1)), reason);
        }
    }

    /// An item was refused: one event, or something that carries many.
    pub(super) fn broken_item(
        &mut self,
        text: &mut Text<'_>,
        range: Range<usize>,
        (among, reason): (Among<'_>, String),
    ) -> Result<(), Halt> {
        let (spot, prefix, _) = among;
        let bytes = text.get(range.clone());
        let shape = shape::element(bytes);
        if matches!(shape, None | Some(shape::Element::Event)) && prefix.is_none() && !is_json(bytes) {
            text.go(range.start);
            return self.resync(text, &reason, true);
        }
        // Whole, but no event; or something that carries many, and nobody knows how many.
        let many = prefix.is_some() || !matches!(shape, None | Some(shape::Element::Event));
        let (damages, events) = (self.out.damages(), self.out.events);
        let result = self.rest_of_item(text, range, among);
        if self.out.damages() == damages {
            let lost = if many && self.out.events == events { None } else { Some(1) };
            self.out.damage(DamageKind::Event, spot, lost, reason);
        }
        result
    }

    /// Damage was told within an item that carries many events, or it was refused: its end may not be where it seemed.
    /// Hands on what is whole behind the last event handed on, up to the next such item.
    pub(super) fn rest_of_item(
        &mut self,
        text: &mut Text<'_>,
        range: Range<usize>,
        (spot, prefix, window): Among<'_>,
    ) -> Result<(), Halt> {
        let bytes = text.get(range.clone());
        let from = self.delivered(bytes, spot);
        if prefix.is_some() {
            text.go(range.start + from.max(1));
            return self.next_item(text, window, spot.verbatim, (prefix, true));
        }
        self.salvage(bytes, from, window, spot);
        Ok(())
    }

    /// Something stands where an item belongs: goes on at the next item, or event where items are events.
    /// `told` says that the damage is told already.
    pub(super) fn next_item(
        &mut self,
        text: &mut Text<'_>,
        window: Option<&str>,
        verbatim: bool,
        (prefix, told): (Option<&[u8]>, bool),
    ) -> Result<(), Halt> {
        const REASON: &str = "no event stands where one belongs";
        let Some(prefix) = prefix else { return self.resync(text, REASON, true) };
        let spot = self.spot(text.here(), verbatim);
        let mut lost = 0;
        loop {
            let found = memchr::memmem::find(text.ahead(), prefix);
            let ahead = text.ahead().len();
            let pass = found.unwrap_or(if text.is_stream() { ahead.saturating_sub(LONGEST_TRIED) } else { ahead });
            let near = self.spot(text.here(), verbatim);
            lost += self.salvage(&text.ahead()[..pass], 0, window, near);
            text.pass(pass);
            if found.is_some() || !text.more() {
                let at_end = found.is_none();
                if at_end {
                    let near = self.spot(text.here(), verbatim);
                    lost += self.salvage(text.ahead(), 0, window, near);
                    text.pass(usize::MAX);
                }
                let lost = if spot.at + 3 > text.here() { Some(0) } else { Some(lost).filter(|&lost| lost > 0) };
                if !told {
                    self.out.damage(DamageKind::Json, spot, lost, format!("broken JSON: {REASON}"));
                }
                return if at_end { Err(Halt::Told) } else { Ok(()) };
            }
            self.tend(text)?;
        }
    }

    /// An item has no end in the text: the text is cut, or damage hid the end.
    pub(super) fn endless(
        &mut self,
        text: &mut Text<'_>,
        window: Option<&str>,
        verbatim: bool,
        cut: Cut,
    ) -> Result<(), Halt> {
        let spot = self.spot(text.here(), verbatim);
        let cut_off = cut == Cut::End && is_cut(text.ahead());
        if !cut_off && (cut != Cut::End || salvage::starts_event(text.ahead())) {
            return self.resync(text, "an event that is broken, or longer than any may be", false);
        }
        // Of an item that carries many events, those that are whole.
        self.salvage(text.ahead(), 1, window, spot);
        if cut_off {
            return Err(self.ended(text));
        }
        let reason = "broken JSON without an end".to_owned();
        self.out.damage(DamageKind::Json, spot, None, reason);
        Err(Halt::Told)
    }

    /// The text ended where more belongs.
    pub(super) fn ended(&mut self, text: &Text<'_>) -> Halt {
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

    /// From something broken to the next whole event in the text, wherever that is, but not beyond the item that it
    /// lies in. `bounded` says that the broken thing has an end of its own.
    pub(super) fn resync(&mut self, text: &mut Text<'_>, reason: &str, bounded: bool) -> Result<(), Halt> {
        let spot = self.spot(text.here(), true);
        let event = salvage::starts_event(text.ahead_at_least(256));
        let (mut passed, mut counted) = (0, u64::from(event));
        let mut failed;
        let found = loop {
            let limit = self.sibling.as_ref().and_then(|sibling| memchr::memmem::find(text.ahead(), sibling));
            let window = &text.ahead()[..limit.unwrap_or(usize::MAX).min(text.ahead().len())];
            let next = salvage::next_event(window, usize::from(passed == 0));
            failed = counted + next.failed;
            if let Some(range) = next.event {
                text.pass(range.start);
                passed += range.start;
                break true;
            }
            let keep = if text.is_stream() { text.ahead().len().min(LONGEST_TRIED) } else { 0 };
            let pass = text.ahead().len() - keep;
            counted += salvage::next_event(&text.ahead()[..pass], usize::from(passed == 0)).failed;
            text.pass(pass);
            passed += pass;
            if limit.is_some() || !text.more() {
                passed += text.ahead().len();
                text.pass(usize::MAX);
                break false;
            }
            self.tend(text)?;
        };
        let lost = match (found, bounded) {
            _ if passed < 3 => Some(0),
            (true, _) => Some(failed.max(1)),
            (false, true) if failed > 0 => Some(failed),
            _ => None, // what stood up to the end is anybody's guess
        };
        self.out.damage(DamageKind::Json, spot, lost, format!("broken JSON: {reason}"));
        if found { Ok(()) } else { Err(Halt::Told) }
    }

    /// A string that holds JSON which was refused: what is whole in it.
    pub(super) fn salvage_string(&mut self, json: &str, window: Option<&str>, spot: Spot, refusal: Refusal) -> Refusal {
        let Refusal::Reason(reason) = refusal else { return refusal };
        let before = self.out.events;
        let failed = self.salvage(json.as_bytes(), 0, window, spot);
        if self.out.events == before && failed == 0 {
            return Refusal::Reason(reason);
        }
        self.out.damage(DamageKind::Json, spot, Some(failed.max(1)), reason);
        Refusal::Told
    }
}
