//! Values: whether a browser would take them, and how it writes them.

use super::shorthand::words;
use crate::dom::sheet::find_outside;

/// Properties whose plain `0` is a length and is written `0px`.
const LENGTHS: &[&str] = &[
    "width",
    "height",
    "min-width",
    "min-height",
    "max-width",
    "max-height",
    "top",
    "right",
    "bottom",
    "left",
    "margin",
    "padding",
    "inset",
    "gap",
    "row-gap",
    "column-gap",
    "border-radius",
    "border-width",
    "font-size",
    "letter-spacing",
    "text-indent",
    "outline-width",
    "outline-offset",
    "flex-basis",
    "word-spacing",
    "border-spacing",
    "translate",
    "background-position",
    "background-size",
    "transform-origin",
    "perspective",
    "column-width",
];

/// Keywords that every property takes.
pub(super) fn is_wide(value: &str) -> bool {
    ["inherit", "initial", "unset", "revert", "revert-layer"].iter().any(|wide| wide.eq_ignore_ascii_case(value))
}

/// Whether a browser would take the value: brackets and strings are closed, and where the property takes only lengths
/// or only a colour, it is one. Values of other properties are believed.
pub(super) fn is_plausible(property: &str, value: &str) -> bool {
    // Another browser's own words.
    if !is_balanced(value) || value.starts_with("-ms-") || value.starts_with("-moz-") {
        return false;
    }
    if property.starts_with("--") || is_wide(value) || value.contains("var(") || value.contains("env(") {
        return true;
    }
    if is_colour_property(property) {
        return is_colour(value);
    }
    if is_length_property(property) {
        return words(value).into_iter().all(is_length);
    }
    match property {
        "opacity" | "flex-grow" | "flex-shrink" => is_number(value.trim_end_matches('%')) || value.contains('('),
        "z-index" | "order" => value == "auto" || value.parse::<i64>().is_ok() || value.contains('('),
        "display" | "visibility" | "position" | "float" | "clear" | "pointer-events" | "white-space" => is_words(value),
        _ => true,
    }
}

fn is_words(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-' || byte == b' ')
}

fn is_balanced(value: &str) -> bool {
    let (mut quote, mut open, mut at) = (None, Vec::new(), 0);
    let bytes = value.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (_, b'\\') => at += 1,
            (Some(mark), _) if byte == mark => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => open.push(byte),
            (None, b')') if open.pop() != Some(b'(') => return false,
            (None, b']') if open.pop() != Some(b'[') => return false,
            (None, b'}') if open.pop() != Some(b'{') => return false,
            _ => {}
        }
        at += 1;
    }
    quote.is_none() && open.is_empty()
}

fn is_length_property(property: &str) -> bool {
    let side = |prefix: &str| {
        property.strip_prefix(prefix).is_some_and(|rest| {
            [
                "",
                "-top",
                "-right",
                "-bottom",
                "-left",
                "-inline-start",
                "-inline-end",
                "-block-start",
                "-block-end",
                "-inline",
                "-block",
            ]
            .contains(&rest)
        })
    };
    side("margin")
        || side("padding")
        || side("inset")
        || matches!(
            property,
            "width"
                | "height"
                | "min-width"
                | "min-height"
                | "max-width"
                | "max-height"
                | "top"
                | "right"
                | "bottom"
                | "left"
        )
}

fn is_colour_property(property: &str) -> bool {
    matches!(
        property,
        "color" | "background-color" | "caret-color" | "fill-color" | "outline-color" | "text-decoration-color"
    ) || (property.starts_with("border-") && property.ends_with("-color"))
}

fn is_length(word: &str) -> bool {
    const WORDS: [&str; 10] = [
        "auto",
        "none",
        "min-content",
        "max-content",
        "fit-content",
        "stretch",
        "-webkit-fill-available",
        "-moz-available",
        "-webkit-fit-content",
        "intrinsic",
    ];
    if WORDS.contains(&word) || word.contains('(') {
        return true;
    }
    let digits = word.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(word.len());
    // `1e3px` has a letter inside its number.
    let (number, unit) = word.split_at(digits);
    is_number(number) && (unit.is_empty() && number.parse() == Ok(0.0) || is_unit(unit))
}

