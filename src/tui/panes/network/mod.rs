//! The network pane: the requests by the time they were sent, each unfolding into what was recorded of it.
//!
//! The waterfall spans the requests in sight. The chosen request follows the playhead, and choosing one moves it to the
//! moment at which the request was sent.

mod detail;
mod table;
#[cfg(test)]
mod tests;
mod waterfall;

use self::detail::{Whole, detail};
use self::table::{Columns, Listed, Requests};
use super::unfolding::Unfolding;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::event::Seq;
use crate::extract::NetworkRow;
use crate::recording::{Cancel, Recording, View};
use crate::timeline::{Row, What};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::take::About;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{Line, Look};
use crate::tui::widgets::log::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    requests: Requests,
    log: Log,
    /// The requests that were asked for whole and have not come, by their place in the view.
    asked: BTreeSet<usize>,
    /// The moment the list last followed.
    followed: Option<(Seq, Option<Row>)>,
}

/// What the worker prepared for the pane: requests whole, by their place in the view.
#[derive(Debug)]
pub(crate) struct Loaded(Vec<(usize, Whole)>);

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, rows: &[usize], cancel: &Cancel) -> Result<Loaded, String> {
    let read = |row: &usize| {
        let request = view.network.get(*row).ok_or("this request is not there any more")?;
        Ok((*row, Whole::read(recording, view, request, cancel)?))
    };
    rows.iter().map(read).collect::<Result<_, String>>().map(Loaded)
}

/// The table's head.
const HEAD: u16 = 1;

impl State {
    fn row<'v>(&self, ctx: &Context<'v>, at: usize) -> Option<&'v NetworkRow> {
        ctx.view.network.get(*self.requests.order().get(at)?)
    }

    fn refresh(&mut self, ctx: &Context<'_>) {
        let changed = self.requests.read(&ctx.view.network, ctx.scope);
        if changed {
            self.log.fold_all();
        }
        self.log.fit(self.requests.order().len(), (ctx.size.0, ctx.size.1.saturating_sub(HEAD)));
        if changed || self.followed != Some((ctx.seq, ctx.row)) {
            self.follow(ctx);
        }
    }

    fn follow(&mut self, ctx: &Context<'_>) {
        self.followed = Some((ctx.seq, ctx.row));
        self.log.choose(self.current(ctx).unwrap_or(0));
    }

    /// The request at the playhead: the one its row is about, else the last sent at or before it.
    fn current(&self, ctx: &Context<'_>) -> Option<usize> {
        if let Some(What::Request(place)) = ctx.row.map(|row| row.what) {
            return self.requests.order().iter().position(|listed| *listed == place as usize);
        }
        self.requests.at(ctx.view.index.time(ctx.seq), &ctx.view.network)
    }

    /// Shows the playhead's request whole: the user jumped to it and wants its answer. Others are folded.
    fn unfold_current(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.log.fold_all();
        self.follow(ctx);
        self.current(ctx).map(|at| self.unfold(ctx, at)).unwrap_or_default()
    }

    fn loaded(&mut self, ctx: &Context<'_>, loaded: &Loaded) {
        for (place, whole) in &loaded.0 {
            self.asked.remove(place);
            let at = self.requests.order().iter().position(|listed| listed == place);
            if let Some(at) = at.filter(|at| self.log.is_open(*at))
                && let Some(row) = self.row(ctx, at)
            {
                self.log.unfold(at, detail(ctx, row, Some(whole)));
                if self.log.chosen().is_some_and(|chosen| chosen.row() == at) {
                    self.log.choose(at);
                }
            }
        }
    }

    fn threshold(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.requests.list(self.requests.listed().next());
        self.refresh(ctx);
        vec![Ask::Say(format!("network: {}", self.requests.listed().words()))]
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::NextFailed | Command::PrevFailed => self.unfold_current(ctx),
            Command::Threshold => self.threshold(ctx),
            _ => self.listed(ctx, &PaneMsg::Command(command, count)),
        }
    }

    fn draw_table(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let columns = Columns::of(usize::from(area.width), ctx.stamp(ctx.view.index.end()).len());
        let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
        let all = waterfall::span_of(self.log.in_sight().filter_map(|at| self.row(ctx, at)));
        columns.head(all.as_ref()).draw(Rect { height: HEAD.min(area.height), ..area }, Look::default(), theme, buf);
        let (now, current) = (ctx.view.index.time(ctx.seq), self.current(ctx));
        self.log.draw((body, ctx.focused), theme, buf, |at, glyphs| {
            let Some(row) = self.row(ctx, at) else { return Line::new() };
            let mut line = columns.line(row, &ctx.stamp(row.at), all.as_ref(), glyphs);
            if row.at > now {
                line = line.all_in(Role::Dim);
            } else if current == Some(at) {
                line.mark(Role::Playhead, glyphs.bar());
            }
            line
        });
    }

    /// Why the pane is empty, and what would fill it.
    fn empty(&self, ctx: &Context<'_>) -> String {
        let all = ctx.view.network.len();
        match (all, self.requests.counts().0) {
            (0, _) if !ctx.view.progress.done => "no request so far: the recording is still being read".to_owned(),
            (0, _) => "no network was recorded: the recorder's network capture was off, or the page asked for nothing"
                .to_owned(),
            (all, 0) => format!(
                "none of the {} is in scope; Esc drops the range, T turns through the windows",
                lines::plural(all, "request")
            ),
            (_, within) => match self.requests.listed() {
                Listed::Failed => format!("no request failed of {within}; t lists others"),
                _ => format!("none of the {within} requests was made by fetch or XHR; t lists others"),
            },
        }
    }
}

