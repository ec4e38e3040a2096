//! The loop over an open recording: wait for something, let it change the state, do what follows, draw.

use super::effect::Effect;
use super::host::{ANSWER, BATCH, End, Host, remembered};
use super::input::Input;
use super::keymap::Chord;
use super::options::Options;
use super::state::{FRAME, State};
use super::update::{Msg, update};
use super::view::view;
use super::worker::{Task, Workers};
use crate::recording::Recording;
use crate::recording::notes::Notes;
use crossterm::event::Event;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

/// The one file that notes lie beside.
fn noted(options: &Options) -> Option<&Path> {
    match options.files.as_slice() {
        [file] if file != "-" => Some(Path::new(file)),
        _ => None,
    }
}

/// An open recording on the screen.
pub(crate) struct App<'h> {
    pub(crate) state: State,
    host: &'h mut Host,
    workers: Workers,
    recording: Recording,
    options: Options,
    /// Whether what cannot be shown at all is told in the list that it was chosen from.
    chosen: bool,
}

impl<'h> App<'h> {
    /// Shows a recording; `chosen` tells that it was chosen from a list.
    pub(crate) fn start(
        recording: Recording,
        (options, chosen): (Options, bool),
        host: &'h mut Host,
        to: &Sender<Input>,
    ) -> io::Result<Self> {
        let tell = to.clone();
        let workers = Workers::start(&recording, move |done| drop(tell.send(Input::Work(Box::new(done)))))?;
        let mut state = State::new(options.name.clone(), recording.view(), host.screen.size(), host.mouse);
        state.status.now = host.begun.elapsed();
        host.memory.arrange(&mut state);
        host.config.apply(&mut state);
        if !host.memory.greeted {
            state.say("? lists the keys, e goes to the first error, : finds a command, q leaves");
        }
        state.opened.files.clone_from(&options.files);
        state.status.clipboard = host.wrap.note();
        let kept = noted(&options).map(Notes::load).transpose();
        let damaged = kept.as_ref().err().map(|why| format!("{why}; notes are not kept"));
        state.places.kept = kept.unwrap_or_default();
        if let Some(complaint) = host.wrong.take().or(damaged) {
            state.say(complaint);
        }
        Ok(Self { state, host, workers, recording, options, chosen })
    }

    /// Waits, updates, draws, until it ends.
    pub(crate) fn stay(&mut self, from: &Receiver<Input>) -> io::Result<End> {
        if let ControlFlow::Break(end) = self.take(Input::Grown)? {
            return Ok(end);
        }
        self.draw()?;
        #[cfg(debug_assertions)]
        self.panic_if_told();
        let mut drawn = Instant::now();
        // How long after the last frame the next is due, if anything has changed since.
        let mut due: Option<Duration> = None;
        loop {
            let wait = due.map_or_else(|| self.until_deadline(), |due| Some(due.saturating_sub(drawn.elapsed())));
            if let Some(input) = next(from, wait) {
                match self.take_batch(input, from)? {
                    ControlFlow::Break(end) => return Ok(end),
                    ControlFlow::Continue(pace) => due = Some(due.map_or(pace, |due| due.min(pace))),
                }
            } else if due.is_none() {
                let _ = self.tell(Msg::Clock(self.host.begun.elapsed()))?;
                due = Some(FRAME);
            }
            if due.is_some_and(|due| drawn.elapsed() >= due) {
                self.draw()?;
                (drawn, due) = (Instant::now(), None);
            }
        }
    }

    /// Takes an input in, and what waits behind it; how soon a frame must follow the one before.
    fn take_batch(&mut self, input: Input, from: &Receiver<Input>) -> io::Result<ControlFlow<End, Duration>> {
        let mut pace = FRAME;
        let waiting = std::iter::from_fn(|| from.try_recv().ok());
        for input in std::iter::once(input).chain(waiting).take(BATCH) {
            if !matches!(input, Input::Grown) {
                pace = ANSWER;
            }
            if let ControlFlow::Break(end) = self.take(input)? {
                return Ok(ControlFlow::Break(end));
            }
        }
        Ok(ControlFlow::Continue(pace))
    }

    fn take(&mut self, input: Input) -> io::Result<ControlFlow<End>> {
        if let ControlFlow::Break(end) = self.tell(Msg::Clock(self.host.begun.elapsed()))? {
            return Ok(ControlFlow::Break(end));
        }
        match input {
            Input::Terminal(event) => self.terminal(event),
            Input::Gone => Ok(ControlFlow::Break(End::Gone)),
            Input::Signal(signal) => self.signal(signal),
            Input::Grown => self.grown(),
            Input::Work(done) => match self.workers.accept(*done) {
                Some(work) => self.tell(Msg::Work(Box::new(work))),
                None => Ok(ControlFlow::Continue(())),
            },
            Input::Looked(_) => Ok(ControlFlow::Continue(())),
            Input::Panicked(line) => self.tell(Msg::Say(format!("a fault of ours: {line}"))),
        }
    }

