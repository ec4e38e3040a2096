//! Every container, written by this suite from the shipped recordings and read back: whole, damaged, and hostile.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod damage;
mod hostile;
mod matrix;
mod opened;
mod outside;
mod parts;
mod portable;
mod protobuf;
mod read;
mod table;
mod write;

use scrubjay::archive::Input;
use serde_json::Value;
use std::path::Path;

/// A recording as plain values: each event with its window's name, in order.
#[derive(Clone, Debug)]
struct Session {
    id: String,
    events: Vec<(String, Value)>,
}

impl Session {
    /// A shipped recording. A container without window ids gets one window.
    fn sample(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let taken = read::take(&[Input::Path(path)]).unwrap();
        assert!(taken.damage.is_empty(), "{name}: {:?}", taken.damage);
        Self { id: "0196cf71-0000-7000-8000-00000000abcd".to_owned(), events: taken.events }
    }

    /// The first events of a shipped recording, without the large ones.
    fn short(name: &str, count: usize) -> Self {
        let mut session = Self::sample(name);
        session.events.retain(|(_, event)| event.to_string().len() < 4000);
        session.events.truncate(count);
        session
    }

    fn windows(&self) -> Vec<String> {
        let mut windows: Vec<String> = Vec::new();
        for (window, _) in &self.events {
            if !windows.contains(window) {
                windows.push(window.clone());
            }
        }
        windows
    }
}
