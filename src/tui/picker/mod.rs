//! The list of recordings that one is chosen from: those under a directory, or those opened lately.
//!
//! What each recording is, threads find out in the background and never in the way of a key; until then a row has a name
//! and dots. A file that turns out to be no replay leaves the list. Keys are the commands of the table, as far as they mean
//! something to a list.

mod draw;
mod look;
mod shelf;
mod stay;
#[cfg(test)]
mod tests;

pub(crate) use look::Looked;
pub use shelf::Shelf;

use self::look::Quest;
use super::command::{Command, Context};
use super::keymap::{Chord, Keymap, Lookup};
use super::widgets::entry::Entry;
use super::widgets::list::List;
use crate::archive::Input;
use crate::query::fuzzy::Fuzzy;
use crate::recording::listing::{Candidate, Listing};
use crossterm::event::{KeyCode, KeyModifiers};
use std::path::{Path, PathBuf};

/// Where what is listed comes from.
#[derive(Clone, Debug)]
enum Source {
    /// What was opened lately.
    Recent,
    /// Files under these paths; whether it is known which there are.
    Inputs(Vec<PathBuf>, bool),
}

/// What is known of a file.
#[derive(Clone, Debug)]
enum Facts {
    /// Nothing yet.
    Waiting,
    /// It was read: what it is, or why it cannot be.
    Known(Box<Listing>),
    /// It is not there.
    Missing,
    /// It is no replay, and not listed.
    NoReplay,
}

/// A file of the list.
#[derive(Clone, Debug)]
struct Row {
    candidate: Candidate,
    /// What it is called in the list. Not neutral.
    name: String,
    facts: Facts,
}

impl Row {
    fn new(candidate: Candidate, below: Option<&Path>) -> Self {
        let short = below.and_then(|folder| candidate.path.strip_prefix(folder).ok());
        let name = short.filter(|short| !short.as_os_str().is_empty()).unwrap_or(&candidate.path).display().to_string();
        Self { candidate, name, facts: Facts::Waiting }
    }

    /// What its letters are looked for in.
    fn text(&self) -> String {
        let Facts::Known(listing) = &self.facts else { return self.name.clone() };
        let person = listing.person.as_deref().unwrap_or_default();
        let page = listing.pages.first().map_or("", String::as_str);
        format!("{} {} {person} {page}", self.name, listing.container.unwrap_or_default())
    }
}

/// What the loop is to do after a key.
#[derive(Debug, PartialEq, Eq)]
enum Then {
    /// Draw, at most.
    Stay,
    /// Open a recording.
    Open(PathBuf),
    /// Leave.
    Leave,
    /// Stop in the background.
    Suspend,
    /// Draw everything anew.
    Redraw,
}

/// The list.
pub(crate) struct Picker {
    source: Source,
    rows: Vec<Row>,
    /// The rows that are listed, by their places: replays that fit the filter, the best first.
    shown: Vec<usize>,
    list: List,
    filter: Entry,
    /// Whether the filter is being typed.
    typing: bool,
    size: (u16, u16),
    keys: Keymap,
    typed: Vec<Chord>,
    /// What is to be said, until the next key.
    said: Option<String>,
    /// Files that are left out, as there are too many.
    more: usize,
}

impl Picker {
    fn new(source: Source, rows: Vec<Row>) -> Self {
        let shown = (0..rows.len()).collect();
        Self {
            source,
            rows,
            shown,
            list: List::default(),
            filter: Entry::default(),
            typing: false,
            size: (0, 0),
            keys: Keymap::default(),
            typed: Vec::new(),
            said: None,
            more: 0,
        }
    }

    /// A list of what was opened lately, the last first.
    pub(crate) fn of_recent(paths: &[String]) -> Self {
        let candidate = |path: &String| Candidate { path: PathBuf::from(path), named: true };
        Self::new(Source::Recent, paths.iter().map(|path| Row::new(candidate(path), None)).collect())
    }

    /// A list of the recordings among files and below directories.
    pub(crate) fn of_inputs(inputs: &[Input]) -> Self {
        let paths = inputs.iter().filter_map(|input| match input {
            Input::Path(path) => Some(path.clone()),
            Input::Stdin => None,
        });
        Self::new(Source::Inputs(paths.collect(), false), Vec::new())
    }

    /// Says why what was chosen cannot be shown.
    pub(crate) fn say(&mut self, words: &str) {
        self.said = Some(words.to_owned());
    }

    /// What is still to be found out.
    fn quest(&self) -> Quest {
        if let Source::Inputs(paths, false) = &self.source {
            return Quest::Folders(paths.clone());
        }
        let rows = self.rows.iter().enumerate();
        let waiting = rows.filter(|(_, row)| matches!(row.facts, Facts::Waiting));
        Quest::Files(waiting.map(|(id, row)| (id, row.candidate.clone())).collect())
    }

    /// Takes in what was found out.
    fn looked(&mut self, looked: Looked) {
        match looked {
            Looked::Files(files, more) => {
                let Source::Inputs(paths, known) = &mut self.source else { return };
                *known = true;
                let below = if paths.len() == 1 { paths.first().cloned() } else { None };
                self.rows = files.into_iter().map(|file| Row::new(file, below.as_deref())).collect();
                self.more = more;
            }
            Looked::Facts(id, facts) => {
                let Some(row) = self.rows.get_mut(id) else { return };
                row.facts = facts.map_or(Facts::NoReplay, Facts::Known);
            }
            Looked::Missing(id) => {
                let Some(row) = self.rows.get_mut(id) else { return };
                row.facts = Facts::Missing;
            }
        }
        self.list_anew();
    }

