//! The console pane: what the page logged, up to the playhead and dimmed after it.
//!
//! Rows fold their repeats; one shown whole carries its text, its values as JSON, its stack, and what came before it.
//! The chosen row follows the playhead, and choosing a row moves it.

mod detail;
mod rows;
#[cfg(test)]
mod tests;

use self::detail::{Whole, detail, place_of};
use self::rows::{Groups, Least, Read};
use super::unfolding::Unfolding;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::event::{Kind, Seq};
use crate::extract::{ConsoleRow, Level};
use crate::recording::{Cancel, Recording, View};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::glyphs::Glyphs;
use crate::tui::take::About;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Line;
use crate::tui::widgets::log::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    groups: Groups,
    log: Log,
    /// The lines whose values were asked for and have not come, by their place in the view.
    asked: BTreeSet<usize>,
    /// The moment the list last followed.
    followed: Option<Seq>,
}

/// What the worker prepared for the pane: lines whole, by their place in the view.
#[derive(Debug)]
pub(crate) struct Loaded(Vec<(usize, Whole)>);

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, rows: &[usize], cancel: &Cancel) -> Result<Loaded, String> {
    let read = |row: &usize| {
        let line = view.console.get(*row).ok_or("this line is not there any more")?;
        Ok((*row, Whole::read(recording, view, line, cancel)?))
    };
    rows.iter().map(read).collect::<Result<_, String>>().map(Loaded)
}

impl State {
    fn refresh(&mut self, ctx: &Context<'_>) {
        let read = self.groups.read(&ctx.view.console, ctx.scope);
        if read == Read::Anew {
            self.log.fold_all();
        }
        self.log.fit(self.groups.all().len(), ctx.size);
        if self.followed != Some(ctx.seq) || read == Read::Anew {
            self.follow(ctx);
        }
    }

    /// The row at the playhead: the last at or before it.
    fn current(&self, ctx: &Context<'_>) -> Option<usize> {
        self.groups.at(ctx.seq, &ctx.view.console)
    }

    fn follow(&mut self, ctx: &Context<'_>) {
        self.followed = Some(ctx.seq);
        self.log.choose(self.current(ctx).unwrap_or(0));
    }

    fn line<'v>(&self, ctx: &Context<'v>, row: usize) -> Option<&'v ConsoleRow> {
        ctx.view.console.get(self.groups.all().get(row)?.first)
    }

    fn loaded(&mut self, ctx: &Context<'_>, loaded: &Loaded) {
        for (place, whole) in &loaded.0 {
            self.asked.remove(place);
            let row = self.groups.all().partition_point(|group| group.first < *place);
            let group = self.groups.all().get(row).filter(|group| group.first == *place);
            if let (Some(group), Some(line), true) = (group, ctx.view.console.get(*place), self.log.is_open(row)) {
                self.log.unfold(row, detail(ctx, *group, line, Some(whole)));
            }
        }
    }

    fn threshold(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.groups.set_least(self.groups.least().next());
        self.refresh(ctx);
        self.follow(ctx);
        vec![Ask::Say(format!("console: {}", self.groups.least().words()))]
    }

    /// Shows the playhead's row whole: the user jumped to it and wants its stack. The row opened before is folded.
    fn unfold_current(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.log.fold_all();
        self.follow(ctx);
        self.current(ctx).map(|row| self.unfold(ctx, row)).unwrap_or_default()
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::NextError | Command::PrevError | Command::NextWarning | Command::PrevWarning => {
                self.unfold_current(ctx)
            }
            Command::Threshold => self.threshold(ctx),
            _ => self.listed(ctx, &PaneMsg::Command(command, count)),
        }
    }

    /// A row: when, how bad, how often, what; and at the right where it came from.
    fn row_line(&self, ctx: &Context<'_>, row: usize, glyphs: Glyphs) -> Line {
        let Some((group, line)) = self.groups.all().get(row).zip(self.line(ctx, row)) else { return Line::new() };
        let mut out = head(ctx, line, glyphs);
        if group.count > 1 {
            out.push(Role::Accent, &format!("{}{} ", glyphs.pick("×", "x"), group.count));
        }
        let (_, role) = sign(line.level, glyphs);
        let said = line.text.trim();
        let (first, rest) = said.split_once('\n').map_or((said, 0), |(first, rest)| (first, rest.lines().count()));
        match first.trim_end() {
            "" => out.push(Role::Dim, &format!("console.{}", line.level)),
            first => out.push(role, first),
        }
        if rest > 0 {
            out.push(Role::Dim, &format!(" +{rest} lines"));
        }
        if let Some(place) = place_of(&line.stack) {
            out.note(Role::Dim, place);
        }
        if line.seq > ctx.seq {
            out = out.all_in(Role::Dim);
        } else if self.current(ctx) == Some(row) {
            out.mark(Role::Playhead, glyphs.bar());
        }
        out
    }

    /// Why the pane is empty, and what would fill it.
    fn empty(&self, ctx: &Context<'_>) -> String {
        let counts = self.groups.counts();
        match (ctx.view.console.len(), counts.lines) {
            (0, _) if !ctx.view.progress.done => "no console line so far: the recording is still being read".to_owned(),
            (0, _) => {
                "no console line was recorded: the page logged nothing, or the recorder's console capture was off"
                    .to_owned()
            }
            (lines, 0) => format!(
                "none of the {lines} console lines is in scope; Esc drops the range, T turns through the windows"
            ),
            (_, lines) => {
                format!("none of the {lines} console lines is among {}; t lists more", self.groups.least().words())
            }
        }
    }
}

