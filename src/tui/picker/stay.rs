//! The loop over the list, until a recording is chosen or the user leaves.

use super::look::Lookers;
use super::{Picker, Then, draw};
use crate::tui::host::{ANSWER, BATCH, End, Host};
use crate::tui::input::Input;
use crate::tui::keymap::Chord;
use crate::tui::state::FRAME;
use crossterm::event::{Event, MouseButton, MouseEvent, MouseEventKind};
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

/// The recording that was chosen, or how the screen ended.
type Chosen = Result<PathBuf, End>;

/// The lines that the wheel turns by.
const WHEEL: isize = 3;

impl Picker {
    /// Shows the list and waits for a choice.
    pub(crate) fn stay(
        &mut self,
        host: &mut Host,
        (to, from): (&Sender<Input>, &Receiver<Input>),
    ) -> io::Result<Chosen> {
        self.keys = host.config.keymap();
        if let Some(wrong) = host.wrong.take() {
            self.say(&wrong);
        }
        self.resize(host.screen.size());
        let tell = to.clone();
        let lookers = Lookers::start(self.quest(), move |looked| drop(tell.send(Input::Looked(looked))));
        self.draw(host)?;
        let mut drawn = Instant::now();
        // How long after the last frame the next is due, if anything has changed since.
        let mut due: Option<Duration> = None;
        loop {
            let input = match due {
                Some(due) => from.recv_timeout(due.saturating_sub(drawn.elapsed())).ok(),
                None => from.recv().ok(),
            };
            let waiting = std::iter::from_fn(|| from.try_recv().ok());
            for input in input.into_iter().chain(waiting).take(BATCH) {
                let pace = if matches!(input, Input::Looked(_)) { FRAME } else { ANSWER };
                due = Some(due.map_or(pace, |due| due.min(pace)));
                if let Some(chosen) = self.take(input, host)? {
                    return Ok(chosen);
                }
            }
            if due.is_some_and(|due| drawn.elapsed() >= due) {
                lookers.prefer(&self.unknown_in_sight());
                self.draw(host)?;
                (drawn, due) = (Instant::now(), None);
            }
        }
    }

    fn take(&mut self, input: Input, host: &mut Host) -> io::Result<Option<Chosen>> {
        let then = match input {
            Input::Terminal(Event::Key(key)) => self.key(Chord::of(key)),
            Input::Terminal(Event::Mouse(mouse)) => self.mouse(mouse),
            Input::Terminal(Event::Paste(text)) => {
                self.paste(&text);
                Then::Stay
            }
            Input::Terminal(Event::Resize(..)) => {
                self.resize(host.screen.size());
                Then::Redraw
            }
            Input::Terminal(Event::FocusGained | Event::FocusLost) | Input::Grown | Input::Work(_) => Then::Stay,
            Input::Gone => return Ok(Some(Err(End::Gone))),
            Input::Signal(signal) => {
                if let std::ops::ControlFlow::Break(end) = host.signal(signal)? {
                    return Ok(Some(Err(end)));
                }
                self.resize(host.screen.size());
                Then::Stay
            }
            Input::Looked(looked) => {
                self.looked(looked);
                Then::Stay
            }
            Input::Panicked(line) => {
                self.say(&format!("a fault of ours: {line}"));
                Then::Stay
            }
        };
        match then {
            Then::Stay => {}
            Then::Open(path) => return Ok(Some(Ok(path))),
            Then::Leave => return Ok(Some(Err(End::Left))),
            Then::Suspend => host.suspend()?,
            Then::Redraw => host.screen.redraw(),
        }
        Ok(None)
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Then {
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => return self.click(mouse.row),
            MouseEventKind::ScrollDown => self.scroll(WHEEL),
            MouseEventKind::ScrollUp => self.scroll(-WHEEL),
            _ => {}
        }
        Then::Stay
    }

    fn draw(&mut self, host: &mut Host) -> io::Result<()> {
        // In a storm of resizes the size may be another by now than the last message told.
        let size = host.screen.size();
        if size != self.size {
            host.screen.redraw();
            self.resize(size);
        }
        let theme = &host.theme;
        host.screen.draw(|frame| draw::draw(self, theme, frame.area(), frame.buffer_mut()))
    }
}
