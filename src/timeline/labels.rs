//! Short labels made of an event alone, each text stored once.

use super::columns::{Bytes, put, put_text};
use crate::event::Kind;
use crate::event::custom::is_sentry;
use crate::event::envelope::Envelope;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::BuildHasher as _;

/// Above so many different labels an event gets its kind's name: a hostile recording must not fill the memory.
const MOST_LABELS: usize = 300_000;

/// Recorded text in a label is cut to so many characters.
const MOST_CHARS: usize = 120;

/// The texts, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    text: String,
    ends: Vec<u32>,
}

impl Labels {
    /// A label by its number.
    pub(super) fn get(&self, label: u32) -> &str {
        let at = label as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.ends.get(at).and_then(|end| self.text.get(start..*end as usize)).unwrap_or("")
    }

    /// Appends the texts, for an index that is written down.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put(out, self.ends.len() as u64);
        let mut start = 0;
        for end in &self.ends {
            put(out, u64::from(end - start));
            start = *end;
        }
        put_text(out, &self.text);
    }

    /// Reads the texts back; `None` where they do not fit together.
    pub(super) fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        let count = bytes.number().filter(|count| *count <= MOST_LABELS as u64 + 1000)?;
        let mut end = 0u32;
        let ends = (0..count).map(|_| {
            end = end.checked_add(u32::try_from(bytes.number()?).ok()?)?;
            Some(end)
        });
        let ends: Vec<u32> = ends.collect::<Option<_>>()?;
        let text = bytes.text()?.to_owned();
        let fits = ends.iter().all(|end| text.is_char_boundary(*end as usize));
        fits.then_some(Self { text, ends })
    }

    /// Whether there is a label of this number.
    pub(super) fn has(&self, label: u32) -> bool {
        (label as usize) < self.ends.len()
    }
}

/// Labels being collected.
#[derive(Debug, Default)]
pub(super) struct Collector {
    labels: Labels,
    known: HashMap<u64, u32>,
    scratch: String,
}

impl Collector {
    /// The number of an event's label.
    pub(super) fn label(&mut self, envelope: &Envelope<'_>) -> u32 {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        if self.known.len() < MOST_LABELS {
            write(envelope, &mut text);
        } else {
            text.push_str(envelope.kind.name());
        }
        let label = self.intern(&text);
        self.scratch = text;
        label
    }

    #[allow(clippy::cast_possible_truncation)] // the number and length of labels are bounded
    fn intern(&mut self, text: &str) -> u32 {
        let hash = FixedState::default().hash_one(text);
        let next = self.labels.ends.len() as u32;
        let label = *self.known.entry(hash).or_insert(next);
        if label == next {
            self.labels.text.push_str(text);
            self.labels.ends.push(self.labels.text.len() as u32);
        }
        label
    }

    /// The labels so far.
    pub(super) fn labels(&self) -> Labels {
        self.labels.clone()
    }
}

fn push_cut(out: &mut String, text: &str) {
    let mut chars = text.chars();
    out.extend(chars.by_ref().take(MOST_CHARS));
    if chars.next().is_some() {
        out.push('…');
    }
}

fn write(envelope: &Envelope<'_>, out: &mut String) {
    let facts = &envelope.facts;
    match envelope.kind {
        Kind::Page => {
            out.push_str("page ");
            push_cut(out, facts.href.as_deref().unwrap_or("(no address)"));
        }
        Kind::Snapshot => out.push_str("full snapshot"),
        Kind::Mutation => mutation(envelope, out),
        Kind::Viewport => size(envelope, out),
        Kind::Input => input(envelope, out),
        Kind::Move => counted(out, facts.items, "move", "moves"),
        Kind::Canvas => counted(out, facts.items.max(1), "canvas command", "canvas commands"),
        Kind::Network => counted(out, facts.items.max(1), "request", "requests"),
        Kind::Console => {
            out.push_str("console ");
            push_cut(out, facts.level.as_deref().unwrap_or("log"));
        }
        Kind::Custom | Kind::App => {
            out.push_str(envelope.kind.name());
            out.push(' ');
            push_cut(out, facts.name.as_deref().unwrap_or("(no tag)"));
            if let Some(topic) = facts.text.as_deref().filter(|_| facts.name.as_deref().is_some_and(is_sentry)) {
                out.push(' ');
                push_cut(out, topic);
            }
        }
        Kind::Other => other(envelope, out),
        _ => {
            out.push_str(verb(envelope));
            node(envelope, out);
        }
    }
}

/// What happened, in the word that opens the label: an event's kind, or finer where one kind is several gestures.
pub(super) fn verb(envelope: &Envelope<'_>) -> &'static str {
    crate::event::envelope::gesture(envelope.event, envelope.facts.source, envelope.facts.what)
        .unwrap_or_else(|| envelope.kind.name())
}

fn node(envelope: &Envelope<'_>, out: &mut String) {
    if let Some(id) = envelope.facts.node {
        let _ = write!(out, " #{id}");
    }
}

fn counted(out: &mut String, count: u32, one: &str, many: &str) {
    let _ = match count {
        0 => write!(out, "{one}"),
        1 => write!(out, "1 {one}"),
        _ => write!(out, "{count} {many}"),
    };
}

fn mutation(envelope: &Envelope<'_>, out: &mut String) {
    match envelope.facts.changes.total() {
        Some(count) => counted(out, count.max(1), "mutation", "mutations"),
        None => {
            let _ = write!(out, "mutations, {}", crate::text::bytes(envelope.facts.changes.inflated().into()));
        }
    }
}

fn size(envelope: &Envelope<'_>, out: &mut String) {
    out.push_str("viewport");
    if let (Some(width), Some(height)) = envelope.facts.size {
        let _ = write!(out, " {width}x{height}");
    }
}

fn input(envelope: &Envelope<'_>, out: &mut String) {
    out.push_str("input");
    node(envelope, out);
    if let Some(text) = envelope.facts.text.as_deref() {
        out.push_str(" = \"");
        push_cut(out, text);
        out.push('"');
    }
}

fn other(envelope: &Envelope<'_>, out: &mut String) {
    match (envelope.event, envelope.facts.source) {
        (0, _) => out.push_str("DOM content loaded"),
        (1, _) => out.push_str("load"),
        (3, Some(16)) => out.push_str("custom element"),
        (3, Some(source)) => drop(write!(out, "unknown source {source}")),
        (3, None) => out.push_str("incremental event without a source"),
        (6, _) => {
            out.push_str("plugin ");
            push_cut(out, envelope.facts.name.as_deref().unwrap_or("(no name)"));
        }
        (7, _) => out.push_str("asset"),
        (8, _) => out.push_str("annotation"),
        (event, _) => drop(write!(out, "unknown event type {event}")),
    }
}
