//! The node pane: the life of the chosen node, from the event that brought it to the one that took it. Blame for the DOM.
//!
//! Its rows are those of the verb `node`. The worker replays the window once for each node asked about.

use super::unfolding::Unfolding;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::event::{NodeId, Seq};
use crate::recording::life::{Absence, Deed, Life, Moment};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use crate::tui::effect::Want;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::detail::{Detail, Target};
use crate::tui::widgets::line::Line;
use crate::tui::widgets::log::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// A node's address: ids belong to a window.
type Address = (WindowIx, NodeId);

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The node asked about, and how many events were known then.
    asked: Option<(Address, usize)>,
    life: Option<Life>,
    failed: Option<String>,
    log: Log,
    /// The moment the list last followed.
    followed: Option<Seq>,
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, node: Address, cancel: &Cancel) -> Result<Life, String> {
    recording.life(view, node.0, node.1, cancel).map_err(|error| error.to_string())
}

/// The node that the pane speaks of: the one chosen last, else the one that the event under the playhead is about.
pub(super) fn subject(ctx: &Context<'_>) -> Option<Address> {
    let window = ctx.view.index.window(ctx.seq);
    let of_event = || (!ctx.view.index.is_empty()).then(|| ctx.view.index.node(ctx.seq)).flatten();
    ctx.node.or_else(|| of_event().map(|node| (window, node)))
}

impl State {
    /// The moments within the range, in order.
    fn moments<'s>(&'s self, ctx: &'s Context<'_>) -> impl Iterator<Item = &'s Moment> {
        let all = self.life.iter().flat_map(|life| &life.moments);
        all.filter(|moment| ctx.looks_at(moment.seq))
    }

    /// What is told after the moments: why the node is not there, unless its removal told it.
    fn absence(&self) -> Option<&Absence> {
        let absence = self.life.as_ref().and_then(|life| life.absence.as_ref());
        absence.filter(|absence| !matches!(absence, Absence::Removed(_)))
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let rows = self.moments(ctx).count() + usize::from(self.absence().is_some());
        self.log.fit(rows, ctx.size);
        if self.followed != Some(ctx.seq) && rows > 0 {
            self.follow(ctx);
        }
        let wanted = subject(ctx).map(|node| (node, ctx.view.index.len()));
        // While the recording is still read a life would be asked for again and again: the end is waited for.
        let grown = wanted.map(|(node, _)| node) == self.asked.map(|(node, _)| node) && !ctx.view.progress.done;
        if wanted.is_none() || wanted == self.asked || grown {
            return Vec::new();
        }
        if wanted.map(|(node, _)| node) != self.asked.map(|(node, _)| node) {
            (self.life, self.failed, self.followed) = (None, None, None);
            self.log = Log::default();
        }
        self.asked = wanted;
        wanted.map(|((window, node), _)| Ask::Load(Want::Life { window, node })).into_iter().collect()
    }

    fn follow(&mut self, ctx: &Context<'_>) {
        self.followed = Some(ctx.seq);
        self.log.choose(self.current(ctx).unwrap_or(0));
    }

    /// The last deed at or before the playhead.
    fn current(&self, ctx: &Context<'_>) -> Option<usize> {
        self.moments(ctx).take_while(|moment| moment.seq <= ctx.seq).count().checked_sub(1)
    }

    fn seq(&self, ctx: &Context<'_>, row: usize) -> Option<Seq> {
        self.moments(ctx).nth(row).map(|moment| moment.seq).or_else(|| self.absence()?.seq())
    }

    fn row_line(&self, ctx: &Context<'_>, row: usize, glyphs: Glyphs) -> Line {
        let Some(moment) = self.moments(ctx).nth(row) else {
            return self.absence().map(|absence| absent(ctx, absence, glyphs)).unwrap_or_default();
        };
        let mut line = deed_line(ctx, moment, glyphs);
        if moment.seq > ctx.seq {
            line = line.all_in(Role::Dim);
        } else if self.current(ctx) == Some(row) {
            line.mark(Role::Playhead, glyphs.bar());
        }
        line
    }

    fn empty(&self, ctx: &Context<'_>) -> Cow<'_, str> {
        if let Some(why) = &self.failed {
            return why.as_str().into();
        }
        match subject(ctx) {
            None => "no node is chosen: choose one in the DOM (2), or an event that is about one, and press b".into(),
            Some((_, node)) if self.life.is_none() => {
                format!("looking through the recording for node #{node} …").into()
            }
            Some((_, node)) if !ctx.scope.is_all() => {
                format!("nothing happened to node #{node} in scope; Esc drops the range, T turns through the windows")
                    .into()
            }
            Some((_, node)) => format!("no event of this window ever spoke of node #{node}").into(),
        }
    }
}

