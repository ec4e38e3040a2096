//! `--grep`: the expression, read for the rows of a verb, with mistakes as a user is told of them.

use crate::error::Failure;
use crate::query::{Field, Query, QueryError};
use crate::recording::{RowFacts, View};
use crate::timeline::Row;

/// The expression of `--grep` over rows that have these fields; without one, every row passes.
pub(super) fn query(expression: Option<&str>, fields: &[Field]) -> Result<Query, Failure> {
    let expression = expression.unwrap_or_default();
    Query::parse_among(expression, fields).map_err(|error| mistake(expression, &error))
}

/// Whether a row of the timeline passes; its label is made only if it must be.
pub(super) fn passes(query: &Query, view: &View, row: Row, label: &dyn Fn() -> String) -> bool {
    query.is_empty() || query.matches(&RowFacts::new(view, row, label))
}

fn mistake(expression: &str, error: &QueryError) -> Failure {
    let failure = Failure::usage(format!("--grep: {error}")).marked(expression, error.at, error.len);
    let meant = error.meant.iter().map(|meant| format!("did you mean {meant}?"));
    let choices = (!error.choices.is_empty()).then(|| format!("it can be {}", error.choices.join(" ")));
    meant.chain(choices).fold(failure, Failure::hinted)
}
