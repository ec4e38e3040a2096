//! What a recording's bytes are spent on: kinds of events, sources, single events, nodes, attributes, inlined content.
//!
//! Bytes are those of the events' JSON with compressed fields inflated: what a player has to read, whatever the
//! container made of it.

use super::{Cancel, Recording, SeekError, View};
use crate::event::mutation::{Mutation, NewValue};
use crate::event::node::{NodeBody, SerializedNode};
use crate::event::{Data, Event, Kind, NodeId, Seq};
use crate::timeline::WindowIx;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// So many of the largest and the busiest are named.
const MOST: usize = 10;

/// What a recording's bytes are spent on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sizes {
    /// All events' JSON, compressed fields inflated: bytes.
    pub total: u64,
    /// The same as it is stored, before compressed fields are inflated: bytes.
    pub stored: u64,
    /// By kind, the largest first.
    pub kinds: Vec<(Kind, Share)>,
    /// By event type and incremental source, the largest first.
    pub sources: Vec<(&'static str, Share)>,
    /// The largest mutations and full snapshots, the largest first.
    pub biggest: Vec<Big>,
    /// The nodes that changed most often, the busiest first.
    pub nodes: Vec<Churn>,
    /// The attributes that changed most often, the busiest first: changes and bytes of new values.
    pub attributes: Vec<(Arc<str>, Share)>,
    /// Text of style sheets inside snapshots and mutations.
    pub styles: Share,
    /// Images as data URLs inside snapshots and mutations.
    pub images: Share,
}

/// How many, and how many bytes of JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Share {
    fn add(&mut self, bytes: usize) {
        self.count += 1;
        self.bytes += bytes as u64;
    }
}

/// A large event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Big {
    /// The event.
    pub seq: Seq,
    /// Its JSON's bytes.
    pub bytes: u64,
    /// Nodes it puts in: those of its snapshot or of its adds.
    pub nodes: u64,
    /// Entries of its lists: adds, removes, texts, attributes.
    pub entries: u64,
}

/// A node that changed often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Churn {
    /// Its window.
    pub window: WindowIx,
    /// Its id; a later full snapshot may have given it to another node.
    pub node: NodeId,
    /// Changes of its text and attributes, and how often it was put in.
    pub changes: u64,
}

impl Recording {
    /// Adds up what the bytes are spent on: reads every event.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn sizes(&self, view: &View, cancel: &Cancel) -> Result<Sizes, SeekError> {
        let mut ledger = Ledger::default();
        for seq in view.index.seqs().filter(|seq| view.index.kind(*seq) != Kind::App) {
            if cancel.is_cancelled() {
                return Err(SeekError::Cancelled);
            }
            let body = self.event(view, seq)?;
            ledger.sizes.stored += u64::from(view.index.loc(seq).len);
            ledger.sizes.total += body.len() as u64;
            ledger.kinds.entry(view.index.kind(seq)).or_default().add(body.len());
            if let Ok(event) = Event::parse(&body) {
                ledger.event(seq, view.index.window(seq), &event, body.len());
            }
        }
        Ok(ledger.close())
    }
}

/// The sums while they grow.
#[derive(Default)]
struct Ledger {
    sizes: Sizes,
    kinds: HashMap<Kind, Share>,
    sources: HashMap<&'static str, Share>,
    nodes: HashMap<(WindowIx, NodeId), u64>,
    attributes: HashMap<Arc<str>, Share>,
}

impl Ledger {
    fn event(&mut self, seq: Seq, window: WindowIx, event: &Event, bytes: usize) {
        self.sources.entry(source(&event.data)).or_default().add(bytes);
        let mut big = Big { seq, bytes: bytes as u64, nodes: 0, entries: 0 };
        match &event.data {
            Data::FullSnapshot(snapshot) => {
                big.nodes = snapshot.page.nodes.len() as u64;
                self.content(snapshot.page.nodes.iter());
            }
            Data::Mutation(mutation) => {
                self.mutation(window, mutation);
                big.nodes = mutation.adds.len() as u64;
                let lists =
                    [mutation.adds.len(), mutation.removes.len(), mutation.texts.len(), mutation.attributes.len()];
                big.entries = lists.iter().map(|entries| *entries as u64).sum();
            }
            _ => return,
        }
        self.sizes.biggest.push(big);
        if self.sizes.biggest.len() > 16 * MOST {
            keep_largest(&mut self.sizes.biggest);
        }
    }

