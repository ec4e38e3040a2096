//! The finder: anything of the recording by a few letters of it: rows, pages, requests, the nodes at this moment, commands.
//!
//! What is typed is letters to find, in any order; a word with an operator (`status>=500`, `kind:click`) asks a column, as
//! in the filter; `in:page` looks at one sort only. A worker finds; the newest question wins.

use super::command::{COMMANDS, Command};
use super::panes::timeline;
use crate::clock::Time;
use crate::event::{Kind, NodeId, Seq};
use crate::query::fuzzy::Fuzzy;
use crate::query::{Field, Query};
use crate::recording::{Cancel, Recording, RowFacts, View, selector};
use crate::timeline::{Row, What};

/// The things that are shown at most.
const MOST: usize = 200;

/// Something found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// What sort of thing.
    pub(crate) sort: Sort,
    /// What it says. Recorded text: not neutral.
    pub(crate) text: String,
    /// When it is.
    pub(crate) at: Option<Time>,
    /// Where it leads.
    pub(crate) goal: Goal,
}

/// Where something found leads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Goal {
    /// To a row of the timeline, by its place.
    Row(usize),
    /// To a node, at this moment.
    Node(NodeId),
    /// To a command.
    Command(Command),
}

/// What sort of thing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// A page that was entered.
    Page,
    /// A request.
    Request,
    /// A node at this moment.
    Node,
    /// A command.
    Command,
    /// Any other row.
    Row,
}

impl Sort {
    const ALL: [Self; 5] = [Self::Page, Self::Request, Self::Node, Self::Command, Self::Row];

    /// Its name, as `in:` takes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Request => "request",
            Self::Node => "node",
            Self::Command => "command",
            Self::Row => "row",
        }
    }
}

/// What is asked for.
struct Question {
    sort: Option<Sort>,
    columns: Option<Query>,
    letters: Fuzzy,
}

impl Question {
    fn read(typed: &str) -> Result<Self, String> {
        let (mut sort, mut columns, mut letters) = (None, Vec::new(), Vec::new());
        for word in typed.split_whitespace() {
            let field = word.find([':', '=', '<', '>', '~', '!']).and_then(|at| word.get(..at));
            if let Some(name) = word.strip_prefix("in:") {
                let named = Sort::ALL.into_iter().find(|sort| !name.is_empty() && sort.name().starts_with(name));
                sort = Some(named.ok_or("in: takes page, request, node, command or row")?);
            } else if field.and_then(|name| Field::named(name.trim_start_matches('-'))).is_some() {
                columns.push(word);
            } else {
                letters.push(word);
            }
        }
        let query = (!columns.is_empty()).then(|| Query::parse(&columns.join(" "))).transpose();
        let columns = query.map_err(|error| error.to_string())?;
        Ok(Self { sort, columns, letters: Fuzzy::new(&letters.join(" ")) })
    }

    fn looks_at(&self, sort: Sort) -> bool {
        // Nodes and commands have no columns.
        self.sort.is_none_or(|only| only == sort)
            && (self.columns.is_none() || !matches!(sort, Sort::Node | Sort::Command))
    }
}

/// Finds what is typed; runs on a worker. An error is a sentence.
pub(crate) fn load(
    recording: &Recording,
    view: &View,
    (typed, seq): (&str, Seq),
    cancel: &Cancel,
) -> Result<Vec<Item>, String> {
    let question = Question::read(typed)?;
    let mut found: Vec<(i64, Item)> = Vec::new();
    rows(view, &question, cancel, &mut found);
    if question.looks_at(Sort::Node) && !question.letters.is_empty() && !view.index.is_empty() {
        nodes(recording, view, (&question, seq), cancel, &mut found);
    }
    if question.looks_at(Sort::Command) {
        let score = |spec: &super::command::Spec| question.letters.score(&format!("{} {}", spec.name, spec.doc));
        found.extend(COMMANDS.iter().filter_map(|spec| {
            let goal = Goal::Command(spec.command);
            let text = format!("{}: {}", spec.name, spec.doc);
            Some((score(spec)?, Item { sort: Sort::Command, text, at: None, goal }))
        }));
    }
    found.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.sort.cmp(&other.sort)).then(one.at.cmp(&other.at)));
    found.truncate(MOST);
    Ok(found.into_iter().map(|(_, item)| item).collect())
}

fn rows(view: &View, question: &Question, cancel: &Cancel, found: &mut Vec<(i64, Item)>) {
    for (place, row) in view.rows.iter(&view.index).enumerate() {
        if place % 1024 == 0 && cancel.is_cancelled() {
            return;
        }
        let sort = sort_of(row);
        if !question.looks_at(sort) {
            continue;
        }
        let label = timeline::label(view, row);
        let fits = |query: &Query| query.matches(&RowFacts::new(view, row, &|| label.to_string()));
        if !question.columns.as_ref().is_none_or(fits) {
            continue;
        }
        let Some(score) = question.letters.score(&label) else { continue };
        // Pages and requests are what one mostly looks for.
        let score = score + i64::from(sort != Sort::Row) * 8;
        found.push((score, Item { sort, text: label.into_owned(), at: Some(row.at), goal: Goal::Row(place) }));
        if found.len() > MOST * 8 {
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            found.truncate(MOST);
        }
    }
}

fn sort_of(row: Row) -> Sort {
    match row.what {
        What::Request(_) => Sort::Request,
        What::Event if row.kind == Kind::Page => Sort::Page,
        _ => Sort::Row,
    }
}

fn nodes(
    recording: &Recording,
    view: &View,
    (question, seq): (&Question, Seq),
    cancel: &Cancel,
    found: &mut Vec<(i64, Item)>,
) {
    let Ok(tree) = recording.tree(view, view.index.window(seq), seq, cancel) else { return };
    let Some(root) = tree.root() else { return };
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        waiting.extend(node.all_children());
        if cancel.is_cancelled() {
            return;
        }
        let Some(id) = node.id().filter(|_| node.is_element()) else { continue };
        let own = node.children().filter(|child| !child.is_element()).map(|child| child.text().trim().to_owned());
        let words = own.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        let text = format!("{} {}", selector(node), crate::text::start(&words, 200)).trim_end().to_owned();
        if let Some(score) = question.letters.score(&text) {
            found.push((score, Item { sort: Sort::Node, text, at: None, goal: Goal::Node(id) }));
        }
        if found.len() > MOST * 8 {
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            found.truncate(MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_columns_sorts_or_letters() {
        let question = Question::read("in:req status>=500 order").unwrap();
        assert_eq!(question.sort, Some(Sort::Request));
        assert!(question.columns.is_some() && question.letters.score("POST /api/order").is_some());
        assert!(Question::read("in:x").is_err_and(|why| why.contains("page, request")));
        assert!(Question::read("status>=x").is_err());
        let plain = Question::read("https://shop.test").unwrap();
        assert!(plain.columns.is_none() && plain.looks_at(Sort::Node));
    }
}
