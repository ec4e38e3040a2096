//! Shorthands that are taken apart and put together.

use super::Declared;
use crate::dom::sheet::find_outside;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a shorthand's value is made of its longhands'.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One to four values: top, right, bottom, left.
    Sides,
    /// One or two values.
    Pair,
    /// The three border shorthands of all sides.
    Border,
    /// `border-top` and its kin, and `outline`: width, style, colour in any order.
    Edge,
    /// Grow, shrink and basis, with keywords and defaults of its own.
    Flex,
    /// Direction and wrapping of a flex box, in any order.
    Flow,
}

/// Shorthand, its longhands in order, its shape.
const SHORTHANDS: &[(&str, &[&str], Shape)] = &[
    ("margin", &["margin-top", "margin-right", "margin-bottom", "margin-left"], Shape::Sides),
    ("padding", &["padding-top", "padding-right", "padding-bottom", "padding-left"], Shape::Sides),
    ("inset", &["top", "right", "bottom", "left"], Shape::Sides),
    (
        "border-width",
        &["border-top-width", "border-right-width", "border-bottom-width", "border-left-width"],
        Shape::Sides,
    ),
    (
        "border-style",
        &["border-top-style", "border-right-style", "border-bottom-style", "border-left-style"],
        Shape::Sides,
    ),
    (
        "border-color",
        &["border-top-color", "border-right-color", "border-bottom-color", "border-left-color"],
        Shape::Sides,
    ),
    (
        "border-radius",
        &[
            "border-top-left-radius",
            "border-top-right-radius",
            "border-bottom-right-radius",
            "border-bottom-left-radius",
        ],
        Shape::Sides,
    ),
    (
        "scroll-margin",
        &["scroll-margin-top", "scroll-margin-right", "scroll-margin-bottom", "scroll-margin-left"],
        Shape::Sides,
    ),
    (
        "scroll-padding",
        &["scroll-padding-top", "scroll-padding-right", "scroll-padding-bottom", "scroll-padding-left"],
        Shape::Sides,
    ),
    ("overflow", &["overflow-x", "overflow-y"], Shape::Pair),
    ("overscroll-behavior", &["overscroll-behavior-x", "overscroll-behavior-y"], Shape::Pair),
    ("gap", &["row-gap", "column-gap"], Shape::Pair),
    ("margin-inline", &["margin-inline-start", "margin-inline-end"], Shape::Pair),
    ("margin-block", &["margin-block-start", "margin-block-end"], Shape::Pair),
    ("padding-inline", &["padding-inline-start", "padding-inline-end"], Shape::Pair),
    ("padding-block", &["padding-block-start", "padding-block-end"], Shape::Pair),
    ("inset-inline", &["inset-inline-start", "inset-inline-end"], Shape::Pair),
    ("inset-block", &["inset-block-start", "inset-block-end"], Shape::Pair),
    ("place-items", &["align-items", "justify-items"], Shape::Pair),
    ("place-content", &["align-content", "justify-content"], Shape::Pair),
    ("place-self", &["align-self", "justify-self"], Shape::Pair),
    ("border", &["border-width", "border-style", "border-color"], Shape::Border),
    ("border-top", &["border-top-width", "border-top-style", "border-top-color"], Shape::Edge),
    ("border-right", &["border-right-width", "border-right-style", "border-right-color"], Shape::Edge),
    ("border-bottom", &["border-bottom-width", "border-bottom-style", "border-bottom-color"], Shape::Edge),
    ("border-left", &["border-left-width", "border-left-style", "border-left-color"], Shape::Edge),
    ("flex", &["flex-grow", "flex-shrink", "flex-basis"], Shape::Flex),
    ("flex-flow", &["flex-direction", "flex-wrap"], Shape::Flow),
    ("outline", &["outline-width", "outline-style", "outline-color"], Shape::Edge),
];

const LINE_STYLES: &[&str] =
    &["none", "hidden", "dotted", "dashed", "solid", "double", "groove", "ridge", "inset", "outset", "auto"];

fn find(property: &str) -> Option<(&'static [&'static str], Shape)> {
    SHORTHANDS.iter().find(|(name, _, _)| *name == property).map(|(_, parts, shape)| (*parts, *shape))
}

/// The longhands of a shorthand that is taken apart; `border` has twelve.
pub(super) fn longhands(property: &str) -> Vec<&'static str> {
    match find(property) {
        None => Vec::new(),
        Some((parts, Shape::Border)) => parts.iter().flat_map(|part| longhands(part)).collect(),
        Some((parts, _)) => parts.to_vec(),
    }
}

