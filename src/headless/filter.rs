//! `--grep` and `--select`: an expression or a selector, read for a verb, with mistakes as a user is told of them.

use crate::dom::select::Selector;
use crate::error::Failure;
use crate::event::{NodeId, Seq};
use crate::query::{At, Fact, Facts, Field, Query, QueryError};
use crate::recording::{RowFacts, View};
use crate::timeline::{Row, WindowIx};

/// The expression of `--grep` over rows that have these fields; without one, every row passes.
pub(super) fn query(expression: Option<&str>, fields: &[Field]) -> Result<Query, Failure> {
    let expression = expression.unwrap_or_default();
    Query::parse_among(expression, fields).map_err(|error| mistake(expression, &error))
}

/// The selector of `--select`.
pub(super) fn selector(css: &str) -> Result<Selector, Failure> {
    Selector::parse(css).map_err(|error| {
        let at = css.char_indices().nth(error.column.saturating_sub(1)).map_or(css.len(), |(at, _)| at);
        let rest = css.get(at..).unwrap_or_default();
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
        let len = name.max(rest.chars().next().map_or(0, char::len_utf8));
        Failure::usage(format!("--select: {}", error.reason)).marked(css, at, len)
    })
}

/// Whether a row of the timeline passes; its label is made only if it must be.
pub(super) fn passes(query: &Query, view: &View, row: Row, label: &dyn Fn() -> String) -> bool {
    query.is_empty() || query.matches(&RowFacts::new(view, row, label))
}

/// What a record says that is no row of the timeline: a deed, a finding, a change.
pub(super) struct Said<'a>(pub(super) Vec<(Field, Fact<'a>)>);

impl<'a> Said<'a> {
    /// With where and when it was, as far as that is known.
    pub(super) fn about(
        mut self,
        (seq, window, node): (Option<Seq>, Option<WindowIx>, Option<NodeId>),
        view: &'a View,
    ) -> Self {
        let index = &view.index;
        if let Some(seq) = seq {
            let recording = (index.start(), index.end());
            self.0.push((Field::At, Fact::At(At { time: index.time(seq), seq: Some(seq), recording })));
            self.0.push((Field::Seq, Fact::number(seq)));
        }
        #[allow(clippy::cast_precision_loss)] // ids of real pages are small
        self.0.extend(node.map(|node| (Field::Node, Fact::Number(node as f64))));
        self.0.extend(window.map(|window| (Field::Window, RowFacts::window(view, window))));
        self
    }
}

impl Facts for Said<'_> {
    fn fact(&self, field: Field) -> Fact<'_> {
        self.0.iter().find(|(own, _)| *own == field).map_or(Fact::Absent, |(_, fact)| fact.clone())
    }
}

fn mistake(expression: &str, error: &QueryError) -> Failure {
    let failure = Failure::usage(format!("--grep: {error}")).marked(expression, error.at, error.len);
    let meant = error.meant.iter().map(|meant| format!("did you mean {meant}?"));
    let choices = (!error.choices.is_empty()).then(|| format!("it can be {}", error.choices.join(" ")));
    meant.chain(choices).fold(failure, Failure::hinted)
}
