//! The screen: a timeline, lanes with a scrubber, and panes that show the moment under the playhead.
//!
//! `update` is the only place where the state changes, and does no I/O; `view` only draws; workers do what costs time.
//! One channel brings keys, the mouse, signals, the growing index and the workers' results to one loop, which draws at
//! most thirty times a second and writes nothing while nothing changes.

mod app;
mod areas;
mod command;
mod config;
mod effect;
mod finder;
mod glyphs;
mod highlight;
mod host;
mod input;
mod keymap;
mod memory;
mod options;
mod overlays;
mod painter;
mod panes;
mod picker;
mod run;
mod signals;
mod stage;
mod state;
mod take;
mod terminal;
mod theme;
mod update;
mod view;
mod widgets;
mod worker;

pub use command::{COMMANDS, Command, Context, Spec, Takes};
pub use options::{GlyphSet, Options};
pub use picker::Shelf;
pub use run::{has_terminal, remembers, run};
pub use stage::Stage;
pub use theme::{Depth, EMBEDDED, Role, Theme, ThemeError};
