//! The diff pane: what the event under the playhead changed, what the user's action did, or what changed from A to B.
//!
//! The lines come from `dom::diff`, hunk by hunk under the selector of the element they happened in; here they get
//! their marks and colours, hunks fold and tell who made them, and choosing a line goes to the event that did.

mod load;
mod rows;
#[cfg(test)]
mod tests;

use self::load::Made;
pub(crate) use self::load::{Loaded, load};
use self::rows::{Row, WIDE};
use super::{About, Ask, Context, Pane, PaneMsg, lines};
use crate::clock::Time;
use crate::dom::diff::Role as DiffRole;
use crate::event::{Kind, Seq};
use crate::extract::is_cause;
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::theme::Theme;
use crate::tui::widgets::line::Look;
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What was asked for, and the time of its last event: while a file is read, a late event may shift the seqs.
    asked: Option<(Want, Time)>,
    loaded: Option<Loaded>,
    failed: Option<String>,
    /// Whether all that the user's action did is shown, not what the one event did.
    by_action: bool,
    /// The hunks folded away, by the place of their head.
    folded: BTreeSet<usize>,
    /// The rows that show, and whether old and new stand side by side in them.
    rows: (Vec<Row>, bool),
    list: List,
    shift: usize,
}

/// What the pane shows at a moment: between the marks, or from the one to the playhead; else what the event did, or all
/// that its action did.
fn wanted(ctx: &Context<'_>, by_action: bool) -> Want {
    let between = |a: Seq, b: Seq| Want::Diff { from: a.min(b), to: a.max(b), action: None };
    match ctx.marks {
        (Some(a), Some(b)) => between(a, b),
        (Some(one), None) | (None, Some(one)) if one != ctx.seq => between(one, ctx.seq),
        _ => by_action.then(|| of_action(ctx)).flatten().unwrap_or(Want::EventDiff { seq: ctx.seq }),
    }
}

/// What the page went through from before the user's action, the event or the last before it, up to before the next
/// action or page.
fn of_action(ctx: &Context<'_>) -> Option<Want> {
    let index = &ctx.view.index;
    let last = index.last()?;
    let window = index.window(ctx.seq);
    let action = if is_cause(index.kind(ctx.seq)) { ctx.seq } else { ctx.view.action_before(window, ctx.seq)?.seq };
    let of_window = (action + 1..=last).filter(|seq| index.window(*seq) == window);
    let before_next = of_window.take_while(|seq| !is_cause(index.kind(*seq)) && index.kind(*seq) != Kind::Page);
    Some(Want::Diff { from: action.saturating_sub(1), to: before_next.last().unwrap_or(action), action: Some(action) })
}

