//! What comes again and again, kept once: names, the values of attributes, attributes, elements.
//!
//! Each thread that reads keeps its own. All of it is bounded, in number and in size: a hostile recording only gains
//! that nothing is found.

use std::cell::RefCell;
use std::collections::HashSet;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::node::{Attribute, Element, Name};
use super::scan::{Plain, hash};

/// Names remembered for sharing.
const MOST_NAMES: usize = 4096;
/// Names that are found without a search, each in the place that its hash names.
const AT_HAND: usize = 512;

/// Longer names are not remembered.
const LONGEST_NAME: usize = 64;

/// Longer texts rarely come again.
const LONGEST_RECENT: usize = 200;
/// Texts remembered for sharing, each in the place that its hash names.
const RECENT: usize = 4096;

/// Attributes remembered for sharing.
const ATTRIBUTES: usize = 1024;

/// Elements remembered for sharing, and the longest JSON of their attributes.
const ELEMENTS: usize = 1024;
const LONGEST_ATTRIBUTES: usize = 256;

/// What a thread that reads events keeps.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) names: Names,
    pub(super) texts: Texts,
    pub(super) attributes: Attributes,
    pub(super) elements: Elements,
    /// Empty, and large enough for the attributes of most elements. Pushing what needs no drop, should the push fail, is
    /// much quicker: it is written piece by piece where it stays.
    pub(super) room: Vec<ManuallyDrop<Attribute>>,
}

/// Lends out what this thread keeps.
pub(super) fn with<T>(use_it: impl FnOnce(&mut Kept) -> T) -> T {
    thread_local! {
        static KEPT: RefCell<Kept> = RefCell::default();
    }
    KEPT.with_borrow_mut(use_it)
}

/// One allocation for names that keep coming; bounded, so that hostile names are not kept.
pub(super) fn shared(text: &str) -> Name {
    with(|kept| kept.names.of(text))
}

/// One allocation for texts that keep coming before others take their place.
pub(super) fn recent(text: &str) -> Arc<str> {
    with(|kept| kept.texts.of(text))
}

/// Names, each kept once.
#[derive(Default)]
pub(super) struct Names {
    at_hand: Vec<(u64, Name)>,
    all: HashSet<Name, foldhash::fast::RandomState>,
}

impl Names {
    pub(super) fn of(&mut self, name: &str) -> Name {
        self.get(hash(name), name.as_bytes(), || name)
    }

    #[inline]
    pub(super) fn plain(&mut self, name: &Plain<'_>) -> Name {
        self.get(name.hash(), name.bytes(), || name.text())
    }

    #[inline]
    fn get<'a>(&mut self, hash: u64, bytes: &[u8], text: impl FnOnce() -> &'a str) -> Name {
        match self.at_hand.get(place(hash, AT_HAND)) {
            Some((kept, name)) if *kept == hash && name.as_bytes() == bytes => name.clone(),
            _ => self.find(hash, text()),
        }
    }

    fn find(&mut self, hash: u64, text: &str) -> Name {
        if text.len() >= LONGEST_NAME {
            return Arc::from(text);
        }
        let name = self.all.get(text).cloned().unwrap_or_else(|| {
            let name: Name = Arc::from(text);
            if self.all.len() < MOST_NAMES {
                self.all.insert(name.clone());
            }
            name
        });
        if self.at_hand.is_empty() {
            self.at_hand.resize(AT_HAND, Default::default());
        }
        if let Some(place) = self.at_hand.get_mut(place(hash, AT_HAND)) {
            *place = (hash, name.clone());
        }
        name
    }
}

/// The texts that came last.
#[derive(Default)]
pub(super) struct Texts(Vec<Place>);

/// A text that came twice, and the hash of the last that came once: what never comes again takes no text's place.
#[derive(Clone, Default)]
struct Place {
    kept: u64,
    text: Arc<str>,
    seen: u64,
}

impl Texts {
    pub(super) fn of(&mut self, text: &str) -> Arc<str> {
        self.get(hash(text), text.as_bytes(), || text)
    }

    #[inline]
    pub(super) fn plain(&mut self, text: &Plain<'_>) -> Arc<str> {
        self.get(text.hash(), text.bytes(), || text.text())
    }

