//! The palette: every command by its name and with what it takes, and every moment as people write it.

use super::sheet;
use crate::clock::Moment;
use crate::query::fuzzy::Fuzzy;
use crate::text;
use crate::timeline::Window;
use crate::tui::command::{COMMANDS, Command, Context, Spec, Takes};
use crate::tui::panes::lines::{page_to, put, select};
use crate::tui::state::{Line, State};
use crate::tui::theme::{EMBEDDED, Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Something that the palette offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The line that stands for it, whole.
    pub(crate) line: String,
    /// What its row shows first: the command's name, or the argument.
    pub(crate) name: String,
    /// The keys that mean the same.
    pub(crate) keys: String,
    /// What it does.
    pub(crate) doc: String,
}

/// What is offered for a line as far as it is typed, the best first.
pub(crate) fn offered(state: &State, typed: &str) -> Vec<Offer> {
    if let Some((name, rest)) = typed.trim_start().split_once(' ')
        && let Some(command) = Command::named(name)
    {
        return arguments(state, command, rest.trim_start());
    }
    found(typed).into_iter().map(|spec| command_offer(state, spec)).collect()
}

/// The commands that what is typed finds, the best first.
fn found(typed: &str) -> Vec<&'static Spec> {
    let fuzzy = Fuzzy::new(typed);
    let score = |spec: &'static Spec| {
        let by_name = fuzzy.score(spec.name).map(|score| score + 1000);
        by_name.or_else(|| fuzzy.score(spec.doc)).map(|score| (score, spec))
    };
    let mut found: Vec<(i64, &Spec)> = COMMANDS.iter().filter_map(score).collect();
    if !fuzzy.is_empty() {
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    found.into_iter().map(|(_, spec)| spec).collect()
}

fn command_offer(state: &State, spec: &Spec) -> Offer {
    let hint = spec.takes.hint();
    let space = if hint.is_empty() { "" } else { " " };
    Offer {
        line: format!("{}{space}", spec.name),
        name: format!("{}{space}{hint}", spec.name),
        keys: state.keys.map.keys_of(&Context::ALL, spec.command).join(", "),
        doc: spec.doc.to_owned(),
    }
}

/// What a command may take, as far as it is typed.
fn arguments(state: &State, command: Command, typed: &str) -> Vec<Offer> {
    let all: Vec<(String, String)> = match command.spec().takes {
        Takes::Nothing | Takes::Count | Takes::Text => Vec::new(),
        Takes::Mark => marks(state).map(|(name, seq)| (name.to_string(), place(state, seq))).collect(),
        Takes::Window => windows(state),
        Takes::Theme => EMBEDDED.iter().map(|(name, _)| ((*name).to_owned(), String::new())).collect(),
        Takes::Moment => {
            let ends = [("start", "the first event"), ("end", "the last event"), ("50%", "the middle")];
            let ends = ends.map(|(moment, doc)| (moment.to_owned(), doc.to_owned()));
            let marks = marks(state).map(|(name, seq)| (format!("#{seq}"), format!("mark {name}")));
            ends.into_iter().chain(marks).collect()
        }
    };
    offers(command, typed, all)
}

/// Each window: its number, and its id.
fn windows(state: &State) -> Vec<(String, String)> {
    let all = ("all".to_owned(), "every window".to_owned());
    let id = |window: &Window| window.id.as_deref().unwrap_or("it has no id").to_owned();
    let each =
        state.view.windows.iter().zip(1..).map(|(window, number): (&Window, u32)| (number.to_string(), id(window)));
    each.chain([all]).collect()
}

/// Those arguments that fit what is typed.
fn offers(command: Command, typed: &str, all: Vec<(String, String)>) -> Vec<Offer> {
    let fuzzy = Fuzzy::new(typed);
    let (named, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| fuzzy.score(name).is_some());
    let told = others.into_iter().filter(|(_, doc)| fuzzy.score(doc).is_some());
    let name = command.spec().name;
    named
        .into_iter()
        .chain(told)
        .map(|(argument, doc)| Offer { line: format!("{name} {argument}"), name: argument, keys: String::new(), doc })
        .collect()
}

