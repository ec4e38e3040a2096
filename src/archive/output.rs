//! The way out: events and damage to the sink, bodies to their store, what is learnt to the header.

use super::portable::Seal;
use super::{Bodies, Damage, DamageKind, Followed, Header, Keep, Loc, Person, Place, Record, RecordKind, Sink, cv};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Damages of one kind that are told one by one; the rest is summed up.
const TOLD: u64 = 1000;
/// Distinct ids that are kept of a person.
const MOST_IDS: usize = 100;

/// Where a piece of the input lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    /// Its offset in the decoded text.
    pub(crate) byte: u64,
    pub(crate) line: Option<u64>,
    /// The same in the text being walked, which may be one that was unpacked from within the input.
    pub(crate) at: u64,
    /// Whether the text holds it byte for byte; not so for what was decoded from a string.
    pub(crate) verbatim: bool,
}

impl Spot {
    /// So many bytes further on.
    pub(crate) fn moved(self, by: usize) -> Self {
        let by = by as u64;
        Self { byte: if self.verbatim { self.byte + by } else { self.byte }, at: self.at + by, ..self }
    }
}

/// Where the text being read comes from, as far as reading it again goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A plain file, by its number in [`Bodies`].
    File(u16),
    /// Something that can't be read again.
    Stream,
}

/// What else than recorded events may come.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sidecars {
    /// Whether something did.
    learnt: bool,
    /// Whether the input is all there is, so that metadata by itself is of no use.
    pub(crate) unwanted: bool,
}

/// The sink, as those share it who walk a text and those who wait for more of it.
pub(crate) struct Outlet<'s> {
    sink: RefCell<&'s mut dyn Sink>,
    stopped: Cell<bool>,
}

impl Outlet<'_> {
    /// Tells what goes on with a growing input; false when the sink said stop.
    pub(crate) fn followed(&self, what: Followed) -> bool {
        let going = self.sink.borrow_mut().followed(what).is_continue();
        self.stopped.set(self.stopped.get() || !going);
        going
    }
}

/// Everything a reader of containers may tell.
pub(crate) struct Output<'s> {
    outlet: Rc<Outlet<'s>>,
    bodies: &'s Bodies,
    pub(crate) header: Header,
    changed: bool,
    pub(crate) origin: Origin,
    pub(crate) input: u32,
    /// Recorded events that the sink took.
    pub(crate) events: u64,
    /// The part of the input that is being read, for reasons to name.
    pub(crate) part: Option<String>,
    /// The end of the last event handed on, in the text being walked.
    pub(crate) delivered: u64,
    pub(crate) sidecars: Sidecars,
    /// By kind: how many, and for those not told the events lost.
    tally: Vec<(DamageKind, u64, u64)>,
    /// The first damage, for the message when nothing at all can be read.
    pub(crate) first_damage: Option<Box<Damage>>,
}

impl<'s> Output<'s> {
    pub(crate) fn new(sink: &'s mut dyn Sink, bodies: &'s Bodies, header: Header) -> Self {
        Self {
            outlet: Rc::new(Outlet { sink: RefCell::new(sink), stopped: Cell::new(false) }),
            bodies,
            header,
            changed: true,
            origin: Origin::Stream,
            input: 0,
            events: 0,
            part: None,
            delivered: 0,
            sidecars: Sidecars::default(),
            tally: Vec::new(),
            first_damage: None,
        }
    }

