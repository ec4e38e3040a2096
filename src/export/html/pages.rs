//! Pages that share what they have in common.
//!
//! Two moments of one page differ in little, and their style sheets are most of their bytes. A page is kept as what is its
//! own between the start and the end that it shares with the page before; one that was there already is kept once.

use serde_json::{Value, json};
use std::collections::HashMap;

/// Kept pages, as the script puts them together again.
#[derive(Default)]
pub(super) struct Pages {
    kept: Vec<Value>,
    /// By window: the page before, and its text.
    before: HashMap<u16, (usize, String)>,
    known: HashMap<String, usize>,
    /// Bytes of what is kept.
    pub(super) bytes: usize,
}

impl Pages {
    /// Takes a page of a window in; the answer is its place.
    pub(super) fn add(&mut self, window: u16, page: String) -> usize {
        if let Some(place) = self.known.get(&page) {
            let place = *place;
            self.before.insert(window, (place, page));
            return place;
        }
        let place = self.kept.len();
        let (base, [start, end], own) = match self.before.get(&window) {
            Some((base, before)) => {
                let (start, end) = shared(before, &page);
                let own = page.get(start..page.len() - end).unwrap_or_default();
                let units = |text: Option<&str>| text.unwrap_or_default().encode_utf16().count();
                (Some(*base), [units(page.get(..start)), units(page.get(page.len() - end..))], own)
            }
            None => (None, [0, 0], &*page),
        };
        self.bytes += own.len();
        self.kept.push(json!({"base": base, "start": start, "end": end, "text": own}));
        self.known.insert(page.clone(), place);
        self.before.insert(window, (place, page));
        place
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<Value> {
        self.kept
    }
}

/// How many bytes two texts share at their start and, apart from those, at their end.
fn shared(one: &str, other: &str) -> (usize, usize) {
    let mut start = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    while !one.is_char_boundary(start) || !other.is_char_boundary(start) {
        start -= 1;
    }
    let most = one.len().min(other.len()) - start;
    let mut end = one.bytes().rev().zip(other.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !one.is_char_boundary(one.len() - end) || !other.is_char_boundary(other.len() - end) {
        end -= 1;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the script does.
    fn page(pages: &[Value], place: usize) -> String {
        let page_of = &pages[place];
        let Some(base) = page_of["base"].as_u64() else { return page_of["text"].as_str().unwrap().to_owned() };
        let before: Vec<u16> = page(pages, usize::try_from(base).unwrap()).encode_utf16().collect();
        let number = |name: &str| usize::try_from(page_of[name].as_u64().unwrap()).unwrap();
        let [start, end] = [&before[..number("start")], &before[before.len() - number("end")..]];
        format!(
            "{}{}{}",
            String::from_utf16(start).unwrap(),
            page_of["text"].as_str().unwrap(),
            String::from_utf16(end).unwrap()
        )
    }

    #[test]
    fn pages_come_back_whole_and_cost_what_is_their_own() {
        let texts = ["<p>aé</p>", "<p>aê</p>", "<p>aê</p>", "", "😀x", "😁x", "<p>aé</p>", "aa", "aaaa"];
        let mut pages = Pages::default();
        let places: Vec<usize> = texts.iter().map(|text| pages.add(0, (*text).to_owned())).collect();
        assert_eq!((places[1], places[6]), (places[2], places[0]));
        assert!(pages.bytes < texts.concat().len());
        let kept = pages.finish();
        for (text, place) in texts.iter().zip(places) {
            assert_eq!(page(&kept, place), *text);
        }
    }
}