/// The marks by name, `A` and `B` among them.
pub(crate) fn marks(state: &State) -> impl Iterator<Item = (char, crate::event::Seq)> + '_ {
    let ends = [('A', state.places.a), ('B', state.places.b)].into_iter().filter_map(|(name, seq)| Some((name, seq?)));
    ends.chain(state.places.marks.iter().map(|(name, seq)| (*name, *seq)))
}

/// An event's time and what it is, in a few words. Recorded text: not neutral.
pub(crate) fn place(state: &State, seq: crate::event::Seq) -> String {
    let row = state.view.rows.of(&state.view.index, seq);
    format!("{}  {}", state.view.offset(seq).stamp(state.hours()), state.rows.label(&state.view, row))
}

/// Draws the palette over the lower part of an area; the line that is typed stands in the status line.
pub(crate) fn draw(state: &State, theme: &Theme, (line, screen): (&Line, Rect), buf: &mut Buffer) {
    let typed = line.entry.text();
    let moment = typed.parse::<Moment>().is_ok();
    let offered = if moment { Vec::new() } else { offered(state, typed) };
    let height = u16::try_from(offered.len().max(1) + 2).unwrap_or(u16::MAX);
    let height = height.min(screen.height.saturating_sub(2)).min(16);
    let area =
        Rect { x: screen.x, y: screen.bottom().saturating_sub(1 + height), width: screen.width.min(100), height };
    let inner = sheet(theme, area, "commands, or a moment: 12.3s  #1234  42%   Tab completes", buf);
    if moment {
        put(buf, inner, 0, 0, &format!("go to {}", typed.trim()), theme.style(Role::Text));
    } else if offered.is_empty() {
        put(buf, inner, 0, 0, &none(typed), theme.style(Role::Dim));
    }
    let widest = |of: fn(&Offer) -> &str| offered.iter().map(|offer| text::width(of(offer))).max().unwrap_or(0);
    let column = |columns: usize, most: usize| u16::try_from(columns.min(most) + 2).unwrap_or(0);
    let keys_at = column(widest(|offer| &offer.name), 26);
    let doc_at = keys_at + column(widest(|offer| &offer.keys), 18);
    let first = page_to(0, line.chosen, usize::from(inner.height), offered.len());
    for (at, offer) in (0..inner.height).zip(offered.iter().skip(first)) {
        let part = |to: u16| Rect { width: inner.width.min(to.saturating_sub(1)), ..inner };
        put(buf, part(keys_at), 0, at, &offer.name, theme.style(Role::Text));
        put(buf, part(doc_at), keys_at, at, &offer.keys, theme.style(Role::Accent));
        put(buf, inner, doc_at, at, &offer.doc, theme.style(Role::Dim));
        if first + usize::from(at) == line.chosen {
            select(buf, inner, at, theme);
        }
    }
}

/// Why nothing is offered.
fn none(typed: &str) -> String {
    let command = typed.trim_start().split_once(' ').and_then(|(name, _)| Command::named(name));
    match command.map(Command::spec) {
        Some(Spec { takes: Takes::Nothing | Takes::Count, name, .. }) => format!("{name} takes nothing more"),
        Some(spec) => format!("{}: {}", spec.takes.hint(), spec.doc),
        None => "no command is called so".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn state() -> State {
        State::new("test".to_owned(), Arc::default(), (80, 24), true)
    }

    #[test]
    fn a_name_comes_before_what_only_speaks_of_it() {
        assert_eq!(found("next-error").first().map(|spec| spec.name), Some("next-error"));
        assert_eq!(found("diff").first().map(|spec| spec.name), Some("diff"));
        assert_eq!(found("").len(), COMMANDS.len());
        assert!(found("qqqq").is_empty());
    }

    #[test]
    fn what_a_command_takes_is_offered_behind_its_name() {
        let mut state = state();
        state.places.marks.insert('k', 7);
        let lines = |typed| offered(&state, typed).into_iter().map(|offer| offer.line).collect::<Vec<_>>();
        assert_eq!(lines("go "), ["go start", "go end", "go 50%", "go #7"]);
        assert_eq!(lines("go en"), ["go end", "go start"], "the first ev-en-t comes behind the end");
        assert_eq!(lines("go-mark "), ["go-mark k"]);
        assert_eq!(lines("go-ma"), ["go-mark "]);
        assert_eq!(lines("quit "), [""; 0]);
    }
}
