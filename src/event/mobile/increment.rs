//! Increments of wireframes as mutations: adds, updates (out and in again), removes, the keyboard.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::build::Builder;
use super::wireframe::Frames;
use super::{SCREENSHOT, chrome, ids};
use crate::event::mutation::{Add, Mutation, Remove};
use crate::event::node::{NodeBody, SerializedNode, Subtree};
use crate::event::{NodeId, Oddity};

/// A mutation's data, as a mobile SDK writes it. Lists are read one by one, so that one of a wrong type costs itself only.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    adds: Option<&'a RawValue>,
    #[serde(borrow, default)]
    updates: Option<&'a RawValue>,
    #[serde(borrow, default)]
    removes: Option<&'a RawValue>,
}

/// One entry of `adds` or `updates`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entered<'a> {
    #[serde(borrow, default)]
    parent_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    wireframe: Option<&'a RawValue>,
}

/// One entry of `removes`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Removed<'a> {
    #[serde(borrow, default)]
    parent_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

/// The mutation that a Mutation event's `data` with wireframes stands for; `None` when it carries none.
#[must_use]
pub fn mutation(data: &str) -> Option<(Mutation, Vec<Oddity>)> {
    // Most mutations are a web page's: they must not be read twice.
    memchr::memmem::find(data.as_bytes(), b"\"wireframe\"")?;
    let body: Body<'_> = serde_json::from_str(data).ok()?;
    let (adds, updates) = (entries::<Entered<'_>>(body.adds), entries::<Entered<'_>>(body.updates));
    if !adds.iter().chain(&updates).any(|entry| entry.wireframe.is_some()) {
        return None;
    }
    let mut out = Increment::new();
    for entry in entries::<Removed<'_>>(body.removes) {
        out.remove(id(entry.parent_id), id(entry.id));
    }
    for entry in &adds {
        out.add(entry, false);
    }
    for entry in &updates {
        out.add(entry, true);
    }
    Some(out.finish())
}

/// The mutation that a `keyboard` custom event's payload stands for: the keyboard comes or goes.
#[must_use]
pub fn keyboard(payload: &str) -> Mutation {
    let fields = Frames::read_bag(payload);
    let mut out = Increment::new();
    out.remove(Some(ids::KEYBOARD_PARENT), Some(ids::KEYBOARD));
    if fields.is_true("open") {
        let mut to = Builder::new(ids::BODY);
        chrome::keyboard(&mut to, &fields);
        out.take(to, ids::KEYBOARD_PARENT);
    }
    out.finish().0
}

/// The size in CSS pixels of the screen that a mutation brings a picture of.
#[must_use]
pub fn screenshot_size(mutation: &Mutation) -> Option<(f64, f64)> {
    mutation.adds.iter().filter_map(|add| add.node.root()).find_map(screen)
}

fn screen(node: &SerializedNode) -> Option<(f64, f64)> {
    let NodeBody::Element(element) = &node.body else { return None };
    let attribute = |name: &str| element.attributes.iter().find(|attribute| &*attribute.name == name);
    attribute(SCREENSHOT)?;
    let side = |name| attribute(name).and_then(|length| length.value.parse().ok()).unwrap_or(0.0);
    Some((side("width"), side("height")))
}

/// A mutation while it is collected.
struct Increment {
    mutation: Mutation,
    /// Where each added id stands: the same node may be recorded several times, alone and inside others.
    added: HashMap<NodeId, usize>,
    oddities: Vec<Oddity>,
}

impl Increment {
    fn new() -> Self {
        Self { mutation: Mutation::default(), added: HashMap::new(), oddities: Vec::new() }
    }

    fn remove(&mut self, parent_id: Option<NodeId>, id: Option<NodeId>) {
        self.mutation.removes.push(Remove { parent_id: Some(parent_id.unwrap_or(ids::BODY)), id, is_shadow: false });
    }

    /// A wireframe and all that is inside it; an update takes the old one out first.
    fn add(&mut self, entry: &Entered<'_>, update: bool) {
        let Some(wireframe) = entry.wireframe else { return };
        let frames = Frames::read(wireframe.get());
        let Some(root) = frames.list.first() else {
            self.oddities.push(Oddity { field: "wireframe", id: id(entry.parent_id), problem: "not an object" });
            return;
        };
        let parent = match root.kind() {
            "screenshot" => ids::BODY,
            _ => id(entry.parent_id).unwrap_or(ids::BODY),
        };
        if update && !chrome::is_bar(root) {
            self.remove(Some(parent), root.fields.id("id"));
        }
        let mut to = Builder::new(parent);
        to.convert(&frames, None);
        self.take(to, parent);
        for (kind, holder) in [("navigation_bar", ids::NAVIGATION_PARENT), ("status_bar", ids::STATUS_PARENT)] {
            if let Some(bar) = chrome::find(&frames, kind) {
                let mut to = Builder::new(parent);
                if kind == "status_bar" {
                    chrome::status_bar(&mut to, bar, None);
                } else {
                    chrome::navigation_bar(&mut to, bar, None);
                }
                self.take(to, holder);
            }
        }
        self.oddities.extend(frames.oddities);
    }

    /// Adds what a builder built, each node by itself, as rrweb's recorder would. A node that was added before keeps
    /// its place in the list and takes the later content.
    fn take(&mut self, mut built: Builder, parent: NodeId) {
        let ids: Vec<Option<NodeId>> = built.page.nodes.iter().map(|node| node.id).collect();
        for mut node in built.page.nodes.drain(..) {
            let parent_id = match node.parent.take() {
                Some(index) => ids.get(index as usize).copied().flatten(),
                None => Some(parent),
            };
            let Some(id) = node.id else { continue };
            let node = Subtree { nodes: vec![node] };
            let add = Add { parent_id, previous_id: None, next_id: None, node };
            match self.added.entry(id) {
                Entry::Occupied(place) => self.mutation.adds[*place.get()] = add,
                Entry::Vacant(place) => {
                    place.insert(self.mutation.adds.len());
                    self.mutation.adds.push(add);
                }
            }
        }
        self.oddities.append(&mut built.oddities);
    }

    fn finish(mut self) -> (Mutation, Vec<Oddity>) {
        let mut seen = std::collections::HashSet::new();
        self.mutation.removes.retain(|remove| seen.insert((remove.parent_id, remove.id)));
        (self.mutation, self.oddities)
    }
}

/// The entries of a list that are objects.
fn entries<'a, T: Deserialize<'a>>(list: Option<&'a RawValue>) -> Vec<T> {
    let list: Vec<&RawValue> = list.and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default();
    list.into_iter().filter_map(|entry| serde_json::from_str(entry.get()).ok()).collect()
}

/// A recorded id; 0 is the screen.
fn id(json: Option<&RawValue>) -> Option<NodeId> {
    let number: f64 = serde_json::from_str(json?.get()).ok()?;
    #[allow(clippy::cast_possible_truncation)] // a whole number below 2^53
    (number > 0.0 && number < 9e15 && number.fract() == 0.0).then_some(number as NodeId)
}
