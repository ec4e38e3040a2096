//! What stays while recordings come and go: the terminal, the colours, what is configured, what is remembered.

use super::config::Config;
use super::input::{self, Input};
use super::memory::Memory;
use super::options::{self, GlyphSet, Options};
use super::signals::{self, Signal};
use super::terminal::{Entered, PanicGuard, Screen, Wrap};
use super::theme::{Depth, Theme};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// The inputs that are taken in before the next frame at the latest.
pub(crate) const BATCH: usize = 256;

/// A key's frame follows the frame before no sooner: keys that repeat fast share one, and none waits for longer than can
/// be felt. What merely grows is drawn at the pace of [`FRAME`](super::state::FRAME).
pub(crate) const ANSWER: Duration = Duration::from_millis(3);

/// How the screen ended.
pub(crate) enum End {
    /// The user left.
    Left,
    /// The user wants to open another recording.
    Open,
    /// What was to be opened cannot be shown: why.
    Refused(String),
    /// The terminal went away.
    Gone,
    /// A signal asks to die of it.
    Signal(i32),
}

/// The terminal, and what the screen is drawn with.
pub(crate) struct Host {
    pub(crate) screen: Screen,
    pub(crate) theme: Theme,
    look: (Depth, GlyphSet),
    pub(crate) config: Config,
    pub(crate) memory: Memory,
    /// What is wrong with the files of the user's; told once.
    pub(crate) wrong: Option<String>,
    pub(crate) wrap: Wrap,
    pub(crate) mouse: bool,
    /// What is to be printed after leaving.
    pub(crate) print: Vec<String>,
    pub(crate) begun: Instant,
    _guard: PanicGuard,
}

impl Host {
    /// Enters the terminal, and listens to it from now on.
    pub(crate) fn enter(options: &Options, to: &Sender<Input>) -> io::Result<Self> {
        let (config, wrong) = options::config_file().map_or_else(Default::default, |file| Config::load(&file));
        let (memory, forgotten) = options::state_file().map_or_else(Default::default, |file| Memory::load(&file));
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
        input::listen(to)?;
        let wrong = wrong.or(complaint).or(forgotten);
        let (wrap, begun) = (options::wrap(), Instant::now());
        let print = Vec::new();
        Ok(Self { screen, theme, look, config, memory, wrong, wrap, mouse, print, begun, _guard: guard })
    }

    /// Changes the colours; why not, where they cannot be.
    pub(crate) fn change_theme(&mut self, name: &str) -> Option<String> {
        let (theme, complaint) = Theme::find(Some(name), options::themes().as_deref(), self.look.0, self.look.1);
        if complaint.is_none() {
            self.theme = theme;
        }
        complaint
    }

    /// Does what a signal asks for.
    pub(crate) fn signal(&mut self, signal: Signal) -> io::Result<ControlFlow<End>> {
        match signal {
            Signal::Die(signal) => return Ok(ControlFlow::Break(End::Signal(signal))),
            Signal::Stop => self.suspend()?,
            Signal::Continue => self.screen.resume()?,
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Stops in the background, and comes back.
    pub(crate) fn suspend(&mut self) -> io::Result<()> {
        self.screen.leave();
        signals::stop();
        self.screen.resume()
    }

    /// Keeps what is remembered for the next time.
    pub(crate) fn remember(&self) {
        let _ = options::state_file().and_then(|file| self.memory.save(&file));
    }
}

/// What was opened lately and is remembered, the last first.
pub(crate) fn recent() -> Vec<String> {
    options::state_file().map(|file| Memory::load(&file).0.recent).unwrap_or_default()
}

/// The absolute path of what was named, as it is remembered.
pub(crate) fn remembered(file: &str) -> Option<String> {
    if file == "-" { None } else { Some(std::path::absolute(Path::new(file)).ok()?.display().to_string()) }
}