fn is_unit(unit: &str) -> bool {
    const UNITS: [&str; 32] = [
        "%", "px", "em", "rem", "ex", "ch", "vw", "vh", "vmin", "vmax", "pt", "pc", "in", "cm", "mm", "q", "lh", "rlh",
        "vi", "vb", "svw", "svh", "lvw", "lvh", "dvw", "dvh", "cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax",
    ];
    UNITS.iter().any(|known| known.eq_ignore_ascii_case(unit))
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite) && text.bytes().all(|b| b.is_ascii_digit() || b".+-eE".contains(&b))
}

fn is_colour(value: &str) -> bool {
    if let Some(hex) = value.strip_prefix('#') {
        return matches!(hex.len(), 3 | 4 | 6 | 8) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    value.contains('(') || super::known::is_colour_name(value)
}

/// The value as Chromium writes it: colours as `rgb()`, lengths with a unit, one space after a comma.
pub(super) fn canonical(property: &str, value: &str) -> String {
    if property.starts_with("--") {
        return value.to_owned();
    }
    if value.contains("var(") {
        return value.to_owned();
    }
    if is_wide(value) {
        return value.to_ascii_lowercase();
    }
    let words: Vec<String> = words(value).into_iter().map(|word| canonical_word(property, word)).collect();
    words.join(" ")
}

fn has_lengths(property: &str) -> bool {
    LENGTHS.iter().any(|name| property.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
}

fn canonical_word(property: &str, word: &str) -> String {
    if word.starts_with('#')
        && let Some(rgb) = hex_colour(word)
    {
        return rgb;
    }
    if word.parse() == Ok(0.0) && has_lengths(property) {
        return "0px".to_owned();
    }
    if word.starts_with('.') && word.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
        return format!("0{word}");
    }
    if word.contains('(') { spaced(word) } else { word.to_owned() }
}

/// One space after each comma of a function, none before.
fn spaced(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if lower.starts_with("url(") || word.contains(['"', '\'']) {
        return word.to_owned();
    }
    let zero = zero_of(lower.split_once('(').map_or("", |(name, _)| name));
    let Some((name, inside)) = word.split_once('(') else { return word.to_owned() };
    let (inside, after) = inside.rsplit_once(')').unwrap_or((inside, ""));
    let argument = |argument: &str| match argument.trim() {
        "0" => zero.to_owned(),
        argument => argument.to_owned(),
    };
    let mut arguments = Vec::new();
    let mut rest = inside;
    loop {
        let end = find_outside(rest, |byte| byte == b',').unwrap_or(rest.len());
        let (one, more) = rest.split_at(end);
        arguments.push(argument(one));
        match more.get(1..) {
            Some(more) => rest = more,
            None => break,
        }
    }
    format!("{name}({}){after}", arguments.join(", "))
}

/// How a plain zero is written among a function's arguments: where they are lengths or angles, it has a unit.
pub(super) fn zero_of(name: &str) -> &'static str {
    match name {
        "translate" | "translatex" | "translatey" | "translatez" | "translate3d" | "blur" | "inset" => "0px",
        "rotate" | "rotatex" | "rotatey" | "rotatez" | "skew" | "skewx" | "skewy" | "hue-rotate" => "0deg",
        _ => "0",
    }
}

/// `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa` as `rgb()` or `rgba()`.
fn hex_colour(word: &str) -> Option<String> {
    let hex = word.strip_prefix('#')?;
    let wide: String = match hex.len() {
        3 | 4 => hex.chars().flat_map(|c| [c, c]).collect(),
        6 | 8 => hex.to_owned(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(wide.get(at..at + 2)?, 16).ok();
    let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
    if wide.len() == 6 {
        return Some(format!("rgb({red}, {green}, {blue})"));
    }
    let alpha = f64::from(part(6)?) / 255.0;
    let mut text = format!("{alpha:.3}");
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    Some(format!("rgba({red}, {green}, {blue}, {text})"))
}
