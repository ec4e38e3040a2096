//! The short way for what scripts set most: a few plain declarations, of which one or two get another value.
//!
//! A declaration is plain when reading and writing it changes nothing but the space around it, and a list of them when no
//! declaration has a say in another. The list is then its own canonical form, and what a change leaves alone need not be
//! looked into. Whatever else there is goes the general way, which says the same of plain declarations too.

#[cfg(test)]
mod tests;

use super::known::is_colour_name;
use super::value::zero_of;
use crate::event::mutation::StyleChange;

/// Something in the declarations or the changes is not plain.
pub(super) struct NotPlain;

/// Declarations that are looked through one by one.
const MOST: usize = 24;

/// What a property takes, as far as its values are plain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Length,
    Colour,
    Number,
    Integer,
    Words,
    /// Words, numbers and functions: a browser's own checks are not made.
    Anything,
}

/// A shorthand that is written in place of its longhands once it has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Together {
    Margin,
    Padding,
    Inset,
    Overflow,
}

/// A property that has no parts, and the shorthand whose part it is.
struct Property {
    takes: Takes,
    part_of: Option<Together>,
}

struct Plain<'t> {
    property: &'t str,
    value: &'t str,
    part_of: Option<Together>,
}

/// What [`edited`](super::edited) says.
pub(super) fn edited(text: &str, changes: &[StyleChange]) -> Result<Option<String>, NotPlain> {
    let mut list: Vec<Plain<'_>> = Vec::with_capacity(8);
    for one in text.split(';').map(str::trim).filter(|one| !one.is_empty()) {
        let (property, value) = one.split_once(':').ok_or(NotPlain)?;
        let plain = plain(property.trim(), value.trim())?;
        if list.len() == MOST || list.iter().any(|other| other.property == plain.property) {
            return Err(NotPlain);
        }
        list.push(plain);
    }
    let mut touched = false;
    for change in changes {
        touched |= set(&mut list, change)?;
    }
    let shorthands = [(Together::Margin, 4), (Together::Padding, 4), (Together::Inset, 4), (Together::Overflow, 2)];
    let parts = |of| list.iter().filter(|plain| plain.part_of == Some(of)).count();
    if shorthands.into_iter().any(|(of, all)| parts(of) == all) {
        return Err(NotPlain);
    }
    Ok(touched.then(|| write(&list)))
}

/// Whether it changed anything.
fn set<'t>(list: &mut Vec<Plain<'t>>, change: &'t StyleChange) -> Result<bool, NotPlain> {
    if change.important {
        return Err(NotPlain);
    }
    let place = list.iter().position(|plain| plain.property == &*change.property);
    let Some(value) = change.value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else {
        property(&change.property).ok_or(NotPlain)?;
        return Ok(place.map(|place| list.remove(place)).is_some());
    };
    let new = plain(&change.property, value)?;
    if let Some(old) = place.and_then(|place| list.get_mut(place)) {
        return Ok(std::mem::replace(old, new).value != value);
    }
    if list.len() == MOST {
        return Err(NotPlain);
    }
    list.push(new);
    Ok(true)
}

