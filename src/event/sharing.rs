//! Texts that come again and again, kept once: names, and the values of attributes.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::Arc;

use super::node::Name;

/// Names remembered for sharing.
const MOST_NAMES: usize = 4096;

/// Longer texts rarely come again.
const LONGEST_RECENT: usize = 200;
/// Texts remembered for sharing, each in the place that its hash names.
const RECENT: usize = 4096;

/// One allocation for texts that come again before others take their place.
pub(super) fn recent(text: &str) -> Arc<str> {
    thread_local! {
        static TEXTS: RefCell<Vec<Arc<str>>> = RefCell::default();
    }
    if text.len() > LONGEST_RECENT {
        return Arc::from(text);
    }
    let hash = foldhash::fast::FixedState::default().hash_one(text);
    TEXTS.with_borrow_mut(|texts| {
        if texts.is_empty() {
            texts.resize(RECENT, Arc::default());
        }
        let Some(place) = usize::try_from(hash % RECENT as u64).ok().and_then(|place| texts.get_mut(place)) else {
            return Arc::from(text);
        };
        if **place != *text {
            *place = Arc::from(text);
        }
        place.clone()
    })
}

/// One allocation for names that keep coming; bounded, so that hostile names are not kept.
pub(super) fn shared(text: &str) -> Name {
    thread_local! {
        static NAMES: RefCell<HashSet<Name, foldhash::fast::RandomState>> = RefCell::default();
    }
    NAMES.with_borrow_mut(|names| {
        if let Some(name) = names.get(text) {
            return name.clone();
        }
        let name: Name = Arc::from(text);
        if names.len() < MOST_NAMES && text.len() < 64 {
            names.insert(name.clone());
        }
        name
    })
}
