//! Facts gathered while reading: pages, console lines, requests.
//!
//! Each hangs on its event's place in the file, because its seq is known only when a view is made. Both their number
//! and their text are bounded, so that no recording can fill the memory with them.

use crate::event::envelope::Envelope;
use crate::event::{Kind, Seq};
use crate::extract::{self, ConsoleRow, Line, NetworkRow, Page};
use crate::timeline::Built;
use std::sync::Arc;

/// Above so many rows of one sort the rest is not listed.
const MOST_ROWS: usize = 1_000_000;

/// Longer texts are cut in the list; the event keeps the whole.
const MOST_BYTES_OF_A_TEXT: usize = 256 << 10;

/// All listed texts together; beyond, each is cut to [`SHORT`].
const MOST_BYTES: usize = 64 << 20;

/// What is left of a text when all texts together are too long.
const SHORT: usize = 200;

/// Facts by the place of their event in the file.
#[derive(Default)]
pub(super) struct Facts {
    pages: Vec<(u32, Arc<str>)>,
    console: Vec<(u32, ConsoleRow)>,
    network: Vec<(u32, NetworkRow)>,
    bytes: usize,
}

impl Facts {
    /// Takes in what one event says.
    pub(super) fn add(&mut self, place: u32, envelope: &Envelope<'_>, event: &[u8]) {
        match envelope.kind {
            Kind::Page => {
                if let Some(href) = &envelope.facts.href
                    && self.pages.len() < MOST_ROWS
                {
                    let href = self.bounded(href);
                    self.pages.push((place, href));
                }
            }
            Kind::Console if self.console.len() < MOST_ROWS => self.line(place, envelope, event),
            Kind::Network if self.network.len() < MOST_ROWS => self.requests(place, envelope, event),
            _ => {}
        }
    }

    fn line(&mut self, place: u32, envelope: &Envelope<'_>, event: &[u8]) {
        let Some(Line { level, text, stack }) = extract::line(event) else { return };
        let (seq, window) = (0, 0); // known when a view is made
        self.bytes += stack.iter().map(String::len).sum::<usize>();
        let text = self.bounded(&text);
        let stack = if self.bytes > MOST_BYTES { Arc::default() } else { stack.into() };
        self.console.push((place, ConsoleRow { seq, at: envelope.at, window, level, text, stack }));
    }

    fn requests(&mut self, place: u32, envelope: &Envelope<'_>, event: &[u8]) {
        let (seq, window) = (0, 0);
        let room = MOST_ROWS - self.network.len();
        for (nth, mut request) in (0..).zip(extract::requests(event)).take(room) {
            request.url = self.bounded(&request.url);
            let at = request.at.unwrap_or(envelope.at);
            self.network.push((place, NetworkRow { seq, nth, at, window, request: Arc::new(request) }));
        }
    }

    fn bounded(&mut self, text: &str) -> Arc<str> {
        let most = if self.bytes > MOST_BYTES { SHORT } else { MOST_BYTES_OF_A_TEXT };
        let text: Arc<str> = if text.len() <= most {
            text.into()
        } else {
            let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            format!("{}…", text.get(..end).unwrap_or_default()).into()
        };
        self.bytes += text.len();
        text
    }

    /// The pages of an index, in order.
    pub(super) fn pages(&self, built: &Built) -> Vec<Page> {
        resolved(built, &self.pages, |seq, href| Page {
            at: built.index.time(seq),
            seq,
            window: built.index.window(seq),
            href: Arc::clone(href),
        })
    }

    /// The console lines of an index, in order.
    pub(super) fn console(&self, built: &Built) -> Vec<ConsoleRow> {
        resolved(built, &self.console, |seq, row| ConsoleRow { seq, window: built.index.window(seq), ..row.clone() })
    }

    /// The requests of an index, by event.
    pub(super) fn network(&self, built: &Built) -> Vec<NetworkRow> {
        resolved(built, &self.network, |seq, row| NetworkRow { seq, window: built.index.window(seq), ..row.clone() })
    }
}

/// Facts with their events' seqs, in order of those; without the facts of events that were dropped as repeats.
fn resolved<F, T>(built: &Built, facts: &[(u32, F)], make: impl Fn(Seq, &F) -> T) -> Vec<T> {
    let seq_of = |place: u32| built.seq_of.get(place as usize).copied().flatten();
    let mut found: Vec<(Seq, &F)> = facts.iter().filter_map(|(place, fact)| Some((seq_of(*place)?, fact))).collect();
    found.sort_by_key(|(seq, _)| *seq);
    found.into_iter().map(|(seq, fact)| make(seq, fact)).collect()
}