/// The sign of a level, and the role of what it says.
fn sign(level: Level, glyphs: Glyphs) -> (&'static str, Role) {
    match level {
        level if level.is_error() => (glyphs.error(), Role::Error),
        level if level.is_warning() => (glyphs.warning(), Role::Warn),
        Level::Info => ("i", Role::Text),
        Level::Debug | Level::Trace => (glyphs.kind(Kind::Console), Role::Dim),
        _ => (glyphs.kind(Kind::Console), Role::Text),
    }
}

/// When a line was logged, in which window where there are several, and how bad it is.
fn head(ctx: &Context<'_>, line: &ConsoleRow, glyphs: Glyphs) -> Line {
    let mut out = Line::of(Role::Dim, &format!("{} ", ctx.stamp(line.at)));
    if ctx.view.windows.len() > 1 {
        out.push(Role::Dim, &format!("w{} ", line.window + 1));
    }
    let (glyph, role) = sign(line.level, glyphs);
    out.push(role, glyph);
    out.push(role, " ");
    out
}

impl Unfolding for State {
    fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    fn go(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        self.line(ctx, row).map(|line| Ask::Go(line.seq)).into_iter().collect()
    }

    /// Its text and stack at once, its values when they are read.
    fn unfold(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        let Some(group) = self.groups.all().get(row).copied() else { return Vec::new() };
        let Some(line) = ctx.view.console.get(group.first) else { return Vec::new() };
        self.log.unfold(row, detail(ctx, group, line, None));
        self.log.choose(row);
        self.asked.insert(group.first);
        vec![Ask::Load(Want::ConsoleLines { rows: self.asked.iter().copied().collect() })]
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Loaded(super::Loaded::Console(loaded)) => self.loaded(ctx, &loaded),
            PaneMsg::Failed(why) => {
                self.asked.clear();
                return vec![Ask::Say(why)];
            }
            msg => return self.listed(ctx, &msg),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.groups.all().is_empty() {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        }
        self.log.draw((area, ctx.focused), theme, buf, |row, glyphs| self.row_line(ctx, row, glyphs));
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        if ctx.view.console.is_empty() {
            return String::new();
        }
        let counts = self.groups.counts();
        let mut parts = vec![ctx.count(counts.lines, "line")];
        parts.extend((counts.errors > 0).then(|| lines::plural(counts.errors, "error")));
        parts.extend((counts.warnings > 0).then(|| lines::plural(counts.warnings, "warning")));
        parts.extend((self.groups.least() != Least::All).then(|| self.groups.least().words().to_owned()));
        parts.join(" · ")
    }

    fn about(&self, ctx: &Context<'_>) -> About {
        let line = self.log.chosen().and_then(|chosen| self.line(ctx, chosen.row()));
        About { seq: line.map(|line| line.seq), ..About::default() }
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        if let Some(text) = self.log.copy() {
            return Some(("a part of the console line".into(), text));
        }
        let line = self.line(ctx, self.log.chosen()?.row())?;
        let mut text = line.text.to_string();
        for frame in line.stack.iter() {
            text.push_str("\n    at ");
            text.push_str(frame);
        }
        Some(("the console line".into(), text))
    }
}
