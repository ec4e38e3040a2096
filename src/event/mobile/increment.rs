//! Increments of wireframes as mutations: adds, updates (out and in again), removes, the keyboard.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::build::Builder;
use super::wireframe::{Fields, Frames};
use super::{SCREENSHOT, chrome, ids};
use crate::event::mutation::{Add, Mutation, Remove};
use crate::event::node::{NodeBody, SerializedNode, Subtree};
use crate::event::reader::{Reader, Token};
use crate::event::{BadEvent, NodeId};

/// Whether an event's JSON may be a mobile mutation: most are a web page's, and must not be read twice.
pub(in crate::event) fn may_be(json: &str) -> bool {
    memchr::memmem::find(json.as_bytes(), b"\"wireframe\"").is_some()
}

/// Reads the rest of a mutation's `data` if it carries wireframes, as the mutation that they stand for. Otherwise
/// nothing is read.
pub(in crate::event) fn mutation(reader: &mut Reader<'_>) -> Result<Option<Mutation>, BadEvent> {
    if !may_be(reader.rest()) {
        return Ok(None);
    }
    let start = reader.place();
    let mut recorded = Recorded::default();
    while let Some(key) = reader.key()? {
        match &*key {
            "adds" => entered(reader, &mut recorded.adds)?,
            "updates" => entered(reader, &mut recorded.updates)?,
            "removes" => removed(reader, &mut recorded.removes)?,
            _ => reader.skip()?,
        }
    }
    if recorded.adds.is_empty() && recorded.updates.is_empty() {
        reader.go_to(start);
        return Ok(None);
    }
    let mut out = Increment::default();
    for (parent, id) in &recorded.removes {
        out.remove(*parent, *id);
    }
    for (parent, frames) in &recorded.adds {
        out.add(*parent, frames, reader);
    }
    for (parent, frames) in &recorded.updates {
        out.update(*parent, frames, reader);
    }
    Ok(Some(out.finish()))
}

/// The mutation that a `keyboard` custom event's payload stands for: the keyboard comes or goes.
#[must_use]
pub fn keyboard(payload: &str) -> Mutation {
    let mut reader = Reader::new(payload);
    let fields = match reader.peek() {
        Ok(Token::Object) => {
            reader.enter();
            Fields::read(&mut reader).unwrap_or_default()
        }
        _ => Fields::default(),
    };
    let mut out = Increment::default();
    out.remove(Some(ids::KEYBOARD_PARENT), Some(ids::KEYBOARD));
    if fields.is_true("open") {
        let mut to = Builder::new(ids::KEYBOARD_PARENT);
        chrome::keyboard(&mut to, &fields);
        out.take(to, ids::KEYBOARD_PARENT, &mut reader);
    }
    out.finish()
}

/// The size in CSS pixels of the screen that a mutation brings a picture of.
#[must_use]
pub fn screenshot_in(mutation: &Mutation) -> Option<(f64, f64)> {
    mutation.adds.iter().flat_map(|add| &add.node.nodes).find_map(screenshot_size)
}

/// Whether the transformer says where a node belongs, and not the recording: screenshots, keyboard, bars.
#[must_use]
pub fn is_placed(node: &SerializedNode) -> bool {
    matches!(node.id, Some(ids::KEYBOARD | ids::STATUS | ids::NAVIGATION)) || screenshot_size(node).is_some()
}

/// The size in CSS pixels of the screen that a node is a picture of.
#[must_use]
pub fn screenshot_size(node: &SerializedNode) -> Option<(f64, f64)> {
    let NodeBody::Element(element) = &node.body else { return None };
    let attribute = |name: &str| element.attributes.iter().find(|attribute| &*attribute.name == name);
    attribute(SCREENSHOT)?;
    let side = |name| attribute(name).and_then(|length| length.value.parse().ok()).unwrap_or(0.0);
    Some((side("width"), side("height")))
}