fn role_of(deed: &Deed) -> Role {
    match deed {
        Deed::Created { .. } => Role::Added,
        Deed::Reused { .. } => Role::Warn,
        Deed::Moved { .. } => Role::Moved,
        Deed::Changed { .. } => Role::Changed,
        Deed::Removed => Role::Removed,
    }
}

/// A deed: when, what it was, what it did; and at the right the event and the action before it.
fn deed_line(ctx: &Context<'_>, moment: &Moment, glyphs: Glyphs) -> Line {
    let mut line = Line::of(Role::Dim, &format!("{} ", ctx.stamp_of(moment.seq)));
    let role = role_of(&moment.deed);
    line.push(Role::Dim, &format!("{} ", glyphs.kind(ctx.view.index.kind(moment.seq))));
    line.push(role, &format!("{:<8}", moment.deed.name()));
    line.push(Role::Text, &moment.deed.detail());
    let mut note = format!("#{}", moment.seq);
    if let Some(action) = &moment.after {
        let since = ctx.view.index.time(moment.seq) - action.at;
        note = format!("{} {} before  {note}", glyphs.kind(action.kind), since.human());
    }
    line.note(Role::Dim, &note);
    line
}

fn absent(ctx: &Context<'_>, absence: &Absence, glyphs: Glyphs) -> Line {
    let at = absence.seq().map(|seq| format!("{} ", ctx.stamp_of(seq))).unwrap_or_default();
    let mut line = Line::of(Role::Dim, &at);
    line.push(Role::Warn, &format!("{} {} ", glyphs.warning(), absence.name()));
    line.push(Role::Text, &absence.detail());
    line
}

/// A deed in full, with the action it followed.
fn told(ctx: &Context<'_>, moment: &Moment) -> Detail {
    let mut detail = Detail::default();
    let words = match moment.deed.detail() {
        words if words.is_empty() => "it left the page, alone or with what it was in".to_owned(),
        words => words,
    };
    detail.text(role_of(&moment.deed), &words);
    let event = |seq: Seq, before: &str| {
        let mut line = Line::of(Role::Dim, before);
        line.push(Role::Text, ctx.view.index.label(seq));
        line.push(Role::Accent, &format!(" #{seq}"));
        line.push(Role::Dim, &format!(" {}", ctx.stamp_of(seq)));
        line
    };
    detail.line(event(moment.seq, "by ")).to(Target::Event(moment.seq));
    if let Some(action) = &moment.after {
        let since = ctx.view.index.time(moment.seq) - action.at;
        detail.line(event(action.seq, &format!("{} after ", since.human()))).to(Target::Event(action.seq));
    }
    detail
}

impl Unfolding for State {
    fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    fn go(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        self.seq(ctx, row).map(Ask::Go).into_iter().collect()
    }

