//! The terminal's state: entered once, and left as it was found however the screen ends.
//!
//! Raw mode, the alternate screen, the mouse and bracketed paste are turned on here and nowhere else. Leaving happens on
//! quitting, on a signal, before stopping in the background, and in the panic hook: on the main thread the hook restores
//! the terminal and hands on to the hook before it; a panic of any other thread is only told, for the screen goes on.

use super::painter::Painter;
use ratatui::Terminal;
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The alternate screen, no cursor, bracketed paste.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?2004h\u{1b}[2J";
/// All of it undone, in reverse, with whatever may have been cut off in the middle of a frame.
const LEAVE: &str = "\u{1b}[?2026l\u{1b}[m\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l\u{1b}[?2004l\u{1b}[?25h\u{1b}[?1049l";
/// Presses, drags and the wheel, in the form that has no limit of columns; no reports of mere motion.
const MOUSE_ON: &str = "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h";
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l";

/// A terminal that is entered, and left when this is dropped.
pub(crate) struct Screen {
    terminal: Terminal<Painter<io::Stdout>>,
    mouse: bool,
    /// Whether the next frame draws everything.
    anew: bool,
    entered: Entered,
}

/// Whether the terminal is entered: known to the panic hook as well, so that nobody leaves it twice.
pub(crate) type Entered = Arc<AtomicBool>;

impl Screen {
    /// Enters: raw mode, the alternate screen.
    pub(crate) fn enter(mouse: bool, entered: Entered) -> io::Result<Self> {
        let terminal = Terminal::new(Painter::new(io::stdout()))?;
        let mut screen = Self { terminal, mouse, anew: true, entered };
        screen.resume()?;
        Ok(screen)
    }

    /// Takes the terminal again after it was left, or after somebody else used it.
    pub(crate) fn resume(&mut self) -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        self.entered.store(true, Ordering::SeqCst);
        let mouse = if self.mouse { MOUSE_ON } else { "" };
        self.terminal.backend_mut().send_ahead(&format!("{ENTER}{mouse}"));
        self.redraw();
        Ok(())
    }

    /// Leaves the terminal as it was; harmless when it is left already.
    pub(crate) fn leave(&self) {
        restore(&self.entered);
    }

    /// Forgets what is on the screen: the next frame draws everything.
    pub(crate) fn redraw(&mut self) {
        self.anew = true;
    }

    /// Draws a frame; writes only what changed, and nothing when nothing did.
    pub(crate) fn draw(&mut self, view: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        if std::mem::take(&mut self.anew) {
            self.terminal.clear()?;
        }
        self.terminal.draw(view).map(|_| ())
    }

    /// Turns reports of the mouse on or off.
    pub(crate) fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        self.terminal.backend_mut().send(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Hands a text to the terminal's clipboard. Whether it arrives, the terminal does not say.
    pub(crate) fn copy(&mut self, text: &str, wrap: Wrap) -> io::Result<()> {
        self.terminal.backend_mut().send(&osc52(text, wrap))
    }

    /// The size in columns and lines.
    pub(crate) fn size(&self) -> (u16, u16) {
        self.terminal.size().map_or((80, 24), |size| (size.width, size.height))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Puts the terminal back, once. Errors are of no use here: there is nobody left to tell.
fn restore(entered: &AtomicBool) {
    if !entered.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = out.write_all(LEAVE.as_bytes()).and_then(|()| out.flush());
    let _ = crossterm::terminal::disable_raw_mode();
}

/// What stands between us and the terminal and swallows escape sequences that are not wrapped for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// Nothing.
    None,
    /// tmux: passthrough, with every escape doubled.
    Tmux,
    /// GNU screen: a device control string.
    GnuScreen,
}

impl Wrap {
    /// What is to be said of the way to the clipboard: the terminal never says whether a text arrived.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Tmux => ", through tmux: it must have allow-passthrough on",
            Self::GnuScreen => ", through screen",
        }
    }
}

/// GNU screen takes no longer strings than this.
const SCREEN_PIECE: usize = 240;

/// The sequence that sets the clipboard (OSC 52), wrapped for a multiplexer.
fn osc52(text: &str, wrap: Wrap) -> String {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    match wrap {
        Wrap::None => format!("\u{1b}]52;c;{encoded}\u{7}"),
        Wrap::Tmux => format!("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;{encoded}\u{7}\u{1b}\\"),
        Wrap::GnuScreen => {
            let whole = format!("\u{1b}]52;c;{encoded}\u{7}");
            // Base64 is ASCII: it can be cut anywhere.
            let pieces = whole.as_bytes().chunks(SCREEN_PIECE).map(String::from_utf8_lossy);
            pieces.flat_map(|piece| ["\u{1b}P".into(), piece, "\u{1b}\\".into()]).collect()
        }
    }
}

type Hook = dyn Fn(&PanicHookInfo<'_>) + Send + Sync + 'static;

/// The panic hook of the screen; the one before it comes back when this is dropped.
pub(crate) struct PanicGuard {
    previous: Arc<Hook>,
}

impl PanicGuard {
    /// Sets the hook. `tell` is called with one line for a panic on any thread but this one.
    pub(crate) fn set(entered: Entered, tell: impl Fn(String) + Send + Sync + 'static) -> Self {
        let previous: Arc<Hook> = Arc::from(panic::take_hook());
        let before = Arc::clone(&previous);
        let main = thread::current().id();
        panic::set_hook(Box::new(move |info| {
            if thread::current().id() == main {
                restore(&entered);
                before(info);
            } else {
                tell(info.to_string().replace('\n', " "));
            }
        }));
        Self { previous }
    }
}

impl Drop for PanicGuard {
    fn drop(&mut self) {
        if thread::panicking() {
            return; // a hook can't be changed while a panic runs through it
        }
        let previous = Arc::clone(&self.previous);
        panic::set_hook(Box::new(move |info| previous(info)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_sequence_is_wrapped_for_multiplexers() {
        assert_eq!(osc52("hi", Wrap::None), "\u{1b}]52;c;aGk=\u{7}");
        assert_eq!(osc52("hi", Wrap::Tmux), "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;aGk=\u{7}\u{1b}\\");
        assert_eq!(osc52("hi", Wrap::GnuScreen), "\u{1b}P\u{1b}]52;c;aGk=\u{7}\u{1b}\\");
        let long = osc52(&"x".repeat(999), Wrap::GnuScreen);
        let longest = long.split("\u{1b}\\").map(str::len).max();
        assert!(longest <= Some(SCREEN_PIECE + 2), "screen takes no longer strings: {longest:?}");
    }

    #[test]
    fn everything_that_is_turned_on_is_turned_off() {
        for mode in ["1049", "2004", "1000", "1002", "1006"] {
            let on = format!("?{mode}h");
            assert!(ENTER.contains(&on) || MOUSE_ON.contains(&on), "{mode}");
            assert!(LEAVE.contains(&format!("?{mode}l")), "{mode}");
        }
    }
}
