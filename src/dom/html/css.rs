//! Style sheets that fetch nothing.
//!
//! Addresses in `url(…)`, `src(…)` and `image-set(…)` that lead out are replaced, `@import` is dropped. The page's content security
//! policy would stop them anyway; this keeps them from being tried. What is inside comments and strings stays.

use std::borrow::Cow;

/// A sheet or a list of declarations, with nothing in it that leads out of the page.
pub(super) fn inert(css: &str) -> Cow<'_, str> {
    let lower_has =
        |needle: &str| css.as_bytes().windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle.as_bytes()));
    if !["url", "src(", "image-set", "@import", "\\"].iter().any(|needle| lower_has(needle)) {
        return Cow::Borrowed(css);
    }
    let mut cleaner = Cleaner { css, at: 0, out: String::with_capacity(css.len()) };
    while cleaner.step() {}
    Cow::Owned(cleaner.out)
}

/// A sheet's text to stand inside `<style>`: nothing in it ends the element. `<\/` is `</` to CSS, in strings and out.
pub(super) fn raw(css: &str) -> String {
    css.replace('\0', "\u{fffd}")
        .replace("</", "<\\/")
        .replace("<!--", "<\\!--")
        .replace("<s", "<\\s")
        .replace("<S", "<\\S")
}

struct Cleaner<'c> {
    css: &'c str,
    at: usize,
    out: String,
}

impl Cleaner<'_> {
    fn rest(&self) -> &str {
        self.css.get(self.at..).unwrap_or("")
    }

    fn starts(&self, word: &str) -> bool {
        self.css.as_bytes().get(self.at..self.at + word.len()).is_some_and(|b| b.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// Copies up to a byte offset.
    fn copy_to(&mut self, end: usize) {
        let end = end.min(self.css.len());
        self.out.push_str(self.css.get(self.at..end).unwrap_or(""));
        self.at = end;
    }

    /// Takes one token's worth; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest().chars().next() else { return false };
        let begins_word = !self.out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
        match first {
            '/' if self.starts("/*") => {
                let end = self.rest().find("*/").map_or(self.css.len(), |end| self.at + end + 2);
                self.copy_to(end);
            }
            '"' | '\'' => {
                let end = self.string_end();
                self.copy_to(end);
            }
            '@' if self.starts("@import") => self.skip_import(),
            'u' | 'U' if begins_word && self.starts("url(") => self.url(4),
            's' | 'S' if begins_word && self.starts("src(") => self.url(4),
            'i' | 'I' if self.starts("image-set(") => self.image_set(),
            '\\' => self.escape(),
            _ => self.copy_to(self.at + first.len_utf8()),
        }
        true
    }

    /// The end of the string that begins here: its quote, a line break, or the end of the sheet.
    fn string_end(&self) -> usize {
        let bytes = self.css.as_bytes();
        let quote = bytes[self.at];
        let mut at = self.at + 1;
        while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let mut end = (at + 1).min(bytes.len());
        while !self.css.is_char_boundary(end) {
            end += 1;
        }
        end
    }

    /// Escaped letters outside strings can spell `url(`.
    fn escape(&mut self) {
        let hex: String = self.rest().chars().skip(1).take(6).take_while(char::is_ascii_hexdigit).collect();
        let letter = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32).filter(char::is_ascii_alphabetic);
        let Some(letter) = letter else {
            let next = self.rest().chars().nth(1).map_or(1, |c| 1 + c.len_utf8());
            return self.copy_to(self.at + next);
        };
        self.at += 1 + hex.len();
        if self.rest().starts_with([' ', '\n', '\t']) {
            self.at += 1;
        }
        // Letters need no escape: a word that has one is hiding what it says. It is broken.
        self.out.push('-');
        self.out.push(letter);
    }

    /// The address between the brackets stays if it leads nowhere.
    fn url(&mut self, name: usize) {
        let open = self.at + name;
        let (start, end) = self.argument(open);
        let address = self.css.get(start..end).unwrap_or("").trim().trim_matches(['"', '\'']);
        if is_inner(address) {
            self.copy_to(end);
        } else {
            self.out.push_str("url(\"data:,\"");
            self.at = end;
        }
        if self.rest().starts_with(')') {
            self.copy_to(self.at + 1);
        } else {
            self.out.push(')');
        }
    }

    /// Where an argument begins and ends, its closing bracket not included.
    fn argument(&self, open: usize) -> (usize, usize) {
        let inside = self.css.get(open..).unwrap_or("");
        let start = open + (inside.len() - inside.trim_start().len());
        let quoted = matches!(self.css.as_bytes().get(start), Some(b'"' | b'\''));
        let from = if quoted { Self { css: self.css, at: start, out: String::new() }.string_end() } else { start };
        let mut end = from;
        let bytes = self.css.as_bytes();
        while end < bytes.len() && bytes[end] != b')' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let mut end = end.min(bytes.len());
        while !self.css.is_char_boundary(end) {
            end += 1;
        }
        (start, end)
    }

    /// Strings in it are addresses: the whole set gives way.
    fn image_set(&mut self) {
        let inside = self.at + "image-set(".len();
        let mut depth = 1usize;
        let mut end = self.css.len();
        for (at, byte) in self.css.bytes().enumerate().skip(inside) {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = at + 1;
                break;
            }
        }
        self.out.push_str("url(\"data:,\")");
        self.at = end;
    }

    fn skip_import(&mut self) {
        let rest = self.rest();
        let mut quoted = None;
        let end = rest.char_indices().find(|&(_, c)| match (quoted, c) {
            (None, '"' | '\'') => {
                quoted = Some(c);
                false
            }
            (Some(quote), c) => {
                quoted = if c == quote { None } else { quoted };
                false
            }
            (None, c) => matches!(c, ';' | '}'),
        });
        let skipped = end.map_or(rest.len(), |(at, c)| at + usize::from(c == ';'));
        self.at += skipped;
    }
}

/// Whether an address needs no request: data, or a place in the same document.
pub(super) fn is_inner(address: &str) -> bool {
    address.is_empty()
        || address.starts_with('#')
        || address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}