    #[inline]
    fn get<'a>(&mut self, hash: u64, bytes: &[u8], text: impl FnOnce() -> &'a str) -> Arc<str> {
        match self.0.get(place(hash, RECENT)) {
            Some(place) if place.kept == hash && place.text.as_bytes() == bytes => place.text.clone(),
            _ => self.find(hash, text()),
        }
    }

    fn find(&mut self, hash: u64, text: &str) -> Arc<str> {
        let new: Arc<str> = Arc::from(text);
        if self.0.is_empty() {
            self.0.resize(RECENT, Place::default());
        }
        if let Some(place) = self.0.get_mut(place(hash, RECENT)).filter(|_| text.len() <= LONGEST_RECENT) {
            if place.seen == hash {
                (place.kept, place.text) = (hash, new.clone());
            }
            place.seen = hash;
        }
        new
    }
}

/// Attributes that many elements have, each in the place that its [mark](super::scan::mark) names.
#[derive(Default)]
pub(super) struct Attributes(Vec<Pair>);

/// An attribute that came twice in a row, and the hash of the last that came.
#[derive(Clone, Default)]
struct Pair {
    mark: u64,
    attribute: Option<(Name, Arc<str>)>,
    seen: u64,
}

impl Attributes {
    /// The name and value that the JSON begins with, and their length in it.
    #[inline]
    pub(super) fn find(&self, mark: u64, json: &[u8]) -> Option<(Name, Arc<str>, usize)> {
        let pair = self.0.get(place(mark, ATTRIBUTES)).filter(|pair| pair.mark == mark)?;
        let (name, value) = pair.attribute.as_ref()?;
        written(json, name, value).map(|length| (name.clone(), value.clone(), length))
    }

    /// Keeps an attribute that comes the second time, if its JSON is nothing but its name and its value.
    pub(super) fn keep(&mut self, mark: u64, hash: u64, json: &[u8], (name, value): (&Name, &Arc<str>)) {
        if self.0.is_empty() {
            self.0.resize(ATTRIBUTES, Pair::default());
        }
        let Some(pair) = self.0.get_mut(place(mark, ATTRIBUTES)) else { return };
        let is_short = name.len() < LONGEST_NAME && value.len() <= LONGEST_RECENT;
        if pair.seen == mark ^ hash && is_short && written(json, name, value).is_some() {
            (pair.mark, pair.attribute) = (mark, Some((name.clone(), value.clone())));
        }
        pair.seen = mark ^ hash;
    }
}

/// The length of `"name":"value"` where the JSON begins with it, the value without escapes.
#[inline]
fn written(json: &[u8], name: &str, value: &str) -> Option<usize> {
    let rest = json.strip_prefix(b"\"")?.strip_prefix(name.as_bytes())?.strip_prefix(b"\":\"")?;
    let rest = rest.strip_prefix(value.as_bytes())?.strip_prefix(b"\"")?;
    Some(json.len() - rest.len())
}

/// Elements of which many are alike, such as the cells of a grid, each in the place that the mark of its attributes'
/// JSON names.
#[derive(Default)]
pub(super) struct Elements(Vec<Known>);

/// An element that came twice in a row, and the hash of the last that came.
#[derive(Clone, Default)]
struct Known {
    mark: u64,
    attributes: Box<str>,
    element: Option<Arc<Element>>,
    seen: u64,
}

impl Elements {
    /// The element whose attributes the JSON begins with, and their length in it.
    pub(super) fn find(&self, mark: u64, json: &[u8]) -> Option<(Arc<Element>, usize)> {
        let known = self.0.get(place(mark, ELEMENTS)).filter(|known| known.mark == mark)?;
        let element = known.element.as_ref()?;
        json.starts_with(known.attributes.as_bytes()).then(|| (element.clone(), known.attributes.len()))
    }

    /// Keeps an element that comes the second time.
    pub(super) fn keep(&mut self, mark: u64, attributes: &str, element: &Arc<Element>) {
        if attributes.len() > LONGEST_ATTRIBUTES {
            return;
        }
        if self.0.is_empty() {
            self.0.resize(ELEMENTS, Known::default());
        }
        let Some(known) = self.0.get_mut(place(mark, ELEMENTS)) else { return };
        let seen = mark ^ hash(attributes);
        if known.seen == seen {
            (known.mark, known.attributes, known.element) = (mark, attributes.into(), Some(element.clone()));
        }
        known.seen = seen;
    }
}

/// Where a hash is looked for, of so many places.
#[inline]
fn place(hash: u64, places: usize) -> usize {
    usize::try_from(hash % places as u64).unwrap_or_default()
}