impl State {
    fn height(ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1)
    }

    fn len(&self) -> usize {
        self.rows.0.len()
    }

    fn lay(&mut self, ctx: &Context<'_>) {
        let wide = ctx.size.0 >= WIDE;
        let lines = self.loaded.as_ref().map_or(&[][..], |loaded| &loaded.lines);
        self.rows = (rows::lay(lines, &self.folded, wide), wide);
        self.list.settle(self.len(), Self::height(ctx));
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        if self.rows.1 != (ctx.size.0 >= WIDE) {
            let place = self.place();
            self.lay(ctx);
            self.go_to(place);
        }
        self.list.settle(self.len(), Self::height(ctx));
        if ctx.view.index.is_empty() {
            return Vec::new();
        }
        let want = wanted(ctx, self.by_action);
        let (Want::EventDiff { seq: last } | Want::Diff { to: last, .. }) = want else { return Vec::new() };
        let asked = Some((want.clone(), ctx.view.index.time(last)));
        if self.asked == asked {
            return Vec::new();
        }
        self.asked = asked;
        vec![Ask::Load(want)]
    }

    /// The line under the cursor: its place.
    fn place(&self) -> usize {
        self.rows.0.get(self.list.cursor).map_or(0, |row| row.place())
    }

    fn made(&self, row: usize) -> Option<&Made> {
        self.loaded.as_ref()?.lines.get(self.rows.0.get(row)?.place())
    }

    fn is_head(&self, row: usize) -> bool {
        self.made(row).is_some_and(|made| made.line.role == DiffRole::Hunk)
    }

    /// The row of the head of the hunk that a row belongs to.
    fn head(&self, row: usize) -> Option<usize> {
        (0..=row.min(self.len().checked_sub(1)?)).rev().find(|at| self.is_head(*at))
    }

    /// Puts the cursor on the row of a line, or the last one before it that shows.
    fn go_to(&mut self, place: usize) {
        self.list.cursor = self.rows.0.iter().rposition(|row| row.place() <= place).unwrap_or(0);
    }

    fn jump(&mut self, ctx: &Context<'_>, count: u32, on: bool) -> Vec<Ask> {
        for _ in 0..count {
            let to = if on {
                (self.list.cursor + 1..self.len()).find(|at| self.is_head(*at))
            } else {
                (0..self.list.cursor).rev().find(|at| self.is_head(*at))
            };
            let Some(to) = to else { break };
            self.list.reveal(to, self.len(), Self::height(ctx));
        }
        let heads = |rows: usize| (0..rows).filter(|at| self.is_head(*at)).count();
        vec![Ask::Say(format!("hunk {} of {}", heads(self.list.cursor + 1), heads(self.len())))]
    }

    fn fold(&mut self, ctx: &Context<'_>, open: impl Fn(bool) -> bool) {
        let Some(head) = self.head(self.list.cursor) else { return };
        let place = self.rows.0[head].place();
        if open(!self.folded.contains(&place)) {
            self.folded.remove(&place);
        } else {
            self.folded.insert(place);
            self.list.cursor = head;
        }
        self.lay(ctx);
    }

    fn fold_all(&mut self, ctx: &Context<'_>) {
        let place = self.place();
        if self.folded.is_empty() {
            let lines = self.loaded.iter().flat_map(|loaded| loaded.lines.iter().enumerate());
            self.folded = lines.filter(|(_, made)| made.line.role == DiffRole::Hunk).map(|(place, _)| place).collect();
        } else {
            self.folded.clear();
        }
        self.lay(ctx);
        self.go_to(place);
        self.list.settle(self.len(), Self::height(ctx));
    }

    /// Choosing a line goes to the event that made the change, from there to its node; a head folds.
    fn choose(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let Some(made) = self.made(self.list.cursor) else { return Vec::new() };
        match (made.by, made.line.node) {
            _ if made.line.role == DiffRole::Hunk => self.fold(ctx, |open| !open),
            (Some(seq), _) if seq != ctx.seq => return vec![Ask::Go(seq)],
            (_, Some(node)) => return vec![Ask::Inspect(node)],
            _ => {}
        }
        Vec::new()
    }

    /// The node that the chosen line is about, else one of its hunk.
    fn inspect(&self) -> Vec<Ask> {
        let of = |row: usize| self.made(row).and_then(|made| made.line.node);
        let node = of(self.list.cursor)
            .or_else(|| (self.list.cursor + 1..self.len()).take_while(|row| !self.is_head(*row)).find_map(of));
        node.map(Ask::Inspect).into_iter().collect()
    }

    /// Turns from what the event did to what its action did, and back.
    fn turn(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        if ctx.marks != (None, None) {
            return vec![Ask::Say(
                "A or B is set: Esc drops them, then t turns from the event to its action".to_owned(),
            )];
        }
        self.by_action = !self.by_action;
        let said = match (self.by_action, of_action(ctx)) {
            (false, _) => "what this event changed",
            (true, Some(_)) => "what the action changed, up to the next action or page",
            (true, None) => "no action comes before this event: what the event changed",
        };
        let mut asks = self.refresh(ctx);
        asks.push(Ask::Say(said.to_owned()));
        asks
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::NextHit | Command::PrevHit => return self.jump(ctx, count, command == Command::NextHit),
            Command::Choose => return self.choose(ctx),
            Command::Inspect => return self.inspect(),
            Command::ByAction => return self.turn(ctx),
            Command::Fold => self.fold(ctx, |_| false),
            Command::Unfold => self.fold(ctx, |_| true),
            Command::FoldAll => self.fold_all(ctx),
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(2000),
            _ => self.list.command(command, count, self.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn empty(&self, ctx: &Context<'_>) -> Cow<'static, str> {
        if let Some(why) = &self.failed {
            return Cow::Owned(why.clone());
        }
        match self.loaded.as_ref().map(|loaded| &loaded.want) {
            None if ctx.view.index.is_empty() => "no event yet: the recording is still being read".into(),
            None => "comparing …".into(),
            Some(Want::Diff { action: Some(_), .. }) => {
                "the action changed nothing on the page before the next action or page".into()
            }
            Some(Want::Diff { .. }) => "nothing changed between A and B: the page was the same at both".into(),
            Some(_) => format!(
                "this {} event changed nothing on the page; t shows all that the action before did, l goes to the next event, \
                 c to the next click, and A and B set two ends to compare",
                ctx.view.index.kind(ctx.seq)
            )
            .into(),
        }
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => return self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Loaded(super::Loaded::Diff(loaded)) => {
                self.failed = None;
                self.loaded = Some(loaded);
                self.folded.clear();
                (self.list, self.shift) = (List::default(), 0);
                self.lay(ctx);
            }
            PaneMsg::Failed(why) => {
                (self.failed, self.loaded) = (Some(why), None);
                self.lay(ctx);
            }
            PaneMsg::Click { y, double, .. } => {
                let row = self.list.top + usize::from(y);
                if row < self.len() {
                    self.list.cursor = row;
                    if double {
                        return self.choose(ctx);
                    }
                }
            }
            PaneMsg::Find(_) | PaneMsg::Loaded(_) => {}
            PaneMsg::Scroll(by) => self.list.scroll(by as isize, self.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(loaded) = self.loaded.as_ref().filter(|_| !self.rows.0.is_empty()) else {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        };
        for (at, y) in self.list.window(self.len(), usize::from(area.height)).zip(area.y..) {
            let row = self.rows.0[at];
            let hidden = || {
                let next = self.rows.0.get(at + 1).map_or(loaded.lines.len(), |next| next.place());
                next.saturating_sub(row.place() + 1)
            };
            let folded = self.folded.contains(&row.place()).then(hidden);
            let look = Look { chosen: at == self.list.cursor, focused: ctx.focused, shift: self.shift };
            rows::draw(&loaded.lines, (row, folded), (Rect { y, height: 1, ..area }, look), theme, buf);
        }
    }

    fn title(&self, _ctx: &Context<'_>) -> String {
        let Some(loaded) = &self.loaded else { return String::new() };
        let changes = match loaded.changes {
            0 => "no change".to_owned(),
            1 => "1 change".to_owned(),
            many => format!("{many} changes"),
        };
        format!("{changes} {}", loaded.cause)
    }

    fn about(&self, _ctx: &Context<'_>) -> About {
        About { node: self.made(self.list.cursor).and_then(|made| made.line.node), ..About::default() }
    }

    fn copy(&self, _ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        let loaded = self.loaded.as_ref()?;
        let head = self.rows.0.get(self.head(self.list.cursor)?)?.place();
        let rest = loaded.lines.iter().skip(head + 1).take_while(|made| made.line.role != DiffRole::Hunk);
        let hunk = loaded.lines.get(head).into_iter().chain(rest);
        let text: Vec<String> = hunk.map(|made| rows::plain(&made.line)).collect();
        Some(("the hunk".into(), text.join("\n")))
    }
}
