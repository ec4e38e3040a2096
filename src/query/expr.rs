//! What an expression means, and whether it holds for a row.

use super::check::{Check, is_kind_or_level};
use super::facts::{Fact, Facts};
use super::field::Field;
use regex::Regex;
use std::ops::Range;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// Every one holds; of none, yes.
    All(Vec<Expr>),
    /// One holds.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// A word or a phrase.
    Word {
        /// Finds it in a text.
        part: Regex,
        /// The word, where it is a kind's or a level's name.
        name: Option<String>,
    },
    /// A test of a field.
    Test {
        field: Field,
        check: Check,
        /// The value must not fit; a row without the field fails all the same.
        negated: bool,
    },
}

impl Expr {
    /// Terms that must all hold, the cheap ones first: none has an effect but its answer.
    pub(super) fn all(mut terms: Vec<Expr>) -> Self {
        terms.sort_by_key(Self::is_dear);
        if terms.len() == 1 { terms.remove(0) } else { Self::All(terms) }
    }

    /// Terms of which one must hold, the cheap ones first.
    pub(super) fn any(mut terms: Vec<Expr>) -> Self {
        terms.sort_by_key(Self::is_dear);
        if terms.len() == 1 { terms.remove(0) } else { Self::Any(terms) }
    }

    /// Whether a row's text may have to be made to answer it.
    fn is_dear(&self) -> bool {
        match self {
            Self::All(terms) | Self::Any(terms) => terms.iter().any(Self::is_dear),
            Self::Not(term) => term.is_dear(),
            Self::Word { .. } => true,
            Self::Test { field, .. } => field.is_dear(),
        }
    }

    /// Whether it holds for a row.
    pub(super) fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::All(terms) => terms.iter().all(|term| term.holds(facts)),
            Self::Any(terms) => terms.iter().any(|term| term.holds(facts)),
            Self::Not(term) => !term.holds(facts),
            Self::Word { part, name } => {
                let named = |field| name.as_ref().is_some_and(|name| is_kind_or_level(name, &facts.fact(field)));
                named(Field::Kind)
                    || named(Field::Level)
                    || Field::WORDY.into_iter().any(|field| finds(part, &facts.fact(field)))
            }
            Self::Test { field, check, negated } => {
                check.fits(&facts.fact(*field)).is_some_and(|fits| fits != *negated)
            }
        }
    }

    /// Where the texts that must be there stand in a row's text.
    pub(super) fn hits(&self, text: &str, found: &mut Vec<Range<usize>>) {
        match self {
            Self::All(terms) | Self::Any(terms) => terms.iter().for_each(|term| term.hits(text, found)),
            Self::Word { part: regex, .. } | Self::Test { check: Check::Text(regex), negated: false, .. } => {
                found.extend(regex.find_iter(text).map(|hit| hit.range()).filter(|hit| !hit.is_empty()));
            }
            Self::Not(_) | Self::Test { .. } => {}
        }
    }
}

fn finds(part: &Regex, fact: &Fact<'_>) -> bool {
    match fact {
        Fact::Text(text) => part.is_match(text),
        Fact::Texts(texts) => texts.iter().any(|text| part.is_match(text)),
        _ => false,
    }
}
