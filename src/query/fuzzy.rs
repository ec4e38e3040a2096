//! Fuzzy matching of what is typed against rows, commands and names.
//!
//! The one file that knows `fuzzy_matcher`. That matcher treats a space as a letter and aligns by dynamic programming,
//! so a pattern is split at its spaces (all parts must match) and a cheap look for a subsequence goes before it.
//! A part that is only found as scattered letters is no match: `err` finds `TypeError`, not `webfonts/render`.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// The longest text that is looked through, in bytes: what lies behind is never on a screen.
const LONGEST: usize = 2048;

/// The score of one letter in the middle of a word with no gap before it.
const LETTER: i64 = 16;

/// A pattern, ready to be matched against many texts.
pub struct Fuzzy {
    parts: Vec<Part>,
    matcher: SkimMatcherV2,
}

struct Part {
    text: String,
    /// Its letters, for the prefilter; folded to lower case unless the part has upper case in it.
    letters: Vec<char>,
    folded: bool,
}

impl Fuzzy {
    /// A matcher for what was typed; an empty pattern matches everything.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let parts = pattern.split_whitespace().map(|text| {
            let folded = !text.chars().any(char::is_uppercase);
            Part { text: text.to_owned(), letters: text.chars().collect(), folded }
        });
        Self { parts: parts.collect(), matcher: SkimMatcherV2::default().smart_case().use_cache(true) }
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How well a text matches; `None` when it does not. Higher is better.
    #[must_use]
    pub fn score(&self, text: &str) -> Option<i64> {
        let text = head(text);
        let mut total = 0;
        for part in &self.parts {
            if !part.is_subsequence(text) {
                return None;
            }
            total += self.matcher.fuzzy_match(text, &part.text).filter(|score| part.is_close(*score))?;
        }
        Some(total)
    }
}

impl Part {
    fn is_subsequence(&self, text: &str) -> bool {
        let mut letters = self.letters.iter().peekable();
        for c in text.chars() {
            let Some(wanted) = letters.peek() else { return true };
            let same = c == **wanted || (self.folded && c.to_lowercase().eq(wanted.to_lowercase()));
            if same {
                letters.next();
            }
        }
        letters.peek().is_none()
    }

    /// Whether the letters stand together, or at the heads of words, rather than scattered.
    fn is_close(&self, score: i64) -> bool {
        let letters = i64::try_from(self.letters.len()).unwrap_or(i64::MAX);
        score >= letters.saturating_mul(LETTER)
    }
}

fn head(text: &str) -> &str {
    crate::text::start(text, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_must_match_in_any_order() {
        let fuzzy = Fuzzy::new("buy click");
        assert!(fuzzy.score("click button#buy \"Buy now\"").is_some());
        assert!(fuzzy.score("click button#sell").is_none());
        assert!(Fuzzy::new("  ").score("anything").is_some());
    }

    #[test]
    fn words_are_found_scattered_letters_are_not() {
        for (pattern, text) in [
            ("err", "TypeError: x is undefined"),
            ("typeerr", "TypeError: x is undefined"),
            ("nb", "next-button"),
            ("api/v1", "GET https://shop.test/api/v1/cart 200"),
            ("größe", "Größe: 42"),
        ] {
            assert!(Fuzzy::new(pattern).score(text).is_some(), "{pattern} in {text}");
        }
        assert!(Fuzzy::new("err").score("webfonts render order").is_none());
    }

    #[test]
    fn upper_case_asks_for_upper_case() {
        assert!(Fuzzy::new("GET").score("get /cart").is_none());
        assert!(Fuzzy::new("get").score("GET /cart").is_some());
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let long = "é".repeat(100_000);
        assert!(Fuzzy::new("é").score(&long).is_some());
    }
}