fn write(list: &[Plain<'_>]) -> String {
    let mut out = String::with_capacity(list.iter().map(|plain| plain.property.len() + plain.value.len() + 4).sum());
    for plain in list {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(plain.property);
        out.push_str(": ");
        out.push_str(plain.value);
        out.push(';');
    }
    out
}

fn plain<'t>(name: &'t str, value: &'t str) -> Result<Plain<'t>, NotPlain> {
    let Property { takes, part_of } = property(name).ok_or(NotPlain)?;
    let holds = match takes {
        Takes::Length => is_length(value),
        Takes::Colour => is_word(value) && is_colour_name(value) || is_function(value),
        Takes::Number => is_function(value) || Number::read(value).is_some_and(|number| number.unit.is_empty()),
        Takes::Integer => value == "auto" || is_integer(value),
        Takes::Words => value.split(' ').all(|word| is_word(word) && !word.bytes().any(|byte| byte.is_ascii_digit())),
        Takes::Anything => pieces(value).all(is_piece),
    };
    if holds { Ok(Plain { property: name, value, part_of }) } else { Err(NotPlain) }
}

/// What is known of a property. No shorthand is among them, whether it is taken apart or not, and no part of one but
/// those that say so.
fn property(name: &str) -> Option<Property> {
    let alone = |takes| Some(Property { takes, part_of: None });
    let part = |takes, of| Some(Property { takes, part_of: Some(of) });
    match name {
        "width" | "height" | "min-width" | "min-height" | "max-width" | "max-height" => alone(Takes::Length),
        "top" | "right" | "bottom" | "left" => part(Takes::Length, Together::Inset),
        "margin-top" | "margin-right" | "margin-bottom" | "margin-left" => part(Takes::Length, Together::Margin),
        "padding-top" | "padding-right" | "padding-bottom" | "padding-left" => part(Takes::Length, Together::Padding),
        "overflow-x" | "overflow-y" => part(Takes::Words, Together::Overflow),
        "color" | "background-color" | "caret-color" => alone(Takes::Colour),
        "opacity" => alone(Takes::Number),
        "z-index" | "order" => alone(Takes::Integer),
        "display" | "visibility" | "position" | "float" | "clear" | "pointer-events" | "white-space" => {
            alone(Takes::Words)
        }
        "animation-delay"
        | "animation-duration"
        | "animation-name"
        | "box-shadow"
        | "box-sizing"
        | "clip-path"
        | "contain"
        | "cursor"
        | "direction"
        | "fill"
        | "filter"
        | "font-family"
        | "font-size"
        | "font-weight"
        | "line-height"
        | "object-fit"
        | "object-position"
        | "scroll-behavior"
        | "stroke"
        | "stroke-dasharray"
        | "stroke-dashoffset"
        | "stroke-width"
        | "text-align"
        | "text-overflow"
        | "text-transform"
        | "touch-action"
        | "transform"
        | "transform-origin"
        | "transition-delay"
        | "transition-duration"
        | "transition-property"
        | "transition-timing-function"
        | "translate"
        | "user-select"
        | "vertical-align"
        | "will-change"
        | "zoom" => alone(Takes::Anything),
        _ => {
            let own = name.strip_prefix("--")?;
            own.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).then_some(())?;
            alone(Takes::Anything)
        }
    }
}

/// A length with a unit, or what stands for one.
fn is_length(value: &str) -> bool {
    let is_unit = |unit| matches!(unit, "px" | "%" | "em" | "rem" | "vh" | "vw" | "pt");
    match Number::read(value) {
        Some(number) => is_unit(number.unit),
        None => matches!(value, "auto" | "none" | "min-content" | "max-content" | "fit-content") || is_function(value),
    }
}

fn is_integer(value: &str) -> bool {
    Number::read(value).is_some_and(|number| number.unit.is_empty() && !value.contains('.'))
}

/// A value's words: a function is one, whatever space it has inside.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    value.split(move |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ' ' && depth == 0
    })
}

/// A word, a number that is not a plain zero, or a function; each may end with the comma of a list.
fn is_piece(piece: &str) -> bool {
    let piece = piece.strip_suffix(',').unwrap_or(piece);
    is_word(piece) || Number::read(piece).is_some_and(|number| !number.is_plain_zero()) || is_function(piece)
}

/// Lower case: an upper case `INHERIT` is written in lower case.
fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// `name(one, other)`, without functions inside.
fn is_function(text: &str) -> bool {
    let Some((name, inside)) = text.split_once('(') else { return false };
    let Some(inside) = inside.strip_suffix(')') else { return false };
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_inside = |byte: u8| is_letter(byte) || matches!(byte, b'.' | b'%' | b'+' | b'*' | b'_' | b' ');
    let is_argument = |argument: &str| {
        !argument.is_empty()
            && argument.bytes().all(is_inside)
            && !argument.starts_with(' ')
            && !argument.ends_with(' ')
            && (argument != "0" || zero_of(&name.to_ascii_lowercase()) == "0")
    };
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(is_letter)
        && !name.eq_ignore_ascii_case("url")
        && inside.split(", ").all(is_argument)
}

/// A decimal number of no more digits than every kind of number holds, and its unit.
struct Number<'t> {
    number: &'t str,
    unit: &'t str,
}

impl<'t> Number<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let start = usize::from(text.starts_with('-'));
        let digits = |from: usize| text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
        let whole = digits(start);
        let mut end = start + whole;
        if text.as_bytes().get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            end += 1 + fraction;
            if fraction == 0 {
                return None;
            }
        }
        let (number, unit) = text.split_at_checked(end)?;
        let is_unit = unit == "%" || unit.bytes().all(|byte| byte.is_ascii_lowercase());
        (whole > 0 && end < 18 && is_unit).then_some(Self { number, unit })
    }

    /// In some places it has to be given a unit.
    fn is_plain_zero(&self) -> bool {
        self.unit.is_empty() && !self.number.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
    }
}