    fn mutation(&mut self, window: WindowIx, mutation: &Mutation) {
        self.content(mutation.adds.iter().flat_map(|add| &add.node.nodes));
        let added = mutation.adds.iter().filter_map(|add| add.node.root()?.id);
        let texts = mutation.texts.iter().filter_map(|text| text.id);
        let changed = mutation.attributes.iter().filter_map(|change| change.id);
        for id in added.chain(texts).chain(changed) {
            *self.nodes.entry((window, id)).or_default() += 1;
        }
        for (name, value) in mutation.attributes.iter().flat_map(|change| &change.values) {
            let bytes = value_bytes(value);
            self.attributes.entry(Arc::clone(name)).or_default().add(bytes);
            if let NewValue::Set(text) = value {
                self.inlined(name, text);
            }
        }
    }

    /// Adds up what is inlined in nodes.
    fn content<'n>(&mut self, nodes: impl Iterator<Item = &'n SerializedNode>) {
        // Text of a style element follows it, as its child.
        let mut in_style = false;
        for node in nodes {
            match &node.body {
                NodeBody::Element(element) => {
                    in_style = &*element.tag == "style";
                    element.attributes.iter().for_each(|attribute| self.inlined(&attribute.name, &attribute.value));
                }
                NodeBody::Text(text) if in_style && !text.is_empty() => self.sizes.styles.add(text.len()),
                _ => {}
            }
        }
    }

    fn inlined(&mut self, name: &str, value: &str) {
        if name == "_cssText" {
            self.sizes.styles.add(value.len());
        } else if value.starts_with("data:image/") {
            self.sizes.images.add(value.len());
        }
    }

    fn close(self) -> Sizes {
        let mut sizes = self.sizes;
        keep_largest(&mut sizes.biggest);
        sizes.kinds = ranked(self.kinds, |share| share.bytes);
        sizes.sources = ranked(self.sources, |share| share.bytes);
        sizes.attributes = ranked(self.attributes, |share| share.count);
        sizes.attributes.truncate(MOST);
        let busy = self.nodes.into_iter().filter(|(_, changes)| *changes > 1);
        let mut nodes: Vec<Churn> = busy.map(|((window, node), changes)| Churn { window, node, changes }).collect();
        nodes.sort_by_key(|churn| (std::cmp::Reverse(churn.changes), churn.window, churn.node));
        nodes.truncate(MOST);
        sizes.nodes = nodes;
        sizes
    }
}

fn keep_largest(events: &mut Vec<Big>) {
    events.sort_by_key(|big| (std::cmp::Reverse(big.bytes), big.seq));
    events.truncate(MOST);
}

/// The largest first, equal ones by name.
fn ranked<K: Ord + Hash, R: Ord>(shares: HashMap<K, Share>, rank: impl Fn(&Share) -> R) -> Vec<(K, Share)> {
    let mut shares: Vec<(K, Share)> = shares.into_iter().collect();
    shares.sort_by(|a, b| rank(&b.1).cmp(&rank(&a.1)).then_with(|| a.0.cmp(&b.0)));
    shares
}

fn value_bytes(value: &NewValue) -> usize {
    match value {
        NewValue::Remove => 0,
        NewValue::Set(text) | NewValue::Ignored(_, text) => text.len(),
        NewValue::Style(changes) => changes
            .iter()
            .map(|change| change.property.len() + change.value.as_ref().map_or(0, |value| value.len()))
            .sum(),
    }
}

/// The event type and source in words.
fn source(data: &Data) -> &'static str {
    match data {
        Data::DomContentLoaded => "dom content loaded",
        Data::Load => "load",
        Data::FullSnapshot(_) => "full snapshot",
        Data::Mutation(_) => "mutation",
        Data::Moves(_) => "move",
        Data::Interaction(_) => "interaction",
        Data::Scroll(_) => "scroll",
        Data::ViewportResize(..) => "viewport resize",
        Data::Input(_) => "input",
        Data::Media(_) => "media",
        Data::StyleSheetRule(_) => "style sheet rule",
        Data::Canvas(_) => "canvas",
        Data::Font(_) => "font",
        Data::Log(_) => "log",
        Data::StyleDeclaration(_) => "style declaration",
        Data::Selection(_) => "selection",
        Data::AdoptedStyleSheet(_) => "adopted style sheet",
        Data::CustomElement(_) => "custom element",
        Data::Meta(_) => "meta",
        Data::Custom { .. } => "custom",
        Data::Plugin { plugin, .. } if plugin.starts_with("rrweb/console") => "console plugin",
        Data::Plugin { plugin, .. } if plugin.contains("network") => "network plugin",
        Data::Plugin { .. } => "plugin",
        Data::Asset { .. } => "asset",
        Data::Annotation { .. } => "annotation",
        Data::Unknown { .. } => "unknown",
    }
}
