//! The info pane: what the recording is, what is wrong with it, which windows and pages it has.
//!
//! Its facts are those of the verb `info`, its findings those of `verify`. The doctor reads every event once, on a
//! worker, when the pane is first looked at and the recording is read.

mod rows;

use self::rows::{Row, detail, line, rows};
use super::unfolding::Unfolding;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::recording::doctor::{Finding, Severity};
use crate::recording::{Cancel, Recording, Scope, View};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::theme::Theme;
use crate::tui::widgets::log::{At, Log};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    examination: Examination,
    rows: Vec<Row>,
    made: Option<Made>,
    log: Log,
}

/// What the rows were made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    events: usize,
    damages: usize,
    read: bool,
    scope: Scope,
}

/// How far the doctor is.
#[derive(Debug, Default)]
pub(super) enum Examination {
    /// It was not called yet.
    #[default]
    NotYet,
    /// It looks at every event.
    Running,
    /// It could not: why.
    Failed(String),
    /// It is done: what it found, the gravest first.
    Done(Vec<Finding>),
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, cancel: &Cancel) -> Result<Vec<Finding>, String> {
    recording.doctor(view, cancel).map_err(|error| error.to_string())
}

impl State {
    /// What was found: for the marks on the timeline.
    pub(crate) fn findings(&self) -> &[Finding] {
        match &self.examination {
            Examination::Done(findings) => findings,
            _ => &[],
        }
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let view = ctx.view;
        let (events, damages) = (view.index.len(), view.damage.len());
        let made = Made { events, damages, read: view.progress.done, scope: ctx.scope };
        if self.made != Some(made) {
            self.made = Some(made);
            self.lay(ctx);
        }
        self.log.fit(self.rows.len(), ctx.size);
        if view.progress.done && matches!(self.examination, Examination::NotYet) {
            self.examination = Examination::Running;
            self.lay(ctx);
            return vec![Ask::Load(Want::Doctor)];
        }
        Vec::new()
    }

    fn lay(&mut self, ctx: &Context<'_>) {
        self.rows = rows(ctx, &self.examination);
        self.log.fold_all();
        self.log.fit(self.rows.len(), ctx.size);
    }

    /// To the next finding, page or window.
    fn jump(&mut self, count: u32, ahead: bool) {
        let here = self.log.chosen().map_or(0, At::row);
        let stops = |row: &usize| matches!(self.rows[*row], Row::Finding(_) | Row::Damage(_));
        let nth = count as usize - 1;
        let next = if ahead {
            (here + 1..self.rows.len()).filter(stops).nth(nth)
        } else {
            (0..here.min(self.rows.len())).rev().filter(stops).nth(nth)
        };
        if let Some(row) = next {
            self.log.choose(row);
        }
    }
}

impl Unfolding for State {
    fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    fn go(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        match self.rows.get(row).and_then(|row| row.seq(ctx, self.findings())) {
            Some(seq) => vec![Ask::Go(seq)],
            None => self.unfold(ctx, row),
        }
    }

    fn unfold(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        if self.log.fold(row) {
            return Vec::new();
        }
        if let Some(detail) = self.rows.get(row).and_then(|of| detail(ctx, of, self.findings())) {
            self.log.unfold(row, detail);
            self.log.choose(row);
        }
        Vec::new()
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => return self.refresh(ctx),
            PaneMsg::Command(Command::NextHit, count) => self.jump(count, true),
            PaneMsg::Command(Command::PrevHit, count) => self.jump(count, false),
            PaneMsg::Loaded(super::Loaded::Info(mut findings)) => {
                findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
                self.examination = Examination::Done(findings);
                self.lay(ctx);
            }
            PaneMsg::Failed(why) => {
                self.examination = Examination::Failed(why);
                self.lay(ctx);
            }
            msg => return self.listed(ctx, &msg),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if ctx.view.index.is_empty() {
            return lines::empty(buf, area, theme, "nothing is known yet: the recording is still being read");
        }
        self.log.draw((area, ctx.focused), theme, buf, |row, glyphs| {
            self.rows.get(row).map(|row| line(ctx, row, self.findings(), glyphs)).unwrap_or_default()
        });
    }

    fn title(&self, _ctx: &Context<'_>) -> String {
        match &self.examination {
            Examination::NotYet | Examination::Failed(_) => String::new(),
            Examination::Running => "examining every event …".to_owned(),
            Examination::Done(findings) => {
                let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
                let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
                match (errors, warnings) {
                    (0, 0) => "nothing is wrong".to_owned(),
                    _ => format!("{} · {}", lines::plural(errors, "loss"), lines::plural(warnings, "warning")),
                }
            }
        }
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        if let Some(text) = self.log.copy() {
            return Some(("a part of the finding".into(), text));
        }
        let row = self.rows.get(self.log.chosen()?.row())?;
        Some(("the line".into(), row.text(ctx, self.findings())))
    }
}