    fn terminal(&mut self, event: Event) -> io::Result<ControlFlow<End>> {
        let msg = match event {
            Event::Key(key) => Msg::Key(Chord::of(key)),
            Event::Mouse(mouse) => Msg::Mouse(mouse),
            Event::Paste(text) => Msg::Paste(text),
            // What counts is the size by now: of a storm of resizes only the last is laid out.
            Event::Resize(..) => {
                // A terminal that was small for a moment has lost what stood there, even if its size is as it was.
                self.host.screen.redraw();
                let (width, height) = self.host.screen.size();
                Msg::Resize(width, height)
            }
            Event::FocusGained | Event::FocusLost => return Ok(ControlFlow::Continue(())),
        };
        self.tell(msg)
    }

    fn grown(&mut self) -> io::Result<ControlFlow<End>> {
        let view = self.recording.view();
        let ended = self.tell(Msg::Grown(Arc::clone(&view)))?;
        if self.chosen
            && view.index.is_empty()
            && let Some(reason) = &view.progress.failed
        {
            return Ok(ControlFlow::Break(End::Refused(reason.clone())));
        }
        // The moment that was asked for on the command line is gone to as soon as it is there.
        if let Some(moment) = self.options.at
            && (view.progress.done || view.resolve(moment).is_ok_and(|seq| Some(seq) < view.index.last()))
        {
            self.options.at = None;
            return self.tell(Msg::Go(moment));
        }
        Ok(ended)
    }

    fn signal(&mut self, signal: super::signals::Signal) -> io::Result<ControlFlow<End>> {
        if let ControlFlow::Break(end) = self.host.signal(signal)? {
            return Ok(ControlFlow::Break(end));
        }
        let (width, height) = self.host.screen.size();
        self.tell(Msg::Resize(width, height))
    }

    fn tell(&mut self, msg: Msg) -> io::Result<ControlFlow<End>> {
        for effect in update(&mut self.state, msg) {
            let task = match effect {
                Effect::Load(pane, want) => Task::Load(pane, want),
                Effect::Labels(rows) => Task::Labels(rows),
                Effect::Filter { pattern, scope } => Task::Filter(pattern, scope),
                Effect::Take { form, about, seq, print } => Task::Take((form, about, seq), print),
                Effect::Copy(text) => {
                    self.host.screen.copy(&text, self.host.wrap)?;
                    continue;
                }
                Effect::Find { typed, seq } => Task::Find(typed, seq),
                Effect::Search(what) => Task::Search(what),
                Effect::Keep(notes) => {
                    self.keep(&notes);
                    continue;
                }
                Effect::Theme(name) => {
                    if let Some(complaint) = self.host.change_theme(&name) {
                        self.state.say(complaint);
                    }
                    continue;
                }
                Effect::Mouse(on) => {
                    self.host.screen.set_mouse(on)?;
                    continue;
                }
                Effect::Redraw => {
                    self.host.screen.redraw();
                    continue;
                }
                Effect::Suspend => {
                    self.host.suspend()?;
                    continue;
                }
                Effect::Open => return Ok(ControlFlow::Break(End::Open)),
                Effect::Quit => return Ok(ControlFlow::Break(End::Left)),
            };
            self.workers.post(task, &self.state.view);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Keeps notes and marks in their file.
    fn keep(&mut self, notes: &Notes) {
        if let Some(Err(error)) = noted(&self.options).map(|file| notes.save(file)) {
            self.state.say(format!("notes and marks cannot be kept: {error}"));
        }
    }

    /// Keeps how the screen was arranged, and what was opened, for the next time.
    pub(crate) fn remember(&mut self) {
        let files: Vec<String> = self.options.files.iter().filter_map(|file| remembered(file)).collect();
        // What turned out to be no replay need not be offered again.
        let shown = !self.state.view.index.is_empty();
        self.host.memory.note(&self.state, if shown { &files } else { &[] });
        self.host.mouse = self.state.layout.mouse.on;
        self.host.print.append(&mut self.state.status.print);
        self.host.remember();
    }

    fn draw(&mut self) -> io::Result<()> {
        // In a storm of resizes the size may be another by now than the last message told.
        let (width, height) = self.host.screen.size();
        if (width, height) != self.state.layout.size {
            self.host.screen.redraw();
            let _ = self.tell(Msg::Resize(width, height))?;
        }
        let (state, theme) = (&self.state, &self.host.theme);
        self.host.screen.draw(|frame| view(state, theme, frame))
    }

    fn until_deadline(&self) -> Option<Duration> {
        self.state.deadline().map(|deadline| deadline.saturating_sub(self.host.begun.elapsed()))
    }

    /// The tests of the terminal ask for a panic where it hurts most: after the first frame.
    #[cfg(debug_assertions)]
    fn panic_if_told(&self) {
        match std::env::var("SCRUBJAY_TEST_PANIC").as_deref() {
            Ok("worker") => self.workers.post(Task::Panic, &self.state.view),
            Ok(_) => panic!("the screen was told to panic"),
            Err(_) => {}
        }
    }
}

/// Waits for an input, for so long or for ever.
fn next(from: &Receiver<Input>, wait: Option<Duration>) -> Option<Input> {
    match wait {
        None => from.recv().ok(),
        Some(wait) => from.recv_timeout(wait).ok(),
    }
}
