//! The only door to the terminal for recorded text: neutralising, measuring by grapheme, and cutting.
//!
//! A recording is hostile: its console lines, attributes, URLs and titles may hold escape sequences, control characters
//! and bidi overrides. [`neutral`] turns each into a visible mark; everything that prints recorded text goes through it.

mod wrap;

pub use wrap::wrap;

use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Recorded text with every character that could act on a terminal shown as a visible mark.
///
/// C0 controls and DEL become their control pictures (`␛`), line breaks and tabs among them (`␊`, `␉`); C1 controls,
/// bidi controls, zero-width and other invisible format characters become `·` with their code in hex (`⟨202e⟩`).
/// The joiners of emoji and Indic scripts (U+200C, U+200D) and variation selectors stay.
#[must_use]
pub fn neutral(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !acts(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_neutral(&mut out, c);
    }
    Cow::Owned(out)
}

/// [`neutral`] text with line breaks kept, for output of several lines; tabs become four spaces.
#[must_use]
pub fn neutral_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\t' => out.push_str("    "),
            _ => push_neutral(&mut out, c),
        }
    }
    out
}

fn push_neutral(out: &mut String, c: char) {
    match c {
        '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␀')),
        '\u{7f}' => out.push('␡'),
        _ if acts(c) => out.extend(format!("⟨{:04x}⟩", u32::from(c)).chars()),
        _ => out.push(c),
    }
}

/// Whether a character does something to a terminal or to the order of what stands beside it.
#[must_use]
pub fn acts(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The columns a text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to at most `columns`, with `…` at the end where something was cut; never through a grapheme.
#[must_use]
pub fn cut_end(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut out = head(text, columns - 1);
    out.push('…');
    Cow::Owned(out)
}

/// The text cut in its middle to at most `columns`: for paths and URLs, whose host and last part must survive.
#[must_use]
pub fn cut_middle(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns < 3 {
        return cut_end(text, columns);
    }
    let front = (columns - 1) / 2;
    let mut out = head(text, front);
    out.push('…');
    let tail: Vec<&str> = {
        let mut room = columns - 1 - width(&out) + 1;
        text.graphemes(true)
            .rev()
            .take_while(|grapheme| {
                let fits = width(grapheme) <= room;
                room = room.saturating_sub(width(grapheme));
                fits
            })
            .collect()
    };
    out.extend(tail.into_iter().rev());
    Cow::Owned(out)
}

/// The first bytes of a text, at most so many, ending between characters.
#[must_use]
pub fn start(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn head(text: &str, columns: usize) -> String {
    let mut room = columns;
    text.graphemes(true)
        .take_while(|grapheme| {
            let fits = width(grapheme) <= room;
            room = room.saturating_sub(width(grapheme));
            fits
        })
        .collect()
}

/// A size in bytes with its unit: `512 B`, `1.2 kB`, `34 MB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1000 {
        return format!("{count} B");
    }
    #[allow(clippy::cast_precision_loss)] // two digits are shown
    let mut value = count as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if value < 9.95 { format!("{value:.1} {}", UNITS[unit]) } else { format!("{value:.0} {}", UNITS[unit]) }
}

/// Reads a size as [`bytes`] writes it, or plain: `512`, `512 B`, `10kB`, `1.5MB`. Letter case is no matter.
#[must_use]
pub fn parse_bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        _ => return None,
    };
    let value = number.parse::<f64>().ok()? * factor;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // digits alone: not negative; saturates
    Some(value.round() as u64)
}

