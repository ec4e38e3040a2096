//! From a node to a selector that finds it, and only it.

use super::lasting::is_lasting;
use crate::dom::{Node, NodeKey, NodeKind, Tree};
use cssparser::serialize_identifier;
use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;

/// A short selector that finds this node's element, and only it. For many nodes of one tree, keep a [`Namer`].
#[must_use]
pub fn selector_of(node: Node<'_>) -> String {
    Namer::new(node.tree()).name(node).to_string()
}

/// As [`selector_of`], by names that are likely there in another run of the page: no passing states, nothing counted or
/// made up.
#[must_use]
pub fn lasting_selector_of(node: Node<'_>) -> String {
    Namer { lasting: true, ..Namer::new(node.tree()) }.name(node).to_string()
}

/// Names the elements of one tree.
///
/// A name begins at the nearest element that its `#id`, one of its classes or its tag alone tells from every other of
/// the page, and goes down from there child by child.
#[derive(Debug)]
pub struct Namer<'t> {
    tree: &'t Tree,
    /// Whether only names are used that will be there in another run.
    lasting: bool,
    /// How often each key occurs on the page; filled when the first name is asked for.
    counts: Option<HashMap<Key<'t>, u32>>,
    /// The place of elements among their siblings of the same tag, for parents seen so far.
    places: HashMap<NodeKey, HashMap<NodeKey, Place>>,
    names: HashMap<NodeKey, Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key<'t> {
    Id(&'t str),
    Class(&'t str, &'t str),
    Tag(&'t str),
}

/// Where an element stands among its siblings of the same tag.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// From 1.
    nth: u32,
    alone: bool,
}

/// A class is tried only if it isn't longer: utility class lists and generated names make no readable path.
const LONGEST_NAME: usize = 40;

impl<'t> Namer<'t> {
    /// Nothing is counted before the first name is asked for.
    #[must_use]
    pub fn new(tree: &'t Tree) -> Self {
        Self { tree, lasting: false, counts: None, places: HashMap::new(), names: HashMap::new() }
    }

    /// The selector of this node's element: of the parent for texts and comments, of the host for a shadow root, `:root`
    /// for a document.
    pub fn name(&mut self, node: Node<'t>) -> Arc<str> {
        let target = match node.kind() {
            NodeKind::Element => node,
            NodeKind::Document => return self.document(node),
            _ => match node.parent_or_host() {
                Some(parent) => return self.name(parent),
                None => return Arc::from(":root"),
            },
        };
        if let Some(known) = self.names.get(&target.key()) {
            return known.clone();
        }
        let name: Arc<str> = self.build(target).into();
        self.names.insert(target.key(), name.clone());
        name
    }

    fn document(&mut self, node: Node<'t>) -> Arc<str> {
        match node.host() {
            None => Arc::from(":root"),
            Some(frame) => format!("{} >>>> :root", self.name(frame)).into(),
        }
    }

    /// Goes up to an anchor or to the top of the scope; then, in a shadow root or frame, on to the host.
    fn build(&mut self, target: Node<'t>) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut current = target;
        loop {
            if let Some(anchor) = self.anchor(current) {
                parts.push(anchor);
                break;
            }
            let part = self.step(current);
            match current.parent() {
                Some(parent) if parent.is_element() => {
                    parts.push(part);
                    current = parent;
                }
                root => {
                    parts.push(format!("{part}:not(* > *)"));
                    let host = root.and_then(Node::host);
                    return below(host.map(|host| self.name(host)).as_ref(), " >>>> ", &parts);
                }
            }
        }
        let host = std::iter::successors(Some(current), |node| node.parent()).last().and_then(Node::host);
        below(host.map(|host| self.name(host)).as_ref(), " >>> ", &parts)
    }

    /// What tells this element alone from all others of the page.
    fn anchor(&mut self, node: Node<'t>) -> Option<String> {
        let counts = self.counts.get_or_insert_with(|| count(self.tree));
        let is_unique = |key| counts.get(&key) == Some(&1);
        let tag = node.tag();
        let may = |name: &str| !self.lasting || is_lasting(name);
        if let Some(id) = usable(node.attribute("id")).filter(|id| may(id))
            && is_unique(Key::Id(id))
        {
            return Some(format!("{}#{}", identifier(tag), identifier(id)));
        }
        let class = classes(node).find(|class| may(class) && is_unique(Key::Class(tag, class)));
        match class {
            Some(class) => Some(format!("{}.{}", identifier(tag), identifier(class))),
            None => is_unique(Key::Tag(tag)).then(|| identifier(tag)),
        }
    }

    /// What tells this element from its siblings.
    fn step(&mut self, node: Node<'t>) -> String {
        let tag = identifier(node.tag());
        let Some(parent) = node.parent() else { return tag };
        let places = self.places.entry(parent.key()).or_insert_with(|| places(parent));
        match places.get(&node.key()) {
            Some(place) if !place.alone => format!("{tag}:nth-of-type({})", place.nth),
            _ => tag,
        }
    }
}

fn below(host: Option<&Arc<str>>, combinator: &str, parts: &[String]) -> String {
    let path = parts.iter().rev().map(String::as_str).collect::<Vec<_>>().join(" > ");
    match host {
        Some(host) => format!("{host}{combinator}{path}"),
        None => path,
    }
}

fn usable(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty() && name.len() <= LONGEST_NAME)
}

fn classes(node: Node<'_>) -> impl Iterator<Item = &str> {
    node.attribute("class").unwrap_or("").split_ascii_whitespace().filter(|class| class.len() <= LONGEST_NAME).take(8)
}

fn identifier(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    // Writing to a string cannot fail.
    let _ = serialize_identifier(name, &mut out);
    out
}

/// How often each id, class of a tag, and tag occurs on the whole page, shadow roots and frames included.
fn count(tree: &Tree) -> HashMap<Key<'_>, u32> {
    let mut counts = HashMap::new();
    let mut add = |key| *counts.entry(key).or_insert(0) += 1;
    for node in crate::dom::walk::preorder(tree).filter(|node| node.is_element()) {
        let tag = node.tag();
        add(Key::Tag(tag));
        if let Some(id) = node.attribute("id") {
            add(Key::Id(id));
        }
        // All of them, not the first few: a class must be counted wherever it occurs.
        let mut seen: Vec<&str> = Vec::new();
        for class in node.attribute("class").unwrap_or("").split_ascii_whitespace() {
            if class.len() <= LONGEST_NAME && !seen.contains(&class) {
                seen.push(class);
                add(Key::Class(tag, class));
            }
        }
    }
    counts
}

fn places(parent: Node<'_>) -> HashMap<NodeKey, Place> {
    let mut totals: HashMap<(&str, bool), u32> = HashMap::new();
    let mut places = HashMap::new();
    let elements = || parent.children().filter(|child| child.is_element());
    for child in elements() {
        let total = totals.entry((child.tag(), child.is_svg())).or_insert(0);
        *total += 1;
        places.insert(child.key(), Place { nth: *total, alone: false });
    }
    let mut by_tag: HashMap<&str, u32> = HashMap::new();
    for child in elements() {
        *by_tag.entry(child.tag()).or_insert(0) += 1;
    }
    for child in elements() {
        if let Some(place) = places.get_mut(&child.key()) {
            place.alone = by_tag.get(child.tag()) == Some(&1);
        }
    }
    places
}