/// A mutation as a mobile SDK writes it: wireframes by the parent they go into, and what goes out of which parent.
#[derive(Default)]
struct Recorded<'a> {
    adds: Vec<(Option<NodeId>, Frames<'a>)>,
    updates: Vec<(Option<NodeId>, Frames<'a>)>,
    removes: Vec<(Option<NodeId>, Option<NodeId>)>,
}

/// Reads the entries of `adds` or `updates` that hold a wireframe.
fn entered<'a>(reader: &mut Reader<'a>, into: &mut Vec<(Option<NodeId>, Frames<'a>)>) -> Result<(), BadEvent> {
    if !reader.array("adds")? {
        return Ok(());
    }
    while reader.element()? {
        let (mut parent, mut frames) = (None, Frames::default());
        if reader.object("adds[]")? {
            while let Some(key) = reader.key()? {
                match &*key {
                    "parentId" => parent = id(reader)?,
                    "wireframe" => frames = Frames::read(reader)?,
                    _ => reader.skip()?,
                }
            }
        }
        if !frames.0.is_empty() {
            into.push((parent, frames));
        }
    }
    Ok(())
}

fn removed(reader: &mut Reader<'_>, into: &mut Vec<(Option<NodeId>, Option<NodeId>)>) -> Result<(), BadEvent> {
    if !reader.array("removes")? {
        return Ok(());
    }
    while reader.element()? {
        if !reader.object("removes[]")? {
            continue;
        }
        let (mut parent, mut node) = (None, None);
        while let Some(key) = reader.key()? {
            match &*key {
                "parentId" => parent = id(reader)?,
                "id" => node = id(reader)?,
                _ => reader.skip()?,
            }
        }
        into.push((parent, node));
    }
    Ok(())
}

/// A recorded id; 0 is the screen.
fn id(reader: &mut Reader<'_>) -> Result<Option<NodeId>, BadEvent> {
    Ok(reader.id("parentId")?.filter(|id| *id > 0))
}

/// A mutation while it is collected.
#[derive(Default)]
struct Increment {
    mutation: Mutation,
    /// Where each added id stands: the same node may be recorded several times, alone and inside others.
    added: HashMap<NodeId, usize>,
}

impl Increment {
    fn remove(&mut self, parent: Option<NodeId>, id: Option<NodeId>) {
        self.mutation.removes.push(Remove { parent_id: Some(parent.unwrap_or(ids::BODY)), id, is_shadow: false });
    }

    /// An update takes the wireframe out and puts it in again, with all that is inside it.
    fn update(&mut self, parent: Option<NodeId>, frames: &Frames<'_>, reader: &mut Reader<'_>) {
        if let Some(root) = frames.0.first().filter(|root| !chrome::is_bar(root)) {
            self.remove(Some(holder(parent, frames)), root.fields.id("id"));
        }
        self.add(parent, frames, reader);
    }

    /// A wireframe and all that is inside it; the bars go where bars belong.
    fn add(&mut self, parent: Option<NodeId>, frames: &Frames<'_>, reader: &mut Reader<'_>) {
        let parent = holder(parent, frames);
        let mut to = Builder::new(parent);
        to.convert(frames, None);
        self.take(to, parent, reader);
        if let Some(bar) = chrome::find(frames, "navigation_bar") {
            let mut to = Builder::new(ids::NAVIGATION_PARENT);
            chrome::navigation_bar(&mut to, bar, None);
            self.take(to, ids::NAVIGATION_PARENT, reader);
        }
        if let Some(bar) = chrome::find(frames, "status_bar") {
            let mut to = Builder::new(ids::STATUS_PARENT);
            chrome::status_bar(&mut to, bar, None);
            self.take(to, ids::STATUS_PARENT, reader);
        }
    }

    /// Adds what a builder built, each node by itself, as rrweb's recorder would. A node that was added before keeps
    /// its place in the list and takes the later content.
    fn take(&mut self, built: Builder, parent: NodeId, reader: &mut Reader<'_>) {
        for (field, problem) in built.odd {
            reader.odd(field, None, problem);
        }
        let ids: Vec<Option<NodeId>> = built.page.nodes.iter().map(|node| node.id).collect();
        for mut node in built.page.nodes {
            let parent_id = match node.parent.take() {
                Some(index) => ids.get(index as usize).copied().flatten(),
                None => Some(parent),
            };
            let Some(id) = node.id else { continue };
            let add = Add { parent_id, previous_id: None, next_id: None, node: Subtree { nodes: node.into() } };
            match self.added.entry(id) {
                Entry::Occupied(place) => self.mutation.adds[*place.get()] = add,
                Entry::Vacant(place) => {
                    place.insert(self.mutation.adds.len());
                    self.mutation.adds.push(add);
                }
            }
        }
    }

    fn finish(mut self) -> Mutation {
        let mut seen = HashSet::new();
        self.mutation.removes.retain(|remove| seen.insert((remove.parent_id, remove.id)));
        self.mutation
    }
}

/// The node that a wireframe goes into: a picture of the whole screen belongs to the body, whatever it names.
fn holder(parent: Option<NodeId>, frames: &Frames<'_>) -> NodeId {
    let whole = frames.0.first().is_some_and(|root| root.kind() == "screenshot");
    parent.filter(|_| !whole).unwrap_or(ids::BODY)
}
