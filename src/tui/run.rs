//! The loop: wait for something, let it change the state, do what follows, draw.

use super::config::Config;
use super::effect::Effect;
use super::input::{self, Input};
use super::keymap::Chord;
use super::memory::Memory;
use super::options::{self, GlyphSet, Options};
use super::signals::{self, Signal};
use super::state::{FRAME, State};
use super::terminal::{Entered, PanicGuard, Screen, Wrap};
use super::theme::{Depth, Theme};
use super::update::{Msg, update};
use super::view::view;
use super::worker::{Task, Workers};
use crate::archive;
use crate::error::Failure;
use crate::recording::notes::Notes;
use crate::recording::{Cancel, Recording, Want};
use crate::text;
use crossterm::event::Event;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// The inputs that are taken in before the next frame at the latest.
const BATCH: usize = 256;
/// A key's frame follows the frame before no sooner: keys that repeat fast share one, and none waits for longer than can
/// be felt. What merely grows is drawn at the pace of [`FRAME`].
const ANSWER: Duration = Duration::from_millis(8);
/// So long the screen waits for the first events, so that what is no replay is told without it.
const PATIENCE: Duration = Duration::from_millis(150);

/// Opens the inputs on the screen and stays until the user leaves.
///
/// # Errors
/// There is no terminal, it is gone, or nothing of the inputs can be shown.
pub fn run(inputs: Vec<archive::Input>, options: Options) -> Result<(), Failure> {
    let (to, from) = mpsc::channel();
    let grown = to.clone();
    let (grown, cancel) = (move || drop(grown.send(Input::Grown)), Cancel::new());
    let recording = if options.follow {
        Recording::follow(inputs, Want::Everything, &cancel, grown)
    } else {
        Recording::start(inputs, grown)
    };
    await_first_events(&recording, &from);
    refuse(&recording)?;
    let mut app = App::start(recording, options, &to).map_err(|error| no_terminal(&error))?;
    let ended = app.stay(&from);
    app.screen.leave();
    cancel.cancel();
    app.remember();
    let App { state, recording, .. } = app;
    match ended.map_err(|error| Failure::fault(format!("the terminal cannot be written to: {error}")))? {
        End::Signal(signal) => signals::die(signal),
        End::Left => print(&state)?,
        End::Gone => {}
    }
    refuse(&recording)
}

/// Waits until there is something to show or nothing ever will be, but never for long: a pipe may be slow.
fn await_first_events(recording: &Recording, from: &Receiver<Input>) {
    let begun = Instant::now();
    loop {
        let view = recording.view();
        let left = PATIENCE.saturating_sub(begun.elapsed());
        if view.progress.done || !view.index.is_empty() || left.is_zero() {
            return;
        }
        let _ = from.recv_timeout(left);
    }
}

/// What can never be shown is refused in words, before the screen or after it.
fn refuse(recording: &Recording) -> Result<(), Failure> {
    let view = recording.view();
    match &view.progress.failed {
        Some(reason) if view.index.is_empty() => Err(unreadable(reason)),
        _ => Ok(()),
    }
}

fn no_terminal(error: &io::Error) -> Failure {
    Failure::usage(format!("the screen needs a terminal: {error}"))
        .hinted("--json prints what the screen would show; see also `scrubjay --help`")
}

fn unreadable(reason: &str) -> Failure {
    let mut lines = reason.lines();
    let failure = Failure::input(lines.next().unwrap_or("the input cannot be read"));
    lines.fold(failure, Failure::hinted)
}

/// Prints what `o` took along.
fn print(state: &State) -> Result<(), Failure> {
    for taken in &state.status.print {
        writeln!(io::stdout().lock(), "{}", text::neutral_lines(taken).trim_end())?;
    }
    Ok(())
}

/// The one file that notes lie beside.
fn noted(options: &Options) -> Option<&Path> {
    match options.files.as_slice() {
        [file] if file != "-" => Some(Path::new(file)),
        _ => None,
    }
}

/// How the screen ended.
enum End {
    /// The user left.
    Left,
    /// The terminal went away.
    Gone,
    /// A signal asks to die of it.
    Signal(i32),
}

struct App {
    state: State,
    theme: Theme,
    look: (Depth, GlyphSet),
    memory: Memory,
    screen: Screen,
    workers: Workers,
    recording: Recording,
    options: Options,
    wrap: Wrap,
    begun: Instant,
    _guard: PanicGuard,
}

impl App {
    fn start(recording: Recording, options: Options, to: &Sender<Input>) -> io::Result<Self> {
        let (config, wrong) = options::config_file().map_or_else(Default::default, |file| Config::load(&file));
        let look = (options::depth(), options::glyphs(options.glyphs, config.glyphs));
        let background = config.background.or_else(options::background).unwrap_or_default();
        let name = options.theme.clone().or_else(|| config.theme.clone());
        let name = name.unwrap_or_else(|| Theme::default_name(look.0, background).to_owned());
        let (theme, complaint) = Theme::find(Some(&name), options::themes().as_deref(), look.0, look.1);
        let tell = to.clone();
        let entered = Entered::default();
        let guard = PanicGuard::set(Arc::clone(&entered), move |line| drop(tell.send(Input::Panicked(line))));
        let mouse = !options.no_mouse && config.mouse.unwrap_or(true);
        let screen = Screen::enter(mouse, entered)?;
        let tell = to.clone();
        let workers = Workers::start(&recording, move |done| drop(tell.send(Input::Work(Box::new(done)))))?;
        input::listen(to)?;
        let (wrap, begun) = (options::wrap(), Instant::now());
        let mut state = State::new(options.name.clone(), recording.view(), screen.size(), mouse);
        let memory = options::state_file().map(|file| Memory::load(&file)).unwrap_or_default();
        memory.arrange(&mut state);
        config.apply(&mut state);
        if !memory.greeted {
            state.say("? lists the keys, e goes to the first error, : finds a command, q leaves");
        }
        state.opened.files.clone_from(&options.files);
        state.status.clipboard = wrap.note();
        let kept = noted(&options).map(Notes::load).transpose();
        let damaged = kept.as_ref().err().map(|why| format!("{why}; notes are not kept"));
        state.places.kept = kept.unwrap_or_default();
        if let Some(complaint) = wrong.or(complaint).or(damaged) {
            state.say(complaint);
        }
        Ok(Self { state, theme, look, memory, screen, workers, recording, options, wrap, begun, _guard: guard })
    }

