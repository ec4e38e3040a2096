//! The small filter language of `--grep` and of the screen's `/`, and the fuzzy matcher.
//!
//! ```text
//! level:error url~checkout status>=500 dur>1s click "buy now" -mouse
//! ```
//!
//! Terms stand side by side and must all hold; `or` (or `|`) joins alternatives, `-` (or `not`) turns a term round,
//! parentheses group. A term is
//!
//! - a **word**: a kind (`click`), a console level (`error`), or a part of what the row says; quotes make a phrase of
//!   several words, and take away a word's special sense: `"or"`, `"https://shop.test/"`;
//! - a **field** with an operator and a value: `status>=500`. [`Field::ALL`] lists the fields.
//!
//! | operator | means |
//! |---|---|
//! | `:` | is; of a text: contains. `kind:click,input` is any of them, `level:warn+` it and graver ones |
//! | `=` `!=` | is, is not: the whole of it |
//! | `~` `!~` | matches a regular expression, or does not |
//! | `>` `>=` `<` `<=` | of numbers, durations, sizes, moments and levels |
//!
//! Case counts only where a value has an upper-case letter. A field that a row does not have fails every test of it, `!=`
//! and `!~` too; `-status:200` holds for rows without a status, `status!=200` does not. Durations and moments are written
//! as everywhere (`1.5s`, `42%`, `#812`), sizes as `10kB`.
//!
//! Pure: an expression knows no recording. What a row says it asks of [`Facts`], field by field, the dear ones last.

mod check;
mod complete;
mod error;
mod expr;
mod facts;
mod field;
pub mod fuzzy;
mod lex;
mod parse;
#[cfg(test)]
mod tests;

pub use complete::{Candidate, Completion, complete};
pub use error::QueryError;
pub use facts::{At, Fact, Facts};
pub use field::Field;

use expr::Expr;
use std::ops::Range;

/// An expression, read.
#[derive(Clone, Debug)]
pub struct Query {
    expr: Expr,
}

impl Query {
    /// Reads an expression; an empty one holds for every row.
    ///
    /// # Errors
    /// It cannot be read: where, why, and what could stand there.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Self::parse_among(text, Field::ALL)
    }

    /// [`Query::parse`] for rows that have these fields only: to ask for another is a mistake, not a search in vain.
    ///
    /// # Errors
    /// As [`Query::parse`].
    pub fn parse_among(text: &str, fields: &[Field]) -> Result<Self, QueryError> {
        parse::parse(text, fields).map(|expr| Self { expr })
    }

    /// Whether a row fits.
    #[must_use]
    pub fn matches(&self, facts: &dyn Facts) -> bool {
        self.expr.holds(facts)
    }

    /// Whether nothing was asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(&self.expr, Expr::All(terms) if terms.is_empty())
    }

    /// The parts of a row's text that the expression looked for, in bytes, ascending, none over another: for a screen to mark.
    #[must_use]
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        self.expr.hits(text, &mut found);
        found.sort_by_key(|hit| (hit.start, hit.end));
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for hit in found {
            match merged.last_mut().filter(|last| hit.start <= last.end) {
                Some(last) => last.end = last.end.max(hit.end),
                None => merged.push(hit),
            }
        }
        merged
    }
}
