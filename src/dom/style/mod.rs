//! Inline style and rule declarations as CSSOM edits and serialises them.
//!
//! A browser keeps longhands: setting `margin-left` on `margin: 1px` gives `margin: 1px 1px 1px 4px`. Shorthands of four
//! sides and of pairs are taken apart and put together here as Chromium does; other shorthands stay as they are until a
//! longhand of theirs is set, which then follows them.

use std::collections::HashMap;

use crate::event::mutation::StyleChange;

mod known;
mod plain;
mod shorthand;
#[cfg(test)]
mod tests;
mod value;

use super::sheet::{find_outside, without_comments};

/// One declaration; its property is a longhand, or a shorthand that is not taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) property: String,
    pub(crate) value: String,
    pub(crate) important: bool,
}

/// The style attribute after a style object's changes; `None` when nothing changed.
pub(super) fn edited(text: Option<&str>, changes: &[StyleChange]) -> Option<String> {
    let text = text.unwrap_or_default();
    plain::edited(text, changes).unwrap_or_else(|_| edited_in_general(text, changes))
}

fn edited_in_general(text: &str, changes: &[StyleChange]) -> Option<String> {
    let mut block = Block::parse(text);
    let mut touched = false;
    for change in changes {
        touched |= block.set(&change.property, change.value.as_deref(), change.important);
    }
    touched.then(|| serialise(&block.finish()))
}

/// Declarations' text after one change; `None` when nothing changed.
pub(super) fn with_property(text: &str, property: &str, value: Option<&str>, important: bool) -> Option<String> {
    let mut block = Block::parse(text);
    block.set(property, value, important).then(|| serialise(&block.finish()))
}

/// Reads declarations; later ones override earlier ones of the same property.
pub(crate) fn parse(text: &str) -> Vec<Declared> {
    Block::parse(text).finish()
}

fn split_important(value: &str) -> (&str, bool) {
    if let Some((before, last)) = value.rsplit_once('!')
        && last.trim().eq_ignore_ascii_case("important")
    {
        return (before.trim_end(), true);
    }
    (value, false)
}

/// Property names are case-insensitive, custom ones are not; some have a second name.
fn canonical_name(property: &str) -> String {
    if property.starts_with("--") {
        return property.to_owned();
    }
    known::unaliased(&property.to_ascii_lowercase()).to_owned()
}

/// Declarations that are found faster by looking at each.
const FEW: usize = 48;

/// Declarations while they are read or edited; a map finds them where there are many.
#[derive(Default)]
struct Block {
    /// In order; one without a property has been taken out.
    list: Vec<Declared>,
    places: HashMap<String, usize, foldhash::fast::RandomState>,
}

impl Block {
    fn parse(text: &str) -> Self {
        let text = without_comments(text);
        let mut block = Self::default();
        let mut rest = &*text;
        while !rest.is_empty() {
            let end = find_outside(rest, |byte| byte == b';').unwrap_or(rest.len());
            let (one, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            let Some((property, value)) = one.split_once(':') else { continue };
            let (value, important) = split_important(value.trim());
            let property = canonical_name(property.trim());
            if !value.is_empty() || property.starts_with("--") {
                block.put_parsed(&property, value, important);
            }
        }
        block
    }

    fn find(&self, property: &str) -> Option<usize> {
        if self.list.len() > FEW {
            return self.places.get(property).copied();
        }
        self.list.iter().position(|declared| declared.property == property)
    }

    fn push(&mut self, declared: Declared) {
        if self.list.len() == FEW {
            self.places = self.list.iter().enumerate().map(|(place, d)| (d.property.clone(), place)).collect();
        }
        if self.list.len() >= FEW {
            self.places.insert(declared.property.clone(), self.list.len());
        }
        self.list.push(declared);
    }

    /// False when it was not there.
    fn take_out(&mut self, property: &str) -> bool {
        let Some(place) = self.find(property) else { return false };
        self.places.remove(property);
        if let Some(declared) = self.list.get_mut(place) {
            declared.property.clear();
        }
        true
    }

    fn finish(mut self) -> Vec<Declared> {
        self.list.retain(|declared| !declared.property.is_empty());
        self.list
    }

    /// In text, an unimportant declaration does not override an important one.
    fn put_parsed(&mut self, property: &str, value: &str, important: bool) {
        if property.is_empty() || !known::is_property(property) || !value::is_plausible(property, value) {
            return;
        }
        self.take_out_parts(property);
        for part in shorthand::expand(property, &value::canonical(property, value), important) {
            let old = self.find(&part.property).and_then(|place| self.list.get(place));
            if old.is_some_and(|old| old.important && !important) {
                continue;
            }
            self.take_out(&part.property);
            self.push(part);
        }
    }

    /// CSSOM `setProperty`, or `removeProperty` without a value. False when nothing changed.
    fn set(&mut self, property: &str, value: Option<&str>, important: bool) -> bool {
        let property = canonical_name(property);
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
            return self.remove(&property);
        };
        // A value with `!important` in it is invalid here, and so is one that ends the declaration.
        let ends = find_outside(value, |byte| matches!(byte, b';' | b'}' | b'!')).is_some();
        if ends || property.is_empty() || !known::is_property(&property) || !value::is_plausible(&property, value) {
            return false;
        }
        let mut touched = self.take_out_parts(&property);
        for part in shorthand::expand(&property, &value::canonical(&property, value), important) {
            match self.find(&part.property).and_then(|place| self.list.get_mut(place)) {
                Some(old) if *old == part => {}
                Some(old) => {
                    *old = part;
                    touched = true;
                }
                None => {
                    self.push(part);
                    touched = true;
                }
            }
        }
        touched
    }

    fn remove(&mut self, property: &str) -> bool {
        let mut touched = self.take_out(property);
        for longhand in shorthand::longhands(property) {
            touched |= self.take_out(longhand);
        }
        self.take_out_parts(property) || touched
    }

    /// Takes out the longhands of a shorthand that is not taken apart: it says all that they said.
    fn take_out_parts(&mut self, property: &str) -> bool {
        if !shorthand::is_opaque(property) {
            return false;
        }
        let is_part = |declared: &&Declared| shorthand::is_part_of(&declared.property, property);
        let parts: Vec<String> = self.list.iter().filter(is_part).map(|declared| declared.property.clone()).collect();
        for part in &parts {
            self.take_out(part);
        }
        !parts.is_empty()
    }
}

/// Chromium's order: each shorthand where the first of its longhands is.
pub(crate) fn serialise(block: &[Declared]) -> String {
    let mut out = String::new();
    let mut done = vec![false; block.len()];
    for (place, declared) in block.iter().enumerate() {
        if done.get(place) == Some(&true) {
            continue;
        }
        let (property, value) = match shorthand::collapse(block, place) {
            Some((shorthand, value, members)) => {
                for member in members {
                    if let Some(done) = done.get_mut(member) {
                        *done = true;
                    }
                }
                (shorthand.to_owned(), value)
            }
            None => (declared.property.clone(), declared.value.clone()),
        };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&property);
        out.push_str(": ");
        out.push_str(&value);
        out.push_str(if declared.important { " !important;" } else { ";" });
    }
    out
}