    /// The sink, for whoever waits for more text.
    pub(crate) fn outlet(&self) -> Rc<Outlet<'s>> {
        Rc::clone(&self.outlet)
    }

    /// Whether the sink said stop while more text was waited for: that the text ends there is no damage.
    pub(crate) fn stopped(&self) -> bool {
        self.outlet.stopped.get()
    }

    /// Tells what goes on with a growing input; false when the sink said stop.
    pub(crate) fn followed(&self, what: Followed) -> bool {
        self.outlet.followed(what)
    }

    /// Another file has come to the input's name: it counts as an input of its own.
    pub(crate) fn next_input(&mut self, name: String) {
        self.input += 1;
        self.learn(|header| header.inputs.push(name));
    }

    /// Changes the header; the sink hears of it with the next event.
    pub(crate) fn learn(&mut self, change: impl FnOnce(&mut Header)) {
        let before = self.header.clone();
        change(&mut self.header);
        self.changed |= self.header != before;
    }

    /// A distinct id that the container names.
    pub(crate) fn learn_distinct_id(&mut self, id: &str) {
        let known =
            |person: &Person| person.distinct_ids.len() >= MOST_IDS || person.distinct_ids.iter().any(|had| had == id);
        if id.is_empty() || self.header.person.as_ref().is_some_and(known) {
            return;
        }
        self.header.person.get_or_insert_default().distinct_ids.push(id.to_owned());
        self.changed = true;
    }

    /// The recording's id, unless one is known.
    pub(crate) fn learn_recording_id(&mut self, id: &str) {
        if self.header.recording_id.is_none() && !id.is_empty() {
            self.header.recording_id = Some(id.to_owned());
            self.changed = true;
        }
    }

    /// Tells the sink the header if it changed.
    pub(crate) fn announce(&mut self) {
        if std::mem::take(&mut self.changed) {
            self.outlet.sink.borrow_mut().header(&self.header);
        }
    }

    /// Hands an event on. `Err` gives the sink's reason for not taking it; nothing was told then.
    pub(crate) fn event(&mut self, window: Option<&str>, bytes: &[u8], spot: Spot) -> Result<(), String> {
        self.record(window, bytes, spot, RecordKind::Recorded)
    }

    /// As [`Output::event`], for any kind of record.
    pub(crate) fn record(
        &mut self,
        window: Option<&str>,
        bytes: &[u8],
        spot: Spot,
        kind: RecordKind,
    ) -> Result<(), String> {
        self.announce();
        let (text, told) = utf8(bytes);
        let valid = told.is_none();
        let bytes = text.as_bytes();
        let in_file = match self.origin {
            Origin::File(file) if spot.verbatim && valid => Some(file),
            _ => None,
        };
        let offset = in_file.map_or_else(|| self.bodies.next(), |file| Bodies::in_file(file, spot.byte));
        let Ok(len) = u32::try_from(bytes.len()) else { return Err("longer than any event".to_owned()) };
        let record = Record { window, bytes, loc: Loc { offset, len }, place: self.place(spot), kind };
        let answer = self.outlet.sink.borrow_mut().event(record);
        match answer {
            Keep::Refused(reason) => return Err(reason),
            Keep::Body if in_file.is_none() => {
                self.bodies.push(bytes).map_err(|error| format!("no room to keep it: {error}"))?;
            }
            Keep::Body | Keep::Nothing => {}
        }
        self.delivered = spot.at + bytes.len() as u64;
        match kind {
            RecordKind::Recorded => self.events += 1,
            RecordKind::App => self.sidecars.learnt = true,
        }
        if let Some(reason) = told {
            self.damage(DamageKind::Encoding, spot, Some(0), reason.to_owned());
        }
        Ok(())
    }

    /// Offers an archive's index to the sink; whether it takes that for the events.
    pub(crate) fn offer(&mut self, seal: &Seal<'_>) -> bool {
        self.announce();
        self.outlet.sink.borrow_mut().sealed(seal)
    }

    /// Reports damage.
    pub(crate) fn damage(&mut self, what: DamageKind, spot: Spot, events_lost: Option<u64>, reason: String) {
        let place = self.place(spot);
        self.report(Damage { what, place, events_lost, reason, remedy: None });
    }

    /// Reports damage whose place can't be told more closely.
    pub(crate) fn damage_somewhere(&mut self, what: DamageKind, events_lost: Option<u64>, reason: String) {
        let place = Place { input: self.input, byte: None, line: None };
        self.report(Damage { what, place, events_lost, reason, remedy: None });
    }

    /// Metadata came in: an input that held nothing else was not for nothing.
    pub(crate) fn mark_learnt(&mut self) {
        self.sidecars.learnt = true;
    }

    /// Whether metadata or analytics came in since this was asked last.
    pub(crate) fn take_learnt(&mut self) -> bool {
        std::mem::take(&mut self.sidecars.learnt)
    }

    /// Reports damage, at most [`TOLD`] times a kind.
    pub(crate) fn report(&mut self, mut damage: Damage) {
        if self.stopped() {
            return;
        }
        if let Some(part) = &self.part {
            damage.reason = format!("{part}: {}", damage.reason);
        }
        let at = self.tally.iter().position(|(what, ..)| *what == damage.what).unwrap_or_else(|| {
            self.tally.push((damage.what, 0, 0));
            self.tally.len() - 1
        });
        let (_, count, lost) = &mut self.tally[at];
        *count += 1;
        if self.first_damage.is_none() {
            self.first_damage = Some(Box::new(damage.clone()));
        }
        if *count <= TOLD {
            self.announce();
            self.outlet.sink.borrow_mut().damage(damage);
        } else {
            *lost += damage.events_lost.unwrap_or(0);
        }
    }

    /// Damages reported so far.
    pub(crate) fn damages(&self) -> u64 {
        self.tally.iter().map(|(_, count, _)| count).sum()
    }

    /// Sums up the damage that was not told one by one.
    pub(crate) fn finish(&mut self) {
        self.announce();
        for (what, count, lost) in std::mem::take(&mut self.tally) {
            if count > TOLD {
                let reason = format!("{} more like these", count - TOLD);
                let place = Place { input: self.input, byte: None, line: None };
                self.outlet.sink.borrow_mut().damage(Damage {
                    what,
                    place,
                    events_lost: Some(lost),
                    reason,
                    remedy: None,
                });
            }
        }
    }

    pub(crate) fn progress(&self, read: u64, total: Option<u64>) -> bool {
        self.outlet.sink.borrow_mut().progress(read, total).is_continue()
    }

    fn place(&self, spot: Spot) -> Place {
        Place { input: self.input, byte: Some(spot.byte), line: spot.line }
    }
}

/// An event's text, and what to tell where it is not UTF-8.
fn utf8(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    match cv::from_latin1(bytes) {
        Some(text) => (Cow::Owned(text), Some("the text is Latin-1 instead of UTF-8; it was read as such")),
        None => (String::from_utf8_lossy(bytes), Some("bytes that are not UTF-8 were replaced by U+FFFD")),
    }
}