/// The shorthands that each longhand is among the [`longhands`] of, in the order in which they are tried.
static CANDIDATES: LazyLock<HashMap<&str, Vec<&str>, foldhash::fast::RandomState>> = LazyLock::new(|| {
    let mut candidates: HashMap<&str, Vec<&str>, foldhash::fast::RandomState> = HashMap::default();
    let all = SHORTHANDS.iter().map(|(name, _, _)| *name);
    for name in ["border"].into_iter().chain(all.filter(|name| *name != "border")) {
        for longhand in longhands(name) {
            candidates.entry(longhand).or_default().push(name);
        }
    }
    candidates
});

/// The shorthands that a property is a longhand of.
pub(super) fn candidates(property: &str) -> &'static [&'static str] {
    CANDIDATES.get(property).map_or(&[], Vec::as_slice)
}

/// Every shorthand that is taken apart, and their longhands.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    SHORTHANDS.iter().flat_map(|(name, parts, _)| [*name].into_iter().chain(parts.iter().copied()))
}

/// Shorthands that are not taken apart; their longhands are known by their names.
const OPAQUE: [&str; 14] = [
    "background",
    "font",
    "transition",
    "animation",
    "grid",
    "grid-area",
    "grid-row",
    "grid-column",
    "list-style",
    "text-decoration",
    "columns",
    "column-rule",
    "mask",
    "text-emphasis",
];

/// Whether a property is a shorthand that is not taken apart.
pub(super) fn is_opaque(property: &str) -> bool {
    OPAQUE.contains(&property)
}

/// Whether a property belongs to such a shorthand: `transition-delay` to `transition`.
pub(super) fn is_part_of(property: &str, shorthand: &str) -> bool {
    let by_name = property.strip_prefix(shorthand).is_some_and(|rest| rest.starts_with('-'));
    by_name || (shorthand == "font" && property == "line-height")
}

/// A value that only holds once variables are known: a shorthand with one cannot be taken apart.
fn is_pending(value: &str) -> bool {
    value.contains("var(") || value.contains("env(")
}

/// The declarations that one declaration stands for.
pub(super) fn expand(property: &str, value: &str, important: bool) -> Vec<Declared> {
    let declare =
        |property: &str, value: &str| Declared { property: property.to_owned(), value: value.to_owned(), important };
    let whole = || vec![declare(property, value)];
    let Some((parts, shape)) = find(property) else { return whole() };
    if is_pending(value) || (property == "border-radius" && value.contains('/')) {
        return whole();
    }
    let words = words(value);
    match shape {
        Shape::Sides => {
            let [top, rest @ ..] = words.as_slice() else { return whole() };
            let right = rest.first().unwrap_or(top);
            let bottom = rest.get(1).unwrap_or(top);
            let left = rest.get(2).unwrap_or(right);
            parts.iter().zip([top, right, bottom, left]).map(|(part, value)| declare(part, value)).collect()
        }
        Shape::Pair => {
            let Some(first) = words.first() else { return whole() };
            let second = words.get(1).unwrap_or(first);
            parts.iter().zip([first, second]).map(|(part, value)| declare(part, value)).collect()
        }
        Shape::Flex => match flex_values(&words) {
            Some(values) => parts.iter().zip(values).map(|(part, value)| declare(part, value)).collect(),
            None => whole(),
        },
        Shape::Flow => {
            let wrap = words.iter().find(|word| word.contains("wrap")).unwrap_or(&"nowrap");
            let direction = words.iter().find(|word| !word.contains("wrap")).unwrap_or(&"row");
            parts.iter().zip([direction, wrap]).map(|(part, value)| declare(part, value)).collect()
        }
        Shape::Edge | Shape::Border => {
            let values = edge_values(&words);
            parts.iter().zip(values).flat_map(|(part, value)| expand(part, value, important)).collect()
        }
    }
}

/// Grow, shrink and basis of a `flex` value.
fn flex_values<'w>(words: &[&'w str]) -> Option<[&'w str; 3]> {
    let is_number = |word: &str| word.parse::<f64>().is_ok();
    Some(match words {
        ["none"] => ["0", "0", "auto"],
        ["auto"] => ["1", "1", "auto"],
        ["initial"] => ["0", "1", "auto"],
        [wide @ ("inherit" | "unset" | "revert" | "revert-layer")] => [wide; 3],
        [grow] if is_number(grow) => [grow, "1", "0%"],
        [basis] => ["1", "1", basis],
        [grow, shrink] if is_number(grow) && is_number(shrink) => [grow, shrink, "0%"],
        [grow, basis] if is_number(grow) => [grow, "1", basis],
        [grow, shrink, basis] if is_number(grow) && is_number(shrink) => [grow, shrink, basis],
        _ => return None,
    })
}