    /// Lists what fits the filter; what is chosen stays chosen.
    fn list_anew(&mut self) {
        let chosen = self.shown.get(self.list.cursor).copied();
        let fuzzy = Fuzzy::new(self.filter.text());
        let listed = self.rows.iter().enumerate().filter(|(_, row)| !matches!(row.facts, Facts::NoReplay));
        if fuzzy.is_empty() {
            self.shown = listed.map(|(id, _)| id).collect();
        } else {
            let mut found: Vec<_> = listed.filter_map(|(id, row)| Some((fuzzy.score(&row.text())?, id))).collect();
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            self.shown = found.into_iter().map(|(_, id)| id).collect();
        }
        // Nobody has chosen the first row: rows that come before it take its place.
        let place = chosen.filter(|_| self.list.cursor > 0).and_then(|id| self.shown.iter().position(|row| *row == id));
        if let Some(place) = place {
            self.list.top = (self.list.top + place).saturating_sub(self.list.cursor);
            self.list.cursor = place;
        }
        self.settle();
    }

    fn settle(&mut self) {
        self.list.settle(self.shown.len(), self.height());
    }

    /// The lines of the list.
    fn height(&self) -> usize {
        usize::from(draw::parts(self.size).list.height)
    }

    fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        self.settle();
    }

    /// The files in sight of which nothing is known yet.
    fn unknown_in_sight(&self) -> Vec<usize> {
        let places = self.list.window(self.shown.len(), self.height());
        let ids = self.shown.get(places).unwrap_or_default().iter().copied();
        ids.filter(|id| matches!(self.rows[*id].facts, Facts::Waiting)).collect()
    }

    fn chosen(&self) -> Option<&Row> {
        self.rows.get(*self.shown.get(self.list.cursor)?)
    }

    /// Takes a key in.
    fn key(&mut self, chord: Chord) -> Then {
        self.said = None;
        if self.typing {
            return self.type_key(chord);
        }
        self.typed.push(chord);
        let typed = std::mem::take(&mut self.typed);
        let command = match self.keys.lookup(&[Context::List, Context::Global], &typed) {
            Lookup::Call(call) => call.command,
            Lookup::More => {
                self.typed = typed;
                return Then::Stay;
            }
            Lookup::Nothing => return Then::Stay,
        };
        self.command(command)
    }

    /// A key while the filter is typed.
    fn type_key(&mut self, chord: Chord) -> Then {
        let control = chord.modifiers == KeyModifiers::CONTROL;
        match chord.code {
            KeyCode::Enter => return self.open(),
            KeyCode::Esc => {
                self.typing = false;
                self.filter = Entry::default();
                self.list_anew();
            }
            KeyCode::Char('c') if control => return Then::Leave,
            KeyCode::Char('n') if control => return self.command(Command::Down),
            KeyCode::Char('p') if control => return self.command(Command::Up),
            KeyCode::Down | KeyCode::Tab => return self.command(Command::Down),
            KeyCode::Up => return self.command(Command::Up),
            KeyCode::PageDown => return self.command(Command::PageDown),
            KeyCode::PageUp => return self.command(Command::PageUp),
            _ => {
                let before = self.filter.text().len();
                if self.filter.key(chord) && self.filter.text().len() != before {
                    self.filtered();
                }
            }
        }
        Then::Stay
    }

    /// What is typed has changed: the best that it finds is chosen.
    fn filtered(&mut self) {
        self.list = List::default();
        self.list_anew();
    }

    fn paste(&mut self, text: &str) {
        if self.typing {
            self.filter.insert(text);
            self.filtered();
        }
    }

    fn command(&mut self, command: Command) -> Then {
        let (len, height) = (self.shown.len(), self.height());
        match command {
            Command::Choose => return self.open(),
            Command::Filter | Command::Finder | Command::Find => self.typing = true,
            Command::Clear if !self.filter.text().is_empty() => {
                self.filter = Entry::default();
                self.list_anew();
            }
            Command::Clear | Command::Quit => return Then::Leave,
            Command::Suspend => return Then::Suspend,
            Command::Redraw => return Then::Redraw,
            Command::Start => self.list.command(Command::Top, 1, len, height),
            Command::End => self.list.command(Command::Bottom, 1, len, height),
            Command::Up | Command::Down | Command::PageUp | Command::PageDown | Command::Top | Command::Bottom => {
                self.list.command(command, 1, len, height);
            }
            Command::Open => {}
            Command::Help => {
                self.say("j k and the arrows choose, / filters by a few letters, Enter opens, q or Esc leaves");
            }
            other => self.say(&format!("{} is for an open recording: Enter opens one", other.spec().name)),
        }
        Then::Stay
    }

    fn open(&mut self) -> Then {
        match self.chosen().map(|row| (&row.facts, row.candidate.path.clone())) {
            Some((Facts::Missing, path)) => self.say(&format!("{} is not there any more", path.display())),
            Some((_, path)) => return Then::Open(path),
            None => self.say("there is nothing to open"),
        }
        Then::Stay
    }

    /// The mouse chose a line of the list; the one that is chosen already is opened.
    fn click(&mut self, y: u16) -> Then {
        let list = draw::parts(self.size).list;
        let at = self.list.top + usize::from(y.saturating_sub(list.y));
        if y < list.y || y >= list.bottom() || at >= self.shown.len() {
            return Then::Stay;
        }
        if at == self.list.cursor {
            return self.open();
        }
        self.list.cursor = at;
        Then::Stay
    }

    fn scroll(&mut self, by: isize) {
        self.list.scroll(by, self.shown.len(), self.height());
    }
}