    /// Waits, updates, draws, until it ends.
    fn stay(&mut self, from: &Receiver<Input>) -> io::Result<End> {
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
                let _ = self.tell(Msg::Clock(self.begun.elapsed()))?;
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
        if let ControlFlow::Break(end) = self.tell(Msg::Clock(self.begun.elapsed()))? {
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
                self.screen.redraw();
                let (width, height) = self.screen.size();
                Msg::Resize(width, height)
            }
            Event::FocusGained | Event::FocusLost => return Ok(ControlFlow::Continue(())),
        };
        self.tell(msg)
    }

    fn grown(&mut self) -> io::Result<ControlFlow<End>> {
        let view = self.recording.view();
        let ended = self.tell(Msg::Grown(Arc::clone(&view)))?;
        // The moment that was asked for on the command line is gone to as soon as it is there.
        if let Some(moment) = self.options.at
            && (view.progress.done || view.resolve(moment).is_ok_and(|seq| Some(seq) < view.index.last()))
        {
            self.options.at = None;
            return self.tell(Msg::Go(moment));
        }
        Ok(ended)
    }

    fn signal(&mut self, signal: Signal) -> io::Result<ControlFlow<End>> {
        match signal {
            Signal::Die(signal) => return Ok(ControlFlow::Break(End::Signal(signal))),
            Signal::Stop => self.suspend()?,
            Signal::Continue => self.screen.resume()?,
        }
        let (width, height) = self.screen.size();
        self.tell(Msg::Resize(width, height))
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.screen.leave();
        signals::stop();
        self.screen.resume()
    }

    fn tell(&mut self, msg: Msg) -> io::Result<ControlFlow<End>> {
        for effect in update(&mut self.state, msg) {
            let task = match effect {
                Effect::Load(pane, want) => Task::Load(pane, want),
                Effect::Labels(rows) => Task::Labels(rows),
                Effect::Filter { pattern, scope } => Task::Filter(pattern, scope),
                Effect::Take { form, about, seq, print } => Task::Take((form, about, seq), print),
                Effect::Copy(text) => {
                    self.screen.copy(&text, self.wrap)?;
                    continue;
                }
                Effect::Find { typed, seq } => Task::Find(typed, seq),
                Effect::Search(what) => Task::Search(what),
                Effect::Keep(notes) => {
                    self.keep(&notes);
                    continue;
                }
                Effect::Theme(name) => {
                    self.change_theme(&name);
                    continue;
                }
                Effect::Mouse(on) => {
                    self.screen.set_mouse(on)?;
                    continue;
                }
                Effect::Redraw => {
                    self.screen.redraw();
                    continue;
                }
                Effect::Suspend => {
                    self.suspend()?;
                    continue;
                }
                Effect::Quit => return Ok(ControlFlow::Break(End::Left)),
            };
            self.workers.post(task, &self.state.view);
        }
        Ok(ControlFlow::Continue(()))
    }

    fn change_theme(&mut self, name: &str) {
        let (theme, complaint) = Theme::find(Some(name), options::themes().as_deref(), self.look.0, self.look.1);
        match complaint {
            Some(complaint) => self.state.say(complaint),
            None => self.theme = theme,
        }
    }

    /// Keeps notes and marks in their file.
    fn keep(&mut self, notes: &Notes) {
        if let Some(Err(error)) = noted(&self.options).map(|file| notes.save(file)) {
            self.state.say(format!("notes and marks cannot be kept: {error}"));
        }
    }

    /// Keeps how the screen was arranged, and what was opened, for the next time.
    fn remember(&mut self) {
        let files = self.options.files.iter().filter(|file| *file != "-");
        let files = files.filter_map(|file| std::path::absolute(file).ok());
        let files: Vec<String> = files.map(|file| file.display().to_string()).collect();
        self.memory.note(&self.state, &files);
        let _ = options::state_file().and_then(|file| self.memory.save(&file));
    }

    fn draw(&mut self) -> io::Result<()> {
        // In a storm of resizes the size may be another by now than the last message told.
        let (width, height) = self.screen.size();
        if (width, height) != self.state.layout.size {
            self.screen.redraw();
            let _ = self.tell(Msg::Resize(width, height))?;
        }
        let (state, theme) = (&self.state, &self.theme);
        self.screen.draw(|frame| view(state, theme, frame))
    }

    fn until_deadline(&self) -> Option<Duration> {
        self.state.deadline().map(|deadline| deadline.saturating_sub(self.begun.elapsed()))
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
