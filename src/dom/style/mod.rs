//! Inline style and rule declarations as CSSOM edits and serialises them.
//!
//! A browser keeps longhands: setting `margin-left` on `margin: 1px` gives `margin: 1px 1px 1px 4px`. Shorthands of four
//! sides and of pairs are taken apart and put together here as Chromium does; other shorthands stay as they are until a
//! longhand of theirs is set, which then follows them.

use crate::event::mutation::StyleChange;

mod known;
mod shorthand;
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
    let mut block = parse(text.unwrap_or_default());
    let mut touched = false;
    for change in changes {
        touched |= set(&mut block, &change.property, change.value.as_deref(), change.important);
    }
    touched.then(|| serialise(&block))
}

/// Declarations' text after one change; `None` when nothing changed.
pub(super) fn with_property(text: &str, property: &str, value: Option<&str>, important: bool) -> Option<String> {
    let mut block = parse(text);
    set(&mut block, property, value, important).then(|| serialise(&block))
}

/// Reads declarations; later ones override earlier ones of the same property.
pub(crate) fn parse(text: &str) -> Vec<Declared> {
    let text = without_comments(text);
    let mut block = Vec::new();
    let mut rest = &*text;
    while !rest.is_empty() {
        let end = find_outside(rest, |byte| byte == b';').unwrap_or(rest.len());
        let (one, after) = rest.split_at(end);
        rest = after.get(1..).unwrap_or_default();
        let Some((property, value)) = one.split_once(':') else { continue };
        let (value, important) = split_important(value.trim());
        let property = canonical_name(property.trim());
        if value.is_empty() && !property.starts_with("--") {
            continue;
        }
        put_parsed(&mut block, &property, value, important);
    }
    block
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

/// In text, an unimportant declaration does not override an important one.
fn put_parsed(block: &mut Vec<Declared>, property: &str, value: &str, important: bool) {
    if !known::is_property(property) || !value::is_plausible(property, value) {
        return;
    }
    for part in shorthand::expand(property, &value::canonical(property, value), important) {
        let outranked = block.iter().any(|d| d.property == part.property && d.important && !important);
        if !outranked {
            block.retain(|d| d.property != part.property);
            block.push(part);
        }
    }
}

/// CSSOM `setProperty`, or `removeProperty` without a value. False when nothing changed.
fn set(block: &mut Vec<Declared>, property: &str, value: Option<&str>, important: bool) -> bool {
    let property = canonical_name(property);
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
        return remove(block, &property);
    };
    // A value with `!important` in it is invalid here, and so is one that ends the declaration.
    let ends = find_outside(value, |byte| matches!(byte, b';' | b'}' | b'!')).is_some();
    if ends || !known::is_property(&property) || !value::is_plausible(&property, value) {
        return false;
    }
    let parts = shorthand::expand(&property, &value::canonical(&property, value), important);
    let mut touched = false;
    for part in parts {
        match block.iter_mut().find(|declared| declared.property == part.property) {
            Some(old) if *old == part => {}
            Some(old) => {
                *old = part;
                touched = true;
            }
            None => {
                block.push(part);
                touched = true;
            }
        }
    }
    touched
}

fn remove(block: &mut Vec<Declared>, property: &str) -> bool {
    let longhands = shorthand::longhands(property);
    let before = block.len();
    block.retain(|declared| {
        declared.property != property
            && !longhands.contains(&declared.property.as_str())
            && !shorthand::is_part_of(&declared.property, property)
    });
    block.len() != before
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