/// Width, style and colour out of an edge's words, in whatever order they come.
fn edge_values<'w>(words: &[&'w str]) -> [&'w str; 3] {
    if let [only] = words
        && matches!(*only, "inherit" | "initial" | "unset" | "revert" | "revert-layer")
    {
        return [only; 3];
    }
    let mut values = ["initial"; 3];
    for word in words {
        let is_width = word.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
            || matches!(*word, "thin" | "medium" | "thick")
            || word.starts_with("calc(");
        let place = if LINE_STYLES.contains(word) { 1 } else { usize::from(!is_width) * 2 };
        if let Some(value) = values.get_mut(place) {
            *value = word;
        }
    }
    values
}

/// The words of a value: white space inside brackets and strings does not count.
pub(super) fn words(value: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let end = find_outside(rest, |byte| byte.is_ascii_whitespace()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after.trim_start();
    }
    words
}

/// The shorthand that begins with the declaration at `place`, its value, and the places it covers.
pub(super) fn collapse(block: &[Declared], place: usize) -> Option<(&'static str, String, Vec<usize>)> {
    let first = block.get(place)?;
    for &name in candidates(&first.property) {
        let parts = longhands(name);
        let members: Option<Vec<usize>> =
            parts.iter().map(|part| block.iter().position(|declared| declared.property == *part)).collect();
        let Some(members) = members else { continue };
        let declared: Vec<&Declared> = members.iter().filter_map(|member| block.get(*member)).collect();
        if declared.iter().any(|d| d.important != first.important || is_pending(&d.value)) {
            continue;
        }
        let values: Vec<&str> = declared.iter().map(|d| d.value.as_str()).collect();
        if let Some(value) = join(name, &values) {
            return Some((name, value, members));
        }
    }
    None
}

fn join(name: &str, values: &[&str]) -> Option<String> {
    let wide = |value: &&str| matches!(*value, "inherit" | "initial" | "unset" | "revert" | "revert-layer");
    let shape = find(name)?.1;
    let all_same = values.windows(2).all(|pair| pair.first() == pair.last());
    if matches!(shape, Shape::Sides | Shape::Pair) && values.iter().any(wide) {
        return all_same.then(|| values.first().map(ToString::to_string))?;
    }
    match (shape, values) {
        (Shape::Sides, [top, right, bottom, left]) => Some(if left != right {
            format!("{top} {right} {bottom} {left}")
        } else if bottom != top {
            format!("{top} {right} {bottom}")
        } else if right != top {
            format!("{top} {right}")
        } else {
            (*top).to_owned()
        }),
        (Shape::Pair, [first, second]) => {
            Some(if first == second { (*first).to_owned() } else { format!("{first} {second}") })
        }
        (Shape::Edge, values) => join_edge(values),
        (Shape::Flex, [grow, shrink, basis]) if values.iter().any(wide) => {
            (grow == shrink && shrink == basis).then(|| (*grow).to_owned())
        }
        (Shape::Flow, ["row", "nowrap"]) => Some("row".to_owned()),
        (Shape::Flow, [direction, "nowrap"]) => Some((*direction).to_owned()),
        (Shape::Flow, ["row", wrap]) => Some((*wrap).to_owned()),
        (Shape::Flex | Shape::Flow, values) => Some(values.join(" ")),
        (Shape::Border, values) => {
            let (widths, rest) = values.split_at_checked(4)?;
            let (styles, colours) = rest.split_at_checked(4)?;
            let one = |sides: &[&str]| sides.iter().all(|side| Some(side) == sides.first());
            if !(one(widths) && one(styles) && one(colours)) {
                return None;
            }
            join_edge(&[*widths.first()?, *styles.first()?, *colours.first()?])
        }
        _ => None,
    }
}

fn join_edge(values: &[&str]) -> Option<String> {
    if values.iter().all(|value| Some(value) == values.first() && *value != "initial") {
        return values.first().map(ToString::to_string);
    }
    let set: Vec<&str> = values.iter().copied().filter(|value| *value != "initial").collect();
    if set.is_empty() { Some("initial".to_owned()) } else { Some(set.join(" ")) }
}