impl Unfolding for State {
    fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    fn go(&mut self, _: &Context<'_>, at: usize) -> Vec<Ask> {
        self.requests.order().get(at).map(|place| Ask::GoRequest(*place)).into_iter().collect()
    }

    /// What the list knows at once, headers and bodies when they are read.
    fn unfold(&mut self, ctx: &Context<'_>, at: usize) -> Vec<Ask> {
        let (Some(place), Some(row)) = (self.requests.order().get(at).copied(), self.row(ctx, at)) else {
            return Vec::new();
        };
        self.log.unfold(at, detail(ctx, row, None));
        self.log.choose(at);
        self.asked.insert(place);
        vec![Ask::Load(Want::Requests { rows: self.asked.iter().copied().collect() })]
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Loaded(super::Loaded::Network(loaded)) => self.loaded(ctx, &loaded),
            PaneMsg::Failed(why) => {
                self.asked.clear();
                return vec![Ask::Say(why)];
            }
            PaneMsg::Click { x, y, double } => {
                let Some(y) = y.checked_sub(HEAD) else { return Vec::new() };
                return self.listed(ctx, &PaneMsg::Click { x, y, double });
            }
            msg => return self.listed(ctx, &msg),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.requests.order().is_empty() {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        }
        self.draw_table(ctx, theme, area, buf);
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        if ctx.view.network.is_empty() {
            return String::new();
        }
        let (all, failed) = self.requests.counts();
        let mut parts = vec![ctx.count(all, "request")];
        parts.extend((failed > 0).then(|| format!("{failed} failed")));
        let listed = self.requests.listed();
        parts.extend((listed != Listed::All).then(|| listed.words().to_owned()));
        parts.join(" · ")
    }

    fn about(&self, _ctx: &Context<'_>) -> About {
        let place = self.log.chosen().and_then(|chosen| self.requests.order().get(chosen.row()).copied());
        About { request: place, ..About::default() }
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        if let Some(text) = self.log.copy() {
            return Some(("this part of the request".into(), text));
        }
        let row = self.row(ctx, self.log.chosen()?.row())?;
        Some(("the address".into(), row.request.url.to_string()))
    }
}
