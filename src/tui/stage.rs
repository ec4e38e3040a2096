//! A rehearsal of the screen: no terminal, no threads, no clock; keys in, cells out.
//!
//! The tests of the screen and the README's picture use it. It speaks to the same `update` and `view` as the loop does,
//! and does on the spot what the workers would do.

use super::effect::Effect;
use super::keymap::Chord;
use super::options::Options;
use super::state::State;
use super::theme::{Depth, Theme};
use super::update::{Msg, update};
use super::view::view;
use super::worker::{Task, at_once};
use crate::recording::Recording;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::time::Duration;

/// The screen on a stage.
pub struct Stage {
    state: State,
    theme: Theme,
    recording: Recording,
    now: Duration,
    copied: Option<String>,
}

impl Stage {
    /// A recording on a screen of so many columns and lines, in so many colours.
    #[must_use]
    pub fn new(recording: &Recording, options: &Options, size: (u16, u16), depth: Depth) -> Self {
        let (theme, _) = Theme::find(options.theme.as_deref(), None, depth, options.glyphs);
        let state = State::new(options.name.clone(), recording.view(), size, !options.no_mouse);
        let mut this = Self { state, theme, recording: recording.clone(), now: Duration::ZERO, copied: None };
        this.state.opened.files.clone_from(&options.files);
        this.tell(Msg::Resize(size.0, size.1));
        this.tell(Msg::Grown(recording.view()));
        this
    }

    /// Presses keys, apart by spaces, as the command table writes them: `e 2 Enter C-o`.
    ///
    /// # Panics
    /// A word is no key.
    pub fn keys(&mut self, keys: &str) {
        for word in keys.split(' ').filter(|word| !word.is_empty()) {
            let chord = Chord::parse(word).unwrap_or_else(|| panic!("{word:?} is no key"));
            self.tell(Msg::Key(chord));
        }
    }

    /// Types a text, letter by letter.
    ///
    /// # Panics
    /// Never: every letter is a key.
    pub fn types(&mut self, text: &str) {
        for c in text.chars() {
            let key = if c == ' ' { "Space".to_owned() } else { c.to_string() };
            self.keys(&key);
        }
    }

    /// Lets time pass.
    pub fn waits(&mut self, time: Duration) {
        self.now += time;
        self.tell(Msg::Clock(self.now));
    }

    /// Gives the screen another size.
    pub fn resizes(&mut self, columns: u16, lines: u16) {
        self.tell(Msg::Resize(columns, lines));
    }

    /// Presses the mouse on one cell, drags it to another and lets go.
    pub fn drags(&mut self, from: (u16, u16), to: (u16, u16)) {
        let left = MouseButton::Left;
        for (kind, (column, row)) in
            [(MouseEventKind::Down(left), from), (MouseEventKind::Drag(left), to), (MouseEventKind::Up(left), to)]
        {
            self.tell(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
        }
    }

    /// The event under the playhead.
    #[must_use]
    pub fn seq(&self) -> crate::event::Seq {
        self.state.playhead.seq
    }

    /// The event that a moment means.
    #[must_use]
    pub fn resolve(&self, moment: crate::clock::Moment) -> Option<crate::event::Seq> {
        self.state.view.resolve(moment).ok()
    }

    /// What was handed to the clipboard last.
    #[must_use]
    pub fn copied(&self) -> Option<&str> {
        self.copied.as_deref()
    }

    /// What will be printed after leaving.
    #[must_use]
    pub fn printed(&self) -> &[String] {
        &self.state.status.print
    }

    /// What is on the screen.
    ///
    /// # Panics
    /// Never: a drawing into memory does not fail.
    #[must_use]
    pub fn draw(&self) -> Buffer {
        let (width, height) = self.state.layout.size;
        let mut terminal = match Terminal::new(TestBackend::new(width, height)) {
            Ok(terminal) => terminal,
            Err(never) => match never {},
        };
        match terminal.draw(|frame| view(&self.state, &self.theme, frame)) {
            Ok(_) => terminal.backend().buffer().clone(),
            Err(never) => match never {},
        }
    }

    fn tell(&mut self, msg: Msg) {
        let mut messages = vec![msg];
        while let Some(msg) = messages.pop() {
            for effect in update(&mut self.state, msg) {
                let task = match effect {
                    Effect::Load(pane, want) => Task::Load(pane, want),
                    Effect::Labels(rows) => Task::Labels(rows),
                    Effect::Filter { pattern, scope } => Task::Filter(pattern, scope),
                    Effect::Take { form, about, seq, print } => Task::Take((form, about, seq), print),
                    Effect::Find { typed, seq } => Task::Find(typed, seq),
                    Effect::Search(what) => Task::Search(what),
                    Effect::Copy(text) => {
                        self.copied = Some(text);
                        continue;
                    }
                    _ => continue,
                };
                let done = at_once(&self.recording, task, &self.state.view);
                messages.extend(done.into_iter().rev().map(|work| Msg::Work(Box::new(work))));
            }
        }
    }
}
