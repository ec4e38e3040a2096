//! The console pane.

use super::{Ask, Context, Pane, PaneMsg};
use crate::tui::effect::Want;
use crate::tui::model::{Cancel, Recording, View};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {}

/// What the worker prepared for the pane.
#[derive(Debug)]
pub(crate) struct Loaded {}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(crate) fn load(recording: &Recording, view: &View, want: &Want, cancel: &Cancel) -> Result<Loaded, String> {
    let _ = (recording, view, want, cancel);
    Ok(Loaded {})
}

impl Pane for State {
    type Loaded = Loaded;

    fn update(&mut self, _ctx: &Context<'_>, _msg: PaneMsg<Loaded>) -> Vec<Ask> {
        Vec::new()
    }

    fn draw(&self, _ctx: &Context<'_>, _theme: &Theme, _area: Rect, _buf: &mut Buffer) {}

    fn title(&self, _ctx: &Context<'_>) -> String {
        String::new()
    }

    fn copy(&self, _ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        None
    }
}