    fn unfold(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        let detail = match self.moments(ctx).nth(row) {
            Some(moment) => Some(told(ctx, moment)),
            None => self.absence().map(|absence| {
                let mut detail = Detail::default();
                detail.text(Role::Warn, &absence.detail());
                detail
            }),
        };
        if let Some(detail) = detail {
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
            PaneMsg::Command(crate::tui::command::Command::Inspect, _) => {
                return subject(ctx).map(|(_, node)| Ask::Inspect(node)).into_iter().collect();
            }
            PaneMsg::Loaded(super::Loaded::Life(life)) => {
                (self.life, self.failed, self.followed) = (Some(life), None, None);
                self.log.fold_all();
                return self.refresh(ctx);
            }
            PaneMsg::Failed(why) => (self.life, self.failed) = (None, Some(why)),
            msg => return self.listed(ctx, &msg),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.log.is_empty() {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        }
        self.log.draw((area, ctx.focused), theme, buf, |row, glyphs| self.row_line(ctx, row, glyphs));
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        let (Some((_, node)), Some(life)) = (subject(ctx), &self.life) else { return String::new() };
        let end = match &life.absence {
            None => "still there at the end",
            Some(Absence::Removed(_)) => "gone at the end",
            Some(_) => "never there",
        };
        format!("#{node} · {} · {end}", ctx.count(self.moments(ctx).count(), "deed"))
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        if let Some(text) = self.log.copy() {
            return Some(("a part of the deed".into(), text));
        }
        let moment = self.moments(ctx).nth(self.log.chosen()?.row())?;
        let words = format!("#{} {} {}", moment.seq, moment.deed.name(), moment.deed.detail());
        Some(("the deed".into(), words.trim_end().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::event::Kind;
    use crate::extract::Action;
    use crate::tui::command::Command;
    use crate::tui::panes::testing::{context, screen};

    fn life() -> Life {
        let action = Action { seq: 145, at: Time(0), window: 0, kind: Kind::Click, node: Some(36) };
        let moment = |seq, deed, after| Moment { seq, deed, after };
        Life {
            window: 0,
            node: 36,
            moments: vec![
                moment(4, Deed::Created { selector: "button#buy\u{1b}[2J".to_owned() }, None),
                moment(147, Deed::Changed { what: "disabled: absent → \"\"".to_owned() }, Some(action)),
                moment(180, Deed::Removed, None),
            ],
            absence: Some(Absence::Removed(180)),
        }
    }

    #[test]
    fn a_life_is_told_and_choosing_a_deed_goes_there() {
        let view = View::default();
        let ctx = Context { node: Some((0, 36)), ..context(&view, 150, (70, 6)) };
        let mut pane = State::default();
        assert_eq!(screen(&pane, &ctx), ["looking through the recording for node #36 …"]);
        assert_eq!(pane.update(&ctx, PaneMsg::Refresh), [Ask::Load(Want::Life { window: 0, node: 36 })]);
        assert!(pane.update(&ctx, PaneMsg::Refresh).is_empty(), "asked once");
        pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Life(life())));
        assert_eq!(
            screen(&pane, &ctx),
            [
                " 00:00.000 ? created button#buy␛[2J                                 #4",
                "▌00:00.000 ? changed disabled: absent → \"\"         ● 0 ms before  #147",
                " 00:00.000 ? removed                                              #180",
            ]
        );
        assert_eq!(pane.title(&ctx), "#36 · 3 deeds · gone at the end");
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(147)]);
        pane.update(&ctx, PaneMsg::Command(Command::Detail, 1));
        pane.update(&ctx, PaneMsg::Command(Command::Down, 3));
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(145)], "the action before it");
    }

    #[test]
    fn a_node_that_never_was_says_why() {
        let view = View::default();
        let ctx = Context { node: Some((0, 9)), ..context(&view, 0, (76, 6)) };
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Refresh);
        let absence = Some(Absence::NeverRecorded { at_depth_limit: false, blocked_parts: true });
        let life = Life { window: 0, node: 9, moments: Vec::new(), absence };
        pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Life(life)));
        assert_eq!(
            screen(&pane, &ctx),
            [" ▲ never-recorded no event ever brought this id; parts of the page are bloc…"]
        );
        assert_eq!(pane.title(&ctx), "#9 · 0 deeds · never there");
    }
}