/// A word as a shell takes it: quoted where the shell would see something else in it.
#[must_use]
pub fn shell_word(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    if word.chars().any(acts) {
        return Cow::Owned(ansi_c(word));
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

/// A word with what acts on a terminal written as its escape: `$'a\nb'`, as bash, zsh, ksh and POSIX.1-2024 take it. A NUL,
/// which no shell's word can hold, becomes U+FFFD.
fn ansi_c(word: &str) -> String {
    let mut out = "$'".to_owned();
    for c in word.chars() {
        let code = u32::from(c);
        match c {
            '\\' | '\'' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push('\u{fffd}'),
            c if !acts(c) => out.push(c),
            _ if code < 0x80 => drop(write!(out, "\\x{code:02x}")),
            _ if code < 0x1_0000 => drop(write!(out, "\\u{code:04x}")),
            _ => drop(write!(out, "\\U{code:08x}")),
        }
    }
    out.push('\'');
    out
}

/// The one of some names that a misspelt one most likely means; nothing where none is near.
#[must_use]
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// A little less than what clap asks of the flags it suggests, so that `lvl` is near `level`.
    const NEAR: f64 = 0.68;
    let word = word.to_lowercase();
    let scored = names.into_iter().map(|name| (strsim::jaro_winkler(&word, &name.to_lowercase()), name));
    let best = scored.filter(|(score, _)| *score > NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_survives() {
        let hostile = "a\u{1b}[31mred\u{7}\u{202e}rtl\u{9b}2J\r\nb\u{200b}\u{feff}";
        let shown = neutral(hostile);
        assert!(shown.chars().all(|c| !acts(c)), "{shown}");
        assert_eq!(shown, "a␛[31mred␇⟨202e⟩rtl⟨009b⟩2J␍␊b⟨200b⟩⟨feff⟩");
        assert_eq!(neutral_lines("a\r\nb\tc\u{1b}"), "a\nb    c␛");
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(neutral("Größe 漢字 👩‍🚀"), Cow::Borrowed(_)));
    }

    #[test]
    fn cuts_never_exceed_the_columns_nor_split_a_grapheme() {
        for text in ["plain text that is long", "漢字漢字漢字漢字", "👩‍🚀👩‍🚀👩‍🚀👩‍🚀", "e\u{301}e\u{301}e\u{301}e\u{301}"]
        {
            for columns in 0..12 {
                assert!(width(&cut_end(text, columns)) <= columns, "{text} {columns}");
                assert!(width(&cut_middle(text, columns)) <= columns, "{text} {columns}");
            }
        }
        assert_eq!(cut_middle("https://shop.test/a/very/long/app.js", 20), "https://s…ong/app.js");
        assert_eq!(cut_end("TypeError: nope", 8), "TypeErr…");
    }

    #[test]
    fn sizes_carry_their_unit() {
        assert_eq!(bytes(512), "512 B");
        assert_eq!(bytes(1234), "1.2 kB");
        assert_eq!(bytes(34_000_000), "34 MB");
        assert_eq!(bytes(999_900), "1.0 MB");
    }

    #[test]
    fn sizes_read_back_and_what_is_none_is_refused() {
        for (written, size) in
            [("512", 512), ("512 B", 512), ("10kB", 10_000), ("1.5mb", 1_500_000), ("2G", 2_000_000_000)]
        {
            assert_eq!(parse_bytes(written), Some(size), "{written}");
        }
        for written in ["", "kB", "10 apples", "-5", "1e3", "1..2kB"] {
            assert_eq!(parse_bytes(written), None, "{written}");
        }
    }

    #[test]
    fn shell_words_are_quoted_where_they_must_be() {
        assert_eq!(shell_word("samples/checkout.export.json"), "samples/checkout.export.json");
        assert_eq!(shell_word("#145"), "'#145'");
        assert_eq!(shell_word("it's $x"), r"'it'\''s $x'");
        assert_eq!(shell_word(""), "''");
        let escaped = shell_word("a\n'\\\u{1b}[1m\u{202e}\u{e0001}\0é");
        assert_eq!(escaped, [r"$'a\n\'\\\x1b[1m\u202e\U000e0001", "\u{fffd}é'"].concat());
    }

    #[test]
    fn the_nearest_name_is_near_or_none() {
        let names = ["level", "kind", "status", "stack"];
        assert_eq!(nearest("lvl", names), Some("level"));
        assert_eq!(nearest("Staus", names), Some("status"));
        assert_eq!(nearest("zebra", names), None);
    }
}
