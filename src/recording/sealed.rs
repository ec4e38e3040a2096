//! The index of a sealed archive: gathered as its events are written, and read instead of them.
//!
//! Two sections: the timeline's columns, and the facts (pages, console lines, requests) as JSON. Whatever does not fit
//! together is refused, and the events are read.

use super::facts::Facts;
use super::places::Places;
use crate::archive::portable::{Encoding, Seal, Section};
use crate::archive::{Loc, Place};
use crate::event::Seq;
use crate::event::envelope::Envelope;
use crate::extract::{ConsoleRow, NetworkRow, Page};
use crate::timeline::{Builder, Built, Index, Item, columns};
use std::io;

const COLUMNS: [u8; 4] = *b"COLS";
const FACTS: [u8; 4] = *b"FACT";

/// Gathers an archive's index as its events are written.
#[derive(Default)]
pub struct Indexer {
    builder: Builder,
    facts: Facts,
}

impl Indexer {
    /// Takes in the next event: its window's id, and where it lies among the archive's records.
    pub fn add(&mut self, window: Option<&str>, envelope: &Envelope<'_>, (event, place): (&[u8], u64)) {
        let Ok(len) = u32::try_from(event.len()) else { return };
        let (window, loc) = (window.or(envelope.window.as_deref()), Loc { offset: place, len });
        if let Some(at) = self.builder.push(Item { window, envelope, loc, print: 0, input: 0 }) {
            self.facts.add(at, envelope, event);
        }
    }

    /// The sections of the index.
    ///
    /// # Errors
    /// Facts that JSON cannot carry: there are none.
    pub fn sections(self) -> io::Result<Vec<Section>> {
        let built = self.builder.build();
        let facts = (self.facts.pages(&built), self.facts.console(&built), self.facts.network(&built));
        let facts = Section { name: FACTS, bytes: serde_json::to_vec(&facts)? };
        let columns = columns::encode(&built).map(|bytes| Section { name: COLUMNS, bytes });
        Ok(columns.map(|columns| vec![columns, facts]).unwrap_or_default())
    }
}

/// What the index of an archive tells of its events.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) built: Built,
    pub(super) pages: Vec<Page>,
    pub(super) console: Vec<ConsoleRow>,
    pub(super) network: Vec<NetworkRow>,
    pub(super) places: Places,
}

/// Reads the index; `None` where it does not tell all, or does not fit together.
pub(super) fn open(seal: &Seal<'_>) -> Option<Opened> {
    let built = columns::decode(seal.section(COLUMNS)?, &|place, len| seal.loc(place, len))?;
    let (pages, console, network): (Vec<Page>, Vec<ConsoleRow>, Vec<NetworkRow>) =
        serde_json::from_slice(seal.section(FACTS)?).ok()?;
    let index = &built.index;
    let fits = |seq: Seq, window: u16| (seq as usize) < index.len() && index.window(seq) == window;
    let fit = pages.iter().all(|page| fits(page.seq, page.window))
        && console.iter().all(|row| fits(row.seq, row.window))
        && network.iter().all(|row| fits(row.seq, row.window))
        && pages.is_sorted_by_key(|page| page.seq)
        && console.is_sorted_by_key(|row| row.seq)
        && network.is_sorted_by_key(|row| row.seq);
    let mut places = Places::default();
    for seq in index.seqs() {
        let line = (seal.encoding == Encoding::Ndjson).then_some(u64::from(seq) + 2);
        places.push(Place { input: 0, byte: Some(seal.place(index.loc(seq))), line });
    }
    (fit && !index.is_empty()).then_some(Opened { built, pages, console, network, places })
}

impl Opened {
    /// What the events tell otherwise, in a word; `None` where index and events agree.
    pub(super) fn differs(&self, built: &Built, facts: &Facts) -> Option<&'static str> {
        let (told, index) = (&self.built.index, &built.index);
        let row = |index: &Index, seq| (index.time(seq), index.kind(seq), index.window(seq), index.node(seq));
        let size = |index: &Index, seq| (index.weight(seq), index.cost_upto(seq), index.loc(seq).len);
        let same = |seq: &Seq| {
            row(told, *seq) == row(index, *seq)
                && size(told, *seq) == size(index, *seq)
                && told.label(*seq) == index.label(*seq)
        };
        let checks = [
            ("numbers", told.len() == index.len()),
            ("windows", self.built.windows == built.windows),
            ("rows", index.seqs().all(|seq| same(&seq))),
            ("pages", self.pages == facts.pages(built)),
            ("console lines", self.console == facts.console(built)),
            ("requests", self.network == facts.network(built)),
        ];
        checks.into_iter().find(|(_, agree)| !agree).map(|(what, _)| what)
    }
}
